"""The words of mails about applications to programs; programs stand below notifications, so they are here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.plugs import Text, Variable, Wording
from notifications.models import Notice, Topic
from programs.models import Application

PROGRAM = Variable(_("The program"), _("Ambassadors"))
NOTE = Variable(_("What you wrote with the decision"), _("We would love to have you."))
AGAIN = Variable(_("When they may apply again"), _("You may apply again 30 days from now."))


def _rows(notices: Sequence[Notice]) -> list[Application | None]:
    """None for one that went with its person."""
    wanted = {notice.facts["application"] for notice in notices}
    found = Application.objects.select_related("program").in_bulk(wanted)
    return [found.get(notice.facts["application"]) for notice in notices]


def values(notices: Sequence[Notice]) -> list[Mapping[str, Text]]:
    """The program, what was written, and when another application is taken."""
    return [
        {"programName": row.program.name, "note": row.note, "again": lazystr(_again(row.program.reapply_days))}
        if row
        else {"programName": "", "note": "", "again": ""}
        for row in _rows(notices)
    ]


def _again(days: int) -> str:
    if not days:
        return gettext("You may apply again whenever you like.")
    words = ngettext("You may apply again %(days)s day from now.", "You may apply again %(days)s days from now.", days)
    return words % {"days": days}


def to_program(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The program's page in the hub."""
    row = Application.objects.filter(pk=notice.facts["application"]).first()
    return reverse("hub:program", args=[row.program_id]) if row else reverse("hub:home")


def _wording(kind: str, name: Text, subject: Text, body: Text, button: Text, *variables: str) -> Wording:
    known = {"programName": PROGRAM, "note": NOTE, "again": AGAIN}
    return Wording(
        kind=kind, topic=Topic.RECEIPTS, name=name, subject=subject, body=body, button=button,
        variables={name: known[name] for name in ("programName", *variables)}, values=values, link=to_program,
    )  # fmt: skip


WORDINGS = [
    _wording(
        "application.received",
        _("Application received"),
        _("We have your application: {{ programName }}"),
        _(
            "<p>{{ greeting }}</p><p>Thank you for applying to {{ programName }} of {{ workspaceName }}."
            " Somebody reads every application; you get a mail when it is decided.</p>"
        ),
        _("See your application"),
    ),
    _wording(
        "application.approved",
        _("Application approved"),
        _("Welcome to {{ programName }}"),
        _(
            "<p>{{ greeting }}</p><p>Your application was approved: you are in {{ programName }} of"
            " {{ workspaceName }} now. What you earned before is still yours.</p><p>{{ note }}</p>"
        ),
        _("Open the hub"),
        "note",
    ),
    _wording(
        "application.rejected",
        _("Application rejected"),
        _("Your application to {{ programName }}"),
        _(
            "<p>{{ greeting }}</p><p>Thank you for applying to {{ programName }} of {{ workspaceName }}. This time we"
            " decided against it:</p><blockquote>{{ note }}</blockquote><p>{{ again }}</p>"
        ),
        _("See your application"),
        "note",
        "again",
    ),
    _wording(
        "application.waitlisted",
        _("Application on the waiting list"),
        _("You are on the waiting list of {{ programName }}"),
        _(
            "<p>{{ greeting }}</p><p>{{ programName }} of {{ workspaceName }} is full at the moment. You are on the"
            " waiting list, and get a mail as soon as there is a place.</p><p>{{ note }}</p>"
        ),
        _("See your application"),
        "note",
    ),
]
