"""A space in which tracks of one playlist are close: linear, fitted in closed form, numpy only.

Two things are known of a track before anyone put it in a list: how it sounds, and which lists
hold other tracks of its artist. Fisher's linear discriminant finds the directions in which
playlists differ most for how much their own tracks scatter (Hastie, Tibshirani, Friedman, The
Elements of Statistical Learning, 4.3.3). With Sw the scatter within playlists and Sb between
them, the directions v solve ``Sb v = b Sw v``; each is scaled by ``sqrt(b / (b + 1))``, the root
of the share of its spread that playlists explain, so a direction of noise counts for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.cosine import unit
from engine.types import Floats, Rows

SIZE = 64  # of an artist's vector, and of the space
LISTS = 2_048  # playlists learned from, the largest ones, which bounds time and memory
SHRINKAGE = 0.1  # the share of its diagonal that is added to Sw: few tracks know little surely
RUN = 4_096  # memberships, and artists, that are looked at together


@dataclass(frozen=True, slots=True)
class Memberships:
    """Which tracks are in which playlists, sorted by the tracks' artists.

    Parameters
    ----------
    artist, row, playlist
        (n_pairs,) intp each: codes of artist and playlist, 0 up, and the track's row.
    artists
        How many artists the catalogue has.
    """

    artist: Rows
    row: Rows
    playlist: Rows
    artists: int

    @classmethod
    def of(cls, lists: list[list[str]], artist: Rows) -> "Memberships":
        """Code the playlists of each track, (n_tracks,); keep the `LISTS` largest."""
        row = np.repeat(np.arange(len(lists)), [len(own) for own in lists])
        names, codes = np.unique([one for own in lists for one in own], return_inverse=True)
        sizes = np.bincount(codes, minlength=len(names))
        largest = np.full(len(names), -1)
        largest[np.argsort(-sizes, kind="stable")[:LISTS]] = np.arange(min(len(names), LISTS))
        kept = np.flatnonzero(largest[codes] >= 0)
        order = kept[np.argsort(artist[row[kept]], kind="stable")]
        count = int(artist.max(initial=-1)) + 1
        return cls(artist[row[order]].astype(np.intp), row[order], largest[codes[order]], count)

    @property
    def playlists(self) -> int:
        """How many playlists there are."""
        return int(self.playlist.max(initial=-1)) + 1


def fit_space(sound: Floats, artist: Rows, members: Memberships) -> Floats:
    """Return a vector of each track, (n_tracks, d) float32 at length 1.

    Parameters
    ----------
    sound
        Scaled features, (n_tracks, d_sound).
    artist
        Codes of the tracks' artists, (n_tracks,).
    members
        The playlists to learn from. With fewer than two there is nothing to tell apart, and the
        vectors are those of sound.
    """
    if members.playlists < 2:
        return unit(sound)
    by_artist, of_members = artist_vectors(members)
    seen = np.hstack([sound[members.row], of_members])
    middle = seen.mean(axis=0)
    directions = _directions(seen - middle, members.playlist)
    return unit((np.hstack([sound, by_artist[artist]]) - middle) @ directions)


def artist_vectors(members: Memberships, run: int = RUN) -> tuple[Floats, Floats]:
    """Return a vector of each artist and one of each membership.

    An artist is ``log(1 + tracks)`` by playlist, times how rare its artists make the playlist
    (inverse document frequency), at length 1, projected on the leading eigenvectors of the
    playlists' products (latent semantic analysis: Deerwester et al., 1990). The vector of a
    membership is its artist's without that playlist, as if it had never been seen: otherwise
    the discriminant would learn that a playlist is known by its own mention.

    Returns
    -------
    tuple
        (n_artists, d) and (n_pairs, d) float32; zero where nothing is known.
    """
    holders = np.unique(members.playlist * members.artists + members.artist) // members.artists
    found_in = np.bincount(holders, minlength=members.playlists)
    rarity = np.log((1 + members.artists) / (1 + found_in)).astype(np.float32)
    products = np.zeros((members.playlists, members.playlists))
    for _, _, block in _blocks(members, run):
        weighted = _weighted(block, rarity)
        products += weighted.T @ weighted
    basis = np.linalg.eigh(products)[1][:, ::-1][:, :SIZE].astype(np.float32)
    by_artist = np.zeros((members.artists, basis.shape[1]), np.float32)
    of_members = np.zeros((len(members.row), basis.shape[1]), np.float32)
    for pairs, artists, block in _blocks(members, run):
        by_artist[artists] = _weighted(block, rarity) @ basis
        others = block[members.artist[pairs] - artists.start]
        others[np.arange(len(others)), members.playlist[pairs]] = 0
        of_members[pairs] = _weighted(others, rarity) @ basis
    return by_artist, of_members


def _blocks(members: Memberships, run: int) -> Iterator[tuple[slice, slice, Floats]]:
    """Yield runs of memberships, their artists, and the tracks by artist and playlist."""
    start, total = 0, len(members.artist)
    while start < total:
        # A run ends where an artist does, and none has more artists than `run`.
        first = int(members.artist[start])
        ahead = start + run
        beyond = int(members.artist[ahead]) if ahead < total else members.artists
        last = min(max(first + 1, beyond), first + run)
        end = int(np.searchsorted(members.artist, last))
        block = np.zeros((last - first, members.playlists), np.float32)
        pairs = slice(start, end)
        np.add.at(block, (members.artist[pairs] - first, members.playlist[pairs]), 1)
        yield pairs, slice(first, last), block
        start = end


def _weighted(tracks: Floats, rarity: Floats) -> Floats:
    return unit(np.log1p(tracks) * rarity)


def _directions(points: Floats, playlist: Rows) -> Floats:
    """Return the discriminant directions, (d, m) float32, scaled as the module says."""
    sizes = np.bincount(playlist).astype(float)
    means = np.zeros((len(sizes), points.shape[1]))
    np.add.at(means, playlist, points)
    means /= np.maximum(sizes, 1)[:, np.newaxis]
    apart = points - means[playlist]
    within = apart.T @ apart / len(points)
    within += np.diag(SHRINKAGE * np.diag(within) + np.finfo(np.float32).eps)
    between = (means * sizes[:, np.newaxis]).T @ means / len(points)
    spread, axes = np.linalg.eigh(within)
    whitening = axes / np.sqrt(spread)
    ratios, turned = np.linalg.eigh(whitening.T @ between @ whitening)
    best = np.argsort(-ratios)[: min(SIZE, len(sizes) - 1)]
    ratios = np.maximum(ratios[best], 0)
    scaled: Floats = (whitening @ turned[:, best] * np.sqrt(ratios / (ratios + 1))).astype(
        np.float32
    )
    return scaled
