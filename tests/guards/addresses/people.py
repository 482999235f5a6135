"""Pages of the console about people."""

from tests.factories.world import World, csv_of
from tests.guards.addresses.entries import (
    DOWNLOAD,
    EXPORT,
    PEOPLE,
    SEE,
    TEXT,
    TOO_LONG,
    WORKSPACE,
    Get,
    Post,
    State,
    Values,
    a,
)


def file_of(world: World) -> Values:
    return {"file": csv_of(world)}


def columns(world: World) -> Values:
    return {
        "encoding": "utf-8",
        "delimiter": ";",
        "read_as": "utf-8 ;",
        "existing": "update",
        "tag": "",
        "region": "DE",
        "consent_source": "Fair",
        "column_0": "name",
        "column_1": "email",
        "column_2": "company",
        "start": "start",
    }


PERSON = {
    "name": "New Person",
    "email": "new.person@example.com",
    "phone": "",
    "company": "",
    "tags": "customer",
    "status": "active",
    "language": "",
    "time_zone": "",
}

PEOPLE_OF_THE_CONSOLE = [
    a(
        "console:people",
        SEE,
        get=Get(
            at_most=18,
            why_more="what people are filtered by, each kind of thing by one query",
            states={
                "narrowed": State(query=lambda world: {"q": "maya", "tag": world["tag"].pk, "status": "active"}),
                "narrowed by a field": State(query=lambda world: {f"field-{world['field'].pk}": "Basic"}),
                "no match": State(query={"q": "xyzzy"}),
                "just tagged": State(query=lambda world: {"undo": world["tagging"].pk}),
                "of a view": State(query={"status": "active"}),
                "for an analyst": State(actor="analyst"),
            },
        ),
    ),
    a("console:people_columns", SEE, post=Post({"columns": ["email", "status"]})),
    a("console:people_views", SEE, post=Post({"name": "Mine", "query": "status=active"})),
    a(
        "console:people_view_default",
        SEE,
        "people_view",
        post=Post({"default": "1"}),
        others=("people_view_of_another",),
        only=("owner",),
    ),
    a(
        "console:people_view_removal",
        SEE,
        "people_view",
        post=Post(),
        others=("people_view_of_another",),
        only=("owner",),
    ),
    a("console:people_tagging", PEOPLE, post=Post(lambda world: {"tag": "new", "selected": [world["maya"].pk]})),
    a("console:people_tagging", PEOPLE, post=Post({"tag": "new", "everybody": "on"}), variant="everybody"),
    a(
        "console:people_tagging_undo",
        PEOPLE,
        "tagging",
        post=Post(),
        foreign=302,
        why="an event that is not one's own can no longer be undone, as one that is too old",
    ),
    a(
        "console:interests",
        PEOPLE,
        get=Get(),
        post=Post({"names": "News, Events"}, bad={"names": TOO_LONG}, keeps=("names",)),
    ),
    a("console:feedback", PEOPLE, get=Get()),
    a(
        "console:guide",
        SEE,
        get=Get(states={"found": State(query={"q": "template file"}), "no match": State(query={"q": "xyzzy"})}),
    ),
    a(
        "console:guide_page",
        SEE,
        ":missions",
        get=Get(states={"tables": State((":mail",))}),
        post=Post({"helped": "no", "text": "How?"}, bad={"helped": "perhaps", "text": TEXT}, keeps=("text",)),
    ),
    a("console:guide_answers", WORKSPACE, get=Get()),
    a(
        "console:thanks",
        PEOPLE,
        get=Get(states={"reported": State(query={"reported": "on"})}),
    ),
    a("console:thanks_switch", PEOPLE, post=Post()),
    a("console:thanks_removal", PEOPLE, "thanks", post=Post()),
    a("console:thanks_keeping", PEOPLE, "reported_thanks", post=Post()),
    a(
        "console:person_thanks",
        PEOPLE,
        "maya",
        get=Get(states={"cannot be thanked": State(("guest",))}),
        post=Post({"text": "Well done", "seen": "public"}, bad={"text": TEXT, "seen": "nobody"}, keeps=("text",)),
    ),
    a("console:companies", SEE, get=Get(states={"no match": State(query={"q": "xyzzy"})})),
    a(
        "console:company",
        SEE,
        get=Get(status=302, states={"of somebody": State(query=lambda world: {"name": world["maya"].company})}),
        why="without a company it leads to the list of them",
    ),
    a("console:custom_fields", PEOPLE, get=Get()),
    a(
        "console:custom_field_new",
        PEOPLE,
        get=Get(),
        post=Post(
            {"name": "Shirt size", "kind": "choice", "options": "S\nM\nL"},
            bad={"name": TEXT, "kind": "choice", "options": ""},
            keeps=("name",),
        ),
    ),
    a(
        "console:custom_field",
        PEOPLE,
        "field",
        get=Get(),
        post=Post(
            {"name": "Tariff", "options": "Basic\nPremium\nFree"},
            bad={"name": TEXT, "options": "Basic"},
            keeps=("name",),
        ),
    ),
    a(
        "console:custom_field_removal",
        PEOPLE,
        "field",
        get=Get(),
        post=Post({"name": "Plan"}, bad={"name": TEXT}, keeps=("name",)),
    ),
    a("console:people_export", EXPORT, post=Post(status=200)),
    a("console:people_export_job", EXPORT, "export_job", get=Get(states={"going": State(("going_export",))})),
    a("console:people_export_file", EXPORT, "export_job", get=DOWNLOAD),
    a("console:imports", PEOPLE, get=Get()),
    a("console:import_new", PEOPLE, get=Get(), post=Post(file_of, bad={"file": "no file"})),
    a(
        "console:import",
        PEOPLE,
        "import",
        get=Get(
            states={
                "going": State(("going_import",)),
                "failed": State(("failed_import",)),
                "taken back": State(("undone_import",)),
            }
        ),
    ),
    a(
        "console:import_columns",
        PEOPLE,
        "new_import",
        get=Get(),
        post=Post(columns, bad=lambda world: {**columns(world), "consent_source": "", "tag": TEXT}, keeps=("tag",)),
    ),
    a("console:import_discard", PEOPLE, "new_import", post=Post()),
    a("console:import_stop", PEOPLE, "going_import", post=Post()),
    a("console:import_retry", PEOPLE, "failed_import", post=Post()),
    a("console:import_faults", PEOPLE, "import", get=DOWNLOAD),
    a("console:import_taking_back", PEOPLE, "import", get=Get(), post=Post()),
    a(
        "console:person_new",
        PEOPLE,
        get=Get(),
        post=Post(PERSON, bad=PERSON | {"email": "not an address", "company": TEXT}, keeps=("email", "company")),
    ),
    a(
        "console:person",
        SEE,
        "maya",
        get=Get(
            at_most=21,
            why_more="each app shows what it knows of a person",
            states={
                "deactivated": State(("kim",)),
                "erased": State(("gone",)),
                "without address": State(("grace",)),
                "long name": State(("long",)),
                "for an analyst": State(actor="analyst"),
            },
        ),
    ),
    a(
        "console:person_edit",
        PEOPLE,
        "maya",
        get=Get(),
        post=Post(
            lambda world: PERSON | {"email": world["maya"].email, "name": "Other"},
            bad=lambda world: PERSON | {"email": world["tom"].email, "company": TEXT},
            keeps=("company",),
        ),
    ),
    a("console:person_deactivation", PEOPLE, "maya", post=Post()),
    a("console:person_reactivation", PEOPLE, "kim", post=Post()),
    a("console:person_sign_out", PEOPLE, "maya", post=Post()),
    a("console:person_erasure", PEOPLE, "maya", get=Get(), post=Post()),
]
