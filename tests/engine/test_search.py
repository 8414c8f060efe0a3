from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search import TitleSearch, Verdict
from engine.types import Rows

# title, artist, popularity
SONGS = (
    ("Mad World (feat. Michael Andrews)", "Gary Jules", 70),
    ("Mad World", "Tears For Fears", 60),
    ("bad guy", "Billie Eilish", 95),
    ("bad guy - Live", "Billie Eilish", 90),
    ("everything i wanted", "Billie Eilish", 97),
    ("Выпускной (Медлячок)", "Basta", 60),
    ("Бумеранг", "Кравц", 50),
    ("Bohemian Rhapsody - Remastered 2011", "Queen", 80),
    ("Don't Stop Me Now - Remastered 2011", "Queen", 78),
    ("(I Can't Get No) Satisfaction - Mono Version", "The Rolling Stones", 75),
    ("No Money", "Galantis", 65),
    ("No Money - Dillon Francis Remix", "Galantis", 40),
    ("No Money - Two Friends Remix", "Galantis", 30),
    ("Something Just Like This", "The Chainsmokers", 85),
    ("Play That Song", "Train", 55),
    ("Like a Virgin", "Madonna", 60),
    ("Blinding Lights", "The Weeknd", 99),
    ("Stairway to Heaven", "Led Zeppelin", 77),
    ("Halo", "Beyoncé", 76),
    ("Hello", "Adele", 74),
    ("Someone Like You", "Adele", 79),
    ("Déjà Vu (feat. JAY-Z)", "Beyoncé", 50),
    ("Yesterday - Remastered 2009", "The Beatles", 71),
    ("Yesterday", "Nobody Much", 5),
    ("Queen", "Perfume Genius", 40),
    ("Train", "Nobody Much", 70),
    ("???", "Riddle", 3),
    ("Dance Monkey", "Tones and I", 92),
    ("Dance Monkey", "Skylike", 63),
    ("Money Dance", "Rick Ross", 50),
    ("I Can Call You", "Portrait", 30),
    ("Can I Call You Tonight?", "Dayglow", 70),
    ("Closer (feat. Halsey)", "The Chainsmokers", 85),
    ("Closer", "Travis", 59),
    ("Roses", "The Chainsmokers", 60),
    ("Shape of You", "Ed Sheeran", 86),
    ("Radio Ga Ga", "Nobody Much", 60),
    ("Shallow", "Lady Gaga", 85),
    ("Poker Face", "Lady Gaga", 80),
    ("Mad World - Hardstyle Remix Edit", "Hardwell", 45),
    ("Mad World - Tiësto Remix", "Nobody Much", 20),
    ("Sunflower - Spider-Man: Into the Spider-Verse", "Post Malone", 87),
    ("Sunflower", "Vampire Weekend", 65),
    ("rockstar", "Post Malone", 88),
)
TITLES = [title for title, _, _ in SONGS]
ARTISTS = [artist for _, artist, _ in SONGS]
POPULARITY = np.array([popularity for _, _, popularity in SONGS], dtype=np.float32)


@pytest.fixture(scope="module")
def search() -> TitleSearch:
    return TitleSearch().fit(TITLES, ARTISTS, POPULARITY)


def first(search: TitleSearch, text: str) -> tuple[str, str]:
    found = search.match(text).matches
    return (TITLES[found[0].row], ARTISTS[found[0].row]) if found else ("", "")


MAD_WORLD = ("Mad World (feat. Michael Andrews)", "Gary Jules")
GRADUATION = ("Выпускной (Медлячок)", "Basta")
RHAPSODY = ("Bohemian Rhapsody - Remastered 2011", "Queen")


@pytest.mark.parametrize(
    ("text", "song"),
    [
        ("Mad World", MAD_WORLD),
        ("MAD WORLD!!!", MAD_WORLD),
        ("mad world (feat. michael andrews)", MAD_WORLD),
        ("Gary Jules - Mad World", MAD_WORLD),
        ("mad world by gary jules", MAD_WORLD),
        ("world gary mad jules", MAD_WORLD),
        ("tears for fears mad world", ("Mad World", "Tears For Fears")),
        ("madworld", MAD_WORLD),
        ("mad wrold", MAD_WORLD),
        ("mda wrld gari jules", MAD_WORLD),
        ("ьфв цщкдв", MAD_WORLD),
        ("songs like mad world please", MAD_WORLD),
        ("похожее на mad world", MAD_WORLD),
        ("bohemian rhapsody", RHAPSODY),
        ("bohemian rapsody", RHAPSODY),
        ("bohemian rh", RHAPSODY),
        ("queen bohemian rapsodi", RHAPSODY),
        ("satisfaction", ("(I Can't Get No) Satisfaction - Mono Version", "The Rolling Stones")),
        ("dont stop me now", ("Don't Stop Me Now - Remastered 2011", "Queen")),
        ("deja vu", ("Déjà Vu (feat. JAY-Z)", "Beyoncé")),
        ("halo beyonce", ("Halo", "Beyoncé")),
        ("blinding li", ("Blinding Lights", "The Weeknd")),
        ("weeknd blinding lights", ("Blinding Lights", "The Weeknd")),
        ("выпускной", GRADUATION),
        ("Выпускной баста", GRADUATION),
        ("vypusknoy", GRADUATION),
        ("vipusknoi", GRADUATION),
        ("dsgecryjq", GRADUATION),
        ("бумеранк", ("Бумеранг", "Кравц")),
        ("bumerang kravts", ("Бумеранг", "Кравц")),
        ("бэд гай билли айлиш", ("bad guy", "Billie Eilish")),
        ("медлячок", GRADUATION),
        ("???", ("???", "Riddle")),
    ],
)
def test_messy_texts_find_their_song(
    search: TitleSearch, text: str, song: tuple[str, str]
) -> None:
    assert first(search, text) == song
    assert search.match(text).verdict is not Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "song"),
    [
        ("world mad", MAD_WORLD),
        ("World, Mad!", MAD_WORLD),
        ("songs like guy bad", ("bad guy", "Billie Eilish")),
        ("monkey dance", ("Dance Monkey", "Tones and I")),
        ("money dance", ("Money Dance", "Rick Ross")),
        ("monkey skylike dance", ("Dance Monkey", "Skylike")),
        ("баста выпускной", GRADUATION),
    ],
)
def test_the_words_of_a_name_in_any_order_name_it(
    search: TitleSearch, text: str, song: tuple[str, str]
) -> None:
    assert first(search, text) == song
    assert search.match(text).verdict is Verdict.SURE


@pytest.mark.parametrize(
    "text",
    [
        "gary jules mad world youtube",
        "mad world official music video",
        "mad world текст песни",
        "mad wrold lyrics",
    ],
)
def test_words_for_a_search_engine_do_not_hide_the_song(search: TitleSearch, text: str) -> None:
    assert first(search, text) == MAD_WORLD
    assert search.match(text).verdict is Verdict.SURE


@pytest.mark.parametrize("text", ["closer chainsmokers halsey", "halsey the chainsmokers closer"])
def test_a_title_its_artist_and_a_guest_in_its_credit_name_the_song(
    search: TitleSearch, text: str
) -> None:
    assert first(search, text) == ("Closer (feat. Halsey)", "The Chainsmokers")
    assert search.match(text).verdict is Verdict.SURE


@pytest.mark.parametrize(
    ("text", "song"),
    [
        ("mad world gary jules donnie darko", MAD_WORLD),
        ("closer chainsmokers 2016 summer hit", ("Closer (feat. Halsey)", "The Chainsmokers")),
        (
            "sunflower post malone swae lee",
            ("Sunflower - Spider-Man: Into the Spider-Verse", "Post Malone"),
        ),
    ],
)
def test_a_title_and_its_artist_among_a_few_more_words_are_offered_first(
    search: TitleSearch, text: str, song: tuple[str, str]
) -> None:
    assert first(search, text) == song


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("дэнс манки", "Dance Monkey"),
        ("денс манки", "Dance Monkey"),
        ("шейп оф ю", "Shape of You"),
        ("бэд гай", "bad guy"),
        ("включи шэйп оф ю", "Shape of You"),
    ],
)
def test_an_english_title_said_in_russian_letters_is_offered(
    search: TitleSearch, text: str, title: str
) -> None:
    found = search.match(text)
    assert found.verdict is not Verdict.UNKNOWN
    assert title in {TITLES[match.row] for match in found.matches}


def test_an_artist_said_in_russian_letters_is_the_artist(search: TitleSearch) -> None:
    assert search.match("леди гага") == search.match("lady gaga")
    assert titles(search.artist("леди гага")) == ["Shallow", "Poker Face"]


def test_words_that_begin_a_title_as_they_stand_are_not_sure_to_be_turned(
    search: TitleSearch,
) -> None:
    found = search.match("can i call you")
    assert found.verdict is Verdict.UNSURE
    assert [TITLES[match.row] for match in found.matches[:2]] == [
        "Can I Call You Tonight?",
        "I Can Call You",
    ]


def test_an_exact_name_is_sure_and_wholly_alike(search: TitleSearch) -> None:
    found = search.match("Hello")
    assert found.verdict is Verdict.SURE
    assert found.matches[0].score == pytest.approx(1)


def test_of_equal_titles_the_popular_one_goes_first_and_the_other_second(
    search: TitleSearch,
) -> None:
    rows = [match.row for match in search.match("mad world").matches]
    assert [ARTISTS[row] for row in rows[:2]] == ["Gary Jules", "Tears For Fears"]


def test_a_remaster_counts_as_the_original(search: TitleSearch) -> None:
    assert first(search, "yesterday") == ("Yesterday - Remastered 2009", "The Beatles")


def test_the_original_wins_unless_the_text_names_the_version(search: TitleSearch) -> None:
    assert first(search, "no money")[0] == "No Money"
    assert first(search, "no money galantis")[0] == "No Money"
    assert first(search, "no money two friends")[0] == "No Money - Two Friends Remix"
    assert first(search, "bad guy live")[0] == "bad guy - Live"


@pytest.mark.parametrize("title", [title for title in TITLES if " - " in title])
def test_the_exact_title_of_a_version_finds_that_version(search: TitleSearch, title: str) -> None:
    assert first(search, title)[0] == title


@pytest.mark.parametrize(
    "text", ["mad world remix", "world mad ремикс", "songs like mad world rmx"]
)
def test_a_version_named_by_its_kind_goes_before_the_original(
    search: TitleSearch, text: str
) -> None:
    found = search.match(text)
    assert found.verdict is Verdict.SURE
    assert [ARTISTS[match.row] for match in found.matches] == [
        "Hardwell",
        "Nobody Much",
        "Gary Jules",
        "Tears For Fears",
    ]


def test_a_version_by_an_artist_who_has_none_is_the_artists_original(search: TitleSearch) -> None:
    assert first(search, "mad world gary jules remix") == MAD_WORLD
    assert first(search, "выпускной баста remix") == GRADUATION
    assert search.match("выпускной баста remix").verdict is Verdict.SURE


def test_a_version_that_is_not_there_finds_the_original(search: TitleSearch) -> None:
    assert first(search, "hello remix") == ("Hello", "Adele")


@pytest.mark.parametrize("title", ["Something Just Like This", "Play That Song", "Like a Virgin"])
def test_a_title_that_sounds_like_a_request_is_a_title(search: TitleSearch, title: str) -> None:
    assert first(search, title)[0] == title
    assert first(search, f"songs like {title}")[0] == title


def test_a_song_is_listed_once_however_many_versions_it_has(search: TitleSearch) -> None:
    rows = [match.row for match in search.match("no money", limit=10).matches]
    assert [TITLES[row] for row in rows].count("No Money") == 1
    assert not any("Remix" in TITLES[row] for row in rows)


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_no_more_matches_than_asked_for(search: TitleSearch, limit: int) -> None:
    assert len(search.match("adele", limit).matches) <= limit


def test_scores_are_shares(search: TitleSearch) -> None:
    for text in ("halo", "hallo", "helo adel", "adele", "heaven"):
        assert all(0 <= match.score <= 1 for match in search.match(text).matches)


def test_a_name_that_is_only_near_is_offered_not_answered(search: TitleSearch) -> None:
    found = search.match("halp")
    assert found.verdict is Verdict.UNSURE
    assert "Halo" in {TITLES[match.row] for match in found.matches}


DOUBTFUL = (
    ("Privê", "Thiaguinho MT", 60),
    ("Thanks A Million", "Jay Hardway", 60),
    ("Rivers", "Thomas Jack", 60),
    ("River Flows in You", "Yiruma", 60),
    ("OK (Anxiety Anthem)", "Mabel", 60),
    ("Exit Music (For a Film)", "Radiohead", 60),
    ("Both", "Headie One", 60),
    ("Tot", "BTNG", 60),
    ("What It Is", "Eyes Everywhere", 60),
    ("This Is Me", "Keala Settle", 60),
    ("Long Song (Freestyle)", "One", 60),
    ("Other Song (Freestyle)", "Two", 60),
    ("Run Off (Rivers)", "Three", 60),
    ("Goodbye Blue Sky", "Pink Floyd", 60),
    ("Выпускной (Медлячок)", "Basta", 60),
)


@pytest.fixture(scope="module")
def doubtful() -> TitleSearch:
    return TitleSearch().fit(
        [title for title, _, _ in DOUBTFUL],
        [artist for _, artist, _ in DOUBTFUL],
        np.array([popularity for _, _, popularity in DOUBTFUL], dtype=np.float32),
    )


def answered(search: TitleSearch, text: str) -> str | None:
    """The title of the song that `search` is sure of, None when it is not sure."""
    found = search.match(text)
    return DOUBTFUL[found.matches[0].row][0] if found.verdict is Verdict.SURE else None


@pytest.mark.parametrize("text", ["медлячок", "Медлячок!", "medlyachok", "basta медлячок"])
def test_another_name_in_brackets_names_the_song(doubtful: TitleSearch, text: str) -> None:
    assert answered(doubtful, text) == "Выпускной (Медлячок)"


def test_a_bracket_that_is_also_a_title_names_the_title(doubtful: TitleSearch) -> None:
    assert answered(doubtful, "rivers") == "Rivers"


@pytest.mark.parametrize("text", ["freestyle", "for a film"])
def test_a_bracket_of_several_songs_or_of_half_a_sentence_names_none(
    doubtful: TitleSearch, text: str
) -> None:
    assert answered(doubtful, text) is None


@pytest.mark.parametrize("text", ["привет", "бот", "еще", "ok", "thanks!", "what is this"])
def test_small_talk_that_is_near_a_title_is_not_answered(doubtful: TitleSearch, text: str) -> None:
    assert answered(doubtful, text) is None


@pytest.mark.parametrize("text", ["river", "goodbye sky", "blue sky"])
def test_a_word_more_or_less_or_another_ending_is_another_title(
    doubtful: TitleSearch, text: str
) -> None:
    assert answered(doubtful, text) is None


@pytest.mark.parametrize("text", ["riverrs", "riverss", "goodbye blu sky", "gooodbye blue sky"])
def test_a_slip_of_the_pen_is_forgiven(doubtful: TitleSearch, text: str) -> None:
    assert answered(doubtful, text) is not None


def test_an_artist_alone_offers_their_songs_the_popular_first(search: TitleSearch) -> None:
    found = search.match("billie eilish")
    assert found.verdict is Verdict.UNSURE
    assert [TITLES[match.row] for match in found.matches] == ["everything i wanted", "bad guy"]


@pytest.mark.parametrize("text", ["Hello by Billie Eilish", "Billie Eilish - Hello"])
def test_a_missing_song_of_an_artist_offers_their_songs_and_then_its_namesakes(
    search: TitleSearch, text: str
) -> None:
    found = search.match(text)
    assert found.verdict is Verdict.UNSURE
    assert [TITLES[match.row] for match in found.matches] == [
        "everything i wanted",
        "bad guy",
        "Hello",
    ]


def test_a_song_of_an_artist_with_a_slip_in_its_title_is_offered_first(
    search: TitleSearch,
) -> None:
    assert first(search, "bad gyuu by billie eilish")[0] == "bad guy"


def test_an_unheard_of_title_by_a_known_artist_offers_their_songs(search: TitleSearch) -> None:
    found = search.match("zzz qqq xxx by adele", limit=1)
    assert found.verdict is Verdict.UNSURE
    assert [TITLES[match.row] for match in found.matches] == ["Someone Like You"]


def test_a_song_called_like_a_better_known_artist_is_offered_with_their_songs(
    search: TitleSearch,
) -> None:
    found = search.match("queen")
    assert found.verdict is Verdict.UNSURE
    assert [TITLES[match.row] for match in found.matches] == [
        "Queen",
        "Bohemian Rhapsody - Remastered 2011",
        "Don't Stop Me Now - Remastered 2011",
    ]


def test_a_song_called_like_a_lesser_known_artist_is_the_song(search: TitleSearch) -> None:
    found = search.match("train")
    assert found.verdict is Verdict.SURE
    assert TITLES[found.matches[0].row] == "Train"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😭🔥",
        "\u200f\u202e",
        "asdkjh qwe zzz",
        "zxqv",
        "brrr tsk",
        "пщрк",
        "какая завтра погода в москве",
        "x" * 4096,
        "lorem ipsum " * 340,
        "<b></b>",
        "\x00\ud800",
    ],
)
def test_nonsense_is_unknown(search: TitleSearch, text: str) -> None:
    found = search.match(text)
    assert found.verdict is Verdict.UNKNOWN
    assert found.matches == ()


@given(st.text(max_size=80))
def test_any_text_gets_a_verdict_and_no_error(search: TitleSearch, text: str) -> None:
    found = search.match(text)
    assert (found.verdict is Verdict.UNKNOWN) == (found.matches == ())


def titles(rows: Rows) -> list[str]:
    return [TITLES[row] for row in rows]


@pytest.mark.parametrize("name", ["Adele", "adele", "songs by adele", "adelle", "адель"])
def test_an_artist_is_found_by_a_name_near_enough(search: TitleSearch, name: str) -> None:
    assert titles(search.artist(name)) == ["Someone Like You", "Hello"]


def test_an_article_before_an_artist_may_be_left_out(search: TitleSearch) -> None:
    assert titles(search.artist("weeknd")) == ["Blinding Lights"]


@pytest.mark.parametrize("name", ["", "somebody else entirely", "😭"])
def test_an_artist_who_is_not_there_has_no_tracks(search: TitleSearch, name: str) -> None:
    assert len(search.artist(name)) == 0


def test_a_saved_search_answers_alike_from_read_only_memory_maps(
    search: TitleSearch, tmp_path: Path
) -> None:
    for name, array in search.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    opened = {path.stem: np.load(path, mmap_mode="r") for path in tmp_path.glob("*.npy")}
    loaded = TitleSearch.from_arrays(opened)
    for text in ("mad wrold", "vypusknoy", "adele", "no money remix", "asdkjh qwe zzz"):
        assert loaded.match(text) == search.match(text)


def test_order_of_rows_does_not_change_the_song(search: TitleSearch) -> None:
    turned = TitleSearch().fit(TITLES[::-1], ARTISTS[::-1], POPULARITY[::-1].copy())
    for text in ("mad world", "yesterday", "no money", "bad gay"):
        assert TITLES[::-1][turned.match(text).matches[0].row] == first(search, text)[0]


def test_a_catalogue_of_one_song_can_be_searched() -> None:
    search = TitleSearch().fit(["Hello"], ["Adele"], np.array([50], dtype=np.float32))
    assert search.match("helo").matches[0].row == 0
    assert search.match("completely different").verdict is Verdict.UNKNOWN


def test_an_empty_catalogue_knows_nothing() -> None:
    search = TitleSearch().fit([], [], np.zeros(0, dtype=np.float32))
    assert search.match("hello").verdict is Verdict.UNKNOWN
    assert len(search.artist("adele")) == 0
