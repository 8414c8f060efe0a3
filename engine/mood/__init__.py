"""Mood: a distance on named axes (`model`), and phrases that name them (`phrase`, `lexicon`)."""

from engine.mood.axes import AXES
from engine.mood.model import Mood

__all__ = ["AXES", "Mood"]
