"""The words of mails to staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.links import invitation_token
from accounts.models import Invitation
from foundation.plugs import Variable, Wording


def invitation_values(notices: Sequence[Any]) -> list[Mapping[str, str]]:
    """Who invites whom as what; the rows of a batch by one query."""
    wanted = {notice.facts["invitation"] for notice in notices}
    rows = Invitation.objects.select_related("invited_by").in_bulk(wanted)
    found = (rows[notice.facts["invitation"]] for notice in notices)
    return [{"inviter": str(row.invited_by), "role": str(row.get_role_display())} for row in found]


def invitation_link(notice: Any, delivery_id: int, now: datetime) -> str:
    """The page on which the invitation is accepted: of its present version."""
    invitation = Invitation.objects.get(pk=notice.facts["invitation"])
    return reverse("public:invitation", args=[invitation_token(invitation)])


WORDINGS = [
    Wording(
        kind="invited",
        topic="service",
        name=_("Staff invitation"),
        subject=_("{{ inviter }} invites you to {{ workspaceName }}"),
        body=_(
            "<p>{{ greeting }}</p>"
            "<p>{{ inviter }} would like you to work with them in {{ workspaceName }}, as: {{ role }}.</p>"
            "<p>The link is good for seven days. If you do not know who this is, you need not do anything.</p>"
        ),
        button=_("Accept the invitation"),
        variables={
            "inviter": Variable(_("Who sends the invitation"), "Jonas Weber"),
            "role": Variable(_("What the person will be"), _("Reviewer")),
        },
        values=invitation_values,
        link=invitation_link,
    )
]
