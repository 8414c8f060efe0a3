"""How the first source document reads, cleans and scales its catalogue: labels and all."""

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from data.errors import CatalogueUnreadable, MissingColumns

if TYPE_CHECKING:
    import pandas as pd

Doubles: TypeAlias = npt.NDArray[np.float64]

NUMERIC = (
    "track_popularity", "danceability", "energy", "key", "loudness", "mode", "speechiness",
    "acousticness", "instrumentalness", "liveness", "valence", "tempo", "duration_ms",
)  # fmt: skip
_TEXTS = ("track_id", "track_name", "track_artist", "track_album_release_date")


def prepared(path: Path) -> "pd.DataFrame":
    """Read and clean as the first document does, its labels kept: 32,828 rows of the real set.

    Raises
    ------
    CatalogueError
        The file cannot be read, lacks a column, or holds a number or date that is none.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(path, low_memory=False)
    except (OSError, EOFError, ValueError, zlib.error) as exc:  # pandas' own are ValueErrors
        raise CatalogueUnreadable(str(path), f"cannot be read: {exc}") from exc
    missing = [name for name in (*_TEXTS, *NUMERIC) if name not in frame.columns]
    if missing:
        raise MissingColumns(str(path), missing, [str(name) for name in frame.columns])
    frame = frame.dropna()
    try:
        dates = pd.to_datetime(frame["track_album_release_date"].astype(str).map(_completed))
        numbers = frame[list(NUMERIC)].astype(float)
    except ValueError as exc:
        raise CatalogueUnreadable(str(path), f"holds a wrong value: {exc}") from exc
    if not np.isfinite(numbers.to_numpy()).all():
        raise CatalogueUnreadable(str(path), "holds a wrong value: infinity")
    return frame.assign(**numbers, year=dates.dt.year, month=dates.dt.month)


def _completed(date: str) -> str:
    """Complete a date of a year, or of a year and a month, by firsts."""
    return date + "-01-01"[len(date) - len("YYYY-MM-DD") :] if len(date) in (4, 7) else date


def standardised(frame: "pd.DataFrame", columns: tuple[str, ...]) -> Doubles:
    """Return the columns with mean 0 and variance 1, (n_rows, len(columns)) float64."""
    from sklearn.preprocessing import StandardScaler

    return np.asarray(StandardScaler().fit_transform(frame[list(columns)].to_numpy(float)))
