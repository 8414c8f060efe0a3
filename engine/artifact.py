"""The artefact: a fitted catalogue as a folder that any process can map and serve.

::

    manifest.json      format, catalogue, models, and size and sha256 of every other file
    tracks.parquet     names; playlists.parquet likewise
    features.npy       raw features, (n_tracks, 15) float32
    PART/NAME.npy      the arrays of a part: search, songs, cosine, cluster, ...

Nothing is pickled. A folder is written under another name and renamed into place, so that a
crash leaves the old artefact or the new one, never half of one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.errors import ArtefactDamaged, ArtefactMissing, ArtefactVersion, PlaceTaken
from engine.table import TrackTable
from engine.types import Arrays

FORMAT = 3
MANIFEST = "manifest.json"
BUILT_IN = "demo"
"""The source of the built-in catalogue, whose songs are invented."""
TRACKS, PLAYLISTS, FEATURES_FILE = "tracks.parquet", "playlists.parquet", "features.npy"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an artefact comes from: the catalogue, what became of its rows, when, with what.

    `measured` is what fitting found out, for example the number of clusters.
    """

    source: str
    sha256: str
    rows: int
    dropped: Mapping[str, int]
    tracks: int
    playlists: int
    models: tuple[str, ...]
    measured: Mapping[str, float]
    fitted_at: str  # ISO 8601, UTC
    versions: Mapping[str, str]

    @property
    def is_invented(self) -> bool:
        """Tell whether the songs are the built-in ones, which nobody can listen to."""
        return self.source == BUILT_IN


@dataclass(frozen=True, slots=True)
class Artefact:
    """An artefact in memory, or mapped from its folder."""

    provenance: Provenance
    table: TrackTable
    parts: Mapping[str, Arrays]

    def save(self, folder: Path) -> None:
        """Write the artefact to `folder`, in place of an older one; raises PlaceTaken, OSError."""
        folder = place_for(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._write(fresh)
            _swap(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _write(self, folder: Path) -> None:
        folder.mkdir()
        pq.write_table(self.table.tracks, folder / TRACKS)
        pq.write_table(self.table.playlists, folder / PLAYLISTS)
        np.save(folder / FEATURES_FILE, self.table.features, allow_pickle=False)
        for part, arrays in self.parts.items():
            (folder / part).mkdir()
            for name, array in arrays.items():
                np.save(folder / part / f"{name}.npy", array, allow_pickle=False)
        files = {name: _fingerprint(folder / name) for name in _files(folder)}
        manifest = {"format": FORMAT, **asdict(self.provenance), "files": files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
        for name in [*files, MANIFEST]:
            _flush(folder / name)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the artefact in `folder`; its arrays are read-only.

        Raises
        ------
        ArtefactMissing, ArtefactVersion, ArtefactDamaged
            When the folder cannot be served, with the name of the file at fault.
        """
        _recover(folder)
        provenance, files = _read_manifest(folder)
        for name, expected in files.items():
            _check(folder, name, expected)
        parts: dict[str, dict[str, np.ndarray]] = {}
        for name in files:
            part, _, array = name.rpartition("/")
            if part:
                parts.setdefault(part, {})[array.removesuffix(".npy")] = _map(folder, name)
        table = TrackTable(
            tracks=_read_table(folder, TRACKS),
            features=_map(folder, FEATURES_FILE),
            playlists=_read_table(folder, PLAYLISTS),
        )
        return cls(provenance, table, parts)


def place_for(folder: Path) -> Path:
    """Return the absolute path of a folder that an artefact may be written to.

    Raises
    ------
    PlaceTaken
        There is a file, or a folder that holds something else than an artefact.
    """
    place = folder.resolve()
    is_artefact = (place / MANIFEST).is_file()
    is_free = not place.exists() or (place.is_dir() and not any(place.iterdir()))
    if not place.name or not (is_artefact or is_free):
        raise PlaceTaken(place)
    return place


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _fingerprint(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _previous(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.previous")


def _swap(fresh: Path, folder: Path) -> None:
    previous = _previous(folder)
    shutil.rmtree(previous, ignore_errors=True)
    if folder.exists():
        folder.rename(previous)
    fresh.rename(folder)
    shutil.rmtree(previous, ignore_errors=True)


def _recover(folder: Path) -> None:
    # A build that died between its two renames left the old artefact under its second name.
    if not folder.exists() and _previous(folder).exists():
        _previous(folder).rename(folder)


def _read_manifest(folder: Path) -> tuple[Provenance, dict[str, dict[str, int | str]]]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise ArtefactMissing(folder) from exc
    except (OSError, ValueError) as exc:
        raise ArtefactDamaged(folder, MANIFEST, "cannot be read") from exc
    found = manifest.pop("format", None) if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise ArtefactVersion(folder, found, FORMAT)
    try:
        files = manifest.pop("files")
        manifest["models"] = tuple(manifest["models"])
        return Provenance(**manifest), dict(files)
    except (KeyError, TypeError, ValueError) as exc:
        raise ArtefactDamaged(folder, MANIFEST, "a field is absent or malformed") from exc


def _check(folder: Path, name: str, expected: Mapping[str, int | str]) -> None:
    try:
        found = _fingerprint(folder / name)
    except OSError as exc:
        raise ArtefactDamaged(folder, name, "is absent or cannot be read") from exc
    if found != expected:
        raise ArtefactDamaged(folder, name, "is not the file that was written")


def _map(folder: Path, name: str) -> np.ndarray:
    try:
        array: np.ndarray = np.load(folder / name, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as exc:
        raise ArtefactDamaged(folder, name, "is not a NumPy array") from exc
    return array


def _read_table(folder: Path, name: str) -> pa.Table:
    try:
        # pq.read_table would do, but it loads pyarrow.dataset, and that loads pandas.
        with pq.ParquetFile(folder / name) as file:
            table = file.read(use_threads=False).combine_chunks()
    except (OSError, pa.ArrowException) as exc:
        raise ArtefactDamaged(folder, name, "is not a Parquet table") from exc
    # Decoding on one thread, and giving its scratch memory back, leaves a server 40 MB smaller.
    pa.default_memory_pool().release_unused()
    return table
