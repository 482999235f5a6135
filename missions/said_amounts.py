"""What a mission takes and what it earns, as whole sentences of a mail: nothing is promised where nothing is paid.

The sentences are lazy, so each is said in the language of whom the mail goes to.
"""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Profile
from foundation.templatetags.ui import number, points_called


def points_name() -> str:
    """What the workspace whose scope it is calls points."""
    return Profile.objects.values_list("points_name", flat=True).get()


def _effort(minutes: int, points: int, called: str, reward: str = "") -> str:
    """ "It takes about 5 minutes and earns 50 points.", without the points when it earns none; then the reward."""
    return " ".join(filter(None, [_took(minutes, points, called), _promise(reward)]))


def _promise(reward: str) -> str:
    return _("You get “%(reward)s” for it.") % {"reward": reward} if reward else ""


def _took(minutes: int, points: int, called: str) -> str:
    given = {"minutes": number(minutes), "points": number(points), "name": points_called(called)}
    if not points:
        return ngettext("It takes about %(minutes)s minute.", "It takes about %(minutes)s minutes.", minutes) % given
    return (
        ngettext(
            "It takes about %(minutes)s minute and earns %(points)s %(name)s.",
            "It takes about %(minutes)s minutes and earns %(points)s %(name)s.",
            minutes,
        )
        % given
    )


def _earnings(points: int, called: str) -> str:
    """ "It earns 50 points.", or nothing."""
    given = {"points": number(points), "name": points_called(called)}
    return _("It earns %(points)s %(name)s.") % given if points else ""


def _payment(points: int, called: str, reward: str = "") -> str:
    """ "50 points are in your wallet. “Coffee mug” is yours, and we will be in touch.", or nothing."""
    given = {"points": number(points), "name": points_called(called)}
    paid = _("%(points)s %(name)s are in your wallet.") % given if points else ""
    thing = _("“%(reward)s” is yours, and we will be in touch.") % {"reward": reward} if reward else ""
    return " ".join(filter(None, [paid, thing]))


effort, earnings, payment = lazy(_effort, str), lazy(_earnings, str), lazy(_payment, str)
