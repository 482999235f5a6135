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
    moved = _moved(rules, pks)
    assert any(moved.values()), "somebody moved"
    for ids in (pks, pks[::3], pks[4:5]):
        assert who_differs(rules, Moment(NOW, ZONE, ids)) == {pk for pk, people in moved.items() if people & set(ids)}


def _moved(rules: dict[int, Rule], pks: list[int]) -> dict[int, set[int]]:
    """By segment those who are in it and not meant, or meant and not in it, each segment asked by itself."""
    found: dict[int, set[int]] = {pk: set() for pk in rules}
    for segment, person in Stay.objects.filter(left_at=None).values_list("segment", "advocate"):
        found[segment].add(person)
    everybody = Moment(NOW, ZONE, pks)
    return {
        pk: found[pk] ^ set(those_meant(tree, everybody).values_list("pk", flat=True)) for pk, tree in rules.items()
    }


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
