"""A catalogue to a fitted artefact."""

import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from data.catalogue import Catalogue
from engine.artifact import Artefact, Provenance
from engine.facade import MODELS
from engine.model import Model
from engine.search import TitleSearch
from engine.select import Songs
from engine.table import TrackTable
from engine.types import Arrays

LIBRARIES = ("numpy", "pyarrow", "scikit-learn", "torch")
Progress = Callable[[str, int, int], None]
"""Told what begins, how many steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, and how long each part took."""

    provenance: Provenance
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
        Told of each step before it begins.
    """
    table = catalogue.table
    parts: dict[str, Arrays] = {}
    seconds: dict[str, float] = {}
    fits = _fits(table)
    for done, (name, fit) in enumerate(fits.items()):
        progress(name, done, len(fits) + 1)
        started = time.perf_counter()
        parts[name] = fit()
        seconds[name] = time.perf_counter() - started
    progress("saving", len(fits), len(fits) + 1)
    provenance = _provenance(catalogue)
    Artefact(provenance, table, parts).save(out)
    return BuildReport(provenance, seconds)


def _fits(table: TrackTable) -> dict[str, Callable[[], Arrays]]:
    """Return what makes each part of an artefact, in the order of fitting."""
    titles, artists = table.texts("title"), table.texts("artist")

    def songs() -> Arrays:
        return Songs.of(titles, artists).to_arrays()

    def search() -> Arrays:
        return TitleSearch().fit(titles, artists, table.feature("popularity")).to_arrays()

    models = {name: partial(_fit_model, model, table) for name, model in MODELS.items()}
    return {"songs": songs, "search": search, **models}


def _fit_model(model: type[Model], table: TrackTable) -> Arrays:
    return model().fit(table.features).to_arrays()


def _provenance(catalogue: Catalogue) -> Provenance:
    return Provenance(
        source=Path(catalogue.source).name,  # a path would tell of the machine it was built on
        sha256=catalogue.sha256,
        rows=catalogue.report.rows,
        dropped=dict(catalogue.report.dropped),
        tracks=len(catalogue.table),
        playlists=catalogue.table.playlists.num_rows,
        models=tuple(MODELS),
        fitted_at=datetime.now(UTC).isoformat(timespec="seconds"),
        versions={"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
    )
