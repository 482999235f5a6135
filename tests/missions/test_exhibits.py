"""The public gallery shows what is approved and allowed, and nothing a moment longer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from foundation.times import in_zone
from missions.models import Exhibit, Licence, Mission, Submission
from missions.operations.decisions import approve_submission, return_submission, undo_decision
from missions.operations.erasing import forget_answers
from missions.operations.licences import withdraw_licence
from programs.models import Advocate
from programs.operations.people import erase_advocate
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_live
from tests.factories.programs import make_advocate
from tests.missions.test_type_media import MEDIA, PAPER, RIGHTS, picture, send

GALLERY = "/acme/gallery/"
WORDS = {"caption": "Our desk & swag", "name_shown": "first"}


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme, name="Maya Okafor")


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, type_key="media", now=timezone.now(), **MEDIA | {"type-least": "1"})


@pytest.fixture
def sent(acme: Workspace, owner: User, maya: Advocate, mission: Mission) -> Submission:
    """Approved, with a picture and a document, and the right to show it on the website."""

    hub = open_hub(acme, maya)
    assert send(hub, mission, files=[SimpleUploadedFile(*PAPER), picture()], licence="on").status_code == 302
    with workspace_scope(acme.pk):
        row = Submission.objects.get()
        assert row.attempt_id
        approve_submission(submission=row, attempt_id=row.attempt_id, by=owner, now=timezone.now())
    return row


@pytest.fixture
def exhibit(acme: Workspace, client: Client, sent: Submission) -> Exhibit:
    answer = client.post(f"/acme/console/missions/gallery/new/{sent.pk}/", WORDS)
    assert answer.headers["Location"] == "/acme/console/missions/gallery/"
    with workspace_scope(acme.pk):
        return Exhibit.objects.get()


def file_of(exhibit: Exhibit, number: int = 0, part: str = "picture") -> str:
    return f"{GALLERY}{exhibit.pk}/{number}/{part}/"


def status_of(browser: Client, address: str) -> int:
    return int(read(browser.get(address)).status_code)


def read(answer: Any) -> Any:
    """To its end, which closes the file; closing the answer would end the test's own connection."""
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer


@pytest.mark.covers("X-37")
def test_what_is_approved_and_allowed_is_shown_to_anybody_with_its_words(
    exhibit: Exhibit, other_browser: Client, client: Client
) -> None:
    page = other_browser.get(GALLERY)
    assert "Our desk &amp; swag" in page.text
    assert "Maya" in page.text
    assert "Okafor" not in page.text
    assert "note.pdf" not in page.text
    assert 'property="og:image"' in page.text
    assert file_of(exhibit) not in page.text.partition("<body")[0]  # others keep what they fetch for a preview
    assert page.headers["Cache-Control"] == "no-cache"
    shown = read(other_browser.get(file_of(exhibit)))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert status_of(other_browser, file_of(exhibit, part="video")) == 404
    assert status_of(other_browser, file_of(exhibit, 1)) == 404
    assert other_browser.get(f"{GALLERY}picture/").headers["Content-Type"] == "image/png"
    assert status_of(other_browser, file_of(exhibit).replace("acme", "globex")) == 404
    for name, words in (("none", ""), ("full", "Maya Okafor")):
        client.post(f"/acme/console/missions/gallery/{exhibit.pk}/", {"caption": "", "name_shown": name})
        assert ("Maya" in other_browser.get(GALLERY).text) == bool(words)


def withdrawn(exhibit: Exhibit, owner: User) -> None:
    withdraw_licence(licence=Licence.objects.get(), now=timezone.now())


def ended(exhibit: Exhibit, owner: User) -> None:
    """Time passes; the licence was for until 31 May 2030."""


def reversed_(exhibit: Exhibit, owner: User) -> None:
    decision = exhibit.attempt.decisions.get()
    undo_decision(decision=decision, by=owner, now=timezone.now())


def erased(exhibit: Exhibit, owner: User) -> None:
    person = exhibit.attempt.submission.advocate
    erase_advocate(advocate=person, by=owner, now=timezone.now())
    forget_answers(advocate_id=person.pk)


@pytest.mark.covers("X-37")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (withdrawn, "The usage rights were taken back."),
        (ended, "The usage rights have ended."),
        (reversed_, "It is not approved any more."),
        (erased, "The person was erased."),
    ],
)
def test_it_disappears_at_once(
    acme: Workspace,
    owner: User,
    exhibit: Exhibit,
    other_browser: Client,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Exhibit, User], None],
    why: str,
) -> None:
    assert status_of(other_browser, file_of(exhibit)) == 200
    with workspace_scope(acme.pk):
        change(Exhibit.objects.select_related("attempt__submission__advocate").get(), owner)
    if change is ended:
        after = datetime(2030, 5, 31, 22, 1, tzinfo=UTC)  # a minute into June in Berlin
        monkeypatch.setattr("missions.views.exhibits.today_of", lambda request: in_zone(after, ZONE).date())
    page = other_browser.get(GALLERY)
    assert "Our desk" not in page.text
    assert "Nothing is shown here yet" in page.text
    assert status_of(other_browser, file_of(exhibit)) == 404
    assert why in client.get("/acme/console/missions/gallery/").text


@pytest.mark.covers("X-37")
@pytest.mark.parametrize(
    ("fields", "licence"),
    [({"type-rights_scope": ["print"]}, "on"), ({"type-rights": ""}, "")],
    ids=["not for the website", "no rights asked for"],
)
def test_without_a_right_for_the_website_it_cannot_be_put_in(
    acme: Workspace, owner: User, client: Client, maya: Advocate, fields: dict[str, Any], licence: str
) -> None:
    with workspace_scope(acme.pk):
        given = MEDIA | {"type-least": "1"} | fields
        mission = make_live(owner, type_key="media", now=timezone.now(), **given)
    send(open_hub(acme, maya), mission, files=[picture()], **({"licence": licence} if licence else {}))
    with workspace_scope(acme.pk):
        row = Submission.objects.get()
        assert row.attempt_id
        approve_submission(submission=row, attempt_id=row.attempt_id, by=owner, now=timezone.now())
    assert client.post(f"/acme/console/missions/gallery/new/{row.pk}/", WORDS).status_code == 404
    assert "Put into the public gallery" not in client.get(f"/acme/console/review/{row.pk}/").text


@pytest.mark.covers("X-37")
def test_staff_find_what_can_be_shown_order_it_and_take_it_out(
    acme: Workspace, client: Client, sent: Submission, owner: User, mission: Mission
) -> None:
    page = client.get("/acme/console/missions/gallery/").text
    assert "Nothing is in the gallery yet" in page
    assert f"/acme/console/missions/gallery/new/{sent.pk}/" in page
    assert "Put into the public gallery" in client.get(f"/acme/console/review/{sent.pk}/").text
    client.post(f"/acme/console/missions/gallery/new/{sent.pk}/", WORDS)
    assert client.post(f"/acme/console/missions/gallery/new/{sent.pk}/", WORDS).status_code == 404  # once
    jonas = make_advocate(acme, name="Jonas Weber", email="jonas@example.com")
    send(open_hub(acme, jonas), mission, files=[picture("other.jpg")], licence="on")
    with workspace_scope(acme.pk):
        other = Submission.objects.get(advocate=jonas)
        assert other.attempt_id
        approve_submission(submission=other, attempt_id=other.attempt_id, by=owner, now=timezone.now())
    client.post(f"/acme/console/missions/gallery/new/{other.pk}/", {"caption": "Second", "name_shown": "full"})
    with workspace_scope(acme.pk):
        first, second = Exhibit.objects.order_by("position")
    client.post(f"/acme/console/missions/gallery/{second.pk}/place/", {"to": "up"})
    page = Client().get(GALLERY).text
    assert page.index("Second") < page.index("Our desk")
    client.post(f"/acme/console/missions/gallery/{second.pk}/removal/")
    assert "Second" not in Client().get(GALLERY).text
    with workspace_scope(acme.pk):
        assert list(Exhibit.objects.all()) == [first]
        assert Submission.objects.count() == 2


def test_handing_in_anew_takes_the_former_out_of_sight(
    acme: Workspace, owner: User, exhibit: Exhibit, mission: Mission, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        undo_decision(decision=exhibit.attempt.decisions.get(), by=owner, now=timezone.now())
        row = Submission.objects.get()
        assert row.attempt_id
        return_submission(submission=row, attempt_id=row.attempt_id, note="Once more", by=owner, now=timezone.now())
    send(open_hub(acme, maya), mission, files=[picture("new.jpg")], licence="on")
    with workspace_scope(acme.pk):
        row = Submission.objects.get()
        assert row.attempt_id
        approve_submission(submission=row, attempt_id=row.attempt_id, by=owner, now=timezone.now())
    assert "Our desk" not in Client().get(GALLERY).text


@pytest.mark.covers("X-37")
@pytest.mark.parametrize(
    ("type_key", "raw", "answers"),
    [
        (
            "review",
            {"type-site": "1", "type-site-1-known": "own", "type-site-1-name": "G2", "type-site-1-proof": "link",
             "type-site-1-address": "https://www.g2.com/products/x/reviews"},
            {"link": "https://www.g2.com/products/x/reviews/maya"},
        ),
        (
            "social_post",
            {"type-link": "https://www.example.com/x", "type-proof": "link", "type-net": "1",
             "type-net-1-network": "linkedin", "type-net-1-text1": "Look"},
            {"link": "https://www.linkedin.com/posts/maya"},
        ),
    ],
    ids=["review", "social post"],
)  # fmt: skip
def test_a_review_and_a_post_are_shown_where_they_are_when_the_right_was_given(
    acme: Workspace, owner: User, client: Client, maya: Advocate, type_key: str, raw: dict[str, Any], answers: Any
) -> None:
    with workspace_scope(acme.pk):
        without = make_live(owner, type_key=type_key, now=timezone.now(), **raw)
        mission = make_live(owner, type_key=type_key, now=timezone.now(), **raw, **RIGHTS)
    hub = open_hub(acme, maya)
    assert "Usage rights" not in hub.get(f"/acme/missions/{without.pk}/").text
    assert "You may show it." in hub.get(f"/acme/missions/{mission.pk}/").text
    refused = send(hub, mission, **answers)
    assert "Tick that you agree to the usage rights" in refused.text
    assert send(hub, mission, **answers, licence="on").status_code == 302
    with workspace_scope(acme.pk):
        row = Submission.objects.get()
        assert row.attempt_id
        approve_submission(submission=row, attempt_id=row.attempt_id, by=owner, now=timezone.now())
    client.post(f"/acme/console/missions/gallery/new/{row.pk}/", WORDS)
    assert quote(answers["link"], safe="") in Client().get(GALLERY).text
    with workspace_scope(acme.pk):
        withdraw_licence(licence=Licence.objects.get(), now=timezone.now())
    assert quote(answers["link"], safe="") not in Client().get(GALLERY).text
