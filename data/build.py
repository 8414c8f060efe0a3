"""A catalogue to a fitted artefact."""

import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from data.catalogue import Catalogue
from engine.artifact import Artefact, Provenance, place_for
from engine.autoencoder import Autoencoder
from engine.models import MODELS
from engine.search import TitleSearch
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import TasteSpace
from engine.types import Arrays

LIBRARIES = ("numpy", "pyarrow", "scikit-learn", "torch")
Progress = Callable[[str, float, int], None]
"""Told what is at work, how many steps are done (with a fraction), and how many there are."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, how long each part took, and what cleaning noted without dropping it.

    `noted` counts tracks: those whose rows disagree, where the first row counts, and those without
    a date that can be read.
    """

    provenance: Provenance
    noted: Mapping[str, int]
    seconds: Mapping[str, float]


def build(catalogue: Catalogue, out: Path, progress: Progress) -> BuildReport:
    """Fit everything that is served on `catalogue` and write it to the folder `out`.

    Parameters
    ----------
    catalogue
        A cleaned catalogue.
    out
        The artefact folder; what is there is replaced at the very end.
    progress
        Told of each step as it begins and goes on.

    Raises
    ------
    PlaceTaken
        `out` is a file, or a folder of something else than an artefact.
    OSError
        `out` cannot be written.
    """
    _check_writable(place_for(out).parent)
    table = catalogue.table
    parts: dict[str, Arrays] = {}
    seconds: dict[str, float] = {}
    steps = len(FITS) + len(MODELS) + 1
    for done, name in enumerate([*FITS, *MODELS]):
        progress(name, done, steps)
        started = time.perf_counter()
        parts[name] = _fit(name, table, partial(_within, progress, name, done, steps))
        seconds[name] = time.perf_counter() - started
    progress("saving", steps - 1, steps)
    provenance = _provenance(catalogue, parts)
    Artefact(provenance, table, parts).save(out)
    cleaned = catalogue.report
    noted = {"conflicting_tracks": cleaned.conflicts, "undated_tracks": cleaned.undated}
    return BuildReport(provenance, noted, seconds)


def _check_writable(folder: Path) -> None:
    # Before minutes of fitting, not after.
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        pass


def _within(progress: Progress, name: str, done: int, steps: int, share: float) -> None:
    progress(name, done + share, steps)


def _fit_songs(table: TrackTable) -> Arrays:
    return Songs.of(table.texts("title"), table.texts("artist")).to_arrays()


def _fit_search(table: TrackTable) -> Arrays:
    titles, artists = table.texts("title"), table.texts("artist")
    return TitleSearch().fit(titles, artists, table.feature("popularity")).to_arrays()


def _fit_taste(table: TrackTable) -> Arrays:
    songs = Songs.of(table.texts("title"), table.texts("artist"))
    return TasteSpace.of(table, songs.artist.astype(np.intp)).to_arrays()


FITS: Mapping[str, Callable[[TrackTable], Arrays]] = {
    "songs": _fit_songs,
    "search": _fit_search,
    "taste": _fit_taste,
}
"""What makes the parts of an artefact that are not models."""


def _fit(name: str, table: TrackTable, heard: Callable[[float], None]) -> Arrays:
    if name in FITS:
        return FITS[name](table)
    # Training is the one fit that takes long enough to be followed from inside.
    model = Autoencoder(progress=heard) if name == "autoencoder" else MODELS[name]()
    return model.fit(table.features).to_arrays()


def _measured(parts: Mapping[str, Arrays]) -> dict[str, float]:
    """Return what fitting found out and a reader of the manifest may ask."""
    encoder = parts["autoencoder"]
    return {
        "clusters": len(parts["cluster"]["centroids"]),
        "autoencoder_held_out_mse": round(float(encoder["mse"]), 6),
        "pca_held_out_mse": round(float(encoder["pca_mse"]), 6),
    }


def _provenance(catalogue: Catalogue, parts: Mapping[str, Arrays]) -> Provenance:
    return Provenance(
        source=Path(catalogue.source).name,  # a path would tell of the machine it was built on
        sha256=catalogue.sha256,
        rows=catalogue.report.rows,
        dropped=dict(catalogue.report.dropped),
        tracks=len(catalogue.table),
        playlists=catalogue.table.playlists.num_rows,
        models=tuple(MODELS),
        measured=_measured(parts),
        fitted_at=datetime.now(UTC).isoformat(timespec="seconds"),
        versions={"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
    )
