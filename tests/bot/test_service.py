import asyncio
import threading
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intent import parse
from bot.lookup import open_lookup
from bot.outcome import (
    Greeting,
    Guide,
    LinkForeign,
    LinkUnknown,
    MoodSongs,
    MoodUnclear,
    Name,
    Outcome,
    Refusal,
    Songs,
    UnknownSong,
    Unsure,
)
from bot.payload import More, Pick, Seed, Switch
from bot.service import Service
from bot.views import card_of
from bot.views.words import Languages
from engine.errors import UnknownModel
from engine.facade import Engine
from engine.search import Matches

BOATS = "a01".ljust(22, "0")
ABSENT = "z" * 22


@pytest.fixture
def service(shelf: Engine) -> Service:
    return Service(shelf, songs=3)


async def ask(service: Service, text: str) -> Outcome:
    return await service.answer(parse(text))


def ids_of(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Songs | MoodSongs)
    return [pick.track.track_id[:3] for pick in outcome.picks]


@pytest.mark.parametrize(
    "text",
    [
        "Paper Boats",
        "/similar Paper Boats",
        "paper boats lena frost",
        f"https://open.spotify.com/track/{BOATS}?si=x",
        f"spotify:track:{BOATS}",
    ],
)
async def test_a_song_is_answered_with_songs_that_feel_alike(service: Service, text: str) -> None:
    outcome = await ask(service, text)
    assert isinstance(outcome, Songs)
    assert outcome.names == (Name("track", "Paper Boats", "Lena Frost"),)
    assert outcome.model == "cosine"
    # Neither the song itself nor its live take; the quiet ones come first.
    assert set(ids_of(outcome)[:2]) == {"a03", "a04"}
    assert "a02" not in ids_of(outcome)


async def test_more_goes_on_where_the_page_ended_and_ends_when_songs_do(service: Service) -> None:
    page = await ask(service, "Paper Boats")
    seen: list[str] = []
    while isinstance(page, Songs) and page.picks:
        seen += ids_of(page)
        if page.more is None:
            break
        page = await service.press(More(page.seed, page.model, page.more))
    assert len(seen) == len(set(seen))
    assert len(seen) > 3


async def test_another_model_answers_the_same_seed(service: Service) -> None:
    outcome = await service.press(Switch(Seed("tracks", (BOATS,)), "mood"))
    assert isinstance(outcome, Songs)
    assert outcome.model == "mood"
    assert outcome.skip == 0


async def test_a_picked_candidate_is_answered_like_its_title(service: Service) -> None:
    assert await service.press(Pick(BOATS)) == await ask(service, "Paper Boats")


@pytest.mark.parametrize(
    "payload",
    [
        None,
        Pick("nosuch"),
        Switch(Seed("tracks", (BOATS,)), "blend"),
        More(Seed("album", ("nosuch",)), "cosine", 3),
    ],
)
async def test_a_button_of_other_times_is_old(service: Service, payload: Pick | None) -> None:
    assert await service.press(payload) is Refusal.BUTTON_OLD


async def test_nonsense_is_an_unknown_song(service: Service) -> None:
    assert await ask(service, "qxzvjk wwqqpp") == UnknownSong("qxzvjk wwqqpp")


async def test_an_artist_alone_is_asked_back_and_may_be_meant_as_a_whole(
    service: Service,
) -> None:
    outcome = await ask(service, "Lena Frost")
    assert isinstance(outcome, Unsure)
    assert outcome.candidates[0].artist == "Lena Frost"
    assert outcome.artist is not None
    whole = await service.press(Switch(outcome.artist.seed, outcome.artist.model))
    assert isinstance(whole, Songs)
    assert whole.names == (Name("artist", "Lena Frost"),)


@pytest.mark.parametrize("text", ["/mood sad calm", "sad calm", "грустный спокойный", "😭"])
async def test_mood_words_are_a_mood_when_no_song_is_called_so(
    service: Service, text: str
) -> None:
    outcome = await ask(service, text)
    assert isinstance(outcome, MoodSongs)
    assert outcome.reading is not None
    assert set(ids_of(outcome)[:2]) <= {"a01", "a02", "a03", "a04"}


async def test_more_of_a_mood_goes_on_without_its_words(service: Service) -> None:
    first = await ask(service, "/mood sad calm")
    assert isinstance(first, MoodSongs)
    assert first.more is not None
    second = await service.press(More(first.seed, "", first.more))
    assert isinstance(second, MoodSongs)
    assert second.reading is None
    assert not set(ids_of(first)) & set(ids_of(second))


async def test_a_mood_without_an_axis_is_unclear(service: Service) -> None:
    outcome = await ask(service, "/mood bassy blorptastic")
    assert isinstance(outcome, MoodUnclear)
    assert outcome.reading.unknown
    assert outcome.reading.axisless


async def test_what_needs_no_engine_is_answered_too(service: Service) -> None:
    assert isinstance(await ask(service, "/start"), Greeting)
    assert isinstance(await ask(service, "/help"), Guide)
    assert await ask(service, "/mood") is Refusal.MOOD_MISSING
    assert await ask(service, "/similar") is Refusal.SONG_MISSING
    assert await ask(service, "/frobnicate") is Refusal.COMMAND_UNKNOWN
    assert await ask(service, " ") is Refusal.NOTHING_READ
    assert await ask(service, "https://youtu.be/x") == LinkForeign("youtu.be")


async def test_a_model_that_does_not_exist_is_an_error_of_the_one_who_named_it(
    service: Service,
) -> None:
    with pytest.raises(UnknownModel):
        await service.answer(parse("Paper Boats"), "oracle")


async def test_an_unknown_link_is_an_answer_where_nobody_may_look_it_up(service: Service) -> None:
    assert await ask(service, f"spotify:track:{ABSENT}") == LinkUnknown("track", None)
    assert await ask(service, "https://spotify.link/abc") is Refusal.SHORT_LINK_DEAD


async def test_links_to_several_songs_are_one_seed_and_absent_ones_are_passed_over(
    service: Service,
) -> None:
    runner = "b01".ljust(22, "0")
    outcome = await ask(
        service, f"spotify:track:{BOATS} spotify:track:{ABSENT} spotify:track:{runner}"
    )
    assert isinstance(outcome, Songs)
    assert [name.title for name in outcome.names] == ["Paper Boats", "Neon Running"]


@dataclass
class OEmbed:
    """Spotify's oEmbed on loopback: answers with the title it was given for the id."""

    titles: dict[str, str] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        identifier = request.query["url"].rsplit("/", 1)[-1]
        if identifier not in self.titles:
            raise web.HTTPNotFound
        return web.json_response({"title": self.titles[identifier]})


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("track", "Paper Boats", Name("track", "Paper Boats", "Lena Frost")),
        ("artist", "Club Meridian", Name("artist", "Club Meridian")),
        ("track", "Qxzvjk Wwqqpp", LinkUnknown("track", "Qxzvjk Wwqqpp")),
        ("artist", "Nobody At All", LinkUnknown("artist", "Nobody At All")),
        ("album", "Some Album", LinkUnknown("album", "Some Album")),
        ("playlist", None, LinkUnknown("playlist", None)),
    ],
)
async def test_a_link_from_outside_is_matched_by_what_its_page_is_called(
    shelf: Engine, kind: str, title: str | None, expected: Name | LinkUnknown
) -> None:
    app = web.Application()
    app.router.add_get("/oembed", OEmbed({ABSENT: title} if title else {}).handle)
    async with (
        TestServer(app) as server,
        open_lookup(str(server.make_url("/oembed")), timeout_s=5) as lookup,
    ):
        outcome = await ask(Service(shelf, lookup), f"https://open.spotify.com/{kind}/{ABSENT}")
    if isinstance(expected, LinkUnknown):
        assert outcome == expected
    else:
        assert isinstance(outcome, Songs)
        assert outcome.names == (expected,)
        assert outcome.by_title == (kind == "track")


async def test_the_engine_never_works_on_the_event_loop(shelf: Engine) -> None:
    threads: set[threading.Thread] = set()

    class Watched(Engine):
        """An engine that notes where it works."""

        __slots__ = ()

        def match(self, text: str, limit: int = 5) -> Matches:
            threads.add(threading.current_thread())
            return Engine.match(self, text, limit)

    fields = {name: getattr(shelf, name) for name in Engine.__dataclass_fields__}
    await ask(Service(Watched(**fields)), "Paper Boats")
    assert len(threads) == 1
    assert threading.current_thread() not in threads


@settings(max_examples=60)
@given(
    st.sampled_from(["", "/similar ", "/mood ", "/", "spotify:track:", "https://", "songs like "]),
    st.one_of(st.text(max_size=120), st.from_regex(r"[ -~а-яё😀-😏]{0,60}", fullmatch=True)),
)
def test_whatever_is_asked_there_is_an_answer_in_words(
    shelf: Engine, before: str, text: str
) -> None:
    outcome = asyncio.run(ask(Service(shelf), before + text))
    for words in Languages.load().words.values():
        assert card_of(outcome, words).text
