"""The builder of questions in a type's setup: answers may fill tags and custom fields of whoever gives them.

Types that ask questions inherit `QuestionsSetup`, include surveys/builder/questions.html and hand `apply_builder` on.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from missions.types.base_forms import SetupBase
from programs.queries import custom_fields, field_names, tag_names
from surveys.builder import QuestionsBuilder
from surveys.builder import apply_builder as apply_builder  # noqa: PLC0414  handed on by the types
from surveys.kinds import KINDS


class QuestionsSetup(QuestionsBuilder, SetupBase):
    """Rows of questions in a type's setup."""

    may_fill = True

    def clean(self) -> dict[str, Any]:
        """A custom field holds one kind of thing, whichever question fills it."""
        data = super().clean()
        wanted = {question["maps_to"]: question for question in self.questions() if question.get("maps_to")}
        known = custom_fields(list(wanted)) if wanted else {}
        for name, question in wanted.items():
            field = known.get(name)
            if field and KINDS[question["kind"]].fills not in ("tag", field.kind):
                words = _("The field “%(name)s” exists already and holds something else: %(kind)s.")
                where = f"q-{question['key'].removeprefix('q')}-maps_to"
                self.add_error(where, words % {"name": name, "kind": field.get_kind_display().lower()})
        return data

    @property
    def tag_names(self) -> Sequence[str]:  # type: ignore[override]  # looked up when it is shown
        """Tags that exist, to choose from while typing."""
        return tag_names()

    @property
    def field_names(self) -> Sequence[str]:  # type: ignore[override]  # looked up when it is shown
        """Custom fields that exist, to choose from while typing."""
        return field_names()
