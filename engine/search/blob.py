"""Many short texts in two arrays: a memory map opens them, and only the asked are decoded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class TextBlob:
    """ASCII texts end to end.

    Parameters
    ----------
    data
        (n_bytes,) uint8.
    starts
        (n_texts + 1,) int64; text i is `data[starts[i]:starts[i + 1]]`.
    """

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "TextBlob":
        """Return the texts packed; all must be ASCII."""
        ends: Iterable[int] = accumulate(map(len, texts), initial=0)
        return cls(
            data=np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8),
            starts=np.fromiter(ends, dtype=np.int64, count=len(texts) + 1),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> str:
        return str(self.data[self.starts[index] : self.starts[index + 1]].data, "ascii")
