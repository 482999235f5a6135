"""Makes what samples/kinds.py tells of, by the operations of all apps."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Profile, User
from files.models import File
from foundation.times import in_zone
from missions.forms.gallery import draft_of
from missions.forms.whole import Whole
from missions.models import Mission, Submission
from missions.operations.exhibits import add_exhibit
from missions.operations.missions import create_mission, launch_mission
from missions.operations.openings import open_place
from missions.operations.proofs import store_proof
from missions.operations.submissions import note_seen, submit
from missions.types import TYPES
from missions.types.base_templates import gallery
from pages.operations.kudos import give_thanks
from programs.models import Advocate
from samples import content, kinds

type Decide = Callable[[Submission, str, str, datetime], None]


def launch_kinds(owner: User, at: datetime) -> dict[str, Mission]:
    """The missions, by the key of their template; all live, and nobody is written to."""
    made = {}
    for number, (key, otherwise) in enumerate(kinds.TEMPLATES.items()):
        offered, when = gallery()[key], at + timedelta(hours=number)
        needed = {f"type-{name}": need.example for name, need in offered.template.needs.items()}
        raw = {**draft_of(offered), **needed, **otherwise, "notify": "no"}
        mission = create_mission(type_key=offered.entry.key, raw=raw, by=owner, now=when)
        whole = Whole(mission, zone=content.TIME_ZONE)
        launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=when)
        made[key] = mission
    return made


def hand_in_kinds(
    missions: Mapping[str, Mission], people: Sequence[Advocate], now: datetime, decide: Decide
) -> list[Submission]:
    """What people sent, in the order of the list, each decided before the next: one step may wait for another."""
    sent = []
    for key, person, slot, days, answers, verdict, note in kinds.HANDED_IN:
        at, who = now - timedelta(days=days, hours=days % 5), people[person]
        row = submit(
            mission=missions[key], advocate=who, slot=slot, answers=answers, files=_files(answers, who, at),
            zone=content.TIME_ZONE, now=at,
        )  # fmt: skip
        decide(row, verdict, note, at)
        sent.append(row)
    return sent


def _files(answers: Mapping[str, Any], by: Advocate, at: datetime) -> list[tuple[str, File]]:
    return [
        (
            "files",
            store_proof(SimpleUploadedFile(name, kinds.picture(), content_type="image/png"), by_advocate=by, now=at),
        )
        for name in answers.get("files", ())
    ]


def look_around(missions: Mapping[str, Mission], people: Sequence[Advocate], now: datetime) -> None:
    """Some have read the update, and some were at the page."""
    for place in kinds.READ:
        note_seen(mission=missions["update-product"], advocate=people[place], now=now - timedelta(days=place + 1))
    page = missions["page-article"]
    settings = page.live.content["type"] if page.live else {}
    for place in kinds.OPENED:
        for where in TYPES[page.activity.type].places(settings)[:1]:
            open_place(
                mission=page, advocate=people[place], place=where, zone=content.TIME_ZONE,
                now=now - timedelta(days=place + 1),
            )  # fmt: skip


def show_and_thank(sent: Sequence[Submission], people: Sequence[Advocate], owner: User, now: datetime) -> None:
    """One picture stands in the public gallery, and some people have thanked others."""
    person, caption = kinds.SHOWN
    shown = next(row for row in sent if row.advocate_id == people[person].pk and row.activity.type == "media")
    shown.refresh_from_db()
    add_exhibit(
        submission=shown, caption=caption, name_shown="full", today=in_zone(now, content.TIME_ZONE).date(), by=owner,
        now=now - timedelta(days=10),
    )  # fmt: skip
    Profile.objects.update(kudos=True)
    for sender, receiver, days, text in kinds.THANKS:
        give_thanks(
            receiver=people[receiver], text=text, is_public=True, by=people[sender], now=now - timedelta(days=days)
        )
