import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.callback_data import (
    MAX_BYTES,
    MAX_SKIP,
    MOOD_AXES,
    MOOD_STEPS,
    MoodSeed,
    More,
    Payload,
    Pick,
    Seed,
    Switch,
    pack,
    unpack,
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
payloads = st.one_of(
    st.builds(More, seeds, models, skips),
    st.builds(More, moods, st.just(""), skips),
    st.builds(Switch, seeds, models),
    st.builds(Pick, ids),
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
def test_a_string_no_button_was_made_of_means_nothing(packed: str) -> None:
    payload = unpack(packed)
    assert payload is None or pack(payload) == packed
