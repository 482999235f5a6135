"""A file is handed out so that nothing in it can run, and only to whom it is meant for."""

import pytest
from django.http import FileResponse

from accounts.models import Workspace
from files import disk
from files.models import Audience, File, Kind
from files.rules import may_attach, may_fetch
from files.serving import response_for
from tests.files.uploads import HTML, PDF, jpeg


@pytest.fixture(autouse=True)
def _no_request_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a response would end a request, and with it the test's connection."""
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda **_sender: [])


def kept(content: bytes, **known: object) -> File:
    """A file as it would be in the database, with its bytes on disk."""
    written = disk.write(1, [content], at_most=len(content))
    known = {"kind": Kind.IMAGE, "media_type": "image/jpeg", "name": "a.jpg", "audience": Audience.HUB} | known
    return File(path=written.path, size=written.size, sha256=written.sha256, **known)


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_file_is_served_so_that_it_cannot_act(inline: bool, kind: Kind) -> None:
    response = response_for(kept(HTML, kind=kind, media_type="application/pdf"), inline=inline)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"].startswith("private")
    assert response["Content-Length"] == str(len(HTML))
    response.close()


def test_only_pictures_we_drew_are_shown_in_place() -> None:
    for kind, media_type, shown in [
        (Kind.IMAGE, "image/jpeg", True),
        (Kind.IMAGE, "image/png", True),
        (Kind.IMAGE, "image/svg+xml", False),
        (Kind.DOCUMENT, "image/jpeg", False),
        (Kind.TABLE, "text/csv", False),
    ]:
        response = response_for(kept(jpeg(), kind=kind, media_type=media_type), inline=True)
        assert response["Content-Disposition"].startswith("inline") == shown
        response.close()
    response = response_for(kept(jpeg()))
    assert response["Content-Disposition"] == 'attachment; filename="a.jpg"'
    response.close()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b.pdf", 'attachment; filename="a b.pdf"'),
        ("Zoë.pdf", "attachment; filename*=utf-8''Zo%C3%AB.pdf"),
        ('a"b\\.pdf', 'attachment; filename="a\\"b\\\\.pdf"'),
    ],
)
def test_the_name_is_offered_as_rfc_6266_says(name: str, header: str) -> None:
    response = response_for(kept(PDF, name=name, kind=Kind.DOCUMENT, media_type="application/pdf"))
    assert response["Content-Disposition"] == header
    response.close()


def test_the_whole_file_is_sent() -> None:
    response = response_for(kept(PDF * 3000, kind=Kind.DOCUMENT, media_type="application/pdf"))
    assert isinstance(response, FileResponse)
    assert b"".join(response) == PDF * 3000
    response.close()


def test_other_sites_may_show_public_files_only() -> None:
    for audience in Audience:
        response = response_for(kept(jpeg(), audience=audience), inline=True)
        expected = "cross-origin" if audience == Audience.PUBLIC else "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == expected
        response.close()


@pytest.mark.parametrize(
    ("audience", "is_staff", "advocate_id", "may"),
    [
        (Audience.PUBLIC, False, None, True),
        (Audience.HUB, False, None, False),
        (Audience.HUB, False, 8, True),
        (Audience.HUB, True, None, True),
        (Audience.STAFF, False, None, False),
        (Audience.STAFF, False, 8, False),
        (Audience.STAFF, False, 7, True),
        (Audience.STAFF, True, None, True),
    ],
)
def test_a_file_is_for_its_audience_and_for_who_sent_it(
    audience: Audience, is_staff: bool, advocate_id: int | None, may: bool
) -> None:
    file = File(audience=audience, by_advocate_id=7)
    assert may_fetch(file, is_staff=is_staff, advocate_id=advocate_id) is may


def test_a_file_of_nobody_is_not_for_nobody() -> None:
    assert not may_fetch(File(audience=Audience.STAFF), is_staff=False, advocate_id=None)
    assert not may_attach(File(), advocate_id=7)


def test_an_advocate_attaches_only_what_they_sent() -> None:
    assert may_attach(File(by_advocate_id=7), advocate_id=7)
    assert not may_attach(File(by_advocate_id=7), advocate_id=8)


def test_bytes_that_are_gone_are_not_served(in_acme: Workspace) -> None:
    with pytest.raises(FileNotFoundError):
        response_for(File(path=f"{in_acme.pk}/aa/{'a' * 32}", size=1, name="a.jpg"))
