"""Pictures, documents and a video that were handed in, some held and some under way; and the rights that came along."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from files.models import File
from files.operations import begin_upload
from missions.forms.whole import Whole
from missions.models import Licence, Mission, Submission
from missions.operations.decisions import approve_submission
from missions.operations.exhibits import add_exhibit
from missions.operations.missions import create_mission, launch_mission
from missions.operations.proofs import hold_file, store_proof
from missions.operations.submissions import submit
from missions.types.base_forms import OFFICE, PDF, PICTURES, VIDEO
from tests.factories.furniture.base import ZONE, World
from tests.files.uploads import PDF as PAPER
from tests.files.uploads import jpeg
from tests.files.videos import RECORDED

COMMON: dict[str, Any] = {
    "trigger": "instant", "audience": "registered", "listed": "on", "notify": "no", "recognition": "points",
    "points": "150", "approval": "manual", "limit": "once", "minutes": "10", "cover": "7", "ends_local": "",
    "type-rights": "on", "type-rights_scope": ["website", "social"], "type-rights_term": "24",
}  # fmt: skip
MEDIA = {"type-kinds": [PICTURES, PDF, OFFICE], "type-least": "1", "type-most": "3", "type-caption": "optional"}


def add_material(world: World) -> None:
    """Maya has handed both in, Jonas has sent files and not handed in, Lucia's video is on its way."""
    word, now = world.word, world.now
    media = {**MEDIA, "type-files_label": f"Pictures of {word}", "type-rights_wording": f"{word} may show it."}
    video = {"type-seconds": "60", "type-questions": f"Why {word}?", "type-script": f"Hello {word}."}
    for key, title, raw, of in (
        ("media", "Show your desk with", media, "media"),
        ("media_draft", "Show soon", media, "media"),
        ("video", "Tell your story of", {**video, "type-rights_wording": f"{word} may show it."}, "video"),
        ("video_draft", "Tell soon of", {**video, "type-rights": ""}, "video"),
    ):
        _mission(world, key, title, raw, of=of, launch=not key.endswith("draft"))
    pictures = [("files", _file(world, "maya", f"{word}-{n}.jpg", jpeg())) for n in (1, 2)]
    pictures.append(("files", _file(world, "maya", f"{word}.pdf", PAPER)))
    names = [file.name for _field, file in pictures]
    _hand_in(world, "with_media", "media", {"files": names, "caption": f"Desk of {word}", "licence": True}, pictures)
    told = [
        ("video", _file(world, "maya", f"{word}.webm", RECORDED)),
        ("poster", _file(world, "maya", "p.jpg", jpeg())),
    ]
    _hand_in(world, "with_video", "video", {"video": told[0][1].name, "note": word, "licence": True}, told)
    for person in ("lucia", "long"):
        key = f"shown_{person}"
        pictures = [("files", _file(world, person, f"{word}-{person}.jpg", jpeg()))]
        answers = {"files": [f"{word}-{person}.jpg"], "caption": f"Desk of {word}", "licence": True}
        row = _hand_in(world, key, "media", answers, pictures, by=person)
        approve_submission(submission=row, attempt_id=_attempt_of(row), by=world.staff["owner"], now=now)
    world.rows["exhibit"] = add_exhibit(
        submission=world["shown_lucia"], caption=f"Seen at {word}", name_shown="first", today=now.date(),
        by=world.staff["owner"], now=now,
    )  # fmt: skip
    world.rows["licence"] = Licence.objects.get(attempt=world["with_media"].attempt)
    for to, field, name, content in (
        ("media", "files", f"{word}.jpg", jpeg()), ("video", "video", f"{word}.webm", RECORDED),
    ):  # fmt: skip
        file = _file(world, "jonas", name, content)
        about = {"mission": world[to], "advocate": world["jonas"], "slot": 1, "field": field}
        hold_file(file=file, alone=False, now=now, **about)
    about = {"stated": "video/webm", "about": f"mission:{world['video'].pk}/1"}
    for person, key in (("maya", "upload"), ("jonas", "others_upload")):
        world.rows[key] = begin_upload(name=f"{word}.webm", size=9, by_advocate=world[person], now=now, **about)


def _mission(world: World, key: str, title: str, raw: Mapping[str, Any], *, of: str, launch: bool) -> None:
    by, now = world.staff["manager"], world.now
    words = {"title": f"{title} {world.word}"[:60], "description": f"<p>About {world.word}.</p>"}
    mission = create_mission(type_key=of, raw={**COMMON, **words, **raw}, by=by, now=now)
    if launch:
        whole = Whole(mission, zone=ZONE)
        launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=now)
    world.missions[key] = mission


def _file(world: World, person: str, name: str, content: bytes) -> File:
    kinds = frozenset({VIDEO} if name.endswith(".webm") else {PICTURES, PDF})
    sent = SimpleUploadedFile(name, content, content_type="")
    return store_proof(sent, by_advocate=world[person], now=world.now, takes=kinds)


def _hand_in(
    world: World, key: str, to: str, answers: Mapping[str, Any], files: list[tuple[str, File]], *, by: str = "maya"
) -> Submission:
    mission = Mission.objects.select_related("activity", "live").get(pk=world[to].pk)
    row = submit(mission=mission, advocate=world[by], slot=1, answers=answers, files=files, zone=ZONE, now=world.now)
    world.submissions[key] = row
    return row


def _attempt_of(row: Submission) -> int:
    assert row.attempt_id is not None
    return row.attempt_id
