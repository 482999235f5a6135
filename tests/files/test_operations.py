"""Bytes and rows belong together: both are kept, or neither, and only in their workspace."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User, Workspace
from files import disk
from files.models import Audience, File, Kind
from files.operations import (
    FileRefused,
    QuotaReached,
    erase,
    remove_orphans,
    store_document,
    store_image,
    store_produced,
    store_table,
)
from files.queries import bytes_stored
from foundation.tenancy import workspace_scope
from programs.models import Advocate
from tests.files.uploads import PDF, jpeg, png, upload

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def stored(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def content(file: File) -> bytes:
    with disk.open_file(file.path) as opened:
        return opened.read()


def test_an_image_is_kept_with_what_is_known_about_it(in_acme: Workspace, media: Path) -> None:
    staff = User.objects.get(email="owner@acme.example")
    file = store_image(upload(jpeg(), "Logo final.JPEG"), by_staff=staff, audience="public", now=NOW)
    file.refresh_from_db()
    assert (file.kind, file.media_type, file.name) == (Kind.IMAGE, "image/jpeg", "Logo final.jpg")
    assert (file.width, file.height, file.audience, file.by_staff) == (60, 40, Audience.PUBLIC, staff)
    assert file.created_at == NOW
    assert file.size == len(content(file))
    assert stored(media) == [file.path]


def test_names_on_disk_are_random_and_inside_the_workspaces_folder(in_acme: Workspace, media: Path) -> None:
    files = [store_image(upload(png(), "../../evil.png"), now=NOW) for _time in range(3)]
    assert len({file.path for file in files}) == 3
    for file in files:
        folder, fan, name = file.path.split("/")
        assert (folder, fan, len(name)) == (str(in_acme.pk), name[:2], 32)
        mode = (media / file.path).stat().st_mode
        assert mode & 0o177 == 0


def test_a_refused_upload_leaves_nothing(in_acme: Workspace, media: Path) -> None:
    with pytest.raises(FileRefused):
        store_image(upload(b"GIF89a", "a.gif"), now=NOW)
    assert stored(media) == []
    assert not File.objects.exists()


def test_documents_and_tables_are_kept_byte_for_byte(in_acme: Workspace) -> None:
    csv = "Name;E-Mail\r\nZoë;z@example.com\r\n".encode("utf-16")
    assert content(store_document(upload(PDF, "a.pdf"), now=NOW)) == PDF
    assert content(store_table(upload(csv, "a.csv"), now=NOW)) == csv


def test_a_produced_file_is_written_in_pieces(in_acme: Workspace) -> None:
    pieces = (b"a,b\r\n" for _piece in range(3))
    file = store_produced(name="People: 2026/11.csv", media_type="text/csv; charset=utf-8", chunks=pieces, now=NOW)
    assert (file.kind, file.name, file.audience) == (Kind.TABLE, "11.csv", Audience.STAFF)
    assert content(file) == b"a,b\r\n" * 3
    assert file.size == 15


def test_a_producer_that_fails_leaves_nothing(in_acme: Workspace, media: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"a"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store_produced(name="a.csv", media_type="text/csv", chunks=failing(), now=NOW)
    assert stored(media) == []


def test_a_workspace_keeps_no_more_than_its_quota(in_acme: Workspace, media: Path, settings: Settings) -> None:
    settings.FILES_QUOTA = 2 * len(PDF)
    store_document(upload(PDF, "a.pdf"), now=NOW)
    store_document(upload(PDF, "b.pdf"), now=NOW)
    assert bytes_stored() == 2 * len(PDF)
    with pytest.raises(QuotaReached, match="no room") as refusal:
        store_document(upload(PDF, "c.pdf"), now=NOW)
    assert isinstance(refusal.value, FileRefused)
    assert len(stored(media)) == 2
    settings.FILES_QUOTA = 3 * len(PDF)
    store_document(upload(PDF, "c.pdf"), now=NOW)


def test_one_workspaces_files_do_not_count_for_another(acme: Workspace, globex: Workspace, settings: Settings) -> None:
    settings.FILES_QUOTA = len(PDF)
    for workspace in (acme, globex):
        with workspace_scope(workspace.pk):
            store_document(upload(PDF, "a.pdf"), now=NOW)
    with workspace_scope(acme.pk):
        assert File.objects.count() == 1


def test_a_file_has_at_most_one_sender(in_acme: Workspace, media: Path) -> None:
    file = store_image(upload(png(), "a.png"), now=NOW)
    assert (file.by_staff, file.by_advocate) == (None, None)
    with pytest.raises(ValueError, match="one sender"):
        store_image(upload(png(), "a.png"), by_staff=User(), by_advocate=Advocate(), now=NOW)
    assert stored(media) == [file.path]


def test_erasing_removes_bytes_after_the_commit(
    in_acme: Workspace, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = store_image(upload(png(), "a.png"), now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase(file=file)
        assert len(stored(media)) == 1
    assert stored(media) == []
    assert not File.objects.exists()


def test_an_erasure_that_is_taken_back_keeps_the_bytes(in_acme: Workspace, media: Path) -> None:
    file = store_image(upload(png(), "a.png"), now=NOW)
    with transaction.atomic():
        erase(file=file)
        transaction.set_rollback(True)
    assert File.objects.get() is not None
    assert len(stored(media)) == 1


def test_bytes_without_a_row_are_swept_away_after_a_day(acme: Workspace, globex: Workspace, media: Path) -> None:
    now = datetime.now(UTC)
    with workspace_scope(globex.pk):
        other = store_image(upload(png(), "other.png"), now=now)
    with workspace_scope(acme.pk):
        kept = store_image(upload(png(), "kept.png"), now=now)
        lost, recent = (disk.write(acme.pk, [b"x"], at_most=10).path for _time in range(2))
        long_ago = (now - timedelta(days=2)).timestamp()
        for path in (kept.path, lost, other.path):
            os.utime(media / path, (long_ago, long_ago))
        assert remove_orphans(now=now) == 1
        assert stored(media) == sorted([kept.path, recent, other.path])
        assert remove_orphans(now=now) == 0


def test_nothing_is_to_sweep_before_the_first_file(in_acme: Workspace) -> None:
    assert remove_orphans(now=NOW) == 0


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "1/../../secret", "", "."])
def test_a_path_never_leads_out_of_the_folder(path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        disk.open_file(path)
