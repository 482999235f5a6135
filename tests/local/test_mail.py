import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from local.mail.inbox import inbox_servers
from local.mail.pages import PER_PAGE, with_links
from local.mail.sink import serve_smtp
from local.mail.store import Store
from local.ports import any_port


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "mail")


@pytest.fixture
def smtp(store: Store) -> Iterator[smtplib.SMTP]:
    controller = serve_smtp(store, any_port())
    with smtplib.SMTP("127.0.0.1", controller.port) as link:
        yield link
    controller.stop()


@pytest.fixture
def inbox(store: Store) -> Iterator[HTTPConnection]:
    (server,) = inbox_servers(store, 0, ["127.0.0.1"])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    link = HTTPConnection("localhost", server.server_port)
    link.host = "127.0.0.1"
    yield link
    link.close()
    server.shutdown()
    thread.join()
    server.server_close()


def mail(to: str = "ada@example.org", *, subject: str = "Your mission", html: str = "<p>Hello</p>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Acme <hello@acme.example>", to, subject
    message["List-Unsubscribe"] = "<https://acme.example/stop/>"
    message.set_content("Open http://localhost:8000/acme/enter/?token=a&b=c.")
    message.add_alternative(html, subtype="html")
    return message


def asked(inbox: HTTPConnection, path: str, *, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
    inbox.request(method, path, headers={"Host": f"localhost:{inbox.port}", **headers})
    response = inbox.getresponse()
    return response, response.read().decode()


def test_a_sent_mail_is_listed_and_shown(smtp: smtplib.SMTP, store: Store, inbox: HTTPConnection) -> None:
    smtp.send_message(mail(subject="Größe <b>&"))
    (entry,) = store.entries()
    _, page = asked(inbox, "/")
    assert "Größe &lt;b&gt;&amp;" in page
    assert "ada@example.org" in page
    _, shown = asked(inbox, f"/mails/{entry.id}/")
    assert f'src="/mails/{entry.id}/html/"' in shown
    _, text = asked(inbox, f"/mails/{entry.id}/?view=plain")
    assert '<a href="http://localhost:8000/acme/enter/?token=a&amp;b=c"' in text
    _, headers = asked(inbox, f"/mails/{entry.id}/?view=headers")
    assert '<a href="https://acme.example/stop/"' in headers
    _, source = asked(inbox, f"/mails/{entry.id}/source/")
    assert source.startswith("From: Acme")


def test_newest_first_and_by_recipient(smtp: smtplib.SMTP, store: Store, inbox: HTTPConnection) -> None:
    for to in ("ada@example.org", "bob@example.org"):
        smtp.send_message(mail(to, subject=f"For {to}"))
    _, page = asked(inbox, "/")
    assert page.index("For bob") < page.index("For ada")
    _, page = asked(inbox, "/?to=ADA")
    assert "For ada" in page
    assert "For bob" not in page


def test_a_long_list_has_pages(store: Store, inbox: HTTPConnection) -> None:
    for number in range(PER_PAGE + 1):
        store.add(mail(subject=f"Number {number}.").as_bytes(), sender="a@b.example", to=["c@d.example"])
    _, first = asked(inbox, "/")
    assert "Number 0." not in first
    assert "page=2" in first
    _, second = asked(inbox, "/?page=2")
    assert "Number 0." in second


def test_mails_are_there_after_a_restart(smtp: smtplib.SMTP, store: Store) -> None:
    smtp.send_message(mail())
    again = Store(store.folder)
    (entry,) = again.entries()
    assert b"Your mission" in again.raw(entry)


def test_the_html_of_a_mail_can_run_and_load_nothing(smtp: smtplib.SMTP, store: Store, inbox: HTTPConnection) -> None:
    smtp.send_message(mail(html="<html><head></head><body><script>alert(1)</script></body></html>"))
    (entry,) = store.entries()
    response, body = asked(inbox, f"/mails/{entry.id}/html/")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    assert '<head><base target="_blank">' in body


def test_a_foreign_name_for_this_machine_reads_nothing(store: Store, inbox: HTTPConnection) -> None:
    store.add(mail(subject="Secret link").as_bytes(), sender="a@b.example", to=["c@d.example"])
    response, body = asked(inbox, "/", Host=f"evil.example:{inbox.port}")
    assert response.status == 403
    assert "Secret link" not in body


def test_only_our_own_page_deletes(store: Store, inbox: HTTPConnection) -> None:
    store.add(mail().as_bytes(), sender="a@b.example", to=["c@d.example"])
    for origin in ("http://evil.example", "null", f"http://localhost:{inbox.port + 1}"):
        response, _ = asked(inbox, "/clear/", method="POST", Origin=origin)
        assert response.status == 403
    assert store.entries()
    response, _ = asked(inbox, "/clear/", method="POST", Origin=f"http://localhost:{inbox.port}")
    assert response.status == 303
    assert not store.entries()


@pytest.mark.parametrize("path", ["/nothing/", "/mails/abc/", "/mails/../../etc/passwd", "/mails/%2e%2e/"])
def test_what_is_not_there_is_not_found(inbox: HTTPConnection, path: str) -> None:
    assert asked(inbox, path)[0].status == 404


@pytest.mark.parametrize(("address", "code"), [("gone@bounce.example", 550), ("slow@later.example", 451)])
def test_some_domains_refuse_so_that_a_bounce_can_be_seen(
    smtp: smtplib.SMTP, store: Store, address: str, code: int
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        smtp.send_message(mail(address))
    assert refused.value.recipients[address][0] == code
    assert not store.entries()


def test_links_end_where_the_sentence_does() -> None:
    assert with_links("See http://a.example/x. <b>") == (
        'See <a href="http://a.example/x" target="_blank" rel="noreferrer">http://a.example/x</a>. &lt;b&gt;'
    )
