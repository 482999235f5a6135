"""Answers told together: exact numbers, over versions, in one pass."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.kinds import KINDS
from surveys.questions import option_key
from surveys.results import Results, Summary, sheet, summarise
from surveys.tallies import TEXTS_SHOWN
from tests.factories.surveys import AVersion, ask, one_of_each

RED, BLUE = option_key("Red"), option_key("Blue")


def told(question: dict[str, Any], *values: object) -> Summary:
    """The summary of one question that got these answers."""
    version = AVersion(1, [question])
    (summary,) = summarise([version], [(1, {"q1": value}) for value in values]).summaries
    return summary


def bars(summary: Summary) -> list[tuple[str, int, int]]:
    return [(bar.label, bar.count, bar.share) for bar in summary.told.bars]


def figures(summary: Summary) -> dict[str, str]:
    return {figure.label: figure.value for figure in summary.told.figures}


def notes(results: Results) -> dict[str, list[str]]:
    return {summary.key: list(summary.notes) for summary in results.summaries}


def test_who_was_asked_answered_and_skipped_is_counted() -> None:
    summary = told(ask("q1", "nps"), 9, None, 3, "", "nine", 11)
    assert (summary.asked, summary.answered, summary.skipped) == (6, 2, 4)


def test_options_are_counted_in_the_order_in_which_they_are_offered() -> None:
    summary = told(ask("q1", "single_choice"), BLUE, RED, BLUE, None)
    assert bars(summary) == [("Red", 1, 33), ("Blue", 2, 67)]
    assert not summary.told.upright


def test_several_answers_are_shares_of_people() -> None:
    assert bars(told(ask("q1", "multiple_choice"), [RED, BLUE], [RED], [])) == [("Red", 2, 100), ("Blue", 1, 50)]


def test_true_and_false_are_counted() -> None:
    assert bars(told(ask("q1", "true_false"), True, False, True, None)) == [("True", 2, 67), ("False", 1, 33)]


@pytest.mark.parametrize(
    ("scores", "nps"),
    [([10, 9, 8, 6], "+25"), ([0], "−100"), ([10], "+100"), ([7, 8], "0"), ([9, 6], "0"), ([10, 7, 7], "+33"),
     ([6, 7, 7, 7, 7, 7, 7, 7], "−13")],
)  # fmt: skip
def test_the_net_promoter_score_is_promoters_less_detractors(scores: list[int], nps: str) -> None:
    summary = told(ask("q1", "nps"), *scores)
    assert figures(summary)["NPS"] == nps
    assert [bar.label for bar in summary.told.bars] == [str(number) for number in range(11)]
    assert summary.told.upright


def test_promoters_passives_and_detractors_are_told() -> None:
    shown = figures(told(ask("q1", "nps"), 10, 9, 8, 7, 6, 0, 0))
    assert list(shown.values()) == ["−14", "2", "2", "3"]


def test_ratings_have_an_average_and_a_distribution() -> None:
    summary = told(ask("q1", "rating"), 5, 4, 4)
    assert figures(summary) == {"Average": "4.33"}
    assert bars(summary) == [("1", 0, 0), ("2", 0, 0), ("3", 0, 0), ("4", 2, 67), ("5", 1, 33)]


def test_texts_are_listed_as_they_come_and_the_rest_is_counted() -> None:
    summary = told(ask("q1", "long_text"), *(f"text {number}" for number in range(TEXTS_SHOWN + 7)), "")
    assert list(summary.told.texts)[:2] == ["text 0", "text 1"]
    assert (len(summary.told.texts), summary.texts_left) == (TEXTS_SHOWN, 7)


def test_dates_lie_on_a_line_with_their_gaps() -> None:
    summary = told(ask("q1", "date"), "2026-01-05", "2026-03-01", "2026-03-31")
    assert bars(summary) == [("Jan 2026", 1, 33), ("Feb 2026", 0, 0), ("Mar 2026", 2, 67)]
    assert figures(summary) == {"Earliest": "5 Jan 2026", "Latest": "31 Mar 2026"}


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (["2020-12-31", "2023-01-01"], ["2020", "2021", "2022", "2023"]),
        (["1950-06-01", "2006-01-01"], ["1950–1959", "1960–1969", "1970–1979", "1980–1989", "1990–1999", "2000–2009"]),
        (["1900-01-01", "2199-12-31"], [f"{year}–{year + 9}" for year in range(1900, 2200, 10)]),
    ],
)
def test_dates_far_apart_are_told_by_year_or_ten_years(days: list[str], labels: list[str]) -> None:
    assert [bar.label for bar in told(ask("q1", "date"), *days).told.bars] == labels


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_nobody_answered_is_shown_as_such(kind: str) -> None:
    for summary in (told(ask("q1", kind)), told(ask("q1", kind), None)):
        assert summary.answered == 0
        assert not summary.told.texts
        assert all(bar.count == bar.share == 0 for bar in summary.told.bars)
        assert not summary.told.figures


def test_a_question_keeps_its_answers_over_versions_and_says_how_it_was_worded() -> None:
    versions = [
        AVersion(1, [ask("q1", "nps", "How likely?"), ask("q2", "short_text", "Why?")]),
        AVersion(2, [ask("q1", "nps", "How likely?"), ask("q2", "short_text", "Why?")]),
        AVersion(3, [ask("q3", "date", "Since when?"), ask("q1", "nps", "How likely are you to tell a friend?")]),
    ]
    results = summarise(versions, [(1, {"q1": 9, "q2": "a"}), (2, {"q1": 9}), (3, {"q1": 0, "q3": "2026-01-01"})])
    assert [(one.key, one.label, one.asked, one.answered) for one in results.summaries] == [
        ("q3", "Since when?", 1, 1),
        ("q1", "How likely are you to tell a friend?", 3, 3),
        ("q2", "Why?", 2, 1),
    ]
    assert notes(results) == {
        "q3": ["Asked in version 3."],
        "q1": ["Asked as “How likely?” in versions 1–2."],
        "q2": ["Asked in versions 1–2."],
    }


def test_versions_without_answers_are_not_spoken_of() -> None:
    versions = [AVersion(number, [ask("q1", "nps", f"Words {number // 3}?")]) for number in range(1, 7)]
    results = summarise(versions, [(4, {"q1": 1}), (5, {"q1": 2}), (6, {"q1": 3})])
    assert notes(results) == {"q1": ["Asked as “Words 1?” in versions 4–5."]}
    assert list(results.versions) == [4, 5, 6]


def test_versions_that_are_no_neighbours_stand_apart() -> None:
    wording = {1: "Old?", 2: "New?", 3: "Old?", 4: "Old?", 5: "New?"}
    versions = [AVersion(number, [ask("q1", "nps", label)]) for number, label in wording.items()]
    results = summarise(versions, [(number, {"q1": 5}) for number in wording])
    assert notes(results) == {"q1": ["Asked as “Old?” in versions 1, 3–4."]}


def test_an_option_with_other_words_is_another_option_and_both_are_told() -> None:
    versions = [
        AVersion(1, [ask("q1", "single_choice", options="Yess|No")]),
        AVersion(2, [ask("q1", "single_choice", options="Yes|No|Maybe")]),
    ]
    answers = [(1, option_key("Yess")), (1, option_key("No")), (2, option_key("Yes")), (2, option_key("No"))]
    (summary,) = summarise(versions, [(number, {"q1": key}) for number, key in answers]).summaries
    assert [(bar.label, bar.count, bar.note) for bar in summary.told.bars] == [
        ("Yes", 1, ""), ("No", 2, ""), ("Maybe", 0, ""), ("Yess", 1, "not offered any more"),
    ]  # fmt: skip


def test_an_answer_counts_only_where_its_version_offered_it() -> None:
    versions = [
        AVersion(1, [ask("q1", "single_choice", options="A|B")]),
        AVersion(2, [ask("q1", "single_choice", options="B|C")]),
    ]
    (summary,) = summarise(versions, [(1, {"q1": option_key("C")}), (2, {"q1": option_key("C")})]).summaries
    assert summary.answered == 1


def test_the_same_key_with_another_kind_is_another_question() -> None:
    versions = [AVersion(1, [ask("q1", "nps")]), AVersion(2, [ask("q1", "rating")])]
    results = summarise(versions, [(1, {"q1": 10}), (2, {"q1": 5})])
    assert [(one.kind.key, one.asked, one.answered) for one in results.summaries] == [("rating", 1, 1), ("nps", 1, 1)]


def test_a_form_without_answers_shows_its_latest_questions() -> None:
    versions = [AVersion(1, [ask("q1", "nps")]), AVersion(2, [ask("q2", "nps")])]
    results = summarise(versions, [])
    assert (results.count, [one.key for one in results.summaries]) == (0, ["q2"])
    assert summarise([], []) == Results(0, [], [])


def test_a_file_has_a_column_for_each_question_of_any_version() -> None:
    versions = [
        AVersion(1, [ask("q1", "nps", "How likely?"), ask("q2", "short_text", "Why?")]),
        AVersion(2, [ask("q3", "multiple_choice", "Why?"), ask("q1", "nps", "How likely now?")]),
    ]
    columns = sheet(versions)
    assert columns.headings == ["Why?", "How likely now?", "Why? (2)"]
    assert columns.row(1, {"q1": 9, "q2": "=1+1"}) == ["", "9", "=1+1"]
    assert columns.row(2, {"q3": [RED, BLUE], "q1": None}) == ["Red, Blue", "", ""]
    assert columns.row(7, {"q1": 9}) == ["", "", ""]


VALUES = (
    st.none() | st.booleans() | st.integers(-3, 12) | st.text(max_size=5) | st.lists(st.sampled_from([RED, BLUE, "x"]))
)


@given(st.lists(st.tuples(st.integers(0, 3), st.dictionaries(st.sampled_from(["q1", "q4", "q6", "q8", "z"]), VALUES))))
def test_nothing_that_was_kept_stops_the_telling_and_numbers_add_up(
    responses: list[tuple[int, dict[str, Any]]],
) -> None:
    versions = [AVersion(1, one_of_each()), AVersion(2, list(reversed(one_of_each())))]
    results = summarise(versions, responses)
    known = [(number, answers) for number, answers in responses if number in (1, 2)]
    assert results.count == len(known)
    columns = sheet(versions)
    for summary in results.summaries:
        assert summary.asked == summary.answered + summary.skipped == len(known)
        if summary.kind.key in ("nps", "rating", "date", "true_false", "single_choice"):
            assert sum(bar.count for bar in summary.told.bars) == summary.answered
    assert all(len(columns.row(number, answers)) == len(columns.headings) for number, answers in responses)


def test_ten_times_the_answers_take_no_more_memory() -> None:
    version = AVersion(1, one_of_each())

    def responses(count: int) -> Iterator[tuple[int, dict[str, Any]]]:
        for n in range(count):
            yield 1, {
                "q1": f"text {n}", "q2": "x" * 50 + str(n), "q3": RED, "q4": [RED, BLUE], "q5": n % 2 == 0,
                "q6": n % 11, "q7": n % 5 + 1, "q8": f"{1900 + n % 300}-{n % 12 + 1:02}-01",
            }  # fmt: skip

    def peak(count: int) -> int:
        tracemalloc.start()
        summarise([version], responses(count))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(36_000) < peak(3_600) * 1.5


def test_numbers_are_told_one_by_one_while_they_are_few_and_in_steps_when_they_are_many() -> None:
    few = told(ask("q1", "number"), 2, 2, 3.5)
    assert bars(few) == [("2", 2, 67), ("3.5", 1, 33)]
    assert figures(few) == {"Average": "2.5", "Smallest": "2", "Largest": "3.5"}
    many = told(ask("q1", "number"), *(number / 7 for number in range(-3000, 7000)))
    assert sum(count for _label, count, _share in bars(many)) == 10_000
    assert len(bars(many)) <= 12
    assert bars(many)[0][0] == "-600 to under -400"


def test_an_order_a_table_and_consent_are_told_as_what_they_are() -> None:
    ranking = told(ask("q1", "ranking"), [BLUE, RED], [BLUE, RED], [RED, BLUE])
    assert bars(ranking) == [("Blue", 2, 67), ("Red", 1, 33)]
    assert [bar.note for bar in ranking.told.bars] == ["average place 1.33", "average place 1.67"]
    speed, price = option_key("Speed"), option_key("Price")
    matrix = told(ask("q1", "matrix"), {speed: RED, price: BLUE}, {speed: RED})
    assert [(group.label, group.points) for group in matrix.told.groups] == [
        ("Speed", [("Red", 2), ("Blue", 0)]),
        ("Price", [("Red", 0), ("Blue", 1)]),
    ]
    assert (bars(told(ask("q1", "consent"), True, None)), told(ask("q1", "consent"), None).skipped) == (
        [("Agreed", 1, 100)],
        1,
    )
