"""An interleaved answer is a good answer, and a fair contest whatever the teams share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facade import Engine
from engine.interleave import Slot, Team, draft
from engine.select import ARTIST_CAP, Songs
from engine.taste import Profile
from engine.types import Row

# Forty tracks: every fifth is another version of the one before, an artist has three tracks.
SONGS = Songs.of(
    [f"Song {n - (n % 5 == 4)}" + " (Live)" * (n % 5 == 4) for n in range(40)],
    [f"Artist {n // 3}" for n in range(40)],
)
PLAIN = Songs.of([f"Song {n}" for n in range(100)], [f"Artist {n}" for n in range(100)])

Rankings = Mapping[str, Sequence[Row]]


def rows(*values: int) -> list[Row]:
    return [Row(value) for value in values]


def drafted(rankings: Rankings, seed: int, songs: Songs = PLAIN, limit: int = 5) -> list[Slot]:
    return list(draft(rankings, songs, limit, np.random.default_rng(seed)))


def orders(tracks: int) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.integers(0, tracks - 1).map(Row), unique=True, max_size=20)


rankings_of_40 = st.lists(orders(40), min_size=1, max_size=4).map(
    lambda lists: {f"team {n}": one for n, one in enumerate(lists)}
)
# What the engine deals: as many songs as any draft can need, no song twice.
full_rankings = st.lists(
    st.permutations(rows(*range(100))).map(lambda order: order[:10]), min_size=2, max_size=4
).map(lambda lists: {f"team {n}": one for n, one in enumerate(lists)})
seeds = st.integers(0, 2**32 - 1)


@given(rankings_of_40, seeds, st.integers(1, 7))
def test_no_song_comes_twice_and_no_artist_more_often_than_in_other_answers(
    rankings: Rankings, seed: int, limit: int
) -> None:
    placed = [slot.row for slot in drafted(rankings, seed, SONGS, limit)]
    assert len(placed) <= limit
    assert max(Counter(SONGS.song[placed].tolist()).values(), default=0) <= 1
    assert max(Counter(SONGS.artist[placed].tolist()).values(), default=0) <= ARTIST_CAP


@given(rankings_of_40, seeds)
def test_a_placed_song_is_of_its_teams_own_list(rankings: Rankings, seed: int) -> None:
    for slot in drafted(rankings, seed, SONGS):
        lists = rankings.values() if slot.team is None else [rankings[slot.team]]
        assert any(slot.row in own for own in lists)


@given(rankings_of_40, seeds)
def test_no_team_has_two_credited_songs_more_than_another(rankings: Rankings, seed: int) -> None:
    slots = drafted(rankings, seed, SONGS)
    for end in range(len(slots) + 1):  # fair at every length that a user may read to
        credited = Counter(slot.team for slot in slots[:end] if slot.team)
        counts = [credited[team] for team in rankings]
        assert max(counts) - min(counts) <= 1


@given(full_rankings, seeds)
def test_long_enough_lists_fill_the_answer(rankings: Rankings, seed: int) -> None:
    assert len(drafted(rankings, seed)) == 5


@given(full_rankings, seeds)
def test_a_song_that_all_rank_in_an_answers_length_credits_nobody(
    rankings: Rankings, seed: int
) -> None:
    shared = set.intersection(*(set(own[:5]) for own in rankings.values()))
    for slot in drafted(rankings, seed):
        assert (slot.team is None) == (slot.row in shared)


@given(full_rankings, seeds, seeds)
def test_where_the_teams_compete_does_not_depend_on_the_draw(
    rankings: Rankings, one: int, other: int
) -> None:
    first, second = drafted(rankings, one), drafted(rankings, other)
    assert [s.row if s.team is None else None for s in first] == [
        s.row if s.team is None else None for s in second
    ]


@given(full_rankings, seeds)
def test_the_same_draw_makes_the_same_answer(rankings: Rankings, seed: int) -> None:
    assert drafted(rankings, seed) == drafted(rankings, seed)


def test_each_team_has_each_position_equally_often() -> None:
    # The second team ranks the shared song 50 first, the first team ranks it third: whoever
    # drafted it in the original would have given away a turn at the top.
    rankings = {"a": rows(0, 1, 50, 2, 3, 4), "b": rows(50, 10, 11, 12, 13, 14)}
    answers = [drafted(rankings, seed) for seed in range(2000)]
    assert [slot.row for slot in answers[0] if slot.team is None] == [50]
    for position in (0, 1, 3, 4):
        own = sum(answer[position].team == "a" for answer in answers)
        assert abs(own - 1000) < 4 * np.sqrt(500)  # four standard errors


def test_a_shared_song_stands_at_its_mean_depth() -> None:
    rankings = {"a": rows(9, 0, 1, 2, 3), "b": rows(10, 11, 9, 12, 13)}
    assert [slot.row for slot in drafted(rankings, 0)].index(Row(9)) == 2
    same = {"a": rows(1, 2, 3, 4, 5), "b": rows(1, 2, 3, 4, 5)}
    assert drafted(same, 0) == [Slot(row, None) for row in rows(1, 2, 3, 4, 5)]


def test_versions_of_one_song_are_shared_in_the_version_that_ranks_best() -> None:
    slots = drafted({"a": rows(30, 4), "b": rows(3, 20)}, 0, SONGS, 3)
    assert Slot(Row(3), None) in slots
    assert Row(4) not in [slot.row for slot in slots]


def test_a_song_that_two_of_three_teams_share_is_credited_to_who_drafts_it() -> None:
    rankings = {"a": rows(1, 2), "b": rows(1, 3), "c": rows(4, 5)}
    owners = {s.team for seed in range(50) for s in drafted(rankings, seed, limit=3) if s.row == 1}
    assert owners == {"a", "b"}


def test_when_a_team_has_nothing_left_the_others_fill_up_without_credit() -> None:
    for seed in range(20):
        slots = drafted({"a": rows(1), "b": rows(2, 3, 4, 5, 6)}, seed)
        assert [s.row for s in slots if s.team is None] == rows(3, 4, 5)


def test_the_engine_interleaves_its_models(engine: Engine) -> None:
    seed = Row(3)
    teams = {"cosine": Team("cosine"), "mood": Team("mood")}
    lists = {
        name: [pick.track.track_id for pick in engine.similar([seed], name, 10)] for name in teams
    }
    placed = engine.drafted([seed], teams, 5, np.random.default_rng(0))
    assert len({p.pick.track.track_id for p in placed}) == 5
    assert all(p.pick.track.track_id in lists[p.team] for p in placed if p.team)


def test_two_equal_teams_give_the_answer_of_either(engine: Engine) -> None:
    teams = {"one": Team("cosine"), "two": Team("cosine")}
    placed = engine.drafted([Row(3)], teams, 5, np.random.default_rng(0))
    assert tuple(p.pick for p in placed) == engine.similar([Row(3)], "cosine", 5)
    assert {p.team for p in placed} == {None}


@pytest.mark.parametrize("seed", range(5))
def test_what_one_team_leaves_out_the_other_does_not_bring_back(engine: Engine, seed: int) -> None:
    first = engine.table.row(engine.similar([Row(3)], "cosine", 1)[0].track.track_id)
    assert first is not None
    hybrid = replace(Profile(), disliked=(first,))
    teams = {"plain": Team("cosine"), "hybrid": Team("cosine", hybrid)}
    placed = engine.drafted([Row(3)], teams, 5, np.random.default_rng(seed))
    assert engine.table.track(first) not in [p.pick.track for p in placed]
