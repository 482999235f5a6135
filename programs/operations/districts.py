"""Districts: made where they are first needed; who is in which."""

from collections.abc import Collection

from django.db import transaction

from foundation.folding import fold
from programs.models import Advocate, District, Residence


@transaction.atomic
def districts_by_name(names: Collection[str]) -> dict[str, District]:
    """The district of each of these names, whatever the case; those that do not exist are made."""
    known = {fold(row.name): row for row in District.objects.all()} if names else {}
    missing = {fold(name): name for name in reversed(list(names)) if fold(name) not in known}
    if missing:
        District.objects.bulk_create([District(name=name) for name in missing.values()], ignore_conflicts=True)
        known |= {fold(row.name): row for row in District.objects.filter(name__in=missing.values())}
    return {name: known[fold(name)] for name in names}


@transaction.atomic
def set_districts(*, advocate: Advocate, names: Collection[str]) -> bool:
    """Leave a person in exactly these districts; whether that changed anything."""
    wanted = {row.pk for row in districts_by_name(names).values()}
    rows = Residence.objects.filter(advocate=advocate)
    present = set(rows.values_list("district_id", flat=True))
    rows.exclude(district_id__in=wanted).delete()
    new = [Residence(advocate=advocate, district_id=pk) for pk in sorted(wanted - present)]
    Residence.objects.bulk_create(new, ignore_conflicts=True)
    return present != wanted
