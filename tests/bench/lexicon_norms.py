"""The English mood lexicon beside the Glasgow Norms: do people place the words where it does?

    python tests/bench/lexicon_norms.py GLASGOW_NORMS.csv

The norms (Scott, Keitel, Becirspahic, Yao, Sereno: "The Glasgow Norms: Ratings of 5,500 words on
nine scales", Behavior Research Methods 51, 2019; CC BY 4.0) are not part of this project. The
table needs the columns Word, Valence and Arousal, both rated from 1 to 9.

Valence is compared with valence, arousal with energy, each around its own middle: 5 for valence,
the median word for arousal, as readers call few words arousing. Arousal is how stirring a *word*
is, so that words of love and comfort rank high there and low in musical energy: the two agree
less, and should.
"""

import argparse
import csv
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.mood.lexicon import LEVELS, Lexicon, MoodWord

SCALES = {"valence": "Valence", "energy": "Arousal"}
MIDDLE_RATING = 5.0


def ratings(table: Path, column: str) -> dict[str, float]:
    """Return one mean rating by word."""
    with table.open(encoding="utf-8", newline="") as file:
        return {row["Word"].lower(): float(row[column]) for row in csv.DictReader(file)}


def levels(axis: str) -> dict[str, float]:
    """Return the lexicon's level by word, of the words that leave the middle of the axis."""
    return {
        word: meaning.levels[axis]
        for word, meaning in Lexicon.load().words.items()
        if isinstance(meaning, MoodWord)
        and meaning.levels.get(axis, LEVELS["mid"]) != LEVELS["mid"]
    }


def disagreements(
    named: Mapping[str, float], rated: Mapping[str, float], middle: float
) -> tuple[int, list[str]]:
    """Return how many words both know, and those they place on different sides."""
    shared = named.keys() & rated.keys()
    torn = [word for word in shared if (named[word] > LEVELS["mid"]) != (rated[word] > middle)]
    return len(shared), sorted(torn)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("norms", type=Path)
    norms = parser.parse_args().norms
    for axis, column in SCALES.items():
        rated = ratings(norms, column)
        middle = MIDDLE_RATING if axis == "valence" else float(np.median(list(rated.values())))
        words, torn = disagreements(levels(axis), rated, middle)
        sys.stdout.write(f"{axis}: {words} words, {1 - len(torn) / words:.1%} on the same side\n")
        sys.stdout.write(f"  not: {', '.join(torn)}\n")


if __name__ == "__main__":
    main()
