"""The interests that people can choose in the hub, as staff offer them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from programs.forms.interests import InterestsForm
from programs.operations.interests import offer_interests


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def interests_page(request: StaffRequest) -> HttpResponse:
    """See and change them."""
    form = InterestsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offer_interests(names=form.cleaned_data["names"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("console:interests")
    return render(request, "programs/console/interests.html", {"form": form}, status=422 if form.errors else 200)
