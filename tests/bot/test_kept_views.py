"""What is kept, in words and buttons: votes, lists, songs for a group, the arena, erasure."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.callback_data import MAX_BYTES
from bot.kept import (
    RULES,
    Arena,
    Contest,
    Counts,
    ForgetWish,
    Forgotten,
    GroupRules,
    GroupSongs,
    Judged,
    LikesList,
    Match,
    Notice,
    Served,
    Standing,
    Verdict,
)
from bot.outcome import MoodSongs, Name, Outcome, Songs
from bot.payload import MoodSeed, Seed
from bot.views import card_of
from bot.views.keyboards import recounted
from bot.views.likes import toast
from bot.views.words import LANGUAGES, Languages, Words, utf16
from engine.types import Recommendation, Track, TrackId

MODELS = ("cosine", "cluster", "autoencoder", "mood")
OWNER = 2**45


def track(number: int, title: str = "Mad World", artist: str = "Gary Jules") -> Track:
    track_id = TrackId(f"{number:022d}")
    return Track(track_id, title, artist, "album", "Album", ("pop",), (), 2001, 70)


def picks(count: int = 5) -> tuple[Recommendation, ...]:
    return tuple(Recommendation(track(number), 0.9) for number in range(count))


def songs(standing: Standing, count: int = 5, skip: int = 0) -> Songs:
    name = Name("track", "Mad World", "Gary Jules")
    seed = Seed("tracks", (track(0).track_id,))
    more = skip + count
    return Songs(seed, (name,), "cosine", MODELS, picks(count), skip, more, standing=standing)


def group(standing: Standing, *served: Served) -> GroupSongs:
    return GroupSongs(served, "balancing", 3, 0, 5, standing)


MATCH = Match("hybrid", "plain", 6, 4, 2, 0.58, (0.29, 0.83))
KEPT: list[Outcome] = [
    LikesList(OWNER, True, (), 1, 0, 1),  # noqa: FBT003 - in the order of its fields
    LikesList(
        OWNER,
        group=True,
        judged=(Judged("x" * 22, track(1), up=True), Judged("y" * 22, None, up=False)),
        number=11,
        page=1,
        pages=3,
    ),
    group(Standing(group=True), Served(picks()[0], (1,), ("Ann", "<Bob>"))),
    group(Standing(group=True), Served(picks()[0], everyone=True)),
    group(Standing(group=False), Served(picks()[0])),
    group(Standing(group=True)),
    *(GroupRules(rule, named=False, changed="rule") for rule in RULES),
    *(GroupRules("borda", one, what) for one in (True, False) for what in ("names", "nothing")),
    GroupRules("borda", named=False),
    Arena(None, None),
    Arena(Contest(0), Contest(12, (MATCH,))),
    Arena(Contest(1, (MATCH,)), Contest(9, (replace(MATCH, decided=True, winner="mood"),))),
    Arena(Contest(1, (MATCH,)), Contest(9, (replace(MATCH, decided=True),))),
    *(ForgetWish(OWNER, one, whole) for one in (True, False) for whole in (True, False)),
    *(Forgotten(what, group=True) for what in ("me", "chat", "nothing")),
    *Notice,
]


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.load()


@pytest.fixture(scope="module")
def english(languages: Languages) -> Words:
    return languages.of("en")


class Shown(HTMLParser):
    """A text as Telegram shows it; fails on tags that it leaves open."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "b", "i", "code"}
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def test_five_songs_have_four_rows_of_buttons(english: Words) -> None:
    assert labels(card_of(songs(Standing(group=False)), english).buttons) == [
        ["👍1", "👍2", "👍3", "👍4", "👍5"],
        ["👎1", "👎2", "👎3", "👎4", "👎5"],
        ["More", "• Sound", "Family"],
        ["Neural net", "Mood"],
    ]


def test_more_songs_than_a_thumb_can_part_have_rows_of_five(english: Words) -> None:
    buttons = card_of(songs(Standing(group=False), 10), english).buttons
    assert [len(row) for row in labels(buttons)[:4]] == [5, 5, 5, 5]
    assert labels(buttons)[1][-1] == "👍10"


def test_later_pages_count_on(english: Words) -> None:
    buttons = card_of(songs(Standing(group=False), 2, skip=5), english).buttons
    assert labels(buttons) == [["👍6", "👍7"], ["👎6", "👎7"], ["More"]]


def test_a_group_sees_counts_and_one_person_a_tick(english: Words) -> None:
    counts = {track(0).track_id: Counts(2, 0), track(1).track_id: Counts(0, 1)}
    in_group = card_of(songs(Standing(True, counts), 2), english).buttons  # noqa: FBT003
    assert labels(in_group)[:2] == [["👍1 2", "👍2"], ["👎1", "👎2 1"]]
    alone = card_of(songs(Standing(False, counts), 2), english).buttons  # noqa: FBT003
    assert labels(alone)[:2] == [["👍1 ✓", "👍2"], ["👎1", "👎2 ✓"]]


def test_counting_anew_changes_the_votes_and_nothing_else(english: Words) -> None:
    before = card_of(songs(Standing(group=True), 2), english).buttons
    counts = {track(1).track_id: Counts(3, 1)}
    after = recounted(before, True, counts)  # noqa: FBT003 - a group
    assert labels(after)[:2] == [["👍1", "👍2 3"], ["👎1", "👎2 1"]]
    assert labels(after)[2:] == labels(before)[2:]
    assert recounted(after, True, {}) == before  # noqa: FBT003


def test_songs_for_nobody_in_particular_have_no_votes(english: Words) -> None:
    plain = replace(songs(Standing(group=False)), standing=None)
    assert labels(card_of(plain, english).buttons)[0] == ["More", "• Sound", "Family"]


@pytest.mark.parametrize(
    ("language", "remark"), [("en", "likes are not kept."), ("ru", "лайки не сохраняются.")]
)
def test_an_answer_says_when_likes_are_not_kept(
    languages: Languages, language: str, remark: str
) -> None:
    away, words = Standing(group=False, keeps=False), languages.of(language)
    mood = MoodSongs(MoodSeed((1,) * 6), None, picks(), 0, None, away)
    for outcome in (songs(away), mood, group(away, Served(picks()[0]))):
        assert Shown(card_of(outcome, words).text).text.endswith(remark)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", KEPT, ids=lambda outcome: type(outcome).__name__)
def test_everything_that_is_kept_is_told_in_words(
    languages: Languages, language: str, outcome: Outcome
) -> None:
    card = card_of(outcome, languages.of(language))
    text = Shown(card.text).text
    assert 0 < utf16(text) <= 4096
    assert "{" not in text
    for row in card.buttons.inline_keyboard if card.buttons else ():
        for button in row:
            assert 0 < len(str(button.callback_data).encode()) <= MAX_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_toast_is_short_and_plain(languages: Languages, language: str) -> None:
    for verdict in Verdict:
        said = toast(verdict, languages.of(language))
        assert 0 < len(said) <= 60
        assert "<" not in said


def test_a_page_of_likes_has_a_way_to_remove_each_and_to_turn(english: Words) -> None:
    assert labels(card_of(KEPT[1], english).buttons) == [["✖ 11", "✖ 12"], ["‹", "›"]]
    assert "12. 👎 a song that I no longer have" in card_of(KEPT[1], english).text


def test_only_who_may_forget_a_group_is_offered_that(english: Words) -> None:
    may, may_not = (ForgetWish(OWNER, True, whole) for whole in (True, False))  # noqa: FBT003
    assert ["Forget the whole group"] in labels(card_of(may, english).buttons)
    assert ["Forget the whole group"] not in labels(card_of(may_not, english).buttons)


def test_the_arena_names_the_winner(english: Words) -> None:
    decided = replace(MATCH, decided=True, winner="hybrid")
    told = Shown(card_of(Arena(Contest(0), Contest(12, (decided,))), english).text).text
    assert "won 6, lost 4, drawn 2; wins 58% of the time (29% to 83%)" in told
    assert "Decided: with your likes is better." in told


@settings(max_examples=30)
@given(st.text(max_size=3000), st.text(max_size=3000), st.sampled_from(LANGUAGES))
def test_no_title_and_no_name_can_break_a_list(
    languages: Languages, title: str, name: str, language: str
) -> None:
    odd = track(1, title, name)
    judged = tuple(Judged(odd.track_id, odd, up=True) for _ in range(10))
    served = tuple(Served(Recommendation(odd, 0.5), (1, 2), (name, name)) for _ in range(10))
    for outcome in (
        LikesList(OWNER, group=True, judged=judged, number=91, page=9, pages=100),
        group(Standing(group=True, keeps=False), *served),
    ):
        card = card_of(outcome, languages.of(language))
        assert utf16(Shown(card.text).text) <= 4096
