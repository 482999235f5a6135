"""Referrals, the reference pool and its calls: for staff, and for those who are asked."""

from datetime import timedelta

from tests.factories.world import World
from tests.guards.addresses.entries import (
    DOWNLOAD,
    EXPORT,
    MISSIONS,
    NO_MATCH,
    PEOPLE,
    REVIEW,
    SEE,
    TEXT,
    TOO_LONG,
    Get,
    Post,
    State,
    a,
)

MOVE = {"seen": "contacted", "stage": "qualified", "comment": "", "tell": "on"}
REFERRAL = {
    "type-email": "required", "type-phone": "optional", "type-company": "no", "type-relation": "no", "type-note": "no",
    "type-consent": TEXT, "type-most": "3", "type-pays_at": "won", "type-second": "first",
}  # fmt: skip
SETUP = {"title": TEXT, "minutes": "5", "cover": "2", "audience": "registered", "listed": "on", "notify": "no"}
READY = {"own_topics": TEXT, "formats": "call", "languages": "en", "most": "2", "per": "month", "until": ""}
REFERRED = {"slot3-name": TEXT, "slot3-email": "new.one@example.com", "slot3-consent": "on"}


def wished(world: World) -> dict[str, object]:
    return {
        "mission": world["calls"].pk, "prospect": "Ines", "format": "call", "language": "en", "minutes": "30",
        "topic": "", "time1": (world.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


REFERENCES = [
    a("console:referrals", SEE, get=Get(states={"no match": NO_MATCH, "for an analyst": State(actor="analyst")})),
    a("console:referrals_csv", EXPORT, get=DOWNLOAD),
    a(
        "console:referral",
        SEE,
        "referred",
        get=Get(
            states={
                "waiting": State(("referred_waiting",)),
                "forgotten": State(("referred_erased",)),
                "for an analyst": State(actor="analyst"),
            }
        ),
    ),
    a(
        "console:referral_stage",
        REVIEW,
        "referred",
        actor="reviewer",
        post=Post(MOVE, bad=MOVE | {"stage": "new", "seen": "nowhere", "comment": TEXT}, keeps=("comment",)),
    ),
    a("console:referral_erasure", PEOPLE, "referred", post=Post()),
    a("console:references", SEE, get=Get(states={"no match": State(query={"format": "event"})})),
    a("console:calls", SEE, get=Get()),
    a(
        "console:call_new",
        MISSIONS,
        get=Get(),
        post=Post(wished, bad=lambda world: wished(world) | {"time1": "", "prospect": TEXT}, keeps=("prospect",)),
    ),
    a(
        "console:call",
        SEE,
        "call_open",
        get=Get(states={key: State((f"call_{key}",)) for key in ("asked", "agreed", "closed")}),
    ),
    a("console:call_invitation", MISSIONS, "call_open", post=Post({"advocate": "best"})),
    a(
        "console:call_invitation",
        MISSIONS,
        "call_open",
        variant="one",
        post=Post(lambda world: {"advocate": world["jonas"].pk}),
    ),
    a("console:call_closing", MISSIONS, "call_asked", post=Post()),
    a(
        "console:call_outcome",
        MISSIONS,
        "invitation_agreed",
        post=Post({"held": "yes"}, bad={"held": "", "outcome": TEXT}, keeps=("outcome",)),
    ),
    a("console:call_off", MISSIONS, "invitation_asked", post=Post()),
    a("console:call_calendar", SEE, "invitation_agreed", get=DOWNLOAD),
    a(
        "console:mission_step",
        MISSIONS,
        "referral_draft",
        ":setup",
        variant="referral",
        get=Get(
            states={
                "reference pool": State(("pool_draft", ":setup")),
                "reference calls": State(("calls_draft", ":setup")),
            }
        ),
        post=Post(
            SETUP | REFERRAL,
            bad=SETUP | REFERRAL | {"type-most": "many", "minutes": "abc"},
            keeps=("type-most", "type-consent"),
        ),
    ),
    a(
        "hub:mission",
        "advocate",
        "referral",
        variant="references",
        get=Get(
            states={
                "first referral": State(("referral",), actor="third advocate"),
                "pool": State(("pool",)),
                "pool, new": State(("pool",), actor="fourth advocate"),
                "calls": State(("calls",)),
                "no calls": State(("calls",), actor="fourth advocate"),
            },
        ),
    ),
    a(
        "hub:submission",
        "advocate",
        "referral",
        3,
        variant="referral",
        post=Post(REFERRED, bad=REFERRED | {"slot3-email": "nowhere"}, keeps=("slot3-name",)),
    ),
    a(
        "hub:reference",
        "advocate",
        get=Get(when_empty=False),
        post=Post(READY, bad=READY | {"most": TOO_LONG}, keeps=("own_topics",)),
    ),
    a("hub:reference_end", "advocate", post=Post()),
    a(
        "hub:call_answer",
        "advocate",
        "invitation_asked",
        post=Post({"answer": "no", "reason": TEXT}),
        others=("invitation_of_another",),
    ),
    a("hub:own_call_calendar", "advocate", "invitation_agreed", get=DOWNLOAD, others=("invitation_of_another",)),
]
