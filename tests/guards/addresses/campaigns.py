"""Campaigns and the calendar, for staff and in the hub."""

from campaigns.forms import digest_of
from tests.factories.furniture.campaigns import VALUES
from tests.guards.addresses.entries import MISSIONS, SEE, TEXT, TOO_LONG, Get, Post, State, a

CAMPAIGN = {
    "title": TEXT,
    "summary": "For the launch.",
    "instructions": "Say it.",
    "terms": "No discounts.",
    "approval": "manual",
    "completing_points": "50",
}

TERMS = {"terms": digest_of(VALUES["terms"])}

CAMPAIGNS = [
    a("console:campaigns", SEE, get=Get(states={"archived": State(query={"archived": "1"})})),
    a("console:campaign_calendar", SEE, get=Get(states={"another month": State(query={"month": "2031-05"})})),
    a(
        "console:campaign_new",
        MISSIONS,
        get=Get(),
        post=Post(
            CAMPAIGN,
            bad=CAMPAIGN | {"title": "", "summary": TOO_LONG, "instructions": TEXT, "joining_points": "some"},
            keeps=("summary", "instructions", "joining_points"),
        ),
    ),
    a(
        "console:campaign",
        SEE,
        "campaign",
        get=Get(states={"live": State(("campaign_live",)), "over": State(("campaign_over",))}),
    ),
    a(
        "console:campaign_settings",
        MISSIONS,
        "campaign",
        get=Get(states={"live": State(("campaign_live",))}),
        post=Post(CAMPAIGN, bad=CAMPAIGN | {"approval": "none", "terms": TEXT}, keeps=("terms",)),
    ),
    a(
        "console:campaign_people",
        SEE,
        "campaign_live",
        get=Get(states={"nobody": State(("campaign",))}),
    ),
    a("console:campaign_part_new", MISSIONS, "campaign", post=Post({"type": "poll"}, bad={"type": "boat"})),
    a(
        "console:campaign_arrangement",
        MISSIONS,
        "campaign",
        get=Get(states={"live": State(("campaign_live",), status=302)}),
        post=Post(
            lambda world: {f"role-{world['campaign_part'].pk}": "optional"},
            bad=lambda world: {f"role-{world['campaign_part'].pk}": "choice2", "needed-2": "19"},
            keeps=("needed-2",),
        ),
    ),
    a("console:campaign_part_removal", MISSIONS, "campaign", "campaign_part", post=Post()),
    a("console:campaign_launch", MISSIONS, "campaign_offered", post=Post(changes=False)),
    a("console:campaign_end", MISSIONS, "campaign_live", get=Get(), post=Post()),
    a("console:campaign_archive", MISSIONS, "campaign", post=Post()),
    a("hub:campaigns", "advocate", get=Get()),
    a(
        "hub:campaign",
        "advocate",
        "campaign_offered",
        get=Get(states={"joined": State(("campaign_live",)), "over": State(("campaign_over",))}),
        post=Post({"accepts": "on"} | TERMS, bad={"accepts": ""} | TERMS),
    ),
    a("hub:campaign_leave", "advocate", "campaign_live", post=Post()),
]
