"""Measure how each rule serves the members of groups made of held-out playlists.

    python tests/bench/groups.py ../shared/data/spotify_songs.csv.gz

The figures are those of `engine.evaluate_group`, as in `segue evaluate`; the times are of
`Engine.for_group`'s parts over the whole catalogue, without a seed.
"""

import sys
import time
from pathlib import Path

import numpy as np

from data.catalogue import load_catalogue
from data.group_folds import group_folds
from engine.evaluate import Figure
from engine.evaluate_group import PLAIN, group_rows
from engine.group import sequence
from engine.panel import Panel, everyone
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import Profile, TasteSpace
from engine.types import Row
from engine.vetoes import left_out

_QUESTIONS = 100


def report(figures: tuple[Figure, ...]) -> None:
    """Print the figures, a line each rule and metric."""
    for figure in figures:
        low, high = figure.ci95
        change = " vs " in figure.metric
        if change and figure.model in ("group:average", f"group:{PLAIN}"):
            continue
        form = "{:+.1%} ({:+.1%} to {:+.1%})" if change else "{:.4f} ({:.4f} to {:.4f})"
        text = form.format(figure.value, low, high)
        sys.stdout.write(f"{figure.model:22} {figure.metric:42} {text}\n")


def times(table: TrackTable, songs: Songs, space: TasteSpace) -> None:
    """Print how long a group's five songs take, for some sizes of groups."""
    rng = np.random.default_rng(0)
    for size in (1, 2, 5, 10, 50):
        took = []
        for _ in range(_QUESTIONS):
            likes = rng.integers(len(table), size=(size, 5)).tolist()
            members = [Profile(liked=tuple(map(Row, own))) for own in likes]
            started = time.perf_counter()
            excluded = left_out(everyone(members), table, songs)
            panel = Panel.of_tastes(members, space, songs, excluded)
            codes = songs.song[panel.rows], songs.artist[panel.rows]
            sequence(panel.scores, panel.vetoes, *codes)
            took.append(1000 * (time.perf_counter() - started))
        middle, last = np.percentile(took, [50, 95])
        sys.stdout.write(f"{size:3} members: median {middle:.1f} ms, p95 {last:.1f} ms\n")


def main(path: str) -> None:
    """Print the quality of the rules, then the times."""
    table = load_catalogue(Path(path)).table
    songs = Songs.of(table.texts("title"), table.texts("artist"))
    report(group_rows(group_folds(table, songs)))
    times(table, songs, TasteSpace.of(table, songs.artist.astype(np.intp)))


if __name__ == "__main__":
    main(sys.argv[1])
