"""Who gets what at every address: every role, own and foreign things, every method, as a page and as a part.

An answer that refuses changes nothing, shows nothing, and is the same for what is not there and what is not yours.
"""

from collections.abc import Iterator

import pytest

from accounts.models import Profile
from accounts.permissions import PERMISSIONS, Permission
from foundation.tenancy import workspace_scope
from tests.guards.addresses import ADDRESSES, Address, State, body_of
from tests.guards.addresses.entries import resolved
from tests.guards.visits import Answer, Visits

pytestmark = pytest.mark.timeout(400)  # some thousands of requests, on a machine that may have other things to do
STAFF = ("owner", "manager", "editor", "reviewer", "analyst")
ADVOCATES = ("advocate", "linked advocate")
ROLES = ("anonymous", *STAFF, "outsider", *ADVOCATES, "stranger", "deactivated")
OURS = [address for address in ADDRESSES if address.door != "allauth"]
# One entry of each name, and whether any of them is got or posted to: for what does not depend on what is sent.
FIRST = list({address.name: address for address in reversed(OURS)}.values())[::-1]
TAKES = {(a.name, method) for a in OURS for method, entry in (("GET", a.get), ("POST", a.post)) if entry}
UNSAFE = ("PUT", "DELETE", "TRACE")

LEADS = {
    "/accounts/login/": "staff sign-in",
    "/acme/sign-in/": "hub sign-in",
    "/acme/sign-in/confirmation/": "confirmation",
}
REFUSED = ("staff sign-in", "hub sign-in", "confirmation", "not found", "forbidden", "wrong method", "two steps")


def expected(address: Address, role: str, method: str) -> str:
    """What somebody of this role is answered at this address."""
    door, works = address.door, "works"
    entry = address.get if method == "GET" else address.post
    if entry is None or method in UNSAFE:
        works = "wrong method"
    elif entry.status == 404 or (address.only and role not in address.only):
        works = "not found"
    refused = ""
    if door == "signed in" and role not in (*STAFF, "outsider"):
        refused = "staff sign-in"
    elif door.startswith("staff:"):
        if role not in STAFF:
            refused = "not found" if role == "outsider" else "staff sign-in"
        elif Permission(door.removeprefix("staff:")) not in PERMISSIONS[role]:
            refused = "forbidden"
    elif door.startswith("advocate") and role not in ADVOCATES:
        refused = "hub sign-in"
    elif door.endswith(":fresh") and role == "linked advocate":
        refused = "confirmation"
    return refused or works


def verdict(answer: Answer) -> str:
    """What an answer comes to."""
    path = answer.leads_to.partition("?")[0]
    if path in LEADS and "next=" in answer.leads_to:
        return LEADS[path]
    if path == "/accounts/2fa/":
        return "two steps"
    names = {404: "not found", 403: "forbidden", 405: "wrong method"}
    works = answer.status < 400 or answer.status in (400, 409, 410, 422)
    return names.get(answer.status) or ("works" if works else f"status {answer.status}")


def ask(visits: Visits, address: Address, role: str, method: str, **more: object) -> Answer:
    body = body_of(visits.here, address.post.body) if address.post and method == "POST" else None
    return visits.ask(address, role, method, body, **more)  # type: ignore[arg-type]  # passed through


def check(visits: Visits, address: Address, what: str, answer: Answer, wanted: str) -> None:
    """Note what is not as it should be; whatever is refused has changed nothing."""
    got = verdict(answer)
    if got != wanted:
        visits.note(f"{address.title} {what}: {got}, not {wanted}")
    if got in REFUSED and answer.changed:
        visits.note(f"{address.title} {what}: refused, and changed {answer.changed}")


def test_every_role_at_every_address(visits: Visits) -> None:
    """Each role, by GET and POST; those who are led to a sign-in also from a part of a page."""
    for address in FIRST:
        for role in ROLES:
            for method in ("GET", "POST"):
                wanted = expected(address, role, method)
                answer = ask(visits, address, role, method)
                if is_own_business(address, role, answer):
                    continue
                check(visits, address, f"{method} as {role}", answer, wanted)
                if method == "GET" and answer.changed and address.name not in CHANGED_BY_LOOKING:
                    visits.note(f"{address.title} as {role}: looking changed {answer.changed}")
                if wanted in ("staff sign-in", "hub sign-in", "confirmation") and (address.name, method) in TAKES:
                    part = ask(visits, address, role, method, htmx=True)
                    check(visits, address, f"{method} of a part as {role}", part, wanted)
                    if address.door != "signed in" and not part.headers.get("HX-Redirect"):
                        visits.note(f"{address.title} {method} as {role}: a part is not led to the sign-in as a page")
    report(visits)


def is_own_business(address: Address, role: str, answer: Answer) -> bool:
    """At doors for anyone the view itself decides; what it says to those it is not for is its own tests' matter."""
    return address.door in ("public", "platform") and role != address.visitor and answer.status < 500


def test_what_belongs_to_another_workspace_is_not_there(visits: Visits) -> None:
    """The other world's ids in the address, by those who may come in; nothing of it is shown or changed."""
    asked = 0
    for address in OURS:
        foreign = tuple(resolved(visits.there, address.args))
        if foreign == tuple(resolved(visits.here, address.args)):
            continue
        asked += 1
        for method, entry in (("GET", address.get), ("POST", address.post)):
            for htmx in (False, True):
                if entry is None:
                    continue
                args = tuple(f":{value}" if isinstance(value, str) else value for value in foreign)
                answer = ask(visits, address, address.visitor, method, args=args, htmx=htmx)
                if answer.status != address.foreign:
                    visits.note(f"{address.title} {method}: {answer.status} for a foreign id")
                if answer.changed:
                    visits.note(f"{address.title} {method}: changed {answer.changed} for a foreign id")
    assert asked > 50
    report(visits)


def test_foreign_ids_in_what_is_sent_do_nothing_to_the_other_workspace(visits: Visits) -> None:
    """The other world's ids in forms and in queries."""
    for address in OURS:
        if address.post and callable(address.post.body):
            answer = visits.ask(address, address.visitor, "POST", body_of(visits.there, address.post.body))
            untouched(visits, address, answer)
        for key, state in address.get.states.items() if address.get else ():
            if callable(state.query):
                query = body_of(visits.there, state.query)
                untouched(visits, address, visits.ask(address, address.visitor, "GET", query, args=state.args), key)
    report(visits)


def untouched(visits: Visits, address: Address, answer: Answer, what: str = "sent") -> None:
    if found := answer.changed.of(visits.there.workspace.pk):
        visits.note(f"{address.title} ({what}): changed {found} of the other workspace")


def test_what_belongs_to_somebody_else_is_not_there(visits: Visits) -> None:
    """The same workspace, another person's thing."""
    theirs = [address for address in OURS if address.others is not None]
    assert len(theirs) >= 3
    for address in theirs:
        for method in [method for method, entry in (("GET", address.get), ("POST", address.post)) if entry]:
            answer = ask(visits, address, address.visitor, method, args=address.others)
            check(visits, address, f"{method} of somebody else's", answer, "not found")
    report(visits)


def test_other_methods_are_refused_and_nothing_is_traced(visits: Visits) -> None:
    for address in FIRST:
        for method in UNSAFE:
            answer = visits.ask(address, address.visitor, method, htmx=True)
            wanted = "works" if address.name in ANY_METHOD else "wrong method"
            check(visits, address, method, answer, wanted)
            if "HX-CURRENT-URL" in answer.text.upper():
                visits.note(f"{address.title}: {method} gives back what was sent")
    report(visits)


ANY_METHOD = {"account_email": "leads away whatever is asked"}


# That somebody has seen a mission is kept, the first time, with the words it had then (B-12) and with the short links
# that are theirs from then on; allauth keeps when recovery codes were first looked at.
CHANGED_BY_LOOKING = {
    "hub:mission": {"missions_participation", "missions_shortlink"},
    # An update is done when it is opened, and who did what decides in which segments people are.
    "hub:mission (told)": {"missions_participation", "missions_shortlink", "segments_touch", "events_due"},
    "mfa_view_recovery_codes": {"mfa_authenticator"},
    "mfa_download_recovery_codes": {"mfa_authenticator"},
}


def pages() -> Iterator[tuple[Address, str, State]]:
    for address in ADDRESSES:
        if address.get:
            yield address, "", State(status=address.get.status)
            for key, state in address.get.states.items():
                yield address, key, state


def test_every_page_and_state_is_as_the_registry_says(visits: Visits) -> None:
    """Also the negative control of this file: those who may come in do get the page.

    Looking changes nothing, and looking again does not even note that somebody looked. Where htmx gets another answer
    than a browser, both say so to caches.
    """
    parts = 0
    for address, key, state in pages():
        actor, what = state.actor or address.visitor, f"{address.title} ({key})" if key else address.title
        page = visits.get(address, actor, state, keep=True)
        part = visits.get(address, actor, state, htmx=True)
        if page.status != state.status:
            visits.note(f"{what}: {page.status}, not {state.status}")
        if page.status == 200 and address.get and address.get.html and not is_page(page):
            visits.note(f"{what}: is no page")
        allowed = CHANGED_BY_LOOKING.get(address.title) or CHANGED_BY_LOOKING.get(address.name, set())
        if new := {table for table, _workspace in page.changed.tables} - allowed:
            visits.note(f"{what}: looking changed {new}")
        if part.changed.tables - page.changed.tables:
            visits.note(f"{what}: looking again changed {part.changed}")
        if is_page(page) and not is_page(part):
            parts += 1
            silent = [answer for answer in (page, part) if "HX-Request" not in answer.headers.get("Vary", "")]
            visits.note(*(f"{what}: does not vary by HX-Request" for _answer in silent))
    assert parts > 10
    report(visits)


def is_page(answer: Answer) -> bool:
    return answer.is_html and "<html" in answer.text


def test_without_two_step_sign_in_a_strict_workspace_shows_only_its_setting_up(visits: Visits) -> None:
    with workspace_scope(visits.here.workspace.pk):
        Profile.objects.update(two_step_required=True)
    visits.look_again()
    for address in FIRST:
        if address.door.startswith("staff:"):
            for method in ("GET", "POST"):
                answer = ask(visits, address, "owner", method)
                check(visits, address, f"{method} without two steps", answer, "two steps")
    report(visits)


def test_forms_from_elsewhere_are_refused(visits: Visits) -> None:
    """Without its key no form is taken, but for those that mail programs send."""
    visits.client.handler.enforce_csrf_checks = True
    for address in ADDRESSES:
        if address.post:
            answer = ask(visits, address, address.visitor, "POST")
            refused = answer.status == 403
            if refused == (address.name in WITHOUT_KEY) or (refused and answer.changed):
                visits.note(f"{address.title}: {answer.status}, changed {answer.changed or 'nothing'}")
    report(visits)


WITHOUT_KEY = {"public:unsubscribe": "mail programs press the button without cookies (RFC 8058); the address is signed"}


@pytest.mark.parametrize("break_it", ["status", "sentinel"])
def test_the_matrix_notices(visits: Visits, break_it: str) -> None:
    """Negative control: a view that lets in whom it should not, or shows the other world's word, is found."""
    address = next(address for address in OURS if address.name == "console:people")
    if break_it == "status":
        check(visits, address, "GET", visits.get(address, "reviewer"), "forbidden")
    else:
        visits.get(address, "owner", State(query={"q": visits.there.word}))
    assert visits.faults


def test_what_breaks_is_answered_politely(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page for our own faults has the policy too, and tells nothing."""
    monkeypatch.setattr("missions.views.listing.page_of_missions", fail)
    address = next(address for address in OURS if address.name == "console:missions")
    answer = visits.get(address, "owner")
    assert answer.status == 500
    assert [fault for fault in visits.faults if "answers 500" not in fault] == []
    assert "a secret of the code" not in answer.text


def fail(**_chosen: object) -> None:
    raise RuntimeError("a secret of the code")


def report(visits: Visits) -> None:
    print(f"{visits.count} requests")  # noqa: T201  the figure that says how much was asked
    faults = sorted(set(visits.faults))
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
