"""The hub, and the pages of a workspace for people who are not in it."""

from tests.files.uploads import jpeg, upload
from tests.guards.addresses.entries import DOWNLOAD, TEXT, TOO_LONG, Get, Post, State, a

PUBLIC = [
    a("public:brand", "public", ":0b6e5f", get=DOWNLOAD),
    a(
        "public:invitation",
        "public",
        "#invitation",
        get=Get(states={"closed": State(("#used_invitation",), status=410)}),
        post=Post(
            {"name": "New", "password": "a long pass phrase 7"},
            bad={"name": TEXT, "password": "short"},
            keeps=("name",),
        ),
    ),
    a("public:unsubscribe", "public", "#unsubscribe", get=Get(), post=Post({"wanted": "no"}, status=200)),
    a(
        "public:personal_link",
        "public",
        "#personal",
        get=Get(states={"somebody else": State(actor="other advocate"), "bad": State((":bad",), status=404)}),
        post=Post(),
    ),
    a(
        "public:mission",
        "public",
        "anyone",
        get=Get(
            states={
                "filled in": State(actor="filler"),
                "to be known first": State(("anyone_file",)),
                "ended": State(("anyone_ended",), status=410),
                "for members": State(("live",), status=302),
                "draft": State(("draft",), status=404),
            }
        ),
    ),
    a(
        "public:mission_picture",
        "public",
        "anyone",
        get=Get(html=False, states={"of members": State(("live",), status=404)}),
    ),
    a(
        "public:answers",
        "public",
        "anyone",
        1,
        post=Post({"slot1-text": "Because."}, bad={"slot1-text": TOO_LONG * 2}, keeps=("slot1-text",)),
    ),
    a(
        "public:confirmation_address",
        "public",
        "anyone",
        actor="filler",
        get=Get(states={"nothing to fill in": State(("anyone_file",), actor="anonymous")}),
        post=Post(
            lambda world: {"email": "new@example.com", "name": "New", "stamp": world.tokens["stamp"]},
            bad=lambda world: {"email": TEXT, "name": TEXT, "stamp": world.tokens["stamp"]},
            keeps=("email", "name"),
        ),
    ),
    a(
        "public:confirmation",
        "public",
        "anyone",
        actor="arriver",
        get=Get(),
        post=Post(
            lambda world: {"code": world.tokens["arriver_code"]}, status=303, bad={"code": "12 34"}, keeps=("code",)
        ),
    ),
    a(
        "public:confirmation_link",
        "public",
        "#arriver_link",
        get=Get(states={"in the same browser": State(actor="arriver"), "bad": State((":bad",), status=404)}),
        post=Post(
            lambda world: {"code": world.tokens["arriver_code"]}, status=303, bad={"code": "12 34"}, keeps=("code",)
        ),
    ),
    a("public:short_link", "public", "#short_link", get=Get(302, html=False)),
    a(
        "public:share_link",
        "public",
        "#share_of_draft",
        get=Get(404, states={"revoked": State(("#share_of_ended",), status=410), "bad": State((":bad",), status=410)}),
        foreign=410,
        why="a link that was renewed or is none of this workspace's is answered alike: it is no longer good",
    ),
    a("public:file", "public", "proof", ":proof.pdf", get=DOWNLOAD, actor="advocate"),
    a("public:outward", "public", get=Get(404, states={"an address": State(query={"to": "https://example.com/page"})})),
]

HUB = [
    a("hub:home", "advocate", get=Get(states={"much to do": State(actor="third advocate")})),
    a(
        "hub:explore",
        "advocate",
        get=Get(
            states={
                "done": State(query={"shelf": "done"}),
                "begun": State(query={"shelf": "begun"}, actor="third advocate"),
                "locked": State(query={"shelf": "locked"}),
                "nothing locked": State(query={"shelf": "locked", "words": "xyzzy"}),
                "put away": State(query={"shelf": "dismissed"}),
                "filtered": State(query={"words": "a", "minutes": "10", "soon": "on"}),
                "no match": State(query={"words": "xyzzy"}),
            }
        ),
    ),
    a("hub:thanks", "advocate", get=Get()),
    a("hub:own_thanks", "advocate", get=Get()),
    a(
        "hub:thanks_new",
        "advocate",
        get=Get(
            states={
                "found": State(query=lambda world: {"words": world["jonas"].name[:4]}),
                "nobody found": State(query={"words": "xyzzy"}),
                "chosen": State(query=lambda world: {"to": world["long"].pk}),
            }
        ),
        post=Post(
            lambda world: {"to": world["long"].pk, "text": "Well done", "seen": "public"},
            bad=lambda world: {"to": world["long"].pk, "text": TEXT, "seen": "nobody"},
            keeps=("text",),
        ),
    ),
    a("hub:thanks_wish", "advocate", post=Post()),
    a(
        "hub:thanks_removal",
        "advocate",
        "thanks",
        post=Post(),
        others=("reported_thanks",),
        only=("advocate", "linked advocate"),
    ),
    a("hub:thanks_report", "advocate", "received_thanks", post=Post(), only=("advocate", "linked advocate")),
    a(
        "hub:collection",
        "advocate",
        "collection",
        actor="other advocate",
        get=Get(states={"nothing open": State(("empty_collection",))}),
    ),
    a(
        "hub:dismissal",
        "advocate",
        "link",
        actor="other advocate",
        only=("other advocate",),
        post=Post(),
        others=("draft",),
    ),
    a(
        "hub:dismissal_removal",
        "advocate",
        "link",
        actor="other advocate",
        only=("other advocate",),
        post=Post(changes=False),
        others=("draft",),
    ),
    a(
        "hub:mission",
        "advocate",
        "review",
        get=Get(
            at_most=18,
            why_more="what is asked, what was begun, sent and decided, its files, and what was shared or opened",
            states={
                "approved": State(("live",)),
                "survey": State(("survey",)),
                "file": State(("file",)),
                "post shown": State(("social",)),
                "post to share": State(("social",), actor="other advocate"),
                "second step": State(("steps",)),
                "first step": State(("steps",), actor="other advocate"),
                "page opened": State(("page",)),
                "locked": State(("locked",), status=410),
                "page to open": State(("page",), actor="other advocate"),
                "chosen": State(("chosen",)),
                "paused": State(("paused",), status=410),
                "ended": State(("ended",)),
                "draft": State(("draft",), status=404),
                "new text": State(("link",), actor="other advocate"),
                "new survey": State(("survey",), actor="fourth advocate"),
                "returned": State(("live",), actor="third advocate"),
                "done for now": State(("weekly",)),
                "again": State(("again",)),
                "an earlier time": State(("again",), query={"turn": "0"}),
            },
        ),
    ),
    a(
        "hub:submission",
        "advocate",
        "review",
        2,
        actor="advocate",
        post=Post(
            {"slot2-link": "https://example.com/review", "slot2-text": "Mine"},
            bad={"slot2-link": "nowhere", "slot2-text": TEXT},
            keeps=("slot2-text", "slot2-link"),
        ),
    ),
    a(
        "hub:submission",
        "advocate",
        "survey",
        1,
        variant="survey",
        actor="fourth advocate",
        post=Post({"slot1-q1": "Yes"}, bad={"slot1-q1": "", "slot1-q2": TEXT}, keeps=("slot1-q2",)),
    ),
    a(
        "hub:submission",
        "advocate",
        "steps",
        2,
        variant="step",
        post=Post({"slot2-link": "https://example.com/talk"}, bad={"slot2-link": TEXT}, keeps=("slot2-link",)),
    ),
    a("hub:answers", "advocate", "review", 2, post=Post({"slot2-text": "Half a sen"}, status=200)),
    a(
        "hub:opening",
        "advocate",
        "social",
        ":2",
        post=Post(
            {"place-2-text": "Look #ad #northwind"}, status=200, bad={"place-2-text": TEXT}, keeps=("place-2-text",)
        ),
    ),
    a("hub:opening", "advocate", "page", ":page", variant="page", actor="other advocate", post=Post(status=200)),
    a("hub:guest", "advocate", actor="guest", get=Get()),
    a("hub:joining", "advocate", actor="guest", post=Post()),
    a("hub:activity", "advocate", get=Get()),
    a("hub:withdrawal", "advocate", "reviewed", post=Post(), others=("waiting",)),
    a("hub:points", "advocate", get=Get()),
    a(
        "hub:help",
        "advocate",
        get=Get(),
        post=Post({"helped": "no", "text": "Where?"}, bad={"helped": "", "text": TEXT}, keeps=("text",)),
    ),
    a(
        "hub:sign_in",
        "public",
        get=Get(),
        post=Post(
            lambda world: {"email": world["tom"].email, "next": ""}, bad={"email": TEXT, "next": ""}, keeps=("email",)
        ),
    ),
    a(
        "hub:sign_in_code",
        "public",
        actor="asker",
        get=Get(),
        post=Post(
            lambda world: {"code": world.tokens["asker_code"]}, status=303, bad={"code": "12 34"}, keeps=("code",)
        ),
    ),
    a("hub:sign_in_mail", "public", actor="asker", post=Post()),
    a("hub:confirmation", "advocate", get=Get(), post=Post()),
    a(
        "hub:sign_in_link",
        "public",
        "#sign_in",
        get=Get(states={"in the same browser": State(("#asker_link",), actor="asker")}),
        post=Post(lambda world: {"code": world.tokens["code"]}, status=303, bad={"code": "12 34"}, keeps=("code",)),
    ),
    a("hub:sign_out", "public", actor="advocate", post=Post()),
    a(
        "hub:profile",
        "advocate",
        get=Get(),
        post=Post({"name": "Other", "language": "es", "time_zone": "UTC"}, bad={"name": TOO_LONG}, keeps=("name",)),
    ),
    a(
        "hub:address",
        "advocate:fresh",
        get=Get(),
        post=Post({"email": "other.me@example.com"}, bad={"email": TEXT}, keeps=("email",)),
    ),
    a(
        "hub:address_code",
        "advocate:fresh",
        actor="mover",
        get=Get(),
        post=Post(lambda world: {"code": world.tokens["mover_code"]}, bad={"code": "12 34"}, keeps=("code",)),
    ),
    a("hub:photo", "advocate", post=Post(lambda world: {"photo": upload(jpeg(60, 60))}, bad={"photo": "no file"})),
    a("hub:photo_removal", "advocate", post=Post(changes=False)),
    a("hub:wish", "advocate", ":missions", post=Post()),
    a("hub:session_end", "advocate", "other_session", post=Post(), others=("others_session",)),
    a("hub:other_sessions_end", "advocate", post=Post()),
]
