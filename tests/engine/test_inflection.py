import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mood.inflection import english_bases, is_cyrillic, russian_stem


@pytest.mark.parametrize(
    ("inflected", "base"),
    [
        ("happily", "happy"), ("happier", "happy"), ("happiest", "happy"), ("happiness", "happy"),
        ("sadder", "sad"), ("saddest", "sad"), ("sadness", "sad"), ("sadly", "sad"),
        ("calmer", "calm"), ("calming", "calm"), ("slower", "slow"), ("fastest", "fast"),
        ("energetically", "energetic"), ("gentler", "gentle"), ("dancing", "dance"),
        ("joys", "joy"), ("parties", "party"), ("moodier", "moody"), ("slowish", "slow"),
    ],
)  # fmt: skip
def test_an_english_form_leads_to_its_base(inflected: str, base: str) -> None:
    assert base in english_bases(inflected)


@pytest.mark.parametrize(
    "form",
    [
        "грустный", "грустная", "грустное", "грустные", "грустную", "грустного", "грустной",
        "грустному", "грустным", "грустных", "грустно", "грустна", "грустны", "грустнее",
        "погрустнее", "погрустней", "грустнейший", "грустненькое",
    ],
)  # fmt: skip
def test_every_form_of_a_russian_adjective_has_one_stem(form: str) -> None:
    assert russian_stem(form) == "грустн"


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("грусть", "грусти"), ("грустью", "грусть"), ("вечеринка", "вечеринку"),
        ("тоски", "тоска"),
        ("тренировки", "тренировка"), ("бодрость", "бодрый"), ("тихо", "тихий"),
        ("энергией", "энергия"), ("меланхолии", "меланхолия"), ("осенние", "осенний"),
        ("синяя", "синюю"), ("быстрее", "быстрый"), ("злая", "злого"), ("утром", "утро"),
    ],
)  # fmt: skip
def test_russian_forms_share_a_stem(form: str, other: str) -> None:
    assert russian_stem(form) == russian_stem(other)


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=2))
def test_a_stem_keeps_two_letters_and_invents_none(word: str) -> None:
    stem = russian_stem(word)
    assert len(stem) >= 2
    assert stem in word


@given(st.text(max_size=40))
def test_any_text_has_bases_without_an_exception(word: str) -> None:
    assert word not in list(english_bases(word))
    assert isinstance(is_cyrillic(word), bool)
