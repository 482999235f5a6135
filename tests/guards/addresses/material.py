"""Pictures and videos: how they are asked for, sent, held, reviewed and licensed."""

from tests.guards.addresses.entries import DOWNLOAD, MISSIONS, REVIEW, SEE, TEXT, Get, Post, State, a

SETUP = {"title": TEXT, "minutes": "5", "cover": "2", "audience": "registered", "listed": "on", "notify": "no"}
RIGHTS = {
    "type-rights": "on", "type-rights_wording": TEXT, "type-rights_scope": "website", "type-rights_term": "12",
}  # fmt: skip
MEDIA = {**SETUP, **RIGHTS, "type-kinds": "pictures", "type-least": "1", "type-most": "3", "type-caption": "no"}
VIDEO = {**SETUP, **RIGHTS, "type-seconds": "60", "type-questions": TEXT, "type-script": ""}

WORDS = {"caption": "Seen in spring", "name_shown": "full"}
MATERIAL = [
    a("console:exhibits", MISSIONS, get=Get()),
    a(
        "console:exhibit_new",
        MISSIONS,
        "shown_long",
        get=Get(),
        post=Post(WORDS, bad={"caption": TEXT, "name_shown": "nickname"}, keeps=("caption",)),
    ),
    a(
        "console:exhibit",
        MISSIONS,
        "exhibit",
        get=Get(),
        post=Post(WORDS, bad={"caption": TEXT, "name_shown": "nickname"}, keeps=("caption",)),
    ),
    a("console:exhibit_place", MISSIONS, "exhibit", post=Post({"to": "up"}, changes=False)),
    a("console:exhibit_removal", MISSIONS, "exhibit", post=Post()),
    a("public:gallery", "public", get=Get()),
    a("public:gallery_picture", "public", get=DOWNLOAD),
    a("public:exhibit_file", "public", "exhibit", 0, ":picture", get=DOWNLOAD),
    a(
        "console:mission_step",
        MISSIONS,
        "media_draft",
        ":setup",
        variant="media",
        get=Get(),
        post=Post(MEDIA, bad=MEDIA | {"type-most": "many"}, keeps=("type-most", "type-rights_wording")),
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "video_draft",
        ":setup",
        variant="video",
        get=Get(),
        post=Post(VIDEO, bad=VIDEO | {"type-rights_wording": ""}, keeps=("type-questions",)),
    ),
    a(
        "console:mission_check",
        MISSIONS,
        "media_draft",
        variant="material",
        get=Get(
            states={"video": State(("video_draft",))},
        ),
    ),
    a(
        "console:submission",
        REVIEW,
        "with_media",
        variant="material",
        get=Get(states={"video": State(("with_video",))}),
    ),
    a(
        "console:mission_results",
        SEE,
        "media",
        variant="material",
        get=Get(
            at_most=18,
            why_more="the funnel, the days, the states and the figures of the type, each one query",
            states={"ending": State(query={"licence": "ending"}), "video": State(("video",))},
        ),
    ),
    a(
        "hub:mission",
        "advocate",
        "media",
        variant="material",
        get=Get(
            states={
                "video": State(("video",)),
                "files held": State(actor="other advocate"),
                "video held": State(("video",), actor="other advocate"),
                "new": State(actor="third advocate"),
                "new video": State(("video",), actor="third advocate"),
            }
        ),
    ),
    a(
        "hub:submission",
        "advocate",
        "media",
        1,
        variant="media",
        actor="other advocate",
        post=Post({"slot1-licence": "on"}, bad={"slot1-caption": TEXT}, keeps=("slot1-caption",)),
    ),
    a(
        "hub:submission",
        "advocate",
        "video",
        1,
        variant="video",
        actor="third advocate",
        post=Post({"slot1-note": TEXT}, status=422),
    ),
    a(
        "hub:uploads",
        "advocate",
        "video",
        1,
        actor="third advocate",
        post=Post({"slot1-note": TEXT}, status=400, changes=False),
        why="begun by headers, as tus has it; a form says nothing of the size",
    ),
    a("hub:upload", "advocate", "upload", get=DOWNLOAD, others=("others_upload",), why="pieces are sent by PATCH"),
    a("hub:licence_withdrawal", "advocate", "licence", post=Post(), why="somebody else's licence is none"),
]
