"""Every form in which people send a Spotify link, and the links of other services.

Patterns are linear: no repetition holds another one, so a hostile message of 4,096 characters
costs what a friendly one does. Nothing here touches the network; `bot.lookup` follows the short
links, and only those that were rebuilt here from an allow-listed host and a checked path.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

Kind: TypeAlias = Literal["track", "album", "artist", "playlist"]


@dataclass(frozen=True, slots=True)
class SpotifyLink:
    """What a Spotify link points to; `id` is 22 base-62 characters."""

    kind: Kind
    id: str

    @property
    def url(self) -> str:
        """The plain address of what the link points to."""
        return f"https://open.spotify.com/{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A Spotify link that says what it points to only when it is followed."""

    url: str


@dataclass(frozen=True, slots=True)
class OtherLink:
    """A web address that names no song, album, artist or playlist of Spotify."""

    host: str


AnyLink: TypeAlias = SpotifyLink | ShortLink | OtherLink

SHORT_HOSTS = frozenset({"spotify.link", "spotify.app.link", "open.spotify.com"})
"""The only hosts that a short link may start at or lead to."""

_URI = re.compile(
    r"(?<!\w)spotify:(?:user:[^:\s]{1,64}:)?"
    r"(?P<kind>track|album|artist|playlist):(?P<id>[0-9a-z]{22})(?![0-9a-z])",
    re.IGNORECASE | re.ASCII,
)
# A scheme-less address counts for hosts on which songs are shared; "will.i.am" stays a name.
_WEB = re.compile(
    r"(?<![\w.@-])(?:https?://(?:www\.)?(?P<any>[a-z0-9.-]{1,253})"
    r"|(?:www\.)?(?P<music>(?:open|play)\.spotify\.com|spotify\.link|spotify\.app\.link|youtu\.be"
    r"|(?:(?:m|music)\.)?youtube\.com|music\.apple\.com|music\.yandex\.(?:ru|com)|deezer\.com"
    r"|soundcloud\.com|tidal\.com|shazam\.com|song\.link|vk\.(?:com|ru))(?=[/?:]))"
    r"(?::443)?(?P<path>[/?#][^\s<>\"'()\[\]`|]*)?",
    re.IGNORECASE | re.ASCII,
)
_KINDS = frozenset({"track", "album", "artist", "playlist"})
_ID = re.compile(r"[0-9A-Za-z]{22}(?![0-9A-Za-z])")
_SHORT_CODE = re.compile(r"[0-9A-Za-z_-]{1,64}")


def find_links(text: str, hidden: Iterable[str] = ()) -> tuple[AnyLink, ...]:
    """Return the links of a text in reading order, each once.

    `hidden` are addresses that a message shows as other words (Telegram's text links).
    """
    found = dict.fromkeys(_links_of(text))
    for address in hidden:
        found |= dict.fromkeys(_links_of(address))
    return tuple(found)


def without_links(text: str) -> str:
    """Return the words around the links of a text."""
    return " ".join(_WEB.sub(" ", _URI.sub(" ", text)).split())


def _links_of(text: str) -> Iterator[AnyLink]:
    places = [(match.start(), _of_uri(match)) for match in _URI.finditer(text)]
    # `open.spotify.com/?uri=spotify:track:...` is found as the URI that it holds.
    places += [
        (match.start(), link)
        for match in _WEB.finditer(text)
        if not _URI.search(match[0]) and (link := _of_web(match))
    ]
    return (link for _, link in sorted(places, key=lambda place: place[0]))


def _of_uri(match: re.Match[str]) -> AnyLink:
    return SpotifyLink(cast("Kind", match["kind"].lower()), match["id"])


def _of_web(match: re.Match[str]) -> AnyLink | None:
    host = (match["any"] or match["music"]).lower().rstrip(".")
    segments = re.split(r"[?#]", match["path"] or "", maxsplit=1)[0].split("/")[1:]
    if host in ("open.spotify.com", "play.spotify.com"):
        return _of_path(segments) or OtherLink(host)
    if host in SHORT_HOSTS:
        return _short(host, segments[0] if segments else "") or OtherLink(host)
    return OtherLink(host) if "." in host else None


def _of_path(segments: list[str]) -> AnyLink | None:
    """Read `track/ID`, also behind `intl-ru/`, `embed/` or `user/NAME/`."""
    rest = list(segments)
    while rest and (rest[0].lower().startswith("intl-") or rest[0].lower() == "embed"):
        del rest[0]
    if rest and rest[0].lower() == "user":
        del rest[:2]
    if len(rest) < 2:
        return None
    kind = rest[0].lower()
    if kind == "s":
        return _short("open.spotify.com", rest[1], prefix="s/")
    identifier = _ID.match(rest[1])
    if kind in _KINDS and identifier:
        return SpotifyLink(cast("Kind", kind), identifier[0])
    return None


def _short(host: str, code: str, prefix: str = "") -> ShortLink | None:
    match = _SHORT_CODE.match(code)
    return ShortLink(f"https://{host}/{prefix}{match[0]}") if match else None
