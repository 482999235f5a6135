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

type Askable = dict[str, list[Any]]  # the values that each operator is given

DAYS = ["2026-11-01", "2026-11-02", "2026-11-03", "2026-10-03", "2024-02-29"]
SPANS = [1, 7, 14, 30, 365]
COUNTS = [0, 1, 2, 999, 1000, 1001, 9999]
LETTERS = [*COMPANIES[1:], "ACME", "A", "stra", "GOLD", "10%", "_", "%"]
DATES: Askable = {"after": DAYS, "before": DAYS}
THERE: Askable = {"filled": [None], "empty": [None]}
TEXTS: Askable = {"is": LETTERS, "isnt": LETTERS, "begins": LETTERS, **THERE}
NUMBERS: Askable = {"min": COUNTS, "max": COUNTS, "is": COUNTS}
YES_OR_NO: Askable = {"yes": [None], "no": [None]}


def figures(*numbers: float) -> Askable:
    return {operator: list(numbers) for operator in ("min", "max", "is")} | THERE


def chosen(values: list[str]) -> Askable:
    wanted = [[value] for value in values] + [values[:2]]
    return {"any": wanted, "none": wanted}


KINDS: dict[str, Askable] = {
    "text": TEXTS,
    "number": figures(-2.5, 0, 3, 7.25, 100),
    "day": {"next": SPANS, "past": SPANS, **DATES, **THERE},
}


def of_answers(world: SmallWorld) -> dict[str, Askable]:
    """A fact of every kind of question, and of NPS in general."""
    options = [option["key"] for option in world.questions["single_choice"]["options"]]
    row = world.questions["matrix"]["rows"][0]["key"]
    nps, classes = figures(0, 6, 7, 8.5, 9, 10), chosen(["promoter", "passive", "detractor"])
    made = {
        "short_text": TEXTS, "long_text": TEXTS, "email": TEXTS, "phone": TEXTS,
        "single_choice": chosen(options), "multiple_choice": chosen(options), "true_false": chosen(["true", "false"]),
        "nps": nps, "nps:class": classes, "rating": KINDS["number"], "number": KINDS["number"],
        "date": KINDS["day"], "file": YES_OR_NO, "consent": YES_OR_NO, "ranking:first": chosen(options),
        f"matrix:{row}": chosen(options),
    }  # fmt: skip
    found = {"nps": nps, "nps_class": classes}
    for name, values in made.items():
        kind, colon, part = name.partition(":")
        found[f"answer:{world.survey.activity_id}:{world.questions[kind]['key']}{colon}{part}"] = values
    return found


def askable(world: SmallWorld) -> dict[str, Askable]:
    """Every fact that the small world knows, with what may be asked about it."""
    return {
        "joined": {"within": SPANS, "ago": SPANS, **DATES},
        "status": chosen(sorted(set(STATUSES))),
        "language": chosen(list(LANGUAGES[1:])),
        "company": TEXTS,
        "address": YES_OR_NO,
        "phone": YES_OR_NO,
        "consent": YES_OR_NO,
        "tag": chosen(world.tags),
        "program": chosen(world.programs),
        "district": chosen(world.districts),
        "balance": NUMBERS,
        "lifetime": NUMBERS,
        "in_review": NUMBERS,
        "approved": NUMBERS,
        "stands:approved": chosen([str(world.survey.pk)]),
        **{f"field:{pk}": KINDS[kind] for pk, kind in world.fields.items()},
        **of_answers(world),
    }


def every_clause(world: SmallWorld) -> list[dict[str, Any]]:
    """One after the other; counts also over the last days."""
    found = []
    for fact, operators in askable(world).items():
        for operator, values in operators.items():
            found += [clause(fact, operator, value) for value in values]
            if fact == "approved":
                found += [clause(fact, operator, value, days=7) for value in values]
    return found


def clauses(world: SmallWorld) -> Any:
    return some.sampled_from(every_clause(world))


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


@pytest.mark.parametrize("seed", [4])
def test_each_clause_by_itself_means_whom_a_naive_reading_means(in_acme: Workspace, seed: int) -> None:
    """Also at a later moment; and all that the clock has changed in between is found by ranges."""
    world = furnish(seed, people=24)
    facts, later = known_facts(), NOW + timedelta(days=14, hours=3)
    for one in every_clause(world):
        source = rule(one, among="everyone")
        tree, wanted, then = parse(source, facts), meant(world, source), meant(world, source, later)
        assert asked(tree, None) == wanted, one
        assert {row.pk for row in those_meant(tree, Moment(later, ZONE))} == then, one
        assert wanted ^ then <= those_crossed(tree, Moment(later, ZONE), since=NOW), one


@pytest.mark.covers("S2-97", "S2-98", "S2-100", "S2-146")
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
