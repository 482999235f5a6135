"""What people do on missions moves them between segments; and every fact is heard of."""

from datetime import timedelta

import pytest

from accounts.models import User, Workspace
from advocacy.wiring import REACTIONS
from missions.facts import COMPLETED, ENGAGED
from missions.operations.submissions import note_seen, withdraw_submission
from programs.models import Advocate
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


def test_whatever_changes_a_fact_is_heard(in_acme: Workspace) -> None:
    said = {MOVED, COMPLETED, ENGAGED}
    words = BASE.union(*(fact.changed_by for fact in known_facts().values()))
    unheard = {word for word in words - said if touch_concerned not in REACTIONS.get(word, ())}
    assert unheard == set()
