"""Whom a launch reaches, person by person, with what becomes of each; as a page and as a file (B-05)."""

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.places import AfterPlace
from foundation.spreadsheets import csv_file
from missions.forms.recipients import RecipientFilter
from missions.reach import meant_by_draft
from missions.rehearsal import OUTCOMES
from missions.rehearsal import recipients as rehearsed
from missions.views.wizard import editable
from programs.models import Advocate
from programs.operations.exports import note_export

PAGE = 50


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def recipients(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody whom the audience means at this moment, by name."""
    mission, form = editable(pk), RecipientFilter(request.GET)
    chosen = form.chosen()
    rows = rehearsed(mission, meant_by_draft(mission), **chosen)
    place = AfterPlace(request.GET)
    last = Advocate.objects.filter(pk=place.after_id() or 0).values_list("sort_name", "pk")
    if anchor := last.first():
        rows = rows.filter(TupleGreaterThan((F("sort_name"), F("pk")), anchor))
    found = list(rows[: PAGE + 1])
    context = {
        "mission": mission,
        "filter_form": form,
        "filtered": any(chosen.values()),
        "rows": [(row, OUTCOMES[row.outcome]) for row in found[:PAGE]],  # type: ignore[attr-defined]  # annotated
        "next_url": place.url_after(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "previous_url": "",
        "query": request.GET.urlencode(),
    }
    return page(request, "missions/console/recipients.html", "list", context)


@staff(can=Permission.EXPORT)
@require_POST
def recipients_csv(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """The same people as CSV; noted like every export of people."""
    mission = editable(pk)
    rows = rehearsed(mission, meant_by_draft(mission), **RecipientFilter(request.GET).chosen())
    note_export(count=rows.count(), by=request.user, now=timezone.now())
    headings = [_("Name"), _("E-mail"), _("What becomes of them")]
    lines = (
        [row.name, row.email or "", str(OUTCOMES[row.outcome])]  # type: ignore[attr-defined]  # annotated
        for row in rows.iterator(chunk_size=2000)
    )
    answer = StreamingHttpResponse(csv_file(headings, lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="mission-{pk}-recipients.csv"'
    return answer
