"""The words of missions' notices, events and bell items."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from events.models import Event
from foundation.plugs import BellWords, EventWords, Text, Thing, Variable, Wording
from missions import budget_words, chosen, policy_words, set_off, spoken
from missions.arrivals import link_and_code
from missions.models import Arrival, Decision, Mission
from missions.nudging import NUDGED
from missions.preview import reward_of
from missions.promised_rewards import source_of
from missions.said_amounts import effort, payment, points_name
from missions.texts import reading_of, title_of
from missions.told_again import OPENED_AGAIN, REMINDED
from missions.types.update.mail import parts_of_notices
from missions.types.update.type import KIND as UPDATE
from notifications.links import personal_token
from notifications.models import BellItem, Notice, Topic
from notifications.wordings import CODE, spaced
from programs.sign_in import code_of
from rewards.queries import rewards_by_source

ABOUT_MISSION = {
    "mission": Variable(gettext_lazy("The mission's title"), gettext_lazy("Share your G2 review")),
    "points": Variable(gettext_lazy("How many points it earns"), "250"),
    "minutes": Variable(gettext_lazy("How many minutes it takes"), "15"),
    "effort": Variable(gettext_lazy("How long it takes, and what it earns if anything"), effort(15, 250, "")),
}
ABOUT_DECISION = {
    **ABOUT_MISSION,
    "payment": Variable(gettext_lazy("What was paid; nothing when it pays nothing"), payment(250, "")),
    "customText": Variable(gettext_lazy("What the reviewer wrote"), gettext_lazy("Could you add a screenshot?")),
}


def mission_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """The variables of launches, for all of a batch by two queries."""
    rows, called = Mission.objects.select_related("live"), points_name()
    missions = rows.in_bulk({notice.facts["mission"] for notice in notices})
    return [_in_words_of(notice, missions[notice.facts["mission"]], called) for notice in notices]


def _in_words_of(notice: Notice, mission: Mission, called: str) -> dict[str, Text]:
    title = title_of(mission, reading_of(notice.advocate), cycle=notice.facts.get("cycle", 0))
    return {**_values(mission, called), "mission": title}


def decision_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """The variables of decisions, for all of a batch by three queries."""
    rows = Decision.objects.select_related("submission__mission__live")
    decisions = rows.in_bulk({notice.facts["decision"] for notice in notices})
    found, called, given = [], points_name(), rewards_by_source(source_of(row.submission) for row in decisions.values())
    for notice in notices:
        decision = decisions[notice.facts["decision"]]
        paid, gift = decision.submission.points, given.get(source_of(decision.submission), "")
        of_decision = {"points": str(paid), "payment": payment(paid, called, gift), "customText": decision.note}
        found.append({**_in_words_of(notice, decision.submission.mission, called), **of_decision})
    return found


def _values(mission: Mission, called: str) -> dict[str, Text]:
    """Of a draft, for a test mail, what is typed so far."""
    raw = mission.draft.raw if mission.draft else {}
    points = mission.points if mission.live_id else raw.get("points", "")
    minutes = mission.minutes if mission.live_id else raw.get("minutes") or mission.minutes
    reward = mission.live.content.get("reward_name", "") if mission.live else reward_of(raw)
    said = effort(_whole(minutes) or mission.minutes, _whole(points), called, reward)
    return {"points": str(points), "minutes": str(minutes), "effort": said}


def _whole(typed: object) -> int:
    """What is typed in a draft may be anything."""
    return int(str(typed)) if str(typed).isdecimal() else 0


def personal_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """Where the button leads: an advocate through the link signed over this delivery, staff to the draft's check."""
    if notice.advocate is None:
        return reverse("console:mission_check", args=[notice.facts["mission"]])
    token = personal_token(
        delivery_id=delivery_id, advocate_id=notice.advocate.pk, link_version=notice.advocate.link_version, now=now
    )
    return reverse("public:personal_link", args=[token])


def _mission_wording(kind: str, name: Text, subject: Text, body: Text) -> Wording:
    return Wording(
        kind=kind, topic=Topic.MISSIONS, name=name, subject=subject, body=body, button=gettext_lazy("See the mission"),
        variables=ABOUT_MISSION, values=mission_values, link=personal_link,
    )  # fmt: skip


def _decision_wording(kind: str, name: Text, subject: Text, body: Text, button: Text) -> Wording:
    return Wording(
        kind=kind, topic=Topic.RECEIPTS, name=name, subject=subject, body=body, button=button,
        variables=ABOUT_DECISION, values=decision_values, link=personal_link,
    )  # fmt: skip


def arrival_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """The six digits, made here as those of a sign-in are, and for what."""
    rows = Arrival.objects.select_related("mission__draft").in_bulk({notice.facts["arrival"] for notice in notices})
    found = [rows[notice.facts["arrival"]] for notice in notices]
    called = points_name()
    return [{**_values(row.mission, called), "code": spaced(code_of(row))} for row in found]


def arrival_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The page that asks to press a button in the browser that asked."""
    return link_and_code(Arrival.objects.get(pk=notice.facts["arrival"]))[0]


WORDINGS = [
    *spoken.WORDINGS,
    *budget_words.WORDINGS,
    Wording(
        kind="arrival.asked",
        topic=Topic.SERVICE,
        name=gettext_lazy("Confirmation of a guest’s address"),
        subject=gettext_lazy("Confirm your address: {{ mission }}"),
        body=gettext_lazy(
            "<p>Hello,</p><p>Somebody gave this address to take part in “{{ mission }}” at {{ workspaceName }}. If that"
            " was you, press the button in the browser you used, or type this code:</p><h2>{{ code }}</h2><p>Both work"
            " once, for 15 minutes. If it was not you, you need not do anything: nothing is sent in your name.</p>"
        ),
        button=gettext_lazy("Confirm and send"),
        variables={**ABOUT_MISSION, "code": CODE},
        values=arrival_values,
        link=arrival_link,
    ),
    _mission_wording(
        "mission.launched",
        gettext_lazy("Mission created"),
        gettext_lazy("{{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>There is a new mission for you: <strong>{{ mission }}</strong>.</p>"
            "<p>{{ effort }}</p>"
        ),
    ),
    _mission_wording(
        NUDGED,
        gettext_lazy("Mission nudged"),
        gettext_lazy("Still open: {{ mission }}"),
        gettext_lazy("<p>{{ greeting }}</p><p>“{{ mission }}” is still open for you. {{ effort }}</p>"),
    ),
    _mission_wording(
        OPENED_AGAIN,
        gettext_lazy("Mission open again"),
        gettext_lazy("Open again: {{ mission }}"),
        gettext_lazy("<p>{{ greeting }}</p><p>You can do “{{ mission }}” again. {{ effort }}</p>"),
    ),
    _mission_wording(
        REMINDED,
        gettext_lazy("Mission reminder"),
        gettext_lazy("Not done yet: {{ mission }}"),
        gettext_lazy("<p>{{ greeting }}</p><p>“{{ mission }}” still waits for you. {{ effort }}</p>"),
    ),
    Wording(
        kind=UPDATE,
        topic=Topic.MISSIONS,
        name=gettext_lazy("Update sent"),
        subject=gettext_lazy("{{ mission }}"),
        body=gettext_lazy("<p>{{ greeting }}</p>"),
        button=gettext_lazy("Read it in the hub"),
        variables={"mission": Variable(gettext_lazy("The update's title"), gettext_lazy("What is new in spring"))},
        values=mission_values,
        link=personal_link,
        parts=parts_of_notices,
    ),
    _decision_wording(
        "submission.approved",
        gettext_lazy("Submission approved"),
        gettext_lazy("Approved: {{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>Thank you! What you sent for “{{ mission }}” is approved. {{ payment }}</p>"
        ),
        gettext_lazy("See it"),
    ),
    _decision_wording(
        "step.approved",
        gettext_lazy("Step approved"),
        gettext_lazy("One step done: {{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>Thank you! A step of “{{ mission }}” is approved, and the next one is open."
            " The points come with the last.</p>"
        ),
        gettext_lazy("Go on"),
    ),
    _decision_wording(
        "submission.returned",
        gettext_lazy("Submission returned"),
        gettext_lazy("Please look again: {{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>What you sent for “{{ mission }}” needs one more touch:</p>"
            "<blockquote>{{ customText }}</blockquote><p>What you wrote is kept. Change it and send it again.</p>"
        ),
        gettext_lazy("Change and send again"),
    ),
    _decision_wording(
        "submission.declined",
        gettext_lazy("Mission declined"),
        gettext_lazy("About what you sent: {{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>We could not accept what you sent for “{{ mission }}”:</p>"
            "<blockquote>{{ customText }}</blockquote><p>You may send it again.</p>"
        ),
        gettext_lazy("See it"),
    ),
    _decision_wording(
        "decision.reversed",
        gettext_lazy("Decision taken back"),
        gettext_lazy("We look again: {{ mission }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>The decision about what you sent for “{{ mission }}” was taken back."
            " It waits for review again, and points that came with it are taken back too.</p>"
        ),
        gettext_lazy("See it"),
    ),
]


def mission_thing(pk: int) -> Thing | None:
    """What "mission:12" is called, and its page."""
    mission = Mission.objects.filter(pk=pk).first()
    return Thing(mission.title, reverse("console:mission", args=[pk])) if mission else None


def mission_names(numbers: Collection[int]) -> Mapping[int, str]:
    """What missions are called, by id."""
    return {mission.pk: str(mission) for mission in Mission.objects.filter(pk__in=numbers).only("title")}


def _title(event: Event) -> str:
    number = event.about.partition(":")[2]
    known = event.names.get("mission")
    return known or (mission_names([int(number)]).get(int(number)) if number.isdecimal() else None) or _("a mission")


def _submission_page(event: Event) -> str:
    return reverse("console:submission", args=[event.payload["submission"]])


EVENT_WORDS = {
    "launch_request.asked": EventWords(
        "clipboard-check", lambda e: _("Sent “%(title)s” for approval") % {"title": _title(e)}
    ),
    "launch_request.taken_back": EventWords(
        "undo-2", lambda e: _("No longer asks to approve “%(title)s”") % {"title": _title(e)}
    ),
    "launch_request.approved": EventWords(
        "rocket", lambda e: _("Approved and launched “%(title)s”") % {"title": _title(e)}
    ),
    "launch_request.returned": EventWords(
        "corner-up-left", lambda e: _("Gave “%(title)s” back") % {"title": _title(e)}
    ),
    "launch_request.fell": EventWords(
        "circle-slash", lambda e: _("Changed “%(title)s” while it waited for approval") % {"title": _title(e)}
    ),
    **set_off.EVENT_WORDS,
    **policy_words.EVENT_WORDS,
    OPENED_AGAIN: EventWords("repeat", lambda e: _("“%(title)s” began anew") % {"title": _title(e)}),
    REMINDED: EventWords("bell-ring", lambda e: _("Reminded of “%(title)s”") % {"title": _title(e)}),
    "mission.nudged": EventWords("send", lambda e: _("Nudged about “%(title)s”") % {"title": _title(e)}),
    "answers.exported": EventWords("download", lambda e: _("%(count)s answers exported") % e.payload),
    "answers.marked": EventWords(
        "tag", lambda e: _("Answers to “%(title)s” set tags or fields") % {"title": _title(e)}
    ),
    "opt_in.withdrawn": EventWords(
        "shield-off", lambda e: _("Took back the consent of “%(title)s”") % {"title": _title(e)}
    ),
    **spoken.EVENT_WORDS,
    **chosen.EVENT_WORDS,
    "arrival.confirmed": EventWords(
        "badge-check", lambda e: _("Confirmed the address to take part in “%(title)s”") % {"title": _title(e)}
    ),
    "submission.submitted": EventWords(
        "send", lambda e: _("Sent something for “%(title)s”") % {"title": _title(e)}, _submission_page
    ),
    "submission.withdrawn": EventWords(
        "undo-2", lambda e: _("Took back what was sent for “%(title)s”") % {"title": _title(e)}, _submission_page
    ),
    "licence.withdrawn": EventWords(
        "scale", lambda e: _("Took the usage rights back for “%(title)s”") % {"title": _title(e)}, _submission_page
    ),
    "submission.approved": EventWords(
        "check", lambda e: _("“%(title)s” was approved") % {"title": _title(e)}, _submission_page
    ),
    "submission.returned": EventWords(
        "corner-up-left", lambda e: _("“%(title)s” was returned with a note") % {"title": _title(e)}, _submission_page
    ),
    "submission.declined": EventWords(
        "x", lambda e: _("“%(title)s” was declined") % {"title": _title(e)}, _submission_page
    ),
    "decision.undone": EventWords(
        "undo-2",
        lambda e: _("The decision about “%(title)s” was undone at once") % {"title": _title(e)},
        _submission_page,
    ),
    "decision.reversed": EventWords(
        "undo-2", lambda e: _("The decision about “%(title)s” was reversed") % {"title": _title(e)}, _submission_page
    ),
}


def _mission_page(facts: Mapping[str, str]) -> str:
    return reverse("console:mission", args=[facts["about"].partition(":")[2]])


def _announcement(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("The audience of a mission is written to")
    return _("Writing to the audience of a mission has stopped")


def _bulk_approval(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("The submissions you chose are approved")
    return _("Approving the submissions has stopped")


def _change_of_all(item: BellItem) -> str:
    if item.facts.get("state") == "done":
        return _("The missions that matched are changed")
    return _("Changing the missions has stopped")


def _answers_export(item: BellItem) -> str:
    return {
        "done": _("The export of answers is ready"),
        "cancelled": _("The export of answers was stopped"),
    }.get(item.facts.get("state"), _("The export of answers did not succeed"))


def _answers_page(facts: Mapping[str, str]) -> str:
    return reverse("console:mission_answers_job", args=[facts["about"].partition(":")[2], facts["job"]])


def _about_launch(words: str) -> Callable[[BellItem], str]:
    return lambda item: _(words) % item.facts


WRITTEN = BellWords("send", _announcement, _mission_page, chosen.mission_named)
BELL_WORDS = {
    **budget_words.BELL_WORDS,
    **chosen.BELL_WORDS,
    "launch_request.asked": BellWords(
        "clipboard-check", _about_launch(gettext_noop("“%(title)s” waits for your approval"))
    ),
    "launch_request.approved": BellWords(
        "rocket", _about_launch(gettext_noop("“%(title)s” was approved and launched"))
    ),
    "launch_request.returned": BellWords(
        "corner-up-left", _about_launch(gettext_noop("“%(title)s” was given back to you"))
    ),
    "launch_request.fell": BellWords(
        "circle-slash", _about_launch(gettext_noop("“%(title)s” was changed, so its approval must be asked for again"))
    ),
    "missions.announcement": WRITTEN,
    "missions.telling_again": WRITTEN,
    **set_off.BELL_WORDS,
    "missions.change_of_all": BellWords(
        "list-checks", _change_of_all, lambda facts: reverse("console:missions_matching_job", args=[facts["job"]])
    ),
    "answers.export": BellWords("download", _answers_export, _answers_page, chosen.mission_named),
    "missions.bulk_approval": BellWords(
        "check-check", _bulk_approval, lambda facts: reverse("console:bulk_job", args=[facts["job"]])
    ),
}
