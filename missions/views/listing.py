"""The missions staff have: all of them or those of one type, as a page and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.forms import ColumnsForm
from accounts.permissions import Permission, may
from accounts.queries import columns_of
from accounts.requests import StaffRequest
from foundation.answers import page
from missions.audience import rules_in_words
from missions.budgets import is_spent
from missions.exports import mission_lines
from missions.forms.filing import ViewForm
from missions.forms.filters import MissionFilter
from missions.listing import PAGE, Taken, folders, missions_wanted, page_of_missions, taken_part, views_of
from missions.models import Audience, Mission, SavedView
from missions.rules import visibility
from missions.states import MissionState
from missions.types import TYPES
from missions.types.base import MissionType
from programs.forms.people import PlaceForm

LIST = "missions/console/list.html"
LIST_NAME = "missions"
COLUMNS = {
    "status": gettext_lazy("Status"),
    "audience": gettext_lazy("Audience"),
    "points": gettext_lazy("Points"),
    "completed": gettext_lazy("Completed"),
    "created": gettext_lazy("Created"),
    "ends": gettext_lazy("Deadline"),
}


@dataclass(frozen=True)
class Listed:
    """A mission as the list shows it."""

    mission: Mission
    type_name: str | Promise
    audience: str
    visibility: str
    icon: str
    taken: Taken = field(default_factory=Taken)
    is_over: bool = False
    is_spent: bool = False


def listed(mission: Mission, taken: Taken | None = None) -> Listed:
    """A row of the list; its audience in the words the wizard used (S1-09, S1-41)."""
    entry = TYPES[mission.activity.type]
    over = mission.state == MissionState.LIVE and mission.ends_at is not None and mission.ends_at <= timezone.now()
    return Listed(
        mission, entry.name, audience_words(mission), visibility(mission), entry.icon, taken or Taken(), is_over=over,
        is_spent=mission.state == MissionState.LIVE and is_spent(mission.budget),
    )  # fmt: skip


def audience_words(mission: Mission) -> str:
    """Whom a mission is for; of a draft, what is typed so far."""
    if mission.live_id is None:
        typed = str(mission.draft.raw.get("audience", "")) if mission.draft else ""
        return str(dict(Audience.choices).get(typed, Audience.REGISTERED.label))
    return rules_in_words(mission.audience, mission.audience_rules.all())


@staff(can=Permission.SEE)
@require_GET
def mission_list(request: StaffRequest) -> HttpResponse:
    """All missions as the address says; without any wish, as the staff member's own view says."""
    views = views_of(request.user)
    own = next((view for view in views if view.is_default), None)
    if own and own.query and not request.META["QUERY_STRING"]:
        return redirect(f"{request.path}?{own.query}")
    return _list(request, MissionFilter(request.GET), views=views)


@staff(can=Permission.SEE)
@require_GET
def missions_of_type(request: StaffRequest, key: str) -> HttpResponse:
    """What a type is for, its missions, and a way to make one (S3-07, S3-12)."""
    if key not in TYPES:
        raise Http404("no such type")
    return _list(request, MissionFilter(request.GET, type_key=key), entry=TYPES[key])


def _list(
    request: StaffRequest, form: MissionFilter, *, entry: MissionType | None = None, views: Sequence[SavedView] = ()
) -> HttpResponse:
    wanted, now = form.wanted(), timezone.now()
    found = page_of_missions(wanted, now=now, size=PAGE, **PlaceForm(request.GET).place())
    taken, query = taken_part(found.rows), form.query()
    context = {
        "entry": entry,
        "new_url": reverse("console:mission_new", query={"type": entry.key} if entry else None),
        "types": TYPES.values(),
        "filter_form": form,
        "wanted": wanted,
        "narrows": bool(query.removeprefix(f"sort={wanted.sort}")),
        "found": found,
        "rows": [listed(row, taken.get(row.pk)) for row in found.rows],
        "folders": folders() if may(request.member.role, Permission.MANAGE_MISSIONS) else [],
        "views": views,
        "current_view": next((view for view in views if view.query == query), None) if query else None,
        "view_form": ViewForm(initial={"query": query}),
        "columns": (shown := columns_of(request.user, of=LIST_NAME, known=COLUMNS)),
        "columns_url": _columns_url(request, entry),
        "columns_form": ColumnsForm(initial={"columns": list(shown)}, known=COLUMNS),
    }
    return page(request, LIST, "list", context)


def _columns_url(request: StaffRequest, entry: MissionType | None) -> str:
    query = request.GET.copy()
    if entry:
        query["of"] = entry.key
    return reverse("console:mission_columns", query=query)


@staff(can=Permission.EXPORT)
@require_GET
def missions_csv(request: StaffRequest) -> StreamingHttpResponse:
    """The missions of the list with the filters in force as CSV, read from the database while it is sent."""
    rows = missions_wanted(MissionFilter(request.GET).wanted(), now=timezone.now())
    response = StreamingHttpResponse(
        mission_lines(rows, audience_words, zone=request.profile.time_zone), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="missions.csv"'
    return response
