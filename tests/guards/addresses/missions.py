"""Pages of the console about missions and what is handed in."""

from tests.guards.addresses.entries import (
    DOWNLOAD,
    EXPORT,
    MISSIONS,
    NO_MATCH,
    REVIEW,
    SEE,
    TEXT,
    TOO_LONG,
    Body,
    Get,
    Post,
    State,
    a,
)


def decided(verdict: str, note: str = "") -> Body:
    return lambda world: {"verdict": verdict, "attempt": world["waiting"].attempt_id, "note": note}


SETUP = {
    "title": TEXT,
    "description": "<p>Do it</p>",
    "minutes": "5",
    "cover": "2",
    "audience": "registered",
    "listed": "on",
    "notify": "no",
    "type-proof": "text",
    "type-proof_label": "What?",
}
RECOGNITION = {
    "recognition": "points",
    "points": "10",
    "budget": "points",
    "budget_points": "1000",
    "approval": "manual",
    "limit": "once",
    "ends_local": "",
}

MISSIONS_OF_THE_CONSOLE = [
    a(
        "console:mission",
        SEE,
        "live",
        get=Get(
            at_most=21,
            why_more="the funnel, the mail, the link with its log, the type's own part, folders, plans, the budget",
            states={
                state: State((state,))
                for state in (
                    "draft",
                    "paused",
                    "ended",
                    "archived",
                    "changed",
                    "survey",
                    "review",
                    "wrong",
                    "weekly",
                    "capped",
                    "full",
                )
            }
            | {"for an analyst": State(actor="analyst")},
        ),
    ),
    a(
        "console:mission_settings",
        SEE,
        "live",
        get=Get(
            states={state: State((state,)) for state in ("draft", "ended", "survey", "changed")}
            | {"for an analyst": State(actor="analyst")},
        ),
    ),
    a(
        "console:mission_type",
        MISSIONS,
        "draft",
        get=Get(states={"live": State(("live",))}),
        post=Post({"type": "survey"}),
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "draft",
        ":trigger",
        get=Get(
            states={
                "scheduled": State(("scheduled", ":trigger")),
                "by a segment": State(("armed", ":trigger")),
                "errors": State(("wrong", ":trigger"), query={"errors": ""}, status=422),
            }
        ),
        post=Post({"trigger": "instant"}),
        variant="trigger",
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "draft",
        ":setup",
        variant="setup",
        get=Get(
            states={
                "survey": State(("survey_draft", ":setup")),
                "review": State(("review_draft", ":setup")),
                "social post": State(("social_draft", ":setup")),
                "web page": State(("page_draft", ":setup")),
                "steps": State(("steps_draft", ":setup")),
                "of a live one": State(("changed", ":setup")),
                "errors": State(("wrong", ":setup"), query={"errors": ""}, status=422),
            }
        ),
        post=Post(SETUP, bad=SETUP | {"minutes": "abc"}, keeps=("title", "minutes")),
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "survey_draft",
        ":setup",
        variant="a question more",
        post=Post(SETUP | {"builder": "add:nps"}, status=200),
    ),
    a(
        "console:mission_step",
        MISSIONS,
        "draft",
        ":recognition",
        variant="recognition",
        get=Get(states={"weekly": State(("weekly_changed", ":recognition"))}),
        post=Post(RECOGNITION, bad=RECOGNITION | {"points": TEXT}, keeps=("points",)),
    ),
    a("console:mission_draft", MISSIONS, "draft", ":setup", post=Post(SETUP, status=200)),
    a(
        "console:mission_preview",
        MISSIONS,
        "draft",
        get=Get(
            states={
                "on a desktop": State(query={"width": "desktop"}),
                "found": State(query={"words": "maya"}),
                "no match": NO_MATCH,
                "as a person": State(("live",), query=lambda world: {"person": world["maya"].pk}),
                "survey": State(("survey_draft",)),
                "of a live one": State(("changed",)),
                "of an update": State(("update_draft",)),
                "unfinished": State(("wrong",)),
            }
        ),
    ),
    a(
        "console:mission_preview_page",
        MISSIONS,
        "draft",
        get=Get(
            states={
                "survey": State(("survey_draft",)),
                "review": State(("review_draft",)),
                "social post": State(("social_draft",)),
                "web page": State(("page_draft",)),
                "unfinished": State(("wrong",)),
            }
        ),
    ),
    a("console:mission_preview_mail", MISSIONS, "draft", get=DOWNLOAD),
    a(
        "console:mission_check",
        MISSIONS,
        "draft",
        get=Get(
            at_most=18,
            why_more="everybody's outcome by reason, the differences to what is live, links, dates and cost",
            states={
                "with problems": State(("wrong",)),
                "survey": State(("survey_draft",)),
                "of a live one": State(("changed",)),
                "another frequency": State(("weekly_changed",)),
                "to be approved": State(("review_draft",)),
                "waiting": State(("social_draft",)),
                "given back": State(("page_draft",)),
                "to be sent for approval": State(("draft",), actor="editor"),
            },
        ),
    ),
    a("console:mission_launch", MISSIONS, "draft", post=Post()),
    a("console:mission_launch", MISSIONS, "changed", post=Post(), variant="changes"),
    a("console:mission_test", MISSIONS, "draft", post=Post()),
    a("console:mission_draft_removal", MISSIONS, "changed", post=Post()),
    a("console:mission_draft_return", MISSIONS, "put_back", "discarded", post=Post()),
    a("console:mission_state", MISSIONS, "live", ":pause", post=Post(), variant="pause"),
    a("console:mission_state", MISSIONS, "paused", ":resume", post=Post(), variant="resume"),
    a("console:mission_state", MISSIONS, "live", ":end", post=Post(), variant="end"),
    a("console:mission_state", MISSIONS, "ended", ":archive", post=Post(), variant="archive"),
    a("console:mission_state", MISSIONS, "archived", ":restore", post=Post(), variant="restore"),
    a(
        "console:mission_plans",
        MISSIONS,
        "scheduled",
        get=Get(states={"nothing": State(("live",)), "over": State(("ended",))}),
        post=Post({"act": "end", "local": "2099-12-31T18:00"}, bad={"act": "end", "local": "2001-12-31T18:00"}),
    ),
    a("console:mission_plan_removal", MISSIONS, "planned", post=Post()),
    a("console:mission_launch_now", MISSIONS, "scheduled", post=Post()),
    a("console:mission_copy", MISSIONS, "ended", post=Post()),
    a(
        "console:mission_recipients",
        MISSIONS,
        "draft",
        get=Get(states={"no match": NO_MATCH, "of one outcome": State(query={"outcome": "no_address"})}),
    ),
    a("console:mission_recipients_csv", EXPORT, "draft", post=Post(status=200)),
    a("console:mission_trial", MISSIONS, "draft", post=Post()),
    a("console:mission_trial", MISSIONS, "live", post=Post({"anew": "1"}), variant="of a live one"),
    a("console:mission_trial_removal", MISSIONS, "live", post=Post(changes=False)),
    a(
        "console:mission_share",
        SEE,
        "live",
        get=Get(
            states={"draft": State(("draft",)), "revoked": State(("ended",)), "for an analyst": State(actor="analyst")}
        ),
    ),
    a("console:mission_share_code", SEE, "live", ":svg", get=DOWNLOAD),
    a("console:mission_share_renewal", MISSIONS, "live", post=Post()),
    a("console:mission_share_removal", MISSIONS, "live", post=Post()),
    a(
        "console:mission_mail",
        SEE,
        "live",
        get=Get(states={"bounced": State(query={"state": "bounced"}), "no match": NO_MATCH, "none": State(("draft",))}),
    ),
    a("console:mission_mail_again", MISSIONS, "live", "bounced", post=Post()),
    a(
        "console:mission_budget",
        MISSIONS,
        "capped",
        get=Get(states={"used up": State(("full",)), "in money": State(("in_money",))}),
        post=Post({"more": "100"}, bad={"more": TEXT}, keeps=("more",)),
    ),
    a(
        "console:mission_why",
        SEE,
        "live",
        get=Get(
            states={
                "found": State(query={"words": "maya"}),
                "no match": NO_MATCH,
                "may": State(("link",), query=lambda world: {"person": world["jonas"].pk}),
                "may not": State(("chosen",), query=lambda world: {"person": world["ana"].pk}),
            }
        ),
    ),
    a(
        "console:mission_results",
        SEE,
        "live",
        get=Get(
            at_most=18,
            why_more="the funnel, the days, the states and the figures of the type, each one query",
            states={
                "survey": State(("survey",)),
                "social post": State(("social",)),
                "web page": State(("page",)),
                "none": State(("paused",)),
                "narrowed": State(query={"status": "active", "since": "2020-01-01"}),
                "a range that ends first": State(query={"since": "2026-02-02", "until": "2026-02-01"}),
            },
        ),
    ),
    a(
        "console:mission_results_people",
        SEE,
        "live",
        get=Get(states={"nobody": State(query={"step": "sent", "until": "2020-01-01"})}),
    ),
    a(
        "console:mission_nudge",
        MISSIONS,
        "live",
        get=Get(
            states={
                "not seen": State(query={"group": "not_seen"}),
                "seen": State(query={"group": "not_started"}),
                "not live": State(("paused",)),
            }
        ),
        post=Post(),
    ),
    a("console:mission_nudge_job", MISSIONS, "live", "nudge_job", get=Get()),
    a("console:mission_answers", EXPORT, "survey", post=Post(status=200)),
    a(
        "console:mission_answers_job",
        EXPORT,
        "survey",
        "answers_job",
        get=Get(states={"going": State(("survey", "going_answers"))}),
    ),
    a("console:mission_answers_file", EXPORT, "survey", "answers_job", get=DOWNLOAD),
    a("console:mission_answers_stop", EXPORT, "survey", "going_answers", post=Post()),
]

REVIEWING = [
    a(
        "console:review",
        REVIEW,
        get=Get(
            states={
                "of one mission": State(query=lambda world: {"mission": world["live"].pk}),
                "spot checks": State(query={"show": "checks"}),
                "decided": State(query={"show": "decided"}),
            }
        ),
    ),
    a("console:spot_check", REVIEW, "spot_check", post=Post()),
    a(
        "console:submission",
        REVIEW,
        "waiting",
        get=Get(
            states={
                key: State((key,))
                for key in (
                    "drawn",
                    "not_by_rule",
                    "approved",
                    "returned",
                    "declined",
                    "withdrawn",
                    "with_file",
                    "with_link",
                    "posted",
                    "reviewed",
                    "answers0",
                )
            }
        ),
    ),
    a(
        "console:decision",
        REVIEW,
        "waiting",
        post=Post(decided("approved"), bad=decided("returned")),
        actor="reviewer",
    ),
    a("console:decision", REVIEW, "waiting", post=Post(decided("returned", "More, please")), variant="return"),
    a(
        "console:decision",
        REVIEW,
        "waiting",
        variant="decline",
        post=Post(decided("declined", "Sorry"), bad=decided("declined", TOO_LONG), keeps=("note",)),
    ),
    a("console:decision_reversal", REVIEW, "approved_decision", post=Post()),
    a("console:bulk", REVIEW, get=Get(), post=Post()),
    a("console:bulk", REVIEW, post=Post(lambda world: {"selected": [world["waiting"].pk]}), variant="selected"),
    a("console:bulk_job", REVIEW, "bulk_job", get=Get(states={"going": State(("going_job",))})),
]
