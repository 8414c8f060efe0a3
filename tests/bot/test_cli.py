"""The command line keeps its contract: JSON lines, exit codes, one clear line on trouble."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from bot.cli import main
from data.demo import SHOWCASE, Showcase, demo_frame
from engine.facade import Engine

RESULT = {"track_id", "title", "artist", "score"}
Json = dict[str, object]


@pytest.fixture(autouse=True)
def quiet_settings(artefact: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve the small artefact, and never ask the web."""
    monkeypatch.setenv("SEGUE_ARTEFACT", str(artefact))
    monkeypatch.setenv("SEGUE_LOOKUP", "false")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def title(engine: Engine) -> str:
    return engine.table.texts("title")[0]


def lines(out: str) -> list[Json]:
    return [json.loads(line) for line in out.splitlines()]


def test_match_prints_one_json_line(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", title, "--json", "--limit", "3"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert set(line) == {"query", "results"}
    assert line["query"] == title
    results = line["results"]
    assert isinstance(results, list)
    assert 1 <= len(results) <= 3
    assert set(results[0]) == RESULT


def test_words_need_no_quotes(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["match", *title.split(), "--json"])
    assert lines(capsys.readouterr().out)[0]["query"] == " ".join(title.split())


def test_a_title_that_is_not_there_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "qqqq zzzz xxxx", "--json"]) == 1
    assert lines(capsys.readouterr().out) == [{"query": "qqqq zzzz xxxx", "results": []}]


@pytest.mark.parametrize("command", ["match", "ask"])
def test_a_dash_answers_each_line_of_standard_input_in_order(
    engine: Engine,
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles = [*engine.table.texts("title")[:3], "qqqq zzzz xxxx", ""]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in titles)))
    assert main([command, "-", "--json"]) == 1
    assert [line["query"] for line in lines(capsys.readouterr().out)] == titles


def test_ask_answers_a_title_with_songs(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", title, "--json"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert (line["kind"], line["model"]) == ("title", "cosine")
    assert isinstance(line["seed"], dict)
    assert line["seed"]["title"] == title
    results = line["results"]
    assert isinstance(results, list)
    assert len(results) == 5
    assert set(results[0]) == RESULT | {"genre", "year"}


@pytest.mark.parametrize("model", ["cosine", "cluster", "autoencoder", "mood"])
def test_ask_answers_by_the_model_asked(
    title: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", title, "--json", "--model", model, "--limit", "7"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert line["model"] == model
    assert len(line["results"]) == 7  # type: ignore[arg-type]  # a JSON list


def test_ask_answers_a_link(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    track_id = engine.table.texts("track_id")[5]
    assert main(["ask", f"https://open.spotify.com/track/{track_id}?si=x", "--json"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert isinstance(line["seed"], dict)
    assert line["seed"]["track_id"] == track_id


def test_ask_answers_a_mood(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "/mood", "sad", "energetic", "--json"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert (line["kind"], line["model"], line["seed"]) == ("mood", "mood", None)
    assert line["mood"] == {"valence": 0.05, "energy": 0.95}


@pytest.mark.parametrize("query", ["qqqq zzzz xxxx", "/mood qwertyuiop", "", "🪛", "/nonsense"])
def test_ask_without_an_answer_exits_with_1_and_still_prints_its_line(
    query: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", query, "--json"]) == 1
    (line,) = lines(capsys.readouterr().out)
    assert line["results"] == []


@pytest.mark.parametrize("query", ["Mad World", "/mood sad", "/mood bassy", "zzzz qqqq", "/help"])
def test_ask_speaks_to_people_in_words(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", query])
    assert capsys.readouterr().out.strip()


def test_compare_shows_every_model(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", title]) == 0
    shown = capsys.readouterr().out
    assert all(model in shown for model in ("cosine", "cluster", "autoencoder", "mood"))


def test_build_reports_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    csv = tmp_path / "small.csv"
    write_catalogue(csv)
    assert main(["build", "--catalogue", str(csv), "--out", str(out), "--json"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert set(line) == {"rows", "dropped", "tracks", "models", "noted"}
    assert line["dropped"] == {"missing_title": 1}
    assert Engine.open(out).provenance.tracks == line["tracks"]


def write_catalogue(csv: Path) -> None:
    rows = demo_frame(60).to_pylist()
    rows[0]["track_name"] = None
    pa_csv.write_csv(pa.Table.from_pylist(rows), csv)


TROUBLE = [
    (["match", "x", "--artefact", "/nowhere/at/all"], "no artefact"),
    (["match", "x", "--limit", "0"], "--limit"),
    (["match", "x", "--limit", "many"], "--limit"),
    (["match"], "Missing argument"),
    (["sing"], "sing"),
    (["ask", "/mood sad", "--sideways"], "--sideways"),
    (["build", "--catalogue", "/nowhere.csv"], "/nowhere.csv"),
    (["reproduce", "/nowhere.csv"], "/nowhere.csv"),
    (["build", "--catalogue", "demo", "--out", "."], "not an artefact folder"),
    (["build", "--catalogue", "demo", "--out", "/"], "not an artefact folder"),
    (["build", "--catalogue", "demo", "--out", "/etc/passwd/x"], "/etc/passwd"),
    (["demo", "--say", " "], "--say"),
]


@pytest.mark.parametrize(("arguments", "names"), TROUBLE)
def test_bad_arguments_and_files_exit_with_2_and_one_line(
    arguments: list[str], names: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("segue: ")
    assert names in line


def test_an_unknown_model_exits_with_2(title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", title, "--model", "magic"]) == 2
    assert "magic" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"), [("SEGUE_SONGS", "a few"), ("SEGUE_WEBHOOK_URL", "not an address")]
)
def test_a_setting_of_the_wrong_kind_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["match", "x"]) == 2
    assert name in capsys.readouterr().err


def test_alone_it_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "compare" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["-h", "--help", "--version"])
def test_help_and_version_are_no_errors(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([option]) == 0
    assert capsys.readouterr().out.strip()


def test_a_title_that_is_not_there_has_a_json_line_in_compare_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", "qqqq zzzz xxxx", "--json"]) == 1
    assert lines(capsys.readouterr().out) == [
        {"query": "qqqq zzzz xxxx", "seed": None, "models": {}}
    ]


def test_a_query_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "\x1b[31mqqqq\x07 zzzz"])
    assert not {"\x1b", "\x07"} & set(capsys.readouterr().out)


def test_a_track_id_is_shown_whole_on_a_narrow_terminal(
    engine: Engine,
    title: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    main(["match", title])
    assert engine.table.texts("track_id")[0] in capsys.readouterr().out


def test_bytes_that_are_no_text_come_back_as_text(artefact: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "-", "--json"],
        input=b"mad \xff world\n",
        capture_output=True,
        check=False,
        env=os.environ | {"SEGUE_ARTEFACT": str(artefact), "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("ascii"))["results"] == []


@pytest.mark.parametrize("token", ["abc", "12 34:xx/yy", "1:"])
def test_a_token_that_cannot_be_one_is_refused_before_anything_starts(
    token: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEGUE_TOKEN", token)
    assert main(["serve"]) == 2
    said = capsys.readouterr().err
    assert "SEGUE_TOKEN is not a bot token" in said
    assert token not in said.replace("123456:ABC-def", "")


def test_serve_without_a_token_says_where_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SEGUE_TOKEN", raising=False)
    assert main(["serve"]) == 2
    assert "@BotFather" in capsys.readouterr().err


def test_demo_says_one_message_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--say", "/start"]) == 0
    assert "Send me a song" in capsys.readouterr().out


@pytest.mark.parametrize("showcase", SHOWCASE, ids=lambda showcase: showcase.artist)
def test_the_built_in_songs_of_the_guide_are_found(
    showcase: Showcase, capsys: pytest.CaptureFixture[str]
) -> None:
    title = showcase.recordings[0][0]
    assert main(["ask", f"{showcase.artist} - {title}", "--json"]) == 0
    (line,) = lines(capsys.readouterr().out)
    assert isinstance(line["seed"], dict)
    assert (line["seed"]["title"], line["seed"]["artist"]) == (title, showcase.artist)
