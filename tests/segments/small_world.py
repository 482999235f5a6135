"""People who differ in everything that rules ask about, and whom an oracle of plain Python means by a rule.

The oracle looks at rows of plain values; it shares nothing with the compiler but the JSON of the rule.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from programs.models import Advocate, CustomField, Enrolment, FieldValue, Program, Tag, Tagging
from rewards.models import Wallet

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
STATUSES = ("active", "active", "active", "guest", "applied", "suspended", "left")
COMPANIES = ("", "Acme", "acme", "Globex GmbH", "Straße AG", "a_c%e")
LANGUAGES = ("", "en", "es")


@dataclass
class Person:
    """What is known of one person."""

    pk: int
    status: str
    joined: datetime
    company: str
    language: str
    erased: bool = False
    is_test: bool = False
    address: bool = True
    tags: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    balance: int = 0
    lifetime: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass
class SmallWorld:
    """The people and what there is to choose."""

    people: list[Person]
    tags: list[str]
    programs: list[str]
    fields: dict[str, str]


def furnish(seed: int, *, people: int = 14) -> SmallWorld:
    """The same people for the same seed."""
    dice = random.Random(seed)
    tags = [str(Tag.objects.create(name=f"tag {number}").pk) for number in range(3)]
    programs = [str(Program.objects.create(name=f"program {number}").pk) for number in range(2)]
    fields = {str(CustomField.objects.create(name=kind, kind=kind).pk): kind for kind in ("text", "number", "day")}
    world = SmallWorld([], tags, programs, fields)
    for number in range(people):
        world.people.append(_person(number, dice, world))
    return world


def _person(number: int, dice: random.Random, world: SmallWorld) -> Person:
    days = dice.choice([0, 0.5, 6.9, 7, 7.1, 29.9, 30, 30.1, 200, 900])
    person = Person(
        pk=0, status=dice.choice(STATUSES), joined=NOW - timedelta(days=days), company=dice.choice(COMPANIES),
        language=dice.choice(LANGUAGES), is_test=number == 0, erased=number == 1, address=dice.random() < 0.7,
        tags={tag for tag in world.tags if dice.random() < 0.4},
        programs={program for program in world.programs if dice.random() < 0.4},
    )  # fmt: skip
    if person.is_test or person.erased:
        person.address = False
    if person.erased:
        person.company = person.language = ""
    row = Advocate.objects.create(
        name=f"Person {number}", status=person.status, joined_at=person.joined, company=person.company,
        language=person.language, is_test=person.is_test, erased_at=NOW if person.erased else None,
        email=f"person{number}@example.com" if person.address else None,
    )  # fmt: skip
    person.pk = row.pk
    Tagging.objects.bulk_create(Tagging(advocate=row, tag_id=int(tag)) for tag in person.tags)
    Enrolment.objects.bulk_create(Enrolment(advocate=row, program_id=int(pk)) for pk in person.programs)
    if dice.random() < 0.8:
        person.balance = dice.choice([0, 1, 999, 1000, 1001, 5000])
        person.lifetime = person.balance + dice.choice([0, 0, 500])
        Wallet.objects.create(advocate=row, balance=person.balance, lifetime=person.lifetime)
    for pk, kind in world.fields.items():
        if dice.random() < 0.6:
            person.fields[pk] = _field(row, int(pk), kind, dice)
    return person


def _field(row: Advocate, pk: int, kind: str, dice: random.Random) -> Any:
    values: dict[str, dict[str, Any]] = {
        "text": {"text": dice.choice(["Gold", "gold", "Silver", "10%"])},
        "number": {"number": dice.choice([-2.5, 0.0, 3.0, 7.25])},
        "day": {"falls_on": date(2026, 11, 2) + timedelta(days=dice.choice([-40, -1, 0, 1, 14, 15, 60]))},
    }
    chosen = values[kind]
    FieldValue.objects.create(advocate=row, field_id=pk, set_at=NOW, **chosen)
    return next(iter(chosen.values()))


def meant(world: SmallWorld, rule: dict[str, Any], now: datetime = NOW) -> set[int]:
    """Whom the rule means, one person after the other."""
    return {
        person.pk
        for person in world.people
        if not person.erased
        and not person.is_test
        and (rule["among"] == "everyone" or person.status == "active")
        and _holds(person, rule, now)
    }


def _holds(person: Person, part: dict[str, Any], now: datetime) -> bool:
    if "parts" not in part:
        return _answer(person, part, now)
    answers = [_holds(person, inner, now) for inner in part["parts"]]
    return {"all": all(answers), "any": any(answers), "none": not any(answers)}[part["match"]]


def _answer(person: Person, part: dict[str, Any], now: datetime) -> bool:
    fact: str = part["fact"]
    op: str = part["op"]
    value: Any = part.get("value")
    if fact.startswith("field:"):
        return _compare(person.fields.get(fact.partition(":")[2]), op, value, now)
    if fact in ("tag", "program"):
        return bool((person.tags if fact == "tag" else person.programs) & set(value)) == (op == "any")
    if fact in ("status", "language"):
        return bool(getattr(person, fact) in value) == (op == "any")
    if fact == "address":
        return person.address == (op == "yes")
    return _compare(getattr(person, fact), op, value, now)


def _compare(found: Any, op: str, value: Any, now: datetime) -> bool:  # noqa: PLR0911  one line for each operator
    found = None if found == "" else found
    if op in ("filled", "empty"):
        return (found is not None) == (op == "filled")
    if op == "isnt":
        return found is None or str(found).lower() != value.lower()
    if found is None:
        return False
    if isinstance(found, str):
        return found.lower() == value.lower() if op == "is" else found.lower().startswith(value.lower())
    if isinstance(found, datetime):
        if op in ("within", "ago"):
            return (now - found < timedelta(days=value)) == (op == "within")
        day = found.astimezone(ZoneInfo(ZONE)).date()
        return day > date.fromisoformat(value) if op == "after" else day < date.fromisoformat(value)
    if isinstance(found, date):
        away = (found - now.astimezone(ZoneInfo(ZONE)).date()).days
        if op in ("next", "past"):
            return bool(0 <= (away if op == "next" else -away) <= value)
        return found > date.fromisoformat(value) if op == "after" else found < date.fromisoformat(value)
    return bool({"min": found >= value, "max": found <= value, "is": found == value}[op])
