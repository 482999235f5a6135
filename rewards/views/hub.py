"""Spending points in the hub."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from events.once import once
from foundation.tokens import new_token
from programs.doors import advocate
from programs.requests import AdvocateRequest
from rewards.forms import RedeemForm
from rewards.offers import offers_to
from rewards.operations import BalanceSpent
from rewards.operations.redeeming import NotOnOffer, redeem
from rewards.queries import balance_of


@advocate
@require_GET
def offers(request: AdvocateRequest) -> HttpResponse:
    """What can be taken for points, the cheapest first."""
    context = {"offers": offers_to(request.advocate), "held": balance_of(request.advocate)}
    return render(request, "rewards/hub/offers.html", context)


@advocate(fresh=True)
@require_http_methods(["GET", "POST"])
@once
def offer(request: AdvocateRequest, pk: int) -> HttpResponse:
    """One of them: what it costs and what is left then; taking it. A link in a mail may have been passed on, so who
    spends shows by a code that it is them."""
    found = offers_to(request.advocate, only=pk)
    if not found:
        raise Http404
    (one,) = found
    form = RedeemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            redeem(
                reward=one.reward, price=form.cleaned_data["price"], advocate=request.advocate, key=new_token(),
                now=timezone.now(),
            )  # fmt: skip
        except NotOnOffer as refused:
            form.add_error(None, str(refused))
        except BalanceSpent:
            form.add_error(None, _("You do not have enough points for it."))
        else:
            messages.success(request, _("“%(name)s” is yours, and we will be in touch.") % {"name": one.reward})
            return redirect("hub:points")
    held = balance_of(request.advocate)
    context = {"offer": one, "form": form, "held": held, "after": held - (one.reward.price or 0)}
    return render(request, "rewards/hub/offer.html", context, status=422 if form.errors else 200)
