"""A small server for the scenes, and a page that fails a test on any breach of the policy or error of a script."""

from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from pytest_django import DjangoDbBlocker, Settings

from tests.browser import scenes
from tests.browser.town import BREACHES, Town
from tests.worlds import copied_worlds

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> scenes.Stage:
    """The scenes in place of the product's pages: our frame and policy, no database."""
    monkeypatch.setattr(scenes, "STAGE", scenes.Stage())
    settings.ROOT_URLCONF = "tests.browser.scenes"
    settings.MIDDLEWARE = [
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ]
    options = settings.TEMPLATES[0]["OPTIONS"]
    processors = ["django.template.context_processors.request", "django.template.context_processors.csp"]
    ours = {**options, "context_processors": [*processors, "tests.browser.scenes.shell"]}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": ours}]
    return scenes.STAGE


@pytest.fixture
def site(stage: scenes.Stage) -> Iterator[str]:
    """The address of the scenes."""
    with make_server("127.0.0.1", 0, WSGIHandler(), Server, Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def watched(browser_context: "BrowserContext", site: str) -> "Iterator[Page]":
    """A page whose scripts may neither fail nor break the content security policy."""
    faults: list[str] = []
    page = browser_context.new_page()
    page.add_init_script(BREACHES)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield page
    breaches = page.evaluate("() => window.breaches")
    expected = ("Failed to load resource", "net::ERR_")
    assert [fault for fault in faults if not fault.startswith(expected)] == []
    assert breaches == []


def by_whitenoise(handler: WSGIHandler) -> WSGIHandler:
    """Leave static files to the product, which lets browsers keep them; Django's own handler does not."""
    return handler


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, folder_of_the_run: Path, chromium: "Browser"
) -> Iterator[Town]:
    """The whole product behind a real server, with a furnished workspace and an empty one; gone after the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("events.bell.current_app.send_task", lambda *args, **kwargs: None)
        with copied_worlds(folder_of_the_run) as (world, _other, empty):
            server = LiveServerThread("localhost", static_handler=by_whitenoise)  # type: ignore[arg-type]  # it is only called
            server.daemon = True
            server.start()
            server.is_ready.wait()
            try:
                assert server.error is None
                town = Town(f"http://localhost:{server.port}", chromium, world, empty)
                yield town
                town.close()
            finally:
                server.terminate()
