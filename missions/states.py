"""Which moves exist; `foundation.states.move` makes them by one conditional UPDATE."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissionState(models.TextChoices):
    """Publication of a mission (D-08). What else is shown (expired, not started, full) is derived, never stored."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")
    ARCHIVED = "archived", _("Archived")


LAUNCH = {MissionState.DRAFT}
GO_LIVE = {MissionState.SCHEDULED}
PAUSE = {MissionState.LIVE}
RESUME = {MissionState.PAUSED}
END = {MissionState.LIVE, MissionState.PAUSED}
ARCHIVE = {MissionState.DRAFT, MissionState.ENDED}
RESTORE = {MissionState.ARCHIVED}


class LaunchRequestState(models.TextChoices):
    """What became of asking others to launch a mission."""

    OPEN = "open", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Given back")
    WITHDRAWN = "withdrawn", _("Taken back")
    FALLEN = "fallen", _("Void: changed since")


ANSWER_REQUEST = {LaunchRequestState.OPEN}


class SubmissionState(models.TextChoices):
    """Where a submission stands."""

    SUBMITTED = "submitted", _("In review")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DECIDE = {SubmissionState.SUBMITTED}
RESEND = {SubmissionState.RETURNED, SubmissionState.DECLINED, SubmissionState.WITHDRAWN}
WITHDRAW = {SubmissionState.SUBMITTED, SubmissionState.RETURNED}
DECIDED = {SubmissionState.APPROVED, SubmissionState.RETURNED, SubmissionState.DECLINED}


# While any part of a turn is in one of these, the turn holds one of the mission's completions, if they are limited.
HOLDS_QUOTA = {SubmissionState.SUBMITTED, SubmissionState.APPROVED, SubmissionState.RETURNED}


class ReferralStage(models.TextChoices):
    """How far somebody who was referred has come."""

    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    QUALIFIED = "qualified", _("Qualified")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


# Forward as far as things went, back by one step when that was a mistake, and lost may come back.
STAGES: dict[str, tuple[str, ...]] = {
    ReferralStage.NEW: (ReferralStage.CONTACTED, ReferralStage.QUALIFIED, ReferralStage.WON, ReferralStage.LOST),
    ReferralStage.CONTACTED: (ReferralStage.QUALIFIED, ReferralStage.WON, ReferralStage.LOST, ReferralStage.NEW),
    ReferralStage.QUALIFIED: (ReferralStage.WON, ReferralStage.LOST, ReferralStage.CONTACTED),
    ReferralStage.WON: (ReferralStage.QUALIFIED,),
    ReferralStage.LOST: (ReferralStage.NEW, ReferralStage.CONTACTED, ReferralStage.QUALIFIED),
}


class InvitationState(models.TextChoices):
    """Where a request to take a reference call stands."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    TOOK_PLACE = "took_place", _("Took place, they say")
    CONFIRMED = "confirmed", _("Confirmed by both")
    MISSED = "missed", _("Did not take place")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered")
    WITHDRAWN = "withdrawn", _("Taken back")


ANSWER = {InvitationState.ASKED}
STANDING = {InvitationState.ASKED, InvitationState.ACCEPTED, InvitationState.TOOK_PLACE, InvitationState.CONFIRMED}
CALL_OFF = {InvitationState.ASKED, InvitationState.ACCEPTED}
