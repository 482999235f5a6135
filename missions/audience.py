"""Whom a mission means: what rows of an audience can be about, for one person and for everybody (G-03, G-29).

A thing is written "segment:3" or "language:es" in what staff type; in an AudienceRule it is one filled column. Having
any that includes and none that leaves out is belonging to chosen people; all registered members may be narrowed by what
leaves out alone.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.contact import clean_email, clean_phone
from foundation.folding import fold
from foundation.prepared import Slot
from missions.models import Audience, AudienceRule
from programs.models import Advocate, AdvocateStatus, District, Enrolment, Program, Residence, Tag, Tagging
from programs.queries import languages_of_people
from programs.rows import language_name
from segments.models import Folder, Segment
from segments.queries import is_in, segments, segments_of

type Things = Sequence[str]

KEY = re.compile(r"(segment|folder|tag|program|district|person):([0-9]{1,18})|(language):([A-Za-z-]{2,12})")


@dataclass(frozen=True)
class Kind:
    """One kind of thing that people have. `own` gives what one person has, `having` a condition on people.

    `names` says what these are called, `options` are rows of what there is to choose from. `has` and `lacks` are words
    with a gap for the thing's name.
    """

    key: str
    label: str | Promise
    has: str | Promise
    lacks: str | Promise
    own: Callable[[int | Slot], QuerySet[Any, Any]]
    having: Callable[[Collection[Any]], Q]
    names: Callable[[Collection[Any]], Mapping[Any, str]]
    options: Callable[[], QuerySet[Any, Any]] | None


def _through(model: Any, column: str) -> Callable[[Collection[Any]], Q]:
    return lambda ids: Q(Exists(model.objects.filter(**{f"{column}__in": ids, "advocate": OuterRef("pk")})))


def _names(model: Any) -> Callable[[Collection[Any]], Mapping[Any, str]]:
    return lambda ids: {row.pk: str(row) for row in model.objects.filter(pk__in=ids)}


def _options(
    rows: Callable[[], QuerySet[Any, Any]], *, size: str = "", interest: str = ""
) -> Callable[[], QuerySet[Any, Any]]:
    """Rows of id, name, how many people there are (-1 where that is not kept), and whether people choose it."""
    number, chosen = F(size) if size else Value(-1), F(interest) if interest else Value(value=False)
    return lambda: rows().order_by().annotate(size=number, chosen=chosen).values_list("pk", "name", "size", "chosen")


def _held_folders() -> QuerySet[Folder]:
    return Folder.objects.filter(Exists(segments().filter(folder=OuterRef("pk"))))


def _own_folders(advocate: int | Slot) -> QuerySet[Any, Any]:
    stays = segments_of(advocate).filter(segment__archived_at=None)
    return stays.values_list("segment__folder_id", flat=True)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "segment",
            gettext_lazy("Segments"),
            gettext_lazy("is in “%(name)s”"),
            gettext_lazy("is not in “%(name)s”"),
            own=segments_of,
            having=lambda ids: Q(is_in(ids)),
            names=_names(Segment),
            options=_options(segments, size="people_count"),
        ),
        Kind(
            "folder",
            gettext_lazy("Lists in a folder"),
            gettext_lazy("is in a list of “%(name)s”"),
            gettext_lazy("is in no list of “%(name)s”"),
            own=_own_folders,
            having=lambda ids: Q(is_in(segments().filter(folder__in=ids).values_list("pk", flat=True))),
            names=_names(Folder),
            options=_options(_held_folders),
        ),
        Kind(
            "tag",
            gettext_lazy("Tags"),
            gettext_lazy("has “%(name)s”"),
            gettext_lazy("does not have “%(name)s”"),
            own=lambda pk: Tagging.objects.filter(advocate=pk).values_list("tag_id", flat=True),
            having=_through(Tagging, "tag"),
            names=_names(Tag),
            options=_options(Tag.objects.all, interest="is_interest"),
        ),
        Kind(
            "program",
            gettext_lazy("Programs"),
            gettext_lazy("belongs to “%(name)s”"),
            gettext_lazy("does not belong to “%(name)s”"),
            own=lambda pk: Enrolment.objects.filter(advocate=pk).values_list("program_id", flat=True),
            having=_through(Enrolment, "program"),
            names=_names(Program),
            options=_options(Program.objects.all),
        ),
        Kind(
            "district",
            gettext_lazy("Districts"),
            gettext_lazy("lives in “%(name)s”"),
            gettext_lazy("does not live in “%(name)s”"),
            own=lambda pk: Residence.objects.filter(advocate=pk).values_list("district_id", flat=True),
            having=_through(Residence, "district"),
            names=_names(District),
            options=_options(District.objects.all),
        ),
        Kind(
            "language",
            gettext_lazy("Languages"),
            gettext_lazy("is written to in “%(name)s”"),
            gettext_lazy("is not written to in “%(name)s”"),
            own=lambda pk: Advocate.objects.filter(pk=pk).values_list("language", flat=True),
            having=lambda codes: Q(language__in=codes),
            names=lambda codes: {code: language_name(code) for code in codes},
            options=None,
        ),
        Kind(
            "person",
            gettext_lazy("People"),
            gettext_lazy("is “%(name)s”"),
            gettext_lazy("is not “%(name)s”"),
            own=lambda pk: Advocate.objects.filter(pk=pk).values_list("pk", flat=True),
            having=lambda ids: Q(pk__in=ids),
            names=_names(Advocate),
            options=None,
        ),
    )
}


@dataclass(frozen=True)
class Option:
    """Something to choose: as it is written, its name with its size, and whether people choose it themselves."""

    thing: str
    name: str
    is_interest: bool = False


def offered() -> dict[str, list[Option]]:
    """What there is to choose from, by kind and name: two queries for all of it."""
    parts = [
        kind.options().annotate(kind=Value(kind.key)).values_list("kind", "pk", "name", "size", "chosen")
        for kind in KINDS.values()
        if kind.options
    ]
    found: dict[str, list[Option]] = {kind: [] for kind in KINDS}
    for kind, pk, name, size, chosen in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: fold(row[2])):
        found[kind].append(Option(f"{kind}:{pk}", f"{name} · {size:,}" if size >= 0 else name, is_interest=chosen))
    found["language"] = [Option(f"language:{code}", language_name(code)) for code in languages_of_people()]
    return found


@dataclass(frozen=True)
class Meant:
    """Whom a mission, or a draft of one, means; whether they are written to; what has to be done before it opens.

    Of a draft that waits for people to enter a segment: which (`waits_for`), and for whom it is armed.
    """

    audience: str = Audience.REGISTERED
    include: Things = ()
    exclude: Things = field(default=())
    notify: bool = False
    requires: Sequence[int] = ()
    waits_for: int | None = None
    arming: str = ""


def split(thing: str) -> tuple[str, int | str] | None:
    """The kind and what of it; None for what is no thing."""
    found = KEY.fullmatch(thing)
    if found is None:
        return None
    return (found[1], int(found[2])) if found[1] else (found[3], found[4])


def by_kind(things: Iterable[str]) -> dict[str, list[Any]]:
    """What of each kind these are."""
    found: dict[str, list[Any]] = {}
    for kind, value in filter(None, map(split, things)):
        found.setdefault(kind, []).append(value)
    return found


def column_of(kind: str) -> str:
    """Where an AudienceRule keeps what of this kind it is about."""
    return kind if kind == "language" else f"{kind}_id"


def thing_of(rule: AudienceRule) -> str:
    """What a rule is about, as it is written."""
    kind = next(kind for kind in KINDS if getattr(rule, column_of(kind)) is not None)
    return f"{kind}:{getattr(rule, column_of(kind))}"


def meant_by_rules(audience: str, rules: Iterable[AudienceRule], *, notify: bool = False) -> Meant:
    """Of a mission that was launched."""
    kept = list(rules)
    include = [thing_of(rule) for rule in kept if rule.includes]
    exclude = [thing_of(rule) for rule in kept if not rule.includes]
    return Meant(audience, include, exclude, notify)


def having_any(things: Iterable[str]) -> Q:
    """A condition on people: that they have any of these; of none nobody."""
    found = Q(pk__in=())
    for kind, values in by_kind(things).items():
        found |= KINDS[kind].having(values)
    return found


def chosen_among(people: QuerySet[Advocate], meant: Meant) -> QuerySet[Advocate]:
    """Those of these people whom an audience means, wherever they stand."""
    if meant.audience == Audience.CHOSEN:
        people = people.filter(having_any(meant.include))
    if meant.audience == Audience.ANYONE or not meant.exclude:
        return people
    return people.exclude(having_any(meant.exclude))


def audience_of(meant: Meant) -> QuerySet[Advocate]:
    """The people an audience means at this moment; never the erased, left or deactivated."""
    return chosen_among(Advocate.objects.filter(status=AdvocateStatus.ACTIVE, is_test=False), meant)


def rules_met_by(advocate: int | Slot) -> QuerySet[AudienceRule, int]:
    """The rules that are about something a person has; each kind by its index: it grows with her things alone."""
    parts = [
        AudienceRule.objects.filter(**{f"{kind.key}__in": kind.own(advocate)}).values_list("pk", flat=True)
        for kind in KINDS.values()
    ]
    return parts[0].union(*parts[1:], all=True)


def owned_by(advocate: Advocate, rules: Iterable[AudienceRule]) -> set[str]:
    """Of the things that these rules are about those that a person has: one query for each kind there is."""
    wanted = by_kind(thing_of(rule) for rule in rules)
    return {f"{kind}:{value}" for kind in wanted for value in set(KINDS[kind].own(advocate.pk)) & set(wanted[kind])}


def belongs(meant: Meant, own: Collection[str]) -> bool:
    """Whether somebody who has these things is meant: the rule that `chosen_among` is the query of."""
    if meant.audience == Audience.ANYONE:
        return True
    included = meant.audience == Audience.REGISTERED or any(thing in own for thing in meant.include)
    return included and not any(thing in own for thing in meant.exclude)


def people_named(text: str) -> tuple[list[str], list[str]]:
    """Who is meant by e-mail addresses and phone numbers, a line each; and the lines that are nobody's."""
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    keys = {line: _identity(line) for line in lines}
    wanted = [key for key in keys.values() if key]
    rows = Advocate.objects.filter(Q(email__in=wanted) | Q(phone__in=wanted), erased_at=None, is_test=False)
    found = {identity: row.pk for row in rows for identity in (row.email, row.phone) if identity}
    people = list(dict.fromkeys(f"person:{found[key]}" for key in keys.values() if key in found))
    return people, [line for line, key in keys.items() if key not in found]


def _identity(line: str) -> str:
    try:
        return clean_email(line) if "@" in line else clean_phone(line)
    except ValidationError:
        return ""


def named(things: Iterable[str]) -> dict[str, str]:
    """What these are called, in their order; those that are gone are left out."""
    wanted = list(things)
    names = {
        f"{kind}:{value}": name
        for kind, values in by_kind(wanted).items()
        for value, name in KINDS[kind].names(values).items()
    }
    return {thing: names[thing] for thing in wanted if thing in names}


def in_words(meant: Meant) -> str:
    """An audience in a line."""
    include, exclude = named(meant.include), named(meant.exclude)
    return _line(meant.audience, list(include.values()), list(exclude.values()))


def rules_in_words(audience: str, rules: Iterable[AudienceRule]) -> str:
    """The same of rules `with_names`, for the list, without a query: segments with their size (S1-08, S1-44)."""
    kept = list(rules)
    return _line(
        audience, [_name(row) for row in kept if row.includes], [_name(row) for row in kept if not row.includes]
    )


def with_names() -> QuerySet[AudienceRule]:
    """All rules with what they are about."""
    return AudienceRule.objects.select_related(*(key for key in KINDS if key != "language")).order_by("pk")


def _name(rule: AudienceRule) -> str:
    if rule.segment:
        return f"{rule.segment.name} ({rule.segment.people_count:,})"
    if rule.language:
        return language_name(rule.language)
    return str(rule.folder or rule.tag or rule.program or rule.district or rule.person)


def _line(audience: str, include: Sequence[str], exclude: Sequence[str]) -> str:
    words = str(Audience(audience).label)
    if audience == Audience.ANYONE:
        return words
    if audience == Audience.CHOSEN:
        words = ", ".join(include) or _("Nobody is chosen yet")
    return _("%(who)s; without %(these)s") % {"who": words, "these": ", ".join(exclude)} if exclude else words


def weighed(meant: Meant, own: Collection[str]) -> str:
    """Each thing of an audience with whether a person has it, for the explainer."""
    names = named([*meant.include, *meant.exclude])
    asked = [(thing, _("wanted")) for thing in meant.include] + [(thing, _("left out")) for thing in meant.exclude]
    return "; ".join(f"{_found(thing, names[thing], own)} ({why})" for thing, why in asked if thing in names)


def _found(thing: str, name: str, own: Collection[str]) -> str:
    kind = KINDS[thing.partition(":")[0]]
    return str(kind.has if thing in own else kind.lacks) % {"name": name}
