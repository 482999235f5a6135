"""Many segments asked together say the same as each asked by itself, and cost one statement a shape."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User, Workspace
from programs.models import Advocate
from rewards.models import Wallet
from segments.compiling import Moment, those_meant
from segments.differing import who_differs
from segments.language import Rule, known_facts, parse
from segments.models import Segment, Stay
from segments.operations.asking import ask_touched
from segments.operations.crossing import Look, ask
from segments.operations.touching import touch
from tests.factories.programs import make_people
from tests.factories.segments import clause, group, make_segment, rule
from tests.segments.small_world import NOW, ZONE, furnish
from tests.segments.test_compiling import every_clause


@pytest.mark.parametrize("seed", [5])
def test_asked_together_is_asked_one_by_one(in_acme: Workspace, owner: User, seed: int) -> None:
    """Every clause there is, alone and in groups; some people stand where they should, others were moved since."""
    world, dice, facts = furnish(seed, people=16), random.Random(seed), known_facts()
    clauses = every_clause(world)
    sources = [rule(one, among=dice.choice(["registered", "everyone"])) for one in clauses]
    sources += [
        rule(group("any", *dice.sample(clauses, 2)), group("none", dice.choice(clauses)), match="any")
        for _ in range(60)
    ]
    rules: dict[int, Rule] = {}
    for number, source in enumerate(sources):
        row = Segment.objects.create(name=f"S {number}", rule=source, created_by=owner)
        rules[row.pk] = parse(source, facts)
        ask(segment=row, look=Look(Moment(NOW, ZONE), "rule", fires=False), facts=facts)
    pks = [person.pk for person in world.people]
    assert who_differs(rules, Moment(NOW, ZONE, pks)) == set()
    for pk in dice.sample(pks, 5):
        Advocate.objects.filter(pk=pk).update(status=dice.choice(["active", "guest", "left"]), company="Globex")
        Wallet.objects.filter(advocate=pk).update(balance=dice.choice([0, 1000]))
    for ids in (pks, pks[::3], pks[4:5]):
        moment = Moment(NOW, ZONE, ids)
        found = who_differs(rules, moment)
        assert found == {pk for pk, tree in rules.items() if _differs(pk, tree, moment)}
    assert who_differs(rules, Moment(NOW, ZONE, pks)), "somebody moved"


def _differs(segment: int, tree: Rule, moment: Moment) -> bool:
    standing = Stay.objects.filter(segment=segment, left_at=None, advocate__in=moment.ids or [])
    return set(those_meant(tree, moment).values_list("pk", flat=True)) != set(
        standing.values_list("advocate_id", flat=True)
    )


def test_thirty_tiers_cost_as_many_statements_as_two(in_acme: Workspace, owner: User) -> None:
    people = [person.pk for person in make_people(in_acme, 3)]

    def statements(tiers: range) -> int:
        for number in tiers:
            make_segment(owner, clause("lifetime", "is", 1000 + number), name=f"Tier {number}")
        touch(advocates=people, word="points.moved")
        with CaptureQueriesContext(connection) as captured:
            ask_touched(now=NOW)
        return len(captured)

    assert statements(range(2)) == statements(range(2, 30))
