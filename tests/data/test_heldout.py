"""Nothing of a held-out playlist reaches what is learned from."""

import numpy as np
import pyarrow as pa
import pytest

from data.demo import demo_catalogue
from data.errors import NothingHeldOut
from data.heldout import FOLDS, HeldOut, fold_of, hold_out, without
from engine.table import PLAYLISTS_SCHEMA, TrackTable
from engine.types import Row


@pytest.fixture(scope="module")
def table() -> TrackTable:
    return demo_catalogue(3_000).table


@pytest.fixture(scope="module")
def held(table: TrackTable) -> HeldOut:
    return hold_out(table, "demo", 200)


def lists(table: TrackTable) -> list[list[str]]:
    return [list(map(str, own)) for own in table.tracks.column("playlists").to_pylist()]


def test_each_playlist_is_in_one_fold_of_five() -> None:
    folds = [fold_of(f"playlist-{number}") for number in range(2_000)]
    assert set(folds) == set(range(FOLDS))
    assert min(np.bincount(folds)) > 300


def test_no_held_out_playlist_is_left_in_the_table(held: HeldOut) -> None:
    ids = {one for own in lists(held.table) for one in own}
    assert ids <= set(held.table.playlists.column("playlist_id").to_pylist())
    assert 0 not in {fold_of(one) for one in ids}


def test_folds_that_must_stay_unseen_are_left_out_too(table: TrackTable) -> None:
    held = hold_out(table, "demo", 10, fold=1, unseen=(0,))
    assert {fold_of(one) for own in lists(held.table) for one in own} <= {2, 3, 4}


def test_a_query_is_of_held_out_playlists_only_and_has_no_genre(
    table: TrackTable, held: HeldOut
) -> None:
    before = lists(table)
    for question in held.questions:
        assert {fold_of(one) for one in before[question.query]} == {0}
        track = held.table.track(question.query)
        assert (track.genres, track.subgenres) == ((), ())


def test_genres_come_from_the_playlists_left(table: TrackTable) -> None:
    # The held-out playlists get another genre: what is learned from stays the same.
    renamed = table.playlists.to_pylist()
    for playlist in renamed:
        if fold_of(playlist["playlist_id"]) == 0:
            playlist |= {"genre": "polka", "subgenre": "alpine polka"}
    other = TrackTable(
        table.tracks, table.features, pa.Table.from_pylist(renamed, schema=PLAYLISTS_SCHEMA)
    )
    assert without(table, {0}).tracks.equals(without(other, {0}).tracks)


def test_without_any_fold_the_genres_are_the_catalogues(table: TrackTable) -> None:
    same = without(table, ())
    for row in range(0, len(table), 50):
        was, now = table.track(Row(row)), same.track(Row(row))
        assert set(was.genres) == set(now.genres)


def test_relevant_is_what_shares_a_held_out_playlist(table: TrackTable, held: HeldOut) -> None:
    before = [{one for one in own if fold_of(one) == 0} for own in lists(table)]
    for question in held.questions[:20]:
        sharing = {row for row, own in enumerate(before) if own & before[question.query]}
        assert set(question.relevant.tolist()) == sharing - {question.query}


def test_likes_are_relevant_and_no_version_of_the_query(held: HeldOut) -> None:
    song = held.songs.song
    for question in held.questions:
        assert np.isin(question.likes, question.relevant).all()
        assert song[question.query] not in song[question.likes]
        assert not np.isin(question.elsewhere, question.relevant).any()
        assert len(question.likes) == 20


def test_the_same_questions_are_drawn_each_time(table: TrackTable, held: HeldOut) -> None:
    again = hold_out(table, "demo", 200)
    assert [q.query for q in again.questions] == [q.query for q in held.questions]
    assert all(
        np.array_equal(one.likes, other.likes)
        for one, other in zip(again.questions, held.questions, strict=True)
    )


def test_a_catalogue_without_playlists_is_refused_in_one_line(table: TrackTable) -> None:
    bare = without(table, range(FOLDS))
    with pytest.raises(NothingHeldOut, match="no playlists; quality is measured on"):
        hold_out(bare, "bare.csv", 10)


def test_a_catalogue_of_short_playlists_is_refused(twelve: TrackTable) -> None:
    with pytest.raises(NothingHeldOut, match="3 playlists"):
        hold_out(twelve, "twelve", 10)
