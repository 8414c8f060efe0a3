"""What the web says of a Spotify link: where a short link leads, what a link's page is called.

Optional help: everything here answers None rather than fail, within a timeout and a size. Only
hosts of `bot.links.SHORT_HOSTS` are followed, over https, three hops at most, and a name that
resolves to an address which is not public is refused, so no link can make the bot knock on doors
of its own network.
"""

import ipaddress
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.links import SHORT_HOSTS, ShortLink, SpotifyLink, find_links

MAX_BODY = 64 * 1024
MAX_HOPS = 3
MAX_TITLE = 300

_log = structlog.get_logger(__name__)


class PublicResolver(AbstractResolver):
    """DNS that knows no private addresses, except of the hosts an operator trusts.

    Parameters
    ----------
    trusted
        Hosts from the settings, which may well stand in the operator's own network.
    """

    def __init__(self, trusted: frozenset[str] = frozenset()) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of `host`; raises OSError where there is none."""
        answers = await self._inner.resolve(host, port, family)
        if host in self._trusted:
            return answers
        public = [one for one in answers if ipaddress.ip_address(one["host"]).is_global]
        if not public:
            raise OSError(f"{host} has no public address")
        return public

    async def close(self) -> None:
        """Release what the inner resolver holds."""
        await self._inner.close()


@dataclass(frozen=True, slots=True)
class Lookup:
    """Questions about links, on one HTTP session.

    Parameters
    ----------
    session
        Opened by `open_lookup`, with the timeout, the headers and the resolver.
    oembed
        Spotify's oEmbed address, or another one in its place.
    short_hosts, schemes
        Where a short link may start and lead.
    """

    session: aiohttp.ClientSession
    oembed: URL
    short_hosts: frozenset[str] = SHORT_HOSTS
    schemes: frozenset[str] = frozenset({"https"})

    async def title_of(self, link: SpotifyLink) -> str | None:
        """Return the title of a link's page (an artist's name for an artist), or None."""
        try:
            async with self.session.get(
                self.oembed.update_query(url=link.url), allow_redirects=False
            ) as response:
                if response.status != 200:
                    _log.info("lookup_refused", kind=link.kind, status=response.status)
                    return None
                return _title_in(await _body(response))
        except (aiohttp.ClientError, OSError) as exc:
            _log.info("lookup_failed", kind=link.kind, error=type(exc).__name__)
            return None

    async def follow(self, short: ShortLink) -> SpotifyLink | None:
        """Return what a short link leads to, or None."""
        try:
            return await self._follow(URL(short.url))
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            _log.info("short_link_failed", error=type(exc).__name__)
            return None

    async def _follow(self, url: URL) -> SpotifyLink | None:
        for _ in range(MAX_HOPS):
            if url.scheme not in self.schemes or url.host not in self.short_hosts:
                return None
            async with self.session.get(url, allow_redirects=False) as response:
                location = response.headers.get("Location")
                # Some short links answer with a page that holds the address, not a redirect.
                text = location or (await _body(response)).decode(errors="replace")
            if found := _first_song(text):
                return found
            if not location:
                return None
            url = url.join(URL(location))
        return None


@asynccontextmanager
async def open_lookup(oembed_url: str, timeout_s: float) -> AsyncIterator[Lookup]:
    """Open the session that a `Lookup` needs, and close it."""
    oembed = URL(oembed_url)
    resolver = PublicResolver(frozenset({oembed.host or ""}))
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=16),
        timeout=aiohttp.ClientTimeout(total=timeout_s),
        # Spotify refuses clients that name neither themselves nor what they accept.
        headers={"User-Agent": "segue/0.1", "Accept": "application/json, text/html;q=0.5"},
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Lookup(session, oembed)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Return at most MAX_BODY bytes: a longer body is no answer to what was asked."""
    chunks = bytearray()
    async for chunk in response.content.iter_chunked(8192):
        chunks += chunk
        if len(chunks) > MAX_BODY:
            raise aiohttp.ClientPayloadError("the body is too large")
    return bytes(chunks)


def _title_in(body: bytes) -> str | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):  # not JSON, or JSON made to be endlessly nested
        return None
    title = answer.get("title") if isinstance(answer, dict) else None
    return title.strip()[:MAX_TITLE] or None if isinstance(title, str) else None


def _first_song(text: str) -> SpotifyLink | None:
    return next((link for link in find_links(text) if isinstance(link, SpotifyLink)), None)
