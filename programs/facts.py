"""What is known of people, for rules: one function for each fact, or for each family of facts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Profile
from foundation import facts as build
from foundation.plugs import Fact, FactKind, FactSource, Family, Text
from foundation.times import shown
from programs.models import (
    Advocate,
    AdvocateStatus,
    Application,
    CustomField,
    District,
    Enrolment,
    FieldKind,
    FieldValue,
    Program,
    Residence,
    Tag,
    Tagging,
)
from programs.programs import last_applications
from programs.states import ApplicationState
from programs.values import held_by, say_value
from surveys.facts import Answers, facts_of_form, questions_of_all
from surveys.models import FormVersion

PERSON, FIELDS, PROGRAM = gettext_lazy("Person"), gettext_lazy("Custom fields"), gettext_lazy("Programs")
DETAILS = frozenset({"advocate.changed", "import.finished", "import.stopped"})
PROGRAMS = frozenset({"application.approved", "enrolment.made", "enrolment.ended"})
APPLIED = frozenset({"advocate.applied", "application.withdrawn"})
DECIDED = frozenset({"application.approved", "application.rejected", "application.waitlisted"})
LANGUAGES = 500


def joined() -> Iterable[Fact]:
    """When somebody joined."""
    yield Fact(
        "joined", gettext_lazy("Joined"), PERSON, FactKind.MOMENT,
        where=build.moment_of_column("joined_at"),
        crossed=build.column_grew_old("joined_at"),
        changed_by=frozenset({"advocate.joined", "advocate.accepted"}),
        found=lambda pk: shown(_person(pk).joined_at, zone_of_workspace()),
    )  # fmt: skip


def status() -> Iterable[Fact]:
    """Where somebody stands."""
    yield Fact(
        "status", gettext_lazy("Status"), PERSON, FactKind.CHOICE,
        where=build.choice_of_column("status"),
        changed_by=frozenset(),  # every rule hears of it
        options=lambda: [(value, words) for value, words in AdvocateStatus.choices],
        found=lambda pk: _person(pk).get_status_display(),
    )  # fmt: skip


def tag() -> Iterable[Fact]:
    """The tags somebody has."""
    yield Fact(
        "tag", gettext_lazy("Tag"), PERSON, FactKind.CHOICE,
        where=build.choice_of_rows(Tagging.objects.all, "tag"),
        changed_by=DETAILS | {"tag.put", "tag.taken", "interests.chosen", "answers.marked", "advocate.added"},
        options=lambda: [(str(pk), name) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")],
        found=lambda pk: _joined(Tag.objects.filter(taggings__advocate=pk).order_by("name")),
    )  # fmt: skip


def program() -> Iterable[Fact]:
    """The programs somebody belongs to."""
    yield Fact(
        "program", gettext_lazy("Program"), PROGRAM, FactKind.CHOICE,
        where=build.choice_of_rows(Enrolment.objects.all, "program"),
        changed_by=DETAILS | {"advocate.joined", "advocate.accepted"} | PROGRAMS,
        options=_programs,
        found=lambda pk: _joined(Program.objects.filter(enrolments__advocate=pk).order_by("name")),
    )  # fmt: skip


def application() -> Iterable[Fact]:
    """Where the last application to each program stands."""
    for state, name in ApplicationState.choices:
        yield _in_state(state, name)


def _in_state(state: str, name: Text) -> Fact:
    words = _("Application: %(state)s") % {"state": name}

    def rows() -> QuerySet[Application]:
        return last_applications().filter(state=state)

    return Fact(
        f"application:{state}", words, PROGRAM, FactKind.CHOICE,
        where=build.choice_of_rows(rows, "program"),
        changed_by=APPLIED | DECIDED,
        options=_programs,
        found=lambda pk: _joined(Program.objects.filter(pk__in=rows().filter(advocate=pk).values("program"))),
    )  # fmt: skip


def _programs() -> list[tuple[str, Text]]:
    return [(str(pk), name) for pk, name in Program.objects.order_by("name").values_list("pk", "name")]


def _asked(programs: Iterable[Program]) -> Iterable[Fact]:
    """Each question that the applications to these programs ever asked."""
    for program in programs:
        versions = FormVersion.objects.filter(form=program.form_id).order_by("number") if program.form_id else ()
        yield from facts_of_form(questions_of_all(versions), _answers(program))


def _answers(program: Program) -> Answers:
    def given(pk: int) -> dict[str, Any]:
        rows = last_applications().filter(program=program, advocate=pk)
        return rows.values_list("answers", flat=True).first() or {}

    return Answers(
        f"asked:{program.pk}", _("Application: %(program)s") % {"program": program.name},
        lambda: last_applications().filter(program=program), "answers", APPLIED, given,
    )  # fmt: skip


def _one_asked(rest: str) -> Fact | None:
    number = build.number_in(rest.partition(":")[0])
    programs = Program.objects.filter(pk=number) if number else ()
    return next((fact for fact in _asked(list(programs)) if fact.key == f"asked:{rest}"), None)


# What somebody answered when they applied last, unless they took it back (S2-101).
answers = Family(
    "asked", one=_one_asked, offered=lambda: _asked(Program.objects.filter(form__isnull=False).order_by("name"))
)


def district() -> Iterable[Fact]:
    """The districts somebody is in."""
    yield Fact(
        "district", gettext_lazy("District"), PERSON, FactKind.CHOICE,
        where=build.choice_of_rows(Residence.objects.all, "district"),
        changed_by=DETAILS | {"advocate.added"},
        options=lambda: [(str(pk), name) for pk, name in District.objects.order_by("name").values_list("pk", "name")],
        found=lambda pk: _joined(District.objects.filter(residences__advocate=pk).order_by("name")),
    )  # fmt: skip


def language() -> Iterable[Fact]:
    """The language somebody is written to in."""
    yield Fact(
        "language", gettext_lazy("Language"), PERSON, FactKind.CHOICE,
        where=build.choice_of_column("language"),
        changed_by=DETAILS,
        options=_languages,
        found=lambda pk: _person(pk).language or _("none"),
    )  # fmt: skip


def company() -> Iterable[Fact]:
    """Where somebody works."""
    yield Fact(
        "company", gettext_lazy("Company"), PERSON, FactKind.TEXT,
        where=build.text_of_column("company"),
        changed_by=DETAILS,
        found=lambda pk: _person(pk).company or _("none"),
    )  # fmt: skip


def address() -> Iterable[Fact]:
    """Whether there is an e-mail address."""
    yield Fact(
        "address", gettext_lazy("Has an e-mail address"), PERSON, FactKind.YES,
        where=build.yes_or_no(lambda: Q(email__isnull=False)),
        changed_by=DETAILS | {"address_change.confirmed"},
        found=lambda pk: _("yes") if _person(pk).email else _("no"),
    )  # fmt: skip


def phone() -> Iterable[Fact]:
    """Whether there is a phone number."""
    yield Fact(
        "phone", gettext_lazy("Has a phone number"), PERSON, FactKind.YES,
        where=build.yes_or_no(lambda: Q(phone__isnull=False)),
        changed_by=DETAILS,
        found=lambda pk: _("yes") if _person(pk).phone else _("no"),
    )  # fmt: skip


def consent() -> Iterable[Fact]:
    """Whether it is known that somebody agreed to be written to."""
    yield Fact(
        "consent", gettext_lazy("Agreed to be written to"), PERSON, FactKind.YES,
        where=build.yes_or_no(lambda: ~Q(consent_source="")),
        changed_by=DETAILS,
        found=lambda pk: _person(pk).consent_source or _("no"),
    )  # fmt: skip


def _custom_fields() -> Iterable[Fact]:
    return map(_custom, CustomField.objects.order_by("name"))


def _custom_field(rest: str) -> Fact | None:
    field = CustomField.objects.filter(pk=pk).first() if (pk := build.number_in(rest)) else None
    return _custom(field) if field else None


# What a workspace keeps of people beyond what everybody has, such as fields of a CRM that were imported.
custom_fields = Family("field", one=_custom_field, offered=_custom_fields)


def _custom(field: CustomField) -> Fact:
    pk, changed_by = field.pk, DETAILS | {"answers.marked"}
    key, rows = f"field:{pk}", lambda: FieldValue.objects.filter(field=pk)
    if field.kind == FieldKind.NUMBER:
        where, crossed, kind = build.figure(rows, "number"), None, FactKind.FIGURE
    elif field.kind == FieldKind.DAY:
        where, crossed, kind = build.day_of_rows(rows, "falls_on"), build.day_came(rows, "falls_on"), FactKind.DAY
    elif field.kind == FieldKind.YES_NO:
        said_yes = build.yes_or_no(
            lambda: Q(pk__in=FieldValue.objects.filter(field=pk, is_yes=True).values("advocate"))
        )
        where, crossed, kind = said_yes, None, FactKind.YES
    else:
        where, crossed, kind = build.text_of_rows(rows, "text"), None, FactKind.TEXT
    return Fact(
        key, field.name, FIELDS, kind, where=where, crossed=crossed, changed_by=changed_by,
        found=lambda person: _value_of(person, field),
    )  # fmt: skip


def _value_of(pk: int, field: CustomField) -> Text:
    row = FieldValue.objects.filter(advocate=pk, field=field).select_related("field").first()
    return _("not known") if row is None else say_value(held_by(row))


def _languages() -> Sequence[tuple[str, Text]]:
    """Those that people have."""
    names = Advocate.objects.exclude(language="").order_by("language").values_list("language", flat=True).distinct()
    return [(name, name) for name in names[:LANGUAGES]]


def zone_of_workspace() -> str:
    """The clocks by which times are shown."""
    return Profile.objects.values_list("time_zone", flat=True).first() or "UTC"


def _person(pk: int) -> Advocate:
    return Advocate.objects.get(pk=pk)


def _joined(things: Iterable[Tag] | Iterable[Program] | Iterable[District]) -> str:
    return ", ".join(map(str, things)) or _("none")


FACTS: Sequence[FactSource] = [
    joined, status, tag, program, application, answers, district, language, company, address, phone, consent,
    custom_fields,
]  # fmt: skip
