"""A group's sequence helps the worst served, spares everyone misery and repeats itself."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facade import Engine
from engine.group import Pick, sequence
from engine.taste import Profile
from engine.types import Floats, GroupRule, Row

RULES: tuple[GroupRule, ...] = ("balancing", "average", "least_misery", "borda")
ANN, BOB = [9, 8, 7, 3, 2, 1], [1, 2, 3, 7, 8, 9]


def picks(
    scores: list[list[int]],
    rule: GroupRule = "balancing",
    k: int = 6,
    vetoes: list[list[int]] | None = None,
    depth: float = 1,
) -> tuple[Pick, ...]:
    matrix = np.array(scores, np.float32)
    vetoed = np.zeros_like(matrix) if vetoes is None else np.array(vetoes)
    codes = np.arange(matrix.shape[1], dtype=np.int32)
    return sequence(matrix, vetoed.astype(np.bool_), codes, codes, rule, k, depth)


def order(*args: object, **named: object) -> list[int]:
    return [pick.position for pick in picks(*args, **named)]  # type: ignore[arg-type] # as above


def test_balancing_alternates_between_two_members_of_opposite_tastes() -> None:
    served = [pick.serves for pick in picks([ANN, BOB], k=4)]
    assert served == [(0,), (1,), (0,), (1,)]


def test_balancing_turns_to_the_one_whom_the_majority_outvotes() -> None:
    group = [ANN, ANN, ANN, BOB]
    assert order(group, "average", 2) == [0, 1]
    assert order(group, "balancing", 2) == [0, 5]


def test_the_average_takes_what_is_best_on_the_whole() -> None:
    # Utilities e^-rank: 1 + e^-2, e^-1 + e^-1, e^-2 + 1; the first of equals, then the other.
    assert order([[3, 2, 1], [1, 2, 3]], "average") == [0, 2, 1]


def test_least_misery_takes_what_nobody_ranks_low() -> None:
    assert order([[3, 2, 1], [1, 2, 3]], "least_misery") == [1, 0, 2]


def test_borda_adds_up_how_many_songs_each_member_likes_less() -> None:
    # By hand: 3 + 0 + 3, 2 + 3 + 1, 1 + 2 + 2, 0 + 1 + 0.
    assert order([[4, 3, 2, 1], [1, 4, 3, 2], [4, 2, 3, 1]], "borda") == [0, 1, 2, 3]


def test_borda_shares_the_points_of_a_tie() -> None:
    # By hand: 1.5 + 0, 1.5 + 1, 0 + 2.
    assert order([[5, 5, 1], [1, 2, 3]], "borda") == [1, 2, 0]


@pytest.mark.parametrize("rule", RULES)
def test_a_dislike_vetoes_whatever_the_others_say(rule: GroupRule) -> None:
    vetoes = [[0, 0, 0], [1, 0, 0]]
    assert order([[9, 2, 1], [9, 2, 1]], rule, vetoes=vetoes) == [1, 2, 0]


@pytest.mark.parametrize("rule", RULES)
def test_where_all_is_vetoed_the_least_vetoed_comes_first_and_says_so(rule: GroupRule) -> None:
    chosen = picks([[3, 2, 1], [3, 2, 1]], rule, vetoes=[[1, 1, 0], [1, 0, 1]])
    assert [pick.position for pick in chosen] == [1, 2, 0]
    assert all(pick.vetoed for pick in chosen)


@pytest.mark.parametrize("rule", RULES)
def test_one_member_alone_gets_their_own_order(rule: GroupRule) -> None:
    assert order([[2, 9, 4, 4, 7]], rule) == [1, 4, 2, 3, 0]
    assert {pick.serves for pick in picks([[2, 9, 4, 4, 7]], rule)} == {()}


@pytest.mark.parametrize("rule", RULES)
def test_a_member_without_a_say_changes_nothing(rule: GroupRule) -> None:
    assert order([ANN, [0] * 6, BOB], rule) == order([ANN, BOB], rule)
    assert all(1 not in pick.serves for pick in picks([ANN, [0] * 6, BOB], rule))


@pytest.mark.parametrize("rule", RULES)
def test_a_member_who_scores_everything_higher_does_not_dominate(rule: GroupRule) -> None:
    assert order([ANN, [100 * score for score in BOB]], rule) == order([ANN, BOB], rule)


def test_a_song_that_everyone_likes_best_serves_nobody_more() -> None:
    (first,) = picks([[9, 1, 2], [9, 2, 1]], k=1)
    assert (first.position, first.serves, first.value) == (0, (), 1.0)


def test_no_song_comes_twice_and_no_artist_three_times() -> None:
    scores = np.array([[6, 5, 4, 3, 2, 1]], np.float32)
    song = np.array([0, 0, 1, 2, 3, 4], np.int32)
    artist = np.array([0, 0, 0, 0, 1, 2], np.int32)
    chosen = sequence(scores, np.zeros_like(scores, np.bool_), song, artist, k=6)
    assert [pick.position for pick in chosen] == [0, 2, 4, 5]


def test_nothing_comes_of_no_candidates() -> None:
    nothing = np.empty(0, np.int32)
    assert sequence(np.empty((2, 0), np.float32), np.empty((2, 0), bool), nothing, nothing) == ()


@st.composite
def groups(draw: st.DrawFn) -> tuple[Floats, np.ndarray]:
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 12)))
    cells = st.lists(
        st.integers(-3, 3), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    )
    scores = np.array(draw(cells), np.float32).reshape(shape)
    return scores, np.array(draw(cells)).reshape(shape) == 3


@pytest.mark.parametrize("rule", RULES)
@given(group=groups(), seed=st.integers(0, 99))
def test_the_order_of_the_members_is_of_no_account(
    rule: GroupRule, group: tuple[Floats, np.ndarray], seed: int
) -> None:
    scores, vetoes = group
    codes = np.arange(scores.shape[1], dtype=np.int32)
    turned = np.random.default_rng(seed).permutation(len(scores))
    one = sequence(scores, vetoes, codes, codes, rule, 12)
    other = sequence(scores[turned], vetoes[turned], codes, codes, rule, 12)
    assert [pick.position for pick in one] == [pick.position for pick in other]
    assert [pick.serves for pick in one] == [
        tuple(sorted(int(turned[member]) for member in pick.serves)) for pick in other
    ]


@pytest.mark.parametrize("rule", RULES)
@given(group=groups())
def test_nothing_vetoed_comes_before_anything_that_nobody_vetoes(
    rule: GroupRule, group: tuple[Floats, np.ndarray]
) -> None:
    scores, vetoes = group
    codes = np.arange(scores.shape[1], dtype=np.int32)
    chosen = sequence(scores, vetoes, codes, codes, rule, scores.shape[1])
    against = [int(vetoes[:, pick.position].sum()) for pick in chosen]
    assert against == sorted(against)
    assert [pick.vetoed for pick in chosen] == [count > 0 for count in against]


def liking(engine: Engine, *titles: str) -> Profile:
    names = engine.table.texts("title")
    return Profile(liked=tuple(Row(names.index(title)) for title in titles))


def test_without_a_seed_both_of_two_members_hear_what_is_like_their_own(shelf: Engine) -> None:
    members = {"ann": liking(shelf, "Winter Piano"), "bob": liking(shelf, "Laser Garden")}
    songs = shelf.for_group(members, limit=4)
    families = Counter(song.track.album[-1] for song in songs)
    assert families["A"] >= 1 <= families["B"]
    assert {"ann", "bob"} >= {name for song in songs for name in song.serves}


def test_what_one_member_likes_is_never_shown_to_the_group(shelf: Engine) -> None:
    members = {"ann": liking(shelf, "Winter Piano"), "bob": liking(shelf, "Neon Running")}
    titles = {song.track.title for song in shelf.for_group(members, limit=12)}
    assert titles.isdisjoint({"Winter Piano", "Neon Running", "Neon Running - Night Remix"})


@pytest.mark.parametrize("seeded", [True, False])
def test_what_one_member_disliked_or_blocked_never_comes(shelf: Engine, *, seeded: bool) -> None:
    disliked = liking(shelf, "Paper Boats").liked
    members = {
        "ann": liking(shelf, "Winter Piano"),
        "bob": Profile(disliked=disliked, blocked_genres=frozenset({"edm"})),
        "cid": Profile(blocked_artists=frozenset({"mc lowell"})),
    }
    seeds = liking(shelf, "Winter Piano").liked if seeded else ()
    songs = shelf.for_group(members, seeds, limit=12)
    assert [song.track.artist for song in songs if "Paper Boats" in song.track.title] == []
    assert {song.track.genres[0] for song in songs} <= {"pop", "rap"}
    assert "MC Lowell" not in {song.track.artist for song in songs}
    assert songs


def test_what_was_shown_is_left_out_with_its_versions(shelf: Engine) -> None:
    ann = liking(shelf, "Winter Piano")
    shown = liking(shelf, "Paper Boats").liked
    songs = shelf.for_group({"ann": ann}, limit=12, exclude=shown)
    assert not any("Paper Boats" in song.track.title for song in songs)


def test_a_seed_is_followed_for_the_group_with_the_models_scores(shelf: Engine) -> None:
    seed = liking(shelf, "Corner Store").liked
    members = {"ann": liking(shelf, "Winter Piano"), "bob": Profile()}
    plain = {pick.track: pick.score for pick in shelf.similar(seed, limit=12)}
    songs = shelf.for_group(members, seed, limit=3)
    assert all(song.score == pytest.approx(plain[song.track], abs=1e-5) for song in songs)


def test_with_a_seed_one_member_hears_their_own_re_ranked_list(shelf: Engine) -> None:
    seed, ann = liking(shelf, "Corner Store").liked, liking(shelf, "Winter Piano")
    alone = [pick.track for pick in shelf.similar(seed, limit=5, profile=ann)]
    assert [song.track for song in shelf.for_group({"ann": ann}, seed, limit=5)] == alone


def test_a_group_without_likes_hears_the_model_after_a_seed_and_nothing_without(
    shelf: Engine,
) -> None:
    members = {"ann": Profile(), "bob": Profile()}
    seed = liking(shelf, "Corner Store").liked
    plain = [pick.track for pick in shelf.similar(seed, limit=5)]
    assert [song.track for song in shelf.for_group(members, seed, limit=5)] == plain
    assert shelf.for_group(members) == ()
    assert shelf.for_group({}) == ()
