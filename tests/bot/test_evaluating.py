"""`segue evaluate` keeps its contract on any catalogue."""

import json
from pathlib import Path
from typing import get_args

import pytest

from bot.cli import main
from bot.evaluating import record, tables
from engine.evaluate import Figure
from engine.evaluate_group import PLAIN
from engine.models import MODELS
from engine.types import GroupRule


def test_a_record_has_the_contracts_fields() -> None:
    figure = Figure("cosine+5 likes", "discovery_ndcg@10", 0.1234567, (0.1, 0.2))
    assert record(figure) == {
        "model": "cosine+5 likes",
        "metric": "discovery_ndcg@10",
        "value": 0.123457,
        "ci95": [0.1, 0.2],
    }


def test_people_get_a_table_a_metric() -> None:
    figures = [Figure("cosine", metric, 0.5, (0.4, 0.6)) for metric in ("ndcg", "recall")]
    shown = tables(figures)
    assert [table.title for table in shown] == ["ndcg", "recall"]
    assert shown[0].rows == [("cosine", "0.5000", "0.4000 to 0.6000")]


def test_evaluate_prints_json_lines_on_the_built_in_catalogue(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evaluate", "demo", "--quick", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {frozenset(line) for line in lines} == {frozenset({"model", "metric", "value", "ci95"})}
    plain = {line["model"] for line in lines if "+" not in line["model"]}
    rules = {f"group:{rule}" for rule in (*get_args(GroupRule), PLAIN)}
    assert plain == set(MODELS) | rules
    by_key = {(line["model"], line["metric"]): line["value"] for line in lines}
    assert len(by_key) == len(lines)
    assert all((rule, "divergent graded least") in by_key for rule in rules)
    for model in MODELS:
        medians = [
            by_key[model + told, "median_popularity@10"] for told in ("+dial -1", "", "+dial 1")
        ]
        assert medians == sorted(medians)


def test_a_catalogue_without_playlists_ends_with_one_line_and_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    header = (
        "track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,"
        "track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,"
        "danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,"
        "liveness,valence,tempo,duration_ms"
    )
    row = "t,Song,Ana,50,a,Album,2001-02-03,,,,,0.5,0.5,5,-7,1,0.1,0.1,0,0.1,0.5,120,200000"
    path = tmp_path / "bare.csv"
    path.write_text(f"{header}\n{row}\n")
    assert main(["evaluate", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "bare.csv: no playlists; quality is measured on held-out playlists" in told.err
