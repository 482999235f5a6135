"""Missions of each type and state, what was handed in for them, and how that was decided."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from files.models import File
from files.operations import store_document
from missions.forms.whole import Whole
from missions.models import Act, Decision, Mission, PlannedAct
from missions.operations.decisions import approve_submission, decline_submission, return_submission
from missions.operations.links import keep_short_links
from missions.operations.missions import (
    archive_mission,
    create_mission,
    discard_draft,
    end_mission,
    launch_mission,
    pause_mission,
    save_draft,
)
from missions.operations.openings import open_place
from missions.operations.plans import plan_act
from missions.operations.sharing import note_share_visit, revoke_share_link
from missions.operations.submissions import keep_answers, submit, withdraw_submission
from missions.sharing import share_token
from segments.operations.segments import Named, create_segment, put_in
from surveys.kinds import KINDS
from tests.factories.furniture.base import ZONE, World

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
COMMON: dict[str, Any] = {
    "trigger": "instant", "audience": "registered", "listed": "on", "notify": "no", "recognition": "points",
    "points": "120", "approval": "manual", "limit": "once", "minutes": "10", "cover": "3", "ends_local": "",
}  # fmt: skip
TEXT = {"type-proof": "text"}


def add_missions(world: World) -> None:
    """Of each type, in each state; drafts that are complete, one that is not, and one of a launched mission."""
    word, deadline = world.word, (world.now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    _mission(world, "live", "Write about", {"notify": "yes", "type-proof_label": f"What of {word}?", **TEXT})
    _mission(world, "survey", "Answer us,", survey(word), of="survey")
    _mission(world, "review", "Review", {"ends_local": deadline, **sites(word)}, of="review")
    _mission(world, "file", "Show a picture of", {"type-proof": "file"})
    _mission(world, "link", "Share a link to", {"approval": "everyone", "type-proof": "link"})
    chosen = {"audience": "chosen", "include": [f"tag:{world['tag'].pk}"], "exclude": []}
    _mission(world, "chosen", "For customers of", {**chosen, "type-proof": "none"})
    _mission(world, "paused", "Wait for", {"notify": "yes", **TEXT})
    _mission(world, "ended", "Was about", TEXT)
    _mission(world, "archived", "Forgotten:", TEXT)
    in_spanish = {"in_language_1": "es", "in_title_1": f"Todavía no: {word}", "in_text_1": "Dinos más."}
    _mission(world, "draft", "Not yet:", {**TEXT, **in_spanish}, launch=False)
    _mission(world, "survey_draft", "Ask about", survey(word), of="survey", launch=False)
    _mission(world, "review_draft", "Rate", sites(word), of="review", launch=False)
    _mission(world, "social", "Share", social(word), of="social_post")
    _mission(world, "social_draft", "Share soon", social(word), of="social_post", launch=False)
    _mission(world, "page", "Visit", {"approval": "everyone", **web_page()}, of="web_page")
    _mission(world, "steps", "Speak about", steps(word), of="steps")
    _mission(world, "steps_draft", "Speak soon about", steps(word), of="steps", launch=False)
    _mission(world, "page_draft", "Visit soon", web_page(), of="web_page", launch=False)
    _mission(world, "anyone", "Anyone may tell of", {"audience": "anyone", **TEXT})
    _mission(world, "anyone_file", "Anyone may show", {"audience": "anyone", "type-proof": "file"})
    _mission(world, "anyone_ended", "Anyone might tell of", {"audience": "anyone", **TEXT})
    raw = {"title": f"Wrong {word}", "minutes": "abc", "points": word}
    world.missions["wrong"] = create_mission(type_key="review", raw=raw, by=world.staff["manager"], now=world.now)
    _mission(world, "changed", "Changed since:", TEXT)
    fields = {"title": f"New words of {word}"}
    save_draft(mission=world["changed"], fields=fields, by=world.staff["manager"], now=world.now)
    _mission(world, "put_back", "Changed and not:", TEXT)
    save_draft(mission=world["put_back"], fields=fields, by=world.staff["manager"], now=world.now)
    world.rows["discarded"] = discard_draft(mission=world["put_back"], by=world.staff["manager"])
    pause_mission(mission=world["paused"], by=world.staff["manager"], now=world.now)


def add_set_off(world: World) -> None:
    """Missions that go live at a time, and by entering a segment."""
    by, now = world.staff["manager"], world.now
    segment = create_segment(named=Named(f"New to {world.word}"), rule=None, by=by, now=now)
    put_in(segment=segment, advocates=[world["maya"].pk], by=by, now=now)
    by_entering = {"trigger": "segment", "trigger_segment": str(segment.pk), "arming": "both"}
    _mission(world, "armed", "Welcome to", {**by_entering, **TEXT})
    _mission(world, "locked", "After the first:", {"requires": [str(world["armed"].pk)], **TEXT})
    by_date = {"trigger": "scheduled", "starts_local": "2099-12-01T09:00"}
    _mission(world, "scheduled", "Soon:", {**by_date, **TEXT})
    world.rows["planned"] = PlannedAct.objects.get(mission=world["scheduled"])
    plan_act(mission=world["scheduled"], act=Act.END, local="2099-12-31T18:00", zone=ZONE, by=by, now=now)


def _mission(
    world: World, key: str, title: str, raw: Mapping[str, Any], *, of: str = "custom_task", launch: bool = True
) -> None:
    by, now = world.staff["manager"], world.now
    words = {"title": f"{title} {world.word}"[:60], "description": f"<p>About <strong>{world.word}</strong>.</p>"}
    mission = create_mission(type_key=of, raw={**COMMON, **words, **raw}, by=by, now=now)
    if launch:
        launched(mission, by=by, now=now)
    world.missions[key] = mission


def launched(mission: Mission, *, by: User, now: datetime) -> None:
    """Launch a complete draft, or publish nothing and say why it is not complete."""
    whole = Whole(mission, zone=ZONE)
    launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=now)


def survey(word: str) -> dict[str, str]:
    """The raw fields of a question of each kind."""
    kinds = list(KINDS)
    raw = {"type-introduction": f"<p>From {word}.</p>", "type-q": " ".join(str(n) for n in range(1, len(kinds) + 1))}
    for number, kind in enumerate(kinds, 1):
        start = f"type-q-{number}"
        raw |= {f"{start}-kind": kind, f"{start}-label": f"Question of {word} about {kind}?", f"{start}-help": word}
        raw |= {f"{start}-rows": "Speed\nPrice"}
        raw |= {f"{start}-options": f"Red {word}\nBlue", f"{start}-required": "on" if number == 1 else ""}
    return raw


def sites(word: str) -> dict[str, str]:
    """The raw fields of two review sites."""
    address = "https://www.g2.com/products/northwind/reviews"
    first = {"known": "g2", "name": f"G2 {word}", "address": address, "proof": "either"}
    second = {"known": "own", "name": f"Own {word}", "address": "https://example.com/reviews", "proof": "link"}
    raw = {"type-site": "1 2", "type-site-next": "3"}
    for number, site in enumerate((first, second), 1):
        raw |= {f"type-site-{number}-{part}": value for part, value in site.items()}
    return raw


def steps(word: str) -> dict[str, str]:
    """The raw fields of three steps."""
    raw = {"type-step": "1 2 3", "type-step-next": "4"}
    for number, proof in enumerate(("text", "link", "none"), 1):
        start = f"type-step-{number}"
        raw |= {f"{start}-name": f"Part {number} of {word}"[:80], f"{start}-text": word, f"{start}-proof": proof}
    return raw


def social(word: str) -> dict[str, str]:
    """The raw fields of a post for two networks."""
    raw = {"type-link": "https://www.example.com/launch", "type-tracked": "on", "type-disclosure": "#ad"}
    raw |= {"type-hashtags": "#northwind", "type-proof": "either", "type-net": "1 2", "type-net-next": "3"}
    for number, network in enumerate(("linkedin", "x"), 1):
        raw |= {f"type-net-{number}-network": network, f"type-net-{number}-text1": f"{word} is here"}
    return raw | {"type-net-1-text2": f"Have you seen {word}?"}


def web_page() -> dict[str, str]:
    """The raw fields of a page that is done by opening it."""
    return {"type-link": "https://www.example.com/petition", "type-button": "Sign Up", "type-done": "opening"}


def add_submissions(world: World) -> None:
    """In each state, for each type; decided, and half typed."""
    word, now, maya = world.word, world.now, world["maya"]
    people = {"waiting": "jonas", "approved": "maya", "returned": "lucia", "declined": "tom", "withdrawn": "long"}
    for key, person in people.items():
        _hand_in(world, key, person, "live", {"text": f"We at {word} like it. " * 4})
    _hand_in(world, "of_a_guest", "guest", "anyone", {"text": f"A guest likes {word}."})
    _hand_in(world, "ended_one", "maya", "ended", {"text": word})
    proof = SimpleUploadedFile(f"{word}.pdf", PDF, content_type="application/pdf")
    world.rows["proof"] = store_document(proof, by_advocate=maya, now=now)
    _hand_in(world, "with_file", "maya", "file", {"file": f"{word}.pdf"}, file=world["proof"])
    _hand_in(world, "with_link", "maya", "link", {"link": f"https://example.com/{word}"})
    review = {"site": 1, "link": f"https://elsewhere.example/{word}", "text": word}
    _hand_in(world, "reviewed", "maya", "review", review)
    _hand_in(world, "first_step", "maya", "steps", {"step": 1, "text": word})
    answers = {"q1": f"Said {word}", "q2": f"Long {word}", "q6": 9, "q7": 4, "q8": "2026-11-02"}
    for number, person in enumerate(("maya", "jonas", "lucia")):
        _hand_in(world, f"answers{number}", person, "survey", answers)
    _hand_in(world, "hers", "maya", "chosen", {})
    post = {"network": "2", "link": f"https://x.com/maya/status/{word}", "text": f"{word} #ad #northwind"}
    _hand_in(world, "posted", "maya", "social", post)
    _open_places(world)
    _share(world)
    _decide(world)
    withdraw_submission(submission=world["withdrawn"], now=now)
    fields = {"slot2-link": "not a link", "slot2-text": word}
    keep_answers(mission=world["review"], advocate=maya, slot=2, fields=fields, now=now)


def _hand_in(world: World, key: str, person: str, to: str, answers: Mapping[str, Any], **files: File) -> None:
    mission = Mission.objects.get(pk=world[to].pk)
    world.submissions[key] = submit(
        mission=mission, advocate=world[person], slot=1, answers=answers, files=files.items(), zone=ZONE, now=world.now
    )


def _share(world: World) -> None:
    """The links of a draft and of a mission whose link is revoked; one was opened."""
    for key in ("draft", "ended"):
        world.tokens[f"share_of_{key}"] = share_token(world[key])
    revoke_share_link(mission=world["ended"], by=world.staff["manager"], now=world.now)
    note_share_visit(mission=world["live"], visitor="somebody", now=world.now)


def _open_places(world: World) -> None:
    """Maya opened the page; the short link of her post is in the tokens."""
    now, maya = world.now, world["maya"]
    open_place(mission=world["page"], advocate=maya, place="page", completes=True, zone=ZONE, now=now)
    targets = {"2": "https://www.example.com/launch"}
    found = keep_short_links(mission=world["social"], advocate=maya, targets=targets, now=now)
    world.tokens["short_link"] = found["2"]


def _decide(world: World) -> None:
    note = {"note": f"Please, {world.word}, look again."}
    acts: list[tuple[str, Callable[..., Decision], dict[str, str]]] = [
        ("approved", approve_submission, {}),
        ("first_step", approve_submission, {}),
        ("returned", return_submission, note),
        ("declined", decline_submission, note),
    ]
    for key, act, words in acts:
        given = {"submission": world[key], "attempt_id": world[key].attempt_id, **words}
        world.decisions[f"{key}_decision"] = act(**given, by=world.staff["reviewer"], now=world.now)


def close_missions(world: World) -> None:
    """What is over only now, since things happened in it before."""
    by, now = world.staff["manager"], world.now
    end_mission(mission=world["ended"], by=by, now=now)
    end_mission(mission=world["anyone_ended"], by=by, now=now)
    end_mission(mission=world["archived"], by=by, now=now)
    archive_mission(mission=world["archived"], by=by, now=now)
