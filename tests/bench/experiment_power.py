"""What the experiment's stop rule does under played users: errors, power, answers needed.

    python tests/bench/experiment_power.py [--runs 2000]

Every answer is a real draft of `engine.interleave`, voted on by a click model of `click_models`,
and every run is decided by `engine.experiment` as `segue experiment` decides. Rates come with
their 95 % Wilson intervals. Runs repeat exactly.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from click_models import CLICK_MODELS, LATER, TEAMS, Answer, Population, drafts, share_won
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from engine.evidence import evidence
from engine.experiment import OF_CHATS, OF_ONE_CHAT, Duel, StopRule, Verdict, decide

TARGET = 0.6
BLIND = ("random clicker", "likes the top")  # their votes know no better team


@dataclass(frozen=True)
class Outcome:
    """One run: its duel, and the credited answers of all chats up to the decision."""

    duel: Duel
    credited: int


def rate(hits: Sequence[bool]) -> str:
    """Return a share with its 95 % Wilson interval."""
    n, p, z = len(hits), float(np.mean(hits)), 1.96
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return f"{100 * p:.1f} % ({100 * abs(low):.1f} to {100 * high:.1f})"


def played(population: Population, runs: int, rule: StopRule = OF_CHATS) -> list[Outcome]:
    """Play and decide experiments."""
    rng = np.random.default_rng(1)
    outcomes = []
    for _ in range(runs):
        answers = population.run(rng)
        if rule is OF_ONE_CHAT:  # every answer a ballot of its own
            answers = [replace(answer, voter=i) for i, answer in enumerate(answers)]
        duel = decide(answers, TEAMS, LATER, rule).duels[0]
        outcomes.append(Outcome(duel, _until(answers, duel)))
    return outcomes


def _until(answers: Sequence[Answer], duel: Duel) -> int:
    end = duel.ended_at
    return len(answers) if end is None else sum(answer.at <= end for answer in answers)


def sixty_forty(population: Population) -> Population:
    """Return the population in which the hybrid wins 60 % of the decisive answers."""
    low, high = 0.0, 4.0
    for _ in range(14):
        middle = (low + high) / 2
        won = share_won(replace(population, better=middle))
        low, high = (middle, high) if won < TARGET else (low, middle)
    return replace(population, better=high)


def no_better_team(runs: int, placed: np.ndarray) -> Table:
    """Return how often a winner is declared when there is none to find."""
    table = Table("users", "chats differ", "busy chat", "winner declared", title="A/A")
    cases = [(name, 0.0, False) for name in CLICK_MODELS]
    cases += [("perfect", 1.0, False), ("perfect", 1.0, True), ("position-biased", 1.0, True)]
    for name, taste, busy in cases:
        outcomes = played(Population(CLICK_MODELS[name], placed, taste=taste, busy=busy), runs)
        wrong = [o.duel.verdict is Verdict.WINNER for o in outcomes]
        table.add_row(name, f"{taste:g}", "yes" if busy else "no", rate(wrong))
    for name, taste, busy in cases[-3:]:
        population = Population(CLICK_MODELS[name], placed, taste=taste, busy=busy)
        wrong = [
            o.duel.verdict is Verdict.WINNER for o in played(population, runs // 4, OF_ONE_CHAT)
        ]
        label = f"{name}, each answer a ballot"
        table.add_row(label, f"{taste:g}", "yes" if busy else "no", rate(wrong))
    return table


def a_better_team(runs: int, placed: np.ndarray) -> Table:
    """Return how soon the better team of 60/40 is found."""
    columns = ("users", "chats differ", "found", "wrong team", "no difference")
    quantiles = ("decisive answers, mean", "80 % within", "credited answers, 80 % within")
    table = Table(*columns, *quantiles, "interval holds 60 %", title="60/40")
    cases = [(name, 0.0) for name in CLICK_MODELS if name not in BLIND] + [("perfect", 1.0)]
    for name, taste in cases:
        population = Population(CLICK_MODELS[name], placed, taste=taste)
        outcomes = played(sixty_forty(population), runs)
        found = [o.duel.winner == TEAMS[1] for o in outcomes]
        table.add_row(
            name,
            f"{taste:g}",
            rate(found),
            rate([o.duel.winner == TEAMS[0] for o in outcomes]),
            rate([o.duel.verdict is Verdict.NO_DIFFERENCE for o in outcomes]),
            f"{np.mean([o.duel.answers for o in outcomes]):.0f}",
            f"{_within([o.duel.answers for o in outcomes], found):.0f}",
            f"{_within([o.credited for o in outcomes], found):.0f}",
            rate([o.duel.interval[0] <= TARGET <= o.duel.interval[1] for o in outcomes]),
        )
    return table


def _within(counts: Sequence[int], found: Sequence[bool]) -> float:
    return float(np.quantile(np.where(found, counts, np.inf), 0.8, method="higher"))


def designs(runs: int, _placed: np.ndarray) -> Table:
    """Return how ways of stopping compare on independent decisive answers."""
    table = Table("design", "A/A", "60/40 found", "mean answers", "80 % within", "55/45 found")
    table.title = "Designs, looked at after every answer unless said otherwise"
    results = {p: _stops(runs, p) for p in (0.5, TARGET, 0.55)}
    for name in results[0.5]:
        end, found = results[TARGET][name]
        table.add_row(
            name,
            rate(results[0.5][name][1].tolist()),
            rate(found.tolist()),
            f"{end.mean():.0f}",
            f"{_within(end.tolist(), found.tolist()):.0f}",
            rate(results[0.55][name][1].tolist()),
        )
    return table


def _stops(runs: int, p: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each design's stopping times and whether it declared a winner, (runs,) both."""
    most, fixed = OF_CHATS.at_most, 194  # 80 % power at 60/40 for one look, normal approximation
    signs = np.where(np.random.default_rng(2).random((runs, most)) < p, 1, -1)
    n = np.arange(1, most + 1)
    z = np.abs(np.cumsum(signs, axis=1)) / np.sqrt(n)
    looks = [40, 80, 120, 160, 200]  # O'Brien and Fleming's boundaries for five
    bounds = 2.040 * np.sqrt(5 / np.arange(1, 6))
    grouped = np.full(most, np.inf)
    grouped[np.array(looks) - 1] = bounds
    once = np.where(n == fixed, 1.96, np.inf)
    always = np.where(n <= fixed, 1.96, np.inf)
    designs = {
        "one look at 194": (z >= once, fixed),
        "the same test, stopped when it says so": (z >= always, fixed),
        "five looks, O'Brien-Fleming": (z >= grouped, 200),
    }
    for spread in (0.25, OF_CHATS.spread, 1.0):
        ratio = np.array([sum(evidence(row, spread)) for row in signs])
        designs[f"mixture, spread {spread:g}"] = (ratio >= 1 / OF_CHATS.alpha, most)
    return {
        name: (np.where(hit.any(axis=1), hit.argmax(axis=1) + 1, limit), hit.any(axis=1))
        for name, (hit, limit) in designs.items()
    }


def ballots(runs: int, placed: np.ndarray) -> Table:
    """Return what a ballot's size costs in answers at 60/40."""
    columns = ("lead", "days", "chats differ", "found", "decisive, 80 % within")
    table = Table(*columns, "credited, 80 % within", title="When a ballot is cast (60/40)")
    for taste in (0.0, 1.0):
        population = sixty_forty(
            Population(CLICK_MODELS["perfect"], placed, taste=taste, chats=700)
        )
        for lead, days in ((1, 7), (2, 7), (3, 7), (5, 7), (3, 2), (3, 28)):
            rule = replace(OF_CHATS, lead=lead, window=timedelta(days=days))
            outcomes = played(population, runs, rule)
            found = [o.duel.winner == TEAMS[1] for o in outcomes]
            decisive = _within([o.duel.answers for o in outcomes], found)
            credited = _within([o.credited for o in outcomes], found)
            numbers = (f"{lead}", f"{days}", f"{taste:g}")
            table.add_row(*numbers, rate(found), f"{decisive:.0f}", f"{credited:.0f}")
    return table


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    placed = drafts(20_000, np.random.default_rng(0))
    console = Console(width=200)
    for measure, repeats in (
        (designs, runs),
        (ballots, runs // 10),
        (a_better_team, runs),
        (no_better_team, runs),
    ):
        table = measure(repeats, placed)
        table.box = MARKDOWN
        console.print(table)


if __name__ == "__main__":
    main()
