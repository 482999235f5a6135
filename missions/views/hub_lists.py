"""What advocates find in the hub: home, all missions by shelf, what they handed in; putting missions away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.addresses import address_of
from foundation.answers import page
from foundation.conditional import unless_unchanged
from foundation.times import in_zone, reached
from missions.collections import collections_for, open_in
from missions.explore import LOCKED, Found, Place, Wanted, found_for
from missions.forms.explore import ExploreFilter, ExplorePlace, PutAwayForm, url_after
from missions.listed import Listed
from missions.models import Collection, Dismissal, Mission
from missions.open_missions import listed_for, open_to
from missions.operations.dismissals import bring_back_mission, dismiss_mission
from missions.preview import Card, card_of_listed
from missions.queries import Begun, begun_by, submissions_of
from missions.recommending import Recommended, in_order
from missions.texts import reading_of, title_of, words_in
from missions.turns import url_of_turn
from missions.types import TYPES
from missions.unlocking import lacking_of
from missions.views.hub import zone_of
from missions.waiting import usual_wait, waiting_words
from programs.doors import advocate
from programs.models import Advocate
from programs.queries import interests
from programs.requests import AdvocateRequest
from programs.sign_in import safe_next
from rewards.queries import earned_by

# So many missions stand at home; the rest is one press away.
AT_HOME = 20
RETURNED_AT_HOME = 3
TOAST_LASTS = timedelta(seconds=12)


@advocate
@require_GET
def home(request: AdvocateRequest) -> HttpResponse:
    """What to do now and why, how far one is, what came in since the last visit; then what else is open."""
    now, zone = timezone.now(), zone_of(request)
    clock = reached(now, request.profile.time_zone)
    listed, begun = listed_for(request.advocate, now=now, clock=clock), begun_by(request.advocate)
    since = request.hub_session.before_at
    earned, away = earned_by(request.advocate, since=since), _put_away(request)
    drawn_from = (listed, begun, earned, since, away, in_zone(now, zone).date())  # "tomorrow" is another day tomorrow

    def draw() -> HttpResponse:
        context = {
            **_open_at_home(listed, now=now, zone=zone),
            **_under_way(begun),
            "earned": earned.earned,
            "since": date_format(in_zone(since, zone), "j M") if since else "",
            "balance": earned.balance,
            "put_away": away,
            "until": now + TOAST_LASTS,
        }
        return render(request, "missions/hub/home.html", context)

    return unless_unchanged(request, _about(request), drawn_from, draw=draw)


def _open_at_home(listed: Sequence[Listed], *, now: datetime, zone: str) -> dict[str, Any]:
    """What to do next, what else there is to do, and what is only told."""
    ordered = in_order([row for row in listed if TYPES[row.type].asks], now=now, zone=zone)[:AT_HOME]
    cards = [_card_at_home(one, zone) for one in ordered]
    return {
        "news": [row for row in listed if not TYPES[row.type].asks],
        "first": ordered[0] if ordered else None,
        "first_card": cards[0] if cards else None,
        "cards": cards[1:],
    }


def _under_way(begun: Begun) -> dict[str, Any]:
    return {
        "returned": begun.returned[:RETURNED_AT_HOME],
        "returned_more": max(0, len(begun.returned) - RETURNED_AT_HOME),
        "in_review": len(begun.in_review),
        "pending": sum(row.points for row in begun.in_review),
    }


def _put_away(request: AdvocateRequest) -> dict[str, Any] | None:
    """The mission that was put away a moment ago, of which the address still speaks."""
    if "put_away" not in request.GET:
        return None
    pk = PutAwayForm(request.GET).mission_id()
    away = Dismissal.objects.filter(mission=pk, advocate=request.advocate) if pk else Dismissal.objects.none()
    row = away.select_related("mission__live").first()
    return {"mission_id": row.mission_id, "title": title_of(row.mission, reading_of(request.advocate))} if row else None


def _about(request: AdvocateRequest) -> tuple[object, ...]:
    """What the shell says of the workspace and the person."""
    who, look = request.advocate, request.profile
    return (
        (
            request.workspace.name,
            request.workspace.slug,
            look.points_name,
            look.colour,
            look.logo_id,
            look.time_zone,
            look.kudos,
        ),
        (who.pk, who.name, who.email, who.phone, who.time_zone),
        in_zone(timezone.now(), zone_of(request)).utcoffset(),
    )


def _card_at_home(one: Recommended, zone: str) -> Card:
    row = one.row
    return card_of_listed(
        row,
        url=address_of("hub:mission", row.pk),
        due=_due(row.ends_at, zone),
        reason=one.short_reason,
        puts_away=address_of("hub:dismissal", row.pk),
    )


def _due(ends_at: datetime | None, zone: str) -> str:
    return _until(ends_at, zone, get_language() or "") if ends_at else ""


@lru_cache(maxsize=10_000)
def _until(instant: datetime, zone: str, language: str) -> str:
    """The same for all who are shown the same mission; the language is the one in force."""
    return _("until %(when)s") % {"when": date_format(in_zone(instant, zone), "j M, H:i")}


@advocate
@require_GET
def explore(request: AdvocateRequest) -> HttpResponse:
    """All missions by shelf, searched and filtered; what was just put away can be brought back at once."""
    now, zone = timezone.now(), zone_of(request)
    own = interests()
    form = ExploreFilter(request.GET, interests=[(tag.pk, tag.name) for tag in own])
    wanted = form.wanted()
    after = ExplorePlace(request.GET).place()
    found, place = found_for(request.advocate, wanted, after=after, now=now)
    context = {
        "filter_form": form,
        "filtered": form.is_filtered,
        "shelf": wanted.shelf,
        "shelves": _shelves(wanted.shelf),
        "collections": _collections(request, now) if _is_whole(form, wanted, after) else [],
        "cards": _cards_on(wanted.shelf, found, request.advocate, zone),
        "next_url": url_after(request, place),
        "previous_url": "",
        "put_away": _put_away(request),
    }
    drawn_from, shown = {**context, "filter_form": [(tag.pk, tag.name) for tag in own]}, "missions/hub/explore.html"
    context["until"] = now + TOAST_LASTS
    return unless_unchanged(request, _about(request), drawn_from, draw=lambda: page(request, shown, "found", context))


def _shelves(current: str) -> list[dict[str, Any]]:
    words = {
        "open": _("Open"),
        "begun": _("In progress"),
        "done": _("Done"),
        LOCKED: _("Locked"),
        "dismissed": _("Put away"),
    }
    return [
        {"label": label, "url": f"{reverse('hub:explore')}?shelf={name}", "current": name == current}
        for name, label in words.items()
    ]


def _is_whole(form: ExploreFilter, wanted: Wanted, after: Place | None) -> bool:
    """Whether it is the beginning of all that is open, before anything was looked for."""
    return wanted.shelf == "open" and not form.is_filtered and after is None


def _collections(request: AdvocateRequest, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": one.collection.name,
            "about": one.collection.about,
            "url": address_of("hub:collection", one.collection.pk),
            "count": one.count,
            "cards": [_card_in(row, zone_of(request)) for row in one.rows],
        }
        for one in collections_for(request.advocate, now=now, clock=reached(now, request.profile.time_zone))
    ]


@advocate
@require_GET
def collection(request: AdvocateRequest, pk: int) -> HttpResponse:
    """What of a collection is open to this person."""
    row = get_object_or_404(Collection, pk=pk)
    rows = open_in(row, request.advocate, now=timezone.now())
    context = {"collection": row, "cards": [_card_in(row, zone_of(request)) for row in rows]}
    return render(request, "missions/hub/collection.html", context)


def _card_in(row: Listed, zone: str) -> Card:
    return card_of_listed(row, url=address_of("hub:mission", row.pk), due=_due(row.ends_at, zone))


def _cards_on(shelf: str, found: Sequence[Found], advocate: Advocate, zone: str) -> list[Card]:
    """Locked ones say what comes before them."""
    lacks = lacking_of([one.row.pk for one in found], advocate) if shelf == LOCKED and found else {}
    reasons = {pk: _("First: %(missions)s") % {"missions": ", ".join(names)} for pk, names in lacks.items()}
    return [_card_on(shelf, one, zone, reasons.get(one.row.pk, "")) for one in found]


def _card_on(shelf: str, found: Found, zone: str, reason: str) -> Card:
    row = found.row
    return card_of_listed(
        row,
        url=address_of("hub:mission", row.pk),
        due=_due(row.ends_at, zone) if shelf != "done" else "",
        state=found.state if shelf in ("done", "begun") and found.state != "withdrawn" else "",
        reason=reason,
        puts_away=address_of("hub:dismissal", row.pk) if shelf == "open" else "",
        brings_back=address_of("hub:dismissal_removal", row.pk) if shelf == "dismissed" else "",
    )


@advocate
@require_POST
def dismissal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Put a mission away; the list says so and offers to undo it."""
    row = _shown(request, pk)
    dismiss_mission(mission=row, advocate=request.advocate, now=timezone.now())
    return redirect(f"{_back(request)}?put_away={row.pk}")


@advocate
@require_POST
def dismissal_removal(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Bring a mission back."""
    row = _shown(request, pk)
    bring_back_mission(mission=row, advocate=request.advocate)
    return redirect(_back(request))


def _shown(request: AdvocateRequest, pk: int) -> Mission:
    """A mission that this person may see, or 404."""
    return get_object_or_404(open_to(request.advocate, now=timezone.now()), pk=pk)


def _back(request: AdvocateRequest) -> str:
    """The list where the button was pressed, from its beginning."""
    return safe_next(request, request.POST.get("next", "")).partition("?")[0] or reverse("hub:explore")


@advocate
@require_GET
def activity(request: AdvocateRequest) -> HttpResponse:
    """Everything this person handed in, newest first: where it stands, what was said, what to do next."""
    rows = submissions_of(request.advocate)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[:31])
    waits = any(row.state == "submitted" for row in found)
    context = {
        "rows": [
            {
                "row": row,
                "icon": TYPES[row.activity.type].icon,
                "title": words_in(row.revision.content, 0, reading_of(request.advocate)).get(
                    "title", row.mission.title
                ),
                "url": url_of_turn(row.mission_id, row.cycle, recurs=row.mission.recurrence.recurs),
            }
            for row in found[:30]
        ],
        "wait": waiting_words(usual_wait()) if waits else "",
        "next_url": f"?before={found[29].pk}" if len(found) > 30 else "",
        "previous_url": "",
    }
    return render(request, "missions/hub/activity.html", context)
