"""A catalogue to the figures of `engine.evaluate`: what is learned sees no held-out playlist."""

from collections.abc import Callable, Iterator

import numpy as np

from data.catalogue import Catalogue
from data.heldout import hold_out
from engine.evaluate import CONDITIONS, QUICK, Exam, Figure
from engine.model import Model
from engine.models import MODELS
from engine.taste import TasteSpace

QUERIES, QUICK_QUERIES = 600, 100
_FITTING = 0.2  # the share of the work that is fitting, for the eye only


def evaluate(
    catalogue: Catalogue, heard: Callable[[str, float], None], *, quick: bool = False
) -> Iterator[Figure]:
    """Fit every model without the held-out playlists, and yield the figures.

    Parameters
    ----------
    catalogue
        Any catalogue with playlists.
    heard
        Told what is at work and the share done, 0..1.
    quick
        Ask fewer queries under fewer conditions: intervals are wider.

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
        lambda name, done: heard(name, _FITTING + (1 - _FITTING) * done), chosen
    )
