"""Staff try missions out as test people, who count nowhere (B-14)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.audience import Meant, audience_of
from missions.models import Mission, Participation, Submission
from missions.operations.decisions import approve_submission
from missions.queries import latest_attempts, submission_counts, submissions_to_review
from missions.results import funnel_of
from missions.types.update.forms import apply_builder as update_builder
from notifications.models import Delivery
from pages.queries import overview
from programs.models import Advocate
from programs.operations.trying import make_test_person
from programs.queries import PeopleFilter, people
from rewards.queries import balance_of
from tests.factories.missions import make_draft, make_live


def page_of(mission: Mission) -> str:
    return f"/acme/missions/{mission.pk}/"


def console(mission: Mission, rest: str = "") -> str:
    return f"/acme/console/missions/{mission.pk}/{rest}"


@pytest.mark.covers("B-14", "S2-118")
def test_a_draft_is_tried_with_everything_and_counts_nowhere(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, title="Secret plan", audience="chosen", include=["tag:1"])
        before = overview(now=timezone.now())
    refused = client.post(console(draft, "trial/"), follow=True)
    assert "Mend what is listed here first" in refused.content.decode()
    with workspace_scope(acme.pk):
        draft = make_draft(owner, title="Secret plan")
    entered = client.post(console(draft, "trial/"), follow=True)
    assert entered.redirect_chain == [(page_of(draft), 302)]
    assert "Secret plan" in entered.content.decode()
    assert "trying this out as a test person" in entered.content.decode()
    sent = client.post(f"{page_of(draft)}1/submission/", {"slot1-text": "Tried"}, follow=True)
    assert "Sent, in review" in sent.content.decode()
    assert "Test, counts nowhere" in client.get("/acme/console/review/").content.decode()
    with workspace_scope(acme.pk):
        submission = submissions_to_review().get()
        assert submission.attempt_id is not None
        approve_submission(submission=submission, attempt_id=submission.attempt_id, by=owner, now=timezone.now())
        person = Advocate.objects.get(is_test=True)
        assert balance_of(person) == 100
        assert not any(submission_counts(draft).values())
        assert not any(figure.value for figure in funnel_of(draft))
        assert not latest_attempts(draft)
        assert not people(PeopleFilter())
        assert not audience_of(Meant())
        after = overview(now=timezone.now())
        assert (after.people, after.submitted, after.points) == (before.people, before.submitted, before.points)
        assert Delivery.objects.exclude(state="no_address").count() == 0
        draft.refresh_from_db()
        assert (draft.state, draft.live_id) == ("draft", None)


@pytest.mark.parametrize(
    ("key", "raw", "shown"),
    [
        ("registration", {"type-goal": "40", "type-link": "https://example.com/there"}, "of 40 people have registered"),
        ("update", update_builder({}, "add:text") | {"type-b-1-text": "<p>Spring is here.</p>"}, "Spring is here."),
    ],
)
def test_a_trial_shows_what_the_type_has_around_the_form(
    acme: Workspace, owner: User, client: Client, key: str, raw: dict[str, Any], shown: str
) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, type_key=key, cover="7", **raw)
        assert draft.cover == 7
    hub = client.post(f"/acme/console/missions/{draft.pk}/trial/")["Location"]
    page = " ".join(client.get(hub).text.split())
    assert shown in page
    assert "art-7" in page


@pytest.mark.covers("S3-106")
def test_one_begins_afresh_goes_on_or_removes_it_all(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Live one")
    client.post(console(mission, "trial/"))
    client.post(f"{page_of(mission)}1/submission/", {"slot1-text": "Tried"})
    client.post(console(mission, "trial/"))
    with workspace_scope(acme.pk):
        first = Advocate.objects.get(test_of=owner)
        assert Participation.objects.get().completed_at is not None
    client.post(console(mission, "trial/"), {"anew": "1"})
    assert "slot1-text" in client.get(page_of(mission)).content.decode()
    with workspace_scope(acme.pk):
        second = Advocate.objects.get(test_of=owner)
        assert second != first
        assert Submission.objects.get().state == "withdrawn"
        first.refresh_from_db()
        assert first.erased_at is not None
        assert first.is_test
    gone = client.post(console(mission, "trial/removal/"), follow=True)
    assert "Everything you tried is removed." in gone.content.decode()
    assert client.get(page_of(mission)).status_code == 302
    with workspace_scope(acme.pk):
        assert not Advocate.objects.filter(test_of=owner)


def test_each_staff_member_has_one_test_person(in_acme: Workspace, owner: User) -> None:
    now = timezone.now()
    assert make_test_person(user=owner, now=now) == make_test_person(user=owner, now=now)
