"""Each kind of question asks, keeps and reads its answers."""

import json
import re
from typing import Any

import pytest

from surveys.answer_forms import AnswersForm
from surveys.kinds import KINDS
from surveys.questions import option_key
from tests.factories.surveys import ask, one_of_each

RED, BLUE = option_key("Red"), option_key("Blue")


def answered(kind: str, typed: object, *, required: bool = True) -> Any:
    """What is kept of what is typed; the errors where it is not valid."""
    form = AnswersForm({"q1": typed}, questions=[ask("q1", kind, required=required)])
    return form.answers().get("q1") if form.is_valid() else list(form["q1"].errors)


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "reads"),
    [
        ("short_text", "  Ada ", "Ada", "Ada"),
        ("long_text", "One.\r\nTwo.", "One.\r\nTwo.", "One.\r\nTwo."),
        ("single_choice", BLUE, BLUE, "Blue"),
        ("multiple_choice", [BLUE, RED], [RED, BLUE], "Red, Blue"),
        ("true_false", "true", True, "True"),
        ("true_false", "false", False, "False"),
        ("nps", "0", 0, "0"),
        ("nps", "10", 10, "10"),
        ("rating", "5", 5, "5"),
        ("date", "2026-11-30", "2026-11-30", "30 Nov 2026"),
        ("number", "1200", 1200, "1,200"),
        ("number", "-3.5", -3.5, "-3.5"),
        ("email", " Ada@Example.COM ", "ada@example.com", "ada@example.com"),
        ("phone", "+49 30 901820", "+4930901820", "+4930901820"),
        ("consent", "on", True, "Agreed"),
    ],
)
def test_an_answer_is_kept_as_json_and_reads_in_words(kind: str, typed: object, kept: object, reads: str) -> None:
    value = answered(kind, typed)
    assert value == kept
    assert type(value) is type(kept)
    assert KINDS[kind].reads(ask("q1", kind), json.loads(json.dumps(value))) == reads


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("short_text", "x" * 501),
        ("long_text", "x" * 5001),
        ("single_choice", option_key("Green")),
        ("multiple_choice", [RED, "Blue"]),
        ("true_false", "yes"),
        ("nps", "11"),
        ("nps", "-1"),
        ("nps", "7.5"),
        ("rating", "0"),
        ("rating", "6"),
        ("date", "30.11.2026"),
        ("date", "2026-02-30"),
        ("date", "0001-01-01"),
        ("date", "9999-12-31"),
        ("number", "twelve"),
        ("number", "NaN"),
        ("number", "9" * 20),
        ("email", "ada@"),
        ("phone", "030 901820"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(kind: str, typed: object) -> None:
    reasons = answered(kind, typed)
    assert isinstance(reasons, list)
    assert reasons[0].endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_a_required_question_wants_an_answer_and_says_which(kind: str) -> None:
    (reason,) = answered(kind, [])
    assert f"“{kind}?”" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_an_optional_question_may_be_left_out(kind: str) -> None:
    assert answered(kind, [], required=False) is None
    assert kind in ("multiple_choice", "file") or answered(kind, "", required=False) is None


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "nps", "rating"])
def test_an_optional_radio_button_can_be_taken_back(kind: str) -> None:
    form = AnswersForm(questions=[ask("q1", kind, required=False)])
    assert "No answer" in str(form["q1"])
    assert "No answer" not in str(AnswersForm(questions=[ask("q1", kind)])["q1"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value", [None, "", 0.5, -1, 99, True, [], ["?"], [["?"]], {"a": 1}, "2026-13-45", "o", [None], "\x00"]
)
def test_whatever_was_kept_reads_without_fail(kind: str, value: object) -> None:
    assert isinstance(KINDS[kind].reads(ask("q1", kind), value), str)


def test_a_question_of_every_kind_can_be_answered_on_one_page_without_scripts() -> None:
    page = str(AnswersForm(questions=one_of_each()))
    for number in range(1, len(KINDS) + 1):
        assert re.search(rf'name="q{number}(_0)?"', page)
    assert "<script" not in page
    assert page.count('type="radio"') == 2 + 2 + 11 + 5 + 4
    assert page.count('type="checkbox"') == 2 + 1


def test_answers_given_before_are_shown_again() -> None:
    before = {"q3": RED, "q4": [BLUE], "q5": False, "q6": 9, "q7": 4, "q8": "2026-11-30", "q1": "Ada", "q2": "Long"}
    before |= {"q9": 3.5, "q13": True, "q14": [BLUE, RED], "q15": {option_key("Price"): BLUE}}
    fields = AnswersForm(questions=one_of_each(), initial=before)
    assert {name: fields[name].value() for name in before} == before | {"q5": "false"}
    page = str(fields)
    assert page.count(" checked") == 5 + 2
    assert [widget["value"] for widget in fields["q14"].subwidgets[0].data["subwidgets"]] == [["2"], ["1"]]
    assert 'value="2026-11-30"' in page


def test_words_of_staff_are_never_markup() -> None:
    evil = ask("q1", "single_choice", "<b>Bold?</b>", options="<i>one</i>|two") | {"help": "<img src=x onerror=y>"}
    page = str(AnswersForm(questions=[evil]))
    assert "<b>Bold" not in page
    assert "<i>one" not in page
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_an_order_gives_every_option_a_place_of_its_own() -> None:
    def ranked(*places: str) -> Any:
        form = AnswersForm({f"q1_{at}": place for at, place in enumerate(places)}, questions=[ask("q1", "ranking")])
        return form.answers()["q1"] if form.is_valid() else list(form["q1"].errors)

    assert ranked("2", "1") == [BLUE, RED]
    assert ranked("1", "1") == ["Give every option a place of its own: place 1 is taken twice."]
    assert ranked("1", "") == ["Give every option a place."]
    assert ranked("", "") == ["Fill in “ranking?”."]


def test_a_table_is_answered_row_by_row_and_a_required_one_in_full() -> None:
    def given(required: bool, *cells: str) -> Any:
        typed = {f"q1_{at}": cell for at, cell in enumerate(cells)}
        form = AnswersForm(typed, questions=[ask("q1", "matrix", required=required)])
        return form.answers().get("q1") if form.is_valid() else list(form["q1"].errors)

    speed, price = option_key("Speed"), option_key("Price")
    assert given(True, RED, BLUE) == {speed: RED, price: BLUE}
    assert given(True, RED, "") == ["Choose an answer for “Price”."]
    assert given(False, RED, "") == {speed: RED}
    assert given(False, "", "") is None
    assert "not one of the available choices" in given(True, "nonsense", BLUE)[0]


@pytest.mark.parametrize(
    ("kind", "value", "met", "not_met"),
    [
        ("single_choice", BLUE, [BLUE, "answered"], [RED, "true", ""]),
        ("multiple_choice", [RED], [RED, "answered"], [BLUE]),
        ("true_false", False, ["false", "answered"], ["true"]),
        ("nps", 7, ["7-8", "answered"], ["0-6", "9-10", "-", "a-b"]),
        ("consent", True, ["answered"], ["true"]),
        ("short_text", "", [], ["answered"]),
    ],
)
def test_a_later_question_can_depend_on_an_answer(kind: str, value: object, met: list[str], not_met: list[str]) -> None:
    question = ask("q1", kind)
    assert all(KINDS[kind].meets(question, value, wanted) for wanted in met)
    assert not any(KINDS[kind].meets(question, value, wanted) for wanted in not_met)
    assert set(met) - {"7-8", ""} <= {wanted for wanted, _words in KINDS[kind].conditions(question)} | {"7-8"}
