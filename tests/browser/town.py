"""Looking at every page of the registry in a browser: who looks, what is asked of the page, and pictures for people."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zlib import crc32

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.browser.access import AXE, LOOK, MARK, SETTLED, STILL, TAGS, overflow
from tests.browser.memory import Memory
from tests.factories.world import World
from tests.guards.addresses import Address, State, body_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Response

WIDE, PHONE, NARROW = 1366, 390, 320
HEIGHT = 900
LEAST = 23.9  # of a target's sides, a tenth below 24 px (WCAG 2.5.8)
# The only rules that can come to another end when nothing but the colours change; axe takes most of its time for them,
# so they are asked once in each scheme, where the window is wide and everything shows.
OF_COLOURS = ("color-contrast", "link-in-text-block")
BREACHES = "window.breaches = []; document.addEventListener('securitypolicyviolation', e => " + (
    "window.breaches.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));"
)
# Sends fields to an address as a form of this page would.
SEND = """([action, fields]) => {
  const form = document.createElement("form");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  form.method = "post"; form.action = action;
  for (const [name, value] of Object.entries({csrfmiddlewaretoken: token.value, ...fields})) {
    const input = document.createElement("input");
    input.type = "hidden"; input.name = name; input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""
SHOTS = os.environ.get("SHOTS", "")


@dataclass
class Sight:
    """One page in one state, as somebody sees it."""

    address: Address
    key: str
    actor: str
    world: World
    state: State
    bad: Mapping[str, object] | None = None

    @property
    def title(self) -> str:
        return f"{self.address.title} ({self.key})" if self.key else self.address.title

    @property
    def file_name(self) -> str:
        return re.sub(r"\W+", "-", self.title).strip("-").lower()


@dataclass(frozen=True)
class View:
    """How a page is looked at, and what axe is asked."""

    scheme: Literal["light", "dark"]
    width: int
    rules: tuple[str, ...] = tuple(TAGS)
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.scheme}-{self.width}"


LIGHT, DARK, PHONE_IN_THE_DARK = View("light", WIDE), View("dark", WIDE), View("dark", PHONE)
EACH = (LIGHT, View("dark", WIDE, OF_COLOURS), View("dark", PHONE, without=OF_COLOURS))


def views_of(sight: Sight) -> tuple[View, ...]:
    """A page as it is in each view; its other states in one of three, always the same one. All with `PAGES=all`."""
    if SHOTS:
        return (*EACH, View("light", PHONE))
    if not sight.key or os.environ.get("PAGES") == "all":
        return EACH
    return ((LIGHT, DARK, PHONE_IN_THE_DARK)[crc32(sight.title.encode()) % 3],)


@dataclass
class Town:
    """The product behind a server; a browser for each visitor."""

    url: str
    chromium: "Browser"
    world: World
    empty: World
    pages: "dict[tuple[str, str], Page]" = field(default_factory=dict)
    windows: "dict[Page, CDPSession]" = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=lambda: {"light": "", "dark": ""})

    def page_of(self, actor: str, world: World) -> "Page":
        """The tab of this visitor, kept over pages so that styles and scripts are loaded once."""
        if (actor, world.slug) not in self.pages:
            self.pages[actor, world.slug] = self.context_of(actor, world).new_page()
        return self.pages[actor, world.slug]

    def close(self) -> None:
        """Close all tabs: one that asks again and again would do so in whatever database comes next."""
        for page in self.pages.values():
            page.context.close()

    def context_of(self, actor: str, world: World) -> "BrowserContext":
        """A browser of its own, signed in as this visitor."""
        context = self.chromium.new_context(viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce")
        context.set_default_timeout(30_000)
        context.add_init_script(BREACHES)
        context.add_init_script(f"if (window === window.top) {{ {AXE} }}")
        context.add_init_script(STILL)
        if actor != "anonymous":
            cookies = world.browsers[actor]
            kept = [{"name": name, "value": cookie.value, "url": self.url} for name, cookie in cookies.items()]
            context.add_cookies(kept)  # type: ignore[arg-type]  # it takes them
        return context

    def resize(self, page: "Page", width: int) -> None:
        """Lay the page out for a window of this width, and paint next to nothing of it: only pictures need the paint,
        which takes a tenth of the whole time."""
        if SHOTS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            return
        if page not in self.windows:
            self.windows[page] = page.context.new_cdp_session(page)
        size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False, "dontSetVisibleSize": True}
        self.windows[page].send("Emulation.setDeviceMetricsOverride", size)
        self.windows[page].send("Emulation.setVisibleSize", {"width": 16, "height": 16})

    def look(self, sight: Sight, memory: Memory) -> list[str]:
        """Everything that is wrong with a page. Nothing is when it was found in order just as it is."""
        views = views_of(sight)
        key = memory.key_of(_asked(sight), *views)
        if not SHOTS and memory.needs_no_look(sight.title, key):
            memory.found_in_order(sight.title, key)
            return []
        memory.looks += 1
        found = self._look(sight, views)
        if not found:
            memory.found_in_order(sight.title, key)
        return found

    def _look(self, sight: Sight, views: Iterable[View]) -> list[str]:
        """In its views, narrow, and from right to left."""
        page = self.page_of(sight.actor, sight.world)
        noise: list[str] = []
        watch = _watch(noise)
        for event, note in watch.items():
            page.on(event, note)  # type: ignore[call-overload]  # events by name
        self.resize(page, WIDE)
        status = self._open(page, sight)
        found = [f"answers {status}, not {sight.state.status}"] if status != sight.state.status else []
        page.evaluate(SETTLED)
        for view in views:
            self.resize(page, view.width)
            page.emulate_media(color_scheme=view.scheme)
            found += self._findings(page, sight, view)
        self.resize(page, NARROW)
        for direction in ("ltr", "rtl"):
            page.evaluate("(dir) => { document.documentElement.dir = dir; }", direction)
            if (wide := overflow(page)) > 0:
                found.append(f"scrolls sideways by {wide} px at {NARROW} px, {direction}")
        found += [f"breaks the policy: {breach}" for breach in page.evaluate("() => window.breaches")]
        for event, note in watch.items():
            page.remove_listener(event, note)
        return list(dict.fromkeys(f"{sight.title}: {line}" for line in (*found, *noise)))

    def _findings(self, page: "Page", sight: Sight, view: View) -> list[str]:
        if SHOTS:
            _picture(page, sight, view.name)
        if not set(OF_COLOURS) & set(view.without):
            self.seen[view.scheme] += " " + page.evaluate(MARK, self.seen[view.scheme])
        kind = "rule" if view.rules == OF_COLOURS else "tag"
        found: list[str] = page.evaluate(LOOK, [kind, view.rules, view.without, LEAST])
        return found

    def _open(self, page: "Page", sight: Sight) -> int:
        path = sight.address.path(sight.world, sight.state.args)
        if sight.bad is None:
            query = body_of(sight.world, sight.state.query)
            answer = page.goto(self.url + path + _query(query))
        else:
            face = "console/" if sight.address.name.startswith("console:") else ""
            page.goto(self.url + (path if sight.address.get else f"/{sight.world.slug}/{face}"))
            with page.expect_navigation() as navigation:
                page.evaluate(SEND, [path, {name: str(value) for name, value in sight.bad.items()}])
            answer = navigation.value
        return answer.status if answer else 0


def _asked(sight: Sight) -> HttpResponseBase:
    """The page without a browser; whatever asking for it wrote is undone."""
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    if sight.actor != "anonymous":
        client.cookies = SimpleCookie({name: kept.value for name, kept in sight.world.browsers[sight.actor].items()})
    path = sight.address.path(sight.world, sight.state.args)
    with transaction.atomic():
        if sight.bad is None:
            answer = client.get(path + _query(body_of(sight.world, sight.state.query)))
        else:
            answer = client.post(path, {name: str(value) for name, value in sight.bad.items()})
        transaction.set_rollback(True)
    return answer


def _query(values: Mapping[str, object]) -> str:
    from urllib.parse import urlencode

    return f"?{urlencode(values)}" if values else ""


def _watch(noise: list[str]) -> dict[str, Any]:
    """What a page says while it is loaded: errors of scripts, and anything beside it that is not there."""

    def console(line: Any) -> None:
        # Also the watching script of this test is kept out of frames in a sandbox, and says so.
        expected = ("Failed to load resource", "Blocked script execution")
        if line.type == "error" and not line.text.startswith(expected):
            noise.append(f"console: {line.text[:200]}")

    def response(answer: "Response") -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            noise.append(f"{answer.status} for {answer.url}")

    return {"pageerror": lambda error: noise.append(f"script: {error}"), "console": console, "response": response}


def _picture(page: "Page", sight: Sight, view: str) -> None:
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{sight.file_name}--{view}.png", full_page=True)


def sights(town: Town, entries: list[Address]) -> Iterator[Sight]:
    """Every page of these entries that shows HTML: as it is, in its states, empty, and with a form that is wrong."""
    for entry in entries:
        if entry.get and entry.get.html:
            if entry.get.status == 200:
                yield Sight(entry, "", entry.visitor, town.world, State(status=200))
                if entry.get.when_empty and not entry.args and entry.visitor in town.empty.browsers:
                    yield Sight(entry, "empty", entry.visitor, town.empty, State(status=200))
            for key, state in entry.get.states.items():
                if not 300 <= state.status < 400:
                    yield Sight(entry, key, state.actor or entry.visitor, town.world, state)
        if entry.post and entry.post.bad is not None and entry.post.status:
            body = body_of(town.world, entry.post.bad)
            yield Sight(entry, "wrong", entry.visitor, town.world, State(status=422), bad=body)
