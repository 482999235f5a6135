"""Rewards, what was given to people, and milestones."""

from tests.guards.addresses.entries import DOWNLOAD, EXPORT, MISSIONS, TEXT, TOO_LONG, Get, Post, State, a

REWARD = {
    "name": TEXT,
    "kind": "swag",
    "about": "By post.",
    "handing_out": "In the drawer.",
    "price": "50",
    "stock": "3",
}

REWARDS = [
    a("console:rewards", MISSIONS, get=Get(states={"archived": State(query={"archived": "1"})})),
    a(
        "console:reward_new",
        MISSIONS,
        get=Get(),
        post=Post(REWARD, bad=REWARD | {"name": "", "about": TOO_LONG}, keeps=("about", "handing_out")),
    ),
    a(
        "console:reward",
        MISSIONS,
        "reward",
        get=Get(states={"archived": State(("old_reward",))}),
        post=Post(REWARD, bad=REWARD | {"kind": "boat", "about": TEXT}, keeps=("about",)),
    ),
    a("hub:offers", "advocate", get=Get()),
    a(
        "hub:offer",
        "advocate:fresh",
        "reward",
        get=Get(states={"too dear": State(("dear_reward",))}),
        post=Post({"price": "5"}, bad={"price": "4"}),
    ),
    a(
        "hub:leaderboard",
        "advocate",
        get=Get(states={"another month": State(query={"month": "2020-02"})}, when_empty=False),
        post=Post({"how": "unnamed"}, bad={"how": "loud"}),
    ),
    a(
        "console:leaderboard",
        MISSIONS,
        get=Get(states={"another month": State(query={"month": "2020-02"})}),
        post=Post({"is_on": "on", "shows": "neighbours"}, bad={"is_on": "on", "shows": "all"}),
    ),
    a("console:leaderboard_csv", EXPORT, get=DOWNLOAD),
    a("console:reward_archive", MISSIONS, "reward", post=Post()),
    a(
        "console:milestones",
        MISSIONS,
        get=Get(),
        post=Post({"name": TEXT, "points": "77"}, bad={"name": TEXT, "points": "none"}, keeps=("name", "points")),
    ),
    a("console:milestone_removal", MISSIONS, "milestone", get=Get(), post=Post()),
    a(
        "console:grants",
        MISSIONS,
        get=Get(
            states={
                "to hand out": State(query={"state": "pending"}),
                "no match": State(query=lambda world: {"reward": world["old_reward"].pk}),
            }
        ),
    ),
    a("console:grants_csv", EXPORT, get=DOWNLOAD),
    a(
        "console:grant",
        MISSIONS,
        "grant",
        get=Get(states={"handed out": State(("grant_done",)), "cancelled": State(("grant_cancelled",))}),
        post=Post({"note": TEXT}, bad={"note": TOO_LONG}, keeps=("note",)),
    ),
    a(
        "console:grant_cancel",
        MISSIONS,
        "grant",
        post=Post({"reason": TEXT}, bad={"reason": TOO_LONG}, keeps=("reason",)),
    ),
]
