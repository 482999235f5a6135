"""Visiting pages in a furnished world: each visit is undone, and every answer is held against what holds for all.

What went wrong is collected in `faults`, so that one run tells of everything.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from tests.factories.world import World
from tests.guards.addresses import Address, State, body_of
from tests.guards.snapshots import Changes, changes_since, snapshot, watch_writes

CURRENT = "http://testserver/acme/console/"
NO_FORM = "application/x-www-form-urlencoded"
# Answers whose policy is looser, and why.
LOOSER_POLICY = {
    "console:mail_preview": "a mail brings its own styles; it stands in a sandbox and runs nothing",
    "console:mission_preview_mail": "a mail brings its own styles; it stands in a sandbox and runs nothing",
    "console:mission_preview_page": "the page in a frame of ours runs nothing and sends nothing",
    "public:file": "a file is handed out in a sandbox of its own",
    "public:exhibit_file": "a file is handed out in a sandbox of its own",
    "console:people_export_file": "a file is handed out in a sandbox of its own",
    "console:mission_answers_file": "a file is handed out in a sandbox of its own",
}
# Pages whose scripts may parse HTML, and why: Trusted Types are not asked for there.
WITHOUT_TRUSTED_TYPES = {"console:mission_step": "the page with the rich-text editor, which parses what is typed"}
FRAMED = dict.fromkeys(
    ("console:mail_preview", "console:mission_preview_mail", "console:mission_preview_page"),
    "it is shown in a frame of our own page",
)
READABLE_COOKIES = {"csrftoken": "Django's; it is no secret from the page, which has it in each form"}


@dataclass
class Answer:
    """What came back. `changed` are the tables that were other afterwards, before it was all undone."""

    status: int
    text: str
    headers: Mapping[str, str]
    changed: Changes

    @property
    def leads_to(self) -> str:
        return self.headers.get("HX-Redirect") or self.headers.get("Location") or ""

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class Visits:
    """All visits of one test, in two worlds: `here` is visited, the word of `there` must not be seen."""

    here: World
    there: World
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    faults: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    count: int = 0
    compares: bool = True  # whether the database is compared after a visit that wrote something

    def __post_init__(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Take the database as it is now for what it was before."""
        self.before = snapshot([self.here.workspace.pk, self.there.workspace.pk])

    def get(self, address: Address, actor: str, state: State | None = None, **more: object) -> Answer:
        """The page, or one of its states."""
        state = state or State()
        args = more.pop("args", None) or state.args
        query = body_of(self.here, state.query)
        return self.ask(address, actor, "GET", query, args=args, **more)  # type: ignore[arg-type]  # passed through

    def ask(
        self,
        address: Address,
        actor: str,
        method: str,
        data: Mapping[str, object] | None = None,
        *,
        args: tuple[object, ...] | None = None,
        htmx: bool = False,
        world: World | None = None,
        raw: tuple[bytes, str] | None = None,
        keep: bool = False,
    ) -> Answer:
        """One request; `raw` is a body with its content type in the place of a form. With `keep` it is not undone."""
        world = world or self.here
        path = address.path(world, args)
        headers = {"HX-Request": "true", "HX-Current-URL": CURRENT} if htmx else {}
        self.client.cookies = self._cookies(actor, world)
        self.count += 1
        with transaction.atomic():
            with watch_writes() as written:
                if raw:
                    response = self.client.generic(method, path, raw[0], raw[1], headers=headers)
                elif method in ("GET", "POST"):
                    send: Any = self.client.get if method == "GET" else self.client.post
                    response = send(path, data or {}, headers=headers)
                else:
                    response = self.client.generic(method, path, headers=headers)
                text = _text(response)
            changed = changes_since(self.before, only=written) if written and self.compares else Changes()
            if changed:
                connection.check_constraints()
            transaction.set_rollback(not keep)
        answer = Answer(response.status_code, text, dict(response.headers), changed)
        own = world is self.here and actor != "outsider"
        self._check(address, f"{method} {path} as {actor}", response, answer, own=own)
        return answer

    def note(self, *faults: str) -> None:
        self.faults += faults

    def _cookies(self, actor: str, world: World) -> SimpleCookie:
        if actor == "anonymous":
            return SimpleCookie()
        owner = {"outsider": "owner", "stranger": "advocate"}.get(actor)
        browser = self.there.browsers[owner] if owner else world.browsers[actor]
        return SimpleCookie({name: morsel.value for name, morsel in browser.items()})

    def _check(self, address: Address, what: str, response: HttpResponseBase, answer: Answer, *, own: bool) -> None:
        found = [
            *_broken(answer),
            *_headers(address.name, answer, self.nonces),
            *_cookies_set(response),
            *([f"shows “{self.there.word}”"] if own and self.there.word.lower() in answer.text.lower() else []),
        ]
        self.note(*(f"{what}: {fault}" for fault in found))


def _text(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    return str(body.decode(errors="replace"))


def _broken(answer: Answer) -> Iterable[str]:
    if answer.status >= 500:
        yield f"answers {answer.status}"
    if "Traceback (most recent call last)" in answer.text:
        yield "shows a traceback"


def _headers(name: str, answer: Answer, nonces: set[str]) -> Iterable[str]:
    get = answer.headers.get
    policy = get("Content-Security-Policy", "")
    if get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"
    if get("Referrer-Policy") not in ("same-origin", "strict-origin", "no-referrer"):
        yield f"Referrer-Policy is {answer.headers.get('Referrer-Policy')}"
    if get("X-Frame-Options") != "DENY" and name not in FRAMED:
        yield f"X-Frame-Options is {answer.headers.get('X-Frame-Options')}"
    yield from _kept_apart(name, answer)
    if not policy:
        yield "no Content-Security-Policy"
    elif name not in LOOSER_POLICY:
        yield from _policy(policy)
        if "require-trusted-types-for 'script'" not in policy and name not in WITHOUT_TRUSTED_TYPES:
            yield "its policy does not ask for Trusted Types"
    nonce = re.search(r"'nonce-([^']+)'", policy)
    if nonce and nonce[1] in nonces:
        yield "its nonce was used before"
    if nonce:
        nonces.add(nonce[1])


def _kept_apart(name: str, answer: Answer) -> Iterable[str]:
    """From other windows, and from what caches between us and the reader keep."""
    if answer.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        yield f"Cross-Origin-Opener-Policy is {answer.headers.get('Cross-Origin-Opener-Policy')}"
    if (
        answer.status == 200
        and name.startswith(("console:", "hub:"))
        and not re.search("private|no-store", answer.headers.get("Cache-Control", ""))
    ):
        yield f"Cache-Control is {answer.headers.get('Cache-Control')}"


def _policy(policy: str) -> Iterable[str]:
    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        if word in policy:
            yield f"its policy allows {word}"
    nothing = ("default-src", "frame-ancestors", "base-uri", "object-src")
    for rule in (*(f"{what} 'none'" for what in nothing), "form-action 'self'"):
        if rule not in policy:
            yield f"its policy lacks {rule}"


def _cookies_set(response: HttpResponseBase) -> Iterable[str]:
    for name, cookie in response.cookies.items():
        if cookie["samesite"] != "Lax":
            yield f"cookie {name} is not SameSite=Lax"
        if not cookie["httponly"] and name not in READABLE_COOKIES and cookie.value:
            yield f"cookie {name} is not HttpOnly"
