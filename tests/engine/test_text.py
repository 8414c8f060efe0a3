import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tags import is_altered
from engine.text import core_title, fold, latin, romanised, split_title, version_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mad World", "mad world"),
        ("  MAD   world!! ", "mad world"),
        ("Don't Stop", "dont stop"),
        ("Don’t Stop", "dont stop"),
        ("Beyoncé – Déjà Vu", "beyonce deja vu"),
        ("Motörhead & Sigur Rós", "motorhead sigur ros"),
        ("łódź ß æ ø", "lodz ss ae o"),
        ("Ёлка, Йогурт", "елка йогурт"),
        ("A$AP Ty Dolla $ign P!nk", "asap ty dolla sign pink"),
        ("AC/DC", "ac dc"),
        ("\u200fmad\u200b world\u202c", "mad world"),
        ("<b>bold</b>", "b bold b"),
        ("😭🔥", ""),
        ("", ""),
        ("?!", ""),
    ],
)
def test_folding_drops_what_people_leave_out(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_latin_lookalike_in_a_cyrillic_word_becomes_cyrillic() -> None:
    assert fold("Амбаcсадора") == "амбассадора"  # the first c is Latin


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_latin_spelling_is_plain_lower_case_ascii(text: str) -> None:
    spelled = latin(text)
    assert spelled == spelled.strip()
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789 " for letter in spelled)


@pytest.mark.parametrize(
    "romanisation", ["vypusknoy", "vypusknoi", "vypusknoj", "vipusknoy", "vipusknoi"]
)
def test_rival_romanisations_are_one_spelling(romanisation: str) -> None:
    assert latin(romanisation) == latin("Выпускной")


@pytest.mark.parametrize(
    ("russian", "typed"),
    [
        ("Хорошо", "horosho"),
        ("Хорошо", "khorosho"),
        ("Юля", "yulya"),
        ("Юля", "julja"),
        ("Юля", "iulia"),
        ("Щука", "shchuka"),
        ("Щука", "schuka"),
        ("Отцы", "ottsy"),
        ("Танцы", "tancy"),
        ("Ещё", "eshche"),
        ("Джип", "djip"),
        ("Маленькая", "malenkaya"),
        ("Россия", "rosiya"),
    ],
)
def test_a_russian_word_meets_what_is_typed_for_it(russian: str, typed: str) -> None:
    assert latin(russian) == latin(typed)


def test_plain_romanisation_keeps_differences_that_the_canonical_one_forgives() -> None:
    assert latin("eyes") == latin("yes")
    assert romanised("eyes") != romanised("yes")
    assert romanised("Выпускной") == "vypusknoy"


@pytest.mark.parametrize(
    "title",
    [
        "Mad World",
        "MAD WORLD",
        "Mad World (feat. Michael Andrews)",
        "Mad World (with Somebody)",
        "Mad World feat. Somebody",
        "Mad World - Remastered 2011",
        "Mad World - 2011 Remaster",
        "Mad World - Radio Edit",
        "Mad World - Some DJ Remix",
        "Mad World (Some DJ Remix)",
        "Mad World [feat. A & B (C)] [Live at Wembley]",
        "Mad World (Live)",
        "Mad World - Live in Paris / 1992",
        "Mad World (Acoustic)",
        'Mad World - From "Donnie Darko" Soundtrack',
        "Mad World - Mono Version / Remastered 2002",
        "Mad World (ремикс)",
        "Mad World – Sped Up",
    ],
)
def test_versions_of_one_song_have_one_core_title(title: str) -> None:
    assert core_title(title) == "mad world"


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("(I Can't Get No) Satisfaction", "i cant get no satisfaction"),
        ("Выпускной (Медлячок)", "выпускной медлячок"),
        ("Don't You (Forget About Me)", "dont you forget about me"),
        ("Stay (With Me)", "stay with me"),
        ("Love (Live Your Life)", "love live your life"),
        ("Live and Let Die", "live and let die"),
        ("Mix It Up", "mix it up"),
        ("Radio", "radio"),
        ("Remix", "remix"),
        ("Hanggang Kailan - Umuwi Ka Na Baby", "hanggang kailan umuwi ka na baby"),
    ],
)
def test_words_of_the_song_itself_stay(title: str, core: str) -> None:
    assert core_title(title) == core
    assert version_of(title) is None


@pytest.mark.parametrize("title", ["(Live)", "- Live", "[Remix]", "(feat. Nobody)", "2011"])
def test_a_title_that_is_all_tag_is_its_own_core(title: str) -> None:
    assert core_title(title) == fold(title)


@given(st.text(alphabet=st.sampled_from("ab1 -–()[]feat. liveremix0"), max_size=40))
def test_a_title_with_letters_never_loses_them_all(title: str) -> None:
    assert bool(core_title(title)) == bool(fold(title))


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("No Money", None),
        ("No Money (feat. Somebody)", None),
        ("No Money - Dillon Francis Remix", "dillon francis remix"),
        ("No Money (feat. Somebody) - Live", "live"),
        ("No Money - Remastered 2011", "remastered 2011"),
        ("No Money [Radio Edit]", "radio edit"),
        ("Medo (Ao Vivo)", "ao vivo"),
    ],
)
def test_the_version_is_the_tag_that_is_no_credit(title: str, version: str | None) -> None:
    assert version_of(title) == version


def test_a_credit_and_a_short_form_are_told_apart() -> None:
    parts = split_title("Выпускной (Медлячок) [feat. Хор] - Live")
    assert parts.credit == "feat хор"
    assert parts.version == "live"
    assert parts.short == "выпускной"


@pytest.mark.parametrize("tag", ["", "remastered 2011", "radio edit", "original mix", "2015"])
def test_a_remaster_is_the_song_as_everyone_knows_it(tag: str) -> None:
    assert not is_altered(tag)


@pytest.mark.parametrize("tag", ["remix", "live", "acoustic", "dillon francis remix", "club mix"])
def test_a_remix_is_another_recording(tag: str) -> None:
    assert is_altered(tag)
