"""The words of rewards and milestones, of what the nightly proof of balances finds, and of budgets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event
from foundation.plugs import BellWords, EventWords, Text, Thing, Variable, Wording
from foundation.templatetags.ui import number
from notifications.links import personal_token
from notifications.models import Notice, Topic
from rewards.models import Grant, Milestone, Reward


def _differed(wallets: int) -> str:
    words = ngettext(
        "The points of %(n)s person do not match the ledger",
        "The points of %(n)s people do not match the ledger",
        wallets,
    )
    return words % {"n": wallets}


def _found(facts: Mapping[str, Any]) -> str:
    """What differs: wallets, budgets, or both."""
    wallets, budgets = int(facts["wallets"]), int(facts.get("budgets", 0))
    words = ngettext(
        "%(n)s budget does not match what is promised and paid",
        "%(n)s budgets do not match what is promised and paid",
        budgets,
    ) % {"n": budgets}
    return " · ".join([*([_differed(wallets)] if wallets else []), *([words] if budgets else [])])


def _event(event: Event) -> str:
    return _("Proof of balances: %(found)s") % {"found": _found(event.payload)}


def _board(event: Event) -> str:
    return _("The leaderboard is shown") if event.payload["is_on"] else _("The leaderboard is not shown")


def _bell(item: Any) -> str:
    return _found(item.facts)


def _reached(event: Event) -> str:
    if event.payload["percent"] == 100:
        return _("The budget was reached")
    return _("%(percent)s %% of the budget were reached") % {"percent": event.payload["percent"]}


def _raised(event: Event) -> str:
    return _("The budget was raised by %(points)s") % {"points": number(event.payload["points"])}


def grant_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """What was given and what staff wrote, for all of a batch by one query."""
    rows = Grant.objects.select_related("reward").in_bulk({notice.facts["grant"] for notice in notices})
    grants = [rows[notice.facts["grant"]] for notice in notices]
    return [
        {"reward": row.reward.name, "reason": row.reason, "customText": row.note or row.reward.about or "–"}
        for row in grants
    ]


def milestone_values(notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]]:
    """What was reached and what it brings, for all of a batch by one query."""
    rows = Milestone.objects.select_related("reward").in_bulk({notice.facts["milestone"] for notice in notices})
    reached = [rows[notice.facts["milestone"]] for notice in notices]
    return [{"milestone": row.name, "gift": gift(row.reward.name if row.reward else "")} for row in reached]


def _gift(name: str) -> str:
    """ "You get “Coffee mug” for it. We will be in touch.", or nothing."""
    return _("You get “%(reward)s” for it. We will be in touch.") % {"reward": name} if name else ""


gift = lazy(_gift, str)


def hub_link(notice: Notice, delivery_id: int, now: datetime) -> str:
    """The hub, through the link signed over this delivery."""
    person = notice.advocate
    if person is None:
        return ""
    token = personal_token(delivery_id=delivery_id, advocate_id=person.pk, link_version=person.link_version, now=now)
    return reverse("public:personal_link", args=[token])


ABOUT_GRANT = {
    "reward": Variable(gettext_lazy("The reward"), gettext_lazy("Coffee mug")),
    "reason": Variable(gettext_lazy("What it is for"), gettext_lazy("Share your G2 review")),
    "customText": Variable(
        gettext_lazy("What staff wrote"), gettext_lazy("It left us today. The number of the parcel is 4711.")
    ),
}


def _receipt(kind: str, name: Text, subject: Text, body: Text) -> Wording:
    return Wording(
        kind=kind, topic=Topic.RECEIPTS, name=name, subject=subject, body=body, button=gettext_lazy("Open the hub"),
        variables=ABOUT_GRANT, values=grant_values, link=hub_link,
    )  # fmt: skip


WORDINGS = [
    _receipt(
        "reward.fulfilled",
        gettext_lazy("Reward handed out"),
        gettext_lazy("Your reward: {{ reward }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>Thank you for “{{ reason }}”. Your reward is on its way:"
            " <strong>{{ reward }}</strong>.</p><blockquote>{{ customText }}</blockquote>"
        ),
    ),
    _receipt(
        "reward.cancelled",
        gettext_lazy("Reward cancelled"),
        gettext_lazy("About your reward: {{ reward }}"),
        gettext_lazy(
            "<p>{{ greeting }}</p><p>We are sorry: <strong>{{ reward }}</strong>, which was for “{{ reason }}”, cannot"
            " be handed out.</p><blockquote>{{ customText }}</blockquote>"
        ),
    ),
    Wording(
        kind="milestone.reached",
        topic=Topic.RECEIPTS,
        name=gettext_lazy("Milestone reached"),
        subject=gettext_lazy("You have reached “{{ milestone }}”"),
        body=gettext_lazy(
            "<p>{{ greeting }}</p><p>Congratulations: you have reached <strong>{{ milestone }}</strong>.</p>"
            "<p>{{ gift }}</p>"
        ),
        button=gettext_lazy("Open the hub"),
        variables={
            "milestone": Variable(gettext_lazy("The milestone"), gettext_lazy("Gold")),
            "gift": Variable(
                gettext_lazy("The reward it brings, as a sentence; nothing without one"), gift("Coffee mug")
            ),
        },
        values=milestone_values,
        link=hub_link,
    ),
]


def reward_thing(pk: int) -> Thing | None:
    """What an event "reward:3" is about."""
    row = Reward.objects.filter(pk=pk).first()
    return Thing(row.name, reverse("console:reward", args=[pk])) if row else None


def milestone_thing(pk: int) -> Thing | None:
    """What an event "milestone:3" is about."""
    row = Milestone.objects.filter(pk=pk).first()
    return Thing(row.name, reverse("console:milestones")) if row else None


def _of_grant(event: Event) -> str:
    return reverse("console:grant", args=[event.payload["grant"]])


def _was(icon: str, words: Text) -> EventWords:
    return EventWords(icon, lambda event: str(words), _of_grant)


EVENT_WORDS = {
    "reward.given": _was("gift", gettext_lazy("Earned a reward")),
    "reward.redeemed": _was("gift", gettext_lazy("Took a reward for points")),
    "reward.taken_back": _was("undo-2", gettext_lazy("A reward was taken back")),
    "reward.fulfilled": _was("gift", gettext_lazy("A reward was handed out")),
    "reward.cancelled": _was("ban", gettext_lazy("A reward was cancelled")),
    "reward.created": EventWords("gift", lambda event: _("A reward was made")),
    "reward.changed": EventWords("pencil", lambda event: _("A reward was changed")),
    "reward.archived": EventWords("archive", lambda event: _("A reward is offered no more")),
    "reward.restored": EventWords("archive-restore", lambda event: _("A reward is offered again")),
    "milestone.created": EventWords("flag", lambda event: _("A milestone was made")),
    "milestone.archived": EventWords("flag-off", lambda event: _("A milestone was removed")),
    "milestone.reached": EventWords("flag", lambda event: _("Reached a milestone")),
    "leaderboard.changed": EventWords("trophy", _board),
    "balances.differed": EventWords("scale", _event),
    "budget.reached": EventWords("gauge", _reached),
    "budget.raised": EventWords("trending-up", _raised),
}
BELL_WORDS = {"balances.differed": BellWords("scale", _bell)}
