"""What the rows of an import do to people: 500 at a time, by a few statements for all, never a query for a row.

People are recognised by e-mail address, else by phone number. Only columns that were chosen are changed, and a
blank cell changes nothing. Every person and every line counts once; what cannot be taken is a fault in words.
Events of these rows are written without a due row, since they come by thousands: nothing hears them one by one.
They are for the timeline. Who wants to follow listens to `import.finished` and finds the people by the import.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from events.models import Event
from foundation.spreadsheets import Row
from programs.columns import columns_kept
from programs.models import (
    Advocate,
    CustomField,
    Enrolment,
    FieldValue,
    Import,
    ImportedRow,
    ImportFault,
    Residence,
    RowOutcome,
    Tagging,
)
from programs.operations.districts import districts_by_name
from programs.operations.programs import default_program, enrol, programs_by_name
from programs.operations.tags import tags_by_name
from programs.operations.words import fold_name, keep_words
from programs.rows import PersonRow, read_person
from programs.values import Custom, Held, columns_of, held_by

FOUND_BY = {"name", "company", "email", "phone"}
CHANGEABLE = (
    "name",
    "sort_name",
    "email",
    "phone",
    "company",
    "company_key",
    "language",
    "time_zone",
    "consent_source",
)


@dataclass
class Known:
    """Somebody who is here, or is about to be: `line` is where this file named them before, 0 for nowhere."""

    advocate: Advocate
    line: int = 0
    is_new: bool = False
    changed: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    custom: dict[Custom, Held] = field(default_factory=dict)


@dataclass
class People:
    """Those whom the rows at hand can be about, by address and by number."""

    by_email: dict[str, Known] = field(default_factory=dict)
    by_phone: dict[str, Known] = field(default_factory=dict)

    def put(self, known: Known) -> None:
        """Remember somebody under what they are recognised by."""
        if known.advocate.email:
            self.by_email[known.advocate.email] = known
        if known.advocate.phone:
            self.by_phone[known.advocate.phone] = known


class NotTaken(Exception):
    """A row that is understood and still cannot be taken; says why."""


@transaction.atomic
def take_rows(row: Import, found: Sequence[Row], *, now: datetime) -> None:
    """Take these rows of an import: all of them with their counts, or none."""
    at = {heading: number for number, heading in enumerate(row.reading["headings"])}
    customs = [Custom.of(found) for found in CustomField.objects.all()] if _has_customs(row) else []
    columns = {at[heading]: column for heading, column in columns_kept(row.columns, customs).items()}
    read = [read_person(raw, columns, region=row.region) for raw in found]
    people = _known([person for person in read if not person.faults], of=row)
    taken: list[Known] = []
    faults: list[ImportFault] = []
    for raw, person in zip(found, read, strict=True):
        try:
            if person.faults:
                raise NotTaken(" ".join(person.faults))
            taken.append(_take(person, people, row, now=now))
        except NotTaken as fault:
            faults.append(ImportFault(of_import=row, line=raw.line, reason=str(fault)[:300], cells=raw.cells))
    ImportFault.objects.bulk_create(faults)
    _write(row, taken, bad=len(faults), now=now)


def _known(read: Sequence[PersonRow], *, of: Import) -> People:
    """The people with these addresses and numbers, locked, with the lines of this import that named them before."""
    emails, phones = {row.email for row in read if row.email}, {row.phone for row in read if row.phone}
    locked = Advocate.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {one.pk: Known(one) for one in (*locked.filter(email__in=emails), *locked.filter(phone__in=phones))}
    lines = ImportedRow.objects.filter(of_import=of, advocate__in=found).values_list("advocate_id", "line")
    for pk, line in lines:
        found[pk].line = line
    people = People()
    for known in found.values():
        people.put(known)
    return people


def _take(person: PersonRow, people: People, row: Import, *, now: datetime) -> Known:
    """Decide what a row comes to. Raises NotTaken."""
    match, holder = people.by_email.get(person.email), people.by_phone.get(person.phone)
    if match is None and holder is not None and (not person.email or not holder.advocate.email):
        match = holder
    if match is not None and match.line:
        raise NotTaken(_("The same person as in line %(line)s.") % {"line": match.line})
    if holder is not None and holder is not match and (match is None or row.updates_existing):
        if holder.line:
            raise NotTaken(_("Line %(line)s has this phone number too, with another e-mail.") % {"line": holder.line})
        raise NotTaken(_("Somebody else, with another e-mail address, has this phone number."))
    if match is None:
        match = Known(_new(person, row, now=now), is_new=True)
        _say(match, person)
    elif row.updates_existing:
        match.changed = _change(match.advocate, person, row)
        _say(match, person)
    match.line = person.line
    people.put(match)
    return match


def _say(match: Known, person: PersonRow) -> None:
    match.tags, match.districts, match.custom = person.tags, person.districts, person.custom
    match.programs = person.programs


def _new(person: PersonRow, row: Import, *, now: datetime) -> Advocate:
    advocate = Advocate(**person.details, added_by_import=row, consent_source=row.consent_source, joined_at=now)
    fold_name(advocate)
    return advocate


def _change(advocate: Advocate, person: PersonRow, row: Import) -> list[str]:
    """Put what the row says on somebody who is here; returns the names of what changed."""
    said = dict(person.details)
    if advocate.name and not person.name_is_whole:
        said.pop("name", None)
    if not advocate.consent_source:
        said["consent_source"] = row.consent_source
    changed = [name for name, value in said.items() if getattr(advocate, name) != value]
    for name in changed:
        setattr(advocate, name, said[name])
    fold_name(advocate)
    return changed


def _write(row: Import, taken: Sequence[Known], *, bad: int, now: datetime) -> None:
    """Write everybody down by one statement for each table, and count."""
    new, changed = [one.advocate for one in taken if one.is_new], [one for one in taken if one.changed]
    Advocate.objects.bulk_create(new)
    Advocate.objects.bulk_create(
        [one.advocate for one in changed], update_conflicts=True, unique_fields=["id"], update_fields=CHANGEABLE
    )
    keep_words(new=new, changed=[one.advocate for one in changed if FOUND_BY & set(one.changed)])
    enrol(advocates=new, program=default_program())
    also = _put_tags(row, taken) | _put_districts(taken) | _put_programs(taken, now) | _fill_fields(row, taken, now)
    outcomes = {one.line: _outcome(one, is_marked=one.advocate.pk in also) for one in taken}
    ImportedRow.objects.bulk_create(
        ImportedRow(of_import=row, line=one.line, advocate=one.advocate, outcome=outcomes[one.line]) for one in taken
    )
    Event.objects.bulk_create(_changed(one, row, now) for one in taken if one.changed and not one.is_new)
    counts = Counter(outcomes.values())
    Import.objects.filter(pk=row.pk).update(
        added_count=F("added_count") + counts[RowOutcome.ADDED],
        updated_count=F("updated_count") + counts[RowOutcome.UPDATED],
        unchanged_count=F("unchanged_count") + counts[RowOutcome.UNCHANGED],
        bad_count=F("bad_count") + bad,
    )


def _put_tags(row: Import, taken: Sequence[Known]) -> set[int]:
    """Put on the tags of the rows, and the import's own on everybody; returns who got one they had not."""
    tags = tags_by_name({name for one in taken for name in one.tags})
    wanted = {(one.advocate.pk, tags[name].pk) for one in taken for name in one.tags}
    if row.tag_id:
        wanted |= {(one.advocate.pk, row.tag_id) for one in taken}
    if not wanted:
        return set()
    rows = Tagging.objects.filter(advocate__in={pk for pk, _tag in wanted}, tag__in={tag for _pk, tag in wanted})
    missing = wanted - set(rows.values_list("advocate_id", "tag_id"))
    Tagging.objects.bulk_create(
        [Tagging(advocate_id=pk, tag_id=tag) for pk, tag in sorted(missing)], ignore_conflicts=True
    )
    return {pk for pk, _tag in missing}


def _put_districts(taken: Sequence[Known]) -> set[int]:
    """Put people into the districts of their rows; returns who was not in one of them."""
    districts = districts_by_name(list(dict.fromkeys(name for one in taken for name in one.districts)))
    wanted = {(one.advocate.pk, districts[name].pk) for one in taken for name in one.districts}
    if not wanted:
        return set()
    rows = Residence.objects.filter(advocate__in={pk for pk, _district in wanted})
    missing = wanted - set(rows.values_list("advocate_id", "district_id"))
    new = [Residence(advocate_id=pk, district_id=district) for pk, district in sorted(missing)]
    Residence.objects.bulk_create(new, ignore_conflicts=True)
    return {pk for pk, _district in missing}


def _put_programs(taken: Sequence[Known], now: datetime) -> set[int]:
    """Put people into the programs of their rows; returns who was not in one of them."""
    programs = programs_by_name(names=[name for one in taken for name in one.programs])
    wanted = {(one.advocate.pk, programs[name].pk) for one in taken for name in one.programs}
    if not wanted:
        return set()
    rows = Enrolment.objects.filter(advocate__in={pk for pk, _program in wanted})
    missing = wanted - set(rows.values_list("advocate_id", "program_id"))
    new = [Enrolment(advocate_id=pk, program_id=program, enrolled_at=now) for pk, program in sorted(missing)]
    Enrolment.objects.bulk_create(new, ignore_conflicts=True)
    return {pk for pk, _program in missing}


def _fill_fields(row: Import, taken: Sequence[Known], now: datetime) -> set[int]:
    """Put what the rows say into custom fields, in the place of what was there; returns whose have changed."""
    said = {(one.advocate.pk, column.pk): (one, column, held) for one in taken for column, held in one.custom.items()}
    if not said:
        return set()
    rows = FieldValue.objects.filter(advocate__in={pk for pk, _field in said}, field__in={pk for _one, pk in said})
    present = {(value.advocate_id, value.field_id): value for value in rows.select_related("field")}
    new: list[FieldValue] = []
    changed: list[FieldValue] = []
    for key, (one, column, held) in said.items():
        value = present.get(key)
        if value is not None and held_by(value) == held:
            continue
        (new if value is None else changed).append(value := value or FieldValue(advocate_id=key[0], field_id=key[1]))
        for name, content in columns_of(column.kind, held).items():
            setattr(value, name, content)
        value.source, value.set_at = f"import:{row.pk}", now
        if "custom_fields" not in one.changed:
            one.changed.append("custom_fields")
    FieldValue.objects.bulk_create(new)
    FieldValue.objects.bulk_update(changed, ["text", "folded", "number", "falls_on", "is_yes", "source", "set_at"])
    return {value.advocate_id for value in (*new, *changed)}


def _has_customs(row: Import) -> bool:
    """Whether any column of the file is a custom field."""
    return any(str(name).startswith("field:") for name in row.columns.values())


def _outcome(one: Known, *, is_marked: bool) -> RowOutcome:
    if one.is_new:
        return RowOutcome.ADDED
    return RowOutcome.UPDATED if one.changed or is_marked else RowOutcome.UNCHANGED


def _changed(one: Known, row: Import, now: datetime) -> Event:
    payload = {"fields": ", ".join(one.changed), "import": row.pk}
    return Event(
        name="advocate.changed", payload=payload, advocate=one.advocate, by_staff_id=row.by_id, occurred_at=now
    )
