"""What the commands report: records for JSON lines, tables for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import intent as intents
from bot import outcome as outcomes
from bot.intent import Intent
from bot.outcome import Outcome
from bot.payload import MOOD_STEPS, MoodSeed
from engine.artifact import Provenance
from engine.mood import AXES
from engine.types import Recommendation, Track

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to print; `rows` are as long as `columns`."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""


def build_record(made: Provenance, noted: Mapping[str, int]) -> Record:
    """Return what `segue build --json` prints."""
    return {
        "rows": made.rows,
        "dropped": dict(made.dropped),
        "tracks": made.tracks,
        "models": list(made.models),
        "noted": dict(noted),
    }


def build_table(
    made: Provenance, noted: Mapping[str, int], seconds: Mapping[str, float], folder: Path
) -> Table:
    """Return what `segue build` prints."""
    rows = [
        ("rows read", f"{made.rows:,}"),
        *((f"rows dropped: {_words(why)}", f"{count:,}") for why, count in made.dropped.items()),
        *((_words(what), f"{count:,}") for what, count in noted.items() if count),
        ("tracks", f"{made.tracks:,}"),
        ("playlists", f"{made.playlists:,}"),
        *((_words(what), f"{value:g}") for what, value in made.measured.items()),
        *((f"seconds for {part}", f"{spent:.1f}") for part, spent in seconds.items()),
    ]
    return Table(f"Built from {made.source}", ("", ""), rows, f"artefact: {folder}")


def _words(name: str) -> str:
    return name.replace("_", " ")


def match_record(query: str, found: Sequence[tuple[Track, float]]) -> Record:
    """Return what `segue match --json` prints for one query."""
    return {"query": query, "results": [_track(track, score) for track, score in found]}


def match_table(query: str, found: Sequence[tuple[Track, float]]) -> Table:
    """Return what `segue match` prints for one query."""
    rows = [(t.title, t.artist, t.year or "", f"{score:.2f}", t.track_id) for t, score in found]
    note = "" if found else "no song of that name here"
    return Table(query, ("title", "artist", "year", "score", "track id"), rows, note)


def ask_record(query: str, intent: Intent, outcome: Outcome) -> Record:
    """Return what `segue ask --json` prints for one query.

    Beside the contract's fields, "candidates" lists what an uncertain title may mean, and "mood"
    the quantile asked on each named axis.
    """
    record: Record = {
        "query": query,
        "kind": _kind(intent, outcome),
        "seed": None,
        "model": None,
        "results": [],
    }
    match outcome:
        case outcomes.Songs():
            record |= {"seed": _seed(outcome), "model": outcome.model}
            record["results"] = [_pick(pick) for pick in outcome.picks]
        case outcomes.MoodSongs():
            record |= {"model": "mood", "mood": _mood(outcome.seed)}
            record["results"] = [_pick(pick) for pick in outcome.picks]
        case outcomes.Unsure():
            record["candidates"] = [_named(track) for track in outcome.candidates]
    return record


def answered(outcome: Outcome) -> bool:
    """Tell whether a query got songs."""
    return isinstance(outcome, outcomes.Songs | outcomes.MoodSongs) and bool(outcome.picks)


def compare_table(
    seed: Track, answers: Mapping[str, Sequence[Recommendation]], limit: int
) -> Table:
    """Return the models side by side; a song that several name is marked with how many do."""
    named = [pick.track.track_id for picks in answers.values() for pick in picks]
    columns = [
        [_cell(pick.track, named.count(pick.track.track_id)) for pick in picks]
        + [""] * (limit - len(picks))
        for picks in answers.values()
    ]
    rows = list(zip(range(1, limit + 1), *columns, strict=True))
    note = "×2: two of the models name the song"
    return Table(f"Songs like {seed.title} by {seed.artist}", ("", *answers), rows, note)


def compare_record(
    query: str, seed: Track | None, answers: Mapping[str, Sequence[Recommendation]]
) -> Record:
    """Return what `segue compare --json` prints; `seed` is None when no song was found."""
    models = {model: [_pick(pick) for pick in picks] for model, picks in answers.items()}
    return {"query": query, "seed": seed and _named(seed), "models": models}


def _cell(track: Track, times: int) -> str:
    return f"{track.title} · {track.artist}" + (f" ×{times}" if times > 1 else "")


def _kind(intent: Intent, outcome: Outcome) -> str:
    match outcome:
        case outcomes.Songs():
            return "title" if isinstance(intent, intents.Title) else outcome.seed.kind
        case outcomes.MoodSongs() | outcomes.MoodUnclear():
            return "mood"
        case outcomes.Unsure():
            return "unsure"
        case outcomes.UnknownSong():
            return "unknown"
        case outcomes.LinkUnknown() | outcomes.LinkForeign() | outcomes.Refusal.SHORT_LINK_DEAD:
            return "link"
        case _:
            return "talk"


def _seed(outcome: outcomes.Songs) -> Record:
    (name, *others) = outcome.names
    seed: Record = {"kind": outcome.seed.kind, "title": name.title, "artist": name.artist}
    if outcome.seed.kind == "tracks" and len(outcome.seed.ids) == 1:
        seed = {"track_id": outcome.seed.ids[0], "title": name.title, "artist": name.artist}
    if others:
        seed["with"] = [{"title": one.title, "artist": one.artist} for one in others]
    return seed


def _mood(seed: MoodSeed) -> Record:
    axes = zip(AXES, seed.axes, strict=True)
    return {axis: round(step / MOOD_STEPS, 2) for axis, step in axes if step is not None}


def _named(track: Track) -> Record:
    return {"track_id": track.track_id, "title": track.title, "artist": track.artist}


def _track(track: Track, score: float) -> Record:
    return {**_named(track), "score": round(score, 6)}


def _pick(pick: Recommendation) -> Record:
    genre = pick.track.genres[0] if pick.track.genres else None
    return {**_track(pick.track, pick.score), "genre": genre, "year": pick.track.year}
