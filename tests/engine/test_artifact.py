"""An artefact is written whole, mapped as written, and refused by name when it is not."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.artifact import MANIFEST, Artefact, Provenance
from engine.errors import ArtefactDamaged, ArtefactMissing, ArtefactVersion, PlaceTaken
from engine.table import TrackTable

PROVENANCE = Provenance(
    source="twelve", sha256="0" * 64, rows=12, dropped={}, tracks=12, playlists=3,
    models=("cosine",), measured={"clusters": 3}, fitted_at="2020-01-01T00:00:00+00:00",
    versions={"numpy": "2"},
)  # fmt: skip


@pytest.fixture
def artefact(twelve: TrackTable) -> Artefact:
    vectors = np.arange(24, dtype=np.float32).reshape(12, 2)
    return Artefact(PROVENANCE, twelve, {"cosine": {"vectors": vectors}})


def test_what_was_written_is_what_is_mapped(artefact: Artefact, tmp_path: Path) -> None:
    artefact.save(tmp_path / "a")
    again = Artefact.open(tmp_path / "a")
    assert again.provenance == PROVENANCE
    assert again.table.tracks.equals(artefact.table.tracks)
    assert np.array_equal(again.table.features, artefact.table.features)
    assert np.array_equal(again.parts["cosine"]["vectors"], artefact.parts["cosine"]["vectors"])


def test_a_second_build_replaces_the_first_and_leaves_nothing_else(
    artefact: Artefact, tmp_path: Path
) -> None:
    artefact.save(tmp_path / "a")
    artefact.save(tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_failed_write_leaves_the_old_artefact(artefact: Artefact, tmp_path: Path) -> None:
    artefact.save(tmp_path / "a")
    unwritable = np.array([object()])
    broken = Artefact(PROVENANCE, artefact.table, {"cosine": {"vectors": unwritable}})
    with pytest.raises(ValueError, match="Object arrays"):
        broken.save(tmp_path / "a")
    assert Artefact.open(tmp_path / "a").provenance == PROVENANCE
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_build_killed_between_its_renames_leaves_the_old_artefact(
    artefact: Artefact, tmp_path: Path
) -> None:
    artefact.save(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / ".a.previous")
    assert Artefact.open(tmp_path / "a").provenance == PROVENANCE


@pytest.mark.parametrize("what", ["a file", "a folder of something else"])
def test_what_is_no_artefact_is_never_replaced(
    artefact: Artefact, tmp_path: Path, what: str
) -> None:
    place = tmp_path / "thesis"
    kept = place if what == "a file" else place / "chapter.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("precious")
    with pytest.raises(PlaceTaken, match="thesis"):
        artefact.save(place)
    assert kept.read_text() == "precious"


def test_an_empty_folder_may_become_an_artefact(artefact: Artefact, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    artefact.save(tmp_path / "a")
    assert Artefact.open(tmp_path / "a").provenance == PROVENANCE


def test_no_artefact_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArtefactMissing):
        Artefact.open(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["cosine/vectors.npy", "features.npy", "tracks.parquet"])
@pytest.mark.parametrize("harm", ["cut", "altered", "gone"])
def test_a_damaged_file_is_refused_by_its_name(
    artefact: Artefact, tmp_path: Path, name: str, harm: str
) -> None:
    artefact.save(tmp_path / "a")
    path = tmp_path / "a" / name
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-9] if harm == "cut" else content[:-1] + b"!")
    with pytest.raises(ArtefactDamaged) as refused:
        Artefact.open(tmp_path / "a")
    assert refused.value.name == name
    assert name in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 99}', '{"format": null}'])
def test_a_manifest_of_another_kind_is_refused(
    artefact: Artefact, tmp_path: Path, text: str
) -> None:
    artefact.save(tmp_path / "a")
    (tmp_path / "a" / MANIFEST).write_text(text)
    with pytest.raises((ArtefactDamaged, ArtefactVersion)):
        Artefact.open(tmp_path / "a")


def test_a_manifest_without_a_field_is_damaged(artefact: Artefact, tmp_path: Path) -> None:
    artefact.save(tmp_path / "a")
    path = tmp_path / "a" / MANIFEST
    manifest = json.loads(path.read_text())
    del manifest["sha256"]
    path.write_text(json.dumps(manifest))
    with pytest.raises(ArtefactDamaged, match=r"manifest\.json"):
        Artefact.open(tmp_path / "a")
