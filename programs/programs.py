"""Reads of programs, of who is in them, and of applications to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from programs.models import Advocate, Application, Enrolment, Program
from programs.states import OPEN_APPLICATIONS, ApplicationState, JoinMode
from surveys.kinds import KINDS, Question
from surveys.models import FormVersion
from surveys.queries import latest_version, versions_of
from surveys.questions import shown


def programs() -> QuerySet[Program]:
    """Those in use, the default one first, then by name."""
    return Program.objects.filter(archived_at=None).order_by("-is_default", "name", "pk")


def with_counts(rows: QuerySet[Program]) -> QuerySet[Program]:
    """Programs, each with `people_count` and `open_count`, the applications that wait for a decision."""
    inside = Enrolment.objects.filter(program=OuterRef("pk"), advocate__erased_at=None, advocate__is_test=False)
    people = inside.order_by().values("program").annotate(n=Count("pk")).values("n")
    waits = Application.objects.filter(program=OuterRef("pk"), state=ApplicationState.WAITING)
    waiting = waits.order_by().values("program").annotate(n=Count("pk")).values("n")
    return rows.annotate(people_count=people, open_count=waiting)


def has_several() -> bool:
    """Whether there is a choice between programs at all."""
    return Program.objects.filter(archived_at=None).count() > 1


def enrolments_of(advocate: Advocate) -> QuerySet[Enrolment]:
    """The programs somebody is in, the default one first."""
    rows = Enrolment.objects.filter(advocate=advocate).select_related("program")
    return rows.order_by("-program__is_default", "program__name")


def applications_of(advocate: Advocate) -> QuerySet[Application]:
    """What somebody applied for, the latest first."""
    return Application.objects.filter(advocate=advocate).select_related("program", "form_version").order_by("-pk")


def last_applications() -> QuerySet[Application]:
    """The last application of each person to each program that was not taken back."""
    standing = Application.objects.exclude(state=ApplicationState.WITHDRAWN)
    newer = standing.filter(program=OuterRef("program"), advocate=OuterRef("advocate"), pk__gt=OuterRef("pk"))
    return standing.exclude(Exists(newer))


def applications(*, program: int | None = None, state: str = ApplicationState.WAITING) -> QuerySet[Application]:
    """Those in one state, the oldest first; `decided` ones the latest first. Of one program, or of all."""
    rows = Application.objects.filter(state=state, advocate__erased_at=None)
    rows = rows.select_related("advocate", "program", "form_version", "decided_by")
    rows = rows.filter(program=program) if program else rows
    return rows.order_by("applied_at", "pk") if state in OPEN_APPLICATIONS else rows.order_by("-decided_at", "-pk")


def waiting_applications() -> int:
    """How many wait for a decision."""
    return Application.objects.filter(state=ApplicationState.WAITING, advocate__erased_at=None).count()


def questions_of(program: Program) -> list[Question]:
    """What whoever applies is asked now."""
    version = version_of(program)
    return list(version.questions) if version else []


def version_of(program: Program) -> FormVersion | None:
    """The version of its form that is asked now."""
    return latest_version(program.form) if program.form else None


def all_versions(program: Program) -> list[FormVersion]:
    """Every version there was."""
    return versions_of(program.form) if program.form else []


def answered(application: Application) -> list[tuple[str, str]]:
    """The questions that counted, each with the answer as it reads, "" for none."""
    questions: Sequence[Question] = application.form_version.questions if application.form_version else ()
    answers: Mapping[str, object] = application.answers
    return [
        (question["label"], KINDS[question["kind"]].reads(question, answers.get(question["key"])))
        for question in shown(questions, answers)
    ]


@dataclass(frozen=True)
class Standing:
    """How somebody stands towards a program: in it since when, their last application, whether they can join now."""

    program: Program
    since: datetime | None
    last: Application | None

    @property
    def is_open(self) -> bool:
        """Whether an application waits for a decision."""
        return self.last is not None and self.last.state in OPEN_APPLICATIONS

    @property
    def can_join(self) -> bool:
        """Whether there is something to press, now or after a while."""
        return self.since is None and not self.is_open and self.program.join_mode != JoinMode.INVITATION


def standings_of(advocate: Advocate) -> list[Standing]:
    """Of every program that somebody is in, has applied to, or can ask to be in."""
    mine = Enrolment.objects.filter(advocate=advocate)
    applied = Application.objects.filter(advocate=advocate).order_by("-pk").select_related("program")
    wanted = Q(archived_at=None) & ~Q(join_mode=JoinMode.INVITATION)
    rows = Program.objects.filter(
        wanted | Q(enrolments__in=mine) | Q(archived_at=None, applications__in=applied)
    ).distinct()
    rows = rows.prefetch_related(
        Prefetch("enrolments", mine, to_attr="mine"), Prefetch("applications", applied, to_attr="applied")
    )
    return [_standing(row) for row in rows.order_by("-is_default", "name", "pk")]


def standing_of(advocate: Advocate, program: Program) -> Standing:
    """Of one program."""
    inside = Enrolment.objects.filter(advocate=advocate, program=program).first()
    return Standing(program, inside.enrolled_at if inside else None, last_of(advocate, program))


def last_of(advocate: Advocate, program: Program) -> Application | None:
    """Somebody's last application to a program."""
    rows = Application.objects.filter(advocate=advocate, program=program).select_related("program", "form_version")
    return rows.order_by("-pk").first()


def _standing(row: Program) -> Standing:
    mine: list[Enrolment] = row.mine  # type: ignore[attr-defined]  # prefetched
    applied: list[Application] = row.applied  # type: ignore[attr-defined]  # prefetched
    return Standing(row, mine[0].enrolled_at if mine else None, applied[0] if applied else None)


def may_apply_at(*, last: Application | None) -> datetime | None:
    """From when on another application is taken; None when it is at once, or when none is in the way."""
    if last is None or last.state != ApplicationState.REJECTED or last.decided_at is None:
        return None
    return last.decided_at + timedelta(days=last.program.reapply_days)
