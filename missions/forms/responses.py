"""The form an advocate fills in for one slot: empty, as it was typed before, or as it was sent and came back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from missions.forms.raw import from_post, quiet
from missions.forms.whole import type_forms
from missions.models import Attempt, Participation
from missions.types.base import Slot
from missions.types.base_forms import Kept


def response_form(
    type_key: str,
    *,
    content: Mapping[str, Any],
    questions: list[dict[str, Any]],
    slot: Slot,
    post: QueryDict | None = None,
    files: MultiValueDict[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
    before: Attempt | None = None,
    kept: Iterable[Kept] = (),
) -> Any:
    """With `post` it is what is sent now; else what was `typed` and not sent, or what was sent `before`.

    A file that is `kept` need not be sent again.
    """
    form = type_forms(type_key).ResponseForm(
        typed if post is None else post,
        files,
        content=content,
        slot=slot,
        questions=questions,
        prefix=prefix_of(slot.number),
        initial=before.answers if before else None,
    )
    form.kept = list(kept)
    there = {one.field for one in form.kept}
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField) and name in there and is_of_one(form, name):
            field.required = False
            field.help_text = _("The file you sent is kept, unless you choose another one.")
    return quiet(form) if post is None and typed else form


def opening_form(
    type_key: str, *, content: Mapping[str, Any], place: str, link: str, post: QueryDict | None = None
) -> Any:
    """The form by which somebody opens a place of a mission, or None when the type has no openings."""
    made = getattr(type_forms(type_key), "OpeningForm", None)
    return made(post, content=content, place=place, link=link) if made else None


def prefix_of(number: int) -> str:
    """What the names of a slot's fields begin with."""
    return f"slot{number}"


def typed_in(post: QueryDict, number: int) -> dict[str, Any]:
    """The slot's fields as they are typed, for keeping."""
    names = [name for name in post if name.startswith(f"{prefix_of(number)}-")][:400]
    return from_post(post, fields=names, many=[name for name in names if len(post.getlist(name)) > 1])


def typed_of(participation: Participation | None, number: int) -> Mapping[str, Any] | None:
    """What was typed for a slot and not sent."""
    kept: Mapping[str, Any] | None = participation.draft.get(str(number)) if participation else None
    return kept


def sent_files(form: Any) -> list[tuple[str, Any]]:
    """The files that came with a checked form and are as the form wants them, by field."""
    found = []
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField):
            value = form.cleaned_data.get(name)
            found += [(name, one) for one in (value if isinstance(value, list) else [value]) if one]
    return found


def is_of_one(form: Any, name: str) -> bool:
    """Whether a field takes one file only, and a new one in the place of the old."""
    return not getattr(form.fields[name].widget, "allow_multiple_selected", False)


def put_away(form: Any) -> set[int]:
    """The ids of kept files that shall not be handed in."""
    found: set[int] = form.put_away() if hasattr(form, "put_away") else set()
    return found
