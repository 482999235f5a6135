"""A survey is built row by row, published as a version, answered on one page, read by reviewers."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from accounts.models import User, Workspace
from foundation.forms import problems
from missions.operations.submissions import submit
from missions.types import TYPES
from missions.types.base import Line, Slot
from missions.types.base_acts import acts_of
from missions.types.survey.forms import ResponseForm, SetupForm, apply_builder
from programs.models import Advocate, CustomField
from surveys.kinds import KINDS
from surveys.operations import create_form, publish_version
from surveys.questions import MOST_QUESTIONS, option_key
from surveys.results import summarise
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, make_live
from tests.factories.surveys import AVersion, ask, one_of_each

pytestmark = pytest.mark.usefixtures("in_acme")  # the builder knows the tags and fields that there are

SURVEY = TYPES["survey"]


def build(*commands: str, **typed: str) -> dict[str, Any]:
    """What is kept after these presses and this typing; `q1_label` is the label of row 1."""
    raw: dict[str, Any] = {}
    for command in commands:
        raw = apply_builder(raw, command)
    for name, text in typed.items():
        row, _underline, part = name.partition("_")
        raw["type-introduction" if row == "introduction" else f"type-q-{row[1:]}-{part}"] = text
    return raw


def setup(raw: dict[str, Any]) -> SetupForm:
    return SetupForm(raw, prefix="type")


def questions_of(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of a valid draft."""
    form = setup(raw)
    assert form.is_valid(), form.errors
    questions: list[dict[str, Any]] = form.content()["questions"]
    return questions


def answer(questions: list[dict[str, Any]], *, files: dict[str, Any] | None = None, **typed: object) -> ResponseForm:
    return ResponseForm(typed, files, content={}, slot=Slot(1, "Survey"), questions=questions)


def page(form: SetupForm) -> str:
    context = {"type_form": form, "mission": {"live_id": None}, "csp_nonce": "n", "request": {"path": "/x/"}}
    return render_to_string("missions/types/survey/setup.html", context)


def test_a_new_survey_has_no_questions_and_asks_for_one() -> None:
    empty = SetupForm(prefix="type")
    assert list(empty.rows) == []
    assert empty.extent == "No questions yet"
    assert problems(empty) == []
    assert [problem.message for problem in problems(setup({}))] == ["Add at least one question."]


@pytest.mark.covers("S1-57")
@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_any_kind_is_added_by_a_button(kind: str) -> None:
    raw = build(f"add:{kind}", q1_label="How was it?", q1_options="Good\nBad", q1_rows="Price")
    (question,) = questions_of(raw)
    assert (question["kind"], question["label"], question["required"]) == (kind, "How was it?", True)
    assert [option["label"] for option in question["options"]] == (["Good", "Bad"] if KINDS[kind].has_options else [])
    assert f'value="add:{kind}"' in page(SetupForm(prefix="type"))


def test_what_is_wrong_is_said_where_it_is() -> None:
    form = setup(
        build("add:nps", "add:single_choice", "add:date", q2_label="Which?", q2_options="One", q3_label="x" * 301)
    )
    assert [(problem.anchor, problem.message) for problem in problems(form)] == [
        ("id_type-q-1-label", "Write question 1, or remove it."),
        ("id_type-q-2-options", "Write at least two options, one per line."),
        ("id_type-q-3-label", "Keep the question under 300 characters."),
    ]


def test_the_questions_stand_in_the_order_of_the_rows() -> None:
    raw = build("add:nps", "add:date", "add:rating", q1_label="A", q2_label="B", q3_label="C")
    assert [one["key"] for one in questions_of(apply_builder(raw, "up:3"))] == ["q1", "q3", "q2"]
    assert [one["key"] for one in questions_of(apply_builder(raw, "remove:1"))] == ["q2", "q3"]
    copied = questions_of(apply_builder(raw, "duplicate:1"))
    assert [(one["key"], one["label"], one["kind"]) for one in copied][:2] == [("q1", "A", "nps"), ("q4", "A", "nps")]
    assert questions_of(apply_builder(apply_builder(raw, "remove:2"), "restore")) == questions_of(raw)


def test_a_key_stays_with_its_question_and_is_never_given_to_another() -> None:
    first = build("add:nps", "add:date", q1_label="How likely?", q2_label="Since when?")
    edited = apply_builder(apply_builder(first, "remove:2"), "add:date") | {"type-q-3-label": "Until when?"}
    edited = apply_builder(edited, "up:3") | {"type-q-1-label": "How likely are you to tell a friend?"}
    assert [(one["key"], one["label"]) for one in questions_of(edited)] == [
        ("q3", "Until when?"),
        ("q1", "How likely are you to tell a friend?"),
    ]


def test_the_limit_of_questions_ends_the_menu_and_keeps_what_is_there() -> None:
    raw = build(*["add:nps"] * (MOST_QUESTIONS + 5))
    form = setup(raw)
    assert len(form.numbers) == MOST_QUESTIONS
    assert "at most 100 questions" in page(form)
    assert "add:nps" not in page(form)


def test_an_unticked_box_makes_an_answer_optional() -> None:
    raw = build("add:nps", q1_label="How likely?")
    del raw["type-q-1-required"]
    assert questions_of(raw)[0]["required"] is False


def test_the_page_carries_all_that_is_typed_and_every_button_has_a_name() -> None:
    raw = build("add:nps", "add:multiple_choice", q1_label="<One>", q2_label="Two", q2_options="A\nB", q2_help="Help")
    html = page(setup(apply_builder(raw, "duplicate:1")))
    for text in ("&lt;One&gt;", "Two", "A\nB", "Help", 'value="1 3 2"', "3 questions, about 1 minute"):
        assert text in html
    for name in ("Move question 1 up", "Move question 2 down", "Duplicate question 3", "Remove question 3"):
        assert f'aria-label="{name}"' in html


def test_the_focus_goes_to_a_new_question_until_it_has_words() -> None:
    raw = build("add:nps", "add:date", q1_label="One")
    assert page(setup(raw)).count("autofocus") == 1
    assert page(setup(raw | {"type-q-2-label": "Two"})).count("autofocus") == 0


def test_a_removed_question_is_offered_back_with_its_text() -> None:
    html = page(setup(apply_builder(build("add:nps", "add:date", q1_label="Gone?"), "remove:1")))
    assert "“Gone?” was removed." in html
    assert '<input type="hidden" name="type-q-1-label" value="Gone?">' in html
    assert 'value="restore"' in html


@pytest.mark.covers("S1-56")
def test_the_introduction_is_formatted_text_cleaned_and_shown_above_the_questions() -> None:
    raw = build("add:nps", q1_label="How likely?", introduction="<p>Dear <strong>you</strong><script>x()</script></p>")
    form = setup(raw)
    assert form.is_valid()
    assert form.content()["introduction"] == "<p>Dear <strong>you</strong></p>"
    assert "data-rich" in str(form["introduction"])
    assert "&lt;script&gt;" in str(form["introduction"])
    response = ResponseForm(content=form.content(), slot=Slot(1, ""), questions=form.content()["questions"])
    html = render_to_string("missions/types/survey/response.html", {"form": response})
    assert html.index("<p>Dear <strong>you</strong></p>") < html.index("How likely?")


def test_the_preview_shows_the_survey_as_far_as_it_is() -> None:
    form = setup(
        build("add:nps", "add:single_choice", q2_options="Just one", introduction="<p>Hello<script>x</script>")
    )
    html = render_to_string("missions/types/survey/preview.html", {"type_form": form})
    for text in ("Question without words yet", "Just one", "<p>Hello</p>", "2 questions", "disabled"):
        assert text in html
    assert 'name="preview-q1"' in html
    assert "<script" not in html


@pytest.mark.covers("S1-16", "S2-34", "S2-148")
def test_a_survey_of_all_kinds_is_answered_and_reads_in_words() -> None:
    questions = one_of_each()
    form = answer(
        questions,
        q1="Ada", q2="A story.\nOf two lines.", q3=option_key("Blue"), q4=[option_key("Red")], q5="true", q6="9",
        q7="4", q8="2026-11-30", q9="12.50", q10="Ada@Example.com", q11="+49 30 901820", q13="on",
        q14_0="2", q14_1="1", q15_0=option_key("Blue"), q15_1=option_key("Red"),
        files={"q12": SimpleUploadedFile("proof.pdf", b"x")},
    )  # fmt: skip
    assert form.is_valid()
    lines = SURVEY.lines({}, form.answers(), questions=questions)
    assert [line.value for line in lines] == [
        "Ada", "A story.\nOf two lines.", "Blue", "Red", "True", "9", "4", "30 Nov 2026", "12.5", "ada@example.com",
        "+4930901820", "proof.pdf", "Agreed", "1. Blue, 2. Red", "Speed: Blue; Price: Red",
    ]  # fmt: skip
    assert lines[1] == Line("long_text?", "A story.\nOf two lines.", "long", "q2")


def test_a_question_left_out_reads_as_no_answer() -> None:
    questions = [ask("q1", "long_text", required=False)]
    form = answer(questions)
    assert form.is_valid()
    assert form.answers() == {}
    assert SURVEY.lines({}, {}, questions=questions) == [Line("long_text?", "No answer", "text", "q1")]


def test_what_is_missing_is_listed_for_the_advocate_and_the_rest_is_kept() -> None:
    form = answer(one_of_each(), q1="Ada", q6="42")
    assert len(problems(form)) == len(KINDS) - 1
    assert 'value="Ada"' in str(form["q1"])
    assert form["q6"].errors


@pytest.mark.covers("G-20", "S2-117")
def test_an_edit_after_an_answer_makes_a_version_and_the_results_show_both() -> None:
    form = create_form(now=NOW)
    raw = build("add:nps", "add:single_choice", q1_label="How likely?", q2_label="Which?", q2_options="A\nB")
    first = publish_version(form=form, questions=questions_of(raw), now=NOW)
    assert publish_version(form=form, questions=questions_of(raw), now=NOW) == first
    given = answer(first.questions, q1="3", q2=option_key("A"))
    assert given.is_valid()

    edited = apply_builder(raw, "up:2") | {"type-q-1-label": "How very likely?", "type-q-2-options": "B\nC"}
    second = publish_version(form=form, questions=questions_of(edited), now=NOW)
    assert second.number == 2
    first.refresh_from_db()
    assert first.questions == questions_of(raw)
    later = answer(second.questions, q1="10", q2=option_key("C"))
    assert later.is_valid()

    assert [line.value for line in SURVEY.lines({}, given.answers(), questions=first.questions)] == ["3", "A"]
    which, likely = summarise([first, second], [(1, given.answers()), (2, later.answers())]).summaries
    assert (likely.label, likely.answered, likely.notes) == (
        "How very likely?",
        2,
        ["Asked as “How likely?” in version 1."],
    )
    assert {bar.label: bar.count for bar in which.told.bars} == {"B": 0, "C": 1, "A": 1}


def test_staff_check_how_much_is_asked() -> None:
    assert SURVEY.summary({"questions": one_of_each()}) == [Line("Questions", "15 questions, about 5 minutes")]


@pytest.mark.covers("S3-71", "S3-72", "G-34")
def test_a_question_says_where_its_answer_goes_and_on_what_it_depends() -> None:
    raw = build("add:nps", "add:true_false", "add:short_text", q1_label="How likely?", q2_label="Vegan?")
    raw |= {"type-q-2-maps_to": " Vegan ", "type-q-3-label": "Since when?", "type-q-3-maps_to": "Diet"}
    raw |= {"type-q-3-show_if": "q2:true"}
    _first, second, third = questions_of(raw)
    assert (second["maps_to"], third["maps_to"]) == ("Vegan", "Diet")
    assert third["show_if"] == {"key": "q2", "is": "true"}
    html = page(setup(raw))
    assert "the answer to “Vegan?” is true" in html
    assert problems(setup(apply_builder(raw, "up:3")))[0].anchor == "id_type-q-3-show_if"
    CustomField.objects.create(name="Diet", kind="number", created_at=NOW)
    assert "holds something else: number" in problems(setup(raw))[0].message


def test_a_hidden_question_is_not_asked_and_its_answer_does_not_count() -> None:
    questions = [
        ask("q1", "true_false"),
        ask("q2", "short_text") | {"show_if": {"key": "q1", "is": "true"}},
        ask("q3", "nps") | {"show_if": {"key": "q2", "is": "answered"}},
    ]
    form = answer(questions, q1="false", q2="typed before", q3="9")
    assert form.is_valid(), form.errors
    assert form.answers() == {"q1": False}
    assert [line.field for line in SURVEY.lines({}, form.answers(), questions=questions)] == ["q1"]
    asked = answer(questions, q1="true", q2="", q3="")
    assert list(asked.errors) == ["q2"]
    html = render_to_string("surveys/questions.html", {"form": asked})
    assert "Only if the answer to “true_false?” is true:" in " ".join(html.split())
    assert 'control="q1" wanted="true"' in " ".join(html.split())
    told = summarise([AVersion(1, questions)], [(1, form.answers())]).summaries
    assert [summary.asked for summary in told] == [1, 0, 0]


QUIZ = ["add:single_choice", "add:true_false", "add:short_text"]
QUIZ_TYPED = {
    "q1_label": "Capital of France?", "q1_options": "Paris\nRome", "q1_right": "Paris", "q2_label": "Round?",
    "q2_right": "true", "q3_label": "Anything else?",
}  # fmt: skip


def test_a_right_answer_is_one_of_the_options_and_a_mark_needs_one() -> None:
    raw = build(*QUIZ, **QUIZ_TYPED) | {"type-pass_mark": "50"}
    assert [bool(question.get("right")) for question in questions_of(raw)] == [True, True, False]
    assert 'name="type-q-1-right"' in page(setup(raw))
    assert 'name="type-q-3-right"' not in page(setup(raw))
    wrong = setup(raw | {"type-q-1-right": "Oslo"})
    assert [problem.message for problem in problems(wrong)] == [
        "A right answer must be one of the options, in the same words."
    ]
    none = setup(raw | {"type-q-1-right": "", "type-q-2-right": ""})
    assert [problem.anchor for problem in problems(none)] == ["id_type-pass_mark"]


@pytest.mark.covers("X-34")
@pytest.mark.parametrize(("capital", "told"), [("Paris", "2 of 2 right (100 %): passed"), ("Rome", "1 of 2 right")])
def test_people_and_staff_see_the_result_of_a_quiz(in_acme: Workspace, capital: str, told: str) -> None:
    by = User.objects.get(email="owner@acme.example")
    raw = build(*QUIZ, **QUIZ_TYPED) | {"type-pass_mark": "60"}
    mission = make_live(by, type_key="survey", **raw)
    maya = Advocate.objects.create(name="Maya", email="maya@example.com")
    given = {"q1": option_key(capital), "q2": True}
    panel = acts_of("survey").panel(mission=mission, advocate=maya, now=NOW)
    assert panel["result"] is None
    submit(mission=mission, advocate=maya, slot=1, answers=given, files={}, zone=ZONE, now=NOW)
    panel = acts_of("survey").panel(mission=mission, advocate=maya, now=NOW)
    assert panel["result"].words.startswith(told)
    assert panel["result"].passed is (capital == "Paris")
    html = render_to_string("missions/types/survey/hub.html", {"panel": panel})
    assert told in html
    assert mission.live
    assert mission.live.form_version
    content, questions = mission.live.content["type"], mission.live.form_version.questions
    first, *_rest = SURVEY.lines(content, given, questions=questions)
    assert (first.label, first.value.startswith(told)) == ("Result", True)
