"""What every step of making a mission shares."""

from typing import Any

from foundation.forms import Form
from missions.forms.offers import Offers


class StepForm(Form):
    """One step. `many` are fields of several values; `zone` is the workspace's, in which times are typed.

    `has_begun`: the mission was live once, so that nothing sets it off any more. `mission_id` is of the mission.
    Forms of one page share their `offers`.
    """

    many: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        zone: str = "UTC",
        type_key: str = "",
        has_begun: bool = False,
        mission_id: int = 0,
        offers: Offers | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.type_key, self.has_begun = zone, type_key, has_begun
        self.mission_id, self.offers = mission_id, offers or Offers()

    def means(self, name: str) -> bool:
        """Whether a field says anything, as the others are filled in."""
        return True

    def content(self) -> dict[str, Any]:
        """The validated values as they are published."""
        return dict(self.cleaned_data)
