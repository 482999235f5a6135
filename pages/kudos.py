"""Reads of thanks: who can be thanked, and which thanks somebody sees."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from foundation.folding import fold, search_terms
from pages.models import Kudos, KudosOptOut, KudosReport
from programs.models import Advocate, AdvocateStatus
from programs.queries import PeopleFilter, people

PAGE = 20
FOUND_AT_MOST = 8
LOOKED_AT = 200  # of those found by words, which may also be of an address
SHORTEST = 2  # letters that are typed before anybody is named


def who_can_be_thanked(*, by: Advocate | None = None) -> QuerySet[Advocate]:
    """Members with a name who take thanks; not oneself, and no test people."""
    rows = Advocate.objects.filter(status=AdvocateStatus.ACTIVE, is_test=False, erased_at=None).exclude(name="")
    rows = rows.exclude(Exists(KudosOptOut.objects.filter(advocate=OuterRef("pk"))))
    return rows.exclude(pk=by.pk) if by else rows


def found_by_name(words: str, *, by: Advocate) -> list[Advocate]:
    """The first of them whose name has words that begin so; an address or a company finds nobody."""
    terms = search_terms(words)
    if len(words.strip()) < SHORTEST or not terms:
        return []
    known = people(PeopleFilter(search=words, status=AdvocateStatus.ACTIVE))[:LOOKED_AT]
    wanted = [row.pk for row in known if all(f" {term}" in f" {fold(row.name)}" for term in terms)]
    return list(who_can_be_thanked(by=by).filter(pk__in=wanted).order_by("sort_name", "pk")[:FOUND_AT_MOST])


def takes_thanks(advocate: Advocate) -> bool:
    """Whether this person can be thanked."""
    return not KudosOptOut.objects.filter(advocate=advocate).exists()


def thanks_in_public(*, seen_by: Advocate) -> QuerySet[Kudos]:
    """What all members see, the newest first: without what this person has reported."""
    active = AdvocateStatus.ACTIVE
    rows = _shown().filter(is_public=True, receiver__status=active, receiver__is_test=False)
    rows = rows.filter(Q(sender=None) | Q(sender__status=active))
    opted_out = KudosOptOut.objects.filter(Q(advocate=OuterRef("receiver")) | Q(advocate=OuterRef("sender")))
    reported = KudosReport.objects.filter(kudos=OuterRef("pk"), advocate=seen_by)
    return rows.exclude(Exists(opted_out)).exclude(Exists(reported))


def thanks_received(advocate: Advocate) -> QuerySet[Kudos]:
    """What others said to a person, the newest first."""
    reported = KudosReport.objects.filter(kudos=OuterRef("pk"), advocate=advocate)
    return _shown().filter(receiver=advocate).exclude(Exists(reported))


def thanks_sent(advocate: Advocate) -> QuerySet[Kudos]:
    """What a person said to others, the newest first."""
    return _shown().filter(sender=advocate)


def thanks_for_staff(*, reported: bool = False) -> QuerySet[Kudos]:
    """What staff may read, the newest first: what is public or their own, and what was reported, with how often."""
    unseen = Q(kept_at=None) | Q(reports__at__gt=F("kept_at"))
    rows = Kudos.objects.select_related("receiver", "sender", "by_staff").order_by("-pk")
    rows = rows.annotate(report_count=Count("reports", filter=unseen))
    if reported:
        return rows.filter(report_count__gt=0, removed_at=None)
    told = Exists(KudosReport.objects.filter(kudos=OuterRef("pk")))
    return rows.filter(Q(is_public=True) | Q(sender=None) | told)


def reports_open() -> QuerySet[KudosReport]:
    """Reports about thanks that staff have neither removed nor kept since."""
    unseen = Q(kudos__kept_at=None) | Q(at__gt=F("kudos__kept_at"))
    return KudosReport.objects.filter(unseen, kudos__removed_at=None)


def _shown() -> QuerySet[Kudos]:
    return Kudos.objects.filter(removed_at=None).select_related("receiver__photo", "sender", "by_staff").order_by("-pk")


def page_before(rows: QuerySet[Kudos], before: int | None) -> tuple[Sequence[Kudos], int | None]:
    """A page of these, and from where the next one goes on (None: this is the last)."""
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def sent_since(advocate: Advocate, *, since: datetime) -> int:
    """How many thanks a person has sent, taken back ones included."""
    return Kudos.objects.filter(sender=advocate, at__gt=since).count()
