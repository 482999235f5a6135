"""What people did, for rules of segments."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import facts as build
from foundation.plugs import Fact, FactKind, Text
from foundation.times import shown
from missions.models import Engagement, Mission, Participation, Submission
from missions.states import SubmissionState
from missions.types import TYPES
from programs.facts import zone_of_workspace

DOING = gettext_lazy("Missions")
# Said to segments by the operations of this app.
COMPLETED, ENGAGED = "mission.completed", "engagement.noted"
# What may bring a submission into another state.
HANDED_IN = frozenset({"submission.submitted", "submission.withdrawn"})
DECIDED = frozenset(
    {"submission.approved", "submission.returned", "submission.declined", "decision.reversed", "decision.undone"}
)
MISSIONS = 300


def _done() -> QuerySet[Participation]:
    """What was completed; telling, which is completed by opening it, is none of it."""
    telling = [key for key, entry in TYPES.items() if not entry.asks]
    rows = Participation.objects.filter(completed_at__isnull=False)
    return rows.exclude(mission__in=Mission.objects.filter(activity__type__in=telling))


def completed() -> Iterable[Fact]:
    """How many missions somebody has completed: handed in, whatever was decided then."""
    yield Fact(
        "completed", gettext_lazy("Missions completed"), DOING, FactKind.COUNT,
        where=build.count_of_rows(_done, "completed_at"),
        crossed=build.row_left_window(_done, "completed_at"),
        changed_by=frozenset({COMPLETED}),
        found=lambda pk: str(_done().filter(advocate=pk).count()),
        windowed=True,
    )  # fmt: skip


def completed_of_type() -> Iterable[Fact]:
    """The same, of one type."""
    for key, entry in TYPES.items():
        if entry.asks:
            yield _of_type(key, entry.name)


def _of_type(key: str, name: Text) -> Fact:
    def rows() -> QuerySet[Participation]:
        missions = Mission.objects.filter(activity__type=key)
        return Participation.objects.filter(completed_at__isnull=False, mission__in=missions)

    return Fact(
        f"completed:{key}", gettext_lazy("Missions completed: %(type)s") % {"type": name}, DOING, FactKind.COUNT,
        where=build.count_of_rows(rows, "completed_at"),
        crossed=build.row_left_window(rows, "completed_at"),
        changed_by=frozenset({COMPLETED}),
        found=lambda pk: str(rows().filter(advocate=pk).count()),
        windowed=True,
    )  # fmt: skip


def did() -> Iterable[Fact]:
    """Certain missions that somebody has completed."""
    yield Fact(
        "did", gettext_lazy("Completed this mission"), DOING, FactKind.CHOICE,
        where=build.choice_of_rows(lambda: Participation.objects.filter(completed_at__isnull=False), "mission"),
        changed_by=frozenset({COMPLETED}),
        options=_missions,
        found=_titles,
    )  # fmt: skip


def approved() -> Iterable[Fact]:
    """How much of what somebody handed in was approved."""
    rows = _in_state(SubmissionState.APPROVED)
    yield Fact(
        "approved", gettext_lazy("Submissions approved"), DOING, FactKind.COUNT,
        where=build.count_of_rows(rows, "decided_at"),
        crossed=build.row_left_window(rows, "decided_at"),
        changed_by=HANDED_IN | DECIDED,
        found=lambda pk: str(rows().filter(advocate=pk).count()),
        windowed=True,
    )  # fmt: skip


def in_review() -> Iterable[Fact]:
    """How much of what somebody handed in waits for a decision."""
    rows = _in_state(SubmissionState.SUBMITTED)
    yield Fact(
        "in_review", gettext_lazy("Submissions waiting for review"), DOING, FactKind.COUNT,
        where=build.count_of_rows(rows, "submitted_at"),
        changed_by=HANDED_IN | DECIDED,
        found=lambda pk: str(rows().filter(advocate=pk).count()),
    )  # fmt: skip


def stands() -> Iterable[Fact]:
    """Certain missions on which somebody's submission stands in a certain way."""
    words = {
        SubmissionState.APPROVED: gettext_lazy("Approved on this mission"),
        SubmissionState.SUBMITTED: gettext_lazy("Waiting for review on this mission"),
        SubmissionState.RETURNED: gettext_lazy("Returned on this mission"),
        SubmissionState.DECLINED: gettext_lazy("Declined on this mission"),
    }
    return (_standing(state, name) for state, name in words.items())


def _standing(state: SubmissionState, name: Text) -> Fact:
    rows = _in_state(state)
    return Fact(
        f"stands:{state.value}", name, DOING, FactKind.CHOICE,
        where=build.choice_of_rows(rows, "mission"),
        changed_by=HANDED_IN | DECIDED,
        options=_missions,
        found=lambda pk: _titles_of(rows().filter(advocate=pk).order_by("-submitted_at")),
    )  # fmt: skip


def _in_state(state: SubmissionState) -> build.Rows:
    return lambda: Submission.objects.filter(state=state)


def engaged() -> Iterable[Fact]:
    """When somebody last saw, began or handed in a mission."""
    yield Fact(
        "engaged", gettext_lazy("Last engaged"), DOING, FactKind.MAYBE,
        where=build.moment_of_rows(Engagement.objects.all, "last_at"),
        crossed=build.row_grew_old(Engagement.objects.all, "last_at"),
        changed_by=frozenset({ENGAGED}),
        found=_last_at,
    )  # fmt: skip


def _missions() -> list[tuple[str, Text]]:
    """The latest ones that were launched."""
    rows = Mission.objects.filter(live__isnull=False).order_by("-pk").values_list("pk", "title")
    return [(str(pk), title) for pk, title in rows[:MISSIONS]]


def _titles(pk: int) -> str:
    done = Participation.objects.filter(advocate=pk, completed_at__isnull=False).order_by("-completed_at")
    return _titles_of(done)


def _titles_of(rows: QuerySet[Participation] | QuerySet[Submission]) -> str:
    return ", ".join(rows.values_list("mission__title", flat=True)[:5]) or _("none")


def _last_at(pk: int) -> Text:
    row = Engagement.objects.filter(advocate=pk).first()
    return shown(row.last_at, zone_of_workspace()) if row else _("never")


FACTS = [completed, completed_of_type, did, approved, in_review, stands, engaged]
