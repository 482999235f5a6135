"""Companies: the people of one company together, with what they did (X-21)."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.forms import FilterForm
from missions.models import Submission
from missions.results import Figure
from missions.states import SubmissionState
from programs.companies import Company, companies, company_of
from programs.forms.people import PlaceForm
from programs.queries import PAGE, PeopleFilter, page_of_people, people
from rewards.queries import earned_in_all


class CompanyFilterForm(FilterForm):
    """Which companies, and from where on the list goes on; lives in the address."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=120)
    after = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)


class CompanyForm(FilterForm):
    """Which company; its name is its address."""

    name = forms.CharField(max_length=120)


@staff(can=Permission.SEE)
@require_GET
def company_list(request: StaffRequest) -> HttpResponse:
    """The companies people are of, by name."""
    form = CompanyFilterForm(request.GET)
    form.is_valid()
    found = companies(search=form.cleaned_data.get("q", ""), after=form.cleaned_data.get("after", ""))
    more = found[PAGE - 1].key if len(found) > PAGE else ""
    context = {"filter_form": form, "companies": found[:PAGE], "more": more, "searched": form.cleaned_data.get("q", "")}
    return page(request, "pages/console/companies.html", "companies", context)


@staff(can=Permission.SEE)
@require_GET
def company(request: StaffRequest) -> HttpResponse:
    """The people of one company and what they came to."""
    form = CompanyForm(request.GET)
    found = company_of(form.cleaned_data["name"]) if form.is_valid() else None
    if found is None:
        messages.info(request, _("Nobody is of this company now."))
        return redirect("console:companies")
    wanted = PeopleFilter(company=found.key)
    context = {
        "company": found,
        "figures": figures_of(found, wanted),
        "found": page_of_people(wanted, **PlaceForm(request.GET).place()),
    }
    return render(request, "pages/console/company.html", context)


def figures_of(of: Company, wanted: PeopleFilter) -> list[Figure]:
    """What the people of a company came to; people are counted, and what was taken back is not."""
    those = people(wanted).order_by().values("pk")
    sent = Submission.objects.filter(advocate__in=those).aggregate(
        approved=Count("pk", filter=Q(state=SubmissionState.APPROVED)),
        active=Count("advocate", distinct=True, filter=~Q(state=SubmissionState.WITHDRAWN)),
    )
    return [
        Figure(_("People"), of.people, _("Everybody of this company, whatever their status.")),
        Figure(_("Registered"), of.registered, _("Those who are active members.")),
        Figure(_("Took part"), sent["active"], _("People who have handed in something and not taken it back.")),
        Figure(_("Approved"), sent["approved"], _("Submissions of theirs that are approved.")),
        Figure(_("Points earned"), earned_in_all(those), _("What they earned in all, less what was taken back.")),
    ]
