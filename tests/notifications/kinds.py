"""A kind of notice to send in tests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from foundation.plugs import Variable, Wording
from notifications.links import personal_token
from notifications.models import Notice


def link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """A personal link to advocates, the hub's door to others."""
    advocate, home = notice.advocate, reverse("hub:home")
    if advocate is None:
        return home
    token = personal_token(
        delivery_id=delivery_id, advocate_id=advocate.pk, link_version=advocate.link_version, now=now
    )
    return f"{home}l/{token}/"


def values(notices: Sequence[Notice]) -> list[dict[str, str]]:
    """What it is about, as the facts say."""
    return [{"thing": str(notice.facts.get("thing", ""))} for notice in notices]


def wording(kind: str, topic: str, **changes: Any) -> Wording:
    """Words for a kind of notice about a thing."""
    given: dict[str, Any] = {
        "name": kind,
        "subject": "About {{ thing }}",
        "body": "<p>{{ greeting }}</p><p>this is about <strong>{{ thing }}</strong>.</p>",
        "button": "Look at {{ thing }}",
        "variables": {"thing": Variable("What it is about", "an example")},
        "values": values,
        "link": link,
    }
    return Wording(kind=kind, topic=topic, **(given | changes))
