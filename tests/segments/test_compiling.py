"""The compiled query means exactly those whom a naive reading of the same rule means, one by one."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accounts.models import Workspace
from programs.models import Advocate
from segments.compiling import Moment, those_crossed, those_meant
from segments.language import as_json, known_facts, parse
from tests.factories.segments import clause, group, rule
from tests.segments.small_world import COMPANIES, LANGUAGES, NOW, STATUSES, ZONE, SmallWorld, furnish, meant

DAYS = some.sampled_from(["2026-11-01", "2026-11-02", "2026-11-03", "2026-10-03", "2024-02-29"])
SPANS = some.sampled_from([1, 7, 14, 30, 365])
COUNTS = some.sampled_from([0, 1, 999, 1000, 1001, 9999])
LETTERS = some.sampled_from([*COMPANIES[1:], "ACME", "A", "stra", "GOLD", "10%", "_", "%"])
NOTHING = some.none()


def with_values(operators: dict[str, Any]) -> Any:
    return some.one_of([some.tuples(some.just(operator), values) for operator, values in operators.items()])


def chosen(values: list[str]) -> Any:
    wanted = some.lists(some.sampled_from(values), min_size=1, max_size=3, unique=True)
    return with_values({"any": wanted, "none": wanted})


def clauses(world: SmallWorld) -> Any:
    dates = {"after": DAYS, "before": DAYS}
    there = {"filled": NOTHING, "empty": NOTHING}
    texts = {"is": LETTERS, "isnt": LETTERS, "begins": LETTERS, **there}
    counts = with_values({"min": COUNTS, "max": COUNTS, "is": COUNTS})
    figures = some.sampled_from([-2.5, 0, 3, 7.25, 100])
    kinds = {
        "text": with_values(texts),
        "number": with_values({"min": figures, "max": figures, "is": figures, **there}),
        "day": with_values({"next": SPANS, "past": SPANS, **dates, **there}),
    }
    facts = {
        "joined": with_values({"within": SPANS, "ago": SPANS, **dates}),
        "status": chosen(sorted(set(STATUSES))),
        "language": chosen(list(LANGUAGES[1:])),
        "company": with_values(texts),
        "address": with_values({"yes": NOTHING, "no": NOTHING}),
        "tag": chosen(world.tags),
        "program": chosen(world.programs),
        "balance": counts,
        "lifetime": counts,
        **{f"field:{pk}": kinds[kind] for pk, kind in world.fields.items()},
    }
    made = [pair.map(lambda pair, fact=fact: clause(fact, *pair)) for fact, pair in facts.items()]
    return some.one_of(made)


def rules(world: SmallWorld) -> Any:
    matches = some.sampled_from(["all", "any", "none"])
    leaf = clauses(world)
    inner = some.builds(group, matches, leaf, leaf) | some.builds(group, matches, leaf)
    deep = some.builds(group, matches, leaf, inner)
    parts = some.lists(leaf | inner | deep, min_size=1, max_size=4)
    return some.builds(
        lambda parts, match, among: rule(*parts, match=match, among=among),
        parts, matches, some.sampled_from(["registered", "everyone"]),
    )  # fmt: skip


@pytest.mark.covers("S2-98", "S2-100", "S2-146")
@pytest.mark.parametrize("seed", [1, 2])
def test_the_query_means_whom_a_naive_reading_means(in_acme: Workspace, seed: int) -> None:
    """Everybody at once, some at once, and each by themselves."""
    world = furnish(seed)
    facts, everybody = known_facts(), [person.pk for person in world.people]
    some_of_them = everybody[::3]

    @settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(source=rules(world))
    def check(source: dict[str, Any]) -> None:
        tree = parse(source, facts)
        assert as_json(parse(as_json(tree), facts)) == as_json(tree)
        wanted = meant(world, source)
        assert asked(tree, None) == wanted
        assert asked(tree, some_of_them) == wanted & set(some_of_them)
        assert asked(tree, [everybody[5]]) == wanted & {everybody[5]}
        span = (everybody[2], everybody[7])
        assert asked_in(tree, span) == {pk for pk in wanted if span[0] <= pk <= span[1]}

    check()


@pytest.mark.parametrize("seed", [3])
def test_whoever_the_clock_changes_is_found_by_a_range(in_acme: Workspace, seed: int) -> None:
    """Two looks at different times: whoever is meant by one and not by the other is among those who crossed."""
    world = furnish(seed, people=20)
    facts = known_facts()
    hours = some.sampled_from([0, 1, 15, 16, 24, 24 * 7, 24 * 29, 24 * 60])

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(source=rules(world), apart=hours)
    def check(source: dict[str, Any], apart: int) -> None:
        tree, later = parse(source, facts), NOW + timedelta(hours=apart)
        before, after = meant(world, source), meant(world, source, later)
        crossed = those_crossed(tree, Moment(later, ZONE), since=NOW)
        assert before ^ after <= crossed

    check()


def asked(tree: Any, ids: list[int] | None) -> set[int]:
    return set(those_meant(tree, Moment(NOW, ZONE, ids)).values_list("pk", flat=True))


def asked_in(tree: Any, span: tuple[int, int]) -> set[int]:
    return set(those_meant(tree, Moment(NOW, ZONE, span=span)).values_list("pk", flat=True))


def test_one_query_whatever_the_rule(in_acme: Workspace, django_assert_num_queries: Any) -> None:
    world = furnish(1, people=3)
    source = rule(
        clause("balance", "min", 10),
        group("any", clause("tag", "any", world.tags[:1]), group("none", clause("joined", "within", 7))),
    )
    tree = parse(source, known_facts())
    with django_assert_num_queries(1):
        list(those_meant(tree, Moment(NOW, ZONE)))


def test_nobody_of_another_workspace_is_meant(in_acme: Workspace) -> None:
    furnish(1)
    tree = parse(rule(clause("company", "isnt", "nowhere"), among="everyone"), known_facts())
    found = those_meant(tree, Moment(NOW, ZONE))
    assert set(found) == set(Advocate.objects.filter(is_test=False, erased_at=None))
