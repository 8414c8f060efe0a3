"""A track is found by its id, its album and its playlist, and never by a position mistaken."""

from engine.table import TrackTable
from engine.types import Row, TrackId


def test_every_id_finds_its_own_row(twelve: TrackTable) -> None:
    for position, track_id in enumerate(twelve.texts("track_id")):
        assert twelve.row(TrackId(track_id)) == position


def test_an_id_that_is_not_there_has_no_row(twelve: TrackTable) -> None:
    for track_id in ("", "a00", "a011", "zzz", "😀"):
        assert twelve.row(TrackId(track_id)) is None


def test_a_track_is_read_whole(twelve: TrackTable) -> None:
    track = twelve.track(Row(3))
    assert (track.title, track.artist, track.year) == ("Тихий снег", "Мира Зимина", 2008)
    assert (track.genres, track.popularity) == (("pop",), 40)


def test_albums_and_playlists_list_their_tracks(twelve: TrackTable) -> None:
    assert twelve.rows_of_album("album-b").tolist() == [4, 5, 6, 7]
    assert twelve.rows_of_playlist("list-c").tolist() == [8, 9, 10, 11]
    assert twelve.rows_of_playlist("list-x").tolist() == []
    assert twelve.playlist_name("list-c") == "List C"
    assert twelve.playlist_name("list-x") is None
