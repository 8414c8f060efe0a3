"""A catalogue to the figures of `engine.evaluate` and `engine.evaluate_group`.

What is learned sees no held-out playlist.
"""

from collections.abc import Callable, Iterator

import numpy as np

from data.catalogue import Catalogue
from data.group_folds import group_folds
from data.heldout import FOLDS, hold_out
from engine.evaluate import CONDITIONS, QUICK, Exam, Figure
from engine.evaluate_group import GROUPS, Fold, group_rows
from engine.model import Model
from engine.models import MODELS
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import TasteSpace

QUERIES, QUICK_QUERIES = 600, 100
QUICK_GROUPS = 10
_FITTING, _GROUPING = 0.2, 0.1  # shares of the work, for the eye only


def evaluate(
    catalogue: Catalogue, heard: Callable[[str, float], None], *, quick: bool = False
) -> Iterator[Figure]:
    """Fit every model without the held-out playlists; yield its figures, then the groups'.

    Parameters
    ----------
    catalogue
        Any catalogue with playlists.
    heard
        Told what is at work and the share done, 0..1.
    quick
        Ask fewer queries under fewer conditions, and fewer groups: intervals are wider.

    Raises
    ------
    NothingHeldOut
        When the catalogue has no playlists, or none that is large enough.
    """
    heard("holding playlists out", 0)
    held = hold_out(catalogue.table, catalogue.source, QUICK_QUERIES if quick else QUERIES)
    heard("taste", 0)
    space = TasteSpace.of(held.table, held.songs.artist.astype(np.intp))
    models: dict[str, Model] = {}
    for done, (name, model) in enumerate(MODELS.items(), start=1):
        heard(name, _FITTING * done / (len(MODELS) + 1))
        models[name] = model().fit(held.table.features)
    exam = Exam(held.songs, held.table.feature("popularity"), space, models, held.questions)
    chosen = [told for told in CONDITIONS if not quick or told.label in QUICK]
    yield from exam.figures(
        lambda name, done: heard(name, _FITTING + (1 - _FITTING - _GROUPING) * done), chosen
    )
    folds = _told(catalogue.table, held.songs, heard)
    yield from group_rows(folds, QUICK_GROUPS if quick else GROUPS)


def _told(table: TrackTable, songs: Songs, heard: Callable[[str, float], None]) -> Iterator[Fold]:
    """Yield the folds of groups, and tell how many of them are done."""
    heard("groups", 1 - _GROUPING)
    for done, fold in enumerate(group_folds(table, songs)):
        heard("groups", 1 - _GROUPING * (1 - done / FOLDS))
        yield fold
    heard("groups", 1)
