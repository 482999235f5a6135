"""What people do on missions moves them between segments; and every fact is heard of."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User, Workspace
from advocacy.wiring import REACTIONS
from events.models import Event
from missions.answer_facts import NPS, said
from missions.facts import COMPLETED, ENGAGED
from missions.models import Mission, Submission
from missions.operations.decisions import approve_submission, undo_decision
from missions.operations.submissions import note_seen, submit, withdraw_submission
from programs.models import Advocate, CustomField
from programs.operations.people import add_advocate
from rewards.facts import MOVED
from segments.language import BASE, known_facts
from segments.models import Segment
from segments.operations.asking import tick
from segments.queries import members_of
from segments.reactions import touch_concerned
from segments.templates import TEMPLATES
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, hand_in, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle

LONG_AGO = NOW - timedelta(days=90)


def names(segment: Segment) -> list[str]:
    return sorted(members_of(segment).values_list("name", flat=True))


@pytest.mark.covers("S2-145")
def test_whoever_does_nothing_for_thirty_days_is_inactive_until_they_come_back(in_acme: Workspace, owner: User) -> None:
    anna = make_advocate(in_acme, name="Anna", email="a@example.com", now=LONG_AGO)
    make_advocate(in_acme, name="Ben", email="b@example.com", now=LONG_AGO)
    make_advocate(in_acme, name="New", email="n@example.com", now=NOW)
    mission = make_live(owner)
    note_seen(mission=mission, advocate=anna, now=NOW - timedelta(days=30) + timedelta(minutes=1))
    template = next(template for template in TEMPLATES if template.key == "inactive")
    inactive = make_segment(owner, *template.source(now=NOW, zone=ZONE)["parts"])
    assert names(inactive) == ["Ben"]
    tick(number=0, now=NOW + timedelta(minutes=2))
    assert names(inactive) == ["Anna", "Ben"]
    note_seen(mission=mission, advocate=anna, now=NOW + timedelta(minutes=3))
    settle(NOW + timedelta(minutes=3))
    assert names(inactive) == ["Ben"]


@pytest.mark.covers("S2-99")
def test_completed_missions_are_counted_ever_and_in_the_last_days(in_acme: Workspace, owner: User) -> None:
    anna: Advocate = make_advocate(in_acme, name="Anna", email="a@example.com")
    first, second = make_live(owner), make_live(owner, title="Another")
    twice = make_segment(owner, clause("completed", "min", 2), name="Twice")
    lately = make_segment(owner, clause("completed:custom_task", "min", 1, days=7), name="Lately")
    this_one = make_segment(owner, clause("did", "any", [str(second.pk)]), name="This one")
    hand_in(first, anna)
    settle()
    assert [names(segment) for segment in (twice, lately, this_one)] == [[], ["Anna"], []]
    sent = hand_in(second, anna, now=NOW + timedelta(hours=1))
    settle(NOW + timedelta(hours=1))
    assert [names(segment) for segment in (twice, lately, this_one)] == [["Anna"], ["Anna"], ["Anna"]]
    withdraw_submission(submission=sent, now=NOW + timedelta(hours=2))
    settle(NOW + timedelta(hours=2))
    assert [names(segment) for segment in (twice, lately, this_one)] == [[], ["Anna"], []]
    tick(number=0, now=NOW + timedelta(days=7))
    assert names(lately) == []


def asking_nps(by: User, *, title: str = "How likely are you to recommend us?") -> Mission:
    asked: dict[str, Any] = {
        "type-q": "1 2",
        "type-q-1-kind": "nps",
        "type-q-1-label": "How likely?",
        "type-q-2-kind": "short_text",
        "type-q-2-label": "Why?",
    }
    return make_live(by, type_key="survey", title=title, **asked)


def answer(mission: Mission, person: Advocate, score: int, *, why: str = "So", now: datetime = NOW) -> Submission:
    return submit(
        mission=mission, advocate=person, slot=1, answers={"q1": score, "q2": why}, files=(), zone=ZONE, now=now
    )


@pytest.mark.covers("S1-32")
def test_promoters_newcomers_and_an_account_tier_are_segments(in_acme: Workspace, owner: User) -> None:
    anna = make_advocate(in_acme, name="Anna", email="a@example.com", now=LONG_AGO)
    ben = make_advocate(in_acme, name="Ben", email="b@example.com", now=LONG_AGO)
    tier = CustomField.objects.create(name="Account tier", kind="text")
    add_advocate(name="New", email="n@example.com", values={tier: "Enterprise"}, by=None, now=NOW)
    first, second = asking_nps(owner), asking_nps(owner, title="And now?")
    promoters = make_segment(owner, clause("nps_class", "any", ["promoter"]), name="NPS promoters")
    new = make_segment(owner, clause("joined", "within", 14), name="Newly identified")
    enterprise = make_segment(owner, clause(f"field:{tier.pk}", "is", "enterprise"), name="Enterprise")
    assert [names(segment) for segment in (promoters, new, enterprise)] == [[], ["New"], ["New"]]
    answer(first, anna, 10)
    answer(first, ben, 8)
    settle()
    assert names(promoters) == ["Anna"]
    answer(second, anna, 6, now=NOW + timedelta(days=1))
    sent = answer(second, ben, 9, now=NOW + timedelta(days=1))
    settle(NOW + timedelta(days=1))
    assert names(promoters) == ["Ben"]
    withdraw_submission(submission=sent, now=NOW + timedelta(days=1))
    settle(NOW + timedelta(days=1))
    assert names(promoters) == []


def test_an_answer_to_one_question_moves_whoever_gave_it(in_acme: Workspace, owner: User) -> None:
    anna = make_advocate(in_acme, name="Anna", email="a@example.com")
    mission = asking_nps(owner)
    key = f"answer:{mission.activity_id}"
    asked = [clause(f"{key}:q2", "begins", "the PEOPLE"), clause(f"{key}:q1", "min", 7)]
    fans = make_segment(owner, *asked)
    answer(mission, anna, 7, why="The people, always")
    settle()
    assert names(fans) == ["Anna"]
    assert known_facts()[f"{key}:q2"].found is not None
    assert known_facts()[f"{key}:q2"].found(anna.pk) == "The people, always"  # type: ignore[misc]  # not None


def test_a_decision_and_its_undoing_move_people(in_acme: Workspace, owner: User) -> None:
    anna = make_advocate(in_acme, name="Anna", email="a@example.com")
    mission = make_live(owner)
    done = make_segment(owner, clause("stands:approved", "any", [str(mission.pk)]), name="Done")
    once = make_segment(owner, clause("approved", "min", 1, days=30), name="Once")
    sent = hand_in(mission, anna)
    decision = approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=NOW)
    hear_all()
    assert [names(done), names(once)] == [["Anna"], ["Anna"]]
    undo_decision(decision=decision, by=owner, now=NOW + timedelta(hours=1))
    hear_all()
    assert [names(done), names(once)] == [[], []]


def hear_all() -> None:
    """What the relay would do with every event."""
    for event in Event.objects.all():
        if touch_concerned in REACTIONS.get(event.name, ()):
            touch_concerned(event)
    settle()


def test_whatever_changes_a_fact_is_heard(in_acme: Workspace, owner: User) -> None:
    told = {MOVED, COMPLETED, ENGAGED, NPS, said(asking_nps(owner).activity_id)}
    words = BASE.union(*(fact.changed_by for fact in known_facts().values()))
    unheard = {word for word in words - told if touch_concerned not in REACTIONS.get(word, ())}
    assert unheard == set()


@pytest.mark.covers("G-31")
def test_any_language_and_any_custom_field_make_a_segment(in_acme: Workspace, owner: User) -> None:
    party = CustomField.objects.create(name="Party", kind="choice", options=["Greens", "Whigs", "Bull Moose"])
    for name, language, value in (("Anna", "fr", "Bull Moose"), ("Ben", "fr", "Whigs"), ("Cem", "tr", "Bull Moose")):
        add_advocate(
            name=name, email=f"{name.lower()}@example.com", language=language, values={party: value}, by=None, now=NOW
        )
    french = clause("language", "any", ["fr"])
    third = clause(f"field:{party.pk}", "is", "bull moose")
    assert names(make_segment(owner, french, name="French")) == ["Anna", "Ben"]
    assert names(make_segment(owner, third, name="Third party")) == ["Anna", "Cem"]
    assert names(make_segment(owner, french, third, name="Both")) == ["Anna"]
