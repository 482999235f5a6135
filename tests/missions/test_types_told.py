"""Polls, opt-ins, updates and registration pages: from what staff set up to what people see and leave behind."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.models import Event
from events.tasks import relay, work
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.models import Decision, Mission, OptIn, Participation, Submission
from missions.operations.decisions import undo_decision
from missions.operations.opt_ins import withdraw_opt_in
from missions.queries import opt_in_counts
from missions.types import TYPES
from missions.types.base_acts import acts_of
from missions.types.update.forms import apply_builder as update_builder
from notifications.models import Notice
from notifications.previews import preview_of
from programs.models import Advocate, FieldValue, Tagging
from programs.operations.people import erase_advocate
from programs.queries import fields_of
from surveys.questions import option_key
from tests.factories.hub import open_hub
from tests.factories.missions import make_draft, make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import png

POLL = {
    "type-question": "Where next?",
    "type-options": "Berlin\nMadrid",
    "type-shows_results": "on",
    "approval": "everyone",
}
ASKS_NOTHING: dict[str, Any] = {"type-proof": "none"}
OPT_IN = {"type-statement": "You may quote me.", "type-tag": "quotable", "approval": "everyone", "recognition": "none"}
SURVEY = {
    "type-q": "1 2 3", "type-q-1-kind": "true_false", "type-q-1-label": "Vegan?", "type-q-1-maps_to": "Vegan",
    "type-q-2-kind": "short_text", "type-q-2-label": "Since when?", "type-q-2-maps_to": "Diet",
    "type-q-2-show_if": "q1:true", "type-q-2-required": "on", "type-q-3-kind": "number", "type-q-3-label": "Pets",
    "type-q-3-maps_to": "Pets", "type-thanks": "<p>Thanks <b>a lot</b></p>", "approval": "everyone",
}  # fmt: skip


def update() -> dict[str, object]:
    raw = update_builder(update_builder({}, "add:text"), "add:button")
    raw |= {"type-b-1-text": "<p>Hi {{ firstName }}, <script>x()</script>spring is here.</p>"}
    return raw | {"type-b-2-words": "Read on", "type-b-2-link": "https://example.com/spring"}


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme, name="Maya Okafor")


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    return open_hub(acme, maya, way="code")


def live(acme: Workspace, owner: User, type_key: str, raw: Mapping[str, Any]) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, type_key=type_key, now=timezone.now(), **raw)


def sent(mission: Mission, hub: Client, **answers: object) -> str:
    """The mission's page after handing in."""
    answer = hub.post(f"/acme/missions/{mission.pk}/1/submission/", {f"slot1-{key}": a for key, a in answers.items()})
    assert answer.status_code == 302, answer.content.decode()
    return hub.get(f"/acme/missions/{mission.pk}/").content.decode()


def tags_on(acme: Workspace, person: Advocate) -> list[str]:
    with workspace_scope(acme.pk):
        return sorted(Tagging.objects.filter(advocate=person).values_list("tag__name", flat=True))


@pytest.mark.covers("G-26", "S2-130", "X-35")
@pytest.mark.parametrize("shows", [True, False])
def test_a_vote_is_one_press_and_shows_how_the_others_voted(
    acme: Workspace, owner: User, maya: Advocate, hub: Client, shows: bool
) -> None:
    mission = live(acme, owner, "poll", POLL if shows else {key: POLL[key] for key in POLL if "shows" not in key})
    other = open_hub(acme, make_advocate(acme, name="Tom", email="tom@example.com"))
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    buttons = re.findall(r'<button[^>]*name="slot1-q1"[^>]*value="(\w+)"', page, re.DOTALL)
    assert buttons == [option_key("Berlin"), option_key("Madrid")]
    assert "votes" not in page
    sent(mission, other, q1=option_key("Berlin"))
    page = " ".join(sent(mission, hub, q1=option_key("Madrid")).split())
    assert ("2 votes" in page and "1 · 50 %" in page) is shows
    with workspace_scope(acme.pk):
        assert set(Submission.objects.values_list("state", flat=True)) == {"approved"}


@pytest.mark.covers("G-26", "S2-63")
def test_consent_is_kept_in_its_words_and_can_be_taken_back(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "opt_in", OPT_IN)
    assert "You may quote me." in sent(mission, hub, answer="yes")
    assert tags_on(acme, maya) == ["quotable"]
    with workspace_scope(acme.pk):
        row = OptIn.objects.get()
        assert (row.wording, row.given, row.revision_id) == ("You may quote me.", True, mission.live_id)
        with pytest.raises(DatabaseError), transaction.atomic():
            OptIn.objects.update(wording="Something else")
    page = hub.get("/acme/profile/agreed/")
    assert "You may quote me." in page.content.decode()
    for _twice in range(2):
        assert hub.post(f"/acme/profile/agreed/{mission.pk}/withdrawal/").status_code == 302
    assert tags_on(acme, maya) == []
    with workspace_scope(acme.pk):
        assert list(OptIn.objects.order_by("pk").values_list("given", flat=True)) == [True, False]
        assert Event.objects.filter(name="opt_in.withdrawn").count() == 1
        counts = opt_in_counts(mission)
        assert (counts.agreed, counts.refused, counts.withdrawn) == (0, 0, 1)
        assert withdraw_opt_in(advocate=maya, mission_id=mission.pk, now=timezone.now()) is None


def test_a_no_puts_no_tag_and_there_is_nothing_to_take_back(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "opt_in", OPT_IN)
    sent(mission, hub, answer="no")
    assert tags_on(acme, maya) == []
    with workspace_scope(acme.pk):
        assert withdraw_opt_in(advocate=maya, mission_id=mission.pk, now=timezone.now()) is None
        assert [figure.value for figure in acts_of("opt_in").figures(mission=mission)] == [0, 1, 0]


@pytest.mark.covers("S3-70", "S3-71", "S3-72")
def test_approved_answers_set_tags_and_fill_fields_once_and_undoing_takes_them_back(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "survey", SURVEY)
    page = sent(mission, hub, q1="true", q2="2020", q3="3")
    assert "<p>Thanks" in page
    assert tags_on(acme, maya) == ["Vegan"]
    with workspace_scope(acme.pk):
        assert fields_of(maya) == [("Diet", "2020"), ("Pets", "3")]
        undo_decision(decision=Decision.objects.get(), by=owner, now=timezone.now() + timedelta(seconds=1))
        assert not FieldValue.objects.exists()
    assert tags_on(acme, maya) == []


def test_answers_to_hidden_questions_leave_nothing_and_an_erased_person_has_no_fields(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "survey", SURVEY)
    sent(mission, hub, q1="false", q2="left from before", q3="3")
    with workspace_scope(acme.pk):
        assert [value.field.name for value in FieldValue.objects.select_related("field")] == ["Pets"]
        erase_advocate(advocate=maya, by=owner, now=timezone.now())
        assert not FieldValue.objects.exists()


@pytest.mark.covers("S2-03", "S2-09", "S2-32", "G-08")
def test_an_update_is_read_in_the_hub_and_asks_for_nothing(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "update", {**update(), "title": "What is new"})
    assert "What is new" in hub.get("/acme/").content.decode()
    assert "New" in hub.get("/acme/updates/").content.decode()
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert "Hi Maya, spring is here." in page
    assert 'href="https://example.com/spring"' in page
    assert "x()" not in page
    assert "submission/" not in page
    assert hub.post(f"/acme/missions/{mission.pk}/1/submission/", {}).status_code == 200
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()
        assert Participation.objects.get().completed_at is not None
        assert (mission.points, mission.approval) == (0, "everyone")
        assert [figure.value for figure in acts_of("update").figures(mission=mission)] == [1]
    assert "What is new" not in hub.get("/acme/").content.decode()
    assert "What is new" in hub.get("/acme/updates/").content.decode()


@pytest.mark.covers("G-08", "S2-29", "S2-30")
def test_an_update_is_mailed_with_its_parts_and_previewed_as_a_person(
    acme: Workspace, owner: User, maya: Advocate, client: Client, mailoutbox: list[object]
) -> None:
    with workspace_scope(acme.pk):
        raw = update_builder(update(), "add:image")
        draft = make_draft(owner, type_key="update", now=timezone.now(), **raw)
    setup = f"/acme/console/missions/{draft.pk}/steps/setup/"
    body = {**raw, "title": "What is new", "minutes": "2", "audience": "registered", "listed": "on", "notify": "yes"}
    picture = SimpleUploadedFile("spring.png", png(), content_type="image/png")
    assert client.post(setup, {**body, "type-b-3-words": "Tulips", "type-b-3-upload": picture}).status_code == 302
    notice = Notice(kind="update.sent", facts={"mission": draft.pk, "test": True}, advocate=maya)
    with workspace_scope(acme.pk), addressed_to(acme.slug):
        mail = preview_of(notice, workspace=acme)
    assert mail.subject == "What is new"
    assert "Hi Maya, spring is here." in mail.html
    assert "x()" not in mail.html
    assert re.search(r'<img src="http://[^"]+/spring.png" alt="Tulips"', mail.html)
    assert "Read on: https://example.com/spring" in mail.text
    assert "[Tulips]" in mail.text
    page = client.get(f"/acme/console/missions/{draft.pk}/preview/?person={maya.pk}").content.decode()
    assert "As Maya Okafor meets it" in page
    sheet = client.get(f"/acme/console/missions/{draft.pk}/preview/mail/?person={maya.pk}&text")
    assert "Hi Maya" in sheet.content.decode()
    assert client.post(f"/acme/console/missions/{draft.pk}/launch/").status_code == 302
    relay()
    work()
    work()
    with workspace_scope(acme.pk):
        assert Notice.objects.filter(kind="update.sent", advocate=maya).count() == 1


def test_the_steps_of_an_update_say_that_nothing_is_asked(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, type_key="update", now=timezone.now(), **update())
    page = client.get(f"/acme/console/missions/{draft.pk}/steps/recognition/").content.decode()
    assert "It asks for nothing" in page
    assert 'name="points"' not in page
    answer = client.post(f"/acme/console/missions/{draft.pk}/steps/setup/", {"type-b": "1", "type-b-1-kind": "text"})
    assert "Write the text, or remove this part." in answer.content.decode()


@pytest.mark.covers("G-28", "S2-125")
def test_a_task_that_asks_for_nothing_hints_at_an_update(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, **ASKS_NOTHING)
    page = client.get(f"/acme/console/missions/{draft.pk}/steps/setup/").content.decode()
    assert "An Update needs no answer" in page
    assert f"/acme/console/missions/{draft.pk}/type/" in page
    assert TYPES["custom_task"].doubts({"proof": "none"})
    assert not TYPES["custom_task"].doubts({"proof": "text"})


@pytest.mark.covers("S3-75", "S3-76", "S3-79", "S3-80", "S3-81")
def test_a_registration_page_has_pictures_a_goal_and_a_form_and_counts_people(
    acme: Workspace, owner: User, maya: Advocate, hub: Client, client: Client
) -> None:
    raw = {"type-goal": "10", "type-video": "https://example.com/film", "type-incentives": "<p>A badge</p>"}
    raw |= {"type-q": "1", "type-q-1-kind": "email", "type-q-1-label": "Your address", "type-q-1-required": "on"}
    with workspace_scope(acme.pk):
        draft = make_draft(owner, type_key="registration", now=timezone.now(), **raw)
    pictures = {
        f"type-{name}-upload": SimpleUploadedFile(f"{name}.png", png(), content_type="image/png")
        for name in ("wide", "tall")
    }
    setup = {**raw, "title": "Register", "minutes": "5", "audience": "registered", "listed": "on", "notify": "no"}
    answer = client.post(f"/acme/console/missions/{draft.pk}/steps/setup/", {**setup, **pictures})
    assert answer.status_code == 302, answer.context["forms"][1].errors
    assert client.post(f"/acme/console/missions/{draft.pk}/launch/").status_code == 302
    page = hub.get(f"/acme/missions/{draft.pk}/").content.decode()
    assert re.search(r'<source[^>]+srcset="[^"]+/tall.png"', page)
    assert re.search(r'<img[^>]+src="[^"]+/wide.png"', page)
    for words in ("A badge", "https://example.com/film", "of 10 people have registered", "Register"):
        assert words in page
    answer = hub.post(f"/acme/missions/{draft.pk}/1/submission/", {"slot1-q1": "nobody"})
    assert answer.status_code == 422
    page = " ".join(sent(draft, hub, q1="Ada@example.com").split())
    assert '<b class="text-xl tabular-nums">1</b>' in page


def test_a_registration_may_lead_elsewhere_and_asks_no_questions_then(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    mission = live(acme, owner, "registration", {"type-link": "https://vote.example.org/"})
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert 'href="https://vote.example.org/"' in page
    assert "I have registered" in page
    sent(mission, hub)
    with workspace_scope(acme.pk):
        assert Submission.objects.get().attempt.form_version is None  # type: ignore[union-attr]  # it was handed in
