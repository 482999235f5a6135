"""What a launch would do, before it is done: to whom, at what cost, with which links, and when (B-05)."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from statistics import median_low
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from missions.audience import Meant, chosen_among
from missions.forms.whole import Whole
from missions.models import Arming, Mission, Participation
from missions.reach import is_in
from missions.types import TYPES
from missions.unlocking import have_done
from notifications.models import Preference
from programs.models import Advocate, AdvocateStatus
from programs.queries import PeopleFilter, people, trying

# What becomes of everybody whom the audience means, in the order in which it is asked.
OUTCOMES: dict[str, str | Promise] = {
    "mail": _("Get the e-mail"),
    "hub": _("See it in the hub or by the link; nobody is written to"),
    "no_address": _("See it, but have no e-mail address"),
    "unsubscribed": _("See it, but want no mail about missions"),
    "locked": _("See it locked at first; nobody is written to before they have done the others"),
    "later": _("See it once they enter the segment"),
    "not_set_off": _("Left out: the trigger does not set it off for them"),
    "done": _("Have done it already"),
    "suspended": _("Left out: deactivated"),
    "no_member": _("Left out: not (or no longer) registered"),
    "test": _("Left out: test people"),
}
TAKE_PART = ("mail", "hub", "no_address", "unsubscribed", "locked", "later")
USUAL = 10  # so many of the latest missions say what is usual
PLACEHOLDER = re.compile(
    r"(^|[./@])example\.(com|org|net)|\.(invalid|test|example|local)(:|$)|localhost|your-?(company|site|link|domain|url)"
    r"|placeholder|lorem|x{3}|todo|\{\{|\[",
    re.IGNORECASE,
)
BARE = re.compile(r"\bhttps?:[^\s<>\"'“”]+", re.IGNORECASE)
HREF = re.compile(r"href=\"([^\"]*)\"", re.IGNORECASE)


def recipients(mission: Mission, meant: Meant, *, outcome: str = "", words: str = "") -> QuerySet[Advocate]:
    """Everybody whom the audience means, by name, each with what becomes of them as `outcome`; narrowed by both."""
    rows = chosen_among(Advocate.objects.filter(erased_at=None), meant)
    rows = rows.annotate(outcome=_outcome(mission, meant))
    if outcome:
        rows = rows.filter(**{"outcome": outcome})  # by the annotation, which the stubs do not know
    if words:
        rows = rows.filter(pk__in=people(PeopleFilter(search=words)).order_by().values("pk"))
    return rows.order_by("sort_name", "pk")


def _outcome(mission: Mission, meant: Meant) -> Case:
    notify = meant.notify and not mission.live_id
    done = Participation.objects.filter(mission=mission, advocate=OuterRef("pk"), completed_at__isnull=False)
    refused = Preference.objects.filter(advocate=OuterRef("pk"), topic="missions", wanted=False)
    written = [When(email=None, then=Value("no_address")), When(Exists(refused), then=Value("unsubscribed"))]
    return Case(
        When(is_test=True, then=Value("test")),
        When(status=AdvocateStatus.SUSPENDED, then=Value("suspended")),
        When(~Q(status=AdvocateStatus.ACTIVE), then=Value("no_member")),
        When(Exists(done), then=Value("done")),
        *_set_off(meant),
        *([When(~have_done(meant.requires), then=Value("locked"))] if meant.requires else ()),
        *(written if notify else ()),
        default=Value("mail" if notify else "hub"),
        output_field=CharField(),
    )


def _set_off(meant: Meant) -> list[When]:
    """Those for whom it is not set off with the launch: they enter later, or it never is."""
    if meant.waits_for is None:
        return []
    there, later, never = is_in(meant.waits_for), Value("later"), Value("not_set_off")
    if meant.arming == Arming.NEW:
        return [When(there, then=never), When(~there, then=later)]
    return [When(~there, then=never if meant.arming == Arming.NOW else later)]


@dataclass(frozen=True)
class Share:
    """How many of those whom the audience means have one outcome."""

    outcome: str
    label: str | Promise
    people: int


def shares(mission: Mission, meant: Meant) -> list[Share]:
    """All outcomes that occur, counted now by one query; those who take part first."""
    rows = recipients(mission, meant).order_by().values_list("outcome").annotate(n=Count("pk"))  # type: ignore[misc]  # annotated
    found = dict(rows)
    return [Share(key, label, found[key]) for key, label in OUTCOMES.items() if found.get(key)]


@dataclass(frozen=True)
class Cost:
    """Points: `most` if everybody does it all, `usual` if as many complete it as the latest missions had (None: there
    were none yet). `people` can take part, `usual_people` is the median of completions of `missions` missions. `cap` is
    the budget, None without one. `again` says what is paid once more each time; then `most` is if all do it once.
    """

    each: int
    most: int
    usual: int | None
    people: int
    usual_people: int
    missions: int
    cap: int | None = None
    again: str | Promise = ""

    @property
    def enough_for(self) -> int:
        """How many people the budget is enough for."""
        return self.people if self.cap is None else self.cap // self.each


def cost_of(mission: Mission, whole: Whole, found: Sequence[Share]) -> Cost | None:
    """None when it earns nothing; an upper bound and what is usual, by one query."""
    content, entry = whole.content(), TYPES[mission.activity.type]
    slots = entry.promised(content["type"])
    again = entry.paid_each if len(slots) < len(entry.slots(content["type"])) else ""
    each = sum(entry.points_of(content["type"], slot.number, content["points"]) for slot in slots)
    if not each:
        return None
    takers = sum(share.people for share in found if share.outcome in TAKE_PART)
    done = completions(but=mission)
    usual = min(median_low(done), takers) if done else 0
    budget = content["budget"]
    most, usually = each * takers, each * usual if done else None
    return Cost(each, most, usually, takers, usual, len(done), budget["points"] if budget else None, again)


def completions(*, but: Mission) -> list[int]:
    """How many people completed each of the ten missions launched last, but this; test people left out."""
    done = Q(participations__completed_at__isnull=False) & ~Q(participations__advocate__in=trying())
    rows = Mission.objects.filter(launched_at__isnull=False).exclude(pk=but.pk).order_by("-launched_at")
    return list(rows.annotate(n=Count("participations", filter=done)).values_list("n", flat=True)[:USUAL])


@dataclass(frozen=True)
class Link:
    """An address that stands in what is typed, where it stands, and what is wrong with it ("" when nothing is)."""

    url: str
    label: str
    step: str
    anchor: str
    problem: str | Promise


def links_in(whole: Whole) -> list[Link]:
    """Every address in the fields of the draft, each once a field. Only its form is looked at; nothing is opened."""
    found: dict[tuple[str, str], Link] = {}
    for step, form in whole.forms:
        for name, field in form.fields.items():
            bound = form[name]
            for url in _addresses(field, bound.value()):
                link = Link(url, str(bound.label or name), step, bound.id_for_label or bound.auto_id, fault_of(url))
                found.setdefault((bound.html_name, url), link)
    return list(found.values())


def _addresses(field: forms.Field, value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        return
    if isinstance(field, forms.URLField):
        yield from [value.strip()] if value.strip() else ()
        return
    yield from (unescape(address) for address in HREF.findall(value))
    for address in BARE.findall(HREF.sub("", value)):
        yield unescape(address).rstrip(".,;:!?)")


def fault_of(url: str) -> str | Promise:
    """What is wrong with the form of an address, in words; "" when nothing is."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _("This is no web address.")
    if parts.scheme in ("mailto", "tel"):
        return "" if parts.path else _("This leads nowhere.")
    faults = (
        (
            parts.scheme not in ("http", "https") or not host,
            _("This is no web address: it should begin with https://."),
        ),
        (bool(PLACEHOLDER.search(url)), _("This looks like a placeholder.")),
        (_is_inside(host), _("Nobody outside your network can open this.")),
        (parts.scheme == "http", _("This is not encrypted; most sites have https:// as well.")),
    )
    return next((words for wrong, words in faults if wrong), "")


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host
