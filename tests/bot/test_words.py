import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.views.menu import menus
from bot.views.words import LANGUAGES, MAX_FIELD, Html, Languages, clipped, safe, utf16
from engine.mood.lexicon import Lexicon
from engine.mood.phrase import read_mood

BOT = Path(__file__).parents[2] / "bot"
KEYWORDS = {"say": None, "plain": None, "mark": None}
ISOLATES = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def source() -> set[str]:
    """Every message that the code says, in English."""
    found = extract_from_dir(BOT, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {str(message) for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with (BOT / "locale" / "ru" / "LC_MESSAGES" / "segue.po").open("rb") as po:
        return read_po(po, locale="ru")


def fields_of(message: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(message) if name is not None)


class Tags(HTMLParser):
    """The tags of a text, in order, checked to close what they open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"a", "b", "i", "code"}
        self.opened.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_russian_says_all_that_english_says_and_nothing_else(
    source: set[str], russian: Catalog
) -> None:
    assert {message.id for message in russian if message.id} == source
    assert [message.id for message in russian if message.id and not message.string] == []
    assert [message.id for message in russian if message.id and message.fuzzy] == []
    assert not russian.obsolete


def test_a_translation_keeps_fields_and_tags(russian: Catalog) -> None:
    for message in russian:
        if message.id:
            english, translated = str(message.id), str(message.string)
            assert fields_of(english) == fields_of(translated)
            assert sorted(Tags(english).seen) == sorted(Tags(translated).seen)


def test_every_mood_that_a_message_proposes_is_understood(
    source: set[str], russian: Catalog
) -> None:
    lexicon = Lexicon.load()
    said = source | {str(message.string) for message in russian}
    proposed = {
        phrase for text in said for phrase in re.findall(r"<code>/mood (.*?)</code>", text)
    }
    assert len(proposed) >= 6
    for phrase in proposed:
        reading = read_mood(phrase, lexicon)
        assert reading.names_an_axis, phrase
        assert not reading.unknown, phrase
        assert not reading.axisless, phrase


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("RU_ru", "ru"),
        ("en", "en"),
        ("en-GB", "en"),
        ("pt-br", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_reader_gets_their_language_or_english(code: str | None, language: str) -> None:
    assert Languages.load().of(code).language == language


@given(st.text(max_size=400))
def test_any_text_is_shown_as_it_is_and_not_as_markup(text: str) -> None:
    shown = safe(text)
    assert not re.search(r"[<>\"']|&(?!amp;|lt;|gt;|quot;|#x27;)", shown)
    assert "\n" not in shown
    shown.encode()


@given(st.text(max_size=400))
def test_a_field_is_never_longer_than_its_share(text: str) -> None:
    words = Languages.load().of("en")
    assert utf16(words.plain("{title} by {artist}", title=text, artist="")) <= MAX_FIELD + 6


@given(st.text(max_size=50), st.integers(1, 60))
def test_clipping_keeps_the_beginning_whole(text: str, limit: int) -> None:
    short = clipped(text, limit)
    assert utf16(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_right_to_left_title_is_kept_apart_and_a_plain_one_is_not() -> None:
    assert safe("عمري") == "\u2068عمري\u2069"
    assert safe("Mad World") == "Mad World"
    assert safe("Выпускной") == "Выпускной"


@given(st.text(alphabet="ab \u202e\u202a\u2066\u2067\u2068\u2069א", max_size=30))
def test_no_title_can_turn_the_words_after_it_around(text: str) -> None:
    marks = ISOLATES.findall(safe(text))
    assert marks in ([], ["\u2068", "\u2069"])


def test_html_of_our_own_is_not_escaped_twice() -> None:
    words = Languages.load().of("en")
    inner = words.say("<i>{title}</i> by {artist}", title="A & B", artist="<C>")
    assert words.say("Songs like {seed}", seed=inner) == "Songs like <i>A &amp; B</i> by &lt;C&gt;"
    assert isinstance(inner, Html)


def test_a_percentage_is_whole_only_when_the_songs_are_one() -> None:
    words = Languages.load().of("en")
    assert words.percent(1.0) == "100%"
    assert words.percent(0.9999) == "99%"
    assert words.percent(-0.2) == "0%"
    assert Languages.load().of("ru").percent(0.5) == "50\xa0%"


def test_the_menu_keeps_to_telegrams_limits_in_every_language() -> None:
    found = menus(Languages.load())
    assert set(found) == {"", *LANGUAGES} - {"en"}
    for commands in found.values():
        for command in commands:
            assert re.fullmatch(r"[a-z]{1,32}", command.command)
            assert 1 <= len(command.description) <= 256
