"""Kinds that are chosen from what staff offer: options, true or false, consent, an order, a table."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.kinds.base import ANSWERED, Kind, Question, Radios, asked, may_skip, options_of, rows_of


class SingleChoice(Kind):
    """One of several options. The option's key is kept."""

    has_options = True
    fills = "text"
    takes_right = True

    def field(self, question: Question) -> forms.Field:
        return forms.ChoiceField(choices=may_skip(question, options_of(question)), widget=Radios, **asked(question))

    def is_right(self, question: Question, value: Any) -> bool:
        return self.answer(question, value) in question.get("right", [])

    def answer(self, question: Question, value: Any) -> Any:
        return value if isinstance(value, str) and value in dict(options_of(question)) else None

    def reads(self, question: Question, value: Any) -> str:
        answer = self.answer(question, value)
        return "" if answer is None else dict(options_of(question))[answer]

    def conditions(self, question: Question) -> list[tuple[str, str]]:
        words = _("the answer to “%(question)s” is “%(option)s”")
        found = [(key, words % {"question": question["label"], "option": label}) for key, label in options_of(question)]
        return [*found, *super().conditions(question)]

    def meets(self, question: Question, value: Any, wanted: str) -> bool:
        answer = self.answer(question, value)
        return answer is not None and wanted in (ANSWERED, answer)


class MultipleChoice(Kind):
    """Any of several options. Their keys are kept, in the order in which they were offered."""

    has_options = True
    takes_right = True

    def field(self, question: Question) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=options_of(question), widget=forms.CheckboxSelectMultiple, **asked(question)
        )

    def value(self, question: Question, cleaned: Any) -> Any:
        return [key for key, _label in options_of(question) if key in (cleaned or [])] or None

    def is_right(self, question: Question, value: Any) -> bool:
        """All that are right, and no other."""
        return set(self.answer(question, value) or []) == set(question.get("right", []))

    def answer(self, question: Question, value: Any) -> Any:
        chosen = value if isinstance(value, list) else []
        return [key for key, _label in options_of(question) if key in chosen] or None

    def reads(self, question: Question, value: Any) -> str:
        labels = dict(options_of(question))
        return ", ".join(labels[key] for key in self.answer(question, value) or [])

    def conditions(self, question: Question) -> list[tuple[str, str]]:
        words = _("“%(option)s” is chosen at “%(question)s”")
        found = [(key, words % {"question": question["label"], "option": label}) for key, label in options_of(question)]
        return [*found, *super().conditions(question)]

    def meets(self, question: Question, value: Any, wanted: str) -> bool:
        answer = self.answer(question, value) or []
        return wanted in answer or (wanted == ANSWERED and bool(answer))


class TrueFalse(Kind):
    """True or false."""

    fills = "tag"
    takes_right = True

    def field(self, question: Question) -> forms.Field:
        return _TrueFalseField(
            choices=may_skip(question, [("true", _("True")), ("false", _("False"))]),
            widget=Radios(attrs={"class": "choices-row"}),
            coerce=lambda typed: typed == "true",
            empty_value=None,
            **asked(question),
        )

    def is_right(self, question: Question, value: Any) -> bool:
        return str(self.answer(question, value)).lower() in question.get("right", [])

    def answer(self, question: Question, value: Any) -> Any:
        return value if isinstance(value, bool) else None

    def reads(self, question: Question, value: Any) -> str:
        return {True: _("True"), False: _("False"), None: ""}[self.answer(question, value)]

    def conditions(self, question: Question) -> list[tuple[str, str]]:
        words = {"question": question["label"]}
        return [
            ("true", _("the answer to “%(question)s” is true") % words),
            ("false", _("the answer to “%(question)s” is false") % words),
            *super().conditions(question),
        ]

    def meets(self, question: Question, value: Any, wanted: str) -> bool:
        answer = self.answer(question, value)
        return answer is not None and wanted in (ANSWERED, str(answer).lower())


class Consent(Kind):
    """A statement that is agreed to, or not. Its words are kept with the version; only "agreed" is an answer."""

    fills = "tag"

    def field(self, question: Question) -> forms.Field:
        return forms.BooleanField(**asked(question))

    def value(self, question: Question, cleaned: Any) -> Any:
        return True if cleaned is True else None

    def answer(self, question: Question, value: Any) -> Any:
        return True if value is True else None

    def reads(self, question: Question, value: Any) -> str:
        return _("Agreed") if self.answer(question, value) else ""


class Ranking(Kind):
    """The options in an order of one's own: a place for each. Their keys are kept, the first place first."""

    has_options = True

    def field(self, question: Question) -> forms.Field:
        return _RankingField(question, **asked(question))

    def answer(self, question: Question, value: Any) -> Any:
        """An order of all options that are offered; one of other options is none."""
        keys = [key for key, _label in options_of(question)]
        is_order = isinstance(value, list) and all(isinstance(key, str) for key in value)
        return value if is_order and sorted(value) == sorted(keys) else None

    def reads(self, question: Question, value: Any) -> str:
        labels = dict(options_of(question))
        order = self.answer(question, value) or []
        return ", ".join(f"{place}. {labels[key]}" for place, key in enumerate(order, 1))


class Matrix(Kind):
    """One of the options for each row of a table: {row key: option key} is kept."""

    has_options = True
    has_rows = True

    def field(self, question: Question) -> forms.Field:
        return _MatrixField(question, **asked(question))

    def answer(self, question: Question, value: Any) -> Any:
        given = value if isinstance(value, dict) else {}
        options = dict(options_of(question))
        return {
            key: given[key]
            for key, _label in rows_of(question)
            if isinstance(given.get(key), str) and given[key] in options
        } or None

    def reads(self, question: Question, value: Any) -> str:
        answer, options = self.answer(question, value) or {}, dict(options_of(question))
        return "; ".join(f"{label}: {options[answer[key]]}" for key, label in rows_of(question) if key in answer)


class _TrueFalseField(forms.TypedChoiceField):
    """Shows a kept True as the choice "true"."""

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


class _Parts(forms.MultiWidget):
    """Several controls with a label each. Works without scripts; the template stacks them."""

    template_name = "surveys/widgets/parts.html"
    use_fieldset = True

    def __init__(self, labels: Sequence[str], widgets: Sequence[forms.Widget], *, keys: Sequence[str]) -> None:
        super().__init__(list(widgets))
        self.labels, self.keys = labels, keys

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for label, part in zip(self.labels, context["widget"]["subwidgets"], strict=True):
            part["part_label"] = label
        return context


class _Places(_Parts):
    """A list of places for each option."""

    def decompress(self, value: Any) -> list[str]:
        order = value if isinstance(value, list) else []
        return [str(order.index(key) + 1) if key in order else "" for key in self.keys]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """An order that is kept is a list, too, as what was typed is."""
        is_order = isinstance(value, list) and any(key in self.keys for key in value)
        return super().get_context(name, self.decompress(value) if is_order else value, attrs)


class _Cells(_Places):
    """A row of radio buttons for each row of the table."""

    template_name = "surveys/widgets/grid.html"

    def decompress(self, value: Any) -> list[str]:
        given = value if isinstance(value, dict) else {}
        return [given.get(key, "") for key in self.keys]


class _RankingField(forms.MultiValueField):
    """Each place once: an order of the options' keys, or None when nothing is chosen."""

    default_error_messages = {
        "incomplete": gettext_lazy("Give every option a place."),
        "twice": gettext_lazy("Give every option a place of its own: place %(place)s is taken twice."),
    }

    def __init__(self, question: Question, **kwargs: Any) -> None:
        options = options_of(question)
        self.keys = [key for key, _label in options]
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(options) + 1))]
        selects = [forms.Select(choices=places, attrs={"class": "input"}) for _option in options]
        super().__init__(
            [forms.ChoiceField(choices=places, required=False) for _option in options],
            widget=_Places([label for _key, label in options], selects, keys=self.keys),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, data_list: Sequence[str]) -> list[str] | None:
        given = dict(zip(self.keys, data_list, strict=False))
        if not any(given.values()):
            return None
        if not all(given.get(key) for key in self.keys):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        places = list(given.values())
        for place in places:
            if places.count(place) > 1:
                raise ValidationError(self.error_messages["twice"] % {"place": place}, code="twice")
        return sorted(self.keys, key=lambda key: int(given[key]))


class _MatrixField(forms.MultiValueField):
    """A choice for each row, for all of them when an answer is required."""

    default_error_messages = {"incomplete": gettext_lazy("Choose an answer for “%(row)s”.")}

    def __init__(self, question: Question, **kwargs: Any) -> None:
        rows, choices = rows_of(question), may_skip(question, options_of(question))
        self.keys, self.labels = [key for key, _label in rows], dict(rows)
        radios = [Radios(choices=choices, attrs={"class": "choices-row"}) for _row in rows]
        super().__init__(
            [forms.ChoiceField(choices=choices, required=False) for _row in rows],
            widget=_Cells([label for _key, label in rows], radios, keys=self.keys),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, data_list: Sequence[str]) -> dict[str, str] | None:
        given = {key: value for key, value in zip(self.keys, data_list, strict=False) if value}
        missing = [key for key in self.keys if key not in given]
        if self.required and given and missing:
            words = {"row": self.labels[missing[0]]}
            raise ValidationError(self.error_messages["incomplete"] % words, code="incomplete")
        return given or None
