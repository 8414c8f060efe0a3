"""Text typed with the other keyboard layout switched on: "ьфв цщкдв" was meant to be "mad world".

The two tables are one: each Russian letter of the standard ЙЦУКЕН layout sits on the key that
holds the Latin character at the same place of QWERTY.
"""

_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"

_TO_RUSSIAN = str.maketrans(_QWERTY, _RUSSIAN)
_TO_QWERTY = str.maketrans(_RUSSIAN, _QWERTY)


def swapped(text: str) -> str:
    """Return `text`, lower-cased, as if its keys had been pressed in the other layout.

    Text with any Cyrillic letter is read as English typed in Russian, other text as Russian
    typed in English. Characters on neither table stay.
    """
    lowered = text.lower()
    is_russian = any("а" <= letter <= "я" or letter == "ё" for letter in lowered)
    return lowered.translate(_TO_QWERTY if is_russian else _TO_RUSSIAN)
