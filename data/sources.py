"""Which catalogue to start from: a file, the public set, or the built-in one."""

from collections.abc import Callable
from pathlib import Path

from data.catalogue import Catalogue, load_catalogue
from data.demo import demo_catalogue
from data.download import PUBLIC_URL, Progress, fetch_public
from data.errors import DownloadError

PUBLIC, DEMO = "public", "demo"


def open_source(
    source: str,
    cache: Path,
    note: Callable[[str], None],
    progress: Progress = lambda done, total: None,
    *,
    url: str = PUBLIC_URL,
) -> Catalogue:
    """Return the catalogue that `source` names.

    Parameters
    ----------
    source
        `public` (the public 30,000-song set, fetched once; the built-in catalogue when it cannot
        be), `demo` (the built-in catalogue) or the path of a file.
    cache
        Where the public set is kept.
    note
        Called with one line when something else than asked is used.
    progress
        Told how far a download is.
    url
        Where the public set is.

    Raises
    ------
    CatalogueError
        When the file cannot be used.
    """
    if source == DEMO:
        return demo_catalogue()
    if source != PUBLIC:
        return load_catalogue(Path(source))
    try:
        return load_catalogue(fetch_public(cache, url, progress=progress))
    except DownloadError as exc:
        note(f"{exc}; going on with the built-in catalogue of invented songs")
        return demo_catalogue()
