"""The words of people's events, imports and the hub's sessions."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from foundation.plugs import BellWords, EventWords, Text, Thing
from programs.models import Import, Program, Tag

FIELDS: dict[str, Text] = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("phone"),
    "company": gettext_lazy("company"),
    "language": gettext_lazy("language"),
    "time_zone": gettext_lazy("time zone"),
    "status": gettext_lazy("status"),
    "consent_source": gettext_lazy("consent"),
    "tags": gettext_lazy("tags"),
    "photo": gettext_lazy("photo"),
    "districts": gettext_lazy("districts"),
    "custom_fields": gettext_lazy("custom fields"),
}
WAYS: dict[str, Text] = {
    "link": gettext_lazy("Opened the hub by a personal link"),
    "code": gettext_lazy("Signed in to the hub"),
}


def _changed(event: Event) -> str:
    names = [str(FIELDS.get(name, name)) for name in str(event.payload.get("fields", "")).split(", ")]
    if "import" in event.payload:
        return _("Changed by an import: %(fields)s") % {"fields": ", ".join(names)}
    return _("Changed: %(fields)s") % {"fields": ", ".join(names)}


def _changed_by(event: Event) -> str:
    return reverse("console:import", args=[event.payload["import"]]) if "import" in event.payload else ""


def tag_names(numbers: Collection[int]) -> Mapping[int, str]:
    """What tags are called, by id."""
    return dict(Tag.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _tag(event: Event) -> str:
    names = event.names.get("tag") or tag_names([event.payload["tag"]]).get(event.payload["tag"])
    return names or _("a former tag")


def program_names(numbers: Collection[int]) -> Mapping[int, str]:
    """What programs are called, by id."""
    return dict(Program.objects.filter(pk__in=numbers).values_list("pk", "name"))


def program_thing(pk: int) -> Thing | None:
    """What "program:12" is called, and its page."""
    name = Program.objects.filter(pk=pk).values_list("name", flat=True).first()
    return Thing(name, reverse("console:program", args=[pk])) if name else None


def _of_program(words: Text) -> Callable[[Event], str]:
    """A sentence with the program's name in it."""

    def said(event: Event) -> str:
        number = event.payload.get("program")
        name = event.names.get("program") or program_names([number]).get(number) if number else ""
        return str(words) % {"program": name or _("a program")}

    return said


def _application_page(event: Event) -> str:
    number = event.payload.get("application")
    return reverse("console:application", args=[number]) if number else ""


EVENT_WORDS: Mapping[str, EventWords] = {
    "advocate.added": EventWords("user-plus", lambda event: _("Added by hand")),
    "advocate.changed": EventWords("user-pen", _changed, _changed_by),
    "advocate.deactivated": EventWords("circle-pause", lambda event: _("Deactivated")),
    "advocate.reactivated": EventWords("circle-play", lambda event: _("Reactivated")),
    "advocate.erased": EventWords("eraser", lambda event: _("Erased")),
    "advocate.links_voided": EventWords("unlink", lambda event: _("Links and sessions ended")),
    "tag.put": EventWords("tag", lambda event: _("Tag “%(tag)s” put on") % {"tag": _tag(event)}),
    "tag.taken": EventWords("tag", lambda event: _("Tag “%(tag)s” taken off") % {"tag": _tag(event)}),
    "interests.chosen": EventWords("heart", lambda event: _("Changed their interests")),
    "sign_in.requested": EventWords("key-round", lambda event: _("Asked to sign in to the hub")),
    "advocate.joined": EventWords("door-open", lambda event: _("Joined as a member")),
    "advocate.applied": EventWords(
        "hourglass", _of_program(gettext_lazy("Applied to “%(program)s”")), _application_page
    ),
    "advocate.accepted": EventWords("user-check", lambda event: _("Was made a member")),
    "hub_session.opened": EventWords("log-in", lambda event: str(WAYS.get(event.payload.get("way", ""), WAYS["code"]))),
    "hub_session.ended": EventWords("log-out", lambda event: _("Signed out of the hub")),
    "hub_session.others_ended": EventWords("log-out", lambda event: _("Signed out of the hub in other browsers")),
    "address_change.requested": EventWords("at-sign", lambda event: _("Asked for another e-mail address")),
    "address_change.confirmed": EventWords("at-sign", lambda event: _("Confirmed the new e-mail address")),
    "import.started": EventWords("file-up", lambda event: _("Import started")),
    "import.finished": EventWords("file-up", lambda event: _("Import finished")),
    "import.stopped": EventWords("file-up", lambda event: _("Import stopped")),
    "import.taken_back": EventWords("undo-2", lambda event: _("Import taken back")),
    "interests.offered": EventWords("heart", lambda event: _("Interests to choose from were changed")),
    "custom_field.changed": EventWords("list-plus", lambda event: _("Custom fields of people were changed")),
    "program.made": EventWords("circle-plus", lambda event: _("A program was made")),
    "program.changed": EventWords("door-open", lambda event: _("A program was changed")),
    "program.archived": EventWords("archive", lambda event: _("A program was archived")),
    "program.restored": EventWords("archive-restore", lambda event: _("A program was taken out of the archive")),
    "enrolment.made": EventWords("flag", _of_program(gettext_lazy("Came into “%(program)s”"))),
    "enrolment.ended": EventWords("flag-off", _of_program(gettext_lazy("No longer in “%(program)s”"))),
    "application.approved": EventWords(
        "user-check", _of_program(gettext_lazy("Application to “%(program)s” approved")), _application_page
    ),
    "application.rejected": EventWords(
        "user-x", _of_program(gettext_lazy("Application to “%(program)s” rejected")), _application_page
    ),
    "application.waitlisted": EventWords(
        "hourglass", _of_program(gettext_lazy("Put on the waiting list of “%(program)s”")), _application_page
    ),
    "application.withdrawn": EventWords(
        "undo-2", _of_program(gettext_lazy("Took the application to “%(program)s” back")), _application_page
    ),
    "people.exported": EventWords("download", lambda event: _("%(count)s people exported") % event.payload),
}


def _import_ended(item: Any) -> str:
    if item.facts.get("state") == "done":
        return _("The import of people is finished")
    return _("The import of people stopped before its end")


def _taken_back(item: Any) -> str:
    if item.facts.get("state") == "done":
        return _("The import of people is taken back")
    return _("Taking the import of people back stopped before its end")


def _export_ended(item: Any) -> str:
    if item.facts.get("state") == "done":
        return _("The export of people is ready")
    return _("The export of people did not succeed")


def _import_page(facts: Mapping[str, Any]) -> str:
    return reverse("console:import", args=[facts["about"].partition(":")[2]])


def _import_named(facts: Mapping[str, Any]) -> str:
    return Import.objects.filter(pk=facts["about"].partition(":")[2]).values_list("file_name", flat=True).first() or ""


def _export_page(facts: Mapping[str, Any]) -> str:
    return reverse("console:people_export_job", args=[facts["job"]])


# By kind of job.
BELL_WORDS: Mapping[str, BellWords] = {
    "people.import": BellWords("file-up", _import_ended, _import_page, _import_named),
    "people.take_back": BellWords("undo-2", _taken_back, _import_page, _import_named),
    "people.export": BellWords("download", _export_ended, _export_page),
}


def import_thing(pk: int) -> Thing | None:
    """What "import:12" is called, and its page."""
    row = Import.objects.filter(pk=pk).first()
    return Thing(row.file_name, reverse("console:import", args=[pk])) if row else None
