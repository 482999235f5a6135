"""What an approved answer leaves on a person: tags and custom fields, once per decision, taken back with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from events.operations import record
from missions.models import Decision, Mark
from programs.models import Advocate, Tagging
from programs.operations.fields import empty_fields, fill_field
from programs.operations.tags import tags_by_name


@dataclass(frozen=True)
class Marks:
    """Names of tags to `put` on and `take` off, and of custom fields with their kind and what to `fill` in."""

    put: Sequence[str] = ()
    take: Sequence[str] = ()
    fill: Mapping[str, tuple[str, str | float | date]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.put or self.take or self.fill)


@transaction.atomic
def leave_marks(*, decision: Decision, marks: Marks, now: datetime) -> Mark | None:
    """Put, take and fill what an approval says, once per decision; None when there is nothing to do (S3-71, S3-72).

    Tags and fields that do not exist yet are made (G-34). What was so before is not noted, and so not taken back.
    """
    if marks.is_empty:
        return None
    advocate = decision.submission.advocate
    source = f"decision:{decision.pk}"
    filled = [
        found.pk
        for name, (kind, value) in marks.fill.items()
        if (found := fill_field(advocate=advocate, name=name, kind=kind, value=value, source=source, now=now))
    ]
    mark = Mark.objects.create(
        decision=decision,
        put=put_tags(advocate=advocate, names=marks.put),
        taken=take_tags(advocate=advocate, names=marks.take),
        filled=filled,
        at=now,
    )
    record(
        "answers.marked",
        advocate_id=advocate.pk, about=f"mission:{decision.submission.mission_id}", at=now,
        by_staff_id=decision.by_staff_id, decision=decision.pk, put=mark.put, taken=mark.taken, filled=filled,
    )  # fmt: skip
    return mark


@transaction.atomic
def take_marks_back(*, decision: Decision) -> None:
    """The approval was undone: what it changed goes back, as far as nothing else has changed it since."""
    mark = Mark.objects.filter(decision=decision).first()
    if mark is None:
        return
    advocate = decision.submission.advocate
    Tagging.objects.filter(advocate=advocate, tag__in=mark.put).delete()
    Tagging.objects.bulk_create((Tagging(advocate=advocate, tag_id=tag) for tag in mark.taken), ignore_conflicts=True)
    empty_fields(advocate=advocate, source=f"decision:{decision.pk}")


@transaction.atomic
def put_tags(*, advocate: Advocate, names: Sequence[str]) -> list[int]:
    """Put these tags on a person; the ids of those that were not on them."""
    wanted = {tag.pk for tag in tags_by_name(names).values()}
    have = set(Tagging.objects.filter(advocate=advocate, tag__in=wanted).values_list("tag_id", flat=True))
    new = sorted(wanted - have)
    Tagging.objects.bulk_create((Tagging(advocate=advocate, tag_id=tag) for tag in new), ignore_conflicts=True)
    return new


@transaction.atomic
def take_tags(*, advocate: Advocate, names: Sequence[str]) -> list[int]:
    """Take these tags off a person; the ids of those that were on them."""
    rows = Tagging.objects.filter(advocate=advocate, tag__name__in=names)
    found = sorted(rows.values_list("tag_id", flat=True))
    rows.delete()
    return found
