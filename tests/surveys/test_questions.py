"""What may be wrong with questions, and how much they are."""

import pytest

from surveys.questions import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    QuestionsNotValid,
    check,
    extent,
    faults,
    make_question,
    minutes,
    option_key,
)
from tests.factories.surveys import ask, one_of_each


def parts(*questions: dict[str, object]) -> list[tuple[str, str]]:
    return [(fault.key, fault.part) for fault in faults(questions)]


def test_good_questions_have_no_faults() -> None:
    check(one_of_each())
    check([ask(f"q{number}", "nps") for number in range(MOST_QUESTIONS)])
    check([ask("q1", "single_choice", options="|".join(map(str, range(MOST_OPTIONS))))])


def test_a_fault_names_the_question_and_the_part() -> None:
    assert parts() == [("", "")]
    assert parts(ask("q1", "nps"), make_question(key="q2", kind="nps", label="  ")) == [("q2", "label")]
    assert parts(ask("q1", "nps", "x" * 301)) == [("q1", "label")]
    assert parts(ask("q1", "nps") | {"help": "x" * 501}) == [("q1", "help")]
    assert parts(ask("q7", "single_choice", options="Only one")) == [("q7", "options")]
    assert parts(ask("q7", "multiple_choice", options="Yes|No| yes ")) == [("q7", "options")]
    assert parts(ask("q7", "single_choice", options="A|" + "x" * 201)) == [("q7", "options")]
    assert parts(ask("q7", "single_choice", options="|".join(map(str, range(51))))) == [("q7", "options")]
    assert parts(ask("q1", "nps"), ask("q1", "date")) == [("", "")]
    assert parts(*(ask(f"q{number}", "nps") for number in range(MOST_QUESTIONS + 1))) == [("", "")]


def test_all_reasons_are_told_at_once() -> None:
    with pytest.raises(QuestionsNotValid) as refused:
        check([make_question(key="q1", kind="single_choice", label="", options=["a", "a"])])
    assert len(refused.value.messages) == 2


def test_only_choices_have_options() -> None:
    assert ask("q1", "nps", options="a|b")["options"] == []
    assert [option["label"] for option in ask("q1", "single_choice", options=" a  b |\t|c")["options"]] == ["a b", "c"]


def test_an_option_keeps_its_key_when_it_moves_and_gets_another_with_other_words() -> None:
    before, after = ask("q1", "single_choice", options="A|B"), ask("q1", "single_choice", options="C|B|A")
    assert [option["key"] for option in before["options"]] == [option["key"] for option in after["options"][:0:-1]]
    assert option_key("Yes") == option_key(" yes ") != option_key("Yess")


def test_the_time_it_takes_is_said_in_whole_minutes() -> None:
    assert minutes([]) == minutes([ask("q1", "nps")]) == 1
    assert minutes([ask(f"q{number}", "long_text") for number in range(5)]) == 5
    assert extent([]) == "No questions yet"
    assert extent([ask("q1", "nps")]) == "1 question, about 1 minute"
    assert extent([ask(f"q{number}", "long_text") for number in range(3)]) == "3 questions, about 3 minutes"
