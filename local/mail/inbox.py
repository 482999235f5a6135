"""The inbox's web server. Mails carry sign-in links, so only a page of this server, on this machine, may ask it."""

import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from urllib.parse import parse_qs, urlsplit

from local.mail.pages import STYLE, list_page, mail_page
from local.mail.store import Entry, Store, parse, part

OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
MAIL = re.compile(r"/mails/([0-9a-f]+)/(html/|source/)?")
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'"
# A mail may show pictures of this machine's application, and run, send and load nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data: http://localhost:*; font-src data:; frame-ancestors 'self'"
)


class Inbox(BaseHTTPRequestHandler):
    """The pages of one store."""

    store: Store
    server_version = "inbox"

    def do_GET(self) -> None:
        """Show the list, a mail, a mail's html for the frame, or its source."""
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if not self._is_asked_by_us():
            self._answer("This inbox answers only to localhost.", status=HTTPStatus.FORBIDDEN)
        elif address.path == "/":
            to, page = query.get("to", ""), query.get("page", "")
            entries = self.store.entries(to=to)
            self._answer(list_page(entries, to=to, page=max(1, int(page)) if page.isdecimal() else 1))
        elif address.path == "/style.css":
            self._answer(STYLE, kind="text/css")
        elif (match := MAIL.fullmatch(address.path)) and (entry := self.store.entry(match.group(1))):
            self._show(entry, match.group(2), query.get("view", ""))
        else:
            self._answer("Not found.", status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Delete all mails, when our own page's button asks."""
        own = {"http://" + self.headers.get("Host", "")}
        if not self._is_asked_by_us() or self.headers.get("Origin") not in own or self.path != "/clear/":
            self._answer("Not allowed.", status=HTTPStatus.FORBIDDEN)
            return
        self.store.clear()
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _show(self, entry: Entry, what: str | None, view: str) -> None:
        raw = self.store.raw(entry)
        if what == "html/":
            self._answer(opening_outside(part(parse(raw), "html") or ""), policy=MAIL_POLICY)
        elif what == "source/":
            self._answer(raw.decode(errors="replace"), kind="text/plain")
        else:
            self._answer(mail_page(entry, raw, view=view))

    def _is_asked_by_us(self) -> bool:
        """A foreign page may give its own name this machine's address; the browser then says so in Host."""
        return OWN_HOST.fullmatch(self.headers.get("Host", "")) is not None

    def _answer(
        self, body: str, *, kind: str = "text/html", status: HTTPStatus = HTTPStatus.OK, policy: str = PAGE_POLICY
    ) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """A list that renews itself every five seconds is not worth a line each."""


def opening_outside(html: str) -> str:
    """The mail's html with its links opening outside of the frame."""
    base = '<base target="_blank">'
    with_base, count = re.subn(r"<head\b[^>]*>", lambda head: head.group() + base, html, count=1, flags=re.IGNORECASE)
    return with_base if count else base + html


class _IPv6Server(ThreadingHTTPServer):
    address_family = AF_INET6


def inbox_servers(store: Store, port: int, hosts: list[str]) -> list[ThreadingHTTPServer]:
    """Servers of the store's inbox, one for each loopback address; the caller runs them."""
    handler = type("InboxOfStore", (Inbox,), {"store": store})
    return [(_IPv6Server if ":" in host else ThreadingHTTPServer)((host, port), handler) for host in hosts]
