"""Ways into a world: browsers of staff and advocates, invitations, links and codes; and what they are told."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import time_machine
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client

from accounts.links import invitation_token
from accounts.models import Invitation, Membership, Role
from accounts.operations import accept_invitation, invite_staff
from events.models import DeadReaction, Event, Round
from events.operations import record
from files.work import SWEEPING
from foundation.plugs import BELL_WORDS
from missions.arrivals import link_and_code as link_and_code_of_arrival
from missions.arrivals import remember_arrival, stamp_now
from missions.operations.arrivals import ask_to_confirm, begin_arrival
from notifications.links import personal_token, unsubscribe_token
from notifications.models import BellItem, Delivery, DeliveryState
from notifications.operations import change_template, ring_staff
from programs.models import HubSession, SignInRequest
from programs.operations.sign_in import ask_to_change_address, ask_to_sign_in
from programs.sign_in import Asked, code_of, link_and_code, remember_asked
from rewards.proof import PROVING
from tests.factories.furniture.base import World
from tests.factories.furniture.staff_browsers import set_up_two_steps, signed_in
from tests.factories.hub import open_hub


def open_browsers(world: World) -> None:
    """Signed in a moment ago: each role, and the advocate by a code and by a link. The manager has two steps."""
    world.rows["passkey"] = set_up_two_steps(world.staff["manager"], key_name=f"Key of {world.word}")
    for role, user in world.staff.items():
        world.browsers[role] = signed_in(user).cookies
    for name, role in {"staff_session": "owner", "others_staff_session": "reviewer"}.items():
        key = signed_in(world.staff[role]).session.session_key  # the list leaves out what is no session
        known = {"user": world.staff[role], "ip": "::1", "user_agent": "Mozilla/5.0 (X11; Linux) Firefox/145.0"}
        world.rows[name] = UserSession.objects.update_or_create(session_key=key, defaults=known)[0]
    world.browsers["advocate"] = open_hub(world.workspace, world["maya"], way="code").cookies
    world.browsers["linked advocate"] = open_hub(world.workspace, world["maya"], way="link").cookies


def add_invitations(world: World) -> None:
    """An open one and one that was used, by somebody who left since; and browsers of further advocates."""
    by, now = world.staff["owner"], world.now
    for name in ("used_invitation", "invitation"):
        email = f"{name}@{world.word.lower()}.example"
        invite_staff(workspace=world.workspace, email=email, role=Role.REVIEWER, by=by, now=now)
        world.rows[name] = Invitation.objects.get(email=email)
        world.tokens[name] = invitation_token(world[name])
    joined = accept_invitation(
        workspace=world.workspace, invitation_id=world["used_invitation"].pk, version=1, user=None,
        name=f"Joined {world.word}", password="a long pass phrase 7", now=now,
    )  # fmt: skip
    Membership.objects.filter(user=joined).delete()
    world.browsers["homeless"] = signed_in(joined).cookies
    world.rows["analyst_member"] = Membership.objects.get(workspace=world.workspace, role=Role.ANALYST)
    for key, name in {"jonas": "other", "lucia": "third", "tom": "fourth"}.items():
        world.browsers[f"{name} advocate"] = open_hub(world.workspace, world[key]).cookies
    world.rows["other_session"] = HubSession.objects.filter(advocate=world["maya"]).order_by("pk").last()
    world.rows["others_session"] = HubSession.objects.get(advocate=world["jonas"])


def add_mail(world: World) -> None:
    """One that arrived, one that bounced, and words of the world's own."""
    about = f"mission:{world['live'].pk}"
    sent = Delivery.objects.filter(about=about).order_by("pk")
    mayas = sent.get(notice__advocate=world["maya"])
    bounced = sent.exclude(pk=mayas.pk).filter(notice__advocate=world["jonas"])
    bounced.update(state=DeliveryState.BOUNCED, error=f"550 no such user at {world.word}")
    world.rows["delivery"], world.rows["bounced"] = mayas, bounced.get()
    change_template(
        kind="mission.launched", language="en", subject=f"{world.word}: {{{{ mission }}}}", button="Look",
        body=f"<p>{{{{ greeting }}}} {world.word}</p>", by=world.staff["manager"], now=world.now,
    )  # fmt: skip


def ring(world: World) -> None:
    """A bell item of each kind for everybody."""
    event: Event = record("sample.rung", by_staff_id=world.staff["owner"].pk, at=world.now)
    facts = {"title": world.word, "approved": 3, "name": world.word, "file": world.word, "mission": world["live"].pk}
    facts |= {"wallets": 2, "budgets": 1, "percent": 80, "what": "missions.act", "act": "launch", "late": 720}
    ids, url = [user.pk for user in world.staff.values()], f"/{world.slug}/console/"
    for kind in BELL_WORDS:
        ring_staff(kind=kind, event=event, staff_ids=ids, facts=facts, url=url, now=world.now)
    for name, role in {"bell_item": "owner", "others_bell_item": "manager"}.items():
        world.rows[name] = BellItem.objects.filter(staff=world.staff[role]).order_by("pk").last()


def fail_and_look(world: World) -> None:
    """Two reactions that failed for good, mail of unknown fate, and a night whose proof found a difference."""
    events = Event.objects.filter(name="mission.launched").order_by("pk")[:2]
    for event in events:
        error = f"ValueError: {world.word} was too long"
        row = DeadReaction.objects.create(event=event, reaction="missions.reactions.announce", error=error)
        world.rows["dead_reaction"] = row
    unknown = Delivery.objects.filter(about=f"mission:{world['live'].pk}").exclude(pk=world["delivery"].pk)
    unknown.filter(pk=unknown.order_by("-pk").first().pk).update(state=DeliveryState.UNKNOWN)  # type: ignore[union-attr]  # there are some
    differences = [{"advocate": world["maya"].pk, "balance": 107, "proved": 100}]
    facts = {"wallets": 3, "points": 107, "sum": 7, "differences": differences}
    Round.objects.create(work=PROVING, number=1, facts=facts, wrong_count=1, ended_at=world.now)
    Round.objects.create(work=SWEEPING, number=1, facts={"removed": 2}, ended_at=world.now)


def add_tokens(world: World) -> None:
    """Links of mails, and the codes that go with them."""
    asked = ask_to_sign_in(email=world["lucia"].email, nonce="of another browser", next_path="", now=world.now)
    assert isinstance(asked, SignInRequest)
    path, world.tokens["code"] = link_and_code(asked)
    maya = world["maya"]
    world.tokens |= {
        "sign_in": path.rstrip("/").rpartition("/")[2],
        "unsubscribe": unsubscribe_token(advocate_id=maya.pk, now=world.now),
        "personal": personal_token(
            delivery_id=world["delivery"].pk, advocate_id=maya.pk, link_version=maya.link_version, now=world.now
        ),
    }


def add_askers(world: World) -> None:
    """Browsers in which a code was asked for: to sign in, and to change the address."""
    for name, key, about in (("asker", "long", "sign-in"), ("mover", "jonas", "address")):
        person, nonce = world[key], f"nonce of {name} {world.word}"
        if about == "sign-in":
            asked = Asked(nonce, person.email, "")
            row: Any = ask_to_sign_in(email=asked.email, nonce=nonce, next_path="", now=world.now)
            world.tokens["asker_link"] = link_and_code(row)[0].rstrip("/").rpartition("/")[2]
        else:
            asked = Asked(nonce, f"{name}@{world.word.lower()}.example", "")
            row = ask_to_change_address(advocate=person, email=asked.email, nonce=nonce, now=world.now)
        world.tokens[f"{name}_code"] = code_of(row)
        browser = Client() if about == "sign-in" else open_hub(world.workspace, person, way="code")
        answer = HttpResponse()
        remember_asked(answer, asked, about=about)
        world.browsers[name] = SimpleCookie(browser.cookies | answer.cookies)


def add_arrivals(world: World) -> None:
    """A guest's browser, and those of two who are not known yet: one has filled in a form, one was sent a mail."""
    world.browsers["guest"] = open_hub(world.workspace, world["guest"], way="code").cookies
    for name in ("filler", "arriver"):
        nonce, answer, mission = f"nonce of {name} {world.word}", HttpResponse(), world["anyone"]
        mission.refresh_from_db()
        row = begin_arrival(
            mission=mission, slot=1, fields={"slot1-text": world.word}, language="en", nonce=nonce, now=world.now
        )
        if name == "arriver":
            email = f"arriver@{world.word.lower()}.example"
            ask_to_confirm(arrival=row, email=email, name=world.word, nonce=nonce, now=world.now)
            path, world.tokens["arriver_code"] = link_and_code_of_arrival(row)
            world.tokens["arriver_link"] = path.rstrip("/").rpartition("/")[2]
        remember_arrival(answer, mission.pk, nonce)
        world.browsers[name] = answer.cookies
    with time_machine.travel(world.now - timedelta(minutes=1), tick=False):
        world.tokens["stamp"] = stamp_now()
