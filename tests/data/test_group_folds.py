"""Groups are made of playlists that the tastes beside them were not fitted to."""

import numpy as np

from data.group_folds import group_folds
from data.heldout import FOLDS, fold_of, without
from engine.facade import Engine
from engine.taste import TasteSpace


def test_every_playlist_is_held_out_once_with_its_tracks(engine: Engine) -> None:
    playlists: dict[str, list[int]] = {}
    for row, own in enumerate(engine.table.tracks.column("playlists").to_pylist()):
        for one in own:
            playlists.setdefault(one, []).append(row)
    held = [
        one.rows.tolist() for fold in group_folds(engine.table, engine.songs) for one in fold.lists
    ]
    assert sorted(held) == sorted(playlists.values())


def test_tastes_are_fitted_without_what_is_held_out(engine: Engine) -> None:
    artist = engine.songs.artist.astype(np.intp)
    fold = next(group_folds(engine.table, engine.songs))
    kept = TasteSpace.of(without(engine.table, {0}), artist)
    assert np.array_equal(fold.space.vectors, kept.vectors)
    assert not np.array_equal(fold.space.vectors, TasteSpace.of(engine.table, artist).vectors)


def test_a_fifth_without_playlists_is_passed_over(engine: Engine) -> None:
    playlists = engine.table.playlists.column("playlist_id").to_pylist()
    empty = {fold_of(one) for one in playlists} - {0}
    folds = list(group_folds(without(engine.table, empty), engine.songs))
    assert len(folds) == 1 < FOLDS
