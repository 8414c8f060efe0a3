"""What a chat has told changes the list as it should, and changes nothing when it told nothing."""

from engine.facade import Engine
from engine.taste import Profile
from engine.types import Recommendation, Row, TrackId


def ids(picks: tuple[Recommendation, ...]) -> list[str]:
    return [pick.track.track_id.rstrip("0") for pick in picks]


def row(engine: Engine, name: str) -> Row:
    found = engine.table.row(TrackId(name.ljust(22, "0")))
    assert found is not None
    return found


def test_who_told_nothing_gets_the_models_own_order(engine: Engine) -> None:
    for model in engine.models:
        plain = engine.similar([Row(7)], model, 10)
        assert engine.similar([Row(7)], model, 10, profile=Profile()) == plain


def test_what_was_shown_does_not_come_back_in_any_version(shelf: Engine) -> None:
    seed = row(shelf, "a03")
    assert "a01" in ids(shelf.similar([seed], limit=10))
    again = ids(shelf.similar([seed], limit=10, exclude=[row(shelf, "a01")]))
    assert {"a01", "a02"}.isdisjoint(again)


def test_a_disliked_song_and_its_versions_never_come_back(shelf: Engine) -> None:
    profile = Profile(disliked=(row(shelf, "b02"),))
    shown = ids(shelf.similar([row(shelf, "b03")], limit=10, profile=profile))
    assert {"b01", "b02"}.isdisjoint(shown)
    assert "b04" in shown


def test_two_disliked_songs_bench_their_artist(shelf: Engine) -> None:
    profile = Profile(disliked=(row(shelf, "c01"), row(shelf, "c03")))
    picks = shelf.similar([row(shelf, "c04")], limit=10, profile=profile)
    assert "MC Lowell" not in {pick.track.artist for pick in picks}


def test_two_versions_of_one_disliked_song_do_not_bench_the_artist(shelf: Engine) -> None:
    profile = Profile(disliked=(row(shelf, "c01"), row(shelf, "c02")))
    assert "c03" in ids(shelf.similar([row(shelf, "c04")], limit=10, profile=profile))


def test_blocked_artists_and_genres_are_left_out(shelf: Engine) -> None:
    seed = row(shelf, "a01")
    profile = Profile(
        blocked_artists=frozenset({"мира зимина"}), blocked_genres=frozenset({"edm", "hip hop"})
    )
    assert ids(shelf.similar([seed], limit=10, profile=profile)) == ["a03"]
