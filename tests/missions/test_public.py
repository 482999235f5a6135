"""Anyone takes part: from a stranger's form to points, without telling who is known, and within limits (S2-95)."""

import io
import re
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User, Workspace
from accounts.throttling import Limit
from advocacy import workspace_urls
from events.models import Due
from events.tasks import relay, work
from files.operations import store_image
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions import arrivals
from missions.arrivals import link_and_code, stamp_now
from missions.models import Arrival, Mission, Participation, Submission
from missions.operations.arrivals import EXPIRING, expire_arrival
from missions.operations.decisions import approve_submission
from missions.operations.missions import end_mission
from missions.queries import audience_of_mission
from notifications.models import Delivery, Notice
from programs.models import Advocate, AdvocateStatus, Enrolment, Program
from programs.operations.people import change_advocate
from rewards.queries import balance_of
from tests.factories.hub import open_hub
from tests.factories.missions import make_draft, make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import jpeg, upload

STRANGER = "sol@example.org"


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, now=timezone.now(), audience="anyone", title="Tell us <b>why</b>")


def fill_in(browser: Client, mission: Mission, text: str = "Because it works.") -> Any:
    return browser.post(f"/acme/m/{mission.pk}/1/answers/", {"slot1-text": text})


def give_address(browser: Client, mission: Mission, email: str = STRANGER, **more: str) -> Any:
    with time_machine.travel(timezone.now().timestamp() - 30, tick=False):
        page = browser.get(f"/acme/m/{mission.pk}/address/").content.decode()
    stamp = re.search(r'name="stamp"\s+value="([^"]+)"', page)
    assert stamp, page
    return browser.post(f"/acme/m/{mission.pk}/address/", {"email": email, "name": "Sol", "stamp": stamp[1]} | more)


def mail_of(acme: Workspace) -> tuple[str, str]:
    with workspace_scope(acme.pk), addressed_to("acme"):
        return link_and_code(Arrival.objects.exclude(email="").latest("asked_at"))


def take_part(browser: Client, acme: Workspace, mission: Mission, email: str = STRANGER) -> Any:
    fill_in(browser, mission)
    give_address(browser, mission, email)
    return browser.post(f"/acme/m/{mission.pk}/code/", {"code": mail_of(acme)[1]})


@pytest.mark.covers("S2-95", "S1-39", "S1-77")
def test_a_stranger_takes_part_joins_and_keeps_what_was_earned(
    acme: Workspace, mission: Mission, owner: User, client: Client, other_browser: Client,
    mailoutbox: list[EmailMessage],
) -> None:  # fmt: skip
    page = other_browser.get(f"/acme/m/{mission.pk}/")
    assert "Tell us &lt;b&gt;why&lt;/b&gt;" in page.content.decode()
    assert fill_in(other_browser, mission, "").status_code == 422
    assert fill_in(other_browser, mission)["Location"] == f"/acme/m/{mission.pk}/address/"
    assert "Because it works." in other_browser.get(f"/acme/m/{mission.pk}/").content.decode()  # kept meanwhile
    assert give_address(other_browser, mission)["Location"] == f"/acme/m/{mission.pk}/code/"
    with workspace_scope(acme.pk):
        assert not Advocate.objects.exists()
        assert not Submission.objects.exists()
    relay()
    with workspace_scope(acme.pk):
        assert Notice.objects.get().address == STRANGER
    link, code = mail_of(acme)
    work()
    (mail,) = mailoutbox
    assert mail.to == [STRANGER]
    assert f"{code[:3]} {code[3:]}" in mail.body
    assert link in mail.body
    assert (
        other_browser.post(f"/acme/m/{mission.pk}/code/", {"code": f"{(int(code) + 1) % 10**6:06}"}).status_code == 422
    )
    done = other_browser.post(f"/acme/m/{mission.pk}/code/", {"code": code})
    assert (done.status_code, done["Location"]) == (303, "/acme/guest/")
    assert other_browser.post(f"/acme/m/{mission.pk}/code/", {"code": code}).status_code == 303  # pressed twice
    with workspace_scope(acme.pk):
        guest, sent = Advocate.objects.get(), Submission.objects.get()
        assert (guest.status, guest.email, sent.attempt.answers) == ("guest", STRANGER, {"text": "Because it works."})  # type: ignore[union-attr]
        assert not Enrolment.objects.exists()
        arrival = Arrival.objects.get()
        assert (arrival.fields, arrival.email, arrival.name) == ({}, "", "")
    assert "Guest" in client.get("/acme/console/review/").content.decode()
    with workspace_scope(acme.pk):
        assert not audience_of_mission(mission).exists()  # a guest is no member, and not written to
        approve_submission(submission=sent, attempt_id=sent.attempt_id, by=None, now=timezone.now())  # type: ignore[arg-type]
    assert "100" in other_browser.get("/acme/guest/").content.decode()
    for closed in ("/acme/", "/acme/points/", "/acme/profile/"):
        assert other_browser.get(closed)["Location"] == "/acme/guest/"
    assert other_browser.post("/acme/guest/joining/")["Location"] == "/acme/"
    assert "100" in other_browser.get("/acme/points/").content.decode()
    with workspace_scope(acme.pk):
        guest.refresh_from_db()
        assert (guest.status, balance_of(guest), Enrolment.objects.count()) == ("active", 100, 1)


@pytest.mark.covers("S2-109")
def test_a_member_who_comes_as_a_stranger_is_the_same_person_once(acme: Workspace, mission: Mission) -> None:
    maya = make_advocate(acme)
    assert maya.email
    first, second = Client(), Client()
    assert take_part(first, acme, mission, maya.email)["Location"] == f"/acme/missions/{mission.pk}/"
    assert take_part(second, acme, mission, maya.email.upper())["Location"] == f"/acme/missions/{mission.pk}/"
    assert "What you sent first counts" in second.get(f"/acme/missions/{mission.pk}/").content.decode()
    with workspace_scope(acme.pk):
        assert Advocate.objects.count() == Submission.objects.count() == Participation.objects.count() == 1
    assert first.get("/acme/profile/").status_code == 200
    assert first.get(f"/acme/m/{mission.pk}/")["Location"] == f"/acme/missions/{mission.pk}/"


def test_the_link_of_the_mail_needs_its_browser_or_its_code_and_only_the_newest_works(
    acme: Workspace, mission: Mission, other_browser: Client
) -> None:
    fill_in(other_browser, mission)
    give_address(other_browser, mission, "typo@example.org")
    old_link, _code = mail_of(acme)
    give_address(other_browser, mission)
    link, code = mail_of(acme)
    assert other_browser.post(old_link).status_code == 404
    elsewhere = Client()
    page = elsewhere.get(link).content.decode()
    assert 'name="code"' in page
    assert "Because it works." in page  # what is sent in one's name, before the code is typed
    assert elsewhere.post(link, {"code": ""}).status_code == 422
    assert elsewhere.get(f"/acme/m/{mission.pk}/code/")["Location"] == f"/acme/m/{mission.pk}/"
    with workspace_scope(acme.pk):
        assert not Advocate.objects.exists()
    assert b'name="code"' not in other_browser.get(link).content
    assert other_browser.get(link)["Referrer-Policy"] == "strict-origin"
    assert other_browser.post(link)["Location"] == "/acme/guest/"
    assert elsewhere.post(link, {"code": code}).status_code == 410
    with workspace_scope(acme.pk):
        assert Advocate.objects.get().email == STRANGER


def test_what_is_filled_in_is_kept_when_the_mission_closes_and_forgotten_when_nobody_confirms(
    acme: Workspace, mission: Mission, owner: User, other_browser: Client
) -> None:
    fill_in(other_browser, mission)
    give_address(other_browser, mission)
    relay()
    forgotten = Client()
    fill_in(forgotten, mission, "Nobody confirms this.")
    with workspace_scope(acme.pk):
        end_mission(mission=mission, by=owner, now=timezone.now())
    page = Client().get(f"/acme/m/{mission.pk}/")
    assert page.status_code == 410
    assert re.search(r"This mission ended on \d+ \w+ \d{4}, [\d:]+ Europe/Berlin", page.content.decode())
    assert fill_in(Client(), mission).status_code == 410
    assert other_browser.post(f"/acme/m/{mission.pk}/code/", {"code": mail_of(acme)[1]}).status_code == 303
    with workspace_scope(acme.pk):
        assert Participation.objects.get().draft == {"1": {"slot1-text": "Because it works."}}
        dues = list(Due.objects.filter(work=EXPIRING).values_list("ref", flat=True))
        assert len(dues) == 2
        for ref in dues:
            expire_arrival(arrival_id=ref)
            expire_arrival(arrival_id=ref)
        assert not Arrival.objects.exists()
        assert list(Notice.objects.values_list("address", flat=True)) == [""]


@pytest.mark.parametrize("status", ["suspended", "left"])
def test_who_was_put_out_stays_out_and_hears_so_only_with_the_address_proved(
    acme: Workspace, mission: Mission, other_browser: Client, status: str
) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(status=status)
    answer = take_part(other_browser, acme, mission, maya.email or "")
    assert answer.status_code == 403
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()


def test_drafts_and_closed_missions_leak_nothing(acme: Workspace, owner: User, other_browser: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, audience="anyone", title="Secret plans")
        closed = make_live(owner, title="Members only")
    for path in (f"/acme/m/{draft.pk}/", f"/acme/m/{draft.pk}/picture/", f"/acme/m/{closed.pk}/picture/"):
        answer = other_browser.get(path)
        assert answer.status_code == 404
        assert b"Secret plans" not in answer.content
        assert b"Members only" not in answer.content
    to_hub = other_browser.get(f"/acme/m/{closed.pk}/")
    to_door = other_browser.get(to_hub["Location"])
    assert to_door["Location"] == f"/acme/sign-in/?next=/acme/missions/{closed.pk}/"  # and back after signing in
    assert fill_in(other_browser, closed).status_code == 404
    guest = make_advocate(acme, email="guest@example.org", status="guest")
    with workspace_scope(acme.pk):
        file = store_image(upload(jpeg()), by_staff=owner, audience="hub", now=timezone.now())
    hub = open_hub(acme, guest)
    assert hub.get(f"/acme/files/{file.pk}/{file.name}").status_code == 404
    page = hub.get(f"/acme/missions/{closed.pk}/")
    assert page.status_code == 404
    assert b"Members only" not in page.content


@pytest.mark.covers("S1-40")
def test_links_are_shown_with_a_picture_and_listed_only_if_the_workspace_allows(
    acme: Workspace, mission: Mission, client: Client, owner: User, other_browser: Client
) -> None:
    page = other_browser.get(f"/acme/m/{mission.pk}/").content.decode()
    assert re.search(r'property="og:title"\s+content="Tell us &lt;b&gt;why&lt;/b&gt;"', page)
    assert re.search(rf'rel="canonical"\s+href="http[^"]+/acme/m/{mission.pk}/"', page)
    assert 'content="noindex"' in page
    change = {"name": "Members", "kind": "members", "join_mode": "open", "reapply_days": "30", "is_searchable": "on"}
    saved = client.post(f"/acme/console/programs/{mission.program_id}/", change)
    assert saved.status_code == 302
    assert 'content="noindex"' not in other_browser.get(f"/acme/m/{mission.pk}/").content.decode()
    picture = other_browser.get(f"/acme/m/{mission.pk}/picture/")
    assert picture["Cache-Control"] == "public, max-age=3600"
    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (1200, 630))


def test_an_address_that_is_thrown_away_is_told_apart_and_what_was_typed_stays(
    acme: Workspace, mission: Mission, other_browser: Client
) -> None:
    fill_in(other_browser, mission)
    for email in ("sol@mailinator.com", "Sol@Some.MAILINATOR.com"):
        refused = give_address(other_browser, mission, email)
        assert refused.status_code == 422
        assert "are thrown away after a while" in refused.content.decode()
        assert f'value="{email}"' in refused.content.decode()
    with workspace_scope(acme.pk):
        assert not Arrival.objects.exclude(email="").exists()
    assert give_address(other_browser, mission, "sol@gmail.com").status_code == 302


def test_what_a_stranger_meets_says_what_comes_before_files_are_sent(
    acme: Workspace, owner: User, other_browser: Client
) -> None:
    with workspace_scope(acme.pk):
        row = make_live(
            owner, now=timezone.now(), audience="anyone", start_label="Show it", disclaimer="Faces are blurred.",
            **{"type-proof": "file"},
        )  # fmt: skip
    page = " ".join(other_browser.get(f"/acme/m/{row.pk}/").content.decode().split())
    for words in (
        ">Show it</a>",
        "Faces are blurred.",
        "This mission asks for files: confirm your e-mail address first",
    ):
        assert words in page
    assert give_address(other_browser, row)["Location"] == f"/acme/m/{row.pk}/code/"
    done = other_browser.post(f"/acme/m/{row.pk}/code/", {"code": mail_of(acme)[1]})
    assert 'type="file"' in other_browser.get(done["Location"]).content.decode()  # now they can


def test_titles_whose_letters_cannot_be_drawn_are_left_out() -> None:
    from missions.pictures import draw_picture

    look = {"workspace_name": "Acme", "colour": "#0b6e5f", "badge": ""}
    nothing = draw_picture(title="", **look)
    assert draw_picture(title="日本語", **look) == nothing
    assert draw_picture(title="Żółć", **look) != nothing


def test_nothing_tells_strangers_who_is_a_member(acme: Workspace, mission: Mission) -> None:
    maya = make_advocate(acme)
    seen = []
    for email in (maya.email or "", STRANGER):
        browser = Client()
        fill_in(browser, mission)
        asked = give_address(browser, mission, email)
        page = browser.get(asked["Location"]).content.decode().replace(f"{email[0]}…@{email.partition('@')[2]}", "")
        seen.append((asked.status_code, re.sub(r'csrf\w*"? ?[^>]*|nonce[-="\w+/]*', "", page)))
    assert seen[0][0] == seen[1][0] == 302
    assert len(seen[0][1]) == len(seen[1][1])
    relay()
    with workspace_scope(acme.pk):
        assert list(Notice.objects.values_list("kind", flat=True)) == ["arrival.asked"] * 2
        assert not Notice.objects.exclude(advocate=None).exists()


def test_ten_thousand_posts_of_one_client_make_no_more_rows_and_mails_than_the_limit(
    acme: Workspace, mission: Mission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scaled down: of twelve posts by one client three are kept; its neighbours in the network may go on."""
    monkeypatch.setattr(arrivals, "PER_CLIENT", Limit(3, 900))
    monkeypatch.setattr(arrivals, "MAILS_PER_ADDRESS_AND_DAY", Limit(2, 86400))
    answers = [fill_in(Client(), mission) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 9
    assert "Because it works." in answers[-1].content.decode()
    with workspace_scope(acme.pk):
        assert Arrival.objects.count() == 3
    neighbour = Client(REMOTE_ADDR="127.0.0.9")
    assert fill_in(neighbour, mission).status_code == 302
    assert fill_in(neighbour, mission).status_code == 302  # the same browser: the same row
    asked = [give_address(neighbour, mission, "victim@example.org") for _ in range(5)]
    assert [answer.status_code for answer in asked] == [302, 302, 429, 429, 429]
    relay()
    with workspace_scope(acme.pk):
        assert Arrival.objects.count() == 4
        assert Delivery.objects.count() <= 2


def test_robots_press_once_more(acme: Workspace, mission: Mission, other_browser: Client) -> None:
    fill_in(other_browser, mission)
    page = other_browser.post(f"/acme/m/{mission.pk}/address/", {"email": STRANGER, "name": "", "stamp": ""})
    assert page.status_code == 422
    assert STRANGER in page.content.decode()
    with addressed_to("acme"), workspace_scope(acme.pk):
        quick = stamp_now()
    assert other_browser.post(f"/acme/m/{mission.pk}/address/", {"email": STRANGER, "stamp": quick}).status_code == 422
    assert give_address(other_browser, mission, website="https://spam.example").status_code == 422
    assert give_address(other_browser, mission).status_code == 302


@pytest.mark.parametrize(("mode", "status"), [("application", "applied"), ("invitation", "guest")])
def test_a_program_that_is_not_open_says_so_and_keeps_the_guest(
    acme: Workspace, mission: Mission, owner: User, other_browser: Client, mode: str, status: str
) -> None:
    with workspace_scope(acme.pk):
        Program.objects.update(join_mode=mode, terms="Be kind.")
    take_part(other_browser, acme, mission)
    assert other_browser.post("/acme/guest/joining/").status_code == 422
    for _twice in range(2):
        assert other_browser.post("/acme/guest/joining/", {"agrees": "on"})["Location"] == "/acme/guest/"
    page = other_browser.get("/acme/guest/").content.decode()
    assert ("is being read" if mode == "application" else "Members are invited") in page
    with workspace_scope(acme.pk):
        person = Advocate.objects.get()
        assert person.status == status
        change_advocate(advocate=person, changes={"status": AdvocateStatus.ACTIVE}, by=owner, now=timezone.now())
    assert other_browser.get("/acme/").status_code == 200
    relay()
    work()
    with workspace_scope(acme.pk):
        assert Notice.objects.filter(kind="advocate.accepted").exists() == (mode == "application")


def test_guests_come_to_the_pages_of_what_is_open_to_anyone_and_to_no_other() -> None:
    hub = workspace_urls.hub
    assert {page.name for page in hub if getattr(page.callback, "takes_guests", False)} == {
        "guest", "joining", "programs", "program", "program_leaving",
        "mission", "submission", "answers", "opening", "uploads", "upload", "licence_withdrawal",
        "withdrawal",
    }  # fmt: skip
