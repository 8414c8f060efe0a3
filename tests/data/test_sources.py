"""What to start from: the public set, the built-in songs or a file; and what without them."""

from pathlib import Path

import pyarrow.csv as pa_csv
import pytest

from data.demo import demo_frame
from data.errors import CatalogueError
from data.sources import open_source

NOWHERE = "http://127.0.0.1:9/spotify_songs.csv"  # the discard port: nobody listens there


def test_without_the_network_the_built_in_songs_are_used_and_that_is_said(tmp_path: Path) -> None:
    notes: list[str] = []
    opened = open_source("public", tmp_path / "cache", notes.append, url=NOWHERE)
    assert opened.source == "demo"
    (note,) = notes
    assert "cannot be fetched" in note
    assert "going on with the built-in catalogue" in note


def test_the_built_in_songs_never_ask_the_network(tmp_path: Path) -> None:
    notes: list[str] = []
    opened = open_source("demo", tmp_path / "cache", notes.append, url=NOWHERE)
    assert (opened.source, notes) == ("demo", [])
    assert not (tmp_path / "cache").exists()


def test_any_other_name_is_a_file(tmp_path: Path) -> None:
    csv = tmp_path / "songs.csv"
    pa_csv.write_csv(demo_frame(40), csv)
    assert len(open_source(str(csv), tmp_path, lambda note: None).table) == 40


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"songs\.csv"):
        open_source(str(tmp_path / "songs.csv"), tmp_path, lambda note: None)
