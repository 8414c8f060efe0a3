"""Entities and HTML of the playground: UTF-16 offsets and Telegram's complaints."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Entity, found_entities, utf16_length, utf16_slice
from bot.playground.markup import KINDS, MarkupError, parse_html


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", ()),
        ("<b>bold</b> text", "bold text", (Entity("bold", 0, 4),)),
        ("🔥<i>é</i>", "🔥é", (Entity("italic", 2, 1),)),
        (
            '<a href="https://a.org/?x=1&amp;y=2">it</a>',
            "it",
            (Entity("text_link", 0, 2, "https://a.org/?x=1&y=2"),),
        ),
        (
            "<b>a<i>b</i></b>",
            "ab",
            (Entity("bold", 0, 2), Entity("italic", 1, 1)),
        ),
        ("<B>x</b>", "x", (Entity("bold", 0, 1),)),
        ("  <b> x </b> ", "x", (Entity("bold", 0, 1),)),
        ("<blockquote expandable>q</blockquote>", "q", (Entity("expandable_blockquote", 0, 1),)),
        ('<span class="tg-spoiler">s</span>', "s", (Entity("spoiler", 0, 1),)),
        ("a &lt; b &amp;&amp; c &gt; d &quot;e&quot;", 'a < b && c > d "e"', ()),
        ("&#1055;&#x1F525; & &nbsp; &#0;", "П🔥 & &nbsp; &#0;", ()),
        ("1 > 0", "1 > 0", ()),
        ("<b></b>x", "x", ()),
        ("<a>x</a>", "x", ()),
        ("<a href='u' >x</a>", "x", (Entity("text_link", 0, 1, "u"),)),
    ],
)
def test_html_becomes_text_and_entities(
    source: str, text: str, entities: tuple[Entity, ...]
) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("я<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ],
)
def test_what_is_not_telegrams_html_is_refused_with_its_place(source: str, complaint: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


@given(st.text())
def test_escaped_text_comes_back_trimmed_whatever_it_holds(text: str) -> None:
    assert parse_html(html.escape(text))[0] == text.strip()


@given(st.text(), st.sampled_from(sorted(set(KINDS) - {"a", "span"})))
def test_an_entity_marks_what_its_tag_held(text: str, tag: str) -> None:
    parsed, entities = parse_html(f"🔥|<{tag}>{html.escape(text)}</{tag}>|")
    marked = [utf16_slice(parsed, entity) for entity in entities]
    assert marked == ([text] if text else [])


@given(st.text(alphabet="<>&/ab \"'="))
def test_any_source_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except MarkupError:
        return
    assert all(entity.end <= utf16_length(text) for entity in entities)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("/start now", [("bot_command", "/start")]),
        ("🔥 /mood@segue_bot sad", [("bot_command", "/mood@segue_bot")]),
        ("and/or 1/2 //x /not-this", [("bot_command", "/not")]),
        ("@ann_says hi", [("mention", "@ann_says")]),
        ("mail a@example", []),
        (
            "see https://open.spotify.com/track/1?si=x, ok?",
            [("url", "https://open.spotify.com/track/1?si=x")],
        ),
        ("open.spotify.com/track/1.", [("url", "open.spotify.com/track/1")]),
        ("#nowplaying #3", [("hashtag", "#nowplaying")]),
        ("https://a.org/@ann_says", [("url", "https://a.org/@ann_says")]),
        ("", []),
    ],
)
def test_plain_text_is_marked_as_telegram_marks_it(
    text: str, marked: list[tuple[str, str]]
) -> None:
    found = [(entity.kind, utf16_slice(text, entity)) for entity in found_entities(text)]
    assert found == marked
