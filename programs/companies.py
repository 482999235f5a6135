"""Companies: people who belong together by the folded name of their company (X-21)."""

from typing import NamedTuple

from django.db.models import Aggregate, Count, F, Q, Value

from foundation.folding import fold
from programs.models import Advocate, AdvocateStatus
from programs.queries import PAGE, StartsWith


class Company(NamedTuple):
    """The people of one company, by its folded name: what most of them call it, how many they are, and registered."""

    key: str
    name: str
    people: int
    registered: int


class Most(Aggregate):
    """What is written most often."""

    function = "mode"
    template = "%(function)s() WITHIN GROUP (ORDER BY %(expressions)s)"


def companies(*, search: str = "", after: str = "", size: int = PAGE) -> list[Company]:
    """Companies by name, those whose name begins with a text, after the one with this key; one more than `size`."""
    rows = Advocate.objects.filter(erased_at=None, is_test=False, company_key__gt=after).exclude(company_key="")
    if folded := fold(search):
        rows = rows.filter(StartsWith(F("company_key"), Value(folded)))
    counted = rows.values("company_key").annotate(
        named=Most("company"), count=Count("pk"), active=Count("pk", filter=Q(status=AdvocateStatus.ACTIVE))
    )
    found = counted.order_by("company_key")[: size + 1]
    return [Company(row["company_key"], row["named"], row["count"], row["active"]) for row in found]


def company_of(name: str) -> Company | None:
    """A company by its name, however it is written; None when nobody is of it."""
    rows = Advocate.objects.filter(erased_at=None, is_test=False, company_key=fold(name)).exclude(company_key="")
    found = rows.aggregate(
        named=Most("company"), count=Count("pk"), active=Count("pk", filter=Q(status=AdvocateStatus.ACTIVE))
    )
    return Company(fold(name), found["named"], found["count"], found["active"]) if found["count"] else None
