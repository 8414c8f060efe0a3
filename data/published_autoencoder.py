"""The first source document's autoencoder, as it was published: imported by `data.reproduce` only.

Every flaw is kept: all tracks in one batch, a bottleneck wider than the input, no held-out tracks,
and a sigmoid as last layer, which answers in (0, 1) to an input that reaches from -3 to 5. What is
ours: a seed, and one row of similarities in place of the document's n x n matrix.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.types import Floats

EPOCHS = 50
_CODE = 64
_THREADS = 2


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """What a run of the document's training leaves behind.

    `losses` are the training loss (mean squared error) of each epoch; `floor` is the least that
    any output in (0, 1) loses on this input; `codes` is (n_rows, 64).
    """

    losses: tuple[float, ...]
    floor: float
    codes: Floats

    def similarities(self, position: int) -> Floats:
        """Return the cosine of one row's code with every row's, (n_rows,)."""
        unit = self.codes / np.linalg.norm(self.codes, axis=1, keepdims=True)
        return np.asarray(unit @ unit[position], dtype=np.float32)


def run(
    standardised: Floats, seed: int, progress: Callable[[float], None], epochs: int = EPOCHS
) -> PublishedRun:
    """Train as the document does on standardised input, (n_rows, d)."""
    threads = torch.get_num_threads()
    torch.set_num_threads(min(threads, _THREADS))
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return _run(torch.from_numpy(standardised), progress, epochs)
    finally:
        torch.set_num_threads(threads)


def _run(points: Tensor, progress: Callable[[float], None], epochs: int) -> PublishedRun:
    encoder, decoder = _encoder(points.shape[1]), _decoder(points.shape[1])
    net = nn.Sequential(encoder, decoder)
    optimiser = torch.optim.Adam(net.parameters(), lr=0.001)
    losses = []
    for epoch in range(epochs):
        loss = nn.functional.mse_loss(net(points), points)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        losses.append(loss.item())
        progress((epoch + 1) / epochs)
    net.eval()
    with torch.no_grad():
        codes = encoder(points).numpy()
    floor = nn.functional.mse_loss(points.clamp(0, 1), points).item()
    return PublishedRun(tuple(losses), floor, codes)


def _encoder(width: int) -> nn.Sequential:
    return nn.Sequential(
        *(nn.Linear(width, 512), nn.ReLU(), nn.BatchNorm1d(512), nn.Dropout(0.3)),
        *(nn.Linear(512, 256), nn.ReLU(), nn.BatchNorm1d(256), nn.Dropout(0.3)),
        nn.Linear(256, _CODE),
    )


def _decoder(width: int) -> nn.Sequential:
    return nn.Sequential(
        *(nn.Linear(_CODE, 256), nn.ReLU(), nn.BatchNorm1d(256)),
        *(nn.Linear(256, 512), nn.ReLU(), nn.BatchNorm1d(512)),
        *(nn.Linear(512, width), nn.Sigmoid()),
    )
