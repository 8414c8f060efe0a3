import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import OtherLink, ShortLink, SpotifyLink, find_links, without_links

ID = "4u7EnebtmKWzUH433cf5Qv"
TRACK = SpotifyLink("track", ID)


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/track/{ID}",
        f"http://open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}?si=0a1b2c3d&utm_source=copy-link",
        f"https://open.spotify.com/track/{ID}#0:30",
        f"https://open.spotify.com/intl-ru/track/{ID}?si=x",
        f"https://open.spotify.com/intl-pt-BR/track/{ID}",
        f"https://open.spotify.com/embed/track/{ID}?utm_source=generator",
        f"https://play.spotify.com/track/{ID}",
        f"https://open.spotify.com:443/track/{ID}",
        f"https://www.open.spotify.com/track/{ID}/",
        f"open.spotify.com/track/{ID}",
        f"OPEN.Spotify.COM/Track/{ID}",
        f"HTTPS://OPEN.SPOTIFY.COM/track/{ID}",
        f"spotify:track:{ID}",
        f"Spotify:Track:{ID}",
        f"https://open.spotify.com/?uri=spotify:track:{ID}",
        f"listen: https://open.spotify.com/track/{ID}, it is great",
        f"вот https://open.spotify.com/track/{ID}.",
        f"(https://open.spotify.com/track/{ID})",
        f"[Mad World](https://open.spotify.com/track/{ID})",
        f"<https://open.spotify.com/track/{ID}>",
        f"**https://open.spotify.com/track/{ID}**",
        f"a\nhttps://open.spotify.com/track/{ID}\nb",
        f"spotify:track:{ID} https://open.spotify.com/track/{ID}",
    ],
)
def test_every_way_to_send_a_track_is_read(text: str) -> None:
    assert find_links(text) == (TRACK,)


@pytest.mark.parametrize("kind", ["track", "album", "artist", "playlist"])
def test_albums_artists_and_playlists_are_links_too(kind: str) -> None:
    wanted = (SpotifyLink(kind, ID),)  # type: ignore[arg-type]  # the four kinds, spelled out above
    assert find_links(f"https://open.spotify.com/{kind}/{ID}?si=1") == wanted
    assert find_links(f"spotify:{kind}:{ID}") == wanted


def test_the_old_address_of_a_playlist_is_read() -> None:
    wanted = (SpotifyLink("playlist", ID),)
    assert find_links(f"https://open.spotify.com/user/some.one/playlist/{ID}") == wanted
    assert find_links(f"spotify:user:some.one:playlist:{ID}") == wanted


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://spotify.link/aBcD123", "https://spotify.link/aBcD123"),
        ("spotify.link/aBcD123!", "https://spotify.link/aBcD123"),
        ("http://spotify.app.link/x_Y-z?_p=1", "https://spotify.app.link/x_Y-z"),
        ("https://open.spotify.com/s/9zZ", "https://open.spotify.com/s/9zZ"),
    ],
)
def test_short_links_are_kept_to_be_followed_over_https(text: str, url: str) -> None:
    assert find_links(text) == (ShortLink(url),)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.youtube.com/watch?v=abc", "youtube.com"),
        ("youtu.be/abc", "youtu.be"),
        ("https://music.apple.com/us/album/1", "music.apple.com"),
        ("music.yandex.ru/album/1/track/2", "music.yandex.ru"),
        (f"https://open.spotify.com/episode/{ID}", "open.spotify.com"),
        ("https://open.spotify.com/", "open.spotify.com"),
        ("https://open.spotify.com/track/too-short", "open.spotify.com"),
        (f"https://open.spotify.com/track/{ID}AAAA", "open.spotify.com"),
        (f"https://open.spotify.com.evil.example/track/{ID}", "open.spotify.com.evil.example"),
        (f"https://evil.example/track/{ID}", "evil.example"),
        ("https://spotify.link/", "spotify.link"),
    ],
)
def test_what_names_no_song_of_spotify_is_another_link(text: str, host: str) -> None:
    assert find_links(text) == (OtherLink(host),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mad World",
        "will.i.am",
        "P!nk - So What",
        "spotify",
        "track/" + ID,
        "ft. Dr.Dre",
        "AC/DC",
    ],
)
def test_plain_words_hold_no_link(text: str) -> None:
    assert find_links(text) == ()


def test_links_come_in_reading_order_each_once_hidden_ones_last() -> None:
    other = "0" * 22
    text = f"spotify:album:{other} https://open.spotify.com/track/{ID} spotify:album:{other}"
    hidden = [f"https://open.spotify.com/artist/{ID}", f"spotify:track:{ID}"]
    assert find_links(text, hidden) == (
        SpotifyLink("album", other),
        TRACK,
        SpotifyLink("artist", ID),
    )


def test_the_words_around_links_are_kept() -> None:
    text = f"Mad World https://youtu.be/x by  Gary spotify:track:{ID} Jules"
    assert without_links(text) == "Mad World by Gary Jules"


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for link in find_links(text):
        assert isinstance(link, SpotifyLink | ShortLink | OtherLink)
    without_links(text)


@given(
    st.text(alphabet=st.characters(categories=["Zs", "Po", "Lo"]), max_size=20),
    st.from_regex(r"[0-9A-Za-z]{22}", fullmatch=True),
    st.sampled_from(["track", "album", "artist", "playlist"]),
    st.sampled_from(["", "?si=x", "?si=x&pt=1", "#1", "/", "!", ")", "\u2069"]),
)
def test_a_link_is_found_in_any_text(before: str, identifier: str, kind: str, after: str) -> None:
    found = find_links(f"{before} https://open.spotify.com/{kind}/{identifier}{after}")
    assert SpotifyLink(kind, identifier) in found  # type: ignore[arg-type]  # sampled from the kinds


@given(st.sampled_from(["https://", "open.spotify.com/", "spotify:user:", "/", "a", "-", "www."]))
def test_a_long_hostile_message_holds_no_surprise(piece: str) -> None:
    text = (piece * 4096)[:4096]
    for link in find_links(text):
        if isinstance(link, ShortLink):
            assert re.fullmatch(r"https://[a-z.]+/(s/)?[0-9A-Za-z_-]{1,64}", link.url)
