"""What a chat has told changes the list as it should, and changes nothing when it told nothing."""

import numpy as np
import pytest

from engine.facade import Engine
from engine.rerank import Weights, appeal, reranked
from engine.taste import Profile, TasteSpace
from engine.types import Recommendation, Row, Rows, TrackId


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


@pytest.fixture
def compass() -> TasteSpace:
    """Eight tracks around a circle, 45 degrees apart, each more popular than the one before."""
    angles = np.arange(8) * np.pi / 4
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    return TasteSpace(vectors, np.linspace(0, 1, 8, dtype=np.float32))


EVERY: Rows = np.arange(8)
NO_SEED: Rows = np.empty(0, np.intp)


def best(space: TasteSpace, profile: Profile, seeds: Rows = NO_SEED) -> int:
    return int(np.argmax(appeal(space, profile, seeds, EVERY)))


def test_who_told_nothing_finds_nothing_more_appealing(compass: TasteSpace) -> None:
    assert not appeal(compass, Profile(), NO_SEED, EVERY).any()


def test_the_nearer_to_a_like_the_better(compass: TasteSpace) -> None:
    values = appeal(compass, Profile(liked=(Row(2),)), NO_SEED, EVERY)
    assert values[2] > values[3] > values[4] > values[6]


def test_one_like_is_believed_less_than_many(compass: TasteSpace) -> None:
    once = appeal(compass, Profile(liked=(Row(2),)), NO_SEED, EVERY)
    often = appeal(compass, Profile(liked=(Row(2),) * 10), NO_SEED, EVERY)
    assert often[2] > once[2]


def test_what_is_nearer_to_a_dislike_than_to_the_seed_goes_down(compass: TasteSpace) -> None:
    values = appeal(compass, Profile(disliked=(Row(2),)), np.array([0]), EVERY)
    assert values[2] < values[3] < 0
    assert values[[0, 7, 6]].tolist() == [0, 0, 0]


def test_the_dial_prefers_the_popular_or_the_obscure(compass: TasteSpace) -> None:
    assert best(compass, Profile(popularity=1.0)) == 7
    assert best(compass, Profile(popularity=-1.0)) == 0


def test_what_chats_like_together_goes_up(compass: TasteSpace) -> None:
    liked = (Row(0),)
    alone = appeal(compass, Profile(liked=liked), NO_SEED, EVERY)
    both = Profile(liked=liked, together={Row(3): 2, Row(5): 9})
    gained = appeal(compass, both, NO_SEED, EVERY) - alone
    assert gained[5] > gained[3] > 0
    assert not gained[[1, 2, 4]].any()


def test_what_was_shown_lately_goes_down_and_comes_back_with_time(compass: TasteSpace) -> None:
    shown = Profile(liked=(Row(0),), shown_h={Row(1): 0.0, Row(2): 48.0, Row(3): 1_000.0})
    plain = appeal(compass, Profile(liked=(Row(0),)), NO_SEED, EVERY)
    lost = plain - appeal(compass, shown, NO_SEED, EVERY)
    weights = Weights()
    assert lost[[1, 2, 3]].tolist() == pytest.approx(
        [weights.shown, weights.shown / 2, 0], abs=1e-5
    )


def test_likes_bring_their_neighbours_into_the_list(engine: Engine) -> None:
    liked = tuple(map(Row, engine.table.rows_of_genre("rap")[:5].tolist()))
    seed = Row(int(engine.table.rows_of_genre("rap")[10]))
    plain = engine.similar([seed], "mood", 10)
    told = engine.similar([seed], "mood", 10, profile=Profile(liked=liked))
    raps = [sum("rap" in pick.track.genres for pick in picks) for picks in (plain, told)]
    assert raps[1] > raps[0]


@pytest.mark.parametrize("profile", [Profile(liked=(Row(5), Row(90))), Profile(popularity=1.0)])
def test_pages_of_a_reranked_list_follow_each_other(engine: Engine, profile: Profile) -> None:
    for model in engine.models:
        pages = [engine.similar([Row(3)], model, 5, skip, profile) for skip in range(0, 200, 5)]
        shown = [pick.track.track_id for page in pages for pick in page]
        assert len(set(shown)) == len(shown) == 200


def test_the_dial_moves_the_lists_popularity_one_way(engine: Engine) -> None:
    for model in engine.models:
        medians = []
        for dial in (-1.0, -0.5, 0.0, 0.5, 1.0):
            picks = engine.similar([Row(3)], model, 20, profile=Profile(popularity=dial))
            medians.append(np.median([pick.track.popularity for pick in picks]))
        assert medians == sorted(medians)
        assert medians[0] < medians[-1]


def test_scores_stay_the_models(engine: Engine) -> None:
    profile = Profile(liked=(Row(5), Row(90)))
    plain = {p.track.track_id: p.score for p in engine.similar([Row(3)], "cosine", 590)}
    for pick in engine.similar([Row(3)], "cosine", 20, profile=profile):
        assert pick.score == pytest.approx(plain[pick.track.track_id], abs=1e-5)


def test_a_repeating_track_waits_a_little(engine: Engine) -> None:
    model, target = engine.model("cosine"), engine.model("cosine").target_of_rows(np.array([3]))
    nobody = np.zeros(len(engine.table), np.bool_)
    profile = Profile(liked=(Row(5), Row(90)))

    def sameness(repeat: float) -> float:
        weights = Weights(repeat=repeat)
        near = reranked(
            model, target, engine.tastes, profile, np.array([3]), nobody, weights
        )  # fmt: skip
        vectors = engine.tastes.vectors[near.rows[:10]]
        return float((vectors @ vectors.T).mean())

    assert sameness(2.0) < sameness(0.0)


def test_a_catalogue_that_is_all_left_out_has_nothing_to_rerank(engine: Engine) -> None:
    genres = frozenset(str(g) for g in engine.table.playlists.column("genre").to_pylist())
    profile = Profile(liked=(Row(3),), blocked_genres=genres)
    assert engine.similar([Row(3)], "cosine", 10, profile=profile) == ()
