"""Offline quality: whether a list holds what belongs with the query, and whether likes help.

A question is a track of a held-out playlist (`data.heldout`); relevant is what shares a held-out
playlist with it. The query's own artist is passed over and each artist counts once, so finding an
artist's own album again earns nothing: *discovery*. What a chat told is simulated. Whatever is
told (likes, dislikes) leaves the candidates and the relevant, on both sides of a comparison:
"with" and "without" answer the same question and differ in what is heeded only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.metrics import artist_diversity, coverage, gain_interval, mean_interval, ndcg, recall
from engine.model import Model
from engine.rerank import MEASURED, POOL, Weights, followed, reranked
from engine.select import Songs
from engine.taste import Profile, TasteSpace
from engine.types import Floats, Mask, Row, Rows

CUT = 10
LIKES = (1, 2, 3, 5, 10, 20)
_SHOWN = 30  # the best places without a hit, from which dislikes are drawn
_NDCG = f"discovery_ndcg@{CUT}"


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what is known to belong with it.

    Parameters
    ----------
    query
        What is asked about.
    likes
        Tracks of one of its held-out playlists, in random order, without versions of the query.
    elsewhere
        Tracks of a held-out playlist that has nothing in common with the relevant ones.
    relevant
        What shares a held-out playlist with the query.
    """

    query: Row
    likes: Rows
    elsewhere: Rows
    relevant: Rows


@dataclass(frozen=True, slots=True)
class Told:
    """What a simulated chat has told: how many of each kind, and its popularity dial."""

    label: str = ""
    likes: int = 0
    elsewhere: int = 0
    dislikes: int = 0
    popularity: float = 0.0


CONDITIONS = (
    *(Told(f"+{count} like{'s' if count > 1 else ''}", likes=count) for count in LIKES),
    Told("+5 likes elsewhere", elsewhere=5),
    Told("+5 likes, 5 elsewhere", likes=5, elsewhere=5),
    Told("+5 dislikes", dislikes=5),
    Told("+5 likes, 5 dislikes", likes=5, dislikes=5),
    *(Told(f"+dial {dial:g}", popularity=dial) for dial in (-1.0, -0.5, 0.5, 1.0)),
)
QUICK = ("+1 like", "+5 likes", "+20 likes", "+5 dislikes", "+dial -1", "+dial 1")
"""Labels of the conditions that a quick look takes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its 95 % interval."""

    model: str
    metric: str
    value: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """A list with one track an artist, which of its places are hits, and what could be found."""

    rows: Rows
    hits: tuple[bool, ...]
    findable: int

    @property
    def ndcg(self) -> float:
        """Return discovery nDCG of the first places."""
        return ndcg(self.hits, self.findable, CUT)


@dataclass(frozen=True, slots=True)
class Exam:
    """Questions over one catalogue, put to models with and without what was told.

    Parameters
    ----------
    songs, popularity
        Of the catalogue; popularity (n_tracks,) float32, 0..100.
    space
        Fitted without the held-out playlists, as are the models.
    """

    songs: Songs
    popularity: Floats
    space: TasteSpace
    models: Mapping[str, Model]
    questions: tuple[Question, ...]
    weights: Weights = MEASURED

    def figures(
        self,
        heard: Callable[[str, float], None],
        conditions: Sequence[Told] = CONDITIONS,
        seed: int = 0,
    ) -> Iterator[Figure]:
        """Yield the figures of every model, plain first, then with each thing told.

        Parameters
        ----------
        heard
            Told which model is at work and the share of all that is done, 0..1.
        conditions
            What chats are simulated.
        seed
            Of the bootstrap.
        """
        parts = len(conditions) + 1
        total = parts * len(self.models)
        for done, (name, model) in enumerate(self.models.items()):
            heard(name, done * parts / total)
            plain = [self.answer(model, question, Told()) for question in self.questions]
            yield from self._of_lists(name, plain, np.random.default_rng(seed))
            for step, told in enumerate(conditions, start=1):
                heard(name, (done * parts + step) / total)
                yield from self._of_told(name, model, told, np.random.default_rng(seed))

    def _of_lists(
        self, name: str, answers: list[Answer], rng: np.random.Generator
    ) -> Iterator[Figure]:
        measured = {
            _NDCG: [answer.ndcg for answer in answers],
            f"discovery_recall@{CUT}": [recall(a.hits, a.findable, CUT) for a in answers],
            f"artist_diversity@{CUT}": [
                artist_diversity(self.songs.artist[a.rows[:CUT]].tolist()) for a in answers
            ],
        }
        for metric, values in measured.items():
            yield _figure(name, metric, values, rng)
        yield self._median_popularity(name, answers, rng)
        shown = coverage([answer.rows[:CUT] for answer in answers], len(self.popularity))
        yield Figure(name, f"coverage@{CUT}", shown, (shown, shown))

    def _of_told(
        self, name: str, model: Model, told: Told, rng: np.random.Generator
    ) -> Iterator[Figure]:
        pairs = [self.pair(model, question, told) for question in self.questions]
        before = np.array([without.ndcg for without, _ in pairs])
        after = np.array([heeded.ndcg for _, heeded in pairs])
        label = name + told.label
        yield _figure(label, _NDCG, after.tolist(), rng)
        gain, *interval = gain_interval(before, after, rng)
        yield Figure(label, f"{_NDCG} gain", gain, (interval[0], interval[1]))
        if told.popularity:
            yield self._median_popularity(label, [heeded for _, heeded in pairs], rng)

    def _median_popularity(
        self, name: str, answers: list[Answer], rng: np.random.Generator
    ) -> Figure:
        medians = [float(np.median(self.popularity[answer.rows[:CUT]])) for answer in answers]
        return _figure(name, f"median_popularity@{CUT}", medians, rng)

    def answer(self, model: Model, question: Question, told: Told) -> Answer:
        """Return a model's answer to a question, re-ranked for what was told."""
        return self.pair(model, question, told)[1]

    def pair(self, model: Model, question: Question, told: Told) -> tuple[Answer, Answer]:
        """Return the answers without and with what was told, on the same question."""
        seeds = np.array([question.query], np.intp)
        target = model.target_of_rows(seeds)
        disliked = self._dislikes(model, target, question) if told.dislikes else seeds[:0]
        disliked = disliked[: told.dislikes]
        liked = np.concatenate(
            [question.likes[: told.likes], question.elsewhere[: told.elsewhere]]
        ).astype(np.intp)
        excluded = self.songs.versions(np.concatenate([seeds, liked, disliked]))
        plain = model.neighbours(target, POOL + CUT, excluded)
        profile = Profile(
            liked=tuple(map(Row, liked.tolist())),
            disliked=tuple(map(Row, disliked.tolist())),
            popularity=told.popularity,
        )
        without = self._judged(plain.rows, question, excluded)
        if not profile.orders:
            return without, without
        head = reranked(model, target, self.space, profile, seeds, excluded, self.weights)
        return without, self._judged(followed(head, plain).rows, question, excluded)

    def _dislikes(self, model: Model, target: Floats, question: Question) -> Rows:
        """Return what a chat may dislike: shown early, and not of the query's playlists."""
        excluded = self.songs.versions(np.array([question.query], np.intp))
        excluded[question.relevant] = True
        shown = model.neighbours(target, _SHOWN, excluded).rows
        return np.random.default_rng(question.query).permutation(shown)

    def _judged(self, ranked: Rows, question: Question, excluded: Mask) -> Answer:
        artist = self.songs.artist
        wanted = set(question.relevant[~excluded[question.relevant]].tolist())
        seen = {int(artist[question.query])}
        rows: list[int] = []
        for row in ranked.tolist():
            if len(rows) == CUT:
                break
            if (own := int(artist[row])) not in seen:
                seen.add(own)
                rows.append(row)
        artists = {int(artist[row]) for row in wanted} - {int(artist[question.query])}
        return Answer(np.array(rows, np.intp), tuple(row in wanted for row in rows), len(artists))


def _figure(name: str, metric: str, values: list[float], rng: np.random.Generator) -> Figure:
    array = np.array(values, np.float64)
    return Figure(name, metric, float(array.mean()), mean_interval(array, rng))
