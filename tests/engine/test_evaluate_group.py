"""Groups of held-out playlists are judged by memberships that no ranker has seen."""

from typing import get_args

import numpy as np
import pytest

from engine.cosine import unit
from engine.evaluate_group import (
    PLAIN,
    SIZES,
    Fold,
    HeldOutList,
    Judge,
    Kind,
    drawn,
    group_rows,
)
from engine.select import Songs
from engine.taste import TasteSpace
from engine.types import GroupRule, Rows

GENRES, LISTS, TRACKS = 6, 5, 24  # lists a genre, tracks a list


@pytest.fixture(scope="module")
def fold() -> Fold:
    """Thirty lists, each a small cloud near its genre's; two tracks an artist."""
    rng = np.random.default_rng(0)
    count = GENRES * LISTS * TRACKS
    genres = np.repeat(np.arange(GENRES), LISTS * TRACKS)
    clouds = np.repeat(rng.normal(size=(GENRES * LISTS, 8)), TRACKS, axis=0)
    points = np.eye(8)[genres] * 4 + clouds + rng.normal(size=(count, 8)) / 2
    titles = [f"song {row}" for row in range(count)]
    lists = [
        HeldOutList(np.arange(first, first + TRACKS), f"g{genres[first]}", f"s{genres[first]}")
        for first in range(0, count, TRACKS)
    ]
    space = TasteSpace(unit(points.astype(np.float32)), np.full(count, 0.5, np.float32))
    return Fold(space, Songs.of(titles, [f"artist {row // 2}" for row in range(count)]), lists)


def rows(*values: int) -> Rows:
    return np.array(values, np.intp)


def test_similar_groups_share_a_subgenre_and_divergent_ones_no_genre(fold: Fold) -> None:
    for kind, genres_of in (("similar", lambda size: 1), ("divergent", lambda size: size)):
        groups = list(drawn(fold.lists, kind, 3, np.random.default_rng(0)))  # type: ignore[arg-type] # two literals
        assert [len(group) for group in groups] == [size for size in SIZES for _ in range(3)]
        for group in groups:
            assert len(set(group)) == len(group)
            assert len({fold.lists[one].genre for one in group}) == genres_of(len(group))


def test_a_list_too_short_for_likes_and_a_rest_is_nobody(fold: Fold) -> None:
    short = [HeldOutList(one.rows[:19], one.genre, one.subgenre) for one in fold.lists]
    assert list(drawn(short, "similar", 3, np.random.default_rng(0))) == []


def test_a_list_without_a_genre_is_like_no_other(fold: Fold) -> None:
    unnamed = [HeldOutList(one.rows, None, None) for one in fold.lists]
    for kind in get_args(Kind):
        assert list(drawn(unnamed, kind, 3, np.random.default_rng(0))) == []


def test_a_hit_is_a_track_of_the_members_own_list(fold: Fold) -> None:
    hits, graded = Judge.of(fold).relevance(rows(5, 6, 7), rows(5, 7, 30))
    assert hits.tolist() == [1, 1, 0]
    assert graded.tolist()[:2] == [1, 1]


def test_a_track_counts_as_much_as_its_lists_are_like_the_members() -> None:
    artists = ["A", "B", "A", "C", "C", "D", "C"]
    songs = Songs.of([f"song {row}" for row in range(7)], artists)
    space = TasteSpace(np.eye(7, dtype=np.float32), np.zeros(7, np.float32))
    lists = [HeldOutList(rows(*own), "g", "s") for own in ((0, 1), (2, 3), (5,))]
    judge = Judge.of(Fold(space, songs, lists))
    _, graded = judge.relevance(rows(0, 1), rows(2, 3, 5, 4))
    by_artist, same_list, far, elsewhere = graded.tolist()
    # The lists share A, which two of three play: log 1.5 against log 3 for B and for C.
    alike = np.log(1.5) ** 2 / (np.log(1.5) ** 2 + np.log(3) ** 2)
    assert same_list == pytest.approx(alike)
    assert by_artist == pytest.approx(0.5)  # half of the member's own list, which plays A
    assert far == 0
    assert elsewhere == pytest.approx(alike / 2)  # no list holds it, and one plays C


def test_balancing_serves_the_least_satisfied_better_than_plain_averaging(fold: Fold) -> None:
    figures = {(one.model, one.metric): one for one in group_rows([fold], groups=10)}
    least = figures["group:balancing", "divergent graded least"]
    assert least.value > 1.15 * figures[f"group:{PLAIN}", "divergent graded least"].value
    assert least.ci95[0] <= least.value <= least.ci95[1]
    assert {model for model, _ in figures} == {f"group:{r}" for r in (*get_args(GroupRule), PLAIN)}


def test_the_same_groups_are_measured_each_time(fold: Fold) -> None:
    assert group_rows([fold], groups=2) == group_rows([fold], groups=2)
