"""Who sees a mission: the part of the setup step that may change while it is live; nothing is saved here."""

from collections.abc import Mapping
from typing import Any, Self

from foundation.typed import as_post
from missions.forms.steps import SetupForm
from missions.operations.visibility import FIELDS


class VisibilityForm(SetupForm):
    """Audience and listing, with the words and checks of the setup step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in FIELDS}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """As it is now, without anything scolded."""
        typed = as_post(raw)
        initial = {name: typed.getlist(name) if name in cls.many else typed.get(name) for name in FIELDS}
        return cls(initial=initial)

    def content(self) -> dict[str, Any]:
        return {**self.audience_content(), "listed": self.cleaned_data["listed"]}
