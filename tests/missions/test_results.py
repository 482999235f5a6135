"""The results count people, once each and each number with its list; test people not at all, guests apart."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User, Workspace
from events.models import Event
from events.operations import record
from events.tasks import work
from files.disk import open_file
from files.models import File
from foundation.tenancy import workspace_scope
from jobs.models import Job
from jobs.operations import step_job
from missions.funnel import ALL_STEPS, Narrowing, count_days, count_steps, people_at
from missions.models import Mission, Participation
from missions.nudging import NUDGED, people_to_nudge, reached_by_nudge
from missions.operations import answer_exports
from missions.operations.decisions import approve_submission
from missions.operations.missions import end_mission
from missions.operations.submissions import withdraw_submission
from missions.results import charted, count_states, length_words, usual_completion, usual_decision
from notifications.models import Delivery, Notice, Preference
from notifications.operations.notices import write_notices
from programs.models import Advocate, AdvocateStatus, Tag, Tagging
from programs.operations.people import erase_advocate
from programs.operations.trying import make_test_person
from tests.factories.accounts import NOW
from tests.factories.missions import by_clock, hand_in, make_live
from tests.factories.programs import make_advocate, make_people

DAY = timedelta(days=1)
STEPS = ("sent", "seen", "started", "completed", "performs", "reports", "not_seen", "not_started", "not_completed")


@pytest.fixture
def people(acme: Workspace) -> dict[str, Advocate]:
    """Somebody for each place in the funnel."""
    names = ("unread", "reader", "beginner", "done", "back", "guest")
    found = {name: make_advocate(acme, name=name, email=f"{name}@example.com") for name in names}
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=found["guest"].pk).update(status=AdvocateStatus.GUEST)
        Tagging.objects.create(advocate=found["done"], tag=Tag.objects.create(name="vip"))
    return found


@pytest.fixture
def mission(acme: Workspace, owner: User, people: dict[str, Advocate]) -> Mission:
    """Two handed in, of which one took it back; a test person did all of it too."""
    with workspace_scope(acme.pk):
        made = make_live(owner, title="Tell us")
        assert made.live is not None
        event = record("mission.launched", at=NOW)
        write_notices(
            kind="mission.launched", event=event, advocates=Advocate.objects.exclude(status=AdvocateStatus.GUEST),
            about=f"mission:{made.pk}", facts={"mission": made.pk}, now=NOW,
        )  # fmt: skip
        Delivery.objects.update(state="sent", sent_at=NOW)
        for name, moments in {
            "reader": {"seen_at": NOW},
            "beginner": {"seen_at": NOW, "started_at": NOW + DAY},
            "guest": {"seen_at": NOW + DAY},
        }.items():
            Participation.objects.create(mission=made, advocate=people[name], revision=made.live, **moments)
        handed = hand_in(made, people["done"], now=NOW + DAY)
        withdraw_submission(submission=hand_in(made, people["back"]), now=NOW)
        hand_in(made, make_test_person(user=owner, now=NOW))
        assert handed.attempt_id is not None
        approve_submission(
            submission=handed, attempt_id=handed.attempt_id, by=owner, now=NOW + DAY + timedelta(hours=5)
        )
    return made


def counts(mission: Mission, **wanted: object) -> dict[str, tuple[int, int]]:
    return {row.key: (row.people, row.guests) for row in count_steps(mission, Narrowing(**wanted))}  # type: ignore[arg-type]


@pytest.mark.covers("S3-109", "S3-110", "S3-111", "S3-112", "S3-113", "S3-114", "S3-121", "B-23")
def test_each_number_counts_people_once_and_is_the_length_of_its_list(
    acme: Workspace, mission: Mission, people: dict[str, Advocate]
) -> None:
    with workspace_scope(acme.pk):
        found = counts(mission)
        assert found == {
            "sent": (5, 0), "seen": (4, 1), "started": (3, 0), "completed": (1, 0), "performs": (1, 0),
            "reports": (1, 0), "not_seen": (1, 0), "not_started": (1, 1), "not_completed": (2, 0),
        }  # fmt: skip
        for wanted in ({}, {"tag": Tag.objects.get().pk}, {"since": NOW + DAY}, {"state": "withdrawn"}, {"slot": 1}):
            for key, numbers in counts(mission, **wanted).items():
                lists = [people_at(mission, key, Narrowing(**wanted), guests=as_guest) for as_guest in (False, True)]
                assert tuple(map(len, lists)) == numbers, (wanted, key)
        assert list(people_at(mission, "not_started", Narrowing())) == [people["reader"]]
        assert counts(mission, tag=Tag.objects.get().pk)["seen"] == (1, 0)
        assert counts(mission, since=NOW + DAY)["seen"] == (1, 1)
        assert counts(mission, until=NOW + DAY)["started"] == (1, 0)
        assert counts(mission, state="withdrawn")["performs"] == (1, 0)
        assert counts(mission, status="guest")["seen"] == (0, 1)
        assert [row.percent for row in count_steps(mission, Narrowing())][:4] == [None, 100, 60, 20]


def test_states_days_and_times_are_those_of_people(acme: Workspace, owner: User, mission: Mission) -> None:
    with workspace_scope(acme.pk):
        states = {row.state: (row.count, row.points) for row in count_states(mission, Narrowing())}
        assert states == {"approved": (1, 100), "withdrawn": (1, 100)}
        assert usual_decision(mission) == timedelta(hours=5)
        days = count_days(mission, Narrowing(), zone="Europe/Berlin")
        assert [count for _, count in days["seen"]] == [3, 2]
        assert usual_completion(mission) is None
        for number in range(3):
            other = make_live(owner, title=f"Other {number}")
            assert other.live is not None
            Participation.objects.bulk_create(
                Participation(
                    mission=other, advocate=person, revision=other.live, seen_at=NOW,
                    completed_at=NOW if place <= number else None,
                    completed_local=by_clock(NOW) if place <= number else None,
                )
                for place, person in enumerate(Advocate.objects.filter(is_test=False).order_by("pk")[:4])
            )  # fmt: skip
        usual = usual_completion(mission)
        assert usual is not None
        assert (usual.percent, usual.missions) == (50, 3)
    bars = charted([(date(2026, 1, 30), 2), (date(2026, 2, 2), 1)])
    assert bars == [("30 Jan 2026", 2), ("31 Jan 2026", 0), ("1 Feb 2026", 0), ("2 Feb 2026", 1)]
    weeks = charted([(date(2026, 1, 1), 2), (date(2026, 4, 1), 1), (date(2026, 4, 3), 1)])
    assert (weeks[0], weeks[-1], len(weeks)) == (("29 Dec 2025", 2), ("30 Mar 2026", 2), 14)
    assert [length_words(timedelta(minutes=length)) for length in (0, 119, 121, 60 * 47, 60 * 49)] == [
        "1 minute", "119 minutes", "3 hours", "47 hours", "3 days",
    ]  # fmt: skip


@pytest.mark.covers("S3-107", "S3-108", "S3-116", "S3-122", "S3-10")
def test_the_page_says_what_each_number_counts_and_leads_to_its_people(
    acme: Workspace, mission: Mission, client: Client
) -> None:
    path = f"/acme/console/missions/{mission.pk}/results/"
    text = client.get(path).content.decode()
    for step in ALL_STEPS.values():
        assert str(escape(step.what)) in text
    assert "?step=not_started" in text
    assert "decisions took at most 5 hours" in text
    listed = client.get(f"{path}people/", {"step": "not_completed"}).content.decode()
    assert "beginner" in listed
    assert "back@example.com" in listed
    assert "done@example.com" not in listed
    wrong = client.get(path, {"since": "2026-02-02", "until": "2026-02-01"}).content.decode()
    assert "This day is before the first one." in wrong


def table(file: File) -> list[list[str]]:
    with open_file(file.path) as content:
        return list(csv.reader(io.StringIO(content.read().decode("utf-8-sig"))))


def test_many_answers_are_written_part_by_part_as_they_are_narrowed(
    acme: Workspace, owner: User, mission: Mission, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_exports, "STEP", 2)
    monkeypatch.setattr("missions.views.answers.AT_ONCE", 2)
    texts = [f"=1+{number}" for number in range(5)]
    with workspace_scope(acme.pk):
        handed = [
            hand_in(mission, person, text=text)
            for text, person in zip(texts, make_people(acme, 5, prefix="more"), strict=True)
        ]
        Tagging.objects.bulk_create(Tagging(advocate=row.advocate, tag=Tag.objects.get()) for row in handed[:4])
        tag = Tag.objects.get().pk
    at = f"/acme/console/missions/{mission.pk}/answers/"
    small = b"".join(client.post(f"{at}?state=approved").streaming_content)  # type: ignore[attr-defined]
    assert len(small.splitlines()) == 2
    progress = client.post(f"{at}?tag={tag}").headers["Location"]
    work()
    with workspace_scope(acme.pk):
        job = Job.objects.get(kind=answer_exports.KIND)
        assert (job.state, job.done_count) == ("done", 5)
        assert job.file is not None
        headings, *rows = table(job.file)
        assert headings[:2] == ["Name", "E-mail"]
        assert [row[-1].rpartition(": ")[2] for row in rows] == ["=1+3", "=1+2", "=1+1", "=1+0", "Done."]
        assert not File.objects.filter(name__endswith=".part").exists()
    assert "5 answers are in the file" in client.get(progress).content.decode()
    assert len(b"".join(client.get(f"{progress}file/").streaming_content).splitlines()) == 6  # type: ignore[attr-defined]
    client.post(at)
    with workspace_scope(acme.pk):
        going = Job.objects.latest("pk")
        step_job(job_id=going.pk, kinds={answer_exports.KIND: answer_exports.export_some_answers}, now=NOW)
    stopped = client.post(f"{at}{going.pk}/stop/", follow=True).content.decode()
    assert "The export was stopped" in stopped
    with workspace_scope(acme.pk):
        erase_advocate(advocate=handed[0].advocate, by=owner, now=NOW)
    assert client.get(f"{progress}file/").status_code == 404


@pytest.mark.covers("S3-118", "S3-120")
def test_a_nudge_writes_once_to_those_left_and_not_again_within_three_days(
    acme: Workspace, owner: User, mission: Mission, people: dict[str, Advocate], client: Client
) -> None:
    at = f"/acme/console/missions/{mission.pk}/nudge/"
    with workspace_scope(acme.pk):
        Preference.objects.create(
            advocate=people["back"], topic="missions", wanted=False, said_by="profile", said_at=NOW
        )
    page = client.get(at).content.decode()
    assert "1 person gets the mail." in page
    counts = re.findall(r'href="\?group=(\w+)".*?tabular-nums">(\d+)<', page, re.DOTALL)
    assert counts == [("not_seen", "1"), ("not_started", "1"), ("not_completed", "1")]
    assert "1 who want no mail about missions" in page
    sheet = client.get(f"/acme/console/missions/{mission.pk}/preview/mail/?nudge").content.decode()
    assert "is still open for you" in sheet
    for _press in range(2):
        job = client.post(f"{at}?group=not_completed").headers["Location"]
        work()
    assert "0 people are written to" in client.get(job).content.decode()
    with workspace_scope(acme.pk):
        notices = Notice.objects.filter(kind=NUDGED)
        assert [notice.advocate for notice in notices] == [people["beginner"]]
        now = timezone.now()
        assert reached_by_nudge(mission, "not_completed", now=now).count == 0
        assert reached_by_nudge(mission, "not_completed", now=now + 3 * DAY).count == 1
        assert list(people_to_nudge(mission, "not_started", now=now)) == [people["reader"]]
        assert list(people_to_nudge(mission, "not_seen", now=now)) == [people["unread"]]
    assert "Write to 1 person" in client.get(at).content.decode()  # of another group: nobody is left of those who began
    with workspace_scope(acme.pk):
        end_mission(mission=mission, by=owner, now=now)
    client.post(f"{at}?group=not_started")
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name=NUDGED).count() == 2
