"""People who differ in everything that rules ask about, and whom an oracle of plain Python means by a rule.

The oracle looks at rows of plain values; it shares nothing with the compiler but the JSON of the rule.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from missions.models import Activity, Attempt, Mission, Revision, Submission
from programs.models import (
    Advocate,
    CustomField,
    District,
    Enrolment,
    FieldValue,
    Program,
    Residence,
    Tag,
    Tagging,
)
from programs.operations.programs import default_program
from rewards.models import Wallet
from surveys.models import Form, FormVersion
from tests.factories.surveys import one_of_each

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
    phone: bool = False
    consent: bool = False
    tags: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    balance: int = 0
    lifetime: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    approved: list[datetime] = field(default_factory=list)
    waiting: int = 0


@dataclass
class SmallWorld:
    """The people and what there is to choose; `survey` asks a question of every kind."""

    people: list[Person]
    tags: list[str]
    programs: list[str]
    districts: list[str]
    fields: dict[str, str]
    survey: Mission
    revision: Revision
    version: FormVersion

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        """The one question of each kind."""
        return {question["kind"]: question for question in self.version.questions}


def furnish(seed: int, *, people: int = 14) -> SmallWorld:
    """The same people for the same seed."""
    dice = random.Random(seed)
    tags = [str(Tag.objects.create(name=f"tag {number}").pk) for number in range(3)]
    programs = [str(Program.objects.create(name=f"program {number}").pk) for number in range(2)]
    fields = {str(CustomField.objects.create(name=kind, kind=kind).pk): kind for kind in ("text", "number", "day")}
    districts = [str(District.objects.create(name=f"district {number}").pk) for number in range(2)]
    world = SmallWorld([], tags, programs, districts, fields, *_survey())
    for number in range(people):
        world.people.append(_person(number, dice, world))
    return world


def _survey() -> tuple[Mission, Revision, FormVersion]:
    by = User.objects.create(email="asks@example.com", name="Asks")
    form = Form.objects.create()
    version = FormVersion.objects.create(form=form, number=1, questions=one_of_each(required=False))
    activity = Activity.objects.create(type="survey", form=form)
    mission = Mission.objects.create(program=default_program(), activity=activity, created_by=by, title="Tell us")
    revision = Revision.objects.create(mission=mission, edited_by=by, edited_at=NOW, form_version=version)
    mission.live = revision
    mission.save()
    return mission, revision, version


def _person(number: int, dice: random.Random, world: SmallWorld) -> Person:
    days = dice.choice([0, 0.5, 6.9, 7, 7.1, 29.9, 30, 30.1, 200, 900])
    person = Person(
        pk=0, status=dice.choice(STATUSES), joined=NOW - timedelta(days=days), company=dice.choice(COMPANIES),
        language=dice.choice(LANGUAGES), is_test=number == 0, erased=number == 1, address=dice.random() < 0.7,
        tags={tag for tag in world.tags if dice.random() < 0.4},
        programs={program for program in world.programs if dice.random() < 0.4},
        districts={district for district in world.districts if dice.random() < 0.4},
        phone=dice.random() < 0.3, consent=dice.random() < 0.5,
    )  # fmt: skip
    if person.is_test or person.erased:
        person.address = person.phone = False
    if person.erased:
        person.company = person.language = ""
        person.consent = False
    row = Advocate.objects.create(
        name=f"Person {number}", status=person.status, joined_at=person.joined, company=person.company,
        language=person.language, is_test=person.is_test, erased_at=NOW if person.erased else None,
        email=f"person{number}@example.com" if person.address else None,
        phone=f"+4930901{number:03}" if person.phone else None, consent_source="Fair" if person.consent else "",
    )  # fmt: skip
    person.pk = row.pk
    Tagging.objects.bulk_create(Tagging(advocate=row, tag_id=int(tag)) for tag in person.tags)
    Enrolment.objects.bulk_create(Enrolment(advocate=row, program_id=int(pk)) for pk in person.programs)
    Residence.objects.bulk_create(Residence(advocate=row, district_id=int(pk)) for pk in person.districts)
    _answer_survey(row, person, dice, world)
    if dice.random() < 0.8:
        person.balance = dice.choice([0, 1, 999, 1000, 1001, 5000])
        person.lifetime = person.balance + dice.choice([0, 0, 500])
        Wallet.objects.create(advocate=row, balance=person.balance, lifetime=person.lifetime)
    for pk, kind in world.fields.items():
        if dice.random() < 0.6:
            person.fields[pk] = _field(row, int(pk), kind, dice)
    return person


def _answer_survey(row: Advocate, person: Person, dice: random.Random, world: SmallWorld) -> None:
    """Nothing, once, or in two cycles; what was withdrawn does not count."""
    for cycle in range(dice.choice([0, 1, 1, 2, 2])):
        answers = {q["key"]: _said(q, dice) for q in world.version.questions if dice.random() < 0.7}
        state = dice.choice(["approved", "submitted", "withdrawn"])
        decided = NOW - timedelta(days=dice.choice([1, 6.9, 7, 30])) if state == "approved" else None
        sent = Submission.objects.create(
            activity=world.survey.activity, mission=world.survey, advocate=row, cycle=cycle, state=state,
            revision=world.revision, submitted_at=NOW - timedelta(days=40 - cycle), decided_at=decided,
        )  # fmt: skip
        sent.attempt = Attempt.objects.create(
            submission=sent, number=1, answers=answers, form_version=world.version, at=NOW
        )
        sent.save()
        if state != "withdrawn":
            person.answers = answers
        if decided:
            person.approved.append(decided)
        person.waiting += state == "submitted"


def _said(question: dict[str, Any], dice: random.Random) -> Any:
    options = [option["key"] for option in question["options"]]
    rows = [part["key"] for part in question.get("rows", [])]
    values: dict[str, Any] = {
        "single_choice": lambda: dice.choice(options),
        "multiple_choice": lambda: dice.sample(options, dice.choice([1, 2])),
        "true_false": lambda: dice.choice([True, False]),
        "nps": lambda: dice.choice([0, 6, 7, 8, 9, 10]),
        "rating": lambda: dice.choice([1, 3, 5]),
        "number": lambda: dice.choice([-2.5, 0, 3, 7.25]),
        "date": (date(2026, 11, 2) + timedelta(days=dice.choice([-40, -1, 0, 1, 14, 15, 60]))).isoformat,
        "ranking": lambda: dice.sample(options, len(options)),
        "matrix": lambda: {part: dice.choice(options) for part in rows if dice.random() < 0.7},
    }
    if question["kind"] == "consent":
        return True
    return values.get(question["kind"], lambda: dice.choice(["Gold", "gold", "10%"]))()


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


def _answer(person: Person, part: dict[str, Any], now: datetime) -> bool:  # noqa: PLR0911  one line for each fact
    fact: str = part["fact"]
    op: str = part["op"]
    value: Any = part.get("value")
    if fact.startswith("field:"):
        return _compare(person.fields.get(fact.partition(":")[2]), op, value, now)
    if fact in ("tag", "program", "district"):
        return bool(getattr(person, f"{fact}s") & set(value)) == (op == "any")
    if fact.startswith("answer:"):
        return _said_so(person, fact, op, value, now)
    if fact in ("nps", "nps_class"):
        return _said_so(person, "answer:0:q6" + (":class" if fact == "nps_class" else ""), op, value, now)
    if fact == "stands:approved":
        return bool(person.approved) == (op == "any")
    if fact in ("approved", "in_review"):
        return _compare(_count(person, fact, part.get("days"), now), op, value, now)
    if fact in ("status", "language"):
        return bool(getattr(person, fact) in value) == (op == "any")
    if fact in ("address", "phone", "consent"):
        return bool(getattr(person, fact)) == (op == "yes")
    return _compare(getattr(person, fact), op, value, now)


def _count(person: Person, fact: str, days: int | None, now: datetime) -> int:
    if fact == "in_review":
        return person.waiting
    return sum(1 for at in person.approved if days is None or now - at < timedelta(days=days))


def _said_so(person: Person, fact: str, op: str, value: Any, now: datetime) -> bool:
    key, _colon, part = fact.split(":", 2)[2].partition(":")
    said = person.answers.get(key)
    if part == "class":
        classes = {"promoter": range(9, 11), "passive": range(7, 9), "detractor": range(7)}
        return any(said in classes[name] for name in value) == (op == "any")
    if part == "first":
        said = said[0] if said else None
    elif part:
        said = (said or {}).get(part)
    if op in ("any", "none"):
        given = {str(one).lower() for one in (said if isinstance(said, list) else [said])}
        return bool(given & set(value)) == (op == "any")
    if op in ("yes", "no"):
        return (said is not None) == (op == "yes")
    if isinstance(said, str) and len(said) == 10 and said[4] == "-":
        said = date.fromisoformat(said)
    return _compare(said, op, value, now)


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
