"""A stream of UTF-8 text that is checked and hashed while somebody else reads it."""

import hashlib
from codecs import getincrementaldecoder
from typing import Protocol

from data.errors import NotUtf8, RecordTooLong

MAX_LINE_BYTES = 1 << 20


class Bytes(Protocol):
    """What is asked of a binary stream."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...

    def readline(self, size: int = ..., /) -> bytes:
        """Return up to `size` bytes of the next line."""
        ...


class CheckedText:
    """The bytes of `stream`, as a file object for Arrow's reader.

    It knows what Arrow's errors do not tell: the line that is not UTF-8. And it stops a line
    without end (a binary file, an archive bomb) after a few blocks instead of reading it all.

    Parameters
    ----------
    stream
        Binary, already unpacked.
    name
        What errors call the file.
    """

    closed = False

    def __init__(self, stream: Bytes, name: str) -> None:
        self._stream = stream
        self._name = name
        self._decoder = getincrementaldecoder("utf-8")()
        self._hash = hashlib.sha256()
        self._offset = 0
        self._lines = 0
        self._since_newline = 0

    @property
    def offset(self) -> int:
        """How many bytes have been read."""
        return self._offset

    @property
    def sha256(self) -> str:
        """The hash, in hexadecimal, of what has been read so far."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; raise NotUtf8 or RecordTooLong on what they hold."""
        chunk = self._stream.read(size)
        return self._checked(chunk, final=size != 0 and not chunk)

    def readline(self) -> bytes:
        """Return the next line with its end, empty at the end of the stream."""
        line = self._stream.readline(MAX_LINE_BYTES + 1)
        return self._checked(line, final=not line.endswith(b"\n"))

    def close(self) -> None:
        """Leave the stream to whoever opened it."""
        self.closed = True

    def _checked(self, chunk: bytes, *, final: bool) -> bytes:
        try:
            self._decoder.decode(chunk, final=final)
        except UnicodeDecodeError as exc:
            held_back = len(exc.object) - len(chunk)
            before = exc.object[: exc.start].count(b"\n")
            line = self._lines + before + 1
            raise NotUtf8(self._name, line, self._offset - held_back + exc.start) from exc
        self._hash.update(chunk)
        self._offset += len(chunk)
        self._lines += chunk.count(b"\n")
        newline = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        unbroken = len(chunk) if newline < 0 else len(chunk) - newline - 1
        self._since_newline = unbroken + (self._since_newline if newline < 0 else 0)
        if self._since_newline > MAX_LINE_BYTES:
            raise RecordTooLong(self._name, MAX_LINE_BYTES)
        return chunk
