"""Pages of the console about segments."""

from collections.abc import Mapping

from tests.guards.addresses.entries import PEOPLE, SEE, TEXT, Get, Post, State, a

RULE = {
    "among": "registered", "match": "all", "part": ["c0", "g1", "c1-0"], "fact-0": "company", "op-0": "begins",
    "value-0": "Acme", "match-1": "any", "fact-1-0": "balance", "op-1-0": "min", "value-1-0": "1000",
}  # fmt: skip
WRONG = {**RULE, "value-1-0": "many", "value-0": TEXT}


def saved(rule: Mapping[str, object]) -> Mapping[str, object]:
    return {**rule, "do": "save"}


SEGMENTS = [
    a(
        "console:segments",
        SEE,
        get=Get(
            states={
                "archived": State(query={"archived": "1"}),
                "of a folder": State(query=lambda world: {"folder": world["static_segment"].folder_id}),
                "for an analyst": State(actor="analyst"),
            }
        ),
    ),
    a(
        "console:segment_new",
        PEOPLE,
        get=Get(
            states={"from a beginning": State(query={"from": "gold"}), "by hand": State(query={"kind": "static"})},
        ),
        post=Post(saved({**RULE, "name": "New"}), bad=saved({**WRONG, "name": "New"}), keeps=("value-0",)),
    ),
    a(
        "console:segment",
        SEE,
        "segment",
        get=Get(
            states={
                "by hand": State(("static_segment",)),
                "failing": State(("failing_segment",)),
                "being filled": State(("going_segment",)),
                "archived": State(("old_segment",)),
                "for an analyst": State(actor="analyst"),
            }
        ),
    ),
    a(
        "console:segment_rule",
        PEOPLE,
        "segment",
        get=Get(at_most=19, why_more="each app says what there is to ask about"),
        post=Post({**RULE, "do": "confirm"}, bad=saved(WRONG), keeps=("value-0",)),
    ),
    a("console:segment_rule", PEOPLE, "segment", post=Post(saved(RULE), status=200, changes=False), variant="effect"),
    a(
        "console:segment_name",
        PEOPLE,
        "segment",
        get=Get(),
        post=Post({"name": "Other"}, bad=lambda world: {"name": world["static_segment"].name}, keeps=("name",)),
    ),
    a("console:segment_archive", PEOPLE, "segment", post=Post()),
    a("console:segment_asking", PEOPLE, "failing_segment", post=Post()),
    a("console:segment_asking_stop", PEOPLE, "going_segment", post=Post()),
    a(
        "console:segment_people",
        SEE,
        "segment",
        get=Get(states={"by hand": State(("static_segment",)), "empty": State(("empty_segment",))}),
    ),
    a(
        "console:segment_add",
        PEOPLE,
        "empty_segment",
        get=Get(),
        post=Post({"people": "nobody@example.com"}, status=200, changes=False, bad={"people": TEXT}, keeps=("people",)),
    ),
    a(
        "console:segment_taking_out",
        PEOPLE,
        "static_segment",
        post=Post(lambda world: {"selected": [world["maya"].pk]}),
    ),
    a(
        "console:segment_why",
        SEE,
        "segment",
        get=Get(
            states={
                "somebody": State(query=lambda world: {"person": world["maya"].pk}),
                "kept out": State(query=lambda world: {"person": world["kim"].pk}),
                "nobody": State(query={"q": "nobody@example.com"}),
                "by hand": State(("static_segment",), query=lambda world: {"person": world["maya"].pk}),
            }
        ),
    ),
]
