"""What a profile never wants to hear, whatever ranks it."""

from collections import Counter

import numpy as np

from engine.select import Songs
from engine.table import TrackTable
from engine.taste import Profile
from engine.types import Mask

BENCHED_AT = 2  # disliked songs of an artist


def left_out(profile: Profile, table: TrackTable, songs: Songs) -> Mask:
    """Return the tracks that a profile never wants, (n_tracks,) bool.

    These are what it disliked and its versions, artists with two disliked songs, blocked artists
    and genres, and what it liked, which it knows.
    """
    mask = songs.versions(np.array([*profile.disliked, *profile.liked], np.intp))
    disliked = {(int(songs.artist[row]), int(songs.song[row])) for row in profile.disliked}
    counts = Counter(artist for artist, _ in disliked)
    benched = [artist for artist, count in counts.items() if count >= BENCHED_AT]
    if benched:
        mask |= np.isin(songs.artist, benched)
    if profile.blocked_artists:
        mask |= songs.by_artists(profile.blocked_artists)
    for genre in profile.blocked_genres:
        mask[table.rows_of_genre(genre)] = True
    return mask
