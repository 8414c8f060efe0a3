"""Names found exactly, by hash: the fast door for everyone who types what the catalogue says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import numpy as np
import numpy.typing as npt

from engine.search.sounds import sound
from engine.tags import Title, alias, stands_alone
from engine.text import fold, romanised
from engine.types import Arrays, Rows

Hashes = npt.NDArray[np.uint64]


def key(text: str) -> int:
    """Return 64 bits for a name; spelling counts, but case, accents, signs and spaces do not.

    A name of signs only ("???") is taken as it is.
    """
    return folded_key(fold(text) or "".join(text.casefold().split()))


def folded_key(text: str) -> int:
    """Return `key` of a text that is folded already."""
    return _hashed(text.replace(" ", ""), b"")


def unordered_key(text: str) -> int | None:
    """Return 64 bits for the romanised words of a text in any order, None for a single word."""
    words = romanised(text).split()
    return _hashed(" ".join(sorted(words)), b"words") if len(words) > 1 else None


def sound_key(text: str) -> int | None:
    """Return 64 bits for how a text sounds, None when that is too little."""
    heard = sound(text)
    return _hashed(heard, b"sound") if heard else None


def _hashed(text: str, purpose: bytes) -> int:
    letters = text.encode(errors="replace")
    return int.from_bytes(blake2b(letters, digest_size=8, person=purpose).digest())


@dataclass(frozen=True, slots=True)
class Keys:
    """Every exact way to name a track.

    Parameters
    ----------
    hashes
        (n,) uint64, ascending.
    owners
        (n,) int32, what each hash belongs to; ascending where hashes are equal.
    """

    hashes: Hashes
    owners: npt.NDArray[np.int32]

    @classmethod
    def of(cls, keys: Sequence[int], owners: Sequence[int]) -> Self:
        """Sort keys for look-up; keys[i] belongs to owners[i]."""
        hashes = np.array(keys, dtype=np.uint64)
        owned = np.array(owners, dtype=np.int32)
        order = np.lexsort((owned, hashes))
        return cls(hashes=hashes[order], owners=owned[order])

    def find(self, hashed: int) -> Rows:
        """Return what a key belongs to, ascending; empty when nothing does."""
        wanted = np.uint64(hashed)
        first = np.searchsorted(self.hashes, wanted, side="left")
        last = np.searchsorted(self.hashes, wanted, side="right")
        return self.owners[first:last].astype(np.intp)

    def to_arrays(self) -> Arrays:
        """Return the table as named arrays."""
        return {"key_hashes": self.hashes, "key_owners": self.owners}

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return the table that `to_arrays` wrote."""
        return cls(
            hashes=np.asarray(arrays["key_hashes"], dtype=np.uint64),
            owners=np.asarray(arrays["key_owners"], dtype=np.int32),
        )


def ways_to_name(full: str, title: Title, artist: str) -> Iterator[int]:
    """Yield the keys that name a track: with and without tags, with and without artist.

    `full` is the title as the catalogue writes it; the artist is folded.
    """
    core = title.core
    shorter = [core, f"{core}{title.credit}", f"{core}{title.version}"]
    if stands_alone(title.short):
        shorter.append(title.short)
    whole = fold(full) or "".join(full.casefold().split())
    for name in dict.fromkeys(text.replace(" ", "") for text in (whole, *shorter)):
        if name:
            yield folded_key(name)
            yield from _with_artist(name, artist)
    if other := alias(core, title.short):
        yield from _with_artist(other, artist)
    names = [core, *(f"{name} {artist}" for name in (core, title.short) if name)]
    loose = map(unordered_key, names)
    yield from {hashed for hashed in loose if hashed is not None}
    if (heard := sound_key(core)) is not None:
        yield heard


def _with_artist(name: str, artist: str) -> tuple[int, int]:
    return folded_key(name + artist), folded_key(artist + name)


def unique_aliases(titles: Sequence[Title], taken: Sequence[int]) -> Mapping[str, int]:
    """Return the keys of the aliases that name one title only, by that title's folded core.

    An alias that is also another song's name, a key already `taken`, belongs to that song.
    """
    cores: dict[int, set[str]] = {}
    for title in titles:
        if other := alias(title.core, title.short):
            cores.setdefault(folded_key(other), set()).add(title.core)
    names = cores.keys() - set(taken)
    return {cores[name].pop(): name for name in names if len(cores[name]) == 1}
