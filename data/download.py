"""Fetch the public catalogue once, into the user's cache folder."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from data.errors import DownloadError

PUBLIC_URL = (
    "https://raw.githubusercontent.com/rfordatascience/tidytuesday/main"
    "/data/2020/2020-01-21/spotify_songs.csv"
)
PUBLIC_SHA256 = "9902920cfe4940f0914ebb6716801a42f7f19ac88fbd6693eaae7e2822b16845"
PUBLIC_FILE = "spotify_songs.csv"  # 7,971,379 bytes

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
TOTAL_TIMEOUT_S = 180.0  # 45 kB/s; a trickle that never pauses for long must end as well

Progress = Callable[[int, int], None]
"""Called with the bytes that have come and the bytes expected, 0 when the server does not say."""


class DownloadMeter:
    """What pooch takes for a progress bar: passes the count on, and ends a download that drags.

    Parameters
    ----------
    progress
        Told how far the download is.
    deadline_s
        Seconds from now after which the next block raises TimeoutError.
    """

    total = 0  # set by pooch when the server says how long the file is

    def __init__(self, progress: Progress, deadline_s: float) -> None:
        self._progress = progress
        self._ends_at = time.monotonic() + deadline_s
        self._done = 0

    def update(self, size: int) -> None:
        """Count a block of `size` bytes that has come."""
        if time.monotonic() > self._ends_at:
            raise TimeoutError("the download takes too long")
        self._done += size
        self._progress(self._done, self.total)

    def reset(self) -> None:
        """Start again: pooch does so at the end, to count a file of unknown length as whole."""
        self._done = 0

    def close(self) -> None:
        """Do nothing: whoever gave `progress` closes what it draws on."""


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
    downloader = pooch.HTTPDownloader(
        progressbar=DownloadMeter(progress, total_timeout_s),
        timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    )
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
