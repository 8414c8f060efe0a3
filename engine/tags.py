"""What a title says besides its song: who sings along, and which version it is.

Catalogues write it in brackets or behind a dash: "Stay (feat. Mikky Ekko) [Live]", "Mad World -
Remastered 2011". Brackets that belong to the song, "(I Can't Get No) Satisfaction", say nothing
of the kind and stay.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A title in parts; all but `core` are "" when it has none.

    `short` is the core without its brackets and what follows a dash: what is left of "Выпускной
    (Медлячок)" or "Sunflower - Spider-Man: Into the Spider-Verse" when typed.
    """

    core: str
    credit: str
    version: str
    short: str = ""


SHORTEST_PART = 4  # letters; a part as short as "OK" or "Pt. 2" does not name a song
_CONTINUES = re.compile(
    r"(?:and|as|at|but|by|co|feat|for|from|if|in|of|on|or|part|pt|to|vs|with)\b"
)


def stands_alone(part: str) -> bool:
    """Tell whether a part of a folded title can be its name: long enough, and not mid-sentence."""
    return len(part.replace(" ", "")) >= SHORTEST_PART and not _CONTINUES.match(part)


def alias(core: str, short: str) -> str:
    """Return the other name that a folded title gives in brackets at its end, or "".

    "медлячок" of "Выпускной (Медлячок)", but nothing of "Exit Music (For a Film)", whose bracket
    goes on with the sentence. Works in any spelling of the two.
    """
    if not short or not core.startswith(f"{short} "):
        return ""
    bracket = core[len(short) + 1 :]
    return bracket if stands_alone(bracket) else ""


# A bracket may hold one more: "(feat. Elephant Man & GC (Gate Citizens))".
_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*)\]")
_DASH = re.compile(r"\s+[-–—]\s*(?=\S)")
_BARE_CREDIT = re.compile(r"(?<=\S)\s+((?:feat\b\.?|ft\.|featuring\b)\s*\S.*)$", re.IGNORECASE)

# "(with Halsey)" credits a person, "(With Me)" belongs to the song.
_CREDIT = re.compile(
    r"(?:feat|ft|featuring|prod|produced by)\b|w/"
    r"|(?:with|con)\s+(?!(?:a|all|any|every|her|him|it|la|las|el|los|me|mi|my|no|or|our|out|that|"
    r"the|them|these|this|ti|tu|u|us|you|your)\b)\w",
    re.IGNORECASE,
)
# Words that make a tag a version wherever they stand in it ...
_VERSION_ANYWHERE = re.compile(
    r"\b(?:(?:re)?mix(?:ed)?|rmx|rmix|(?:re)?edit|version|versi[oó]n|vers[aã]o|ver|"
    r"remaster(?:ed|s|izado|izada)?|re-?record(?:ed|ing)|rework|bootleg|refix|unplugged|"
    r"mashup|karaoke|cover|flip|revision|edition|bonus|remake|ремикс|версия|ремастер)\b",
    re.IGNORECASE,
)
# ... and words that do so only at either end, being words of songs as well.
_VERSION_AT_END = (
    r"(?:(?<!\bto )(?<!\bwe )(?<!\bi )live|ao vivo|en vivo|en directo|acoustic|ac[uú]stico|"
    r"acapella|a cappella|instrumental|"
    r"original|extended|explicit|clean|dirty|edited|demo|mono|stereo|bonus track|radio|"
    r"soundtrack|single|vip|dub|short cut|club cut|performance|sessions?|sped up|slowed|"
    r"nightcore|акустика|концерт|live edit|digital master|recorded at .*)"
)
_VERSION_EDGE = re.compile(
    rf"\s*(?:{_VERSION_AT_END}(?:\W.*)?|.*\W{_VERSION_AT_END})\W*", re.IGNORECASE
)
_SONG_WORDS = re.compile(
    r"\s*(?:live|radio|original|single|clean|dirty)\b(?=\s+\w)", re.IGNORECASE
)
_LIVE_SOMEWHERE = re.compile(
    r"\s*(?:live\s+(?:at|in|from|on|@|acoustic|session|\W*\d)|radio\s+\d|.*\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")
_SOURCE = re.compile(r"\s*(?:from|de|music from|theme from)\s+(?:the\s.*|[\"“«].*)", re.IGNORECASE)


def split_tags(title: str) -> Title:
    """Return the parts of `title` in its own spelling; the core may be blank."""
    credit: list[str] = []
    version: list[str] = []

    def sort_out(tag: str) -> bool:
        if _CREDIT.match(tag.strip()):
            credit.append(tag)
        elif _is_version(tag):
            version.append(tag)
        else:
            return False
        return True

    def without(bracket: re.Match[str]) -> str:
        return " " if sort_out(bracket[1] or bracket[2] or "") else bracket[0]

    core = _BRACKETS.sub(without, title)
    core = _without_endings(core, sort_out)
    core = _BARE_CREDIT.sub(lambda found: " " if sort_out(found[1]) else found[0], core)
    short = _without_endings(_BRACKETS.sub(" ", core), lambda _: True)
    return Title(core, " ".join(credit), " ".join(version), short if short != core else "")


_FAITHFUL = re.compile(
    r"(?:(?:19|20)\d\d|(?:digital(?:ly)? )?re ?master\w*|original|mono|stereo|single|album|radio|"
    r"explicit|clean|dirty|edited|extended|full|length|main|short|bonus|track|version|ver|edit|"
    r"mix|recording|\d+|(?:from|theme from|music from|de) .*|.* soundtrack| )+"
)


def is_altered(version: str) -> bool:
    """Tell whether a folded version tag names another recording than the original's.

    Remasters, radio edits and soundtrack releases are the song as everyone knows it; remixes,
    live and acoustic versions are not.
    """
    return bool(version) and _FAITHFUL.fullmatch(version) is None


def _without_endings(title: str, sort_out: Callable[[str], bool]) -> str:
    """Cut "- Live" and the like from the end, as long as a tag stands there."""
    head = title
    while dashes := list(_DASH.finditer(head)):
        dash = dashes[-1]
        if not head[: dash.start()].strip() or not sort_out(head[dash.end() :]):
            break
        head = head[: dash.start()]
    return head


def _is_version(tag: str) -> bool:
    """Tell whether a bracket's or an ending's words name a version of a song."""
    if _VERSION_ANYWHERE.search(tag) or _YEAR.fullmatch(tag) or _SOURCE.fullmatch(tag):
        return True
    if _SONG_WORDS.match(tag) and not _LIVE_SOMEWHERE.match(tag):
        # "(Live Your Life)" is a song's; "Live Acoustic" and "Live at ..." are not.
        return False
    return _VERSION_EDGE.fullmatch(tag) is not None
