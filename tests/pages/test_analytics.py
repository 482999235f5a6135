"""Figures over all missions: people once each, without test people and guests, by days and months of the workspace."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import Participation
from pages.analytics import Cohort, cohorts, funnel
from programs.models import Advocate
from tests.factories.missions import by_clock, make_live
from tests.factories.programs import make_advocate

PAGE = "/acme/console/analytics/"
BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def told(acme: Workspace, globex: Workspace, owner: User) -> None:
    """Three members who joined in September and October, a guest, a test person; and somebody of another workspace."""
    joined = {"Ada": at(9, 30, 21), "Ben": at(9, 30, 23), "Cleo": at(10, 5), "Guest": at(9, 1), "Test": at(9, 1)}
    people = {
        name: make_advocate(
            acme, name=name, email=f"{name}@example.com", status="guest" if name == "Guest" else "active"
        )
        for name in joined
    }
    make_advocate(globex, name="Theirs")
    with workspace_scope(acme.pk):
        for name, person in people.items():
            Advocate.objects.filter(pk=person.pk).update(
                joined_at=joined[name], **({"is_test": True, "email": None} if name == "Test" else {})
            )
        missions = [make_live(owner), make_live(owner)]
        # When each saw, began and completed the first and the second mission.
        steps: dict[str, list[tuple[datetime, datetime | None, datetime | None]]] = {
            "Ada": [(at(10, 1), at(10, 2), at(10, 3)), (at(10, 4), None, at(11, 2))],
            "Ben": [(at(10, 1), at(10, 2), None), (at(12, 1), None, None)],
            "Cleo": [(at(10, 31, 22), None, None), (at(10, 31, 23), None, None)],
            "Guest": [(at(10, 1), at(10, 1), at(10, 1))],
            "Test": [(at(10, 1), at(10, 1), at(10, 1))],
        }
        Participation.objects.bulk_create(
            Participation(
                mission=mission, advocate=people[name], revision=mission.live, seen_at=seen, started_at=began,
                completed_at=completed, completed_local=by_clock(completed) if completed else None,
            )
            for name, times in steps.items()
            for mission, (seen, began, completed) in zip(missions, times, strict=False)
        )  # fmt: skip


@pytest.mark.covers("X-58", "B-23")
@pytest.mark.usefixtures("told")
def test_the_funnel_counts_people_once_and_nobody_else(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        steps = funnel(since=at(10, 1, 0), until=at(11, 1, 0))
        assert [step.people for step in steps] == [3, 3, 2, 1]
        assert [step.percent for step in steps] == [None, 100, 67, 33]
        assert [step.people for step in funnel(since=at(10, 4, 0), until=at(10, 5, 0))][1:] == [1, 1, 1]
        assert [step.percent for step in funnel(since=at(1, 1), until=at(1, 2))] == [None] * 4


@pytest.mark.covers("X-58")
@pytest.mark.usefixtures("told")
def test_a_month_of_joining_shows_who_completed_something_in_each_month_since(acme: Workspace) -> None:
    """Ben joined on the first of October in Berlin, though it was September still in UTC."""
    with workspace_scope(acme.pk):
        found = cohorts(zone=BERLIN, now=NOW)
        assert [(row.month.month, row.people, list(row.shares)) for row in found] == [
            (10, 2, [0, 0]),
            (9, 1, [0, 100, 100]),
        ]
        assert [row.month.month for row in cohorts(zone="UTC", now=NOW)] == [10, 9]
        assert cohorts(zone="UTC", now=NOW)[1].people == 2
        assert cohorts(zone=BERLIN, now=datetime(2028, 1, 1, tzinfo=UTC)) == []


@pytest.mark.covers("X-58")
@pytest.mark.usefixtures("told")
def test_the_page_says_what_is_counted_and_leaves_as_csv(client: Client) -> None:
    october = {"since": "2026-10-01", "until": "2026-10-31"}
    page = client.get(PAGE, october).content.decode()
    for words in ("Opened at least one mission", "Test people, guests", "Europe/Berlin", "Show as table"):
        assert words in page
    assert "This day is before the first one." in client.get(PAGE, {"since": "2026-10-02", "until": "2026-10-01"}).text
    answer = client.get(f"{PAGE}funnel/", october)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(content)))
    assert [row[1] for row in rows] == ["People", "3", "3", "2", "1"]
    for file in ("funnel", "cohorts"):
        assert client.get(f"{PAGE}{file}/?format=json").headers["Content-Type"] == "application/json"


def test_a_month_is_said_in_words() -> None:
    assert Cohort(datetime(2026, 9, 1, tzinfo=UTC).date(), 1, [100]).name == "Sep 2026"
