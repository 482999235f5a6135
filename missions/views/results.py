"""What came of a mission: who got how far, the lists of people behind the numbers, and for a form its questions."""

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.tables import FORMATS
from missions.forms.results import ResultsFilter, StepForm
from missions.funnel import (
    ALL_STEPS,
    LEFT,
    STEPS,
    Narrowing,
    count_days,
    count_steps,
    people_at,
    steps_among,
    submissions_of_mission,
)
from missions.models import Mission, Submission
from missions.queries import responses_to
from missions.results import charted, count_states, length_words, usual_completion, usual_decision
from missions.types import TYPES
from missions.types.base_acts import acts_of
from programs.models import Advocate
from surveys.queries import versions_of
from surveys.results import summarise

PAGE = 50


@staff(can=Permission.SEE)
@require_GET
def results(request: StaffRequest, pk: int) -> HttpResponse:
    """The funnel, what is left, the states, the days, the type's own figures, and a chart for each question."""
    mission, zone = _found(pk), request.profile.time_zone
    filter_form = filter_of(request, mission, zone)
    wanted, acts = filter_form.wanted(), acts_of(mission.activity.type)
    context = {
        "mission": mission,
        "entry": TYPES[mission.activity.type],
        "filter_form": filter_form,
        "filtered": any(vars(wanted).values()),
        "query": request.GET.urlencode(),
        "formats": FORMATS.values(),
        "now": timezone.now(),
        "states": count_states(mission, wanted),
        "usual": usual_completion(mission),
        "figures": acts.figures(mission=mission),
        "extra": acts.extra(mission=mission, asked=request.GET),
        **_funnel(mission, wanted),
        **_times(mission, wanted, zone),
        **_questions(mission, wanted),
    }
    return page(request, "missions/console/results.html", "results", context)


def _funnel(mission: Mission, wanted: Narrowing) -> dict[str, object]:
    counted = count_steps(mission, wanted)
    groups = [steps_among(counted, STEPS), steps_among(counted, LEFT)]
    return {"groups": groups, "has_guests": any(row.guests for row in counted)}


def _times(mission: Mission, wanted: Narrowing, zone: str) -> dict[str, object]:
    days, decision = count_days(mission, wanted, zone=zone), usual_decision(mission)
    return {
        "seen_days": charted(days["seen"]),
        "completed_days": charted(days["completed"]),
        "decision": decision and length_words(decision),
    }


def _questions(mission: Mission, wanted: Narrowing) -> dict[str, object]:
    form = mission.activity.form
    if form is None:
        return {"results": None}
    responses = responses_to(mission, among=submissions_of_mission(mission, wanted))
    template = f"missions/types/{mission.activity.type}/results.html"
    return {"results": summarise(versions_of(form), responses), "results_template": template}


@staff(can=Permission.SEE)
@require_GET
def results_people(request: StaffRequest, pk: int) -> HttpResponse:
    """The people whom one number of the results counts, by name."""
    mission = _found(pk)
    wanted = filter_of(request, mission, request.profile.time_zone).wanted()
    step, guests, after = StepForm(request.GET).asked()
    people = people_at(mission, step, wanted, guests=guests)
    found = _page_of(people, after)
    context = {
        "mission": mission,
        "step": ALL_STEPS[step],
        "guests": guests,
        "count": people.count(),
        "now": timezone.now(),
        "rows": _with_what_they_sent(mission, found[:PAGE]),
        "query": _query(request, step="", guests="", after=""),
        "next_url": f"?{_query(request, after=str(found[PAGE - 1].pk))}" if len(found) > PAGE else "",
        "previous_url": "",
    }
    return page(request, "missions/console/results_people.html", "list", context)


def _with_what_they_sent(mission: Mission, people: list[Advocate]) -> list[tuple[Advocate, list[Submission]]]:
    """Each person with what they handed in for the mission, the last first."""
    sent: dict[int, list[Submission]] = {person.pk: [] for person in people}
    for row in Submission.objects.filter(mission=mission, advocate__in=people).order_by("-pk"):
        sent[row.advocate_id].append(row)
    return [(person, sent[person.pk]) for person in people]


def _page_of(people: QuerySet[Advocate], after: int) -> list[Advocate]:
    """Those who stand by name after a person, a page and one more."""
    rows = people.order_by("sort_name", "pk")
    if anchor := Advocate.objects.filter(pk=after).values_list("sort_name", "pk").first():
        rows = rows.filter(TupleGreaterThan((F("sort_name"), F("pk")), anchor))
    return list(rows[: PAGE + 1])


def _query(request: HttpRequest, **changed: str) -> str:
    """The query of this address with other values; "" takes one out."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def filter_of(request: HttpRequest, mission: Mission, zone: str) -> ResultsFilter:
    """What the address narrows the results of a mission to; its days are those of the zone."""
    content = mission.live.content if mission.live else {}
    slots = TYPES[mission.activity.type].slots(content.get("type", {}))
    return ResultsFilter(request.GET, zone=zone, slots=list(slots))


def _found(pk: int) -> Mission:
    return get_object_or_404(Mission.objects.select_related("activity__form", "live"), pk=pk)
