"""Fetch the public catalogue once, into the user's cache folder."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.errors import DownloadError

PUBLIC_URL = (
    "https://raw.githubusercontent.com/rfordatascience/tidytuesday/main"
    "/data/2020/2020-01-21/spotify_songs.csv"
)
PUBLIC_SHA256 = "9902920cfe4940f0914ebb6716801a42f7f19ac88fbd6693eaae7e2822b16845"
PUBLIC_FILE = "spotify_songs.csv"  # 7,971,379 bytes

BLOCK_BYTES = 1 << 15
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
TOTAL_TIMEOUT_S = 180.0  # 45 kB/s; a trickle that never pauses for long must end as well

Progress = Callable[[int, int], None]
"""Called with the bytes that have come and the bytes expected, 0 when the server does not say."""


@dataclass(frozen=True, slots=True)
class BoundedDownload:
    """What pooch calls to download: its own has no end for a trickle and leaves sockets open.

    Parameters
    ----------
    total_timeout_s
        Seconds after which the next block raises TimeoutError.
    progress
        Told how far the download is.
    """

    total_timeout_s: float
    progress: Progress

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        """Write what is at `url` to `output_file`."""
        import requests  # pooch depends on it

        ends_at = time.monotonic() + self.total_timeout_s
        timeout = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
        plain = {"Accept-Encoding": "identity"}  # else the length is that of the packed file
        with (
            Path(output_file).open("wb") as file,
            requests.get(url, headers=plain, stream=True, timeout=timeout) as response,
        ):
            response.raise_for_status()
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else 0
            for block in response.iter_content(BLOCK_BYTES):
                file.write(block)
                self.progress(file.tell(), total)
                if time.monotonic() > ends_at:
                    raise TimeoutError("the download takes too long")


def fetch_public(
    cache: Path,
    url: str = PUBLIC_URL,
    *,
    sha256: str = PUBLIC_SHA256,
    total_timeout_s: float = TOTAL_TIMEOUT_S,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Return the path of the public catalogue, fetching it unless the cache has it.

    Parameters
    ----------
    cache
        A folder of the user's; made when absent.
    url
        Where the file is.
    sha256
        The file's hash in hexadecimal. A cached file of another hash is fetched again.
    total_timeout_s
        Seconds that the download may take; a server that is silent is given up sooner.
    progress
        Told how far the download is.

    Raises
    ------
    DownloadError
        No network, no answer in time, another file than expected, or no room for it. The cache
        then holds nothing new.
    """
    import pooch

    # pooch writes to stderr through a handler of its own; what is said is the caller's choice.
    pooch.get_logger().setLevel(logging.WARNING)
    downloader = BoundedDownload(total_timeout_s, progress)
    try:
        path = pooch.retrieve(
            url,
            known_hash=f"sha256:{sha256}",
            fname=PUBLIC_FILE,
            path=cache,
            downloader=downloader,
        )
    except OSError as exc:  # requests' errors are among them
        raise DownloadError(url, f"cannot be fetched ({_cause(exc)})") from exc
    except ValueError as exc:  # pooch's word for another hash, or for an address that is none
        raise DownloadError(url, "is not the file it should be (wrong checksum)") from exc
    return Path(path)


def _cause(exc: BaseException) -> str:
    """Return the innermost reason: requests wraps urllib3, which wraps the system's error."""
    while exc.__context__ is not None:
        exc = exc.__context__
    return getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
