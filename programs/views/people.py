"""The list of people: narrowed, ordered, and tagged many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.forms import ColumnsForm
from accounts.models import KeptView
from accounts.permissions import Permission, may
from accounts.queries import columns_of, kept_views
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.forms import problems
from foundation.tables import FORMATS
from foundation.templatetags.ui import number
from programs.forms.chosen import TaggingForm
from programs.forms.people import PeopleFilterForm, PeopleViewForm, PlaceForm
from programs.operations.tags import put_tag, take_tag, undo_tagging
from programs.queries import (
    COUNTED_AT_MOST,
    UNDO,
    count_people,
    page_of_people,
    people,
    recent_tagging,
    with_values,
)

LIST = "programs/console/people.html"
LIST_NAME = "people"
COLUMNS = {
    "email": gettext_lazy("E-mail"),
    "company": gettext_lazy("Company"),
    "status": gettext_lazy("Status"),
    "tags": gettext_lazy("Tags"),
    "joined": gettext_lazy("Joined"),
}


@staff(can=Permission.SEE)
@require_GET
def people_list(request: StaffRequest) -> HttpResponse:
    """People, narrowed and ordered as the address says; without any wish, as the staff member's own view says."""
    views = kept_views(request.user, of=LIST_NAME)
    own = next((view for view in views if view.is_default), None)
    if own and own.query and not request.META["QUERY_STRING"]:
        return redirect(f"{request.path}?{own.query}")
    filter_form = PeopleFilterForm(request.GET)
    context = {
        **_found(request, filter_form),
        "tag_names": list(filter_form.tag_names.values()),
        "tagging": _toast(request, filter_form.tag_names),
        "programs": filter_form.programs,
        "formats": FORMATS.values(),
        "may_manage": may(request.member.role, Permission.MANAGE_PEOPLE),
        "may_export": may(request.member.role, Permission.EXPORT),
        **_as_she_wants_it(request, views, filter_form.query()),
    }
    return page(request, LIST, "people", context)


def _found(request: StaffRequest, filter_form: PeopleFilterForm) -> dict[str, Any]:
    """Whom the filters find: a page of them with what their fields hold, and how many there are."""
    wanted = filter_form.wanted()
    count = count_people(wanted)
    found = page_of_people(wanted, **PlaceForm(request.GET).place())
    return {
        "filter_form": filter_form,
        "wanted": wanted,
        "count": min(count, COUNTED_AT_MOST),
        "is_more": count > COUNTED_AT_MOST,
        "found": found,
        "listed": filter_form.listed,
        "rows": with_values(found.rows, filter_form.listed),
    }


def _as_she_wants_it(request: StaffRequest, views: Sequence[KeptView], query: str) -> dict[str, Any]:
    """The views a staff member keeps and the columns she wants (X-54)."""
    shown = columns_of(request.user, of=LIST_NAME, known=COLUMNS)
    return {
        "views": views,
        "current_view": next((view for view in views if view.query == query), None) if query else None,
        "view_form": PeopleViewForm(initial={"query": query}),
        "columns": shown,
        "columns_url": _address_of(request, "console:people_columns"),
        "columns_form": ColumnsForm(initial={"columns": list(shown)}, known=COLUMNS),
    }


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def tagging(request: StaffRequest) -> HttpResponse:
    """Put a tag on the people selected, or on all that match; or take it off them."""
    form = TaggingForm(request.POST)
    if not form.is_valid():
        for problem in problems(form):
            messages.error(request, str(problem.message))
        return redirect(_list_again(request))
    wanted, data = PeopleFilterForm(request.GET).wanted(), form.cleaned_data
    change = take_tag if data["take"] else put_tag
    chosen = people(wanted) if data["everybody"] else data["selected"]
    event = change(people=chosen, name=data["tag"], by=request.user)
    if event is None:
        messages.info(request, _("Nothing had to be changed."))
        return redirect(_list_again(request))
    return redirect(_list_again(request, undo=event.pk))


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def tagging_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back what was just done with a tag."""
    event = recent_tagging(str(pk), by=request.user, now=timezone.now())
    undone = undo_tagging(event=event, by=request.user) if event else None
    if undone:
        count = len(undone.payload["advocates"])
        messages.success(
            request, ngettext("Undone for %(count)s person.", "Undone for %(count)s people.", count) % {"count": count}
        )
    else:
        messages.error(request, _("That can no longer be undone."))
    return redirect(_list_again(request))


@dataclass(frozen=True)
class Toast:
    """What was done, until when it can be undone, and where to."""

    text: str
    until: datetime
    url: str


def _toast(request: StaffRequest, tag_names: Mapping[int, str]) -> Toast | None:
    """The offer to undo what this staff member has just done with a tag, if the address tells of it."""
    event = recent_tagging(request.GET.get("undo", ""), by=request.user, now=timezone.now())
    tag = tag_names.get(event.payload["tag"]) if event else None
    if event is None or tag is None:
        return None
    count = len(event.payload["advocates"])
    if event.name == "tag.put":
        words = ngettext("“%(tag)s” put on %(count)s person.", "“%(tag)s” put on %(count)s people.", count)
    else:
        words = ngettext("“%(tag)s” taken off %(count)s person.", "“%(tag)s” taken off %(count)s people.", count)
    query = request.GET.copy()
    del query["undo"]
    url = reverse("console:people_tagging_undo", args=[event.pk], query=query)
    return Toast(words % {"tag": tag, "count": number(count)}, event.occurred_at + UNDO, url)


def _list_again(request: StaffRequest, **more: int) -> str:
    """The address of the list as it was."""
    return _address_of(request, "console:people", **more)


def _address_of(request: StaffRequest, name: str, **more: int) -> str:
    query = request.GET.copy()
    query.pop("undo", None)
    query.update({key: str(value) for key, value in more.items()})
    return reverse(name, query=query)
