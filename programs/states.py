"""Which ways into a program exist, and how an application may move."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JoinMode(models.TextChoices):
    """How somebody who is not in a program gets into it."""

    OPEN = "open", _("Anyone may join")
    APPLICATION = "application", _("By application")
    INVITATION = "invitation", _("By invitation")


class ProgramKind(models.TextChoices):
    """What kind of people a program is for (S0-43, S0-44); "own" has words of its own."""

    MEMBERS = "members", _("Members")
    AMBASSADORS = "ambassadors", _("Ambassadors")
    SUPER_FANS = "super_fans", _("Super fans")
    CUSTOMERS = "customers", _("Customers")
    INDUSTRY_PROS = "industry_pros", _("Industry pros")
    VOLUNTEERS = "volunteers", _("Volunteers")
    OWN = "own", _("Other, in your own words")


class ApplicationState(models.TextChoices):
    """Where an application to a program stands."""

    WAITING = "waiting", _("Waiting")
    WAITLISTED = "waitlisted", _("On the waiting list")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Of one person and program, one application is open at a time.
OPEN_APPLICATIONS = frozenset({ApplicationState.WAITING.value, ApplicationState.WAITLISTED.value})
# A rejection can be undone by approving later; nothing undoes an approval but ending the enrolment.
APPROVE = OPEN_APPLICATIONS | {ApplicationState.REJECTED.value}
REJECT = OPEN_APPLICATIONS
WAITLIST = frozenset({ApplicationState.WAITING.value})
WITHDRAW = OPEN_APPLICATIONS
