"""An approved answer joins the pool; an approval taken back leaves it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from missions.models import Decision, Mission, Reference, Submission, Verdict
from missions.operations.references import forget_reference, join_pool, leave_pool
from missions.results import Figure
from missions.types.base_acts import Acts
from programs.models import Advocate
from programs.queries import trying


class ReferencePoolActs(Acts):
    """One place in the pool for each advocate."""

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        if decision.verdict == Verdict.APPROVED:
            join_pool(submission=submission, now=now)

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        row = Reference.objects.filter(advocate=submission.advocate_id, mission=submission.mission_id).first()
        if row is not None and decision.verdict == Verdict.APPROVED:
            leave_pool(reference=row, now=now)

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        return {"reference": Reference.objects.filter(advocate=advocate).first()}

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        counts = (
            Reference.objects.filter(mission=mission)
            .exclude(advocate__in=trying())
            .aggregate(now=Count("pk", filter=Q(left_at=None)), left=Count("pk", filter=Q(left_at__isnull=False)))
        )
        return [
            Figure(_("In the pool"), counts["now"], _("People who joined by this mission and may be asked.")),
            Figure(_("Left"), counts["left"], _("People who joined by this mission and left the pool.")),
        ]

    def forget(self, *, advocate_id: int) -> None:
        forget_reference(advocate_id=advocate_id)


ACTS = ReferencePoolActs()
