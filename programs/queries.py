"""Reads about people used by more than one caller. Each is met by an index under row security: see its test."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, F, Func, Prefetch, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event
from foundation.folding import search_terms
from foundation.plugs import EVENT_WORDS, NAMES, Text
from foundation.tenancy import current_workspace_id
from programs.models import (
    Advocate,
    CustomField,
    District,
    Enrolment,
    FieldValue,
    Import,
    ImportedRow,
    ImportFault,
    Residence,
    SearchWord,
    Tag,
    Tagging,
)
from programs.values import Held, held_by, say_value

PAGE = 40
COUNTED_AT_MOST = 10_000
MOST_LANGUAGES = 40
UNDO = timedelta(seconds=60)

# The column by which people stand in a list, and whether backwards.
ORDERS = {
    "name": ("sort_name", False),
    "-name": ("sort_name", True),
    "joined": ("joined_at", False),
    "-joined": ("joined_at", True),
}
# What the value of a custom field can be asked for; each is met by an index.
CONDITIONS: Mapping[str, Callable[[Any], Q]] = {
    "begins": lambda value: Q(StartsWith(F("folded"), Value(value)), ~Q(folded="")),
    "is": lambda value: Q(folded=value),
    "number from": lambda value: Q(number__gte=value),
    "number to": lambda value: Q(number__lte=value),
    "day from": lambda value: Q(falls_on__gte=value),
    "day to": lambda value: Q(falls_on__lte=value),
    "yes": lambda value: Q(is_yes=value),
}
# From one language to the next one by the index, however many people speak each.
LANGUAGES = """
WITH RECURSIVE spoken AS (
    SELECT min(language) AS language FROM programs_advocate WHERE workspace_id = %(workspace)s AND language <> ''
    UNION ALL
    SELECT (
        SELECT min(language) FROM programs_advocate
        WHERE workspace_id = %(workspace)s AND language <> '' AND language > spoken.language
    )
    FROM spoken WHERE spoken.language IS NOT NULL
)
SELECT language FROM spoken WHERE language IS NOT NULL LIMIT %(most)s
"""
_PHONE = re.compile(r"[+\d(][\d\s()/.-]{3,}")


class StartsWith(Func):
    """That a folded column begins with a text: leakproof, so that row security leaves it the index; LIKE is not."""

    arg_joiner, template = " ^@ ", "%(expressions)s"
    output_field = BooleanField()


@dataclass(frozen=True)
class PeopleFilter:
    """Which people, in which order. `asdict` of it is kept with an export.

    `fields` are what custom fields must hold: the field's id, one of CONDITIONS, and a value that JSON can keep.
    """

    search: str = ""
    status: str = ""
    tag: int | None = None
    district: int | None = None
    program: int | None = None
    language: str = ""
    company: str = ""
    source: int | None = None
    without_address: bool = False
    nobody: bool = False
    fields: Sequence[Sequence[Any]] = ()
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Whether it leaves anybody out."""
        return any(
            (
                self.search,
                self.status,
                self.tag,
                self.district,
                self.program,
                self.language,
                self.company,
                self.source,
                self.without_address,
                self.nobody,
                self.fields,
            )
        )


@dataclass(frozen=True)
class Slice[M]:
    """A page of a list by key: the rows, and from where the neighbouring pages go on (None: there is none)."""

    rows: Sequence[M]
    before: int | None = None
    after: int | None = None


def trying() -> QuerySet[Any, int]:
    """The ids of test people, of whom no figure, list or audience knows: `.exclude(advocate__in=trying())` (B-14)."""
    return Advocate.objects.filter(is_test=True).values_list("pk", flat=True)


def people(wanted: PeopleFilter) -> QuerySet[Advocate]:
    """Everybody wanted, in the order wanted; those erased are nobody any more, and test people nobody at all."""
    key, backwards = ORDERS[wanted.sort]
    rows = Advocate.objects.none() if wanted.nobody else Advocate.objects.filter(erased_at=None, is_test=False)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.company:
        rows = rows.filter(company_key=wanted.company)
    if wanted.source:
        rows = rows.filter(added_by_import=wanted.source)
    if wanted.without_address:
        rows = rows.filter(email=None)
    if sets := _sets(wanted):
        # As one set: after a large import, before the next ANALYZE, a join for each word could take minutes.
        rows = rows.filter(pk__in=sets[0].intersection(*sets[1:]) if len(sets) > 1 else sets[0])
    return rows.order_by(f"-{key}", "-pk") if backwards else rows.order_by(key, "pk")


def _sets(wanted: PeopleFilter) -> list[QuerySet[Any, int]]:
    """The ids of those who have the tag, and of those who have each of the words."""
    words = [SearchWord.objects.filter(StartsWith(F("word"), Value(term))) for term in words_sought(wanted.search)]
    sets: list[QuerySet[Any, int]] = [rows.values_list("advocate_id", flat=True) for rows in words]
    if wanted.tag:
        sets.append(Tagging.objects.filter(tag=wanted.tag).values_list("advocate_id", flat=True))
    if wanted.district:
        sets.append(Residence.objects.filter(district=wanted.district).values_list("advocate_id", flat=True))
    if wanted.program:
        sets.append(Enrolment.objects.filter(program=wanted.program).values_list("advocate_id", flat=True))
    for field in dict.fromkeys(pk for pk, _how, _value in wanted.fields):
        rows = FieldValue.objects.filter(field=field)
        for _pk, how, value in (one for one in wanted.fields if one[0] == field):
            rows = rows.filter(CONDITIONS[how](value))
        sets.append(rows.values_list("advocate_id", flat=True))
    return sets


def words_sought(text: str) -> list[str]:
    """The beginnings of words that a person must all have; a phone number, however it is grouped, is one."""
    if _PHONE.fullmatch(text.strip()) and (digits := re.sub(r"\(0\)|\D", "", text).lstrip("0")):
        return [digits]
    return search_terms(text)


def page_of_people(
    wanted: PeopleFilter, *, after: int | None = None, before: int | None = None, size: int = PAGE
) -> Slice[Advocate]:
    """The people after, or before, a person in the list, with their tags; the first page when that person is gone."""
    key, backwards = ORDERS[wanted.sort]
    rows = people(wanted)
    place = after or before
    anchor = Advocate.objects.filter(pk=place).values_list(key, "pk").first() if place else None
    upwards = anchor is not None and not after
    if anchor is not None:
        beyond = TupleLessThan if backwards != upwards else TupleGreaterThan
        rows = rows.filter(beyond((F(key), F("pk")), anchor))
    if upwards:
        rows = rows.reverse()
    tags = Prefetch("taggings", Tagging.objects.select_related("tag").order_by("tag__name"))
    found = list(rows.prefetch_related(tags)[: size + 1])
    more, found = len(found) > size, found[:size]
    if upwards:
        found.reverse()
    has_before, has_after = (more, True) if upwards else (anchor is not None, more)
    return Slice(
        found,
        before=found[0].pk if found and has_before else None,
        after=found[-1].pk if found and has_after else None,
    )


def count_people(wanted: PeopleFilter) -> int:
    """How many people are wanted; one more than COUNTED_AT_MOST stands for "more than that"."""
    return people(wanted).order_by()[: COUNTED_AT_MOST + 1].count()


def tags_of(advocate: Advocate) -> QuerySet[Tag]:
    """A person's tags, by name."""
    return Tag.objects.filter(taggings__advocate=advocate).order_by("name")


def district_names() -> list[str]:
    """All districts there are, by name."""
    return list(District.objects.order_by("name").values_list("name", flat=True))


def districts_of(advocate: Advocate) -> list[str]:
    """The districts a person is in, by name."""
    rows = Residence.objects.filter(advocate=advocate).order_by("district__name")
    return list(rows.values_list("district__name", flat=True))


def languages_of_people() -> list[str]:
    """The languages that people of this workspace have, each once, by stepping through the index in one query."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES, {"workspace": current_workspace_id(), "most": MOST_LANGUAGES})
        return [language for (language,) in cursor.fetchall()]


def interests() -> list[Tag]:
    """The tags that people may choose for themselves, by name."""
    return list(Tag.objects.filter(is_interest=True).order_by("name"))


def interests_of(advocate: Advocate) -> list[int]:
    """Which of them a person has."""
    rows = Tagging.objects.filter(advocate=advocate, tag__is_interest=True)
    return list(rows.values_list("tag_id", flat=True))


def tag_names() -> list[str]:
    """All tags there are, by name."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True))


def custom_fields(names: Sequence[str]) -> dict[str, CustomField]:
    """Those of these custom fields that exist, by name."""
    return {field.name: field for field in CustomField.objects.filter(name__in=names)}


def field_names() -> list[str]:
    """All custom fields there are, by name."""
    return list(CustomField.objects.order_by("name").values_list("name", flat=True))


def fields_of(advocate: Advocate) -> list[tuple[str, str]]:
    """What a person's custom fields hold, as it reads, by the fields' names."""
    rows = FieldValue.objects.filter(advocate=advocate).select_related("field").order_by("field__name")
    return [(row.field.name, say_value(held_by(row))) for row in rows]


def fields() -> list[CustomField]:
    """All custom fields, by name."""
    return list(CustomField.objects.order_by("name"))


def fields_with_counts() -> QuerySet[CustomField]:
    """All custom fields by name, each with how many people have something there."""
    return CustomField.objects.annotate(held_count=Count("values")).order_by("name")


def options_in_use(field: CustomField, options: Collection[str]) -> dict[str, int]:
    """How many people have each of these words; those that nobody has are left out."""
    rows = FieldValue.objects.filter(field=field, text__in=options).order_by("text").values_list("text")
    return dict(rows.annotate(count=Count("pk")))


def field_columns() -> list[tuple[int, str]]:
    """The custom fields that are columns of an export: their ids and names."""
    return [(field.pk, field.name) for field in fields()]


def listed_fields() -> list[CustomField]:
    """Those that are columns and filters of the list of people."""
    return list(CustomField.objects.filter(is_listed=True).order_by("name"))


def values_of(advocates: Iterable[Advocate], of: Iterable[CustomField]) -> dict[tuple[int, int], Held]:
    """What these people's fields hold, by person and field; those that hold nothing are left out."""
    rows = FieldValue.objects.filter(advocate__in=list(advocates), field__in=list(of)).select_related("field")
    return {(row.advocate_id, row.field_id): held for row in rows if (held := held_by(row)) is not None}


def with_values(
    rows: Sequence[Advocate], listed: Sequence[CustomField]
) -> list[tuple[Advocate, list[tuple[CustomField, str]]]]:
    """People with what these fields hold of each, as it reads; one query for all, none without fields."""
    held = values_of(rows, listed) if rows and listed else {}
    return [(row, [(field, say_value(held.get((row.pk, field.pk), ""))) for field in listed]) for row in rows]


def recent_tagging(pk: str, *, by: User, now: datetime) -> Event | None:
    """What this staff member did with a tag a moment ago, while it can be undone."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    rows = Event.objects.filter(name__in=["tag.put", "tag.taken"], by_staff=by, occurred_at__gt=now - UNDO)
    return rows.filter(pk=pk).first()


def timeline(advocate: Advocate, *, before: int | None = None) -> QuerySet[Event]:
    """What happened to a person and what they did, newest first; `before` is the id of the last event seen."""
    rows = Event.objects.filter(Q(advocate=advocate) | Q(by_advocate=advocate))
    rows = rows.filter(pk__lt=before) if before else rows
    return rows.select_related("by_staff").order_by("-pk")


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, in words."""

    icon: str
    text: Text
    at: datetime
    who: str = ""
    detail: str = ""
    url: str = ""


def timeline_page(advocate: Advocate, *, before: int | None = None, size: int = PAGE) -> tuple[list[Entry], int | None]:
    """A page of a person's timeline in words, and from where the next one goes on (None: this is the last).

    Somebody added by an import has no event of it: the last line says so.
    """
    events = list(timeline(advocate, before=before)[: size + 1])
    look_up_names(events[:size])
    entries = [entry_of(event, advocate) for event in events[:size]]
    if len(events) > size:
        return entries, events[size - 1].pk
    if advocate.added_by_import_id:
        source = advocate.added_by_import
        text = _("Added by an import (%(file)s)") % {"file": source.file_name if source else ""}
        entries.append(Entry("file-up", text, advocate.joined_at))
    return entries, None


def look_up_names(events: Iterable[Event]) -> None:
    """Put beside each event what it is about is called; one query for each kind of thing."""
    for kind, names_of in NAMES.items():
        concerned = {event: found for event in events if (found := _number_of(kind, event))}
        names = names_of(set(concerned.values())) if concerned else {}
        for event, number in concerned.items():
            event.names = {**event.names, kind: names.get(number, "")}


def _number_of(kind: str, event: Event) -> int:
    """The id of the thing of this kind that an event is about; 0 for none."""
    about, _colon, number = event.about.partition(":")
    found = number if about == kind else event.payload.get(kind)
    return int(found) if str(found).isdecimal() else 0


def entry_of(event: Event, advocate: Advocate) -> Entry:
    """An event in the words its app has plugged in; its name when it has none."""
    plugged = EVENT_WORDS.get(event.name)
    who = str(event.by_staff) if event.by_staff else ""
    if event.by_advocate_id == advocate.pk:
        who = str(advocate)
    if plugged is None:
        return Entry("circle-dot", event.name.replace(".", " ").replace("_", " "), event.occurred_at, who)
    url = plugged.url(event) if plugged.url else ""
    return Entry(plugged.icon, plugged.words(event), event.occurred_at, who, url=url)


def imports() -> QuerySet[Import]:
    """The history of imports, newest first."""
    return Import.objects.select_related("by", "job", "taking_back", "tag").order_by("-pk")


def faults_of(row: Import, *, after: int = 0) -> QuerySet[ImportFault]:
    """The rows of an import that were not taken, in the order of the file; `after` is the last line seen."""
    return row.faults.filter(line__gt=after).order_by("line")


def kept_of(row: Import, *, after: int = 0) -> QuerySet[ImportedRow]:
    """The people an import added who stayed when it was taken back, with why."""
    rows = row.rows.filter(line__gt=after).exclude(kept_because="")
    return rows.select_related("advocate").order_by("line")
