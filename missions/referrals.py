"""Reads of referrals: the console's list and its file, what a referrer follows, and the figures of a mission."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.folding import search_terms
from foundation.spreadsheets import csv_file
from missions.models import Mission, PaysAt, Referral, ReferralMove
from missions.results import Figure
from missions.states import ReferralStage, SubmissionState
from programs.models import Advocate
from programs.queries import trying

MEANINGS = {
    ReferralStage.NEW: gettext_lazy("Nobody has written to them so far."),
    ReferralStage.CONTACTED: gettext_lazy("Somebody of yours has been in touch."),
    ReferralStage.QUALIFIED: gettext_lazy("They fit, and want to go on."),
    ReferralStage.WON: gettext_lazy("They are with you now."),
    ReferralStage.LOST: gettext_lazy("It came to nothing."),
}

# The stages at which a referral has earned what it earns later than with its approval (G-10).
REACHED = {
    PaysAt.CONTACTED: {ReferralStage.CONTACTED, ReferralStage.QUALIFIED, ReferralStage.WON},
    PaysAt.QUALIFIED: {ReferralStage.QUALIFIED, ReferralStage.WON},
    PaysAt.WON: {ReferralStage.WON},
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; "" and None leave it open."""

    stage: str = ""
    mission: int | None = None
    words: str = ""


def referrals_listed(wanted: Wanted, *, before: int | None = None) -> QuerySet[Referral]:
    """Referrals, newest first, from the one before the id `before`; those taken back are left out."""
    rows = Referral.objects.select_related("advocate", "mission", "submission").exclude(
        submission__state=SubmissionState.WITHDRAWN
    )
    if wanted.stage:
        rows = rows.filter(state=wanted.stage)
    if wanted.mission:
        rows = rows.filter(mission=wanted.mission)
    for term in search_terms(wanted.words):
        rows = rows.filter(words__contains=f" {term}")
    if before:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")


def moves_of(referral: Referral) -> list[ReferralMove]:
    """Its way so far, the newest first."""
    return list(ReferralMove.objects.filter(referral=referral).select_related("by_staff").order_by("-pk"))


def followed_by(mission: Mission, advocate: Advocate) -> list[Referral]:
    """What became of the people somebody referred, with what she was told; two queries."""
    told = ReferralMove.objects.filter(told=True).order_by("-pk")
    rows = Referral.objects.filter(mission=mission, advocate=advocate, erased_at=None)
    approved = rows.filter(submission__state=SubmissionState.APPROVED)
    return list(approved.prefetch_related(Prefetch("moves", told, to_attr="told")).order_by("-pk"))


def stage_figures(mission: Mission) -> Sequence[Figure]:
    """How many people who were referred are at each stage; one query."""
    rows = Referral.objects.filter(mission=mission).exclude(submission__state=SubmissionState.WITHDRAWN)
    rows = rows.exclude(advocate__in=trying())
    counts = dict(rows.values_list("state").annotate(n=Count("pk")))
    return [Figure(stage.label, counts.get(stage, 0), MEANINGS[stage]) for stage in ReferralStage]


def referral_lines(wanted: Wanted, *, zone: str) -> Iterator[bytes]:
    """As CSV, read from the database while it is sent; times in the zone named in the heading."""
    named = {"zone": zone}
    headings = [
        _("Name"), _("E-mail"), _("Phone"), _("Company"), _("How they know each other"), _("Note"), _("Stage"),
        _("Referred by"), _("Mission"), _("Referred (%(zone)s)") % named, _("Moved (%(zone)s)") % named,
    ]  # fmt: skip
    return csv_file(headings, (_line(row, ZoneInfo(zone)) for row in referrals_listed(wanted).iterator(chunk_size=500)))


def _line(row: Referral, zone: ZoneInfo) -> list[str]:
    times = [localtime(at, zone).strftime("%Y-%m-%d %H:%M:%S") for at in (row.referred_at, row.moved_at)]
    about = [row.name, row.email, row.phone, row.company, row.relation, row.note]
    return [*about, str(row.get_state_display()), row.advocate.name, row.mission.title, *times]
