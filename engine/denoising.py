"""Training of the denoising autoencoder, in torch: imported where a model is fitted, only.

What serves never imports this module; `engine.autoencoder` runs the trained encoder in numpy.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from engine.types import Floats

Layers = tuple[tuple[Floats, Floats], ...]
"""Weight, (d_in, d_out), and bias, (d_out,), of each linear layer; SiLU stands between them."""

_HIDDEN = (128, 64)
_BATCH = 256
_RATE = 2e-3
_LEAST_STEPS = 64  # a round; a small catalogue is gone over several times in one
_SAMPLE = 100_000  # tracks learned from; more only take longer


@dataclass(frozen=True, slots=True)
class Split:
    """Points to learn from, to stop by and to report on; no track is in two of them."""

    train: Tensor
    watch: Tensor
    test: Tensor


@dataclass(frozen=True, slots=True)
class Trained:
    """An encoder, and what it loses on tracks that it never saw, beside PCA of the same size."""

    encoder: Layers
    mse: float
    pca_mse: float


def train(
    points: Floats,
    size: int,
    noise: float,
    rounds: int,
    patience: int,
    seed: int,
    progress: Callable[[float], None],
) -> Trained:
    """Train an autoencoder of `points`, (n, d), with a bottleneck of `size`.

    It is shown each point with Gaussian noise of standard deviation `noise` on every feature and
    learns to give the clean point back (Vincent et al. 2008, "Extracting and Composing Robust
    Features with Denoising Autoencoders"). The output is linear, so that it can reach any value.
    A round is a pass over the tracks; the weights of the best round on the watched tracks are
    kept, and `patience` rounds without a better one end the training.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the layers are small, and one thread repeats to the last bit
    try:
        split = _split(points, seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            encoder = _stack((points.shape[1], *_HIDDEN, size))
            decoder = _stack((size, *_HIDDEN[::-1], points.shape[1]))
            net = nn.Sequential(encoder, decoder)
            _descend(net, split, noise, rounds, patience, progress)
        return Trained(_layers(encoder), _loss(net, split.test), _pca_mse(split, size))
    finally:
        torch.set_num_threads(threads)


def _stack(widths: tuple[int, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), nn.SiLU()]
    return nn.Sequential(*layers[:-1])


def _split(points: Floats, seed: int) -> Split:
    """Set a twentieth aside to stop by and another to report on."""
    order = np.random.default_rng(seed).permutation(len(points))[:_SAMPLE]
    aside = max(1, len(order) // 20)
    if len(order) < 4:  # nothing can be spared
        everything = torch.from_numpy(points)
        return Split(everything, everything, everything)
    shuffled = torch.from_numpy(points[order])
    return Split(shuffled[2 * aside :], shuffled[:aside], shuffled[aside : 2 * aside])


def _descend(
    net: nn.Sequential,
    split: Split,
    noise: float,
    rounds: int,
    patience: int,
    progress: Callable[[float], None],
) -> None:
    """Train `net` in place and leave it with the weights of its best round."""
    batches = -(-len(split.train) // _BATCH)
    passes = -(-_LEAST_STEPS // batches)
    steps = rounds * passes * batches
    optimiser = torch.optim.Adam(net.parameters(), lr=_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps)
    best, best_weights, waited = float("inf"), deepcopy(net.state_dict()), 0
    for round_ in range(rounds):
        for batch in _batches(split.train, passes):
            loss = nn.functional.mse_loss(net(batch + noise * torch.randn_like(batch)), batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimiser.step()
            schedule.step()
        watched = _loss(net, split.watch)
        waited += 1
        if watched < best:
            best, best_weights, waited = watched, deepcopy(net.state_dict()), 0
        if waited == patience:
            break
        progress((round_ + 1) / rounds)
    net.load_state_dict(best_weights)
    progress(1.0)


def _batches(points: Tensor, passes: int) -> list[Tensor]:
    """Return `passes` times all points, shuffled anew each time, in batches."""
    return [
        points[chosen]
        for _ in range(passes)
        for chosen in torch.split(torch.randperm(len(points)), _BATCH)
    ]


def _loss(net: nn.Sequential, points: Tensor) -> float:
    with torch.no_grad():
        return float(nn.functional.mse_loss(net(points), points))


def _layers(encoder: nn.Sequential) -> Layers:
    return tuple(
        (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
        for layer in encoder
        if isinstance(layer, nn.Linear)
    )


def _pca_mse(split: Split, size: int) -> float:
    """Return what the best linear map of the same size loses on the test points."""
    middle = split.train.mean(dim=0)
    _, _, axes = torch.linalg.svd(split.train - middle, full_matrices=False)
    kept = axes[:size]
    centred = split.test - middle
    return float(nn.functional.mse_loss(centred @ kept.T @ kept, centred))
