"""Pages of polls, opt-ins, updates and registration pages."""

from tests.guards.addresses.entries import MISSIONS, SEE, Get, Post, State, a

TYPES = ("poll", "opt_in", "update", "registration")

TOLD = [
    a(
        "hub:mission",
        "advocate",
        "poll",
        variant="told",
        get=Get(
            at_most=18,
            why_more="what is asked, what was begun, sent and decided, and how the others voted",
            states={key: State((key,)) for key in TYPES}
            | {f"{key}, new": State((key,), actor="other advocate") for key in TYPES},
        ),
    ),
    a("hub:updates", "advocate", get=Get(states={"read by nobody": State(actor="other advocate")})),
    a("hub:opt_ins", "advocate:fresh", get=Get(states={"none": State(actor="mover")})),
    a(
        "hub:opt_in_withdrawal",
        "advocate:fresh",
        "opt_in",
        post=Post(),
        foreign=302,
        why="there is nothing to take back, as when it was taken back before",
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "poll_draft",
        ":setup",
        variant="told",
        get=Get(states={key: State((f"{key}_draft", ":setup")) for key in TYPES}),
    ),
    a("console:mission_step", MISSIONS, "update_draft", ":recognition", variant="of what asks nothing", get=Get()),
    a(
        "console:mission_check",
        MISSIONS,
        "update_draft",
        variant="told",
        get=Get(
            states={key: State((f"{key}_draft",)) for key in TYPES},
        ),
    ),
    a(
        "console:mission_results",
        SEE,
        "poll",
        variant="told",
        get=Get(
            at_most=18,
            why_more="the funnel, the days, the states and the figures of the type, each one query",
            states={key: State((key,)) for key in TYPES},
        ),
    ),
]
