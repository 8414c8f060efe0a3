"""A model's ranking and a profile to a ranking for whoever asks."""

from collections import Counter

import numpy as np

from engine.model import Model
from engine.select import Songs
from engine.table import TrackTable
from engine.taste import Profile
from engine.text import fold
from engine.types import Floats, Mask, Neighbours, Rows

POOL = 400  # candidates that are re-ranked
BENCHED_AT = 2  # disliked songs of an artist
_LIKES = 0.5


def left_out(profile: Profile, table: TrackTable, songs: Songs) -> Mask:
    """Return what a profile never wants: (n_tracks,) bool.

    That is what it disliked and its versions, artists with two disliked songs, blocked artists
    and genres, and what it liked, which it knows.
    """
    mask = songs.versions(np.array([*profile.disliked, *profile.liked], np.intp))
    disliked = {(int(songs.artist[row]), int(songs.song[row])) for row in profile.disliked}
    counts = Counter(artist for artist, _ in disliked)
    benched = [artist for artist, count in counts.items() if count >= BENCHED_AT]
    mask |= np.isin(songs.artist, benched)
    if profile.blocked_artists:
        mask |= np.array([fold(n) in profile.blocked_artists for n in table.texts("artist")])
    if profile.blocked_genres:
        for column in ("genres", "subgenres"):
            lists = table.tracks.column(column).to_pylist()
            mask |= np.array([not profile.blocked_genres.isdisjoint(one) for one in lists])
    return mask


def reranked(
    near: Neighbours, model: Model, target: Floats, profile: Profile, excluded: Mask
) -> Neighbours:
    """Return a ranking whose first `POOL` rows are in the order that a profile likes.

    Scores stay the model's.
    """
    if not profile.liked:
        return near
    pool = model.neighbours(target, POOL, excluded)
    liked = model.target_of_rows(np.array(profile.liked, np.intp))
    alike = model.neighbours(liked, len(excluded), np.zeros_like(excluded))
    closeness = np.zeros(len(excluded), np.float32)
    closeness[alike.rows] = alike.scores
    order: Rows = np.argsort(-(pool.scores + _LIKES * closeness[pool.rows]), kind="stable")
    return Neighbours(
        np.concatenate([pool.rows[order], near.rows[POOL:]]),
        np.concatenate([pool.scores[order], near.scores[POOL:]]),
    )
