"""The words of notices and events about referrals, the reference pool and calls; `missions.plugs` hands them on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from foundation.plugs import EventWords, Text, Variable, Wording
from foundation.times import shown
from missions.matching import times_of
from missions.models import CallInvitation, Mission, ReferralMove
from missions.said_amounts import earnings, points_name
from missions.states import InvitationState, ReferralStage
from missions.texts import reading_of, title_of
from notifications.links import personal_token
from notifications.models import Notice, Topic

NEWS = {
    ReferralStage.NEW: gettext_lazy("We have it on our list."),
    ReferralStage.CONTACTED: gettext_lazy("We are in touch with them."),
    ReferralStage.QUALIFIED: gettext_lazy("It fits, and we go on together."),
    ReferralStage.WON: gettext_lazy("They are with us now. Thank you!"),
    ReferralStage.LOST: gettext_lazy("It did not work out this time. Thank you all the same."),
}
ABOUT_REFERRAL = {
    "mission": Variable(gettext_lazy("The mission's title"), gettext_lazy("Refer a friend")),
    "person": Variable(gettext_lazy("The person who was referred"), "Ines Costa"),
    "stage": Variable(gettext_lazy("The stage they have reached"), gettext_lazy("Contacted")),
    "customText": Variable(gettext_lazy("The comment, or a usual sentence"), gettext_lazy("We spoke yesterday.")),
}
ABOUT_CALL = {
    "mission": Variable(gettext_lazy("The mission's title"), gettext_lazy("Talk with a prospect")),
    "person": Variable(gettext_lazy("The advocate"), "Maya Okafor"),
    "prospect": Variable(gettext_lazy("Who wishes to talk"), "Ines Costa, Fabrikam"),
    "points": Variable(gettext_lazy("How many points it earns"), "300"),
    "earnings": Variable(
        gettext_lazy("What it earns, as a sentence; nothing when it earns nothing"), earnings(300, "")
    ),
    "minutes": Variable(gettext_lazy("How many minutes it takes"), "30"),
    "times": Variable(gettext_lazy("The times to choose from, in the advocate's zone"), "3 Dec 2026, 10:00"),
    "answerBy": Variable(gettext_lazy("Until when to answer"), "1 Dec 2026, 18:00 Europe/Berlin"),
    "answer": Variable(gettext_lazy("Where the request stands"), gettext_lazy("Accepted")),
    "joining": Variable(gettext_lazy("How to join, as staff wrote it"), "https://meet.example/ines"),
    "customText": Variable(gettext_lazy("The time agreed on, or the reason"), "3 Dec 2026, 10:00 Europe/Berlin"),
}


def referral_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, str]]:
    """The variables of news about referrals, for all of a batch by one query."""
    rows = ReferralMove.objects.select_related("referral__mission__live")
    moves = rows.in_bulk({notice.facts["move"] for notice in notices})
    return [_of_move(moves[notice.facts["move"]], notice) for notice in notices]


def _of_move(move: ReferralMove, notice: Notice) -> dict[str, str]:
    stage = ReferralStage(move.became)
    return {
        "mission": title_of(move.referral.mission, reading_of(notice.advocate)),
        "person": move.referral.name or _("the person"),
        "stage": str(stage.label),
        "customText": move.comment or str(NEWS[stage]),
    }


def call_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """The variables of calls, for all of a batch by two queries; times in the advocate's zone, or staff's own."""
    rows = CallInvitation.objects.select_related("call", "mission__live", "advocate")
    found = rows.in_bulk({notice.facts["invitation"] for notice in notices})
    called = points_name()
    return [_of_call(found[notice.facts["invitation"]], notice, called) for notice in notices]


def _of_call(row: CallInvitation, notice: Notice, called: str) -> dict[str, Text]:
    call = row.call
    zone = (row.advocate.time_zone if notice.advocate_id else "") or call.zone
    times = [date_format(time.astimezone(ZoneInfo(zone)), "j M Y, H:i") for time in times_of(call, after=row.asked_at)]
    return {
        "mission": title_of(row.mission, reading_of(notice.advocate)),
        "person": str(row.advocate),
        "prospect": call.prospect,
        "points": str(row.mission.points),
        "earnings": earnings(row.mission.points, called),
        "minutes": str(call.minutes),
        "times": f"{'; '.join(times)} ({zone})",
        "answerBy": shown(row.expires_at, zone),
        "joining": call.joining or "–",
        "answer": str(InvitationState(row.state).label),
        "customText": row.reason or (shown(row.starts_at, zone) if row.starts_at else "–"),
    }


def hub_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The mission's page, opened as the person the notice is to."""
    person = notice.advocate
    if person is None:
        return ""
    token = personal_token(delivery_id=delivery_id, advocate_id=person.pk, link_version=person.link_version, now=now)
    return reverse("public:personal_link", args=[token])


def call_page(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The call's page in the console."""
    return reverse("console:call", args=[notice.facts["call"]])


WORDINGS = [
    Wording(
        kind="referral.moved",
        topic=Topic.RECEIPTS,
        name=gettext_lazy("News about a referral"),
        subject=gettext_lazy("{{ person }}: {{ stage }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>There is news about {{ person }}, whom you referred: <strong>{{ stage }}</strong>."
            "</p>"
            "<blockquote>{{ customText }}</blockquote>"
        ),
        button=gettext_lazy("See your referrals"),
        variables=ABOUT_REFERRAL,
        values=referral_values,
        link=hub_link,
    ),
    Wording(
        kind="call.invited",
        topic=Topic.MISSIONS,
        name=gettext_lazy("Asked for a reference call"),
        subject=gettext_lazy("Would you talk with {{ prospect }}?"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p><strong>{{ prospect }}</strong> would like to talk with you for about"
            " {{ minutes }} minutes. You offered to be asked, and you are free to say no.</p>"
            "<p>Possible times: {{ times }}</p>"
            "<p>{{ earnings }} Please answer until {{ answerBy }}.</p>"
        ),
        button=gettext_lazy("Choose a time or say no"),
        variables=ABOUT_CALL,
        values=call_values,
        link=hub_link,
    ),
    Wording(
        kind="call.called_off",
        topic=Topic.RECEIPTS,
        name=gettext_lazy("Reference call taken back"),
        subject=gettext_lazy("No call with {{ prospect }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>The call with <strong>{{ prospect }}</strong> does not take place. You need do"
            " nothing. Thank you for being ready!</p>"
        ),
        button=gettext_lazy("See it"),
        variables=ABOUT_CALL,
        values=call_values,
        link=hub_link,
    ),
    Wording(
        kind="call.reminded",
        topic=Topic.RECEIPTS,
        name=gettext_lazy("Reminder of a reference call"),
        subject=gettext_lazy("Soon: your call with {{ prospect }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>Your call with <strong>{{ prospect }}</strong> begins on"
            " <strong>{{ customText }}</strong> and takes about {{ minutes }} minutes.</p>"
            "<p>How to join: {{ joining }}</p><p>Something came up? You can still say so on the page.</p>"
        ),
        button=gettext_lazy("See the call"),
        variables=ABOUT_CALL,
        values=call_values,
        link=hub_link,
    ),
    Wording(
        kind="call.reminded_staff",
        topic=Topic.SERVICE,
        name=gettext_lazy("Reminder of a reference call, to staff"),
        subject=gettext_lazy("Soon: {{ person }} and {{ prospect }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p><strong>{{ person }}</strong> talks with <strong>{{ prospect }}</strong> on"
            " <strong>{{ customText }}</strong>. Does the prospect know how to join? {{ joining }}</p>"
        ),
        button=gettext_lazy("See the call"),
        variables=ABOUT_CALL,
        values=call_values,
        link=call_page,
    ),
    Wording(
        kind="call.answered",
        topic=Topic.SERVICE,
        name=gettext_lazy("Answer about a reference call"),
        subject=gettext_lazy("{{ answer }}: {{ person }} and {{ prospect }}"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>The call of <strong>{{ person }}</strong> with <strong>{{ prospect }}</strong>:"
            " {{ answer }}.</p><blockquote>{{ customText }}</blockquote>"
        ),
        button=gettext_lazy("See the call"),
        variables=ABOUT_CALL,
        values=call_values,
        link=call_page,
    ),
]


def _mission(event: Event) -> str:
    if known := event.names.get("mission"):
        return known
    pk = event.about.partition(":")[2]
    return str(Mission.objects.filter(pk=pk).first() or _("a mission")) if pk.isdigit() else _("a mission")


def _moved(event: Event) -> str:
    stage = dict(ReferralStage.choices).get(event.payload.get("stage", ""), "")
    return _("A referral for “%(title)s” is now: %(stage)s") % {"title": _mission(event), "stage": stage}


def _referral_page(event: Event) -> str:
    return reverse("console:referral", args=[event.payload["referral"]])


def _page_of_call(event: Event) -> str:
    return reverse("console:call", args=[event.payload["call"]])


def _said(icon: str, words: object) -> EventWords:
    return EventWords(icon, lambda event: str(words), _page_of_call)


EVENT_WORDS = {
    "referral.moved": EventWords("user-round-plus", _moved, _referral_page),
    "referral.erased": EventWords(
        "eraser",
        lambda e: _("A person referred for “%(title)s” was forgotten") % {"title": _mission(e)},
        _referral_page,
    ),
    "reference.joined": EventWords("handshake", lambda e: _("Joined the reference pool")),
    "reference.changed": EventWords("pencil", lambda e: _("Changed what to be asked for as a reference")),
    "reference.left": EventWords("log-out", lambda e: _("Left the reference pool")),
    "call.asked_for": _said("phone-call", gettext_lazy("A reference call was asked for")),
    "call.invited": _said("mail", gettext_lazy("Was asked to take a reference call")),
    "call.accepted": _said("calendar-check", gettext_lazy("Agreed to a reference call")),
    "person.introduced": _said("user-round-plus", gettext_lazy("Came by the referral link of an advocate")),
    "call.reminded": _said("bell", gettext_lazy("Was reminded of a reference call")),
    "call.declined": _said("x", gettext_lazy("Said no to a reference call")),
    "call.expired": _said("timer-off", gettext_lazy("Did not answer about a reference call in time")),
    "call.called_off": _said("undo-2", gettext_lazy("The request to take a call was taken back")),
    "call.held": _said("check", gettext_lazy("Staff said that the call took place")),
    "call.missed": _said("phone-off", gettext_lazy("The call did not take place")),
    "call.closed": _said("archive", gettext_lazy("A reference call was closed")),
}
