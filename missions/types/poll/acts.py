"""How the others voted, for those who have voted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from missions.models import Attempt, Participation, Submission
from missions.states import SubmissionState
from missions.types.poll.forms import KEY
from missions.types.survey.acts import AnswersActs
from programs.queries import trying

if TYPE_CHECKING:
    from missions.models import Mission
    from programs.models import Advocate


@dataclass(frozen=True)
class Votes:
    """How many chose each option, in the order in which they are offered, and how many voted."""

    question: str
    rows: list[tuple[str, int]]
    total: int


class PollActs(AnswersActs):
    """As every form of questions, and the results in the place of thanks."""

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        begun = Participation.objects.filter(mission=mission, advocate=advocate, completed_at__isnull=False)
        row = begun.select_related("revision").order_by("-cycle").first()
        content = row.revision.content.get("type", {}) if row else {}
        return {"votes": votes_of(mission, content) if content.get("shows_results") else None}


def votes_of(mission: Mission, content: Mapping[str, Any]) -> Votes:
    """The votes on the question as it was asked, by one query; votes for options of other versions count as votes."""
    (question,) = content["questions"]
    latest = Submission.objects.filter(mission=mission).exclude(state=SubmissionState.WITHDRAWN)
    counted = latest.exclude(advocate__in=trying()).values("attempt_id")
    chosen = Attempt.objects.filter(pk__in=counted).annotate(choice=KeyTextTransform(KEY, "answers"))
    counts = dict(chosen.filter(choice__isnull=False).values_list("choice").annotate(n=Count("pk")).order_by())
    rows = [(option["label"], counts.get(option["key"], 0)) for option in question["options"]]
    return Votes(question["label"], rows, sum(counts.values()))


ACTS = PollActs()
