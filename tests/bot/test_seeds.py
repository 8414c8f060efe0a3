import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import seeds
from bot.links import SpotifyLink
from bot.outcome import Name
from bot.payload import MOOD_AXES, MOOD_STEPS, MoodSeed, Seed
from engine.facade import Engine


def padded(text: str) -> str:
    return text.ljust(22, "0")


def test_a_track_is_called_by_title_and_artist(shelf: Engine) -> None:
    understood = seeds.of_link(shelf, SpotifyLink("track", padded("a01")))
    assert understood is not None
    assert understood.names == (Name("track", "Paper Boats", "Lena Frost"),)
    assert understood.rows.tolist() == [0]


def test_an_album_of_several_artists_is_called_by_its_title_alone(shelf: Engine) -> None:
    understood = seeds.of_link(shelf, SpotifyLink("album", padded("albuma")))
    assert understood is not None
    assert understood.names == (Name("album", "Album A"),)
    assert sorted(understood.rows.tolist()) == [0, 1, 2, 3]


def test_a_playlist_is_called_by_its_name(shelf: Engine) -> None:
    understood = seeds.of_link(shelf, SpotifyLink("playlist", padded("listb")))
    assert understood is not None
    assert understood.names == (Name("playlist", "List B"),)
    assert sorted(understood.rows.tolist()) == [4, 5, 6, 7]


def test_an_artist_is_known_by_name_and_carried_by_one_of_their_tracks(shelf: Engine) -> None:
    understood = seeds.of_artist(shelf, "lena frost")
    assert understood is not None
    assert understood.names == (Name("artist", "Lena Frost"),)
    again = seeds.of_seed(shelf, understood.seed)
    assert again is not None
    assert again.rows.tolist() == understood.rows.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "seed",
    [
        Seed("tracks", ("nosuch",)),
        Seed("tracks", (padded("a01"), "nosuch")),
        Seed("tracks", ()),
        Seed("album", ("nosuch",)),
        Seed("playlist", ("nosuch",)),
        Seed("artist", ("nosuch",)),
    ],
)
def test_a_seed_of_another_catalogue_means_nothing(shelf: Engine, seed: Seed) -> None:
    assert seeds.of_seed(shelf, seed) is None


def test_several_songs_are_one_seed_in_the_order_they_were_named(shelf: Engine) -> None:
    ids = (padded("c03"), padded("a01"))
    understood = seeds.of_seed(shelf, Seed("tracks", ids))
    assert understood is not None
    assert understood.seed.ids == ids
    assert [name.title for name in understood.names] == ["Bus Line 9", "Paper Boats"]


@given(
    st.tuples(*[st.none() | st.integers(0, MOOD_STEPS) for _ in range(MOOD_AXES)]).map(MoodSeed)
)
def test_a_mood_survives_its_button(seed: MoodSeed) -> None:
    target = seeds.target_of(seed)
    assert seeds.mood_seed(target) == seed
    assert np.all((target[~np.isnan(target)] >= 0) & (target[~np.isnan(target)] <= 1))


def test_the_example_of_how_to_ask_has_a_plain_title(shelf: Engine) -> None:
    assert shelf.table.track(seeds.example(shelf)).title == "Paper Boats"
