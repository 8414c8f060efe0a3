"""Groups of held-out playlists: every playlist has its turn to be a member nobody learned from."""

from collections.abc import Iterator

import numpy as np

from data.heldout import FOLDS, fold_of, without
from engine.evaluate_group import Fold, HeldOutList
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import TasteSpace


def group_folds(table: TrackTable, songs: Songs) -> Iterator[Fold]:
    """Yield the folds: tastes fitted without a fifth of the playlists, and that fifth.

    Parameters
    ----------
    table
        The whole catalogue. A fifth that none of its playlists is in yields nothing.
    songs
        The catalogue's songs and artists.
    """
    members: dict[str, list[int]] = {}
    for row, own in enumerate(table.tracks.column("playlists").to_pylist()):
        for playlist in own:
            members.setdefault(playlist, []).append(row)
    known = {one["playlist_id"]: one for one in table.playlists.to_pylist()}
    for fold in range(FOLDS):
        held = [
            HeldOutList(
                np.array(members[one], np.intp), known[one]["genre"], known[one]["subgenre"]
            )
            for one in sorted(members)
            if fold_of(one) == fold
        ]
        if held:
            space = TasteSpace.of(without(table, {fold}), songs.artist.astype(np.intp))
            yield Fold(space, songs, held)
