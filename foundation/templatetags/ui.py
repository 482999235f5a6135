"""Small tags of the look: `{% hx_nonce %}`, `{% time %}`, `{% points %}`, `{% badge %}`, `{% person %}`, charts.

Load with `{% load ui %}` where it is not a builtin. What needs more than a line of HTML is in templates/components.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from foundation.forms import Problem, Words
from foundation.forms import problems as problems_of
from foundation.tokens import new_token

register = template.Library()

type Tone = Literal["", "ok", "warn", "bad", "info", "gold", "brand"]

# Icon, tone and word of each state a row can be in: colour is never alone.
STATES: dict[str, tuple[str, Tone, Words]] = {
    "draft": ("pencil", "", _("Draft")),
    "scheduled": ("calendar", "info", _("Scheduled")),
    "live": ("play", "ok", _("Live")),
    "paused": ("pause", "warn", _("Paused")),
    "ended": ("flag", "", _("Ended")),
    "archived": ("archive", "", _("Archived")),
    "submitted": ("clock", "info", _("In review")),
    "approved": ("check", "ok", _("Approved")),
    "returned": ("corner-up-left", "warn", _("Returned")),
    "declined": ("x", "bad", _("Declined")),
    "withdrawn": ("undo-2", "", _("Withdrawn")),
    "invited": ("mail", "info", _("Invited")),
    "active": ("circle-check", "ok", _("Active")),
    "inactive": ("circle-pause", "", _("Inactive")),
    "erased": ("eraser", "", _("Erased")),
    "waiting": ("clock", "", _("Waiting")),
    "running": ("loader", "info", _("Running")),
    "done": ("check", "ok", _("Done")),
    "failed": ("triangle-alert", "bad", _("Failed")),
    "cancelled": ("ban", "", _("Cancelled")),
    "fulfilled": ("check", "ok", _("Handed out")),
    "queued": ("clock", "", _("Queued")),
    "held": ("pause", "warn", _("Held")),
    "sending": ("loader", "info", _("Being sent")),
    "sent": ("send", "ok", _("Sent")),
    "unknown": ("circle-question-mark", "warn", _("Unknown")),
    "bounced": ("mail-warning", "bad", _("Bounced")),
    "no_address": ("at-sign", "warn", _("No address")),
    "unsubscribed": ("bell-off", "warn", _("Unsubscribed")),
    "pending": ("hourglass", "info", _("Pending")),
    "expired": ("timer-off", "", _("Expired")),
    "revoked": ("ban", "bad", _("Revoked")),
    "new": ("sparkles", "info", _("New")),
    "contacted": ("message-circle", "info", _("Contacted")),
    "qualified": ("badge-check", "gold", _("Qualified")),
    "won": ("trophy", "ok", _("Won")),
    "lost": ("circle-slash", "", _("Lost")),
    "asked": ("mail", "info", _("Asked")),
    "accepted": ("calendar-check", "ok", _("Accepted")),
    "took_place": ("phone-call", "info", _("Took place, they say")),
    "confirmed": ("check-check", "ok", _("Confirmed by both")),
    "missed": ("phone-off", "warn", _("Did not take place")),
}

MINUS = "\N{MINUS SIGN}"
USUAL_WORD = "points"  # what a workspace calls them before it has chosen a word (accounts.models.Profile)
COVERS = 12  # .art-1 … .art-12 in static/css


@register.simple_tag(takes_context=True)
def hx_nonce(context: Context) -> SafeString:
    """Stamp an element with htmx attributes; without the stamp hx-csp makes it inert."""
    nonce = context.get("csp_nonce")  # false until it is first read, so ask for None
    return format_html('hx-nonce="{}"', "" if nonce is None else nonce)


@register.simple_tag
def form_key() -> SafeString:
    """A key of this form as it stands on this page: sent twice, it has its effect once (events.once)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', new_token())


@register.simple_tag(takes_context=True)
def time(context: Context, value: datetime | None, zone: str = "", *, name: bool = True, relative: bool = False) -> str:
    """An instant in a named zone: "30 Nov 2026, 09:00 Europe/Berlin"; its tooltip says UTC.

    `zone` defaults to the reader's; `name=False` where the list has named it once; `relative=True` lets the browser
    add "3 hours ago".
    """
    if value is None:
        return ""
    zone = zone or reader_zone(context)
    local = timezone.localtime(value, ZoneInfo(zone))
    text = date_format(local, "j M Y, H:i") + (f" {zone}" if name else "")
    instant = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC"{}>{}</time>',
        instant.isoformat(timespec="seconds"),
        date_format(instant, "j M Y, H:i"),
        SafeString(" data-relative") if relative else "",
        text,
    )


@register.simple_tag
def zone_note(zone: str) -> str:
    """A zone with its distance from UTC now: "Europe/Berlin (UTC+1)"."""
    minutes = int((timezone.localtime(timezone=ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else MINUS
    return f"{zone} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"


@register.simple_tag(takes_context=True)
def reader_zone(context: Context) -> str:
    """The zone times are shown in: the advocate's own, else the workspace's, else UTC."""
    for owner in (context.get("advocate"), context.get("profile")):
        if zone := getattr(owner, "time_zone", ""):
            return str(zone)
    return "UTC"


@register.filter
def number(value: float | None) -> str:
    """1340 as 1,340 in the reader's language."""
    return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def signed(value: int) -> str:
    """150 as +150, -150 with a minus sign, 0 as 0; in the reader's language."""
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{number(abs(value))}"


@register.filter
def minutes(count: int) -> str:
    """10 as "10 min" in the reader's language."""
    return _minutes(count, get_language() or "")


@lru_cache
def _minutes(count: int, language: str) -> str:
    return ngettext("%(minutes)s min", "%(minutes)s min", count) % {"minutes": number(count)}


@register.simple_tag(takes_context=True)
def points_word(context: Context) -> str:
    """What the workspace calls points; the usual word in the reader's language."""
    return points_called(str(getattr(context.get("profile"), "points_name", "")))


def points_called(name: str) -> str:
    """The word a workspace chose for points; the usual one is said in the language in force."""
    return gettext("points") if name in ("", USUAL_WORD) else name


@register.simple_tag(takes_context=True)
def points(context: Context, amount: int, *, signed: bool = False, plain: bool = False) -> SafeString:
    """An amount of points; `signed` in statements (+150), `plain` without the badge. See components/points.html."""
    return _points(amount, points_word(context), signed=signed, plain=plain, language=get_language() or "")


@lru_cache(maxsize=2000, typed=True)
def _points(amount: int, unit: str, *, signed: bool, plain: bool, language: str) -> SafeString:
    """What follows from these alone; a page of cards asks for it many times. The language is the one in force."""
    sign = ("+" if amount > 0 else MINUS if amount < 0 else "") if signed else (MINUS if amount < 0 else "")
    text = f"{sign}{number(abs(amount))}"
    drawn = render_to_string("components/points.html", {"text": text, "unit": unit, "plain": plain})
    return SafeString(drawn.strip())  # a full stop may follow


@register.simple_tag
def menu(groups: Iterable[Hashable], template: str = "components/navigation.html") -> SafeString:
    """A menu of `groups`, drawn once for everybody who is shown the same."""
    return _menu(tuple(groups), template, language=get_language() or "")


@lru_cache(maxsize=2000)
def _menu(groups: tuple[Hashable, ...], template: str, *, language: str) -> SafeString:
    """What follows from these alone. The language is the one in force."""
    return render_to_string(template, {"navigation": groups})


@register.simple_tag
def steady(template: str) -> SafeString:
    """A part that takes nothing and is the same on every page: drawn once in each language."""
    return _steady(template, language=get_language() or "")


@lru_cache(maxsize=200)
def _steady(template: str, *, language: str) -> SafeString:
    """The language is the one in force."""
    return render_to_string(template)


@register.simple_tag(takes_context=True)
def mission_card(context: Context, card: Hashable) -> SafeString:
    """A mission as advocates see it in a list; the same card is drawn once for everybody who is shown it."""
    return _mission_card(card, points_word(context), language=get_language() or "")


@lru_cache(maxsize=5000)
def _mission_card(card: Hashable, unit: str, *, language: str) -> SafeString:
    """What follows from these alone. The language is the one in force."""
    words = {"mission": card, "profile": SimpleNamespace(points_name=unit)}
    return render_to_string("components/mission-card.html", words)


@register.simple_tag
def badge(state: str, text: Words = "", *, icon: str = "", tone: Tone = "") -> SafeString:
    """A state with icon and word; one not in STATES shows the given text, icon and tone. See components/badge.html."""
    return _badge(str(state), str(text), icon=icon, tone=tone, language=get_language() or "")


@lru_cache(maxsize=2000, typed=True)  # the same words are one thing in a template and another in a form
def _badge(state: str, text: str, *, icon: str, tone: Tone, language: str) -> SafeString:
    """What follows from these alone; a list asks for it in every row. The language is the one in force."""
    known = STATES.get(state, ("circle", "", state.replace("_", " ").capitalize()))
    parts = {"icon": icon or known[0], "tone": tone or known[1], "text": text or known[2]}
    return render_to_string("components/badge.html", parts)


@register.inclusion_tag("components/person-chip.html")
def person(name: str, detail: str = "", url: str = "", *, small: bool = False) -> dict[str, Any]:
    """A person with initials; `detail` is the line below (e-mail, role)."""
    return {"name": name, "detail": detail, "url": url, "small": small, "letters": initials(name)}


@register.filter
def initials(name: str) -> str:
    """Maya Okafor → MO; maya@example.com → M; nothing → ?"""
    words = [word for word in str(name).split("@")[0].replace(".", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


@register.filter
def browser(user_agent: str) -> str:
    """What people call it: "Firefox on Windows". Agents lie and nest, so the order of the names matters."""
    names = {
        "Edg": "Edge",
        "OPR": "Opera",
        "Firefox": "Firefox",
        "Chrome": "Chrome",
        "Safari": "Safari",
        "curl": "curl",
    }
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac"}
    program = next((name for mark, name in names.items() if mark in user_agent), gettext("A program"))
    system = next((name for mark, name in {**systems, "Linux": "Linux"}.items() if mark in user_agent), "")
    return gettext("%(program)s on %(system)s") % {"program": program, "system": system} if system else program


@register.filter
def art(key: int | str) -> str:
    """The generated cover of a mission without a picture, always the same for the same key."""
    seed = key if isinstance(key, int) else sum(str(key).encode())
    return f"art-{seed % COVERS + 1}"


@register.simple_tag
def problems(form: BaseForm | None = None, forms: Iterable[BaseForm] | None = None) -> list[Problem]:
    """All errors of this form, or of these forms in turn, for the error summary."""
    several = list(forms or ()) or ([form] if form else [])
    return [problem for one in several for problem in problems_of(one)]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in the units of its viewBox."""

    label: str
    value: float
    text: str
    x: float
    y: float
    width: float
    height: float


WIDEST_BAR = 60.0


@register.simple_tag
def bars(rows: Sequence[tuple[str, float]], width: int = 720, height: int = 200) -> list[Bar]:
    """Upright bars for (label, value) rows, scaled to the largest; what is not zero shows, and few are no blocks."""
    top = max((value for _label, value in rows), default=0) or 1
    edges = [index * width / max(len(rows), 1) for index in range(len(rows) + 1)]
    made = []
    for (label, value), (start, end) in zip(rows, pairwise(edges), strict=True):
        tall = max(2.0, height * value / top) if value else 0.0
        wide = min(end - start - min(6.0, (end - start) * 0.2), WIDEST_BAR)
        made.append(Bar(str(label), value, number(value), (start + end - wide) / 2, height - tall, wide, tall))
    return made


@register.simple_tag
def chart_summary(rows: Iterable[tuple[str, float]]) -> str:
    """One sentence for those who do not see the bars."""
    known = [(str(label), value) for label, value in rows]
    if not known:
        return gettext("No values.")
    low, high = min(known, key=lambda row: row[1]), max(known, key=lambda row: row[1])
    return gettext("From %(low)s (%(low_label)s) to %(high)s (%(high_label)s).") % {
        "low": number(low[1]),
        "low_label": low[0],
        "high": number(high[1]),
        "high_label": high[0],
    }


@register.simple_tag
def ui_words() -> SafeString:
    """The words scripts need, in the reader's language, as the JSON that base.html hands over to them."""
    return _ui_words(get_language() or "")


@lru_cache
def _ui_words(language: str) -> SafeString:
    words = {
        "close": pgettext("button", "Close"),
        "undo": gettext("Undo"),
        "copied": gettext("Copied"),
        "copy_failed": gettext("Could not copy. Select the text and copy it yourself."),
        "left": gettext("{n} characters left"),
        "over": gettext("{n} characters too many"),
        "error_prefix": gettext("Error:"),
        "your_time": gettext("your time"),
        "offline": gettext("No connection. Check the network and try again."),
        "failed": gettext("That did not work: {title}"),
        "signed_out": gettext("You were signed out. What you typed is kept in this tab."),
        "sign_in": gettext("Sign in"),
        "saving": gettext("Saving…"),
        "saved": gettext("Draft saved {time}"),
        "not_saved": gettext("Not saved yet. We try again in a moment."),
        "kept": gettext("We kept what you typed before you left this page."),
        "discard": gettext("Discard it"),
        "shortcuts_on": gettext("Keyboard shortcuts are on"),
        "shortcuts_off": gettext("Keyboard shortcuts are off"),
        "selected": gettext("{n} selected"),
        "passkey_cancelled": gettext("The passkey was not used. Press the button to try again."),
        "passkey_failed": gettext("This browser could not use a passkey here. Sign in another way."),
    }
    return json_script(words, "ui-words")
