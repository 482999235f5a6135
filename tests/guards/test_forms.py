"""Every form takes whatever is sent: nothing breaks, what is wrong is told, what was typed is still there."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.utils.html import escape

from tests.guards.addresses import ADDRESSES, Address, State, body_of
from tests.guards.hostile import VALUES, WORST, bodies
from tests.guards.test_access import CHANGED_BY_LOOKING, FIRST, OURS, pages, report
from tests.guards.visits import Visits

pytestmark = pytest.mark.timeout(400)  # thousands of requests, on a machine that may have other things to do
# Every name that any page reads from its query.
FILTERS = [
    *(
        "after",
        "address",
        "before",
        "featured",
        "folder",
        "language",
        "mission",
        "next",
        "page",
        "person",
        "q",
        "search",
    ),
    *("sort", "source", "state", "status", "tag", "text", "to", "token", "type", "type_key", "undo", "view", "words"),
]
POISON = {
    **{"workspace": "2", "workspace_id": "2", "role": "owner", "state": "approved", "points": "999999"},
    **{"balance": "999999", "is_active": "on", "is_sample": "on", "link_version": "9", "approved_by": "1"},
    **{"by_staff": "1", "id": "1", "pk": "1"},
}


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are logged by thousands here; errors are what matters."""
    caplog.set_level(logging.ERROR)


def test_every_form_does_what_it_is_for_and_no_more(visits: Visits) -> None:
    """The registry's own bodies: without them the refusals elsewhere would prove nothing.

    Somebody else's columns, sent along, reach no table that the form itself does not.
    """
    for address in OURS:
        if address.post:
            body = body_of(visits.here, address.post.body)
            answer = visits.ask(address, address.visitor, "POST", body)
            if answer.status != address.post.status:
                visits.note(f"{address.title}: {answer.status}, not {address.post.status}")
            if bool(answer.changed) != address.post.changes:
                visits.note(f"{address.title}: changed {answer.changed or 'nothing'}")
            poison = POISON | body_of(visits.here, address.post.body)
            poisoned = visits.ask(address, address.visitor, "POST", poison)
            if answer.changed != poisoned.changed or answer.status != poisoned.status:
                visits.note(f"{address.title}: {answer.changed} became {poisoned.changed}")
    report(visits)


def test_what_is_wrong_is_told_and_what_was_typed_is_still_there(visits: Visits) -> None:
    refused = [address for address in OURS if address.post and address.post.bad is not None]
    assert len(refused) > 20
    for address in refused:
        assert address.post
        body = body_of(visits.here, address.post.bad)
        for htmx in (False, True) if is_sent_by_htmx(visits, address) else (False,):
            answer = visits.ask(address, address.visitor, "POST", body, htmx=htmx)
            if answer.status != 422:
                visits.note(f"{address.title}: {answer.status}, not 422")
            lost = [name for name in address.post.keeps if escape(str(body[name]).strip()) not in answer.text]
            visits.note(*(f"{address.title}: what was typed as {name} is gone" for name in lost))
            if not htmx and 'id="error-summary"' not in answer.text:
                visits.note(f"{address.title}: no summary of what is wrong")
            if not htmx and not re.search(r"<title>\s*Error:", answer.text):
                visits.note(f"{address.title}: the title does not say that something is wrong")
    report(visits)


def is_sent_by_htmx(visits: Visits, address: Address) -> bool:
    """Whether the page of this address sends its form without a reload."""
    return bool(address.get) and f'hx-post="{address.path(visits.here)}' in visits.get(address, address.visitor).text


def forms(visits: Visits) -> list[Address]:
    """Each form once: entries that differ only by what is sent are one."""
    found: dict[tuple[str, frozenset[str]], Address] = {}
    for address in ADDRESSES:
        if address.post and (fields := body_of(visits.here, address.post.body)):
            found.setdefault((address.name, frozenset(fields)), address)
    return list(found.values())


def shown(typed: str) -> str:
    """How it stands in a page; NUL is nothing there, and PostgreSQL keeps none either."""
    return str(escape(typed.replace("\0", "").strip()))


@pytest.mark.parametrize("part", range(4))
def test_no_input_breaks_a_form(visits: Visits, part: int, caplog: pytest.LogCaptureFixture) -> None:
    """More than forty bodies for each form that has fields; what is refused stands in the page again."""
    visits.compares, tried, broken = False, 0, set()
    chosen = forms(visits)[part::4]
    for address in chosen:
        assert address.post
        sent = list(bodies(body_of(visits.here, address.post.body), seed=address.title))
        assert len(sent) >= 40
        for one in sent:
            before = len(visits.faults)
            answer = visits.ask(address, address.visitor, "POST", raw=(one.body, one.kind))
            tried += 1
            if answer.status >= 500 and address.name in BROKEN_BY_A_LIBRARY:
                broken.add(address.name)
                del visits.faults[before:]
            elif answer.status >= 500:
                visits.note(f"{address.title}: {one.what} is answered {answer.status}")
            if answer.status == 422 and address.post.keeps and shown(one.typed) not in answer.text.replace("\0", ""):
                visits.note(f"{address.title}: {one.what} is gone")
    assert tried > 400
    assert broken == {address.name for address in chosen} & BROKEN_BY_A_LIBRARY.keys()
    errors = [record for record in caplog.records if record.exc_info and not record.name.startswith("django.security")]
    assert len({record.getMessage() for record in errors}) == len(broken)
    report(visits)


BIG_NUMBER = "Django's forms.JSONField lets a number of more than 4,300 digits through to Python, which refuses it"
BROKEN_BY_A_LIBRARY = dict.fromkeys(
    ("mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"), BIG_NUMBER
)


def test_no_query_breaks_a_page(visits: Visits) -> None:
    for address, key, state in pages():
        if not key:
            for what in WORST:
                query = {name: VALUES[what].decode(errors="replace") for name in FILTERS}
                answer = visits.get(address, address.visitor, State(args=state.args, query=query))
                if answer.status >= 500 or (answer.changed and address.name not in CHANGED_BY_LOOKING):
                    visits.note(f"{address.title}: {what} is answered {answer.status}, changed {answer.changed}")
    report(visits)


def test_no_path_breaks_a_page(visits: Visits) -> None:
    """Numbers that no row can have and words that are no token: there is nothing there."""
    for address in FIRST:
        for args in wrong_arguments(address):
            for method in [method for method, entry in (("GET", address.get), ("POST", address.post)) if entry]:
                answer = visits.ask(address, address.visitor, method, args=args)
                if answer.status not in (address.foreign, 404):
                    visits.note(f"{address.title}: {method} of {args} is answered {answer.status}")
    report(visits)


def wrong_arguments(address: Address) -> Iterator[tuple[object, ...]]:
    """The entry's arguments with every id, or every token, put to what it never is."""
    ids = [isinstance(value, int) or not str(value).startswith((":", "#")) for value in address.args]
    if any(ids):
        for number in (0, 2**63, 10**40):
            yield tuple(number if is_id else value for is_id, value in zip(ids, address.args, strict=True))
    if any(str(value).startswith("#") for value in address.args):
        for word in ("x", "é", "a" * 3000, "a.b:c", "1-2-3.sig"):
            yield tuple(f":{word}" if str(value).startswith("#") else value for value in address.args)
