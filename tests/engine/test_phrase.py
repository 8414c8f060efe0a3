import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mood import AXES
from engine.mood.lexicon import LEVELS, Lexicon, Reason
from engine.mood.phrase import (
    AxislessWord,
    AxisNumber,
    AxisReading,
    MoodReading,
    UnknownWord,
    read_mood,
)

LEXICON = Lexicon.load()
LOW, HIGH = LEVELS["low"], LEVELS["high"]


def read(text: str) -> MoodReading:
    return read_mood(text, LEXICON)


def levels(text: str) -> dict[str, float]:
    """Return the levels of a phrase that is understood to the last word."""
    reading = read(text)
    assert reading.unknown == ()
    assert reading.axisless == ()
    return reading.levels


def level(text: str, axis: str) -> float:
    return levels(text)[axis]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("sad energetic", {"valence": LOW, "energy": HIGH}),
        ("грустный но бодрый", {"valence": LOW, "energy": HIGH}),
        ("😭🔥", {"valence": LOW, "energy": HIGH}),
        ("very calm not slow", {"energy": LEVELS["very low"], "tempo": 0.675}),
        ("something sad and slow, please", {"valence": LOW, "tempo": LOW}),
        ("что-нибудь грустное и танцевальное", {"valence": LOW, "danceability": HIGH}),
        ("sad быстрый 🔥", {"valence": LOW, "energy": HIGH, "tempo": HIGH}),
        (
            "angry",
            {
                "valence": LEVELS["rather low"],
                "energy": LEVELS["very high"],
                "danceability": LOW,
            },
        ),
        ("без слов", {"instrumentalness": LEVELS["very high"]}),
        ("no vocals but fast", {"tempo": HIGH, "instrumentalness": LEVELS["very high"]}),
        ("laid-back", {"valence": 0.5, "energy": LOW}),
        ("ГРУСТНЫЙ ТЁМНЫЙ", {"valence": LOW}),
    ],
)
def test_a_phrase_names_the_axes_its_words_speak_of_and_no_others(
    phrase: str, expected: dict[str, float]
) -> None:
    assert levels(phrase) == pytest.approx(expected)


def test_each_axis_says_which_words_set_it_with_their_modifiers() -> None:
    assert read("Very CALM, not slow").axes == (
        AxisReading("energy", pytest.approx(LEVELS["very low"]), ("very calm",)),
        AxisReading("tempo", pytest.approx(0.675), ("not slow",)),
    )
    assert read("грустная и очень тоскливая").axes[0].words == ("грустная",)


class TestModifiers:
    @pytest.mark.parametrize(
        ("weaker", "stronger"),
        [
            ("slightly happy", "happy"), ("happy", "very happy"), ("a bit happy", "really happy"),
            ("чуть-чуть весёлое", "весёлое"), ("весёлое", "очень весёлое"),
            ("kind of happy", "extremely happy"), ("менее весёлое", "более весёлое"),
        ],
    )  # fmt: skip
    def test_push_outwards_or_draw_to_the_middle(self, weaker: str, stronger: str) -> None:
        assert 0.5 < level(weaker, "valence") < level(stronger, "valence") < 0.991

    @pytest.mark.parametrize(
        "phrase",
        ["not very happy", "NOT VERY HAPPY", "not too cheerful", "не очень весёлое",
         "не слишком весёлое", "не особо радостное"],
    )  # fmt: skip
    def test_not_very_happy_is_a_little_below_the_middle(self, phrase: str) -> None:
        assert 0.35 <= level(phrase, "valence") <= 0.4

    @pytest.mark.parametrize("phrase", ["not very sad", "не очень грустное", "not that very sad"])
    def test_not_very_sad_is_a_little_above_it(self, phrase: str) -> None:
        assert 0.6 <= level(phrase, "valence") <= 0.65
        assert level(phrase, "valence") < level("not sad", "valence")

    @pytest.mark.parametrize(
        "phrase", ["not sad", "не грустный", "isn't sad", "not so much a sad song", "not 😭"]
    )
    def test_not_sad_is_milder_than_happy(self, phrase: str) -> None:
        reading = read(phrase)
        assert 0.5 < reading.levels["valence"] < HIGH

    def test_without_is_the_full_opposite(self) -> None:
        assert level("without sadness", "valence") == pytest.approx(HIGH)
        assert level("без грусти", "valence") == pytest.approx(HIGH)

    def test_not_turns_every_axis_of_a_compound(self) -> None:
        turned = levels("not angry")
        assert turned.keys() == levels("angry").keys()
        assert 0.5 < turned["valence"] < 0.7
        assert 0.3 < turned["energy"] < 0.5

    def test_reach_the_next_mood_word_and_no_further(self) -> None:
        assert levels("not slow sad") == pytest.approx({"tempo": 0.675, "valence": LOW})
        assert levels("не грустный но бодрый")["energy"] == pytest.approx(HIGH)

    def test_are_not_spent_on_glue(self) -> None:
        assert level("not a sad song", "valence") > 0.5

    def test_are_spent_on_words_without_an_axis(self) -> None:
        assert read("not bassy sad").levels == pytest.approx({"valence": LOW})

    def test_survive_a_misspelt_modifier(self) -> None:
        reading = read("not vrey sad")
        assert reading.levels["valence"] > 0.5
        assert reading.unknown[0].suggestions[0] == "very"

    def test_never_leave_the_catalogue(self) -> None:
        for phrase in ("very " * 800 + "sad", "not very " * 400 + "sad", "очень " * 600 + "злой"):
            assert all(0 < found < 1 for found in read(phrase).levels.values())

    def test_alone_name_nothing(self) -> None:
        assert not read("very not").names_an_axis


class TestOneAxisManyWords:
    def test_two_sides_meet_half_way_and_the_axis_is_torn(self) -> None:
        (axis,) = read("happy sad").axes
        assert axis == AxisReading("valence", pytest.approx(0.5), ("happy", "sad"), torn=True)
        assert read("very happy sad").levels["valence"] > 0.5

    def test_of_one_side_the_farthest_from_the_middle_stands(self) -> None:
        (axis,) = read("slightly sad miserable").axes
        assert axis.level == pytest.approx(LEVELS["very low"])
        assert not axis.torn

    def test_a_word_of_the_axis_alone_overrules_a_compound(self) -> None:
        assert levels("angry but calm")["energy"] == pytest.approx(LOW)
        assert levels("angry but calm")["valence"] == pytest.approx(LEVELS["rather low"])
        assert levels("sad party")["valence"] == pytest.approx(LOW)
        assert levels("sad party")["danceability"] == pytest.approx(LEVELS["rather high"])

    def test_a_repeated_word_is_said_once(self) -> None:
        assert read("sad sad 😭😭").axes[0].words == ("sad", "😭")


class TestNumbers:
    @pytest.mark.parametrize("phrase", ["0.2 0.9", "0,2 0,9", "0.2, 0.9", ".2/.9", "20% 90%"])
    def test_two_are_raw_valence_and_energy(self, phrase: str) -> None:
        reading = read(phrase)
        assert reading.numbers == (AxisNumber("valence", 0.2), AxisNumber("energy", 0.9))
        assert reading.values == {"valence": 0.2, "energy": 0.9}
        assert reading.axes == ()
        assert reading.names_an_axis

    def test_go_with_words_of_other_axes_and_overrule_those_of_their_own(self) -> None:
        reading = read("0.2 0.9 slow happy")
        assert reading.levels == pytest.approx({"tempo": LOW})
        assert set(reading.values) == {"valence", "energy"}

    def test_before_bpm_are_the_tempo(self) -> None:
        reading = read("sad 128 bpm")
        assert reading.values == {"tempo": 128}
        assert reading.levels == pytest.approx({"valence": LOW})
        assert read("120 уд/мин").values == {"tempo": 120}

    def test_behind_the_name_of_an_axis_are_that_axis(self) -> None:
        reading = read("valence: 0.2, energy 90%, tempo=128, танцевальность 0,7")
        assert reading.values == {
            "valence": 0.2, "energy": 0.9, "tempo": 128, "danceability": 0.7,
        }  # fmt: skip
        assert reading.axes == ()
        assert reading.unknown == ()
        assert read("energy 7").values == {}

    @pytest.mark.parametrize("phrase", ["0.2", "2 9", "5 7", "-0.2 0.9", "120% 5%", "9" * 400])
    def test_that_are_not_two_from_0_to_1_are_no_place(self, phrase: str) -> None:
        reading = read(phrase)
        assert not reading.names_an_axis
        assert reading.axisless == (AxislessWord(phrase, Reason.PLACE),)

    def test_that_are_no_place_are_quoted_in_short(self) -> None:
        assert read("5 " * 300).axisless == (AxislessWord("5 5 5", Reason.PLACE),)

    def test_beyond_the_first_two_are_reported(self) -> None:
        reading = read("0.2 0.9 0.5")
        assert reading.values == {"valence": 0.2, "energy": 0.9}
        assert reading.axisless == (AxislessWord("0.5", Reason.NUMBER),)

    @pytest.mark.parametrize("phrase", ["80s", "90's", "80-е", "90х"])
    def test_that_name_a_decade_are_an_era(self, phrase: str) -> None:
        assert [one.reason for one in read(phrase).axisless] == [Reason.ERA]


class TestWhatIsNotUnderstood:
    def test_a_typo_is_suggested_and_not_guessed(self) -> None:
        reading = read("enrgetic")
        assert not reading.names_an_axis
        assert reading.unknown == (UnknownWord("enrgetic", ("energetic",)),)

    def test_the_words_beside_a_typo_still_answer(self) -> None:
        reading = read("sad enrgetic")
        assert reading.levels == pytest.approx({"valence": LOW})
        assert reading.unknown[0].word == "enrgetic"

    @pytest.mark.parametrize("phrase", ["bassy", "басы", "Басистое"])
    def test_a_word_without_an_axis_has_its_reason(self, phrase: str) -> None:
        (found,) = read(phrase).axisless
        assert found.word == phrase.lower()
        assert found.reason is Reason.SOUND

    def test_a_page_of_junk_is_reported_in_short(self) -> None:
        words = " ".join(f"{chr(97 + n % 26)}qzx{chr(97 + n // 26)}" for n in range(300))
        assert len(read(words).unknown) == 10

    def test_unknown_words_are_named_once(self) -> None:
        assert [one.word for one in read("xyzzy xyzzy").unknown] == ["xyzzy"]

    @pytest.mark.parametrize("phrase", ["", "   ", "...", "\u200f\u202e", "and the song"])
    def test_nothing_said_names_nothing(self, phrase: str) -> None:
        assert read(phrase) == MoodReading()


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [("💃🏽", "💃"), ("🏃‍♂️", "🏃"), ("☀️", "☀"), ("🏋🏿‍♀️", "🏋"), ("❤️", "❤")],
)
def test_an_emojis_skin_tone_gender_and_variation_do_not_matter(dressed: str, plain: str) -> None:
    assert levels(dressed) == levels(plain) != {}


WORDS = st.sampled_from([*LEXICON.words, "0.2", "120", "bpm", "xyzzy", "...", "\u202e", "مزاج"])
PHRASES = st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join))


@given(PHRASES)
def test_any_text_is_read_within_the_promised_bounds(text: str) -> None:
    reading = read(text)
    assert [one.axis for one in reading.axes] == [axis for axis in AXES if axis in reading.levels]
    assert all(0 < one.level < 1 and one.words for one in reading.axes)
    assert not reading.levels.keys() & reading.values.keys()
    assert len(reading.unknown) <= 10
    assert len(reading.axisless) <= 10


@pytest.mark.parametrize(
    "piece", ["x", "sad ", "не ", "🔥", "9", "\u202eمزاج ", "а́", "<b>", "1.", "\x00"]
)
def test_4096_characters_of_anything_are_read(piece: str) -> None:
    read((piece * 4096)[:4096])
