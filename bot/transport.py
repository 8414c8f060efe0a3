"""Telegram over aiohttp: the request class that python-telegram-bot's `Bot` speaks through.

The library's own httpx transport scans every connection of its pool for each request and
collapses above some thirty concurrent calls; one aiohttp session does not.
"""

import io
import json
import os
from dataclasses import dataclass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import JSONDict, ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 256
"""Far above what the rate limit lets be in use: nobody waits for a connection in normal times."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one call may spend in each of its steps, in seconds; None waits for ever."""

    pool_s: float | None = 10.0
    connect_s: float | None = 10.0
    write_s: float | None = 10.0
    upload_s: float | None = 60.0  # replaces write_s when files are sent
    read_s: float | None = 10.0


class AiohttpRequest(BaseRequest):
    """One keep-alive session to the Bot API; its errors never carry a URL, for the token is in it.

    Parameters
    ----------
    timeouts
        What applies where a call brings no timeouts of its own.
    trust_env
        Whether HTTPS_PROXY and NO_PROXY are honoured.
    """

    __slots__ = ("_session", "_timeouts", "_trust_env")

    def __init__(self, timeouts: Timeouts | None = None, *, trust_env: bool = True) -> None:
        self._timeouts = timeouts or Timeouts()
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default read timeout in seconds."""
        return self._timeouts.read_s

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing (a Bot has two roles for requests)."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._trust_env,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; return the status and the body of whatever answered."""
        if self._session is None:
            raise NetworkError("the transport is not open")
        files = bool(request_data and request_data.contains_files)
        default = self._timeouts
        timeout = _client_timeout(
            read=_chosen(read_timeout, default.read_s),
            write=_chosen(write_timeout, default.upload_s if files else default.write_s),
            connect=_chosen(connect_timeout, default.connect_s),
            pool=_chosen(pool_timeout, default.pool_s),
        )
        body = _body_of(request_data) if request_data else None
        # `from None` below is deliberate: what aiohttp says of itself may quote the whole URL.
        try:
            async with self._session.request(
                method, url, data=body, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as exc:
            raise TimedOut(f"Timed out ({type(exc).__name__})") from None
        except (aiohttp.ClientError, OSError) as exc:
            raise NetworkError(f"aiohttp.{type(exc).__name__}{_reason(exc)}") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> JSONDict:
        """Parse an answer; unlike the inherited parser, never log what it held."""
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict):
            raise TelegramError("Invalid server response")
        return parsed


def _chosen(given: ODVInput[float], default: float | None) -> float | None:
    """Return the call's own timeout, or the default when it brought none."""
    return default if isinstance(given, DefaultValue) else given


def _client_timeout(
    *, read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """Translate the four steps; aiohttp has no write timeout, so the total bounds writing."""
    steps = (read, write, connect, pool)
    known = [step for step in steps if step is not None]
    return aiohttp.ClientTimeout(
        total=sum(known) if len(known) == len(steps) else None,
        connect=None if pool is None or connect is None else pool + connect,
        sock_connect=connect,
        sock_read=read,
    )


def _body_of(request_data: RequestData) -> dict[str, str] | aiohttp.FormData:
    """Return the parameters as a form, or as multipart when files go with them."""
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mimetype) in request_data.multipart_data.items():
        # A stream is sent in pieces; bytes at once, which aiohttp warns of above 1 MB.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=mimetype)
    return form


def _reason(exc: Exception) -> str:
    """Return the operating system's word for an error.

    It is looked up by number: aiohttp puts the URL into the `strerror` of some of its own.
    """
    number = exc.errno if isinstance(exc, OSError) else None
    return f": {os.strerror(number)}" if number is not None and number > 0 else ""
