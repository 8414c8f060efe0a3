"""A denoising autoencoder's code as the space of similarity: trained in torch, served in numpy."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.cosine import cosines, unit
from engine.features import WEIGHTS, FeatureScaler
from engine.topk import top_k
from engine.types import Arrays, Floats, Mask, Neighbours, Rows

if TYPE_CHECKING:
    from engine.denoising import Layers

SIZE = 8
NOISE = 0.3

_ROUNDS = 30
_PATIENCE = 5
_CHUNK = 16_384


def _unheard(share: float) -> None:
    """Report progress to nobody."""


class Autoencoder:
    """Rank tracks by the cosine of their codes in an autoencoder's bottleneck.

    The code of a track is what the network must keep of it to tell it from noise, so features
    that say the same thing (energy, loudness, acousticness) share a place in it.

    Parameters
    ----------
    size
        Of the bottleneck; smaller than the number of features, or nothing need be learned.
    noise
        Standard deviation of the training noise, in units of a scaled feature.
    rounds, patience
        Most passes over the tracks, and how many without improvement end the training.
    seed
        Of the split, the first weights, the batches and the noise.
    progress
        Called with the share done, 0..1, after each pass.

    Attributes
    ----------
    layers_
        The encoder: weight (d_in, d_out) and bias (d_out,) of each linear layer, float32.
    embedding_
        Codes about their mean, at length 1, (n_tracks, size) float32.
    mse_, pca_mse_
        Mean squared error on held-out tracks, in squared units of a scaled feature, of the
        network and of PCA with as many components; 0-d float32.
    """

    scaler_: FeatureScaler
    layers_: "Layers"
    embedding_: Floats
    mse_: Floats
    pca_mse_: Floats

    def __init__(
        self,
        size: int = SIZE,
        noise: float = NOISE,
        rounds: int = _ROUNDS,
        patience: int = _PATIENCE,
        seed: int = 0,
        progress: Callable[[float], None] = _unheard,
    ) -> None:
        if not 0 < size < len(WEIGHTS):
            raise ValueError(f"a bottleneck is of 1 to {len(WEIGHTS) - 1} values, not {size}")
        self.size = size
        self.noise = noise
        self.rounds = rounds
        self.patience = patience
        self.seed = seed
        self.progress = progress

    @property
    def name(self) -> str:
        """The name users and artefacts know the model by."""
        return "autoencoder"

    def fit(self, features: Floats) -> Self:
        """Learn from raw features, (n_tracks, len(FEATURES)) float32."""
        from engine.denoising import train

        self.scaler_ = FeatureScaler().fit(features)
        points = self.scaler_.transform(features)
        trained = train(
            points, self.size, self.noise, self.rounds, self.patience, self.seed, self.progress
        )
        self.layers_ = _centred(trained.encoder, points)
        self.embedding_ = unit(_codes(self.layers_, points))
        self.mse_ = np.array(trained.mse, dtype=np.float32)
        self.pca_mse_ = np.array(trained.pca_mse, dtype=np.float32)
        return self

    def target_of_rows(self, rows: Rows) -> Floats:
        """Return the direction midway between the tracks' codes, (size,) float32."""
        return unit(self.embedding_[rows].mean(axis=0))

    def target_of_features(self, features: Floats) -> Floats:
        """Return the code of raw features, (len(FEATURES),) float32, NaN where unknown."""
        return unit(encode(self.layers_, self.scaler_.transform(features)))

    def neighbours(self, target: Floats, k: int, excluded: Mask) -> Neighbours:
        """Return the k rows of the highest cosine, -1..1, that are not `excluded`."""
        return top_k(cosines(self.embedding_, target), k, excluded)

    def to_arrays(self) -> Arrays:
        """Return the fitted state."""
        layers = {}
        for depth, (weight, bias) in enumerate(self.layers_):
            layers[f"weight_{depth}"] = weight
            layers[f"bias_{depth}"] = bias
        return {
            "embedding": self.embedding_,
            "mse": self.mse_,
            "pca_mse": self.pca_mse_,
            **layers,
            **self.scaler_.to_arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return a fitted model from `to_arrays` output."""
        floats = {key: value.astype(np.float32, copy=False) for key, value in arrays.items()}
        depths = sum(key.startswith("weight_") for key in floats)
        model = cls(size=floats["embedding"].shape[1])
        model.scaler_ = FeatureScaler.from_arrays(arrays)
        model.layers_ = tuple((floats[f"weight_{d}"], floats[f"bias_{d}"]) for d in range(depths))
        model.embedding_ = floats["embedding"]
        model.mse_ = floats["mse"]
        model.pca_mse_ = floats["pca_mse"]
        return model


def encode(layers: "Layers", points: Floats) -> Floats:
    """Return the codes of scaled features, (..., d) to (..., size): linear, SiLU, ..., linear."""
    for weight, bias in layers[:-1]:
        sums = points @ weight + bias
        # x * sigmoid(x), by tanh: the exponential of a large -x would overflow.
        points = sums * (1 + np.tanh(sums / 2)) / 2
    weight, bias = layers[-1]
    codes: Floats = points @ weight + bias
    return codes


def _codes(layers: "Layers", points: Floats) -> Floats:
    """Encode many points, some at a time: the hidden layers are wider than the data."""
    starts = range(0, len(points), _CHUNK)
    return np.concatenate([encode(layers, points[start : start + _CHUNK]) for start in starts])


def _centred(layers: "Layers", points: Floats) -> "Layers":
    """Move the codes' mean to the origin: angles are about the middle of the catalogue."""
    weight, bias = layers[-1]
    middle = _codes(layers, points).mean(axis=0)
    return (*layers[:-1], (weight, bias - middle))
