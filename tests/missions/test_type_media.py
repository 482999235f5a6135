"""Pictures and documents: a bad file loses no good one, and the rights are kept as they were ticked."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from files.models import File
from foundation.tenancy import workspace_scope
from missions.models import HeldFile, Licence, Mission, Submission
from missions.operations.submissions import withdraw_submission
from missions.types.media.forms import SetupForm
from missions.types.rights import SCOPES, WORDING, ends_on, term_in_words
from missions.work import expire_held_file
from programs.models import Advocate
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import PDF, SVG, jpeg, photo_with_a_place

RIGHTS = {
    "type-rights": "on", "type-rights_wording": "You may show it.", "type-rights_scope": ["website", "print"],
    "type-rights_term": "date", "type-rights_until": "2030-05-31",
}  # fmt: skip
MEDIA: dict[str, Any] = {
    "type-kinds": ["pictures", "pdf"], "type-least": "2", "type-most": "3", "type-caption": "optional", **RIGHTS,
}  # fmt: skip


def picture(name: str = "desk.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or jpeg(), content_type="image/jpeg")


PAPER = ("note.pdf", PDF, "application/pdf")


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, type_key="media", now=timezone.now(), **MEDIA)


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    return open_hub(acme, maya)


def send(hub: Client, mission: Mission, **fields: Any) -> Any:
    typed = {f"slot1-{name.replace('_', '-')}": value for name, value in fields.items()}
    return hub.post(f"/acme/missions/{mission.pk}/1/submission/", typed)


@pytest.mark.covers("S1-14", "S2-36")
def test_good_files_stay_when_one_is_bad_and_are_handed_in_with_the_rights(
    acme: Workspace, mission: Mission, hub: Client, client: Client
) -> None:
    bad = SimpleUploadedFile("logo.svg", SVG, content_type="image/svg+xml")
    answer = send(hub, mission, files=[picture(), bad], caption="Our desk")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“logo.svg” is an SVG drawing" in page
    assert "Tick that you agree" in page
    assert "desk.jpg" in page
    assert "Our desk" in page
    kept = re.search(r'name="slot1-files-away"\s+value="(\d+)"', page)
    assert kept
    paper = SimpleUploadedFile(*PAPER)
    answer = send(hub, mission, files=[paper], caption="Our desk", licence="on")
    assert answer.status_code == 302
    with workspace_scope(acme.pk):
        submission = Submission.objects.select_related("attempt").get()
        assert submission.attempt
        assert submission.attempt.answers == {"files": ["desk.jpg", "note.pdf"], "caption": "Our desk", "licence": True}
        assert [row.file.name for row in submission.attempt.files.order_by("pk")] == ["desk.jpg", "note.pdf"]
        licence = Licence.objects.get(attempt=submission.attempt)
        assert (licence.wording, licence.scope, licence.ends_on) == (
            "You may show it.", [str(SCOPES["website"]), str(SCOPES["print"])], date(2030, 5, 31)
        )  # fmt: skip
        assert not HeldFile.objects.exists()
    review = client.get(f"/acme/console/review/{submission.pk}/").content.decode()
    for shown in ("You may show it.", "Usage rights until 31 May 2030", "In print", "desk.jpg", "note.pdf"):
        assert shown in review


def test_a_kept_file_can_be_taken_out_and_more_than_asked_for_are_left_out_by_name(
    acme: Workspace, mission: Mission, hub: Client
) -> None:
    send(hub, mission, files=[picture("a.jpg")])
    with workspace_scope(acme.pk):
        (held,) = HeldFile.objects.all()
    more = [picture(f"{letter}.jpg") for letter in "bcde"]
    page = send(hub, mission, files=more, licence="on").content.decode()
    assert "At most 3 files are asked for. Left out: “d.jpg”, “e.jpg”." in page
    page = send(hub, mission, files_away=[held.file_id], licence="on")
    assert page.status_code == 302
    with workspace_scope(acme.pk):
        assert [row.file.name for row in Submission.objects.get().attempt.files.order_by("pk")] == ["b.jpg", "c.jpg"]  # type: ignore[union-attr]  # there is one
        assert not File.objects.filter(name="a.jpg").exists()


def test_each_file_has_words_of_its_own_that_stay_with_it(
    acme: Workspace, mission: Mission, hub: Client, client: Client
) -> None:
    send(hub, mission, files=[picture("a.jpg"), picture("b.jpg")], files_captions=["First", "Second"])
    with workspace_scope(acme.pk):
        first, second = HeldFile.objects.order_by("pk")
    page = " ".join(hub.get(f"/acme/missions/{mission.pk}/").text.split())
    assert f'name="slot1-files-caption-{first.file_id}"' in page
    typed = {f"files_caption_{first.file_id}": "First", f"files_caption_{second.file_id}": "Second, and <b>more</b>"}
    answer = send(hub, mission, files=[picture("c.jpg")], files_captions=["Third"], licence="on", **typed)
    assert answer.status_code == 302
    with workspace_scope(acme.pk):
        submission = Submission.objects.select_related("attempt").get()
        assert submission.attempt
        assert submission.attempt.answers["captions"] == ["First", "Second, and <b>more</b>", "Third"]
    review = " ".join(client.get(f"/acme/console/review/{submission.pk}/").text.split())
    assert "Second, and &lt;b&gt;more&lt;/b&gt;</figcaption>" in review
    with workspace_scope(acme.pk):
        withdraw_submission(submission=submission, now=timezone.now())
    page = " ".join(hub.get(f"/acme/missions/{mission.pk}/").text.split())
    assert 'value="Third"' in page


@pytest.mark.parametrize(
    ("caption", "each", "status"), [("", ["", "B"], 422), ("Both", ["", ""], 302), ("", ["A", "B"], 302)]
)
def test_words_that_are_required_stand_for_all_or_with_each(
    acme: Workspace, owner: User, hub: Client, caption: str, each: list[str], status: int
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, type_key="media", now=timezone.now(), **(MEDIA | {"type-caption": "required"}))
    files = [picture("a.jpg"), picture("b.jpg")]
    answer = send(hub, mission, files=files, files_captions=each, caption=caption, licence="on")
    assert answer.status_code == status
    if status == 422:  # what was typed stays, with the files
        assert "Write some words for all of the files, or with each of them." in answer.text
        assert 'value="B"' in answer.text


def test_what_was_returned_is_sent_again_with_the_files_that_stay(
    acme: Workspace, mission: Mission, hub: Client, maya: Advocate
) -> None:
    send(hub, mission, files=[picture("a.jpg"), picture("b.jpg")], licence="on")
    with workspace_scope(acme.pk):
        submission = Submission.objects.get()
        withdraw_submission(submission=submission, now=timezone.now())
        first = File.objects.get(name="a.jpg")
    send(hub, mission, files=[picture("c.jpg")], files_away=[first.pk], licence="on")
    with workspace_scope(acme.pk):
        submission.refresh_from_db()
        assert [row.file.name for row in submission.attempt.files.order_by("pk")] == ["b.jpg", "c.jpg"]  # type: ignore[union-attr]  # there is one
        assert File.objects.filter(pk=first.pk).exists()  # the first attempt has it still
        assert Licence.objects.count() == 2


def test_nobody_sends_the_file_of_somebody_else(acme: Workspace, mission: Mission, hub: Client, maya: Advocate) -> None:
    other = open_hub(acme, make_advocate(acme, email="jonas@example.com", name="Jonas"))
    send(hub, mission, files=[picture("a.jpg"), picture("b.jpg")])
    with workspace_scope(acme.pk):
        held = HeldFile.objects.first()
        assert held
    send(other, mission, files_away=[held.file_id])
    assert send(other, mission, licence="on").status_code == 422
    assert other.get(f"/acme/files/{held.file_id}/a.jpg").status_code == 404
    with workspace_scope(acme.pk):
        assert HeldFile.objects.count() == 2
    expire_held_file(acme.pk, held.pk)
    expire_held_file(acme.pk, held.pk)
    with workspace_scope(acme.pk):
        assert HeldFile.objects.count() == File.objects.count() == 1


def test_no_place_comes_along_with_a_picture(acme: Workspace, mission: Mission, hub: Client) -> None:
    send(hub, mission, files=[picture("gps.jpg", photo_with_a_place(6)), picture()], licence="on")
    with workspace_scope(acme.pk):
        file = File.objects.get(name="gps.jpg")
    content = b"".join(hub.get(f"/acme/files/{file.pk}/gps.jpg").streaming_content)  # type: ignore[attr-defined]  # a stream
    assert b"trace" not in content
    assert b"Exif" not in content


@pytest.mark.covers("B-10")
def test_rights_are_listed_by_their_end_and_can_be_taken_back_once(
    acme: Workspace, mission: Mission, hub: Client, client: Client
) -> None:
    send(hub, mission, files=[picture("a.jpg"), picture("b.jpg")], licence="on")
    results = f"/acme/console/missions/{mission.pk}/results/"
    assert "31 May 2030" in client.get(results, {"licence": "valid"}).content.decode()
    assert "No licence is in this state" in client.get(results, {"licence": "ending"}).content.decode()
    with workspace_scope(acme.pk):
        licence = Licence.objects.get()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Licence.objects.update(wording="Everything")
    address = f"/acme/licences/{licence.pk}/withdrawal/"
    assert "Take the usage rights back" in hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert open_hub(acme, make_advocate(acme, email="j@example.com")).post(address).status_code == 404
    for _time in range(2):
        assert hub.post(address).status_code == 302
    shown = client.get(results, {"licence": "withdrawn"}).content.decode()
    assert "Withdrawn" in shown
    assert "No licence is in this state" in client.get(results, {"licence": "valid"}).content.decode()
    assert "Usage rights withdrawn" in hub.get(f"/acme/missions/{mission.pk}/").content.decode()


@pytest.mark.parametrize(
    ("term", "end", "words"),
    [
        ("12", date(2029, 2, 28), "for 1 year"),
        ("36", date(2031, 2, 28), "for 3 years"),
        ("open", None, "without an end"),
        ("date", date(2030, 5, 31), "until 31 May 2030"),
    ],
)
def test_a_term_ends_on_the_day_it_says(term: str, end: date | None, words: str) -> None:
    rights = {"term": term, "until": "2030-05-31"}
    assert (ends_on(rights, date(2028, 2, 29)), term_in_words(rights)) == (end, words)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({"type-least": "4"}, ["most"]),
        ({"type-kinds": []}, ["kinds"]),
        ({"type-rights_scope": []}, ["rights_scope"]),
        ({"type-rights_wording": " "}, ["rights_wording"]),
        ({"type-rights_until": ""}, ["rights_until"]),
        ({"type-rights_until": "2030-02-31"}, ["rights_until"]),
        ({"type-rights": "", "type-rights_scope": []}, []),
    ],
)
def test_staff_are_told_what_does_not_fit(raw: dict[str, Any], wrong: list[str]) -> None:
    form = SetupForm(MEDIA | raw, prefix="type")
    assert list(form.errors) == wrong
    assert form.content_so_far()["rights"].keys() <= {"wording", "scope", "term", "until"}
    assert form.preview.fields


def test_a_new_mission_asks_for_rights_in_words_that_can_be_changed() -> None:
    form = SetupForm(prefix="type")
    assert form.content_so_far()["rights"]["wording"] == str(WORDING)
    assert "licence" in form.preview.fields
