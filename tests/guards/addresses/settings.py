"""Pages of the console about the workspace, its staff, its mail and the bell."""

from tests.guards.addresses.entries import DOWNLOAD, EXPORT, MISSIONS, PEOPLE, SEE, TEXT, WORKSPACE, Get, Post, State, a

SETTINGS = {
    "name": "Renamed",
    "colour": "#aa3300",
    "time_zone": "Europe/Berlin",
    "points_name": "stars",
    "worth": "12.50",
    "currency": "USD",
    "sender_name": "Us",
    "reply_to": "us@example.com",
    "postal_address": "1 Street, Town",
    "launch_approval": "everyone",
}
WORDS = {"subject": "About {{ mission }}", "body": "Hello {{ greeting }}", "button": "Look"}
BAD_WORDS = {"subject": TEXT, "body": "", "button": "Look"}

SETTINGS_AND_STAFF = [
    a("console:home", SEE, get=Get(states={f"for a {role}": State(actor=role) for role in ("reviewer", "analyst")})),
    a("console:kit", SEE, get=Get()),
    a(
        "console:analytics",
        SEE,
        get=Get(
            states={
                "of some days": State(query={"since": "2020-01-01", "until": "2020-02-01"}),
                "no days": State(query={"since": "2020-02-01", "until": "2020-01-01"}),
                "for an analyst": State(actor="analyst"),
            }
        ),
    ),
    a("console:analytics_funnel", EXPORT, get=DOWNLOAD),
    a("console:analytics_cohorts", EXPORT, get=DOWNLOAD),
    a(
        "console:health",
        MISSIONS,
        get=Get(
            at_most=21,
            why_more="it looks at every part of the engine",
            states={"for a manager": State(actor="manager"), "forbidden": State(actor="reviewer", status=403)},
        ),
    ),
    a(
        "console:health_again",
        MISSIONS,
        "dead_reaction",
        post=Post(),
        foreign=302,
        why="a row that is gone was tried again already; which ones were is told to nobody",
    ),
    a("console:health_all_again", MISSIONS, post=Post()),
    a("console:health_segments", PEOPLE, post=Post()),
    a(
        "console:settings",
        WORKSPACE,
        get=Get(),
        post=Post(SETTINGS, bad=SETTINGS | {"colour": "blue", "sender_name": TEXT}, keeps=("sender_name",)),
    ),
    a(
        "console:settings_address",
        WORKSPACE,
        post=Post({"slug": "elsewhere"}, bad={"slug": "Not an address"}, keeps=("slug",)),
    ),
    a(
        "console:staff",
        WORKSPACE,
        get=Get(),
        post=Post(
            {"email": "another@example.com", "role": "analyst"},
            bad={"email": "not an address", "role": "analyst"},
            keeps=("email",),
        ),
    ),
    a("console:staff_role", WORKSPACE, "analyst_member", post=Post({"role": "manager"})),
    a("console:staff_removal", SEE, "analyst_member", post=Post(), only=("owner", "analyst")),
    a("console:staff_invitation", WORKSPACE, "invitation", post=Post({"again": "again"})),
    a("console:staff_invitation", WORKSPACE, "invitation", post=Post({"withdraw": "withdraw"}), variant="withdraw"),
    a("console:sample_removal", WORKSPACE, post=Post(status=404, changes=False), why="these worlds are no samples"),
]

MAIL_AND_BELL = [
    a("console:bell", SEE, get=Get()),
    a("console:bell_seen", SEE, post=Post(lambda world: {"up_to": world["bell_item"].pk})),
    a("console:bell_item", SEE, "bell_item", post=Post(), others=("others_bell_item",), only=("owner",)),
    a("console:mail", MISSIONS, get=Get()),
    a(
        "console:mail_words",
        MISSIONS,
        ":mission.launched",
        get=Get(
            states={
                "as a person": State(query=lambda world: {"search": "maya", "person": world["maya"].pk}),
                "nobody found": State(query={"search": "xyzzy"}),
                "standard words": State((":submission.declined",)),
                "in Spanish": State(query={"language": "es"}),
            }
        ),
        post=Post(WORDS, bad=BAD_WORDS, keeps=("subject",)),
    ),
    a(
        "console:mail_preview",
        MISSIONS,
        ":mission.launched",
        get=Get(html=False),
        post=Post(WORDS, status=200, changes=False),
    ),
    a(
        "console:mail_test",
        MISSIONS,
        ":mission.launched",
        post=Post(WORDS, status=200, bad=BAD_WORDS, keeps=("subject",)),
    ),
    a("console:mail_standard", MISSIONS, ":mission.launched", post=Post()),
]
