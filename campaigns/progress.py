"""How far people have come in a campaign: what is done in a run, and whether that is all it asks."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.models import Campaign, Part, Role
from campaigns.runs import Run
from missions.models import Mission, Participation, Submission
from missions.open_missions import open_to
from missions.states import SubmissionState
from missions.texts import reading_of, title_of
from missions.types import TYPES
from programs.models import Advocate

TELLING = [key for key, entry in TYPES.items() if not entry.asks]


def parts_of(campaign: Campaign) -> list[Part]:
    """The activities, the required first, then the choices, in the order they were added."""
    rows = campaign.parts.select_related("mission__activity", "mission__draft", "mission__live", "choice")
    order = [Role.REQUIRED.value, Role.CHOICE.value, Role.OPTIONAL.value]
    return sorted(rows, key=lambda part: (order.index(part.role), part.choice.number if part.choice else 0, part.pk))


def turns_done(run: Run) -> QuerySet[Participation]:
    """Turns handed in during a run, of which all is approved; what only tells is done when it was opened.

    What was handed in in one run and approved in the next counts for the former.
    """
    of_turn = Submission.objects.filter(
        activity=OuterRef("mission__activity"), advocate=OuterRef("advocate"), cycle=OuterRef("cycle")
    )
    open_still = of_turn.exclude(state__in=[SubmissionState.APPROVED, SubmissionState.WITHDRAWN])
    approved = Exists(of_turn.filter(state=SubmissionState.APPROVED)) & ~Exists(open_still)
    rows = Participation.objects.filter(completed_at__isnull=False)
    if run.begins is not None:
        rows = rows.filter(completed_local__gte=run.begins, completed_local__lt=run.ends)
    return rows.filter(Q(mission__activity__type__in=TELLING) | approved)


def done_by(advocate_id: int, parts: Sequence[Part], run: Run) -> set[int]:
    """The missions of these that a person has done in a run."""
    rows = turns_done(run).filter(advocate=advocate_id, mission__in=[part.mission_id for part in parts])
    return set(rows.values_list("mission", flat=True))


def asked(parts: Sequence[Part], *, by: datetime) -> list[Part]:
    """Those of the activities that had been launched by an instant: drafts ask nothing of anybody."""
    return [part for part in parts if part.mission.launched_at and part.mission.launched_at <= by]


def is_complete(parts: Sequence[Part], done: Set[int]) -> bool:
    """Whether everything required is done and enough of each choice; nothing required is never complete."""
    wanted = [part for part in parts if part.role != Role.OPTIONAL]
    required = all(part.mission_id in done for part in wanted if part.role == Role.REQUIRED)
    choices = {part.choice for part in wanted if part.choice}
    return bool(wanted) and required and all(_enough(one.needed, one.pk, wanted, done) for one in choices)


def _enough(needed: int, choice: int, parts: Sequence[Part], done: Set[int]) -> bool:
    among = {part.mission_id for part in parts if part.choice_id == choice}
    return len(done & among) >= min(needed, len(among))


@dataclass(frozen=True)
class Line:
    """An activity as who takes part sees it. `standing` is "done", "waiting", "open" or "closed"."""

    part: Part
    title: str
    standing: str


def lines_for(advocate: Advocate, parts: Sequence[Part], run: Run, *, now: datetime) -> list[Line]:
    """The activities that were launched, in the reader's words, with where they stand for one person."""
    shown = [part for part in parts if part.mission.live_id]
    missions = [part.mission_id for part in shown]
    done = done_by(advocate.pk, shown, run)
    can = set(open_to(advocate, now=now).filter(pk__in=missions).values_list("pk", flat=True))
    waiting = set(
        Submission.objects.filter(mission__in=missions, advocate=advocate, state=SubmissionState.SUBMITTED).values_list(
            "mission", flat=True
        )
    )

    def standing(mission: Mission) -> str:
        for name, found in (("done", done), ("open", can), ("waiting", waiting)):
            if mission.pk in found:
                return name
        return "closed"

    language = reading_of(advocate)
    return [Line(part, title_of(part.mission, language), standing(part.mission)) for part in shown]
