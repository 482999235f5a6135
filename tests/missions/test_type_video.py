"""A video: in pieces or as a file, held until it is sent, with its picture, its length and its rights."""

from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from files.models import File, Upload, Video
from foundation.tenancy import workspace_scope
from missions.models import HeldFile, Mission, Submission
from missions.operations.missions import end_mission
from missions.types.base import Line
from missions.types.video.forms import SetupForm
from missions.types.video.type import TYPE
from programs.models import Advocate
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import jpeg
from tests.files.videos import RECORDED as VIDEO

RAW: dict[str, Any] = {
    "type-seconds": "30",
    "type-questions": "Who are you?\n\nWhat changed? ", "type-script": "Hello.", "type-rights": "",
}  # fmt: skip
PIECE = "application/offset+octet-stream"


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, type_key="video", now=timezone.now(), **RAW)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    return open_hub(acme, maya)


def begin(hub: Client, mission: Mission, *, size: object = len(VIDEO), name: str = "me.webm", slot: int = 1) -> Any:
    said = f"filename {b64encode(name.encode()).decode()},filetype {b64encode(b'video/webm').decode()},odd ?"
    headers = {"Upload-Length": str(size), "Upload-Metadata": said, "Tus-Resumable": "1.0.0"}
    return hub.post(f"/acme/missions/{mission.pk}/{slot}/uploads/", headers=headers)


def piece(hub: Client, address: str, offset: object, content: bytes, content_type: str = PIECE) -> Any:
    return hub.patch(address, content, content_type, headers={"Upload-Offset": str(offset)})


def send(hub: Client, mission: Mission, **fields: Any) -> Any:
    return hub.post(f"/acme/missions/{mission.pk}/1/submission/", {f"slot1-{k}": v for k, v in fields.items()})


@pytest.mark.covers("S1-18", "S2-38", "S3-18")
def test_a_video_comes_in_pieces_and_is_handed_in_with_its_picture(
    acme: Workspace, mission: Mission, hub: Client, client: Client
) -> None:
    begun = begin(hub, mission)
    address = begun.headers["Location"]
    assert begun.status_code == 201
    assert piece(hub, address, 0, VIDEO[:1000]).headers["Upload-Offset"] == "1000"
    assert piece(hub, address, 0, VIDEO[:1000]).status_code == 409
    assert hub.head(address).headers["Upload-Offset"] == "1000"
    for _time in range(2):  # the answer to the last piece may be lost
        piece(hub, address, 1000, VIDEO[1000:])
    assert hub.head(address).headers["Upload-Offset"] == str(len(VIDEO))
    page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
    assert "Your video is here" in page
    poster = SimpleUploadedFile("poster.jpg", jpeg(), content_type="image/jpeg")
    assert send(hub, mission, note="Done", poster=poster).status_code == 302
    with workspace_scope(acme.pk):
        submission = Submission.objects.select_related("attempt").get()
        assert submission.attempt
        assert submission.attempt.answers == {"video": "me.webm", "note": "Done"}
        video = Video.objects.select_related("file", "poster").get()
        assert video.poster
        assert video.poster.name == "poster.jpg"
        assert not HeldFile.objects.exists()
        lines = TYPE.lines({}, submission.attempt.answers)
    assert lines == [Line("Video", "me.webm", "file", "video"), Line("Note", "Done", "long", "note")]
    review = client.get(f"/acme/console/review/{submission.pk}/").content.decode()
    address = f"/acme/files/{video.file_id}/me.webm"
    for shown in ("<video", address, f"/acme/files/{video.poster_id}/poster.jpg", "Download the original"):
        assert shown in review
    answer = client.get(address, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, VIDEO[:4])  # type: ignore[attr-defined]  # a stream
    results = client.get(f"/acme/console/missions/{mission.pk}/results/").content.decode()
    assert "Minutes of video" in results


def test_without_scripts_a_video_is_a_file_and_another_one_takes_its_place(
    acme: Workspace, mission: Mission, hub: Client
) -> None:
    page = send(hub, mission).content.decode()
    assert "Record a video, or choose one from your device." in page
    page = send(hub, mission, video=SimpleUploadedFile("a.mp4", b"#EXTM3U", content_type="video/mp4")).content.decode()
    assert "“a.mp4” is not an MP4, MOV or WebM video" in page
    file = SimpleUploadedFile("second.webm", VIDEO, content_type="video/webm")
    begun = begin(hub, mission, name="first.webm")
    piece(hub, begun.headers["Location"], 0, VIDEO)
    assert send(hub, mission, video=file).status_code == 302
    with workspace_scope(acme.pk):
        submission = Submission.objects.select_related("attempt").get()
        assert submission.attempt
        assert [row.file.name for row in submission.attempt.files.all()] == ["second.webm"]
        assert not File.objects.filter(name="first.webm").exists()


def test_uploads_are_refused_with_words_where_they_do_not_belong(
    acme: Workspace, globex: Workspace, mission: Mission, hub: Client, owner: User
) -> None:
    assert begin(hub, mission, size=10**10).status_code == 413
    assert begin(hub, mission, size="many").status_code == 400
    assert begin(hub, mission, slot=2).status_code == 404
    address = begin(hub, mission).headers["Location"]
    stranger, elsewhere = (open_hub(place, make_advocate(place, email="else@example.com")) for place in (acme, globex))
    assert piece(stranger, address, 0, b"x").status_code == 404
    assert piece(elsewhere, address.replace("/acme/", "/globex/"), 0, b"x").status_code == 404
    assert piece(hub, address, 0, b"x", "text/plain").status_code == 415
    assert piece(hub, address, "x", b"x").status_code == 415
    refused = piece(hub, address, 0, b"\x00" * len(VIDEO))
    assert (refused.status_code, "is not an MP4" in refused.content.decode()) == (422, True)
    with workspace_scope(acme.pk):
        assert not Upload.objects.exists()
        end_mission(mission=Mission.objects.get(), by=owner, now=timezone.now())
    assert begin(hub, mission).status_code == 409


def test_a_piece_larger_than_memory_allows_is_refused(mission: Mission, hub: Client) -> None:
    address = begin(hub, mission, size=50_000_000).headers["Location"]
    assert piece(hub, address, 0, b"0" * 3_000_000).status_code == 400


def test_staff_choose_questions_script_and_length() -> None:
    form = SetupForm(RAW, prefix="type")
    assert form.is_valid()
    content = form.content()
    assert content == {
        "seconds": 30, "questions": ["Who are you?", "What changed?"], "script": "Hello.", "rights": {},
    }  # fmt: skip
    assert [line.value for line in TYPE.summary(content)][:2] == ["0:30 min", "Who are you?\nWhat changed?"]
    assert SetupForm(RAW | {"type-questions": "?\n" * 11}, prefix="type").errors
