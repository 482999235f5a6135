"""What became of a mission's mail, person by person, and sending to one again (story: telling)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.places import AfterPlace
from missions.forms.why import DeliveryFilter
from missions.models import Mission
from notifications.models import Delivery
from notifications.operations.deliveries import NotToBeResent, resend
from notifications.queries import delivery_counts, page_of_deliveries
from notifications.rules import may_be_resent
from programs.queries import PeopleFilter, people

PAGE = 50


@staff(can=Permission.SEE)
@require_GET
def mail(request: StaffRequest, pk: int) -> HttpResponse:
    """One row for each person; what went wrong first."""
    mission = get_object_or_404(Mission, pk=pk)
    form = DeliveryFilter(request.GET)
    form.is_valid()
    state, words = form.cleaned_data.get("state", ""), form.cleaned_data.get("words", "")
    among = people(PeopleFilter(search=words)) if words else None
    place = AfterPlace(request.GET)
    rows = page_of_deliveries(f"mission:{pk}", state=state, people=among, after=place.after_id(), size=PAGE)
    context = {
        "mission": mission,
        "filter_form": form,
        "filtered": bool(state or words),
        "counts": delivery_counts(f"mission:{pk}"),
        "rows": [(row, may_be_resent(row)) for row in rows[:PAGE]],
        "next_url": place.url_after(request, rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "previous_url": "",
    }
    return page(request, "missions/console/mail.html", "list", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def mail_again(request: StaffRequest, pk: int, delivery_pk: int) -> HttpResponse:
    """Send this person's mail once more."""
    row = get_object_or_404(Delivery.objects.select_related("notice"), pk=delivery_pk, about=f"mission:{pk}")
    try:
        resend(delivery=row, by=request.user, now=timezone.now())
    except NotToBeResent:
        messages.info(request, _("It is on its way already, or the person does not want it."))
    else:
        messages.success(request, _("Sent again to %(name)s.") % {"name": row.notice.advocate or row.address})
    return redirect("console:mission_mail", pk=pk)
