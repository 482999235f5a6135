"""Whom a mission means: all that rows of an audience can be about, as a rule, as a query, and as staff choose it."""

from collections.abc import Callable
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.audience import KINDS, Meant, audience_of, column_of, people_named, split
from missions.forms.whole import Whole
from missions.models import AudienceRule, Mission
from missions.open_missions import listed_for, open_to
from missions.operations.missions import launch_mission, save_draft
from missions.rules import conditions, refusal
from programs.models import Advocate, District, Enrolment, Program, Residence, Tag, Tagging
from segments.models import Folder, Segment
from segments.operations.segments import InUse, archive_segment, put_in
from segments.queries import used_by
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import make_segment


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


type Give = Callable[[Advocate], object]


def furnish(workspace: Workspace, by: User, maya: Advocate) -> dict[str, tuple[str, Give]]:
    """Something of each kind, and how a person comes to have it."""
    segment, tag = make_segment(by), Tag.objects.create(name="vip")
    beta, folder = make_segment(by, name="Beta"), Folder.objects.create(name="Lists")
    Segment.objects.filter(pk=beta.pk).update(folder=folder)
    program, district = Program.objects.create(name="Fans"), District.objects.create(name="North")
    return {
        "segment": (f"segment:{segment.pk}", lambda who: put_in(segment=segment, advocates=[who.pk], by=by, now=NOW)),
        "folder": (f"folder:{folder.pk}", lambda who: put_in(segment=beta, advocates=[who.pk], by=by, now=NOW)),
        "tag": (f"tag:{tag.pk}", lambda who: Tagging.objects.create(advocate=who, tag=tag)),
        "program": (f"program:{program.pk}", lambda who: Enrolment.objects.create(advocate=who, program=program)),
        "district": (f"district:{district.pk}", lambda who: Residence.objects.create(advocate=who, district=district)),
        "language": ("language:pt", lambda who: Advocate.objects.filter(pk=who.pk).update(language="pt")),
        "person": (f"person:{maya.pk}", lambda who: None),
    }


def mean(mission: Mission, audience: str, include: str = "", exclude: str = "") -> Mission:
    AudienceRule.objects.all().delete()
    for thing, includes in ((include, True), (exclude, False)):
        if found := split(thing):
            AudienceRule.objects.create(mission=mission, includes=includes, **{column_of(found[0]): found[1]})
    Mission.objects.filter(pk=mission.pk).update(audience=audience)
    return Mission.objects.get(pk=mission.pk)


@pytest.mark.covers(
    "G-03", "G-29", "G-31", "S1-42", "S2-97", "S3-93", "S3-94", "S3-95", "S3-96", "S0-65", "S0-66", "S3-25", "S3-26"
)
@pytest.mark.parametrize("kind", list(KINDS))
def test_rule_and_queries_agree_about_whoever_is_included_and_left_out(
    in_acme: Workspace, owner: User, maya: Advocate, kind: str
) -> None:
    """For each kind of thing: audience x included x left out x whether the person has it, asked in three ways."""
    thing, give = furnish(in_acme, owner, maya)[kind]
    tom = make_advocate(in_acme, name="Tom", email="tom@example.com")
    mission, other = make_live(owner), f"tag:{Tag.objects.create(name='other').pk}"
    seen = set()
    for has in (False, True):
        if has:
            give(maya)
        cases = product(("registered", "chosen", "anyone"), ("", thing, other), ("", thing, other))
        for audience, include, exclude in cases:
            if include == exclude != "":
                continue
            row = mean(mission, audience, include, exclude)
            person = Advocate.objects.get(pk=maya.pk)
            by_rule = refusal(row, person, now=NOW, zone=ZONE) is None
            by_query = open_to(person, now=NOW).exists()
            meant = Meant(audience, [include] if include else [], [exclude] if exclude else [])
            in_audience = set(audience_of(meant).values_list("pk", flat=True))
            assert by_rule == by_query == (maya.pk in in_audience), (audience, include, exclude, has)
            assert open_to(tom, now=NOW).exists() == (tom.pk in in_audience)
            seen.add((audience, bool(include == thing), bool(exclude == thing), by_rule))
    assert ("chosen", True, False, True) in seen
    assert ("registered", False, True, False) in seen
    assert ("chosen", False, False, False) in seen


def test_a_row_is_about_exactly_one_thing_once(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    mission, tag = make_live(owner), Tag.objects.create(name="vip")
    AudienceRule.objects.create(mission=mission, tag=tag)
    for wrong in ({"tag": tag}, {}, {"tag": tag, "person": maya}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AudienceRule.objects.create(mission=mission, **wrong)


@pytest.mark.covers("G-21")
def test_the_explainer_says_what_the_person_has_of_it(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    segment, tag = make_segment(owner, name="Gold tier"), Tag.objects.create(name="staff")
    Tagging.objects.create(advocate=maya, tag=tag)
    mission = mean(make_live(owner), "chosen", f"segment:{segment.pk}", f"tag:{tag.pk}")
    told = next(c for c in conditions(mission, maya, now=NOW, zone=ZONE) if c.key == "audience")
    assert not told.passed
    assert told.value == "is not in “Gold tier” (wanted); has “staff” (left out)"


def test_people_are_named_by_address_or_number(in_acme: Workspace, maya: Advocate) -> None:
    tom = make_advocate(in_acme, name="Tom", email=None, phone="+14155552671")
    found, unknown = people_named("Maya@Example.com\n\n +1 415 555 2671\nnobody@example.com\nmaya@example.com\nwhat")
    assert found == [f"person:{maya.pk}", f"person:{tom.pk}"]
    assert unknown == ["nobody@example.com", "what"]


SETUP = {
    "title": "Write about us", "description": "", "minutes": "10", "listed": "on", "notify": "no", "type-proof": "text",
    "type-title": "", "cover": "1",
}  # fmt: skip


@pytest.mark.covers("S1-43", "S1-45", "S1-08", "S2-94", "S3-90", "B-22")
def test_staff_choose_segments_and_named_people_and_leave_others_out(
    acme: Workspace, owner: User, maya: Advocate, client: Client
) -> None:
    make_advocate(acme, name="Tom", email="tom@example.com")
    ines = make_advocate(acme, name="Ines", email="ines@example.com")
    with workspace_scope(acme.pk):
        gold = make_segment(owner, name="Gold tier")
        put_in(segment=gold, advocates=[maya.pk, ines.pk], by=owner, now=NOW)
        draft = make_draft(owner)
    step = f"/acme/console/missions/{draft.pk}/steps/setup/"
    chosen = {"audience": "chosen", "include": [f"segment:{gold.pk}"], "include_people": "tom@example.com"}
    refused = client.post(step, SETUP | chosen | {"exclude_people": "ines@example.com\nwho@example.com"})
    assert refused.status_code == 422
    assert "You have nobody with this: who@example.com" in refused.content.decode()
    assert client.post(step, SETUP | chosen | {"exclude_people": "ines@example.com"}).status_code == 302
    page = client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode()
    assert "Launch to 2 people" in page
    assert "Gold tier, Tom; without Ines" in page
    client.post(f"/acme/console/missions/{draft.pk}/launch/")
    assert "Gold tier (2), Tom; without Ines" in client.get("/acme/console/missions/").content.decode()
    with workspace_scope(acme.pk):
        people = [maya, ines, Advocate.objects.get(name="Tom")]
        assert [open_to(person, now=timezone.now()).exists() for person in people] == [True, False, True]
        with addressed_to(acme.slug):
            assert [thing.name for thing in used_by(gold)] == ["Write about us"]
        with addressed_to(acme.slug), pytest.raises(InUse):
            archive_segment(segment=gold, by=owner, now=NOW)


def test_a_segment_that_a_draft_names_is_in_use(in_acme: Workspace, owner: User) -> None:
    gold, quiet = make_segment(owner, name="Gold tier"), make_segment(owner, name="Quiet")
    make_draft(
        owner, audience="chosen", exclude=[f"segment:{gold.pk}"], trigger="segment", trigger_segment=str(quiet.pk)
    )
    with addressed_to(in_acme.slug):
        names = [[thing.name for thing in used_by(row)] for row in (gold, quiet)]
    assert names == [["Write about us"], ["Write about us"]]


@pytest.mark.covers("S3-87", "S3-88")
def test_publishing_makes_it_visible_to_all_or_to_a_group_and_to_nobody_before(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        maya, tom = make_advocate(acme, email="maya@example.com"), make_advocate(acme, email="tom@example.com")
        tag = Tag.objects.create(name="vip")
        Tagging.objects.create(advocate=maya, tag=tag)
        public, group = make_draft(owner, title="For all"), make_draft(owner, title="For some")
        save_draft(mission=group, fields={"audience": "chosen", "include": [f"tag:{tag.pk}"]}, by=owner, now=NOW)

        def seen_by(who: Advocate) -> list[str]:
            return sorted(row.title for row in listed_for(who, now=NOW))

        assert (seen_by(maya), seen_by(tom)) == ([], [])
        for draft in (public, group):
            whole = Whole(draft, zone=ZONE)
            launch_mission(mission=draft, content=whole.content(), questions=whole.questions(), by=owner, now=NOW)
        assert (seen_by(maya), seen_by(tom)) == (["For all", "For some"], ["For all"])
