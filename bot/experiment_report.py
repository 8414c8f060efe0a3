"""What `segue experiment` shows of an experiment: records, tables, and a picture."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.ranking import experiment_of
from bot.reports import Record, Table
from engine.ballots import Answer
from engine.experiment import Duel, Experiment, Verdict, decide
from storage.sql import open_store


async def judged(url: str, teams: Sequence[str]) -> Experiment:
    """Return how the experiment between `teams` stands; raises StorageError."""
    store = await open_store(url)
    try:
        credits_ = await store.credits(experiment_of(tuple(teams)) or "")
    finally:
        await store.close()
    answers = [Answer(one.chat_id, one.at, one.points) for one in credits_]
    return decide(answers, teams, datetime.now(UTC))


def records(found: Experiment) -> list[Record]:
    """Return what `segue experiment --json` prints: a line a team, then a line a duel."""
    teams: list[Record] = [
        {
            "team": one.team,
            "points": one.points,
            "wins": one.wins,
            "ties": one.ties,
            "losses": one.losses,
        }
        for one in found.standings
    ]
    return teams + [_duel_record(duel, found.credited) for duel in found.duels]


def _duel_record(duel: Duel, credited: int) -> Record:
    return {
        "challenger": duel.challenger,
        "control": duel.control,
        "verdict": duel.verdict.value,
        "winner": duel.winner,
        "win_probability": round(duel.win_probability, 4),
        "ci95": [round(end, 4) for end in duel.interval],
        "evidence": round(duel.evidence, 4),
        "needed": round(duel.needed, 4),
        "wins": duel.wins,
        "ties": duel.ties,
        "losses": duel.losses,
        "answers": duel.answers,
        "at_most": duel.at_most,
        "chats": duel.cast,
        "chats_open": duel.open,
        "credited": credited,
    }


def tables(found: Experiment) -> list[Table]:
    """Return what `segue experiment` prints."""
    standings = [(s.team, s.points, s.wins, s.ties, s.losses) for s in found.standings]
    duels = [
        (
            f"{duel.challenger} against {duel.control}",
            said(duel),
            f"{duel.win_probability:.0%} ({duel.interval[0]:.0%} to {duel.interval[1]:.0%})",
            f"{duel.evidence:.3g} of {duel.needed:g}",
            f"{duel.answers} of at most {duel.at_most}",
            f"{duel.cast} ({duel.open} open)",
        )
        for duel in found.duels
    ]
    columns = ("duel", "decision", "wins a decisive answer", "evidence", "answers", "chats")
    note = "a chat counts once, when a team leads it by three answers or its week is over"
    return [
        Table(
            f"All {found.credited:,} credited answers",
            ("team", "points", "wins", "ties", "losses"),
            standings,
            "points: likes minus dislikes of the songs that a team placed",
        ),
        Table("By the stop rule of docs/EXPERIMENT.md", columns, duels, note),
    ]


def said(duel: Duel) -> str:
    """Return a duel's decision in words."""
    match duel.verdict:
        case Verdict.RUNNING:
            return "still running"
        case Verdict.WINNER:
            return f"{duel.winner} is better"
        case Verdict.NO_DIFFERENCE:
            return "no difference found"


def picture(found: Experiment, file: Path) -> None:
    """Draw the evidence as it grew, and how often each challenger wins, as a PNG.

    Raises OSError when the file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    FigureCanvasAgg(figure)  # no window, no global state
    growth, chances = figure.subplots(1, 2, width_ratios=(2, 1))
    for place, duel in enumerate(found.duels):
        decisive, evidence = zip((0, 1.0), *duel.path, strict=True)
        growth.step(decisive, evidence, where="post", label=f"{duel.challenger}: {said(duel)}")
        growth.axhline(duel.needed, color="0.4", linestyle="--", linewidth=1)
        low, high = duel.interval
        chances.plot([low, high], [place, place], linewidth=3, color=f"C{place}")
        chances.plot([duel.win_probability], [place], "o", color=f"C{place}")
    growth.set(
        yscale="log",
        xlabel="decisive answers in cast ballots",
        ylabel="evidence",
        title="Evidence, and where it decides (dashed)",
    )
    chances.axvline(0.5, color="0.4", linestyle="--", linewidth=1)
    chances.set(
        xlim=(0, 1),
        xlabel="wins a decisive answer, 95 %",
        yticks=range(len(found.duels)),
        yticklabels=[duel.challenger for duel in found.duels],
        title=f"against {found.standings[0].team}",
    )
    chances.margins(y=0.5)
    growth.legend()
    figure.savefig(file, format="png", dpi=120)
