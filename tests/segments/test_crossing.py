"""People enter and leave: once for each crossing, by whichever of the three ways they are asked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User, Workspace
from advocacy.wiring import REACTIONS
from events.models import Due, Event
from events.relay import relay_batch
from foundation.tenancy import workspace_scope
from jobs.models import Job, JobState
from jobs.operations import cancel_job
from programs.models import Advocate
from programs.operations.people import deactivate_advocate, erase_advocate
from programs.operations.tags import put_tag, take_tag
from rewards.models import Wallet
from rewards.operations import credit_points, take_back_points
from segments.compiling import Moment
from segments.language import known_facts, parse
from segments.models import Segment, Stay, Touch
from segments.operations.asking import TICKING, ask_touched, tick
from segments.operations.crossing import CARRIED, FORWARD, Look, ask
from segments.operations.segments import AsksItself, change_rule, put_in, take_out
from segments.operations.whole import ask_some_of_all, audit
from segments.queries import is_in, meant_now, members_of, segments_of, who_crossed
from tests.database import superuser
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, rule, settle

GOLD = clause("balance", "min", 1000)


def earn(person: Advocate, amount: int, source: str) -> None:
    credit_points(advocate_id=person.pk, amount=amount, source=source, reason="Well done", now=NOW)


def follow(workspace: Workspace) -> None:
    """What the relay and the workers do."""
    while relay_batch(REACTIONS):
        pass
    settle()


def told(name: str) -> list[int]:
    return list(Event.objects.filter(name=name).order_by("pk").values_list("payload__count", flat=True))


def change_to(segment: Segment, by: User, *parts: object, fires: bool = False) -> None:
    change_rule(segment=segment, rule=parse(rule(*parts), known_facts()), fires=fires, by=by, now=NOW)
    settle()
    segment.refresh_from_db()


@pytest.mark.covers("S2-98", "S2-146")
def test_whoever_reaches_the_points_enters_once_and_enters_anew_after_leaving(in_acme: Workspace, owner: User) -> None:
    maya = make_advocate(in_acme)
    gold = make_segment(owner, GOLD)
    earn(maya, 999, "one")
    follow(in_acme)
    assert told("segment.entered") == []
    earn(maya, 1, "two")
    follow(in_acme)
    assert (list(members_of(gold)), told("segment.entered")) == ([maya], [1])
    earn(maya, 500, "three")
    follow(in_acme)
    assert told("segment.entered") == [1]
    take_back_points(of_source="one", reason="Oops", by_staff_id=owner.pk, now=NOW)
    follow(in_acme)
    assert (list(members_of(gold)), told("segment.left")) == ([], [1])
    earn(maya, 999, "four")
    follow(in_acme)
    assert told("segment.entered") == [1, 1]
    assert [(stay.number, stay.left_at is None) for stay in Stay.objects.order_by("pk")] == [(1, False), (2, True)]


def test_an_event_is_of_exactly_those_who_crossed(in_acme: Workspace, owner: User) -> None:
    people = [make_advocate(in_acme, email=f"p{number}@example.com") for number in range(3)]
    segment = make_segment(owner, clause("tag", "any", [str(tag_of(people[:1]))]), name="Tagged")
    put_tag(people=Advocate.objects.filter(pk__in=[people[1].pk, people[2].pk]), name="vip", by=owner)
    follow(in_acme)
    entered = Event.objects.get(name="segment.entered", payload__fires=True)
    assert {stay.advocate_id for stay in who_crossed(entered)} == {people[1].pk, people[2].pk}
    assert entered.payload == {"segment": segment.pk, "count": 2, "cause": "change", "fires": True}
    take_tag(people=Advocate.objects.filter(pk=people[1].pk), name="vip", by=owner)
    follow(in_acme)
    left = Event.objects.get(name="segment.left")
    assert [stay.advocate_id for stay in who_crossed(left)] == [people[1].pk]
    segment.refresh_from_db()
    assert (segment.people_count, set(members_of(segment))) == (2, {people[0], people[2]})


@pytest.mark.parametrize("carried", [0, 2, 3, CARRIED])
def test_asked_all_at_once_the_same_people_cross_however_many_are_carried(
    in_acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch, carried: int
) -> None:
    """Who differs is written from a list while they are few, and by one statement where they are more."""
    monkeypatch.setattr("segments.operations.crossing.CARRIED", carried)
    people = [make_advocate(in_acme, email=f"p{number}@example.com") for number in range(3)]
    segment = make_segment(owner, clause("company", "is", "Acme"), name="Acme")
    put_company = Advocate.objects.filter(pk__in=[people[0].pk, people[1].pk])

    def all_asked() -> tuple[int, int]:
        crossed = ask(segment=segment, look=Look(Moment(NOW, "UTC"), "audit", fires=False), facts=known_facts())
        return crossed.entered, crossed.left

    put_company.update(company="Acme")
    assert (all_asked(), all_asked()) == ((2, 0), (0, 0))
    assert set(members_of(segment)) == {people[0], people[1]}
    Advocate.objects.update(company="Globex")
    Advocate.objects.filter(pk=people[2].pk).update(company="Acme")
    assert (all_asked(), all_asked()) == ((1, 2), (0, 0))
    assert list(members_of(segment)) == [people[2]]
    assert (told("segment.entered"), told("segment.left")) == ([2, 1], [2])


def tag_of(people: list[Advocate]) -> int:
    owner = User.objects.get(email="owner@acme.example")
    event = put_tag(people=Advocate.objects.filter(pk__in=[person.pk for person in people]), name="vip", by=owner)
    assert event is not None
    return int(event.payload["tag"])


def test_only_segments_that_hear_of_it_are_asked(in_acme: Workspace, owner: User) -> None:
    maya = make_advocate(in_acme)
    make_segment(owner, GOLD)
    other = make_segment(owner, clause("company", "is", "Acme"), name="Acme")
    Wallet.objects.create(advocate=maya, balance=2000, lifetime=2000)
    Advocate.objects.filter(pk=maya.pk).update(company="Acme")  # behind everybody's back
    earn(maya, 1, "one")
    settle()
    assert [stay.segment.name for stay in Stay.objects.select_related("segment")] == ["Champions"]
    assert list(meant_now(other, now=NOW)) == [maya]  # whoever asks just before sending gets it right all the same


def test_the_clock_moves_only_those_who_crossed(in_acme: Workspace, owner: User) -> None:
    old = make_advocate(in_acme, email="old@example.com", now=NOW - timedelta(days=6, hours=23))
    make_advocate(in_acme, email="new@example.com", now=NOW)
    newcomers = make_segment(owner, clause("joined", "within", 7), name="New members")
    veterans = make_segment(owner, clause("joined", "ago", 7), name="Veterans")
    assert (newcomers.people_count, veterans.people_count) == (2, 0)
    tick(number=0, now=NOW + timedelta(minutes=59))
    assert told("segment.left") == []
    tick(number=1, now=NOW + timedelta(hours=1))
    assert (list(members_of(veterans)), members_of(newcomers).count()) == ([old], 1)
    tick(number=1, now=NOW + timedelta(days=9))  # the same tick again does nothing
    assert members_of(newcomers).count() == 1
    assert Due.objects.filter(work=TICKING, ref=2).count() == 1
    tick(number=2, now=NOW + timedelta(days=9))  # after a downtime it catches up
    assert (newcomers_left(newcomers), members_of(veterans).count()) == (2, 2)


def newcomers_left(segment: Segment) -> int:
    return Stay.objects.filter(segment=segment, left_at__isnull=False).count()


def test_a_changed_rule_asks_everybody_in_steps_that_can_be_stopped(
    in_acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("segments.operations.whole.STEP", 2)
    people = [make_advocate(in_acme, email=f"p{number}@example.com", company="Acme") for number in range(5)]
    segment = make_segment(owner, clause("company", "is", "Acme"))
    assert (segment.people_count, segment.is_settling, segment.whole_version) == (5, False, 1)
    assert set(Event.objects.filter(name="segment.entered").values_list("payload__fires", flat=True)) == {False}
    Advocate.objects.filter(pk__gt=people[2].pk).update(company="Globex")
    change_rule(
        segment=segment,
        rule=parse(rule(clause("company", "is", "Globex")), known_facts()),
        fires=True,
        by=owner,
        now=NOW,
    )
    job = Job.objects.order_by("-pk")[0]
    progress = ask_some_of_all(job)
    assert (progress.done, progress.finished, progress.result) == (2, False, {"entered": 0, "left": 2})
    cancel_job(job=job, now=NOW)
    segment.refresh_from_db()
    assert segment.is_settling
    change_to(segment, owner, clause("company", "is", "Globex"), clause("status", "any", ["active"]))
    assert Job.objects.filter(state=JobState.DONE).count() == 2
    assert (set(members_of(segment)), segment.is_settling) == (set(people[3:]), False)


def test_a_segment_may_ask_about_another_but_never_about_itself(in_acme: Workspace, owner: User) -> None:
    maya = make_advocate(in_acme)
    gold = make_segment(owner, GOLD, name="Gold")
    not_gold = make_segment(owner, clause("segment", "none", [str(gold.pk)]), name="Not gold")
    assert list(segments_of(maya)) == [not_gold.pk]
    earn(maya, 1000, "one")
    settle()
    settle()
    assert list(segments_of(maya)) == [gold.pk]
    for parts in (clause("segment", "any", [str(not_gold.pk)]), clause("segment", "any", [str(gold.pk)])):
        with pytest.raises(AsksItself), transaction.atomic():
            change_rule(segment=gold, rule=parse(rule(parts), known_facts()), fires=False, by=owner, now=NOW)
    assert list(Advocate.objects.filter(is_in([gold.pk, not_gold.pk]))) == [maya]


def test_whoever_is_kept_out_or_erased_leaves(in_acme: Workspace, owner: User) -> None:
    maya, kim = make_advocate(in_acme), make_advocate(in_acme, name="Kim", email="kim@example.com")
    segment = make_segment(owner, clause("joined", "within", 30))
    assert segment.people_count == 2
    deactivate_advocate(advocate=maya, by=owner, now=NOW)
    erase_advocate(advocate=kim, by=owner, now=NOW)
    follow(in_acme)
    assert (list(members_of(segment)), told("segment.left")) == ([], [2])


def test_people_are_put_in_by_hand_and_cross_once(in_acme: Workspace, owner: User) -> None:
    maya, kim = make_advocate(in_acme), make_advocate(in_acme, name="Kim", email="kim@example.com")
    beta = make_segment(owner, name="Beta testers")
    assert put_in(segment=beta, advocates=[maya.pk, maya.pk], by=owner, now=NOW).entered == 1
    assert put_in(segment=beta, advocates=[maya.pk, kim.pk], by=owner, now=NOW).entered == 1
    assert told("segment.entered") == [1, 1]
    assert take_out(segment=beta, advocates=[maya.pk, 0], by=owner, now=NOW).left == 1
    beta.refresh_from_db()
    assert (list(members_of(beta)), beta.people_count, told("segment.left")) == ([kim], 1, [1])


def test_a_segment_that_fails_holds_no_other_up_and_says_so(in_acme: Workspace, owner: User) -> None:
    maya = make_advocate(in_acme)
    broken, well = make_segment(owner, GOLD, name="Broken"), make_segment(owner, GOLD, name="Well")
    Segment.objects.filter(pk=broken.pk).update(rule=rule(clause("field:999", "is", "x")))
    earn(maya, 1000, "one")
    ask_touched(now=NOW)
    broken.refresh_from_db()
    assert broken.error_at == NOW
    assert broken.error
    assert (list(members_of(well)), Touch.objects.count()) == ([maya], 0)
    change_to(broken, owner, GOLD, clause("status", "any", ["active"]))
    assert (broken.error, list(members_of(broken))) == ("", [maya])


def test_the_night_puts_right_what_differs_and_says_so(in_acme: Workspace, owner: User) -> None:
    maya, kim = make_advocate(in_acme), make_advocate(in_acme, name="Kim", email="kim@example.com")
    segment = make_segment(owner, clause("company", "is", "Acme"))
    Due.objects.all().delete()
    assert (audit(now=NOW).wrong, audit(now=NOW).facts["differences"]) == (0, [])
    Advocate.objects.filter(pk=maya.pk).update(company="Acme")  # behind everybody's back
    found = audit(now=NOW)
    assert found.wrong == 1
    assert found.facts["differences"] == [{"segment": segment.pk, "entered": 1, "left": 0}]
    assert list(members_of(segment)) == [maya]
    assert Event.objects.get(name="segment.entered").payload["fires"] is False
    earn(kim, 1, "one")  # an event that nobody has heard yet
    Event.objects.create(name="test.happened")
    Due.objects.create(workspace=in_acme, work="event", ref=1)
    Advocate.objects.filter(pk=kim.pk).update(company="Acme")
    found = audit(now=NOW)
    assert (found.wrong, found.facts["on_its_way"], members_of(segment).count()) == (0, True, 2)


@pytest.mark.django_db(transaction=True)
def test_a_crossing_without_its_telling_is_refused_by_the_database(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        segment = make_segment(owner, GOLD)
    with pytest.raises(IntegrityError), workspace_scope(acme.pk):
        Stay.objects.create(segment=segment, advocate=maya, entered_at=NOW, entered_event_id=10**9)


def forget_statistics() -> None:
    """What other tests left: by it the planner may think that a workspace has one stay, and that any index will do."""
    columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'segments_stay'::regclass AND attnum > 0"
    superuser(
        "SELECT pg_clear_relation_stats('public', 'segments_stay');"
        f"SELECT pg_clear_attribute_stats('public', 'segments_stay', attname, false) FROM ({columns}) named",
        database=str(connection.settings_dict["NAME"]),
    )


def test_those_of_a_crossing_are_found_by_an_index_whether_they_entered_or_left(
    in_acme: Workspace, owner: User
) -> None:
    """However many stays there are: the planner never looks through all of them, also where it may not."""
    forget_statistics()
    maya = make_advocate(in_acme)
    gold = make_segment(owner, GOLD)
    earn(maya, 1000, "one")
    follow(in_acme)
    take_back_points(of_source="one", reason="Mistake", by_staff_id=None, now=NOW)
    follow(in_acme)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        for name, index in {"segment.entered": "stay_by_entering", "segment.left": "stay_by_leaving"}.items():
            event = Event.objects.get(name=name)
            assert [stay.segment_id for stay in who_crossed(event)] == [gold.pk]
            assert index in who_crossed(event).explain()
            cursor.execute(f"EXPLAIN {FORWARD}", ["segment:1", event.pk, event.pk])
            assert index in str(cursor.fetchall())
