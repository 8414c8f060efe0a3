import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.keyboard import swapped
from engine.search.versions import without_version
from engine.search.wrapping import readings
from engine.text import fold


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ьфв цщкдв", "mad world"),
        ("dsgecryjq", "выпускной"),
        ("ЬФВ ЦЩКДВ", "mad world"),
        (",evthfyu", "бумеранг"),
        ("123", "123"),
        ("", ""),
    ],
)
def test_the_other_layout_has_the_same_keys(typed: str, meant: str) -> None:
    assert swapped(typed) == meant


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=30))
def test_swapping_the_layout_twice_gives_the_text_back(text: str) -> None:
    assert swapped(swapped(text)) == text


@pytest.mark.parametrize(
    "request_text",
    [
        "songs like Mad World please",
        "Play something similar to mad world!",
        "can you recommend me some songs like mad world?",
        "what sounds like mad world",
        "play mad world",
        "hey, play mad world pls",
        "mad world please",
        "похожее на Mad World",
        "песни похожие на mad world",
        "что-нибудь в духе mad world",
        "посоветуй что-то вроде mad world, пожалуйста",
        "включи mad world",
        "хочу музыку как mad world",
    ],
)
def test_the_last_reading_of_a_request_is_the_song(request_text: str) -> None:
    assert readings(fold(request_text))[-1] == "mad world"


@pytest.mark.parametrize(
    "title",
    ["Something Just Like This", "Play That Song", "Like a Virgin", "Stand by Me", "I Love It"],
)
def test_the_first_reading_is_the_text_as_it_stands(title: str) -> None:
    assert readings(fold(title))[0] == fold(title)


def test_only_the_first_comparison_is_the_requests() -> None:
    assert readings("songs like something just like this")[-1] == "something just like this"


def test_the_word_between_title_and_artist_is_dropped_last() -> None:
    assert readings("songs like mad world by gary jules")[-2:] == (
        "mad world by gary jules",
        "mad world gary jules",
    )


def test_a_courtesy_goes_before_a_word_that_may_be_the_titles() -> None:
    assert "your song" in readings("songs like your song please")


@pytest.mark.parametrize(
    "text",
    [
        "Mad World official video",
        "mad world (Official Music Video) [HD]",
        "mad world lyrics",
        "lyrics to mad world",
        "mad world youtube",
        "mad world (audio)",
        "mad world клип",
        "mad world текст песни",
        "скачать mad world бесплатно mp3",
        "слушать онлайн mad world",
        "play mad world lyrics please",
    ],
)
def test_what_is_added_for_a_search_engine_can_be_dropped(text: str) -> None:
    assert readings(fold(text))[-1] == "mad world"


@pytest.mark.parametrize("text", ["video", "lyrics", "скачать", "Video Games", "Lyrics Of Fury"])
def test_a_title_made_of_such_words_stands_first(text: str) -> None:
    assert readings(fold(text))[0] == fold(text)
    assert all(readings(fold(text)))


def test_an_empty_text_has_no_reading() -> None:
    assert readings("") == ()


@pytest.mark.parametrize(
    "text", ["mad world remix", "mad world live", "mad world acoustic version"]
)
def test_a_version_word_at_the_end_can_be_dropped(text: str) -> None:
    assert without_version(text) == "mad world"


def test_a_version_word_alone_is_a_title() -> None:
    assert without_version("remix") == "remix"
