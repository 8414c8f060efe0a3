import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.links import ShortLink, SpotifyLink
from bot.lookup import MAX_BODY, Lookup, PublicResolver, open_lookup

ID = "4u7EnebtmKWzUH433cf5Qv"
TRACK = SpotifyLink("track", ID)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Web:
    """A web server on loopback whose one answer a test chooses."""

    def __init__(self) -> None:
        self.seen: list[web.Request] = []
        self.answer: Answer
        self.server: TestServer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        return await self.answer(request)

    def says(self, body: str | bytes, status: int = 200) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            text = body.encode() if isinstance(body, str) else body
            return web.Response(body=text, status=status)

        self.answer = answer

    def leads_to(self, *locations: str) -> None:
        following = iter(locations)

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": next(following)})

        self.answer = answer


@pytest.fixture
async def there() -> AsyncIterator[Web]:
    here = Web()
    app = web.Application()
    app.router.add_get("/{path:.*}", here.handle)
    async with TestServer(app) as server:
        here.server = server
        yield here


@pytest.fixture
async def lookup(there: Web) -> AsyncIterator[Lookup]:
    async with open_lookup(str(there.server.make_url("/oembed")), timeout_s=0.3) as opened:
        # Short links are https on Spotify's hosts; here loopback plays them.
        yield Lookup(opened.session, opened.oembed, frozenset({"127.0.0.1"}), frozenset({"http"}))


async def test_a_link_is_looked_up_by_its_plain_address(there: Web, lookup: Lookup) -> None:
    there.says('{"title": " Mad World ", "thumbnail_url": "x"}')
    assert await lookup.title_of(TRACK) == "Mad World"
    (request,) = there.seen
    assert request.query["url"] == f"https://open.spotify.com/track/{ID}"
    assert request.headers["User-Agent"].startswith("segue")
    assert "application/json" in request.headers["Accept"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"title": "Mad World"}', 404),
        ('{"title": "Mad World"}', 503),
        ("<html>", 200),
        ("[]", 200),
        ("{}", 200),
        ('{"title": 7}', 200),
        ('{"title": "  "}', 200),
        ("[" * MAX_BODY, 200),
        (b"\xff\xfe\x00", 200),
        ('{"title": "' + "x" * MAX_BODY + '"}', 200),
        ("", 200),
    ],
)
async def test_an_answer_that_is_none_is_no_title(
    there: Web, lookup: Lookup, body: str | bytes, status: int
) -> None:
    there.says(body, status)
    assert await lookup.title_of(TRACK) is None


async def test_a_redirect_of_the_lookup_is_not_followed(there: Web, lookup: Lookup) -> None:
    there.leads_to("http://127.0.0.1:1/secret")
    assert await lookup.title_of(TRACK) is None
    assert len(there.seen) == 1


async def test_silence_ends_with_the_timeout(there: Web, lookup: Lookup) -> None:
    finished = asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        await finished.wait()
        return web.Response()

    there.answer = hang
    assert await lookup.title_of(TRACK) is None
    finished.set()


async def test_no_server_is_no_title(there: Web, lookup: Lookup) -> None:
    await there.server.close()
    assert await lookup.title_of(TRACK) is None
    assert await lookup.follow(ShortLink("http://127.0.0.1:1/x")) is None


async def test_a_short_link_is_followed_to_the_song(there: Web, lookup: Lookup) -> None:
    there.leads_to("/hop", f"https://open.spotify.com/track/{ID}?si=1")
    assert await lookup.follow(ShortLink(str(there.server.make_url("/x")))) == TRACK
    assert len(there.seen) == 2


async def test_a_short_link_may_answer_with_a_page_that_holds_the_song(
    there: Web, lookup: Lookup
) -> None:
    there.says(f'<meta property="og:url" content="https://open.spotify.com/track/{ID}"/>')
    assert await lookup.follow(ShortLink(str(there.server.make_url("/x")))) == TRACK


async def test_a_short_link_in_a_circle_is_left_after_three_hops(
    there: Web, lookup: Lookup
) -> None:
    there.leads_to(*["/again"] * 10)
    assert await lookup.follow(ShortLink(str(there.server.make_url("/x")))) is None
    assert len(there.seen) == 3


@pytest.mark.parametrize(
    "location", ["http://localhost/x", "https://127.0.0.1/x", "ftp://127.0.0.1/x", "//[bad", "\\"]
)
async def test_a_short_link_never_leaves_the_listed_hosts(
    there: Web, lookup: Lookup, location: str
) -> None:
    there.leads_to(location, location, location, location)
    await lookup.follow(ShortLink(str(there.server.make_url("/x"))))
    assert all(request.host.startswith("127.0.0.1") for request in there.seen)
    there.seen.clear()
    assert (
        await Lookup(lookup.session, URL("http://127.0.0.1")).follow(
            ShortLink("http://169.254.169.254/latest")
        )
        is None
    )
    assert there.seen == []


async def test_names_of_private_addresses_are_refused_unless_an_operator_trusts_them() -> None:
    resolver = PublicResolver()
    with pytest.raises(OSError, match="no public address"):
        await resolver.resolve("localhost", 80)
    await resolver.close()
    trusting = PublicResolver(frozenset({"localhost"}))
    assert await trusting.resolve("localhost", 80)
    await trusting.close()


async def test_the_session_keeps_no_cookies() -> None:
    async with open_lookup("https://open.spotify.com/oembed", timeout_s=1) as opened:
        assert isinstance(opened.session.cookie_jar, aiohttp.DummyCookieJar)
