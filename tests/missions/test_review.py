"""The queue: oldest first, one decision, told to whoever is second, undone within ten seconds or reversed later."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User, Workspace
from events.tasks import work
from foundation.tenancy import workspace_scope
from jobs.models import Job
from missions.models import Decision, Submission
from programs.models import Advocate
from rewards.models import Wallet
from tests.factories.accounts import make_member
from tests.factories.missions import hand_in, make_live


@pytest.fixture
def waiting(acme: Workspace, owner: User) -> list[Submission]:
    """Three submissions for two missions, the oldest first."""
    now = timezone.now() - timedelta(hours=3)
    with workspace_scope(acme.pk):
        story, review = make_live(owner, now=now), make_live(owner, now=now, title="Write a review")
        people = [
            Advocate.objects.create(name=name, email=f"{name}@example.com".lower()) for name in ("Ada", "Ben", "Cy")
        ]
        return [
            hand_in(mission, person, text=f"From {person.name}", now=now + timedelta(minutes=number))
            for number, (mission, person) in enumerate(zip([story, review, story], people, strict=True))
        ]


def decide(client: Client, row: Submission, verdict: str, note: str = "") -> str:
    answer = client.post(
        f"/acme/console/review/{row.pk}/decision/", {"verdict": verdict, "note": note, "attempt": row.attempt_id}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


@pytest.mark.covers("S2-69")
def test_the_oldest_is_open_first_and_the_next_follows_a_decision(waiting: list[Submission], client: Client) -> None:
    page = client.get("/acme/console/review/").content.decode()
    assert "3 waiting" in page
    assert "From Ada" in page
    following = decide(client, waiting[0], "approved")
    assert following == f"/acme/console/review/{waiting[1].pk}/"
    assert "From Ben" in client.get(following).content.decode()


def test_the_filter_by_mission_stays_in_the_address(waiting: list[Submission], client: Client) -> None:
    story = waiting[0].mission_id
    page = client.get(f"/acme/console/review/?mission={story}").content.decode()
    assert "2 waiting" in page
    answer = client.post(
        f"/acme/console/review/{waiting[0].pk}/decision/?mission={story}",
        {"verdict": "approved", "attempt": waiting[0].attempt_id},
    )
    assert answer.headers["Location"] == f"/acme/console/review/{waiting[2].pk}/?mission={story}"


@pytest.mark.covers("S2-80")
def test_returning_and_declining_need_a_note(acme: Workspace, waiting: list[Submission], client: Client) -> None:
    url = f"/acme/console/review/{waiting[0].pk}/decision/"
    for verdict in ("returned", "declined"):
        answer = client.post(url, {"verdict": verdict, "note": " ", "attempt": waiting[0].attempt_id})
        assert answer.status_code == 422
        assert "Say why" in answer.content.decode()
    decide(client, waiting[0], "declined", "It is not public.")
    with workspace_scope(acme.pk):
        assert Decision.objects.get().note == "It is not public."


@pytest.mark.covers("G-22", "S2-120")
def test_the_second_reviewer_is_told_who_and_when(acme: Workspace, waiting: list[Submission], client: Client) -> None:
    decide(client, waiting[0], "approved")
    other = Client()
    jonas = make_member(acme, Role.REVIEWER, email="jonas@acme.example")
    other.force_login(jonas, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = other.get(decide(other, waiting[0], "declined", "No.")).content.decode()
    assert re.search(r"Already approved by Owner at \d+ \w+ \d{4}, \d\d:\d\d Europe/Berlin", page)
    with workspace_scope(acme.pk):
        assert Decision.objects.count() == 1


def test_undo_survives_a_reload_and_later_it_is_a_reversal(
    acme: Workspace, waiting: list[Submission], client: Client
) -> None:
    decide(client, waiting[0], "approved")
    for _ in range(2):
        assert "Approved: Ada" in client.get("/acme/console/review/").content.decode()
    with workspace_scope(acme.pk):
        made = Decision.objects.get()
    client.post(f"/acme/console/review/decisions/{made.pk}/reversal/")
    assert "Approved: Ada" not in client.get("/acme/console/review/").content.decode()
    client.post(f"/acme/console/review/decisions/{made.pk}/reversal/")  # pressed twice
    with workspace_scope(acme.pk):
        assert Submission.objects.get(pk=waiting[0].pk).state == "submitted"
        assert Wallet.objects.get().balance == 0


def test_all_that_match_are_approved_by_a_job_that_says_what_it_skipped(
    acme: Workspace, waiting: list[Submission], client: Client
) -> None:
    assert "Approve all 3 submissions?" in client.get("/acme/console/review/all/").content.decode()
    job_page = client.post("/acme/console/review/all/").headers["Location"]
    decide(client, waiting[1], "declined", "Faster than the job.")
    work()
    page = client.get(job_page).content.decode()
    assert "2 submissions approved." in page
    assert "already declined by Owner" in page
    with workspace_scope(acme.pk):
        assert Job.objects.get().state == "done"
        assert set(Submission.objects.values_list("state", flat=True)) == {"approved", "declined"}


def test_only_the_selected_are_approved(acme: Workspace, waiting: list[Submission], client: Client) -> None:
    client.post("/acme/console/review/all/", {"selected": [waiting[2].pk, "nonsense"]})
    work()
    with workspace_scope(acme.pk):
        assert Submission.objects.get(state="approved").pk == waiting[2].pk


def test_an_analyst_does_not_review(acme: Workspace, waiting: list[Submission], client: Client) -> None:
    analyst = make_member(acme, Role.ANALYST)
    client.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/acme/console/review/").status_code == 403
    answer = client.post(f"/acme/console/review/{waiting[0].pk}/decision/", {"verdict": "approved"})
    assert answer.status_code == 403
    with workspace_scope(acme.pk):
        assert not Decision.objects.exists()


def test_links_that_people_handed_in_go_through_a_page_that_names_them(acme: Workspace, client: Client) -> None:
    page = client.get("/acme/outward/?to=https%3A%2F%2Fevil.example%2Fx%3Fa%3D1")
    assert "evil.example" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for bad in ("javascript:alert(1)", "//evil.example", "/console/", ""):
        assert client.get("/acme/outward/", {"to": bad}).status_code == 404


@pytest.mark.covers("G-22")
def test_what_was_decided_is_found_by_mission_and_taken_back(waiting: list[Submission], client: Client) -> None:
    story, told = waiting[0].mission_id, waiting[1]
    decide(client, waiting[0], "approved")
    decide(client, told, "declined", "Not this time.")
    page = client.get("/acme/console/review/?show=decided").content.decode()
    assert page.index(">Ben</b>") < page.index(">Ada</b>"), "the last decision first"
    assert "1 waiting" in page
    assert "From Cy" not in page
    page = client.get(f"/acme/console/review/?show=decided&mission={story}").content.decode()
    assert ("From Ada" in page, ">Ben</b>" in page) == (True, False)
    shelf = f"?show=decided&mission={story}"
    assert shelf.replace("&", "&amp;") in client.get(f"/acme/console/missions/{story}/").content.decode()
    with workspace_scope(told.workspace_id):
        made = Decision.objects.get(submission=waiting[0])
    answer = client.post(f"/acme/console/review/decisions/{made.pk}/reversal/{shelf}")
    assert answer.headers["Location"] == f"/acme/console/review/{waiting[0].pk}/?show=decided"
    assert ">Ada</b>" not in client.get("/acme/console/review/?show=decided").content.decode()


def test_the_people_behind_a_number_lead_to_what_they_sent(waiting: list[Submission], client: Client) -> None:
    page = client.get(f"/acme/console/missions/{waiting[0].mission_id}/results/people/?step=completed").content.decode()
    assert f"/acme/console/review/{waiting[0].pk}/" in page
    assert f"/acme/console/review/{waiting[1].pk}/" not in page
