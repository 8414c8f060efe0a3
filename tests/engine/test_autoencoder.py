from pathlib import Path

import numpy as np
import pytest

from data.catalogue import load_catalogue
from engine.autoencoder import Autoencoder, encode
from engine.features import WEIGHTS
from engine.types import FEATURES, Floats

_TRACKS = 1_500


@pytest.fixture(scope="module")
def features() -> Floats:
    """Fifteen features that four hidden causes bend: more than a line can follow."""
    rng = np.random.default_rng(5)
    causes = rng.normal(0, 1, (_TRACKS, 4))
    bent = np.sin(causes @ rng.normal(0, 1, (4, len(FEATURES))))
    return (bent + rng.normal(0, 0.05, bent.shape)).astype(np.float32)


@pytest.fixture(scope="module")
def model(features: Floats) -> Autoencoder:
    return Autoencoder(size=5, noise=0.1).fit(features)


def test_it_loses_less_than_pca_of_the_same_size_on_tracks_it_never_saw(
    model: Autoencoder,
) -> None:
    arrays = model.to_arrays()
    assert arrays["mse"].shape == arrays["pca_mse"].shape == ()
    assert arrays["mse"] < 0.8 * arrays["pca_mse"]


@pytest.mark.real
def test_on_the_real_set_it_loses_a_quarter_less_than_pca(real_csv: Path) -> None:
    model = Autoencoder().fit(load_catalogue(real_csv).table.features)
    assert model.mse_ < 0.75 * model.pca_mse_


def test_the_encoder_in_numpy_is_the_encoder_in_torch(
    model: Autoencoder, features: Floats
) -> None:
    import torch
    from torch import nn

    layers: list[nn.Module] = []
    for weight, bias in model.layers_:
        linear = nn.Linear(*weight.shape)
        linear.load_state_dict(
            {"weight": torch.from_numpy(weight.T.copy()), "bias": torch.from_numpy(bias)}
        )
        layers += [linear, nn.SiLU()]
    points = model.scaler_.transform(features)
    with torch.no_grad():
        expected = nn.Sequential(*layers[:-1])(torch.from_numpy(points)).numpy()
    assert encode(model.layers_, points) == pytest.approx(expected, abs=1e-5)


def test_codes_are_smaller_than_the_input_and_lie_about_the_origin(
    model: Autoencoder, features: Floats
) -> None:
    codes = encode(model.layers_, model.scaler_.transform(features))
    assert codes.shape == (_TRACKS, 5)
    assert codes.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-4)


def test_a_far_outlier_has_a_code(model: Autoencoder) -> None:
    for extreme in (-1e9, 1e9):
        code = encode(model.layers_, np.full(len(WEIGHTS), extreme, dtype=np.float32))
        assert np.isfinite(code).all()


@pytest.mark.parametrize("size", [0, len(WEIGHTS), 99])
def test_a_bottleneck_that_is_none_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="bottleneck"):
        Autoencoder(size=size)


def test_progress_rises_to_one(features: Floats) -> None:
    shares: list[float] = []
    Autoencoder(rounds=3, progress=shares.append).fit(features[:200])
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_training_stops_early_when_nothing_gets_better(features: Floats) -> None:
    shares: list[float] = []
    Autoencoder(rounds=200, patience=1, progress=shares.append).fit(features[:200])
    assert 0 < len(shares) < 200


def test_a_seed_decides_everything_and_the_callers_randomness_is_left_alone(
    features: Floats,
) -> None:
    import torch

    torch.manual_seed(1)
    before = torch.get_rng_state()
    one, same, other = (
        Autoencoder(rounds=2, seed=seed).fit(features[:300]).embedding_ for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert torch.equal(before, torch.get_rng_state())
