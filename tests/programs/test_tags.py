"""A tag is put on many at once, and taken off again as if nothing had been."""

import pytest

from accounts.models import User, Workspace
from events.models import Event
from programs.models import Advocate, Tag, Tagging
from programs.operations.tags import put_tag, take_tag, undo_tagging
from tests.factories.programs import make_people


@pytest.fixture
def people(in_acme: Workspace) -> list[Advocate]:
    return make_people(in_acme, 5)


def who_has(name: str) -> set[int]:
    return set(Tagging.objects.filter(tag__name=name).values_list("advocate_id", flat=True))


def test_a_new_tag_is_put_on_all_of_them(people: list[Advocate], owner: User) -> None:
    event = put_tag(people=Advocate.objects.all(), name="fair", by=owner)
    assert event is not None
    assert who_has("fair") == set(event.payload["advocates"]) == {one.pk for one in people}
    assert (event.name, event.by_staff_id, event.advocate_id) == ("tag.put", owner.pk, None)


def test_the_event_names_those_who_had_it_not_so_that_undoing_leaves_the_others(
    people: list[Advocate], owner: User
) -> None:
    put_tag(people=Advocate.objects.filter(pk=people[0].pk), name="fair", by=owner)
    event = put_tag(people=Advocate.objects.all(), name="Fair", by=owner)
    assert event is not None
    assert len(event.payload["advocates"]) == 4
    undo_tagging(event=event, by=owner)
    assert who_has("fair") == {people[0].pk}


def test_putting_it_on_again_is_nothing(people: list[Advocate], owner: User) -> None:
    put_tag(people=Advocate.objects.all(), name="fair", by=owner)
    assert put_tag(people=Advocate.objects.all(), name="fair", by=owner) is None
    assert Event.objects.filter(name="tag.put").count() == 1


def test_a_tag_is_taken_off_and_that_is_undone(people: list[Advocate], owner: User) -> None:
    put_tag(people=Advocate.objects.all(), name="fair", by=owner)
    event = take_tag(people=Advocate.objects.filter(pk__gt=people[1].pk), name="FAIR", by=owner)
    assert event is not None
    assert len(who_has("fair")) == 2
    undo_tagging(event=event, by=owner)
    assert len(who_has("fair")) == 5


def test_taking_off_what_nobody_has_is_nothing(people: list[Advocate], owner: User) -> None:
    assert take_tag(people=Advocate.objects.all(), name="fair", by=owner) is None
    assert not Tag.objects.exists()


def test_one_persons_timeline_shows_it(people: list[Advocate], owner: User) -> None:
    event = put_tag(people=Advocate.objects.filter(pk=people[0].pk), name="fair", by=owner)
    assert event is not None
    assert event.advocate_id == people[0].pk


def test_undoing_what_is_undone_is_nothing(people: list[Advocate], owner: User) -> None:
    event = put_tag(people=Advocate.objects.all(), name="fair", by=owner)
    assert event is not None
    assert undo_tagging(event=event, by=owner) is not None
    assert undo_tagging(event=event, by=owner) is None
    Tag.objects.all().delete()
    assert undo_tagging(event=event, by=owner) is None
