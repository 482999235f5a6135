"""Being in another segment, for rules."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import facts as build
from foundation.plugs import Fact, FactKind
from segments.models import Folder, Segment, Stay

KEY, FOLDER = "segment", "folder"


def segment() -> Iterable[Fact]:
    """The segments somebody is in now. A rule that would ask about its own segment is refused when it is saved."""
    yield Fact(
        KEY, gettext_lazy("Segment"), gettext_lazy("Segments"), FactKind.CHOICE,
        where=build.choice_of_rows(lambda: Stay.objects.filter(left_at=None), "segment"),
        changed_by=frozenset(),
        about="segment:{}",
        options=_options,
        found=_found,
    )  # fmt: skip


def folder() -> Iterable[Fact]:
    """The folders of segments filled by hand in one of which somebody is."""
    yield Fact(
        FOLDER, gettext_lazy("In any segment of a folder"), gettext_lazy("Segments"), FactKind.CHOICE,
        where=build.choice_of_rows(lambda: Stay.objects.filter(left_at=None), "segment__folder"),
        changed_by=frozenset(),
        about="folder:{}",
        options=lambda: [(str(pk), name) for pk, name in Folder.objects.order_by("name").values_list("pk", "name")],
        found=_folders,
    )  # fmt: skip


def _folders(pk: int) -> str:
    rows = Folder.objects.filter(segments__stays__advocate=pk, segments__stays__left_at=None).order_by("name")
    return ", ".join(rows.values_list("name", flat=True).distinct()) or _("none")


def _options() -> list[tuple[str, str]]:
    rows = Segment.objects.filter(archived_at=None).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _found(pk: int) -> str:
    rows = Segment.objects.filter(stays__advocate=pk, stays__left_at=None, archived_at=None).order_by("name")
    return ", ".join(rows.values_list("name", flat=True)) or _("none")


FACTS = [segment, folder]
