"""Pages about programs and applications, of the console and of the hub."""

from tests.factories.world import World, within
from tests.guards.addresses.entries import PEOPLE, SEE, TEXT, TOO_LONG, Get, Post, State, Values, a

PROGRAM = {
    "name": "Champions", "kind": "ambassadors", "kind_words": "", "description": TEXT, "join_mode": "application",
    "reapply_days": "30", "terms": "Be kind.",
}  # fmt: skip
WRONG = PROGRAM | {"join_mode": "", "reapply_days": "many"}
QUESTIONS = {
    "type-q": "1 2", "type-q-1-kind": "short_text", "type-q-1-label": "Why you?", "type-q-1-required": "on",
    "type-q-2-kind": "single_choice", "type-q-2-label": "How often?", "type-q-2-options": "Daily\nWeekly",
}  # fmt: skip


def applying(world: World) -> Values:
    """The answers to the two questions that want one."""
    with within(world):
        option = world["application"].form_version.questions[1]["options"][0]["key"]
    return {"q1": "Because", "q2": option, "agrees": "on"}


PROGRAMS = [
    a(
        "console:programs",
        SEE,
        get=Get(states={"archived": State(query={"archived": "1"}), "for an analyst": State(actor="analyst")}),
    ),
    a("console:program_new", PEOPLE, get=Get(), post=Post(PROGRAM, bad=WRONG, keeps=("description",))),
    a(
        "console:program",
        PEOPLE,
        "ambassadors",
        get=Get(states={"of everybody": State(("program",)), "archived": State(("customers",))}),
        post=Post(PROGRAM, bad=WRONG, keeps=("description",)),
    ),
    a(
        "console:program_questions",
        PEOPLE,
        "ambassadors",
        get=Get(states={"none yet": State(("super_fans",))}),
        post=Post(QUESTIONS, bad=QUESTIONS | {"type-q-2-options": "", "type-q-1-help": TEXT}, keeps=("type-q-1-help",)),
    ),
    a(
        "console:program_questions",
        PEOPLE,
        "ambassadors",
        post=Post(QUESTIONS | {"builder": "add:nps"}, status=200, changes=False),
        variant="a row more",
    ),
    a("console:program_archive", PEOPLE, "ambassadors", post=Post()),
    a(
        "console:people_programs",
        PEOPLE,
        post=Post(lambda world: {"program": world["super_fans"].pk, "selected": [world["maya"].pk]}),
    ),
    a(
        "console:person_program",
        PEOPLE,
        "maya",
        post=Post(lambda world: {"program": world["super_fans"].pk}),
    ),
    a(
        "console:applications",
        PEOPLE,
        get=Get(
            states={
                "rejected": State(query={"state": "rejected"}),
                "no match": State(query=lambda world: {"program": world["super_fans"].pk}),
            }
        ),
    ),
    a(
        "console:application",
        PEOPLE,
        "application",
        get=Get(
            states={
                "on the waiting list": State(("listed",)),
                "rejected": State(("refused",)),
                "approved": State(("taken",)),
            }
        ),
    ),
    a(
        "console:application_decision",
        PEOPLE,
        "application",
        post=Post({"verdict": "approved"}, bad={"verdict": "rejected", "note": ""}),
    ),
    a("hub:programs", "advocate", get=Get()),
    a(
        "hub:program",
        "advocate",
        "super_fans",
        get=Get(
            states={
                "applied": State(("ambassadors",)),
                "on the waiting list": State(("ambassadors",), actor="other advocate"),
                "rejected": State(("ambassadors",), actor="third advocate"),
                "in it": State(("ambassadors",), actor="fourth advocate"),
                "of everybody": State(("program",)),
                "for a guest": State(("ambassadors",), actor="guest"),
                "by invitation": State(("volunteers",), status=404),
            }
        ),
        post=Post({"agrees": "on"}, bad={}),
    ),
    a(
        "hub:program",
        "advocate",
        "ambassadors",
        post=Post(
            applying,
            bad={"q1": TOO_LONG, "agrees": "on"},
            actor="guest",
        ),
        variant="applying",
        actor="guest",
    ),
    a("hub:program_leaving", "advocate", "ambassadors", post=Post()),
]
