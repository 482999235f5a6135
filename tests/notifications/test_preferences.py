"""What people want to get: kept with who said it, and told in their timeline."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, Workspace
from events.models import Event
from notifications.models import Preference, Topic
from notifications.operations import set_preference
from notifications.operations.preferences import CannotBeRefused
from notifications.queries import Choice, has_refused, preferences
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.conftest import make_advocate


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return make_advocate()


def say(advocate: Advocate, *, wanted: bool, by: User | None = None) -> bool:
    return set_preference(
        advocate=advocate, topic=Topic.MISSIONS, wanted=wanted, said_by="staff" if by else "profile", now=NOW, by=by
    )


def changes() -> list[tuple[bool, str]]:
    rows = Event.objects.filter(name="preference.changed").order_by("pk")
    return [(event.payload["wanted"], event.payload["said_by"]) for event in rows]


def test_mail_about_missions_can_be_refused_and_wanted_again(maya: Advocate, owner: User) -> None:
    assert not has_refused(maya, "missions")
    assert say(maya, wanted=False)
    assert has_refused(maya, "missions")
    assert say(maya, wanted=True, by=owner)
    assert not has_refused(maya, "missions")
    assert changes() == [(False, "profile"), (True, "staff")]
    first, second = Event.objects.filter(name="preference.changed").order_by("pk")
    assert (first.advocate, first.by_advocate, second.by_staff) == (maya, maya, owner)


def test_saying_the_same_again_is_no_news(maya: Advocate) -> None:
    assert not say(maya, wanted=True)
    assert say(maya, wanted=False)
    assert not say(maya, wanted=False)
    assert changes() == [(False, "profile")]
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("topic", [Topic.RECEIPTS, Topic.SERVICE])
def test_answers_and_sign_in_cannot_be_refused(maya: Advocate, topic: str) -> None:
    with pytest.raises(CannotBeRefused):
        set_preference(advocate=maya, topic=topic, wanted=False, said_by="profile", now=NOW)


def test_the_choices_of_a_person_take_one_query(
    maya: Advocate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say(maya, wanted=False)
    with django_assert_num_queries(1):
        choices = preferences(maya)
    assert choices == [
        Choice(Topic.MISSIONS, wanted=False, changeable=True),
        Choice(Topic.RECEIPTS, wanted=True, changeable=False),
    ]
