"""Pages of the console on which missions are listed, filed, begun from a template, and shown to others."""

from django.core.files.uploadedfile import SimpleUploadedFile

from missions.library import written
from tests.factories.world import World
from tests.guards.addresses.entries import (
    DOWNLOAD,
    EXPORT,
    MISSIONS,
    NO_MATCH,
    SEE,
    TEXT,
    Body,
    Get,
    Post,
    State,
    Values,
    a,
)


def library_of(world: World) -> Values:
    """A file with a template that can be taken, and one that cannot."""
    rows = [("From a file", "", "survey", {"title": "Ask"}), ("Unknown", "", "dance", {})]
    return {"file": SimpleUploadedFile("templates.json", written(rows).encode(), content_type="application/json")}


def choice_of(world: World) -> Values:
    return {"text": written([("Taken", "", "survey", {"title": "Ask"})]), "chosen": ["1"]}


def chosen(act: str, *names: str) -> Body:
    return lambda world: {"act": act, "selected": [world[name].pk for name in names], "folder": world["folder"].pk}


LISTING = [
    a(
        "console:missions",
        SEE,
        get=Get(
            states={
                "no match": NO_MATCH,
                "archived": State(query={"state": "archived"}),
                "waits for approval": State(query={"state": "asked"}),
                "of a view": State(query={"state": "live", "sort": "title"}),
                "in a folder": State(query=lambda world: {"folder": world["folder"].pk}),
                "for an analyst": State(actor="analyst"),
            }
        ),
    ),
    a("console:missions_csv", EXPORT, get=DOWNLOAD),
    a(
        "console:missions_of_type",
        SEE,
        ":survey",
        get=Get(states={"no match": State((":review",), query={"words": "xyzzy"})}),
    ),
    a("console:missions_many", MISSIONS, post=Post(chosen("duplicate", "live", "draft"))),
    a("console:missions_many", MISSIONS, post=Post(chosen("move", "paused")), variant="move"),
    a("console:missions_many_end", MISSIONS, post=Post(chosen("end", "live", "draft"), status=200, changes=False)),
    a(
        "console:missions_matching",
        MISSIONS,
        get=Get(states={"narrowed": State(query={"state": "live"}), "no match": NO_MATCH}),
        post=Post({"act": "feature"}, bad={"act": "sing"}),
    ),
    a("console:missions_matching_job", MISSIONS, "many_job", get=Get(states={"going": State(("going_many",))})),
    a(
        "console:folders",
        MISSIONS,
        get=Get(),
        post=Post({"name": "Autumn"}, bad=lambda world: {"name": world["folder"].name}, keeps=("name",)),
    ),
    a(
        "console:folder",
        MISSIONS,
        "folder",
        get=Get(),
        post=Post({"name": "Winter"}, bad=lambda world: {"name": world["empty_folder"].name}, keeps=("name",)),
    ),
    a("console:folder_removal", MISSIONS, "empty_folder", post=Post()),
    a(
        "console:collections",
        MISSIONS,
        get=Get(),
        post=Post(
            {"name": "First steps", "about": "Begin here."},
            bad=lambda world: {"name": world["collection"].name, "about": TEXT},
            keeps=("name", "about"),
        ),
    ),
    a(
        "console:collection",
        MISSIONS,
        "collection",
        get=Get(states={"empty": State(("empty_collection",))}),
        post=Post(
            {"name": "Second steps", "about": ""},
            bad=lambda world: {"name": world["empty_collection"].name, "about": TEXT},
            keeps=("name", "about"),
        ),
    ),
    a("console:collection_place", MISSIONS, "collection", post=Post({"to": "down"})),
    a("console:collection_missions", MISSIONS, "collection", post=Post(lambda world: {"mission": world["draft"].pk})),
    a("console:collection_removal", MISSIONS, "empty_collection", get=Get(), post=Post()),
    a("console:collected_place", MISSIONS, "collected", post=Post({"to": "up"})),
    a("console:collected_removal", MISSIONS, "collected", post=Post()),
    a("console:mission_columns", SEE, post=Post({"columns": ["status"]})),
    a("console:mission_views", SEE, post=Post({"name": "Mine", "query": "state=live"})),
    a(
        "console:mission_view_default",
        SEE,
        "own_view",
        post=Post({"default": "1"}),
        others=("view_of_another",),
        only=("owner",),
    ),
    a("console:mission_view_removal", SEE, "own_view", post=Post(), others=("view_of_another",), only=("owner",)),
    a(
        "console:mission_new",
        MISSIONS,
        get=Get(
            states={
                "of a type": State(query={"type": "survey"}),
                "searched": State(query={"words": "review"}),
                "no match": NO_MATCH,
            }
        ),
        post=Post({"type": "survey"}, bad={"type": "no such type"}),
    ),
    a(
        "console:mission_template",
        MISSIONS,
        ":review-g2",
        get=Get(states={"survey": State((":survey-roi",)), "social post": State((":share-event",))}),
        post=Post(),
    ),
    a("console:sending_choice", MISSIONS, post=Post(lambda world: {"selected": [world["maya"].pk]}, changes=False)),
    a(
        "console:sending",
        MISSIONS,
        get=Get(
            at_most=18,
            why_more="who is written to and who is left out, by reason",
            status=302,
            states={
                "chosen": State(query=lambda world: {"selected": [world["maya"].pk, world["jonas"].pk]}),
                "with a mission": State(
                    query=lambda world: {"everybody": "on", "mission": world["live"].pk, "status": "active"}
                ),
            },
        ),
        post=Post(changes=False),
        why="without anybody it leads back to the list of people",
    ),
    a("console:sending_job", MISSIONS, "live", "sending_job", get=Get()),
    a(
        "console:mission_keeping",
        MISSIONS,
        "live",
        get=Get(),
        post=Post(
            {"name": "For later", "about": "Good in spring."},
            bad=lambda world: {"name": world["own_template"].name, "about": TEXT},
            keeps=("name", "about"),
        ),
    ),
    a("console:own_template", MISSIONS, "own_template", get=Get(), post=Post()),
    a(
        "console:own_template_words",
        MISSIONS,
        "own_template",
        get=Get(),
        post=Post(
            {"name": "Otherwise", "about": ""},
            bad=lambda world: {"name": world["other_template"].name, "about": TEXT},
            keeps=("name", "about"),
        ),
    ),
    a("console:own_template_removal", MISSIONS, "other_template", get=Get(), post=Post()),
    a("console:own_template_file", MISSIONS, "own_template", get=DOWNLOAD),
    a("console:library_file", MISSIONS, get=DOWNLOAD),
    a(
        "console:library_import",
        MISSIONS,
        get=Get(),
        post=Post(library_of, status=200, changes=False, bad={"file": "no file"}),
    ),
    a("console:library_choice", MISSIONS, post=Post(choice_of, bad={"text": "no file", "chosen": ["1"]})),
    a("console:mission_filing", MISSIONS, "draft", post=Post(lambda world: {"folder": world["folder"].pk})),
    a("console:mission_featuring", MISSIONS, "live", post=Post()),
    a(
        "console:mission_visibility",
        MISSIONS,
        "live",
        get=Get(states={"chosen": State(("chosen",))}),
        post=Post({"audience": "registered", "listed": "", "confirmed": "1"}, bad={"audience": TEXT, "confirmed": "1"}),
    ),
    a(
        "console:mission_visibility",
        MISSIONS,
        "live",
        variant="effect",
        post=Post({"audience": "registered", "listed": ""}, status=200, changes=False),
    ),
]
