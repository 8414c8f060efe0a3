"""Mood: a distance on named axes (`model`), and phrases that name them (`phrase`, `lexicon`)."""

from engine.mood.model import AXES, Mood

__all__ = ["AXES", "Mood"]
