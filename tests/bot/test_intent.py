import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intent import (
    MOST_LINKS,
    ForeignLink,
    Intent,
    Links,
    MoodWish,
    Plain,
    Title,
    parse,
)
from bot.links import ShortLink, SpotifyLink

ID = "4u7EnebtmKWzUH433cf5Qv"
URL = f"https://open.spotify.com/track/{ID}"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Mad World", Title("Mad World")),
        ("  Mad World\n", Title("Mad World")),
        ("sad energetic", Title("sad energetic")),
        ("😭🔥", Title("😭🔥")),
        ("/similar Mad World", Title("Mad World")),
        ("/SIMILAR@SegueBot\nMad World", Title("Mad World")),
        (f"/similar {URL}", Links((SpotifyLink("track", ID),))),
        (f"hear this {URL}?si=1 please", Links((SpotifyLink("track", ID),))),
        ("https://spotify.link/abc", Links((ShortLink("https://spotify.link/abc"),))),
        ("https://youtu.be/abc", ForeignLink("youtu.be")),
        ("Mad World https://youtu.be/abc", Title("Mad World")),
        ("/mood sad energetic", MoodWish("sad energetic")),
        ("/mood@SegueBot  грустный но бодрый ", MoodWish("грустный но бодрый")),
        ("/mood", Plain.MOOD_ALONE),
        ("/similar@SegueBot", Plain.SIMILAR_ALONE),
        ("/start", Plain.START),
        ("/start deep_link", Plain.START),
        ("/help", Plain.HELP),
        ("/play something", Plain.UNKNOWN_COMMAND),
        ("", Plain.NO_WORDS),
        (" \n\t", Plain.NO_WORDS),
        ("\u200b\u2066\u2069", Plain.NO_WORDS),
        ("/", Title("/")),
        ("/ not a command", Title("/ not a command")),
        ("AC/DC", Title("AC/DC")),
    ],
)
def test_a_message_says_what_its_writer_wants(text: str, intent: Intent) -> None:
    assert parse(text) == intent


def test_a_mention_of_the_bot_is_an_address_and_not_a_word_of_the_title() -> None:
    assert parse("@SegueBot Mad World", username="seguebot") == Title("Mad World")
    assert parse("Mad World, @seguebot", username="SegueBot") == Title("Mad World,")
    assert parse("@SegueBot", username="SegueBot") == Plain.NO_WORDS
    assert parse("@SegueBotFan", username="SegueBot") == Title("@SegueBotFan")


def test_a_link_behind_words_counts_as_a_link() -> None:
    assert parse("this one", [URL]) == Links((SpotifyLink("track", ID),))
    assert parse("/similar this", [URL]) == Links((SpotifyLink("track", ID),))
    assert parse("Mad World", ["https://youtu.be/abc"]) == Title("Mad World")


def test_a_wall_of_links_is_followed_only_so_far() -> None:
    text = " ".join(f"spotify:track:{number:022d}" for number in range(40))
    intent = parse(text)
    assert isinstance(intent, Links)
    assert len(intent.links) == MOST_LINKS


@given(st.text(max_size=200), st.lists(st.text(max_size=50), max_size=3))
def test_any_message_is_understood_as_something(text: str, hidden: list[str]) -> None:
    assert parse(text, hidden, username="SegueBot") is not None
