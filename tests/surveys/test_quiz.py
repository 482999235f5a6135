"""A quiz: which answers are right, how many were, and whether that passes."""

from typing import Any

import pytest

from surveys.questions import faults, make_question
from surveys.quiz import Score, score_of
from surveys.results import summarise

ONE = make_question(key="q1", kind="single_choice", label="Capital?", options=["Paris", "Rome"], right=["paris "])
MANY = make_question(key="q2", kind="multiple_choice", label="Even?", options=["1", "2", "4"], right=["2", "4"])
TRUE = make_question(key="q3", kind="true_false", label="Round?", right=["true"], show_if="q1:answered")
FREE = make_question(key="q4", kind="short_text", label="Anything else?", right=["ignored"])
QUIZ = [ONE, MANY, TRUE, FREE]


def keys(question: dict[str, Any], *labels: str) -> list[str]:
    return [option["key"] for option in question["options"] if option["label"] in labels]


def test_a_score_counts_what_was_answered_rightly_and_left_out_is_wrong() -> None:
    answers = {"q1": keys(ONE, "Paris")[0], "q2": keys(MANY, "2", "4"), "q3": True, "q4": "no"}
    assert score_of(QUIZ, answers) == Score(3, 3)
    assert score_of(QUIZ, answers | {"q2": keys(MANY, "2")}) == Score(2, 3)
    assert score_of(QUIZ, answers | {"q2": keys(MANY, "1", "2", "4")}) == Score(2, 3)
    assert score_of(QUIZ, answers | {"q3": False}) == Score(2, 3)
    assert score_of(QUIZ, {"q1": keys(ONE, "Rome")[0]}) == Score(0, 3)
    assert score_of(QUIZ, {}) == Score(0, 2), "what was not asked does not count"
    assert score_of([FREE], {"q4": "no"}) is None


@pytest.mark.parametrize(
    ("right", "asked", "mark", "passes"), [(2, 3, 66, True), (2, 3, 67, False), (0, 3, None, True)]
)
def test_nobody_passes_by_rounding(right: int, asked: int, mark: int | None, passes: bool) -> None:
    assert Score(right, asked).passes(mark) is passes
    assert Score(2, 3).percent == 66


def test_a_right_answer_must_be_one_of_the_options() -> None:
    wrong = make_question(key="q1", kind="single_choice", label="Capital?", options=["Paris", "Rome"], right=["Oslo"])
    odd = make_question(key="q2", kind="true_false", label="Round?", right=["perhaps"])
    assert [(fault.key, fault.part) for fault in faults([wrong, odd])] == [("q1", "right"), ("q2", "right")]
    assert faults(QUIZ) == []


@pytest.mark.covers("X-34")
def test_results_say_for_each_question_how_many_were_right() -> None:
    class Version:
        number, questions = 1, QUIZ

    paris, rome = keys(ONE, "Paris")[0], keys(ONE, "Rome")[0]
    told = summarise([Version()], [(1, {"q1": paris, "q4": "x"}), (1, {"q1": rome}), (1, {"q1": paris, "q3": True})])
    assert [(one.key, one.right, one.asked) for one in told.summaries] == [
        ("q1", 2, 3), ("q2", 0, 3), ("q3", 1, 3), ("q4", None, 3),
    ]  # fmt: skip
    assert told.summaries[0].right_share == 67
