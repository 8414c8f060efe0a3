"""Each metric equals what a person computes by hand."""

import doctest
from math import log2

import numpy as np
import pytest

from engine import metrics
from engine.metrics import (
    artist_diversity,
    coverage,
    gain_interval,
    mean_interval,
    ndcg,
    recall,
)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(metrics).failed == 0


def test_ndcg_is_the_sum_by_hand() -> None:
    found = ndcg([True, False, True, False], relevant=3, k=4)
    assert found == pytest.approx((1 + 1 / log2(4)) / (1 + 1 / log2(3) + 1 / log2(4)))


@pytest.mark.parametrize(("hits", "expected"), [([True] * 3, 1.0), ([False] * 3, 0.0), ([], 0.0)])
def test_ndcg_is_one_for_the_perfect_list_and_nothing_for_a_useless_one(
    hits: list[bool], expected: float
) -> None:
    assert ndcg(hits, relevant=3, k=3) == expected


def test_places_beyond_the_cut_do_not_count() -> None:
    assert ndcg([False, False, True], relevant=1, k=2) == 0
    assert recall([False, False, True], relevant=1, k=2) == 0


def test_nothing_to_find_is_worth_nothing() -> None:
    assert (ndcg([False], 0, 10), recall([False], 0, 10)) == (0, 0)


def test_recall_can_reach_one_though_more_is_relevant_than_shown() -> None:
    assert recall([True, True], relevant=50, k=2) == 1


def test_diversity_and_coverage_count_distinct_things() -> None:
    assert artist_diversity([3, 3, 3, 4]) == 0.5
    assert artist_diversity([]) == 0
    assert coverage([np.array([1, 2, 3]), np.array([3, 4])], tracks=8) == 0.5


def test_an_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    rng = np.random.default_rng(1)
    few, many = rng.random(50), rng.random(5_000)
    for values in (few, many):
        low, high = mean_interval(values, np.random.default_rng(0))
        assert low < values.mean() < high
    assert np.ptp(mean_interval(many, rng)) < np.ptp(mean_interval(few, rng))


def test_an_interval_is_the_same_for_the_same_seed() -> None:
    values = np.random.default_rng(1).random(100)
    first, second = (mean_interval(values, np.random.default_rng(7)) for _ in range(2))
    assert first == second


def test_a_gain_that_each_query_shares_has_a_narrow_interval() -> None:
    before = np.random.default_rng(1).random(200)
    gain, low, high = gain_interval(before, before * 1.5, np.random.default_rng(0))
    assert (gain, low, high) == pytest.approx((0.5, 0.5, 0.5))


def test_nothing_before_is_no_ground_for_a_gain() -> None:
    assert gain_interval(np.zeros(3), np.ones(3), np.random.default_rng(0)) == (0, 0, 0)
