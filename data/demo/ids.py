"""Identifiers that look like the catalogue's own and cannot be anybody's.

A Spotify id is a 128-bit number in 22 digits of base 62 (0-9, a-z, A-Z), so its first digit is at
most "7". Ours begin with "demo".
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

ALPHABET = np.frombuffer(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8
)
LENGTH = 22
PREFIX = "demo"
_DIGITS_OF_64_BITS = 11

Words64 = npt.NDArray[np.uint64]


def demo_ids(kind: str, seed: int, n: int) -> pa.Array:
    """Return `n` different ids, (n,) strings: "demo", one letter for the kind, 17 digits.

    The same kind, seed and position always give the same id, whatever `n` is.
    """
    counter = np.arange(n, dtype=np.uint64)
    unique = _mixed(counter + _mixed(np.array([seed], np.uint64)))  # a bijection of the counter
    filler = _mixed(unique)
    digits = np.empty((n, LENGTH), np.uint8)
    head = f"{PREFIX}{kind}".encode()
    digits[:, : len(head)] = np.frombuffer(head, np.uint8)
    for column in range(len(head), LENGTH):
        word = unique if column < len(head) + _DIGITS_OF_64_BITS else filler
        digits[:, column] = ALPHABET[(word % np.uint64(62)).astype(np.intp)]
        word //= np.uint64(62)
    offsets = pa.py_buffer(np.arange(0, (n + 1) * LENGTH, LENGTH, dtype=np.int32))
    return pa.StringArray.from_buffers(n, offsets, pa.py_buffer(digits))


def _mixed(words: Words64) -> Words64:
    """Return splitmix64's finaliser of each word: a bijection (Steele, Lea, Flood 2014)."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
