"""A list of songs holds no version of a seed, no song twice and few songs of one artist."""

import numpy as np
import pytest

from engine.select import Songs
from engine.types import Rows


def rows(*values: int) -> Rows:
    return np.array(values, np.intp)


@pytest.fixture
def songs() -> Songs:
    titles = ["Hello", "Hello - Remix", "Rain", "Snow", "Wind", "Fog", "Hello (Live)"]
    artists = ["Ana", "Ana", "ANA", "Ana", "Ana", "Bo", "Bo"]
    return Songs.of(titles, artists)


def test_the_versions_of_a_seed_are_found_whoever_plays_them(songs: Songs) -> None:
    assert np.flatnonzero(songs.versions(rows(1))).tolist() == [0, 1, 6]


def test_a_song_is_dealt_once_in_the_version_that_ranks_best(songs: Songs) -> None:
    assert songs.pick(rows(6, 0, 5, 1), 5, 0, complete=True).tolist() == [6, 5]


def test_an_artist_has_two_songs_a_page_and_the_others_wait_for_the_next(songs: Songs) -> None:
    ranked = rows(2, 3, 4, 5)
    first = songs.pick(ranked, 3, 0, complete=True)
    second = songs.pick(ranked, 3, 1, complete=True)
    assert (first.tolist(), second.tolist()) == ([2, 3, 5], [4])


def test_a_page_that_more_rows_might_fill_is_not_dealt_yet(songs: Songs) -> None:
    assert songs.pick(rows(2, 3, 4), 3, 0, complete=False).tolist() == []
    assert songs.pick(rows(2, 3, 4), 3, 0, complete=True).tolist() == [2, 3]


def test_pages_are_the_same_however_far_the_ranking_goes(songs: Songs) -> None:
    short, long = rows(2, 3, 5), rows(2, 3, 5, 4, 0)
    assert songs.pick(short, 3, 0, complete=False).tolist() == (
        songs.pick(long, 3, 0, complete=True).tolist()
    )


def test_titles_of_signs_alone_are_not_one_song() -> None:
    songs = Songs.of(["...", "♥", "♥"], ["A", "B", "C"])
    assert np.flatnonzero(songs.versions(rows(1))).tolist() == [1, 2]


def test_the_grouping_survives_a_round_trip(songs: Songs) -> None:
    again = Songs.from_arrays(songs.to_arrays())
    assert np.array_equal(again.versions(rows(0)), songs.versions(rows(0)))
