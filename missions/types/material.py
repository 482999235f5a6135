"""What types that ask for material of people's own do when it is handed in, and show of it in the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import AttemptFile, Licence
from missions.operations.licences import give_licence
from missions.results import Figure
from missions.states import SubmissionState
from missions.types.base_acts import Acts

if TYPE_CHECKING:
    from django.http import QueryDict

    from missions.models import Mission, Submission

SOON, SHOWN = timedelta(days=30), 200
STATES = ("valid", "ending", "ended", "withdrawn")


class MaterialActs(Acts):
    """Keeps the licence that was ticked, and lists those that were given."""

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        rights = submission.revision.content.get("type", {}).get("rights")
        if rights and answers.get("licence") and submission.attempt:
            give_licence(attempt=submission.attempt, rights=rights, now=now)

    def extra(self, *, mission: Mission, asked: QueryDict) -> Mapping[str, Any]:
        chosen = asked.get("licence", "")
        found = licences_of(mission, chosen if chosen in STATES else "", now=timezone.now())
        state_words = {
            "": _("All"), "valid": _("Valid"), "ending": _("Ends within 30 days"), "ended": _("Ended"),
            "withdrawn": _("Withdrawn"),
        }  # fmt: skip
        return {
            "template": "missions/types/parts/licences.html",
            "licences": found[:SHOWN],
            "states": [(key, words, key == chosen) for key, words in state_words.items()],
            "asks": bool(mission.live and mission.live.content.get("type", {}).get("rights")),
            "today": timezone.now().date(),
            "soon": timezone.now().date() + SOON,
        }


class RightsActs(MaterialActs):
    """As `MaterialActs`, for types that ask for rights only if staff wish: the results list none where none are."""

    def extra(self, *, mission: Mission, asked: QueryDict) -> Mapping[str, Any]:
        asks = mission.live and mission.live.content.get("type", {}).get("rights")
        return super().extra(mission=mission, asked=asked) if asks else {}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        return licence_figures(mission, now=timezone.now())


def standing(mission: Mission) -> QuerySet[AttemptFile]:
    """The files of what people have handed in and not taken back, of the latest handing-in each."""
    rows = AttemptFile.objects.filter(attempt__submission__mission=mission, attempt=F("attempt__submission__attempt"))
    return rows.exclude(attempt__submission__state=SubmissionState.WITHDRAWN)


def licences_of(mission: Mission, state: str, *, now: datetime) -> QuerySet[Licence]:
    """The licences of what stands, those that end first at the top."""
    today = now.date()
    limits = {
        "": Q(),
        "valid": Q(withdrawal=None) & (Q(ends_on=None) | Q(ends_on__gte=today)),
        "ending": Q(withdrawal=None, ends_on__gte=today, ends_on__lte=today + SOON),
        "ended": Q(withdrawal=None, ends_on__lt=today),
        "withdrawn": Q(withdrawal__isnull=False),
    }
    rows = Licence.objects.filter(attempt__submission__mission=mission, attempt=F("attempt__submission__attempt"))
    rows = rows.exclude(attempt__submission__state=SubmissionState.WITHDRAWN).filter(limits[state])
    return rows.select_related("attempt__submission__advocate", "withdrawal").order_by("ends_on", "pk")


def licence_figures(mission: Mission, *, now: datetime) -> Sequence[Figure]:
    """How many may be used, and how many soon may not."""
    if not (mission.live and mission.live.content.get("type", {}).get("rights")):
        return ()
    valid, ending = (licences_of(mission, state, now=now).count() for state in ("valid", "ending"))
    return [
        Figure(_("May be used"), valid, _("Submissions with a licence that holds today.")),
        Figure(_("Licence ends soon"), ending, _("Of these, whose licence ends within 30 days.")),
    ]
