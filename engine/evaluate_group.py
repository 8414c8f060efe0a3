"""How well a sequence serves each member of a group: groups made of held-out playlists.

A member is a playlist that nothing was learned from; five of its tracks are the member's likes,
the others what the member would have liked to hear. Groups are *similar* (playlists of one
subgenre) or *divergent* (each of another genre), of two to five members, and hear ten songs.

A member's satisfaction is the sequence's relevance, discounted as in nDCG, over that of ten
perfect songs: ``sum rel_i / log2(i + 1) / sum 1 / log2(i + 1)``, 0..1. Relevance is measured
twice:

- *hits*: 1 for a track of the member's own playlist. Nobody can doubt it, but most members of most
  groups have none in ten songs, and the least satisfied then has 0 whatever the rule.
- *graded*: 1 for such a track; for another track of a held-out playlist, how much that playlist is
  like the member's in the artists it holds; for a track that only has its artist there, half of
  that. Two playlists are alike by the cosine of ``sqrt(tracks)`` an artist times the artist's
  inverse document frequency, the member's likes left out. The held-out memberships are unknown to
  the ranker, so it is not judged by its own idea of closeness.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from engine.evaluate import Figure
from engine.group import sequence
from engine.panel import Panel, everyone
from engine.select import Songs
from engine.taste import Profile, TasteSpace
from engine.types import Floats, GroupRule, Mask, Row, Rows

Kind: TypeAlias = Literal["similar", "divergent"]

LIKES, SONGS = 5, 10
GROUPS = 60  # of each kind and size in each fold
SHORTEST = 20  # tracks of a playlist that can be a member
SIZES = (2, 3, 4, 5)
PLAIN = "plain average"
"""The mean of the members' standardised scores: averaging without the utilities of our rules."""
RESAMPLES = 2_000
_ARTIST_ONLY = 0.5
_METRICS = ("hits mean", "graded mean", "hits least", "graded least")


@dataclass(frozen=True, slots=True)
class HeldOutList:
    """A playlist that nothing was learned from, (n,) distinct rows; some have no genre."""

    rows: Rows
    genre: str | None
    subgenre: str | None


@dataclass(frozen=True, slots=True)
class Fold:
    """A space of tastes and the playlists that it was not fitted to."""

    space: TasteSpace
    songs: Songs
    lists: Sequence[HeldOutList]


def group_rows(folds: Iterable[Fold], groups: int = GROUPS, seed: int = 0) -> tuple[Figure, ...]:
    """Measure every rule on up to `groups` groups of each kind and size in each fold.

    Returns
    -------
    tuple
        For each rule and kind: the mean of the members' mean and least satisfaction by hits and
        graded, and their change against both averages as a share, 0.15 being +15 %; none
        against what is 0 in a resample. Intervals resample groups, the same for both sides.
    """
    measured: dict[tuple[str, Kind], list[Floats]] = {}
    for number, fold in enumerate(folds):
        rng = np.random.default_rng([seed, number])
        judge = Judge.of(fold)
        for kind in get_args(Kind):
            for chosen in drawn(fold.lists, kind, groups, rng):
                for rule, satisfaction in _satisfactions(fold, judge, chosen, rng).items():
                    measured.setdefault((rule, kind), []).append(satisfaction)
    samples = {key: np.array(values) for key, values in measured.items()}
    return tuple(_figures(samples, np.random.default_rng(seed)))


def drawn(
    lists: Sequence[HeldOutList], kind: Kind, count: int, rng: np.random.Generator
) -> Iterator[list[int]]:
    """Yield `count` groups of each size as positions in `lists`; fewer kinds, fewer groups."""
    families: dict[str, list[int]] = {}
    for position, one in enumerate(lists):
        family = one.subgenre if kind == "similar" else one.genre
        if family and len(one.rows) >= SHORTEST:
            families.setdefault(family, []).append(position)
    for size in SIZES:
        if kind == "divergent":
            pools = sorted(families)
            for _ in range(count if len(pools) >= size else 0):
                yield [int(rng.choice(families[f])) for f in rng.permutation(pools)[:size]]
        else:
            pools = [name for name in sorted(families) if len(families[name]) >= size]
            for _ in range(count if pools else 0):
                yield rng.permutation(families[str(rng.choice(pools))])[:size].tolist()


@dataclass(frozen=True, slots=True)
class Judge:
    """Says how relevant a track is to a member, from the held-out memberships alone.

    Attributes
    ----------
    holds, plays
        Which lists hold a track, (n_tracks, n_lists) bool, and an artist, (n_artists, n_lists).
    artist
        Codes, (n_tracks,).
    rarity
        Inverse document frequency of each artist, (n_artists,).
    known
        Lists by artists, (n_lists, n_artists), at length 1.
    """

    holds: Mask
    plays: Mask
    artist: Rows
    rarity: Floats
    known: Floats

    @classmethod
    def of(cls, fold: Fold) -> "Judge":
        """Read the memberships of a fold's lists."""
        artist = fold.songs.artist.astype(np.intp)
        holds = np.zeros((len(artist), len(fold.lists)), np.bool_)
        for position, one in enumerate(fold.lists):
            holds[one.rows, position] = True
        tracks = np.zeros((int(artist.max()) + 1, len(fold.lists)), np.float32)
        np.add.at(tracks, artist, holds)
        found_in = np.maximum((tracks > 0).sum(axis=1), 1)
        rarity = np.log(len(fold.lists) / found_in).astype(np.float32)
        known = _directions(tracks.T, rarity)
        return cls(holds, tracks > 0, artist, rarity, known)

    def relevance(self, rest: Rows, rows: Rows) -> tuple[Floats, Floats]:
        """Return hits and graded relevance of `rows` to who would like `rest`, (n,) each, 0..1."""
        counts = np.bincount(self.artist[rest], minlength=len(self.rarity)).astype(np.float32)
        alike = self.known @ _directions(counts, self.rarity)
        hits = np.isin(rows, rest).astype(np.float32)
        held = (self.holds[rows] * alike).max(axis=1)
        played = (self.plays[self.artist[rows]] * alike).max(axis=1)
        graded = np.maximum(hits, np.maximum(held, _ARTIST_ONLY * played))
        return hits, np.minimum(graded, 1).astype(np.float32)


def _directions(tracks: Floats, rarity: Floats) -> Floats:
    weighted = np.sqrt(tracks) * rarity
    lengths = np.sqrt(np.square(weighted).sum(axis=-1, keepdims=True))
    return (weighted / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _satisfactions(
    fold: Fold, judge: Judge, chosen: Sequence[int], rng: np.random.Generator
) -> dict[str, Floats]:
    """Return, by rule, the group's figures in the order of `_METRICS`, (4,)."""
    shuffled = [rng.permutation(fold.lists[position].rows) for position in chosen]
    members = [Profile(liked=tuple(Row(int(r)) for r in own[:LIKES])) for own in shuffled]
    excluded = fold.songs.versions(np.array(everyone(members).liked, np.intp))
    panel = Panel.of_tastes(members, fold.space, fold.songs, excluded)
    found = {}
    for name, rows in _sequences(panel, fold.songs).items():
        discounts = 1 / np.log2(np.arange(2, SONGS + 2))
        each = np.array([judge.relevance(own[LIKES:], rows) for own in shuffled])
        satisfaction = each @ discounts[: len(rows)] / discounts.sum()
        found[name] = np.concatenate([satisfaction.mean(axis=0), satisfaction.min(axis=0)])
    return found


def _sequences(panel: Panel, songs: Songs) -> dict[str, Rows]:
    codes = songs.song[panel.rows], songs.artist[panel.rows]
    spread = panel.scores.std(axis=1, keepdims=True)
    middle = panel.scores.mean(axis=1, keepdims=True)
    plain = ((panel.scores - middle) / np.maximum(spread, 1e-6)).mean(axis=0, keepdims=True)
    picked = {
        rule: sequence(panel.scores, panel.vetoes, *codes, rule, SONGS)
        for rule in get_args(GroupRule)
    }
    # One member's own order is what their scores say: so the mean's order is the mean's alone.
    picked[PLAIN] = sequence(plain, np.zeros_like(plain, np.bool_), *codes, "average", SONGS)
    return {name: panel.rows[[pick.position for pick in picks]] for name, picks in picked.items()}


def _figures(
    samples: dict[tuple[str, Kind], Floats], rng: np.random.Generator
) -> Iterator[Figure]:
    for kind in dict.fromkeys(kind for _, kind in samples):
        count = len(samples[PLAIN, kind])
        # How often each resample has each group: one product gives all resampled means.
        draws = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES) / count
        means = {rule: values.mean(axis=0) for (rule, k), values in samples.items() if k == kind}
        again = {rule: draws @ samples[rule, kind] for rule in means}
        for rule in means:
            for column, metric in enumerate(_METRICS):
                ours, value = again[rule][:, column], means[rule][column]
                yield _figure(rule, f"{kind} {metric}", value, ours)
                for other in ("average", PLAIN):
                    theirs = again[other][:, column]
                    if other != rule and theirs.min() > 0:  # nothing has no share
                        change, changes = value / means[other][column] - 1, ours / theirs - 1
                        yield _figure(rule, f"{kind} {metric} vs {other}", change, changes)


def _figure(rule: str, metric: str, value: float, resampled: npt.NDArray[np.floating]) -> Figure:
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Figure(f"group:{rule}", metric, float(value), (float(low), float(high)))
