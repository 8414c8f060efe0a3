"""What `segue evaluate` reports: a JSON line a figure, or a table a metric."""

from collections.abc import Sequence

from bot.reports import Record, Table
from engine.evaluate import Figure


def record(figure: Figure) -> Record:
    """Return what `segue evaluate --json` prints for one figure."""
    return {
        "model": figure.model,
        "metric": figure.metric,
        "value": round(figure.value, 6),
        "ci95": [round(edge, 6) for edge in figure.ci95],
    }


def tables(figures: Sequence[Figure]) -> list[Table]:
    """Return a table for each metric, in the order in which they came."""
    metrics = dict.fromkeys(figure.metric for figure in figures)
    return [
        Table(
            metric,
            ("model", "value", "95 % interval"),
            [
                (one.model, f"{one.value:.4f}", f"{one.ci95[0]:.4f} to {one.ci95[1]:.4f}")
                for one in figures
                if one.metric == metric
            ],
        )
        for metric in metrics
    ]
