"""What staff are told in the product: the page behind the bell."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission, may
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.plugs import BELL_WORDS, WAITING, Waiting
from notifications.forms import BellForm, SeenForm
from notifications.models import BellItem
from notifications.operations import mark_all_seen, mark_seen
from notifications.queries import bell_items

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One item in words."""

    item: BellItem
    icon: str
    text: str


def line_of(item: BellItem) -> Line:
    """An item in words; of a kind that no app has words for (any more), its kind."""
    words, name = BELL_WORDS.get(item.kind), item.facts.get("name", "")
    if words is None:
        return Line(item, "bell", item.kind.replace(".", " "))
    return Line(item, words.icon, f"{words.words(item)}: {name}" if name else words.words(item))


@dataclass(frozen=True)
class Entry:
    """Something that waits for this staff member."""

    icon: str
    what: Waiting


def waiting_for(role: str) -> list[Entry]:
    """What waits for somebody of this role; of each kind one entry."""
    found = [(kind.icon, kind.find()) for kind in WAITING if may(role, Permission(kind.permission))]
    return [Entry(icon, what) for icon, what in found if what is not None]


@staff(can=Permission.SEE)
@require_GET
def bell(request: StaffRequest) -> HttpResponse:
    """What waits for this staff member, and below it what she was told, newest first."""
    form = BellForm(request.GET)
    rows = bell_items(request.user)
    before = form.cleaned_data["before"] if form.is_valid() else None
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    lines = [line_of(item) for item in found[:PAGE]]
    newest = rows.first() if before else (found[0] if found else None)
    context = {
        "lines": lines,
        "seen_form": SeenForm(initial={"up_to": newest.pk}) if newest else None,
        "older": lines[-1].item.pk if len(found) > PAGE else None,
        "first_page": not before,
        "waiting": [] if before or request.htmx else waiting_for(request.member.role),
    }
    return page(request, "notifications/console/bell.html", "items", context)


@staff(can=Permission.SEE)
@require_POST
def bell_item(request: StaffRequest, pk: int) -> HttpResponse:
    """See one item: note it, and go where it leads."""
    item = get_object_or_404(BellItem, pk=pk, staff=request.user)
    mark_seen(item=item, now=timezone.now())
    return redirect(item.url or "console:bell")


@staff(can=Permission.SEE)
@require_POST
def bell_seen(request: StaffRequest) -> HttpResponse:
    """Note everything that was on the page as seen; what came since stays new."""
    form = SeenForm(request.POST)
    if form.is_valid():
        mark_all_seen(staff=request.user, up_to=form.cleaned_data["up_to"], now=timezone.now())
    return redirect("console:bell")
