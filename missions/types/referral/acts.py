"""A referral is kept as soon as it is handed in; its stages begin with the approval."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict

from accounts.models import User
from foundation.addresses import absolute, address_of
from missions.introductions import PLACE, brought_by, brought_in_all, introducers
from missions.models import Decision, Mission, PaysAt, Referral, Submission, Verdict
from missions.operations.referrals import (
    forget_referrals,
    give_up_claim,
    keep_referral,
    pay_if_reached,
    take_back_credit,
)
from missions.referrals import followed_by, stage_figures
from missions.results import Figure
from missions.types.base import Slot
from missions.types.base_acts import Acts
from missions.types.places import content_of, links_of
from programs.models import Advocate


class ReferralActs(Acts):
    """One referral for each submission."""

    def offered(
        self, *, mission: Mission, advocate: Advocate, slots: Sequence[Slot], handed: Mapping[int, Submission]
    ) -> Sequence[Slot]:
        """What was sent, the newest first, under one more that can be."""
        sent = [slot for slot in slots if slot.number in handed]
        free = [slot for slot in slots if slot.number not in handed]
        return [*free[:1], *reversed(sent)]

    def submitted(self, *, submission: Submission, answers: Mapping[str, Any], now: datetime) -> None:
        keep_referral(submission=submission, answers=answers, now=now)

    def withdrawn(self, *, submission: Submission, now: datetime) -> None:
        give_up_claim(submission=submission)

    def decided(self, *, submission: Submission, decision: Decision, now: datetime) -> None:
        row = _of(submission)
        if row is not None and decision.verdict == Verdict.APPROVED:
            pay_if_reached(referral=row, by=decision.by_staff, now=now)

    def reversed(self, *, submission: Submission, decision: Decision, by: User, now: datetime) -> None:
        row = _of(submission)
        if row is not None:
            take_back_credit(referral=row, decision=decision, by=by, now=now)

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        content = content_of(mission, advocate)
        pays_at = PaysAt(content.get("pays_at", PaysAt.APPROVAL))
        panel = {"rows": followed_by(mission, advocate), "points": mission.points, "pays": pays_at.label, "link": ""}
        if target := content.get("link_to"):
            targets = {PLACE: absolute(address_of("public:mission", target))}
            link = links_of(mission, advocate, targets, now=now)[PLACE]
            panel |= {"link": link, "brought": brought_by(mission, advocate)}
        return panel

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        has_links = bool(mission.live and mission.live.content.get("type", {}).get("link_to"))
        return [*stage_figures(mission), *(brought_in_all(mission) if has_links else ())]

    def extra(self, *, mission: Mission, asked: QueryDict) -> Mapping[str, Any]:
        rows = introducers(mission)
        return {"template": "missions/types/referral/links.html", "rows": rows} if rows else {}

    def forget(self, *, advocate_id: int) -> None:
        forget_referrals(advocate_id=advocate_id)


def _of(submission: Submission) -> Referral | None:
    return Referral.objects.select_related("mission").filter(submission=submission).first()


ACTS = ReferralActs()
