"""The leaderboard: months counted from the ledger, shown in a kind way, of those who wish it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, Role, User, Workspace
from events.models import Due, Event
from foundation.tenancy import workspace_scope
from programs.models import Advocate, AdvocateStatus
from programs.operations.people import erase_advocate
from rewards.models import Appearance, How, Shown, Standing
from rewards.operations import credit_points, take_back_points
from rewards.operations.catalogue import create_milestone, create_reward
from rewards.operations.leaderboard import COUNTING, NIGHTLY, appear, count_months, count_person, set_leaderboard
from rewards.operations.reaching import reach_milestones
from rewards.reactions import stand, stand_no_more
from rewards.standings import board_of, first_of, leaderboard, months_kept, standing_lines
from tests.factories.accounts import NOW, make_member
from tests.factories.hub import open_hub

MONTH = NOW.date().replace(day=1)


@pytest.fixture
def by(acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def on(in_acme: Workspace, by: User) -> None:
    set_leaderboard(is_on=True, shows=Shown.NEIGHBOURS, by=by, now=NOW)


def people(**points: int) -> dict[str, Advocate]:
    """So many points each, earned now and counted."""
    made = {name: Advocate.objects.create(name=name.title()) for name in points}
    for name, amount in points.items():
        earn(made[name], amount)
    return made


def earn(advocate: Advocate, amount: int, source: str = "", now: datetime = NOW) -> None:
    name = source or f"earned by {advocate.pk}"
    credit_points(advocate_id=advocate.pk, amount=amount, source=name, reason="A mission", now=now)
    count_person(advocate_id=advocate.pk, now=now)


def shown(advocate: Advocate, shows: str = "near") -> list[tuple[int, str, int]]:
    row = leaderboard()
    assert row
    board = board_of(advocate, month=MONTH, board=row)
    return [(place.rank, place.name, place.points) for place in getattr(board, shows)]


@pytest.mark.covers("S2-66")
def test_a_member_sees_their_place_and_who_is_next_to_it(on: None) -> None:
    made = people(ada=50, ben=40, cyd=40, dov=30, eve=20, fay=10)
    assert shown(made["dov"]) == [(2, "Ben", 40), (2, "Cyd", 40), (4, "Dov", 30), (5, "Eve", 20), (6, "Fay", 10)]
    assert shown(made["cyd"])[:3] == [(1, "Ada", 50), (2, "Ben", 40), (2, "Cyd", 40)]
    assert shown(made["eve"])[0] == (2, "Cyd", 40), "as many points, the same place, also where the other is not shown"
    assert shown(made["ada"]) == [(1, "Ada", 50), (2, "Ben", 40), (2, "Cyd", 40)]
    assert shown(made["dov"], "first") == []


def test_the_first_ten_are_shown_where_that_is_wanted(on: None, by: User) -> None:
    made = people(**dict.fromkeys("abcdefghijklm", 5), z=4)
    assert set_leaderboard(is_on=True, shows=Shown.FIRST, by=by, now=NOW)
    assert [place[0] for place in shown(made["z"], "first")] == [1] * 10
    assert shown(made["z"]) == [(1, "L", 5), (1, "M", 5), (14, "Z", 4)]
    assert shown(made["c"]) == [], "who is one of them sees no place twice"


@pytest.mark.covers("X-02")
def test_who_wishes_it_stands_there_without_their_name_or_not_at_all(on: None) -> None:
    made = people(ada=50, ben=40, cyd=30)
    appear(advocate_id=made["ada"].pk, how=How.UNNAMED)
    assert shown(made["ben"]) == [(1, "", 50), (2, "Ben", 40), (3, "Cyd", 30)]
    appear(advocate_id=made["ada"].pk, how=How.HIDDEN)
    assert shown(made["ben"]) == [(1, "Ben", 40), (2, "Cyd", 30)]
    assert shown(made["ada"]) == []
    staff = [(place.rank, place.name, how) for place, _row, how in first_of(MONTH, most=10)]
    assert staff == [(1, "Ada", How.HIDDEN), (2, "Ben", How.NAMED), (3, "Cyd", How.NAMED)]


def test_who_is_no_active_member_does_not_stand_there(on: None) -> None:
    made = people(ada=50, ben=40, cyd=30, dov=20)
    Advocate.objects.filter(pk=made["ada"].pk).update(status=AdvocateStatus.SUSPENDED)
    Advocate.objects.filter(pk=made["cyd"].pk).update(is_test=True)
    count_months(now=NOW)
    assert shown(made["ben"]) == [(1, "Ben", 40), (2, "Dov", 20)]


def test_a_month_is_one_of_the_workspaces_zone_less_what_was_taken_back(on: None, by: User) -> None:
    Profile.objects.update(time_zone="Pacific/Auckland")
    maya = Advocate.objects.create(name="Maya")
    begins = datetime.fromisoformat("2026-12-01T00:00+13:00")
    earn(maya, 100, "last of November", begins - timedelta(seconds=1))
    earn(maya, 30, "first of December", begins)
    earn(maya, 5, "more", begins)
    take_back_points(of_source="more", reason="Undone", by_staff_id=by.pk, now=begins)
    count_months(now=begins + timedelta(hours=1))
    found = dict(Standing.objects.values_list("begins_on", "points"))
    assert (found[date(2026, 11, 1)], found[date(2026, 12, 1)]) == (100, 30)
    assert months_kept(until=date(2026, 12, 31)) == [date(2026, 12, 1), date(2026, 11, 1)]
    assert months_kept(until=date(2027, 11, 1)) == [date(2026, 12, 1)], "twelve months are shown"


def test_who_lost_all_of_it_stands_nowhere_and_counting_again_changes_nothing(on: None, by: User) -> None:
    made = people(ada=50, ben=40)
    take_back_points(of_source=f"earned by {made['ada'].pk}", reason="Undone", by_staff_id=by.pk, now=NOW)
    for _time in range(2):
        assert count_months(now=NOW) == 1
        assert list(Standing.objects.values_list("advocate", "points")) == [(made["ben"].pk, 40)]


def test_counted_one_by_one_and_all_together_is_the_same(on: None) -> None:
    people(ada=50, ben=40, cyd=40)
    one_by_one = set(Standing.objects.values_list("advocate", "begins_on", "points"))
    Standing.objects.all().delete()
    assert count_months(now=NOW) == 3
    assert set(Standing.objects.values_list("advocate", "begins_on", "points")) == one_by_one


def test_switched_on_it_is_counted_at_once_and_every_night(in_acme: Workspace, by: User) -> None:
    people(ada=50)
    assert not Standing.objects.exists(), "nothing is counted while it is off"
    assert set_leaderboard(is_on=True, shows=Shown.FIRST, by=by, now=NOW)
    assert not set_leaderboard(is_on=True, shows=Shown.FIRST, by=by, now=NOW)
    assert sorted(Due.objects.filter(work__startswith="leaderboard").values_list("work", flat=True)) == [
        COUNTING,
        NIGHTLY,
    ]
    assert Event.objects.filter(name="leaderboard.changed").count() == 1


def test_what_is_heard_counts_the_person_and_erasing_takes_them_out(on: None, by: User) -> None:
    ada = Advocate.objects.create(name="Ada")
    credit_points(advocate_id=ada.pk, amount=50, source="a", reason="A mission", now=timezone.now())
    stand(Event(name="submission.approved", advocate_id=ada.pk))
    assert Standing.objects.get().points == 50
    appear(advocate_id=ada.pk, how=How.UNNAMED)
    ben = Advocate.objects.create(name="Ben")
    earn(ben, 3, now=timezone.now())
    erase_advocate(advocate=ada, by=by, now=NOW)
    stand_no_more(Event(name="advocate.erased", advocate_id=ada.pk))
    for again in (lambda: None, lambda: stand(Event(advocate_id=ada.pk)), lambda: count_months(now=timezone.now())):
        again()
        assert list(Standing.objects.values_list("advocate", flat=True)) == [ben.pk]
    assert not Appearance.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_counts_one_person_waits_only_for_who_counts_the_same_or_all(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        set_leaderboard(is_on=True, shows=Shown.FIRST, by=User.objects.get(email="owner@acme.example"), now=NOW)
        ada, ben = (Advocate.objects.create(name=name).pk for name in ("Ada", "Ben"))

    def waits(act: Callable[[], object]) -> bool:
        try:
            with workspace_scope(acme.pk), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                act()
        except OperationalError:
            return True
        finally:
            connection.close()
        return False

    acts: list[Callable[[], object]] = [
        partial(count_person, advocate_id=ada, now=NOW), partial(count_person, advocate_id=ben, now=NOW),
        partial(count_months, now=NOW),
    ]  # fmt: skip
    with ThreadPoolExecutor(1) as other:
        with workspace_scope(acme.pk):
            count_person(advocate_id=ada, now=NOW)
            assert [other.submit(waits, act).result() for act in acts] == [True, False, True]
        with workspace_scope(acme.pk):
            count_months(now=NOW)
            assert [other.submit(waits, act).result() for act in acts] == [True, True, True]
        assert [other.submit(waits, act).result() for act in acts] == [False, False, False]


def test_the_file_has_the_whole_month_with_names(on: None) -> None:
    made = people(ada=50, ben=40)
    appear(advocate_id=made["ben"].pk, how=How.UNNAMED)
    lines = b"".join(standing_lines(MONTH)).decode("utf-8-sig").splitlines()
    assert lines[1:] == ['1,Ada,"",50,With their name', '2,Ben,"",40,Without their name']


@pytest.mark.covers("S2-144")
def test_the_points_page_leads_to_level_leaderboard_and_rewards(acme: Workspace, by: User) -> None:
    """Levels, leaderboards and taking rewards for points, as one member meets them."""
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya", email="maya@mail.example")
        create_reward(values={"name": "Mug", "kind": "swag", "price": 5}, by=by, now=NOW)
        create_milestone(name="Gold", points=50, reward=None, by=by, now=NOW)
        set_leaderboard(is_on=True, shows=Shown.FIRST, by=by, now=NOW)
        earn(maya, 60)
        reach_milestones(advocate_id=maya.pk, now=NOW)
    client = open_hub(acme, maya)
    page = client.get("/acme/points/").text
    assert "Gold" in page
    assert "/acme/rewards/" in page
    assert "/acme/rewards/leaderboard/" in page
    with workspace_scope(acme.pk):
        set_leaderboard(is_on=False, shows=Shown.FIRST, by=by, now=NOW)
    assert "/leaderboard/" not in client.get("/acme/points/").text
    assert client.get("/acme/rewards/leaderboard/").status_code == 404


def test_a_member_says_how_they_stand_there(acme: Workspace, by: User) -> None:
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya", email="maya@mail.example")
        set_leaderboard(is_on=True, shows=Shown.FIRST, by=by, now=NOW)
    client = open_hub(acme, maya)
    assert "You are not on it yet" in client.get("/acme/rewards/leaderboard/").text
    answer = client.post("/acme/rewards/leaderboard/", {"how": "hidden"}, follow=True)
    assert "You chose not to appear here" in answer.text


def test_staff_switch_it_on(acme: Workspace, client: Client) -> None:
    client.force_login(make_member(acme, Role.MANAGER))
    client.post("/acme/console/rewards/leaderboard/", {"is_on": "on", "shows": "first"})
    with workspace_scope(acme.pk):
        row = leaderboard()
    assert row
    assert row.shows == Shown.FIRST
