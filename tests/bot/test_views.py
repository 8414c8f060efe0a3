import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.callback_data import MAX_BYTES
from bot.links import Kind
from bot.outcome import (
    ArtistHint,
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
from bot.payload import MoodSeed, Seed
from bot.views import card_of
from bot.views.keyboards import without_pressed
from bot.views.words import LANGUAGES, Languages, Words, utf16
from engine.mood.lexicon import Lexicon, Reason
from engine.mood.phrase import AxislessWord, AxisReading, MoodReading, UnknownWord, read_mood
from engine.types import Recommendation, Track, TrackId

ID = "4u7EnebtmKWzUH433cf5Qv"
MODELS = ("cosine", "cluster", "autoencoder", "mood")
LONGEST = 4096

MAD_WORLD = Track(
    TrackId(ID), "Mad World", "Gary Jules", "album", "Trading Snakeoil", ("pop",), (), 2001, 70
)


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.load()


@pytest.fixture(scope="module")
def english(languages: Languages) -> Words:
    return languages.of("en")


@pytest.fixture(scope="module")
def russian(languages: Languages) -> Words:
    return languages.of("ru")


def songs(
    track: Track = MAD_WORLD, *, skip: int = 0, more: int | None = 5, count: int = 2
) -> Songs:
    return Songs(
        seed=Seed("tracks", (ID,)),
        names=(Name("track", track.title, track.artist),),
        model="cosine",
        models=MODELS,
        picks=tuple(Recommendation(track, 0.934) for _ in range(count)),
        skip=skip,
        more=more,
    )


class Shown(HTMLParser):
    """A text as Telegram shows it; fails on tags that Telegram refuses."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i", "code"}
        assert tag == "a" or not attrs
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def test_songs_are_told_with_what_was_understood(english: Words) -> None:
    card = card_of(songs(), english)
    assert card.text == (
        "Songs like <i>Mad World</i> by Gary Jules\n\n"
        f'1. <a href="https://open.spotify.com/track/{ID}">Mad World</a> by Gary Jules\n'
        "    pop, 2001, 93% alike\n"
        f'2. <a href="https://open.spotify.com/track/{ID}">Mad World</a> by Gary Jules\n'
        "    pop, 2001, 93% alike"
    )
    assert labels(card.buttons) == [["More", "• Sound", "Family"], ["Neural net", "Mood"]]


def test_songs_are_told_in_russian(russian: Words) -> None:
    card = card_of(songs(count=1), russian)
    assert Shown(card.text).text == (
        "Песни, похожие на Gary Jules — Mad World\n\n"
        "1. Gary Jules — Mad World\n"
        "    поп, 2001, сходство 93\xa0%"
    )
    assert labels(card.buttons)[0] == ["Ещё", "• Звучание", "Семейство"]


def test_later_pages_count_on_and_offer_only_more(english: Words) -> None:
    card = card_of(songs(skip=5, more=10), english)
    assert card.text.startswith("More songs like <i>Mad World</i>")
    assert "\n6. " in card.text
    assert labels(card.buttons) == [["More"]]


def test_the_end_of_the_songs_says_what_to_do(english: Words) -> None:
    card = card_of(songs(skip=5, more=None, count=0), english)
    assert "Send me another song" in card.text
    assert card.buttons is None


@pytest.mark.parametrize("track_id", ["demo-0001", "demo" + "0" * 18, "a01"])
def test_an_invented_song_has_no_link(english: Words, track_id: str) -> None:
    card = card_of(songs(replace(MAD_WORLD, track_id=TrackId(track_id))), english)
    assert "spotify.com" not in card.text
    assert "<b>Mad World</b>" in card.text


def test_a_genre_of_another_catalogue_and_no_year_are_no_trouble(english: Words) -> None:
    bare = replace(MAD_WORLD, genres=("<zydeco>",), year=None)
    assert "    &lt;zydeco&gt;, 93% alike" in card_of(songs(bare), english).text
    assert "    93% alike" in card_of(songs(replace(bare, genres=())), english).text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (Name("album", "Rio", "Duran Duran"), "the album <i>Rio</i> by Duran Duran"),
        (Name("album", "Now 9"), "the album <i>Now 9</i>"),
        (Name("artist", "Basta"), "those of <i>Basta</i>"),
        (Name("playlist", "Chill"), "the playlist <i>Chill</i>"),
    ],
)
def test_every_kind_of_seed_is_called_what_it_is(english: Words, name: Name, said: str) -> None:
    assert card_of(replace(songs(), names=(name,)), english).text.startswith(
        f"Songs like {said}\n"
    )


def test_a_guess_by_title_is_owned_up_to(english: Words) -> None:
    assert "by its title" in card_of(replace(songs(), by_title=True), english).text


def test_candidates_are_offered_one_a_row(english: Words) -> None:
    card = card_of(Unsure("<mad> wrld", (MAD_WORLD, MAD_WORLD)), english)
    assert "“&lt;mad&gt; wrld”" in card.text
    assert labels(card.buttons) == [["Mad World by Gary Jules"]] * 2


def test_an_artist_is_offered_as_a_whole(english: Words) -> None:
    hint = ArtistHint("Gary Jules", Seed("artist", (ID,)), "cosine")
    card = card_of(Unsure("gary jules", (MAD_WORLD,), hint), english)
    assert labels(card.buttons) == [["Anything by Gary Jules"], ["Mad World by Gary Jules"]]


def test_a_title_is_said_without_its_credits_but_with_its_version(english: Words) -> None:
    for title, said in {
        "Mad World (Feat. Michael Andrews)": "Mad World",
        "Bohemian Rhapsody - 2011 Mix": "Bohemian Rhapsody - 2011 Mix",
        "(feat. Nobody)": "(feat. Nobody)",
    }.items():
        card = card_of(songs(replace(MAD_WORLD, title=title)), english)
        assert card.text.startswith(f"Songs like <i>{said}</i> by")


@pytest.mark.parametrize(
    ("level", "said"),
    [(0.02, "very slow"), (0.05, "slow"), (0.3, "rather slow"), (0.5, "medium tempo"),
     (0.65, "rather fast"), (0.95, "fast"), (0.98, "very fast")],
)  # fmt: skip
def test_a_level_is_said_as_strongly_as_it_was_meant(
    english: Words, level: float, said: str
) -> None:
    reading = MoodReading(axes=(AxisReading("tempo", level, ("so",)),))
    mood = MoodSongs(MoodSeed((None,) * 6), reading, songs().picks, skip=0, more=None)
    assert f"<i>so</i>: {said}\n" in card_of(mood, english).text


def test_a_mood_says_what_each_word_was_taken_for(english: Words, russian: Words) -> None:
    reading = read_mood("sad energetic", Lexicon.load())
    mood = MoodSongs(
        MoodSeed((5, 94, None, None, None, None)), reading, songs().picks, skip=0, more=5
    )
    first = card_of(mood, english)
    assert first.text.startswith(
        "Songs in this mood\n<i>sad</i>: little joy; <i>energetic</i>: high energy\n\n1. "
    )
    assert "93% match" in first.text
    assert labels(first.buttons) == [["More"]]
    later = replace(mood, reading=None, skip=5)
    assert card_of(later, english).text.startswith("More in this mood: little joy, high energy\n")
    assert "много энергии" in card_of(later, russian).text


def test_words_that_name_no_mood_are_named_with_the_reason(english: Words) -> None:
    reading = MoodReading(
        unknown=(UnknownWord("enrgetic", ("energetic",)), UnknownWord("blorp", ())),
        axisless=(AxislessWord("bassy", Reason.SOUND),),
    )
    text = card_of(MoodUnclear(reading), english).text
    assert "I don't know “enrgetic”. Perhaps <code>energetic</code>?" in text
    assert "“blorp”" in text
    assert "“bassy” is about the sound" in text
    assert "/mood sad energetic" in text


def test_misspelt_words_are_offered_one_or_another(english: Words, russian: Words) -> None:
    unclear = MoodUnclear(MoodReading(unknown=(UnknownWord("sda", ("sad", "spa")),)))
    assert "<code>sad</code> or <code>spa</code>?" in card_of(unclear, english).text
    assert "<code>sad</code> или <code>spa</code>?" in card_of(unclear, russian).text


def test_numbers_that_are_no_place_are_told_which_two_to_send(
    english: Words, russian: Words
) -> None:
    unclear = MoodUnclear(read_mood("2 9", Lexicon.load()))
    assert (
        "“2 9”: I take two numbers from 0 to 1, joy and energy" in card_of(unclear, english).text
    )
    assert "«2 9»: мне нужны два числа от 0 до 1" in card_of(unclear, russian).text


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(languages: Languages, language: str, reason: Reason) -> None:
    reading = MoodReading(axisless=(AxislessWord("word", reason),))
    assert "word" in card_of(MoodUnclear(reading), languages.of(language)).text


KINDS: list[Kind] = ["track", "album", "artist", "playlist"]
TALK: list[Outcome] = [
    UnknownSong("x"),
    LinkForeign("youtu.be"),
    LinkForeign("open.spotify.com"),
    Greeting(MAD_WORLD),
    Guide(MAD_WORLD, MODELS),
    MoodUnclear(MoodReading()),
    *(LinkUnknown(kind, title) for kind in KINDS for title in (None, "Title")),
    *Refusal,
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", TALK, ids=repr)
def test_every_refusal_says_what_to_do_next(
    languages: Languages, language: str, outcome: Outcome
) -> None:
    text = Shown(card_of(outcome, languages.of(language)).text).text
    assert re.search(r"[Ss]end|Try|Write|answer|[Пп]ришли|[Пп]опробуй|[Нн]апиши|прислать", text)
    assert "{" not in text
    if language == "ru":
        assert not re.search(r"\b(вы|вас|вам|ваш\w*|пришлите|попробуйте)\b", text.lower())


any_text = st.text(max_size=5000)
tracks = st.builds(
    Track,
    track_id=st.one_of(st.just(TrackId(ID)), st.text(max_size=80).map(TrackId)),
    title=any_text,
    artist=any_text,
    album_id=st.just(""),
    album=st.just(""),
    genres=st.lists(any_text, max_size=2).map(tuple),
    subgenres=st.just(()),
    year=st.none() | st.integers(0, 3000),
    popularity=st.just(0),
)


@settings(max_examples=40)
@given(tracks, st.sampled_from(LANGUAGES), st.floats(-1, 1), any_text)
def test_no_catalogue_and_no_message_can_break_an_answer(
    languages: Languages, track: Track, language: str, score: float, query: str
) -> None:
    picks = tuple(Recommendation(track, score) for _ in range(10))
    reading = replace(
        read_mood(query, Lexicon.load()), unknown=tuple(UnknownWord(query, (query,)) for _ in "ab")
    )
    outcomes: list[Outcome] = [
        replace(songs(track), seed=Seed("tracks", (track.track_id,)), picks=picks),
        MoodSongs(MoodSeed((0, 99, 50, None, 7, 3)), reading, picks, skip=0, more=10),
        MoodUnclear(reading),
        Unsure(query, (track,) * 5),
        UnknownSong(query),
        LinkUnknown("track", query),
        LinkForeign(query),
        Greeting(track),
        Guide(track, MODELS),
    ]
    for outcome in outcomes:
        card = card_of(outcome, languages.of(language))
        assert 0 < utf16(Shown(card.text).text) <= LONGEST
        for row in card.buttons.inline_keyboard if card.buttons else ():
            for button in row:
                assert 0 < len(str(button.callback_data).encode()) <= MAX_BYTES
                assert button.text


def test_an_id_that_fits_no_button_leaves_the_button_out(english: Words) -> None:
    long = replace(MAD_WORLD, track_id=TrackId("x" * 70))
    assert card_of(replace(songs(long), seed=Seed("tracks", ("x" * 70,))), english).buttons is None
    assert card_of(Unsure("x", (long,)), english).buttons is None


def test_a_pressed_button_goes_and_the_others_stay(english: Words) -> None:
    markup = card_of(songs(), english).buttons
    assert markup is not None
    pressed = str(markup.inline_keyboard[0][0].callback_data)
    (_, *others), models = labels(markup)
    assert labels(without_pressed(markup, pressed)) == [others, models]
    assert without_pressed(without_pressed(markup, pressed), pressed) == without_pressed(
        markup, pressed
    )
    assert without_pressed(None, pressed) is None
