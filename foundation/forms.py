"""How every form looks and speaks: our renderer, the base classes, and what the error summary lists.

A form of ours derives from `Form` or `ModelForm`; forms of libraries get the same look, because the renderer and the
bound field come from FORM_RENDERER. Text in, clean values out: nothing here saves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.forms.widgets import Input, Widget
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


class PageField(BoundField):
    """A field on our pages: its control carries our class, and it knows what an error's link points to."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes (aria-invalid, aria-describedby) and our class, before the widget's own classes."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if ours := _control_class(widget):
            attrs["class"] = " ".join(filter(None, [ours, str(widget.attrs.get("class", ""))]))
        if isinstance(widget, forms.Textarea | forms.TextInput) and "data-counter" in widget.attrs:
            attrs.setdefault("maxlength", getattr(self.field, "max_length", None) or False)
        if isinstance(widget, Input) and widget.input_type == "color":
            attrs.pop("required", None)  # a colour always has a value, and HTML knows no such attribute there
        return attrs

    @property
    def errors(self) -> ErrorList:
        """The errors of this field; "this field is required" says which and how, as the summary shows it alone."""
        errors = super().errors
        for error in errors.as_data():
            if error.code == "required" and error.message == forms.Field.default_error_messages["required"]:
                error.message = str(_missing(self.field, self.label))
        return errors

    @property
    def anchor(self) -> str:
        """The id an error's link jumps to: of the control, or of the first choice."""
        return self.id_for_label or (f"{self.auto_id}_0" if self.auto_id else "")

    @property
    def is_checkbox(self) -> bool:
        """One box: the label stands beside it, not above."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def shows_optional(self) -> bool:
        """We mark what may be left out, not what is needed; a lone box is always a choice."""
        marks = getattr(self.form, "mark_optional", True)
        return bool(marks and not self.field.required and not self.field.disabled and not self.is_checkbox)


class Renderer(TemplatesSetting):
    """Templates of templates/forms and templates/django/forms, found by the site's own engine."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = PageField


class Form(forms.Form):
    """The base of every form of ours. Labels end without a colon; what may be left out is marked."""

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class FilterForm(Form):
    """A form in the address (GET): nothing is required, nothing is marked, a wrong value is told, not fatal."""

    mark_optional = False
    use_required_attribute = False


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]  # the model is named by each form's Meta
    """As `Form`, with fields and limits taken from a model. Call an operation with its values; never save()."""

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own date and time picker. The zone is said in the field's help text."""

    input_type = "datetime-local"
    supports_microseconds = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class WholeNumberInput(forms.TextInput):
    """A number without the browser's spinner: keeps what was typed when it was no number, and phones show digits."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "size": 8, **(attrs or {})})


@dataclass(frozen=True)
class Explained:
    """A choice with a line of explanation under its name: `choices=[("link", Explained(_("Link"), _("…")))]`."""

    label: Words
    hint: Words

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; without an anchor it is about the form as a whole.

    `label` names the field where the message, which stands beside its field in the form, does not.
    """

    message: str
    anchor: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        """The line as it stands alone."""
        if not self.label:
            return self.message
        return (
            f"{self.label} {self.message}"
            if self.label.endswith(("?", ":", ".", "!"))
            else f"{self.label}: {self.message}"
        )


def problems(form: forms.BaseForm) -> list[Problem]:
    """What is wrong with this form: the form's own errors first, then each field's in the order of the page."""
    return list(_problems(form)) if form.is_bound else []


def _problems(form: forms.BaseForm) -> Iterator[Problem]:
    for message in form.non_field_errors():
        yield Problem(str(message))
    for name in form.fields:
        field = cast("PageField", form[name])
        for message in map(str, field.errors):
            label = "" if field.is_hidden or str(field.label) in message else str(field.label)
            yield Problem(message, "" if field.is_hidden else field.anchor, label)


def _missing(field: forms.Field, label: Words) -> Words:
    if isinstance(field, forms.FileField):
        return format_lazy(_("Choose a file for “{label}”."), label=label)
    if isinstance(field, forms.BooleanField):
        return format_lazy(_("Tick “{label}” to go on."), label=label)
    if isinstance(field, forms.ChoiceField):
        return format_lazy(_("Choose an answer for “{label}”."), label=label)
    return format_lazy(_("Fill in “{label}”."), label=label)


def _control_class(widget: Widget) -> str:
    if widget.is_hidden or isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    return "check" if isinstance(widget, forms.CheckboxInput) else "input"
