"""A template as what staff would have typed."""

from typing import Any

from django.utils.html import format_html

from missions.forms.steps import DEFAULTS
from missions.forms.whole import type_forms
from missions.types.base import MissionType
from missions.types.base_forms import PREFIX
from missions.types.base_templates import Offered


def blank_draft(entry: MissionType) -> dict[str, Any]:
    """What is typed in a mission of this type that nobody has typed in yet."""
    return DEFAULTS | {"points": str(entry.usual_points), "minutes": str(entry.minutes)} | dict(entry.usual)


def draft_of(offered: Offered) -> dict[str, Any]:
    """The raw draft a template makes, in the language of the page: every field as its page would send it."""
    template, entry = offered.template, offered.entry
    raw = blank_draft(entry) | dict(template.settings)
    raw |= {
        "title": str(template.title),
        "description": "".join(format_html("<p>{}</p>", words) for words in template.paragraphs),
        "points": str(offered.points or ""),
        "minutes": str(offered.minutes),
        "cover": str(template.cover),
    }
    raw |= _untouched(entry)
    module = type_forms(entry.key)
    for command in template.builder:
        raw = module.apply_builder(raw, command)
    typed = {f"{PREFIX}-{name}": value for name, value in template.fields.items()}
    return raw | {name: value if isinstance(value, list) else str(value) for name, value in typed.items()}


def _untouched(entry: MissionType) -> dict[str, Any]:
    """The type's fields as its page sends them when nothing is changed."""
    form = type_forms(entry.key).SetupForm(None, prefix=PREFIX)
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(value, list | tuple):
            sent[form.add_prefix(name)] = [str(one) for one in value]
        elif value is not None and value is not False:
            sent[form.add_prefix(name)] = "on" if value is True else str(value)
    return sent
