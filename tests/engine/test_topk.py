import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.topk import top_k

_NOBODY = np.zeros(5, dtype=np.bool_)


def _scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_best_rows_come_first() -> None:
    found = top_k(_scores(0.1, 0.9, 0.5, 0.7, 0.3), 3, _NOBODY)
    assert found.rows.tolist() == [1, 3, 2]
    assert found.scores.tolist() == _scores(0.9, 0.7, 0.5).tolist()


def test_equal_scores_come_in_row_order_also_at_the_cut() -> None:
    found = top_k(_scores(0.5, 0.9, 0.5, 0.5, 0.9), 3, _NOBODY)
    assert found.rows.tolist() == [1, 4, 0]


def test_excluded_rows_never_come_back_however_good() -> None:
    excluded = np.array([False, True, False, True, False])
    assert top_k(_scores(0.1, 0.9, 0.5, 0.7, 0.3), 9, excluded).rows.tolist() == [2, 4, 0]


def test_a_row_without_a_score_is_left_out() -> None:
    found = top_k(_scores(0.1, float("nan"), 0.5, -float("inf"), float("inf")), 9, _NOBODY)
    assert found.rows.tolist() == [4, 2, 0, 3]


def test_nothing_is_left_when_all_are_excluded_or_none_is_asked_for() -> None:
    assert top_k(_scores(1, 2, 3, 4, 5), 3, ~_NOBODY).rows.size == 0
    assert top_k(_scores(1, 2, 3, 4, 5), 0, _NOBODY).rows.size == 0
    assert top_k(_scores(), 3, np.zeros(0, dtype=np.bool_)).rows.size == 0


def test_the_result_is_ready_for_an_index_and_small() -> None:
    found = top_k(_scores(1, 2, 3, 4, 5), 2, _NOBODY)
    assert found.rows.dtype == np.intp
    assert found.scores.dtype == np.float32


@given(
    scores=hnp.arrays(
        np.float32, st.integers(0, 40), elements=st.sampled_from([-1.0, 0.0, 0.5, 1.0])
    ),
    k=st.integers(0, 50),
    seed=st.integers(0, 1000),
)
def test_any_ranking_is_that_of_a_full_sort(scores: np.ndarray, k: int, seed: int) -> None:
    excluded = np.random.default_rng(seed).random(len(scores)) < 0.3
    by_hand = sorted(
        (row for row in range(len(scores)) if not excluded[row]), key=lambda r: (-scores[r], r)
    )
    assert top_k(scores, k, excluded).rows.tolist() == by_hand[:k]
