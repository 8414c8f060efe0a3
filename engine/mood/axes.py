"""The axes on which a mood is named."""

AXES = ("valence", "energy", "tempo", "danceability", "acousticness", "instrumentalness")
"""Axes of a target, in order. The first two are the mood plane."""
