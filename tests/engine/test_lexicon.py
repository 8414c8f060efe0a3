import tomllib
from collections import Counter
from importlib.resources import files
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mood import AXES
from engine.mood.inflection import is_cyrillic, russian_stem
from engine.mood.lexicon import LEVELS, Glue, Lexicon, Modifier, MoodWord, Reason, fold

LEXICON = Lexicon.load()
MIDDLE = LEVELS["mid"]

TRANSLATIONS = [
    ("sad", "грустный"), ("sadness", "грусть"), ("sorrow", "печаль"), ("crying", "плакать"),
    ("gloomy", "унылый"), ("despair", "отчаяние"), ("hopeless", "безнадёжный"),
    ("depression", "депрессия"), ("pain", "боль"), ("dark", "тёмный"), ("creepy", "жуткий"),
    ("happy", "счастливый"), ("happiness", "счастье"), ("cheerful", "весёлый"),
    ("sunny", "солнечный"), ("optimistic", "оптимистичный"), ("hope", "надежда"),
    ("joy", "радость"), ("joyful", "радостный"), ("bliss", "блаженство"), ("warm", "тёплый"),
    ("energetic", "энергичный"), ("energy", "энергия"), ("loud", "громкий"),
    ("powerful", "мощный"), ("active", "активный"), ("dynamic", "динамичный"), ("wild", "дикий"),
    ("explosive", "взрывной"), ("calm", "спокойный"), ("quiet", "тихий"), ("soft", "мягкий"),
    ("lazy", "ленивый"), ("tired", "усталый"), ("fast", "быстрый"), ("swift", "стремительный"),
    ("slow", "медленный"), ("unhurried", "неторопливый"), ("danceable", "танцевальный"),
    ("rhythmic", "ритмичный"), ("acoustic", "акустический"), ("electronic", "электронный"),
    ("instrumental", "инструментальный"), ("no words", "без слов"), ("vocals", "вокал"),
    ("angry", "злой"), ("aggressive", "агрессивный"), ("fury", "ярость"), ("hate", "ненависть"),
    ("rebellious", "бунтарский"), ("anxious", "тревожный"), ("tense", "напряжённый"),
    ("nervous", "нервный"), ("panic", "паника"), ("melancholic", "меланхоличный"),
    ("lonely", "одинокий"), ("nostalgia", "ностальгия"), ("autumn", "осень"),
    ("rainy", "дождливый"),
    ("euphoria", "эйфория"), ("festive", "праздничный"), ("playful", "игривый"),
    ("summer", "лето"), ("party", "вечеринка"), ("workout", "тренировка"), ("running", "бег"),
    ("motivation", "мотивация"), ("epic", "эпичный"), ("heroic", "героический"),
    ("relaxed", "расслабленный"), ("cozy", "уютный"), ("sleepy", "сонный"),
    ("lullaby", "колыбельная"), ("meditation", "медитация"), ("romantic", "романтичный"),
    ("love", "любовь"), ("wedding", "свадьба"), ("sensual", "чувственный"), ("study", "учёба"),
    ("dreamy", "мечтательный"), ("ballad", "баллада"), ("boring", "скучный"), ("night", "ночь"),
]  # fmt: skip

OPPOSITES = [
    ("sad", "happy", "valence"), ("gloomy", "sunny", "valence"), ("despair", "hope", "valence"),
    ("dark", "bright", "valence"), ("bitter", "sweet", "valence"),
    ("negative", "positive", "valence"),
    ("boring", "fun", "valence"), ("miserable", "joyful", "valence"),
    ("bored", "excited", "energy"),
    ("energetic", "lazy", "energy"), ("loud", "quiet", "energy"), ("wild", "calm", "energy"),
    ("strong", "weak", "energy"), ("awake", "tired", "energy"), ("hard", "soft", "energy"),
    ("furious", "peaceful", "energy"), ("workout", "sleep", "energy"), ("fast", "slow", "tempo"),
    ("uptempo", "downtempo", "tempo"), ("danceable", "undanceable", "danceability"),
    ("acoustic", "electronic", "acousticness"), ("instrumental", "vocal", "instrumentalness"),
    ("грустный", "весёлый", "valence"), ("мрачный", "светлый", "valence"),
    ("печаль", "радость", "valence"), ("несчастный", "счастливый", "valence"),
    ("тихий", "громкий", "energy"), ("бодрый", "вялый", "energy"),
    ("дикий", "спокойный", "energy"),
    ("лёгкий", "тяжёлый", "energy"), ("скучный", "задорный", "energy"),
    ("быстрый", "медленный", "tempo"), ("танцевальный", "нетанцевальный", "danceability"),
    ("акустический", "электронный", "acousticness"),
    ("инструментальный", "вокальный", "instrumentalness"),
]  # fmt: skip

SYNONYMS = [
    ("sad", "unhappy", "tearful"), ("happy", "cheerful", "glad"), ("calm", "quiet", "tranquil"),
    ("energetic", "lively", "vigorous"), ("fast", "quick", "rapid"),
    ("slow", "sluggish", "slowed"),
    ("angry", "furious", "mad"), ("relaxed", "mellow", "laid back"),
    ("sleepy", "drowsy", "bedtime"),
    ("грустный", "печальный", "унылый"), ("весёлый", "жизнерадостный", "позитивный"),
    ("злой", "яростный", "агрессивный"), ("быстрый", "шустрый", "стремительный"),
    ("спокойный", "тихий", "мягкий"), ("вечеринка", "тусовка", "дискотека"),
]  # fmt: skip


def sides(word: str) -> dict[str, int]:
    """Return the side of the middle a mood word takes on each axis it names: -1, 0 or 1."""
    meaning = LEXICON.meaning(fold(word).split())
    assert isinstance(meaning, MoodWord), word
    return {axis: (level > MIDDLE) - (level < MIDDLE) for axis, level in meaning.levels.items()}


@pytest.mark.parametrize(("english", "russian"), TRANSLATIONS)
def test_a_word_and_its_translation_name_the_same_sides_of_the_same_axes(
    english: str, russian: str
) -> None:
    assert sides(english) == sides(russian)


@pytest.mark.parametrize(("one", "other", "axis"), OPPOSITES)
def test_opposites_lie_on_opposite_sides(one: str, other: str, axis: str) -> None:
    assert sides(one)[axis] * sides(other)[axis] == -1


@pytest.mark.parametrize("words", SYNONYMS, ids=lambda words: words[0])
def test_synonyms_agree(words: tuple[str, ...]) -> None:
    assert all(sides(word) == sides(words[0]) for word in words)


def test_each_language_has_far_more_than_150_mood_words() -> None:
    moods = [word for word, meaning in LEXICON.words.items() if isinstance(meaning, MoodWord)]
    russian = [word for word in moods if all(map(is_cyrillic, word.split()))]
    english = [word for word in moods if word.isascii()]
    assert len(english) >= 220
    assert len(russian) >= 220


def test_every_axis_has_a_high_and_a_low_word_in_each_language() -> None:
    for name in ("en.toml", "ru.toml"):
        text = (files("engine.mood") / "lexicons" / name).read_text(encoding="utf-8")
        groups = tomllib.loads(text)["mood"]
        named = {
            (axis, group[axis].split()[-1])
            for group in groups
            for axis in group.keys() - {"words"}
        }
        assert {(axis, side) for axis in AXES for side in ("low", "high")} <= named


@pytest.mark.parametrize("name", ["en.toml", "ru.toml", "emoji.toml"])
def test_a_list_names_each_word_once(name: str) -> None:
    document = tomllib.loads(
        (files("engine.mood") / "lexicons" / name).read_text(encoding="utf-8")
    )
    sections = [document.get(kind, {}) for kind in ("modifiers", "glue", "axisless")]
    listed = [words for section in sections for words in section.values()]
    listed += [group["words"] for group in document["mood"]]
    repeated = [word for word, times in Counter(chain.from_iterable(listed)).items() if times > 1]
    assert repeated == []


def test_no_two_russian_mood_words_of_different_meaning_share_a_stem() -> None:
    meanings: dict[str, list[tuple[str, MoodWord]]] = {}
    for word, meaning in LEXICON.words.items():
        if isinstance(meaning, MoodWord) and all(map(is_cyrillic, word.split())):
            stem = " ".join(map(russian_stem, word.split()))
            meanings.setdefault(stem, []).append((word, meaning))
    torn = [
        [word for word, _ in entries]
        for entries in meanings.values()
        if any(meaning != entries[0][1] for _, meaning in entries)
    ]
    assert torn == []


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("грустная", "грустный"), ("грустное", "грустный"), ("грустную", "грустный"),
        ("грусти", "грусть"), ("грустно", "грустный"), ("погрустнее", "грустный"),
        ("тоски", "тоска"), ("вечеринку", "вечеринка"), ("тренировки", "тренировка"),
        ("бодренькое", "бодрый"), ("спокойствия", "спокойствие"), ("веселее", "весёлый"),
        ("злая", "злой"), ("потише", "тихий"), ("тёмного", "темный"), ("Энергией", "энергия"),
        ("весёленькая", "весёлый"), ("любви", "любовь"), ("разбитого сердца", "разбитое сердце"),
        ("saddest", "sad"), ("happily", "happy"), ("calmer", "calm"),
        ("energetically", "energetic"),
        ("dreamily", "dreamy"), ("angrier", "angry"), ("groovier", "groovy"), ("slower", "slow"),
    ],
)  # fmt: skip
def test_an_inflected_form_means_what_its_word_means(form: str, word: str) -> None:
    found = LEXICON.meaning(fold(form).split())
    assert found is not None
    assert found == LEXICON.meaning(fold(word).split())


@pytest.mark.parametrize(
    ("typo", "word"),
    [
        ("enrgetic", "energetic"), ("melancolic", "melancholic"), ("hapy", "happy"),
        ("slwo", "slow"), ("dancable", "danceable"), ("acustic", "acoustic"), ("agry", "angry"),
        ("грусный", "грустный"), ("спакойный", "спокойный"), ("энергичьный", "энергичный"),
        ("танцивальный", "танцевальный"), ("медленый", "медленный"),
    ],
)  # fmt: skip
def test_a_typo_suggests_the_word_meant(typo: str, word: str) -> None:
    assert LEXICON.meaning([typo]) is None
    assert LEXICON.suggestions(typo)[0] == fold(word)


@pytest.mark.parametrize(
    ("typo", "words"),
    [
        ("грусно", {"грустный", "грусть", "грустен"}), ("спакойный", {"спокойный"}),
        ("dansing", {"dancing"}), ("vrey", {"very"}),
        ("melancolic", {"melancholic", "melancholia"}),
    ],
)  # fmt: skip
def test_suggestions_begin_alike_and_are_hardly_farther_than_the_nearest(
    typo: str, words: set[str]
) -> None:
    assert set(LEXICON.suggestions(typo)) <= words


@pytest.mark.parametrize("typo", ["весолое", "бодрае"])
def test_one_form_of_a_word_is_suggested(typo: str) -> None:
    stems = [russian_stem(word) for word in LEXICON.suggestions(typo)]
    assert len(stems) == len(set(stems)) > 0


@pytest.mark.parametrize("junk", ["qwxzvk", "щщщщщ", "a", "", "🦠", "x" * 4096])
def test_junk_suggests_nothing(junk: str) -> None:
    assert LEXICON.suggestions(junk) == ()


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ('[[mood]]\nwords = ["sad"]\nvalense = "low"', "valense"),
        ('[[mood]]\nwords = ["sad"]\nvalence = "lowish"', "lowish"),
        ('[axisless]\nsmell = ["sweet"]', "smell"),
        ('[glue]\nwords = ["so"]\n[modifiers]\nvery = ["so"]', "broken.toml: 'so'"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(toml: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Lexicon.of({"broken.toml": toml})


def test_words_that_the_features_cannot_answer_say_why() -> None:
    assert LEXICON.meaning(["bassy"]) is Reason.SOUND
    assert LEXICON.meaning(["басы"]) is Reason.SOUND
    assert LEXICON.meaning(["гитару"]) is Reason.INSTRUMENT
    assert LEXICON.meaning(["jazz"]) is Reason.GENRE
    assert LEXICON.meaning(["russian"]) is Reason.LANGUAGE


def test_a_modifier_is_met_in_its_own_form_only() -> None:
    assert LEXICON.meaning(["сильно"]) is Modifier.VERY
    assert isinstance(LEXICON.meaning(["сильная"]), MoodWord)
    assert LEXICON.meaning(["песню"]) is Glue.GLUE


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_any_tokens_have_a_meaning_or_none(tokens: list[str]) -> None:
    meaning = LEXICON.meaning([fold(token) for token in tokens])
    assert meaning is None or isinstance(meaning, MoodWord | Modifier | Reason | Glue)
