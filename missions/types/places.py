"""Places that a mission sends people to, such as a network or a page, as types with openings use them.

A place is a short word, the same in addresses, in short links and in openings. A type that has places brings
`OpeningForm` (of `OpeningBase`) in its forms.py, and its page of the hub posts it to `hub:opening`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.addresses import absolute, address_of
from foundation.forms import Form
from foundation.typed import Typed, as_post
from missions.models import LinkVisit, Mission, Opening, Participation, Submission
from missions.operations.links import keep_short_links
from missions.results import Figure
from missions.states import SubmissionState
from missions.types.base import Content
from missions.types.base_forms import LinkField
from programs.models import Advocate
from programs.queries import trying

LONGEST_ADDRESS = 2000  # as it travels, with every letter that is not ASCII written as %XX


@dataclass(frozen=True)
class Handover:
    """Where somebody goes on: to `url`, called `name`, by itself with `at_once`; `text` is what they take along."""

    url: str
    name: str
    text: str = ""
    at_once: bool = True


class OpeningBase(Form):
    """What is sent when a place is opened. Valid, it says where the person goes on."""

    completes = False
    chosen = False  # a suggestion was chosen, and is shown to be edited

    def __init__(self, data: Typed | None = None, *, content: Content, place: str, link: str, **kwargs: Any) -> None:
        super().__init__(None if data is None else as_post(data), prefix=prefix_of(place), **kwargs)
        self.content, self.place, self.link = content, place, link

    @property
    def text(self) -> str:
        """What the person takes along, once the form is valid."""
        return ""

    @property
    def prepares(self) -> dict[str, str]:
        """Answers that follow from it for the form of the first slot."""
        return {}

    def handover(self) -> Handover:
        """Where the person goes on, once the form is valid."""
        raise NotImplementedError


class TargetField(LinkField):
    """An address that short links lead to: not longer than every browser takes."""

    def clean(self, value: Any) -> Any:
        """The address. Raises ValidationError."""
        address = super().clean(value)
        if len(iri_to_uri(address)) > LONGEST_ADDRESS:
            raise ValidationError(_("This address is too long."))
        return address


def prefix_of(place: str) -> str:
    """What the names of a place's fields begin with; also its id on the page."""
    return f"place-{place}"


def content_of(mission: Mission, advocate: Advocate) -> Content:
    """The type's content of the revision this person has."""
    rows = Participation.objects.filter(mission=mission, advocate=advocate).select_related("revision")
    row = rows.order_by("-cycle").first()
    revision = row.revision if row else mission.live
    found: Content = revision.content.get("type", {}) if revision else {}
    return found


def links_of(mission: Mission, advocate: Advocate, targets: Mapping[str, str], *, now: datetime) -> dict[str, str]:
    """This person's short address for each place, in full."""
    tokens = keep_short_links(mission=mission, advocate=advocate, targets=targets, now=now)
    return {place: absolute(address_of("public:short_link", token)) for place, token in tokens.items()}


def openings_of(mission: Mission, advocate: Advocate) -> dict[str, Opening]:
    """What this person opened, by place."""
    return {row.place: row for row in Opening.objects.filter(mission=mission, advocate=advocate)}


def opened(mission: Mission, name: str, what: str, *, place: str = "") -> Figure:
    """How many people opened a place, or any."""
    rows = Opening.objects.filter(mission=mission, **({"place": place} if place else {}))
    rows = rows.exclude(advocate__in=trying())
    return Figure(name, rows.aggregate(n=Count("advocate", distinct=True))["n"], what)


def proved(mission: Mission, name: str, what: str) -> Figure:
    """How many people handed something in and did not take it back."""
    rows = Submission.objects.filter(mission=mission).exclude(state=SubmissionState.WITHDRAWN)
    rows = rows.exclude(advocate__in=trying())
    return Figure(name, rows.aggregate(n=Count("advocate", distinct=True))["n"], what)


def visits(mission: Mission) -> Sequence[Figure]:
    """How often the short links were followed, and by how many."""
    rows = LinkVisit.objects.filter(link__mission=mission).exclude(link__advocate__in=trying())
    row = rows.aggregate(times=Sum("count", default=0), people=Count("pk"))
    return [
        Figure(
            gettext_lazy("Visits"), row["times"],
            gettext_lazy("How often the short links were followed, without robots and previews."),
        ),
        Figure(
            gettext_lazy("Visitors"), row["people"],
            gettext_lazy("Different visitors of each day; who comes back on another day counts again."),
        ),
    ]  # fmt: skip
