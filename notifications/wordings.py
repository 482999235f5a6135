"""The words of mails that people get about signing in; programs stand below notifications, so they are here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.plugs import Variable, Wording
from notifications.models import Notice, Topic
from notifications.operations.templates import TEST
from programs.models import AddressChange, SignInRequest
from programs.sign_in import code_of, link_and_code, masked

CODE = Variable(_("Six digits to type"), "204 816")


def no_values(notices: Sequence[Notice]) -> list[Mapping[str, str]]:
    """None but those every kind has."""
    return [{} for _notice in notices]


def sign_in_values(notices: Sequence[Notice]) -> list[Mapping[str, str]]:
    """The six digits; the database does not hold them, they are made here and leave with the mail."""
    rows = SignInRequest.objects.in_bulk({notice.facts["sign_in_request"] for notice in notices})
    return [{"code": spaced(code_of(rows[notice.facts["sign_in_request"]]))} for notice in notices]


def sign_in_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The page that asks to press a button in the browser that asked."""
    return link_and_code(SignInRequest.objects.get(pk=notice.facts["sign_in_request"]))[0]


def address_change_values(notices: Sequence[Notice]) -> list[Mapping[str, str]]:
    """The six digits for a new address, and what the new address is, as far as the former one may know it."""
    rows = AddressChange.objects.in_bulk({notice.facts["address_change"] for notice in notices})
    found = (rows[notice.facts["address_change"]] for notice in notices)
    return [{"code": spaced(code_of(row)), "newAddress": masked(row.email)} for row in found]


def spaced(code: str) -> str:
    """Two groups of three are easier to read and to type."""
    return f"{code[:3]} {code[3:]}"


def no_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """No button: who gets this must type, or need not do anything."""
    return ""


def profile_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The hub's door."""
    return reverse("hub:home")


def test_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """Where the button of a test leads: the page on which the words are changed."""
    return reverse("console:mail_words", args=[notice.facts["of"]])


WORDINGS = [
    Wording(
        kind="sign_in",
        topic=Topic.SERVICE,
        name=_("Sign-in link and code"),
        subject=_("Your sign-in to {{ workspaceName }}"),
        body=_(
            "<p>{{ greeting }}</p>"
            "<p>Press the button in the browser in which you asked to sign in, or type this code:</p>"
            "<h2>{{ code }}</h2>"
            "<p>Both work once, for 15 minutes. If you did not ask for this, you need not do anything: nobody can"
            " sign in without this mail.</p>"
        ),
        button=_("Sign in"),
        variables={"code": CODE},
        values=sign_in_values,
        link=sign_in_link,
    ),
    Wording(
        kind="address_change",
        topic=Topic.SERVICE,
        name=_("Code for a new address"),
        subject=_("Your code for {{ workspaceName }}"),
        body=_(
            "<p>Hello,</p>"
            "<p>Somebody wants to use this address at {{ workspaceName }}. If that is you, type this code:</p>"
            "<h2>{{ code }}</h2><p>It works once, for 15 minutes. If it is not you, you need not do anything.</p>"
        ),
        button="",
        variables={"code": CODE},
        values=address_change_values,
        link=no_link,
    ),
    Wording(
        kind="address_changed",
        topic=Topic.SERVICE,
        name=_("Address was changed"),
        subject=_("Your address at {{ workspaceName }} was changed"),
        body=_(
            "<p>Hello,</p>"
            "<p>Mails from {{ workspaceName }} go to {{ newAddress }} from now on, and links that were sent to this"
            " address open nothing any more.</p><p>If that was not you, answer this mail.</p>"
        ),
        button="",
        variables={"newAddress": Variable(_("The new address, shortened"), "m…@example.com")},
        values=address_change_values,
        link=no_link,
    ),
    Wording(
        kind="advocate.accepted",
        topic=Topic.RECEIPTS,
        name=_("Application accepted"),
        subject=_("You are a member of {{ workspaceName }}"),
        body=_(
            "<p>{{ greeting }}</p><p>You asked to join {{ workspaceName }}, and now you are a member."
            " What you earned as a guest is still yours.</p>"
        ),
        button=_("Open the hub"),
        variables={},
        values=no_values,
        link=profile_link,
    ),
    # Its words come with each notice; see operations.templates.send_test.
    Wording(
        kind=TEST,
        topic=Topic.SERVICE,
        name=_("Test of a wording"),
        subject="",
        body="",
        button="",
        variables={},
        values=no_values,
        link=test_link,
        editable=False,
    ),
]
