"""Why can't this person see this mission? Every condition, passed or failed, with the value used (B-01, G-21)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.plugs import Condition
from missions.forms.why import WhyForm
from missions.models import Mission, Submission
from missions.rules import conditions
from notifications.queries import has_refused
from programs.models import Advocate
from programs.queries import PeopleFilter, people


@staff(can=Permission.SEE)
@require_GET
def why(request: StaffRequest, pk: int) -> HttpResponse:
    """The checklist for one person and this mission, in the order in which the conditions are asked."""
    mission = get_object_or_404(Mission.objects.select_related("activity"), pk=pk)
    form = WhyForm(request.GET)
    form.is_valid()
    words, person_pk = form.cleaned_data.get("words", ""), form.cleaned_data.get("person")
    person = get_object_or_404(Advocate, pk=person_pk) if person_pk else None
    context = {
        "mission": mission,
        "form": form,
        "found": list(people(PeopleFilter(search=words))[:20]) if words and not person else [],
        "words": words,
        "person": person,
    }
    if person:
        zone = request.profile.time_zone
        asked = conditions(mission, person, now=timezone.now(), zone=zone)
        context |= {
            "conditions": asked,
            "open": all(condition.passed for condition in asked),
            "beside": _beside(mission, person),
            "submissions": Submission.objects.filter(mission=mission, advocate=person).order_by("number"),
        }
    return render(request, "missions/console/why.html", context)


def _beside(mission: Mission, person: Advocate) -> list[Condition]:
    """What does not decide whether somebody may, but whether they notice: the hub's list and the mail."""
    return [
        Condition(
            "listed",
            _("The hub shows it in its list"),
            mission.listed,
            _("Shown") if mission.listed else _("Only with the link"),
        ),
        Condition(
            "notify", _("People are written to"), mission.notify, _("Yes") if mission.notify else _("No, just the link")
        ),
        Condition("address", _("There is an e-mail address"), bool(person.email), person.email or _("None")),
        Condition(
            "wanted",
            _("The person wants mail about missions"),
            not (refused := has_refused(person, "missions")),
            _("Unsubscribed") if refused else _("Yes"),
        ),
    ]
