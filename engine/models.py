"""Every model there is, by the name that users, artefacts and buttons know it by."""

from collections.abc import Mapping

from engine.autoencoder import Autoencoder
from engine.cluster import Cluster
from engine.cosine import Cosine
from engine.model import Model
from engine.mood import Mood

MODELS: Mapping[str, type[Model]] = {
    "cosine": Cosine,
    "cluster": Cluster,
    "autoencoder": Autoencoder,
    "mood": Mood,
}
"""Every model there is, in the order in which users see them; the first is the default."""
