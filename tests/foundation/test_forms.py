"""A form says what is wrong in words that stand alone, at the field and in the summary, and reads well aloud."""

import re

import pytest
from django import forms
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string
from django.utils import translation

from foundation.forms import (
    Explained,
    FilterForm,
    Form,
    LocalDateTimeInput,
    PageField,
    Problem,
    Renderer,
    WholeNumberInput,
    problems,
)


class Proof(Form):
    title = forms.CharField(label="Title", max_length=60, help_text="What they read first.")
    why = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"class": "tall"}))
    points = forms.IntegerField(label="Points", widget=WholeNumberInput)
    kind = forms.ChoiceField(
        label="Kind",
        help_text="Only one.",
        widget=forms.RadioSelect,
        choices=[("link", Explained("Link", "A public address")), ("file", "File")],
    )
    picture = forms.FileField(label="Picture")
    consent = forms.BooleanField(label="I agree", help_text="You may publish it.")
    key = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("This mission has ended.")


@pytest.fixture
def wrong() -> Proof:
    return Proof({"points": "abc"})


def tag(html: str, identity: str) -> str:
    (found,) = re.findall(rf"<[^>]*\bid=\"{identity}\"[^>]*>", html)
    return str(found)


def test_every_form_is_drawn_by_our_renderer() -> None:
    assert isinstance(get_default_renderer(), Renderer)
    assert isinstance(forms.Form().renderer, Renderer)


def test_a_missing_value_is_asked_for_by_name(wrong: Proof) -> None:
    assert [problem.message for problem in problems(wrong)] == [
        "This mission has ended.",
        "Fill in “Title”.",
        "Enter a whole number.",
        "Choose an answer for “Kind”.",
        "Choose a file for “Picture”.",
        "Tick “I agree” to go on.",
        "Fill in “Key”.",
    ]


def test_the_summary_names_the_field_where_the_message_does_not(wrong: Proof) -> None:
    by_message = {problem.message: problem for problem in problems(wrong)}
    assert by_message["Enter a whole number."] == Problem("Enter a whole number.", "id_points", "Points")
    assert by_message["Fill in “Title”."].label == ""
    assert "Points: Enter a whole number." in str(wrong)


def test_the_summary_says_the_words_that_stand_beside_the_field(wrong: Proof) -> None:
    html = str(wrong)
    for problem in problems(wrong):
        if problem.anchor:
            assert html.count(problem.message) == 2


def test_each_line_of_the_summary_leads_to_a_control_that_exists(wrong: Proof) -> None:
    html = str(wrong)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_title", "id_points", "id_kind_0", "id_picture", "id_consent"]
    for target in targets:
        tag(html, target)


def test_the_summary_takes_the_focus_and_has_one_heading(wrong: Proof) -> None:
    html = str(wrong)
    assert "autofocus" in tag(html, "error-summary")
    assert html.count("There is a problem") == 1


def test_a_form_that_was_not_sent_has_no_problems() -> None:
    assert problems(Proof()) == []
    assert "There is a problem" not in str(Proof())


def test_what_was_typed_is_still_there(wrong: Proof) -> None:
    assert 'value="abc"' in tag(str(wrong), "id_points")


def test_controls_name_their_hint_and_their_error(wrong: Proof) -> None:
    html = str(wrong)
    title = tag(html, "id_title")
    assert 'aria-describedby="id_title_helptext id_title_error"' in title
    assert 'aria-invalid="true"' in title
    tag(html, "id_title_helptext")
    tag(html, "id_title_error")
    assert 'aria-describedby="id_kind_helptext id_kind_error"' in html
    assert '<legend class="label' in html


def test_an_error_has_an_icon_and_says_that_it_is_one(wrong: Proof) -> None:
    errors = str(wrong["title"].errors)
    assert "<svg" in errors
    assert "Error:" in errors


def test_controls_carry_our_class_and_keep_their_own() -> None:
    html = str(Proof())
    assert 'class="input"' in tag(html, "id_title")
    assert 'class="input tall"' in tag(html, "id_why")
    assert 'class="check"' in tag(html, "id_consent")
    assert "class=" not in tag(html, "id_key")


def test_choices_are_cards_with_their_explanation() -> None:
    html = str(Proof()["kind"])
    assert html.count('class="choice"') == 2
    assert "A public address" in html
    assert html.count('class="check"') == 2


def test_what_may_be_left_out_is_marked_and_nothing_else() -> None:
    html = str(Proof())
    assert html.count(">optional<") == 1
    assert re.search(r"Why\s*<span class=\"optional\">", html)


def test_filters_are_not_marked_and_need_nothing() -> None:
    class Search(FilterForm):
        text = forms.CharField(required=False)
        state = forms.ChoiceField(choices=[("a", "A")])

    html = str(Search())
    assert "optional" not in html
    assert " required" not in html


def test_labels_end_without_a_colon() -> None:
    assert "Title:" not in str(Proof())


def test_a_forms_of_a_library_looks_like_ours() -> None:
    class Foreign(forms.Form):
        email = forms.EmailField()

    field = Foreign({})["email"]
    assert isinstance(field, PageField)
    assert "Fill in “Email”." in str(field.errors)
    assert 'class="input"' in str(field)


def test_a_message_of_the_forms_own_stays() -> None:
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Who are you?"})

    assert [problem.message for problem in problems(Own({}))] == ["Who are you?"]


def test_messages_follow_the_readers_language() -> None:
    with translation.override("es"):
        assert [problem.message for problem in problems(Proof({"points": "x"}))][2] != "Enter a whole number."


def test_labels_people_wrote_are_escaped() -> None:
    class Survey(Form):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            self.fields["q"] = forms.ChoiceField(
                label="<b>Q</b>", widget=forms.RadioSelect, choices=[("<i>", "<script>alert(1)</script>")]
            )

    html = str(Survey({}))
    assert "<b>Q</b>" not in html
    assert "<script" not in html
    assert 'value="<i>"' not in html


def test_a_local_time_is_shown_as_the_browsers_picker_wants_it() -> None:
    class When(Form):
        at = forms.DateTimeField(widget=LocalDateTimeInput)

    html = str(When({"at": "2026-11-30T09:00"})["at"])
    assert 'type="datetime-local"' in html
    assert 'value="2026-11-30T09:00"' in html
    assert When({"at": "2026-11-30T09:00"}).is_valid()


def test_a_counted_field_says_its_limit() -> None:
    class Counted(Form):
        text = forms.CharField(max_length=60, widget=forms.Textarea(attrs={"data-counter": ""}))

    assert 'maxlength="60"' in str(Counted()["text"])


def test_the_summary_of_several_forms_lists_them_in_turn() -> None:
    html = render_to_string("components/error-summary.html", {"forms": [Proof({}, prefix="a"), Proof({}, prefix="b")]})
    assert html.index('href="#id_a-title"') < html.index('href="#id_b-title"')
