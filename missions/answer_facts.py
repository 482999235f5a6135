"""What people answered in missions that ask questions, and how recommending they are, for rules of segments.

Of each person the answers count that they sent last, whatever was decided about them, unless they took them back.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, Func, JSONField, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import answer_facts as build
from foundation.facts import number_in
from foundation.plugs import Fact, FactKind, FactSource, Family, Text
from missions.models import Mission, Submission
from missions.states import SubmissionState
from surveys.facts import NPS_CLASSES, Answers, facts_of_form, nps_classes, questions_of_all
from surveys.models import FormVersion

KEY, SURVEYS = "answer", gettext_lazy("Survey answers")
OFFERED = 40  # missions, the latest ones
NPS = "answers:nps"  # said to segments when somebody answers such a question, or takes it back


def said(activity_id: int) -> str:
    """The word for segments when somebody answers this mission's questions, or takes the answers back."""
    return f"answers:{activity_id}"


def _latest(activity_id: int) -> QuerySet[Submission]:
    """What each person sent last of the answers to a mission's questions."""
    rows = Submission.objects.filter(activity=activity_id).exclude(state=SubmissionState.WITHDRAWN)
    same = {"activity": activity_id, "advocate": OuterRef("advocate")}
    later = Q(cycle__gt=OuterRef("cycle")) | Q(cycle=OuterRef("cycle"), number__gt=OuterRef("number"))
    newer = Submission.objects.filter(later, **same).exclude(state=SubmissionState.WITHDRAWN)
    return rows.exclude(Exists(newer))


def _answers(mission: Mission) -> Answers:
    activity = mission.activity_id

    def given(pk: int) -> dict[str, Any]:
        row = _latest(activity).filter(advocate=pk).values_list("attempt__answers", flat=True).first()
        return row or {}

    return Answers(
        f"{KEY}:{activity}",
        _("Answers: %(mission)s") % {"mission": mission.title},
        lambda: _latest(activity),
        "attempt__answers",
        frozenset({said(activity)}),
        given,
    )


def _facts(missions: Sequence[Mission]) -> Iterator[Fact]:
    versions: dict[int, list[FormVersion]] = {}
    forms = [mission.activity.form_id for mission in missions]
    for version in FormVersion.objects.filter(form__in=forms).order_by("form", "number"):
        versions.setdefault(version.form_id, []).append(version)
    for mission in missions:
        yield from facts_of_form(questions_of_all(versions.get(mission.activity.form_id or 0, [])), _answers(mission))


def _offered() -> Iterable[Fact]:
    rows = Mission.objects.filter(live__isnull=False, activity__form__isnull=False).select_related("activity")
    return _facts(list(rows.order_by("-pk")[:OFFERED]))


def _one(rest: str) -> Fact | None:
    """By "12:q3", or "12:q3:class": the activity's id comes first."""
    activity = number_in(rest.partition(":")[0])
    missions = Mission.objects.filter(activity=activity).select_related("activity") if activity else ()
    return next((fact for fact in _facts(list(missions)) if fact.key == f"{KEY}:{rest}"), None)


answers = Family(KEY, one=_one, offered=_offered)


def _asked_nps() -> QuerySet[Submission]:
    """What each person sent last of all answers to forms with an NPS question, with the score in `found`."""
    versions = FormVersion.objects.filter(questions__contains=[{"kind": "nps"}]).values("pk")
    rows = Submission.objects.filter(attempt__form_version__in=versions).exclude(state=SubmissionState.WITHDRAWN)
    later = Q(submitted_at__gt=OuterRef("submitted_at")) | Q(
        submitted_at=OuterRef("submitted_at"), pk__gt=OuterRef("pk")
    )
    newer = rows.filter(later, advocate=OuterRef("advocate"))
    question = Func(
        F("attempt__form_version__questions"),
        template="""(jsonb_path_query_first(%(expressions)s, '$[*] ? (@.kind == "nps").key') #>> '{}')""",
        output_field=TextField(),
    )
    score = Func(
        F("attempt__answers"), question, arg_joiner=" -> ", template="(%(expressions)s)", output_field=JSONField()
    )
    return rows.exclude(Exists(newer)).annotate(found=JSONObject(nps=score))


def nps() -> Iterable[Fact]:
    """How likely somebody is to recommend, by the last answer to any NPS question; as a score, and as a class."""
    yield Fact(
        "nps", gettext_lazy("NPS score"), SURVEYS, FactKind.FIGURE,
        where=build.figure_in_json(_asked_nps, "found", ["nps"]),
        changed_by=frozenset({NPS}),
        found=_score,
    )  # fmt: skip
    yield Fact(
        "nps_class", gettext_lazy("NPS class"), SURVEYS, FactKind.CHOICE,
        where=build.span_in_json(_asked_nps, "found", ["nps"], NPS_CLASSES),
        changed_by=frozenset({NPS}),
        options=nps_classes,
        found=_score,
    )  # fmt: skip


def _score(pk: int) -> Text:
    row: Any = _asked_nps().filter(advocate=pk).first()
    return _("no answer") if row is None or row.found["nps"] is None else str(row.found["nps"])


FACTS: Sequence[FactSource] = [nps, answers]
