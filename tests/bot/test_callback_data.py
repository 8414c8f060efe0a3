import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.callback_data import MAX_BYTES, pack, packed_seed, unpack
from bot.payload import (
    MAX_SKIP,
    MOOD_AXES,
    MOOD_STEPS,
    Forget,
    Judge,
    LikesPage,
    MoodSeed,
    More,
    MoreForGroup,
    Payload,
    Pick,
    Seed,
    Switch,
    Unjudge,
)

ID = "4u7EnebtmKWzUH433cf5Qv"

ids = st.from_regex(r"[A-Za-z0-9_-]{1,24}", fullmatch=True)
seeds = st.one_of(
    st.builds(Seed, st.just("tracks"), st.lists(ids, min_size=1, max_size=3).map(tuple)),
    st.builds(Seed, st.sampled_from(["album", "artist", "playlist"]), st.tuples(ids)),
)
moods = st.builds(
    MoodSeed, st.tuples(*[st.none() | st.integers(0, MOOD_STEPS) for _ in range(MOOD_AXES)])
)
models = st.sampled_from(["cosine", "cluster", "autoencoder", "playlist", "mood", "blend"])
skips = st.integers(0, MAX_SKIP)
people, pages = st.integers(1, 2**52), st.integers(0, 999)
payloads = st.one_of(
    st.builds(More, seeds, models, skips),
    st.builds(More, moods, st.just(""), skips),
    st.builds(Switch, seeds, models),
    st.builds(Pick, ids),
    st.builds(Judge, st.booleans(), pages, ids),
    st.builds(LikesPage, people, pages),
    st.builds(Unjudge, people, pages, ids),
    st.builds(MoreForGroup, skips),
    st.builds(Forget, people, st.sampled_from(["me", "chat", "nothing"])),
)


@given(payloads)
def test_a_button_means_what_it_was_made_for_or_is_not_made(payload: Payload) -> None:
    packed = pack(payload)
    if packed is not None:
        assert len(packed.encode()) <= MAX_BYTES
        assert unpack(packed) == payload


@pytest.mark.parametrize("kind", ["tracks", "album", "artist", "playlist"])
def test_a_spotify_id_always_fits(kind: str) -> None:
    seed = Seed(kind, (ID,))  # type: ignore[arg-type]  # the four kinds, spelled out above
    assert pack(More(seed, "autoencoder", MAX_SKIP))
    assert pack(Switch(seed, "autoencoder"))
    assert pack(Pick(ID))
    assert pack(Judge(up=True, number=MAX_SKIP + 10, track_id=ID))
    assert pack(Unjudge(2**52, 999, ID))


@pytest.mark.parametrize(
    "payload",
    [
        Pick("x" * 70),
        Pick("строка"),
        Pick(""),
        Pick("a:b"),
        More(Seed("tracks", (ID, ID, ID)), "cosine", 5),
        More(Seed("tracks", ()), "cosine", 5),
        More(Seed("album", (ID, ID)), "cosine", 5),
        More(Seed("tracks", (ID,)), "cosine", MAX_SKIP + 1),
        More(Seed("tracks", (ID,)), "cosine", -1),
        More(MoodSeed((1, 2)), "", 0),
        Judge(up=True, number=1000, track_id=ID),
        Judge(up=True, number=-1, track_id=ID),
        LikesPage(0, 0),
        LikesPage(-5, 0),
        Unjudge(7, 1000, ID),
        MoreForGroup(MAX_SKIP + 1),
        Forget(7, "all"),  # type: ignore[arg-type]  # what a careless caller might write
    ],
)
def test_a_button_that_cannot_be_kept_is_not_made(payload: Payload) -> None:
    assert pack(payload) is None


@given(st.text(max_size=80))
@example("")
@example("0:P:" + ID)
@example("2:P:" + ID)
@example("1:P:" + ID + ":")
@example("1:P:../../etc")
@example("1:M:cosine:05:t:" + ID)
@example("1:M:cosine:٥:t:" + ID)
@example("1:M:cosine:999:t:" + ID)
@example("1:M::5:t:" + ID)
@example("1:M:cosine:5:m:0712--------")
@example("1:M::5:m:07")
@example("1:M::5:m:٠٧٠٧٠٧٠٧٠٧٠٧")
@example("1:S:cosine:m:0712--------")
@example("1:S:COSINE:t:" + ID)
@example("1:S:cosine:x:" + ID)
@example("1:S:cosine:t:" + ID + ",")
@example("1:S:cosine:t:\ud800")
@example("1:V:*:1:" + ID)
@example("1:V:+:01:" + ID)
@example("1:V:+:1")
@example("1:L:07:1")
@example("1:L:7")
@example("1:R:7:1:a:b")
@example("1:G:999")
@example("1:G:")
@example("1:F:7:you")
@example("1:F:7:")
@example("1::")
@example("1")
def test_a_string_no_button_was_made_of_means_nothing(packed: str) -> None:
    payload = unpack(packed)
    assert payload is None or pack(payload) == packed


def test_a_seed_is_kept_in_the_store_as_in_a_button() -> None:
    assert packed_seed(Seed("tracks", (ID,))) == f"t:{ID}"
    assert packed_seed(MoodSeed((7, 12, None, None, None, None))) == "m:0712--------"
