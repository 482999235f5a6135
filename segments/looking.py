"""What the console shows of segments: counts of a rule, what a change would do, why somebody is in or out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from foundation.plugs import Text
from programs.facts import zone_of_workspace
from programs.models import Advocate, AdvocateStatus
from programs.queries import Slice
from segments.compiling import Moment, among, condition, tree_of
from segments.language import Clause, Group, Rule, known_facts, value_words
from segments.models import Segment, Stay
from segments.queries import members_of, rule_of

PAGE, SAMPLE = 40, 3
LARGE = 100_000  # from here on, counting while one types would lag behind


@dataclass(frozen=True)
class Counted:
    """How many people a rule means, of how many it is about; `each` are those of its clauses, one by one."""

    people: int
    of: int
    reachable: int
    each: Mapping[int, int]
    sample: list[Advocate]
    at: datetime

    @property
    def percent(self) -> int:
        return round(self.people * 100 / self.of) if self.of else 0


def count(rule: Rule, *, now: datetime) -> Counted:
    """Counted now: all numbers by one query, and three people by another."""
    moment = Moment(now, zone_of_workspace())
    clauses, tree = list(rule.clauses()), tree_of(rule, moment)
    people = among(rule, moment)
    found: dict[str, int] = people.aggregate(
        of=Count("pk"),
        people=Count("pk", filter=tree),
        reachable=Count("pk", filter=tree & Q(email__isnull=False)),
        **{f"clause_{number}": Count("pk", filter=condition(clause, moment)) for number, clause in enumerate(clauses)},
    )
    each = {number: found[f"clause_{number}"] for number in range(len(clauses))}
    sample = list(people.filter(tree).order_by("-pk")[:SAMPLE])
    return Counted(found["people"], found["of"], found["reachable"], each, sample, now)


def is_large() -> bool:
    """Whether there are so many people that a count takes longer than a breath."""
    return Advocate.objects.order_by()[: LARGE + 1].count() > LARGE


@dataclass(frozen=True)
class Effect:
    """What another rule would do: who would come and go, with some of them by name."""

    before: int
    after: int
    gained: int
    lost: int
    coming: list[Advocate]
    going: list[Advocate]


def effect_of(segment: Segment, rule: Rule, *, now: datetime) -> Effect:
    """Against who is in it now."""
    moment = Moment(now, zone_of_workspace())
    then, before = among(rule, moment).filter(tree_of(rule, moment)), members_of(segment)
    gained, lost = then.exclude(pk__in=before.values("pk")), before.exclude(pk__in=then.values("pk"))
    return Effect(
        before.count(), then.count(), gained.count(), lost.count(),
        list(gained.order_by("-pk")[:SAMPLE]), list(lost.order_by("-pk")[:SAMPLE]),
    )  # fmt: skip


def people_in(segment: Segment, *, after: int | None = None, before: int | None = None) -> Slice[Stay]:
    """A page of who is in it, those known last first; by key, so that the last page costs what the first one does."""
    rows = Stay.objects.filter(segment=segment, left_at=None).select_related("advocate")
    if before:
        found = list(rows.filter(advocate__gt=before).order_by("advocate")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        has_before, has_after = more, True
    else:
        rows = rows.filter(advocate__lt=after) if after else rows
        found = list(rows.order_by("-advocate")[: PAGE + 1])
        has_before, has_after = bool(after), len(found) > PAGE
        found = found[:PAGE]
    return Slice(
        found,
        before=found[0].advocate_id if found and has_before else None,
        after=found[-1].advocate_id if found and has_after else None,
    )


@dataclass(frozen=True)
class Reason:
    """One part of a rule, asked of one person. A group has `parts`; a clause the value that was found.

    `helps`: whether its answer is what the group around it wants.
    """

    words: Text
    holds: bool
    found: Text = ""
    helps: bool = True
    match: str = ""
    parts: "tuple[Reason, ...]" = ()


@dataclass(frozen=True)
class Why:
    """Why somebody is in a segment or not: whether they are asked about at all, and each rule with the value found."""

    is_in: bool
    is_meant: bool
    concerned: Text
    reason: Reason | None
    stays: list[Stay]


def why(segment: Segment, person: Advocate, *, now: datetime) -> Why:
    """Asked now, by the same query that lets people in. One query for all clauses, and one for each fact's value."""
    stays = list(Stay.objects.filter(segment=segment, advocate=person).order_by("-number"))
    is_in = any(stay.left_at is None for stay in stays)
    if segment.is_static:
        return Why(is_in, is_in, "", None, stays)
    rule = rule_of(segment)
    is_meant, reason = asked_of(rule, person, now=now)
    return Why(is_in, is_meant, _left_out(rule, person), reason, stays)


def asked_of(rule: Rule, person: Advocate, *, now: datetime) -> tuple[bool, Reason]:
    """Whether a rule means one person now, and each of its parts with the value found."""
    moment = Moment(now, zone_of_workspace(), [person.pk])
    clauses = list(rule.clauses())
    holds = Advocate.objects.filter(pk=person.pk).aggregate(
        **{f"clause_{number}": Count("pk", filter=condition(clause, moment)) for number, clause in enumerate(clauses)}
    )
    answers = {id(clause): bool(holds[f"clause_{number}"]) for number, clause in enumerate(clauses)}
    is_meant = among(rule, moment).filter(tree_of(rule, moment)).exists()
    return is_meant, _reason(rule.root, answers, person)


def _left_out(rule: Rule, person: Advocate) -> Text:
    """Why somebody is not asked about at all, or ""."""
    if person.erased_at or person.is_test:
        return _("Erased people and test people are in no segment by a rule.")
    if rule.among == "registered" and person.status != AdvocateStatus.ACTIVE:
        return _("This segment is among registered members; the status is “%(status)s”.") % {
            "status": person.get_status_display()
        }
    return ""


def _reason(group: Group, answers: Mapping[int, bool], person: Advocate) -> Reason:
    parts = tuple(
        _of_clause(part, answers, person) if isinstance(part, Clause) else _reason(part, answers, person)
        for part in group.parts
    )
    if group.match == "none":
        parts = tuple(replace(part, helps=not part.holds) for part in parts)
    else:
        parts = tuple(replace(part, helps=part.holds) for part in parts)
    held = [part.holds for part in parts]
    holds = {"all": all(held), "any": any(held), "none": not any(held)}[group.match]
    return Reason(_match_words()[group.match], holds, match=group.match, parts=parts)


def _match_words() -> Mapping[str, str]:
    return {
        "all": _("All of these must hold"),
        "any": _("At least one of these must hold"),
        "none": _("None of these may hold"),
    }


def _of_clause(clause: Clause, answers: Mapping[int, bool], person: Advocate) -> Reason:
    found = clause.fact.found(person.pk) if clause.fact.found else ""
    return Reason(sentence(clause), answers[id(clause)], found)


def sentence(clause: Clause) -> str:
    """A clause in words: “Points now is at least 1000”."""
    value, operator = value_words(clause), str(clause.operator.words)
    said = operator.replace("…", value) if "…" in operator else f"{operator} {value}"
    over = _(" (in the last %(days)s days)") % {"days": clause.days} if clause.days else ""
    return f"{clause.fact.name} {said.strip()}{over}"


def outline(segment: Segment) -> Reason | None:
    """The rule in words, whoever is asked; None for one that is filled by hand. Raises language.Wrong."""
    if segment.is_static:
        return None
    return _outline(rule_of(segment, known_facts()).root)


def _outline(group: Group) -> Reason:
    parts = tuple(Reason(sentence(part), True) if isinstance(part, Clause) else _outline(part) for part in group.parts)
    return Reason(_match_words()[group.match], True, match=group.match, parts=parts)


def known_by(contacts: list[str]) -> dict[str, int]:
    """The ids of people by their address or number, of those that are somebody's."""
    rows: Any = Advocate.objects.filter(erased_at=None, is_test=False)
    found = dict(rows.filter(email__in=contacts).values_list("email", "pk"))
    return found | dict(rows.filter(phone__in=contacts).values_list("phone", "pk"))
