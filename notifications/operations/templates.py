"""A workspace's own words for its mail."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from foundation.plugs import WORDINGS
from notifications.models import Delivery, Template
from notifications.operations.notices import notify

TEST = "mail.test"


class NotEditable(ValueError):
    """The words of this kind of mail are the product's."""


@transaction.atomic
def change_template(
    *, kind: str, language: str, subject: str, body: str, button: str, by: User, now: datetime
) -> Template:
    """Use these words for a kind of mail from now on, also for what is in the queue. Raises NotEditable."""
    if not WORDINGS[kind].editable:
        raise NotEditable(kind)
    template, _ = Template.objects.update_or_create(
        kind=kind,
        language=language,
        defaults={"subject": subject, "body": body, "button": button, "changed_by": by, "changed_at": now},
    )
    record("template.changed", about=f"mail:{kind}", by_staff_id=by.pk, at=now, kind=kind, language=language)
    return template


@transaction.atomic
def reset_template(*, kind: str, language: str, by: User, now: datetime) -> bool:
    """Go back to the product's words; False when they were in use already."""
    deleted, _ = Template.objects.filter(kind=kind, language=language).delete()
    if deleted:
        record("template.reset", about=f"mail:{kind}", by_staff_id=by.pk, at=now, kind=kind, language=language)
    return bool(deleted)


@transaction.atomic
def send_test(*, kind: str, subject: str, body: str, button: str, language: str, by: User, now: datetime) -> Delivery:
    """Send these words, saved or not, to the staff user who asks, with the examples in the place of the variables."""
    event = record("template.tried", about=f"mail:{kind}", by_staff_id=by.pk, at=now, kind=kind)
    words = {"of": kind, "subject": subject, "body": body, "button": button, "language": language}
    return notify(kind=TEST, event=event, staff=by, facts=words, now=now)
