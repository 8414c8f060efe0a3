"""Tastes: what people put together is close, and far-apart likes are not averaged."""

from dataclasses import replace

import numpy as np
import pytest

from engine.discriminant import Memberships, artist_vectors, fit_space
from engine.table import TrackTable
from engine.taste import Profile, TasteSpace
from engine.types import Rows


def rows(*values: int) -> Rows:
    return np.array(values, np.intp)


@pytest.fixture
def compass() -> TasteSpace:
    """Eight tracks around a circle, 45 degrees apart."""
    angles = np.arange(8) * np.pi / 4
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    return TasteSpace(vectors, np.linspace(0, 1, 8, dtype=np.float32))


def test_a_profile_that_told_nothing_orders_nothing() -> None:
    assert not Profile().orders
    assert not Profile(blocked_artists=frozenset({"ana"})).orders
    assert Profile(popularity=0.5).orders


def test_tracks_of_one_playlist_are_closer_than_others(twelve: TrackTable) -> None:
    artist = np.unique(twelve.texts("artist"), return_inverse=True)[1].astype(np.intp)
    vectors = TasteSpace.of(twelve, artist).vectors
    cosines = vectors @ vectors.T
    assert cosines[:4, :4].min() > cosines[:4, 4:].max()
    assert cosines[4:8, 4:8].min() > cosines[4:8, 8:].max()


def test_a_catalogue_without_playlists_has_a_space_of_sound() -> None:
    sound = np.array([[3.0, 4.0], [0.0, 2.0]], np.float32)
    nobody = Memberships.of([[], []], rows(0, 1))
    assert fit_space(sound, rows(0, 1), nobody).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0.0, 1.0],
    ]


def test_a_membership_does_not_know_its_own_playlist() -> None:
    # Artist 0 is in playlist x only, so without x nothing is known of them.
    members = Memberships.of([["x"], ["x", "y"], ["y", "z"], ["z"]], rows(0, 1, 1, 2))
    by_artist, of_members = artist_vectors(members)
    alone = (members.artist == 0) | (members.artist == 2)
    assert np.abs(by_artist[0]).sum() > 0
    assert not of_members[alone].any()
    assert of_members[~alone].any(axis=1).all()


def test_short_runs_of_artists_give_what_one_run_gives() -> None:
    rng = np.random.default_rng(0)
    artist = rng.integers(0, 40, 300)
    lists = [
        [f"p{one}" for one in rng.choice(9, rng.integers(4), replace=False)] for _ in range(300)
    ]
    members = Memberships.of(lists, artist)
    for one, other in zip(artist_vectors(members), artist_vectors(members, 7), strict=True):
        assert np.allclose(one @ one.T, other @ other.T, atol=1e-4)


def test_near_one_of_two_far_apart_likes_is_nearer_than_between_them(
    compass: TasteSpace,
) -> None:
    heard = compass.heard(rows(0, 4), rows())
    beside, between = compass.closeness(heard, rows(1, 2))
    assert beside > between


def test_without_a_seed_all_likes_count_alike(compass: TasteSpace) -> None:
    heard = compass.heard(rows(0, 2, 4), rows())
    assert heard.shares.tolist() == pytest.approx([1 / 3] * 3)
    assert heard.related == 1


def test_the_like_nearest_to_the_seed_is_heard_most(compass: TasteSpace) -> None:
    heard = compass.heard(rows(4, 2, 0), rows(1))
    assert heard.shares[heard.rows.tolist().index(4)] < heard.shares.min() * 1.001
    assert heard.rows[-1] == 4


def test_likes_of_another_kind_say_little_about_a_seed(compass: TasteSpace) -> None:
    near = compass.heard(rows(0), rows(0)).related
    far = compass.heard(rows(0), rows(4)).related
    assert near > 0.95
    assert far < 0.01


def test_each_far_apart_taste_brings_its_own_neighbours(compass: TasteSpace) -> None:
    excluded = np.zeros(8, np.bool_)
    excluded[[0, 4]] = True
    found = compass.nearest(compass.heard(rows(0, 4), rows()), 2, excluded)
    assert found.tolist() == [1, 3, 5, 7]


def test_nothing_is_near_when_everything_is_left_out(compass: TasteSpace) -> None:
    everything = np.ones(8, np.bool_)
    assert compass.nearest(compass.heard(rows(0), rows()), 3, everything).tolist() == []


def test_many_likes_are_heard_as_a_few_that_fit_the_seed(compass: TasteSpace) -> None:
    many = np.resize(np.arange(8), 200)
    heard = compass.heard(many, rows(0))
    assert len(heard.rows) == 64
    assert set(heard.rows.tolist()) == {0, 1, 7}


def test_the_space_survives_a_round_trip(compass: TasteSpace) -> None:
    again = TasteSpace.from_arrays(compass.to_arrays())
    assert np.array_equal(again.vectors, compass.vectors)
    assert np.array_equal(replace(again, fame=compass.fame).fame, again.fame)
