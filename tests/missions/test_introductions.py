"""Referral links of advocates: who follows one, signs up and becomes a member is counted, each person once (X-14)."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.introductions import PLACE, Brought, brought_by, brought_in_all, introducers
from missions.models import Introduction, Mission, ShortLink
from missions.operations.introductions import note_introduction
from programs.models import Advocate, Program
from programs.operations.applications import join_program
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate
from tests.missions.test_public import take_part
from tests.missions.test_type_referral import SETUP

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture
def public(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, now=timezone.now(), audience="anyone", title="Meet us")


@pytest.fixture
def referral(acme: Workspace, owner: User, public: Mission) -> Mission:
    with workspace_scope(acme.pk):
        raw: dict[str, Any] = SETUP | {"type-link_to": str(public.pk)}
        return make_live(owner, now=timezone.now(), type_key="referral", title="Refer a friend", **raw)


def link_of(acme: Workspace, referral: Mission, who: Advocate) -> str:
    """The address that the hub shows to this advocate."""
    page = open_hub(acme, who).get(f"/acme/missions/{referral.pk}/").content.decode()
    with workspace_scope(acme.pk):
        link = ShortLink.objects.get(mission=referral, advocate=who, place=PLACE)
    assert f"/s/{link.token}" in page
    return f"/acme/s/{link.token}/"


def brought(acme: Workspace, referral: Mission, who: Advocate) -> Brought:
    with workspace_scope(acme.pk):
        return brought_by(referral, who)


@pytest.mark.covers("X-14")
def test_who_signs_up_after_following_a_link_is_counted_once_for_its_advocate(
    acme: Workspace, client: Client, public: Mission, referral: Mission
) -> None:
    maya, tom = make_advocate(acme), make_advocate(acme, name="Tom", email="tom@example.com")
    hers, his = link_of(acme, referral, maya), link_of(acme, referral, tom)
    friend = Client(headers={"user-agent": BROWSER})
    for address in (his, hers, hers):
        assert friend.get(address)["Location"].endswith(f"/acme/m/{public.pk}/")
    assert brought(acme, referral, maya) == Brought(visitors=1)
    take_part(friend, acme, public, "sol@example.org")
    assert brought(acme, referral, maya) == Brought(1, 1, 0), "the link followed last counts"
    assert brought(acme, referral, tom) == Brought(visitors=1)
    with workspace_scope(acme.pk):
        sol = Advocate.objects.get(email="sol@example.org")
        join_program(advocate=sol, program=Program.objects.get(is_default=True), now=timezone.now())
        assert [(row.advocate, row.brought) for row in introducers(referral)] == [(maya, Brought(1, 1, 1))]
        assert [figure.value for figure in brought_in_all(referral)] == [2, 1, 1]
        other = ShortLink.objects.get(advocate=tom)
        assert not note_introduction(link=other, person=sol, now=timezone.now()), "a person is introduced once"
        assert not note_introduction(link=other, person=tom, now=timezone.now()), "nobody introduces themselves"
    page = open_hub(acme, maya).get(f"/acme/missions/{referral.pk}/").content.decode()
    assert "Members now" in page
    assert "Maya Okafor" in client.get(f"/acme/console/missions/{referral.pk}/results/").content.decode()


def test_who_was_known_before_or_followed_long_ago_is_nobodys_introduction(
    acme: Workspace, client: Client, public: Mission, referral: Mission
) -> None:
    maya, tom = make_advocate(acme), make_advocate(acme, name="Tom", email="tom@example.com")
    hers = link_of(acme, referral, maya)
    known = Client(headers={"user-agent": BROWSER})
    known.get(hers)
    take_part(known, acme, public, tom.email or "")
    late = Client(headers={"user-agent": BROWSER})
    with time_machine.travel(timezone.now().timestamp() - 31 * 86_400, tick=False):
        late.get(hers)
    take_part(late, acme, public, "late@example.org")
    with workspace_scope(acme.pk):
        assert Advocate.objects.filter(email="late@example.org").exists()
        assert not Introduction.objects.exists()


def test_a_test_persons_link_is_in_no_figure(acme: Workspace, owner: User, public: Mission, referral: Mission) -> None:
    with workspace_scope(acme.pk):
        trying_out = Advocate.objects.create(name="Test", is_test=True)
        link = ShortLink.objects.create(
            mission=referral,
            advocate=trying_out,
            place=PLACE,
            target="https://x.example",
            token="t",
            made_at=timezone.now(),
        )
        note_introduction(link=link, person=Advocate.objects.create(name="New"), now=timezone.now())
        assert [figure.value for figure in brought_in_all(referral)] == [0, 0, 0]
        assert introducers(referral) == []
