"""What `segue evaluate` measures, checked by hand, and what the project promises of likes."""

from dataclasses import replace
from math import log2
from pathlib import Path

import numpy as np
import pytest

from data.catalogue import load_catalogue
from data.heldout import hold_out
from engine.evaluate import CONDITIONS, Exam, Question, Told
from engine.facade import Engine
from engine.metrics import gain_interval
from engine.models import MODELS
from engine.taste import TasteSpace
from engine.types import Row, Rows


def rows(*values: int) -> Rows:
    return np.array(values, np.intp)


@pytest.fixture
def exam(shelf: Engine) -> Exam:
    """One question on the twelve: the first quiet song, whose peers are the quiet songs."""
    question = Question(Row(0), likes=rows(2), elsewhere=rows(4), relevant=rows(1, 2, 3))
    return Exam(
        shelf.songs, shelf.table.feature("popularity"), shelf.tastes, shelf.fitted, (question,)
    )


def test_the_querys_own_artist_is_passed_over_and_each_artist_counts_once(exam: Exam) -> None:
    answer = exam.answer(exam.models["cosine"], exam.questions[0], Told())
    # Lena Frost asks; Мира Зимина, Club Meridian, Орбита, MC Lowell and Ana & The 5 are left.
    assert len(answer.rows) == 5
    assert answer.rows[0] == 3
    assert answer.hits == (True, False, False, False, False)
    assert answer.findable == 1
    assert answer.ndcg == 1


def test_a_hit_in_a_later_place_is_worth_less(exam: Exam) -> None:
    question = replace(exam.questions[0], relevant=rows(3, 11))
    answer = exam.answer(exam.models["cosine"], question, Told())
    assert answer.findable == 2
    assert answer.hits.count(True) == 2
    place = answer.hits.index(True, 1) + 1
    assert place > 2
    assert answer.ndcg == pytest.approx((1 + 1 / log2(place + 1)) / (1 + 1 / log2(3)))


def test_what_was_told_leaves_candidates_and_relevant_on_both_sides(exam: Exam) -> None:
    question = replace(exam.questions[0], likes=rows(3))
    for answer in exam.pair(exam.models["cosine"], question, Told(likes=1)):
        assert 3 not in answer.rows
        assert answer.findable == 0
        assert answer.ndcg == 0


def test_told_nothing_both_sides_are_the_models(exam: Exam) -> None:
    without, heeded = exam.pair(exam.models["cosine"], exam.questions[0], Told())
    assert without is heeded


def test_dislikes_are_drawn_from_what_does_not_belong(engine: Engine) -> None:
    relevant = np.arange(1, 300)
    question = Question(Row(0), relevant[:20], rows(), relevant)
    exam = Exam(
        engine.songs, engine.table.feature("popularity"), engine.tastes, engine.fitted, (question,)
    )
    plain, heeded = exam.pair(exam.models["cosine"], question, Told(dislikes=5))
    assert plain.findable == heeded.findable


def test_figures_repeat_and_name_model_metric_value_and_interval(exam: Exam) -> None:
    heard: list[float] = []
    first, second = (list(exam.figures(lambda name, share: heard.append(share))) for _ in range(2))
    assert first == second
    assert heard == sorted(heard[: len(heard) // 2]) * 2
    names = {figure.model for figure in first}
    assert {"cosine", "cosine+1 like", "mood+5 likes"} <= names
    assert len({(figure.model, figure.metric) for figure in first}) == len(first)
    assert all(low <= high for _, (low, high) in ((f.model, f.ci95) for f in first))


@pytest.mark.real
def test_five_likes_find_a_third_more_than_none_on_every_model(real_csv: Path) -> None:
    table = load_catalogue(real_csv).table
    held = hold_out(table, "real", 100)
    exam = Exam(
        held.songs,
        table.feature("popularity"),
        TasteSpace.of(held.table, held.songs.artist.astype(np.intp)),
        {name: model().fit(table.features) for name, model in MODELS.items()},
        held.questions,
    )
    likes = [told for told in CONDITIONS if told.label in {"+1 like", "+5 likes", "+20 likes"}]
    for name, model in exam.models.items():
        for told in likes:
            pairs = [exam.pair(model, question, told) for question in exam.questions]
            scores = np.array([(without.ndcg, heeded.ndcg) for without, heeded in pairs])
            gain, low, _ = gain_interval(scores[:, 0], scores[:, 1], np.random.default_rng(0))
            assert low > 0, f"{name}{told.label}"
            assert told.likes != 5 or gain >= 0.35, name
