"""English names said in Russian letters: "дэнс манки" sounds like "Dance Monkey".

Vowels are heard and written in too many ways to compare, so a name's *sound* is its consonants:
both are "dns mnk". That is little to go by, so a sound only proposes.
"""

import re

from engine.text import romanised

SHORTEST_SOUND = 3  # consonants; fewer are in too many names
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxzбвгджзйклмнпрстфхцчшщъь\\W]+")
_ARTICLES = frozenset({"the", "ze", "zi"})
_VOWEL = "a"  # an initial vowel; others are not heard

_HEARD = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"x", "ks"),
        (r"qu", "kv"),
        (r"dzh|dg(?=[eiy])|j", "g"),
        (r"shch|sch|sh", "x"),
        (r"tch|ch", "q"),
        (r"zh|z", "s"),
        (r"kh", "h"),
        (r"(?<=[aeiouy])gh", ""),  # lights
        (r"ph|v", "f"),
        (r"wh?", "f"),
        (r"c(?=[eiy])", "s"),
        (r"ck|c", "k"),
        (r"t[sz]", "s"),
        (r"(?<=.)h", ""),
        (r"^[aeiouy]+", _VOWEL),
        (r"(?<=.)[aeiouy]+", ""),
        (r"(.)\1+", r"\1"),
    )
)


def is_cyrillic(text: str) -> bool:
    """Tell whether a text has Russian letters."""
    return _CYRILLIC.search(text) is not None


def is_unpronounceable(text: str) -> bool:
    """Tell whether a text is Latin or Russian consonants alone: keys struck, hardly words."""
    return _CONSONANTS.fullmatch(text.casefold()) is not None


def sound(text: str) -> str:
    """Return a text's sound: the consonants of its words, sorted; "" when they are too few."""
    words = (word for word in romanised(text).split() if word not in _ARTICLES)
    heard = " ".join(sorted(_heard(word) for word in words))
    n_consonants = sum(letter not in " a0123456789" for letter in heard)
    return heard if n_consonants >= SHORTEST_SOUND else ""


def _heard(word: str) -> str:
    for pattern, heard in _HEARD:
        word = pattern.sub(heard, word)
    return word
