"""Custom fields: staff's own list of them, what a person's hold, and how the list of people is narrowed by them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.folding import fold
from foundation.forms import Form, ModelForm
from programs.columns import is_taken_for, label_of
from programs.models import CustomField, FieldKind
from programs.operations.fields import OptionsInUse
from programs.queries import fields, listed_fields, values_of
from programs.values import FOLDED, Custom, Held, read_range, read_value, write_value

MOST_LISTED, MOST_OPTIONS, LONGEST_OPTION = 4, 100, 80
ONE_LINE = 80
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class CustomFieldForm(ModelForm):
    """What a custom field is called and holds."""

    options = forms.CharField(
        label=gettext_lazy("The words to choose from"),
        required=False,
        max_length=MOST_OPTIONS * (LONGEST_OPTION + 2),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One per line; only for a field that holds one of several words."),
    )

    class Meta:
        model = CustomField
        fields = ("name", "kind", "is_listed")
        help_texts = {
            "kind": gettext_lazy("It stays so for good."),
            "is_listed": gettext_lazy("Up to four fields can be shown there."),
        }

    field_order = ("name", "kind", "options", "is_listed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = str(self.instance.kind or "")
        if self.instance.pk:
            del self.fields["kind"]
            self.initial["options"] = "\n".join(self.instance.options)
            self.fields["options"].help_text = _("One per line.")
            if self.kind != FieldKind.CHOICE:
                del self.fields["options"]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if taken := is_taken_for(name):
            raise ValidationError(
                _("Everybody has “%(field)s” already; call it otherwise.") % {"field": label_of(taken)}
            )
        if any(fold(field.name) == fold(name) for field in fields() if field.pk != self.instance.pk):
            raise ValidationError(_("There is a field of this name already."))
        return name

    def clean_options(self) -> list[str]:
        lines = (" ".join(line.split()) for line in str(self.cleaned_data["options"]).splitlines())
        options: dict[str, str] = {}
        for line in lines:
            options.setdefault(fold(line), line)
        options.pop("", None)
        if longest := next((line for line in options.values() if len(line) > LONGEST_OPTION), ""):
            words = {"word": longest[:30], "most": LONGEST_OPTION}
            raise ValidationError(_("“%(word)s…” is longer than %(most)s characters.") % words)
        if len(options) > MOST_OPTIONS:
            raise ValidationError(_("There can be up to %(most)s words.") % {"most": MOST_OPTIONS})
        return list(options.values())

    def clean_is_listed(self) -> bool:
        wanted = bool(self.cleaned_data["is_listed"])
        others = [field for field in listed_fields() if field.pk != self.instance.pk]
        if wanted and len(others) >= MOST_LISTED:
            names = ", ".join(field.name for field in others)
            raise ValidationError(_("Four fields are shown there already: %(names)s.") % {"names": names})
        return wanted

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind", self.kind) == FieldKind.CHOICE and not data.get("options") and "options" not in self.errors:
            self.add_error("options", _("Write the words to choose from, one per line."))
        return data

    def say_in_use(self, found: OptionsInUse) -> None:
        """Say at the words that some cannot go."""
        named = ", ".join(f"{word} ({count})" for word, count in found.counts.items())
        self.add_error("options", _("People have these words, so they must stay: %(words)s.") % {"words": named})

    def values(self) -> dict[str, Any]:
        """For the operation."""
        is_choice = self.cleaned_data.get("kind", self.kind) == FieldKind.CHOICE
        names = {name: self.cleaned_data[name] for name in ("name", "kind", "is_listed") if name in self.cleaned_data}
        return names | {"options": self.cleaned_data["options"] if is_choice else []}


class HeldField(forms.CharField):
    """One person's custom field: text in, what it holds out; None for nothing."""

    def __init__(self, field: CustomField, *, shown: str = "") -> None:
        super().__init__(label=field.name, required=False, help_text=_help(field), widget=_widget(field, shown))
        self.custom = Custom.of(field)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        return self.custom.read(text) if text else None


class FieldsOfPerson(forms.BaseForm):
    """The custom fields in the form of a person, behind all others."""

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customs = fields()
        held = values_of([self.instance], self.customs) if self.instance.pk and self.customs else {}
        for field in self.customs:
            shown = write_value(held.get((self.instance.pk, field.pk)))
            self.fields[f"field-{field.pk}"] = HeldField(field, shown=shown)
            self.initial[f"field-{field.pk}"] = shown

    def field_values(self) -> dict[CustomField, Held | None]:
        """What each field is to hold, for the operation."""
        return {field: self.cleaned_data[f"field-{field.pk}"] for field in self.customs}


class RangeField(forms.CharField):
    """From where to where, in a filter: two ends, each None where it is open."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        return read_range(self.kind, text) if text else (None, None)


def filter_field(field: CustomField) -> forms.Field:
    """How the list of people is narrowed by this field."""
    if field.kind in (FieldKind.NUMBER, FieldKind.DAY):
        example = "10..20" if field.kind == FieldKind.NUMBER else "2026-01-01..2026-06-30"
        widget = forms.TextInput(attrs={"placeholder": example, "autocomplete": "off"})
        return RangeField(field.kind, label=field.name, required=False, max_length=60, widget=widget)
    if field.kind == FieldKind.TEXT:
        return forms.CharField(label=field.name, required=False, max_length=FOLDED)
    choices = YES_NO if field.kind == FieldKind.YES_NO else [(option, option) for option in field.options]
    return forms.ChoiceField(label=field.name, required=False, choices=[("", _("Any")), *choices])


def wanted_of(field: CustomField, found: Any) -> list[tuple[int, str, Any]]:
    """What a filter's clean value asks for, as programs.queries.PeopleFilter keeps it."""
    match field.kind:
        case FieldKind.NUMBER:
            ends = zip(("number from", "number to"), found, strict=True)
            return [(field.pk, how, value) for how, value in ends if value is not None]
        case FieldKind.DAY:
            ends = zip(("day from", "day to"), found, strict=True)
            return [(field.pk, how, value.isoformat()) for how, value in ends if value is not None]
        case FieldKind.YES_NO:
            return [(field.pk, "yes", read_value(FieldKind.YES_NO, found))] if found else []
    folded = fold(found)[:FOLDED].strip()
    return [(field.pk, "is" if field.kind == FieldKind.CHOICE else "begins", folded)] if folded else []


class FieldRemovalForm(Form):
    """Makes sure that the right field is meant, since what it holds of everybody goes."""

    name = forms.CharField(label=gettext_lazy("Type the name of the field to go on"), max_length=60)

    def __init__(self, *args: Any, field: CustomField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field = field

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if fold(name) != fold(self.field.name):
            raise ValidationError(_("This is not the name of the field: %(name)s") % {"name": self.field.name})
        return name


def _widget(field: CustomField, shown: str) -> forms.Widget:
    if field.kind == FieldKind.CHOICE:
        return forms.Select(choices=[("", "–"), *((option, option) for option in field.options)])
    if field.kind == FieldKind.YES_NO:
        return forms.Select(choices=[("", "–"), *YES_NO])
    if field.kind == FieldKind.DAY:
        return forms.DateInput(attrs={"type": "date"})
    if field.kind == FieldKind.NUMBER:
        return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 12})
    is_long = "\n" in shown or len(shown) > ONE_LINE
    return forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput(attrs={"autocomplete": "off"})


def _help(field: CustomField) -> str:
    return _("A number, such as 1234.5.") if field.kind == FieldKind.NUMBER else ""
