"""A rule as one query: the only thing that says who is meant, whether one person is asked about or a million."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from foundation.facts import Asked, any_of
from programs.models import Advocate, AdvocateStatus
from segments.language import Clause, Group, Rule


@dataclass(frozen=True)
class Moment:
    """When, by which clocks, and of whom it is asked: those of `ids`, or of a `span` of ids, or everybody."""

    now: datetime
    zone: str
    ids: Sequence[int] | None = None
    span: tuple[int, int] | None = None


def those_meant(rule: Rule, moment: Moment) -> QuerySet[Advocate]:
    """The people a rule means, of those asked about. One query."""
    return among(rule, moment).filter(tree_of(rule, moment))


def among(rule: Rule, moment: Moment) -> QuerySet[Advocate]:
    """Everybody a rule is about, whether it means them or not: never the erased, and never a test person."""
    people = Advocate.objects.filter(erased_at=None, is_test=False)
    if rule.among == "registered":
        people = people.filter(status=AdvocateStatus.ACTIVE)
    if moment.span is not None:
        people = people.filter(pk__range=moment.span)
    return people if moment.ids is None else people.filter(any_of("id", moment.ids))


def tree_of(rule: Rule, moment: Moment) -> Q:
    """A whole rule as part of a query over those it is about."""
    return _tree(rule.root, moment)


def those_crossed(rule: Rule, moment: Moment, *, since: datetime) -> set[int]:
    """The ids of people whose answer the clock alone may have changed since then.

    A query for each timed clause, each by a range of an index: as one query it would have to look at everybody.
    """
    found: set[int] = set()
    for clause in rule.clauses():
        if clause.fact.crossed is not None:
            crossed = clause.fact.crossed(asked(clause, moment), since)
            found.update(Advocate.objects.filter(crossed, is_test=False).values_list("pk", flat=True))
    return found


def condition(clause: Clause, moment: Moment) -> Q:
    """One clause as part of a query over advocates."""
    return clause.fact.where(asked(clause, moment))


def asked(clause: Clause, moment: Moment) -> Asked:
    """A clause at this moment."""
    return Asked(clause.operator.key, clause.value, days=clause.days, **vars(moment))


def _tree(group: Group, moment: Moment) -> Q:
    parts = [condition(part, moment) if isinstance(part, Clause) else _tree(part, moment) for part in group.parts]
    if group.match == "all":
        return reduce(and_, parts)
    return reduce(or_, parts) if group.match == "any" else ~reduce(or_, parts)
