"""Whether a text that is nearly a song's name is a slip of the pen, or another name spelled right.

"mad wrold" is a slip; "river" may be a song that the catalogue lacks, however near "Rivers" is.
"""

from rapidfuzz.distance import OSA

from engine.search.entries import Entries
from engine.search.likeness import Name
from engine.search.ranking import Ranked
from engine.search.words import Words
from engine.text import latin, romanised

SHORTEST_CROSSING = 8  # letters; in fewer, other scripts' words are often near: "привет", "Privê"


def is_another_name(entries: Entries, words: Words, ranked: Ranked) -> bool:
    """Tell whether the text may well mean something else than the best song."""
    best = ranked.entries[:1]
    plain = romanised(ranked.text)
    if bool(entries.foreign[best[0]]) == ranked.text.isascii():
        if _n_letters(ranked.text) >= SHORTEST_CROSSING:
            return False
        # A Russian title is romanised in many ways; an English word has one spelling to read.
        if ranked.text.isascii():
            return not _spells(latin(plain), *entries.names(best))
        return not _spells(plain, *entries.plain_names(best))
    (name,) = entries.plain_names(best)
    if not words.has_all(plain) or _spells(plain, name):
        return False
    if ranked.beginnings[0]:
        return _n_letters(name.short or name.core) - _n_letters(plain) <= 1
    return not any(_is_slip(plain, title, name) for title in name.titles)


def _spells(text: str, name: Name) -> bool:
    """Tell whether a text is a name's own words: all of a title, and nothing strange to it."""
    typed = set(text.split())
    letters = text.replace(" ", "")
    return any(
        letters == title.replace(" ", "") or set(title.split()) <= typed <= name.words
        for title in name.titles
    )


def _is_slip(text: str, title: str, name: Name) -> bool:
    """Tell whether one slip a word makes a title of the text, with no word more or less.

    A word alone with another ending is another word; a word of one letter is easily lost.
    """
    typed = set(text.split())
    strange = typed - name.words
    lost = set(title.split()) - typed
    is_alone = len(typed) == 1

    def is_near(word: str, other: str) -> bool:
        is_ending = word.startswith(other) or other.startswith(word)
        return OSA.distance(word, other) <= 1 and not (is_alone and is_ending)

    return all(
        len(word) == 1 or any(is_near(word, other) for other in others)
        for words, others in ((strange, lost), (lost, strange))
        for word in words
    )


def _n_letters(text: str) -> int:
    return len(text.replace(" ", ""))
