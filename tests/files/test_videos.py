"""What a video or an Office file really is; how ffmpeg is held; how a video arrives in pieces, is copied and served."""

import io
import shutil
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Workspace
from files import disk, ffmpeg
from files.models import File, Kind, Upload, Video
from files.operations import (
    FileRefused,
    WrongOffset,
    begin_upload,
    discard_upload,
    erase,
    finish_upload,
    receive,
    remove_orphans,
    store_video,
)
from files.serving import response_for
from files.types import VIDEO_AT_MOST, office_from, video_from
from files.work import make_playable
from programs.models import Advocate
from tests.factories.programs import make_advocate
from tests.files.uploads import HTML, PDF, jpeg, upload
from tests.files.videos import FRAGMENTS, PHONE, RECORDED, SOUND, SOUND_WEBM, WHOLE

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
MPEGTS = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1/canary.ts\n"
DASH = b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1/</BaseURL></MPD>'


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


FTYP = WHOLE[: struct.unpack(">I", WHOLE[:4])[0]]


@pytest.mark.parametrize(
    ("content", "name", "stated", "kept"),
    [
        (WHOLE, "a.mp4", "video/mp4", ("video/mp4", "a.mp4", 600)),
        (WHOLE, "../../IMG_1.MOV", "video/quicktime", ("video/mp4", "IMG_1.mp4", 600)),
        (FRAGMENTS, "a.mp4", "video/mp4;codecs=avc1", ("video/mp4", "a.mp4", 600)),
        (PHONE, "IMG_1.MOV", "", ("video/quicktime", "IMG_1.mov", 600)),
        (RECORDED, "a.webm", "video/webm;codecs=vp8,opus", ("video/webm", "a.webm", 601)),
    ],
)
def test_a_sound_video_is_known_by_its_content(
    content: bytes, name: str, stated: str, kept: tuple[str, str, int]
) -> None:
    found = video_from(upload(content, name, stated))
    assert (found.media_type, found.name, found.length_ms) == kept
    assert found.kind == Kind.VIDEO
    assert b"".join(found.chunks) == content


REFUSED = [
    ("empty", b"", "a.mp4", "is empty"),
    ("cut off", WHOLE[:-20], "a.mp4", "not complete"),
    ("cut off in a table", WHOLE[:700], "a.mp4", "not complete"),
    ("webm cut off", RECORDED[:-5], "a.webm", "not complete"),
    ("only sound", SOUND, "a.mp4", "no moving picture"),
    ("only sound in webm", SOUND_WEBM, "a.webm", "no moving picture"),
    ("no picture at all", FTYP + box(b"moov", b""), "a.mp4", "no moving picture"),
    ("playlist", MPEGTS, "a.mp4", "is not an MP4"),
    ("playlist behind a header", FTYP + MPEGTS, "a.mp4", "not complete"),
    ("playlist by its own name", MPEGTS, "a.m3u8", "is not an MP4"),
    ("dash", DASH, "a.mp4", "is not an MP4"),
    ("list to join", b"ffconcat version 1.0\nfile /etc/passwd\n", "a.mp4", "is not an MP4"),
    ("page", HTML, "a.mp4", "is not an MP4"),
    ("picture", jpeg(), "a.mp4", "is not an MP4"),
    ("heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.mov", "no moving picture"),
    ("claims 4 GB", FTYP + struct.pack(">I4s", 0xFFFFFFFF, b"moov"), "a.mp4", "not complete"),
    ("claims 16 EB", FTYP + struct.pack(">I4sQ", 1, b"moov", 2**64 - 1), "a.mp4", "not complete"),
    ("a box without an end of its own", FTYP + struct.pack(">I4s", 4, b"moov"), "a.mp4", "not complete"),
    ("sources elsewhere", WHOLE.replace(b"url \x00\x00\x00\x01", b"url \x00\x00\x00\x00"), "a.mp4", "other files"),
    ("unknown boxes", FTYP + box(b"evil", HTML), "a.mp4", "not complete"),
    ("matroska of another kind", RECORDED.replace(b"webm", b"evil", 1), "a.webm", "is not an MP4"),
    ("another name", RECORDED, "a.mp4", "name says something else"),
    ("double suffix", WHOLE, "a.mp4.html", "name says something else"),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "content", "name", "words"), REFUSED, ids=[what for what, *_rest in REFUSED])
def test_what_is_not_a_sound_video_is_refused_with_words(_what: str, content: bytes, name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        video_from(upload(content, name, ""))


def test_a_video_that_is_too_large_or_too_long_is_refused() -> None:
    large = upload(WHOLE, "a.mp4", "video/mp4")
    large.size = VIDEO_AT_MOST + 1
    with pytest.raises(FileRefused, match="at most 500"):
        video_from(large)
    at = WHOLE.index(b"mvhd") + 4 + 16  # how long it lasts, in 8000ths of a second
    long = WHOLE[:at] + struct.pack(">I", 99 * 8000) + WHOLE[at + 4 :]
    with pytest.raises(FileRefused, match="lasts 1:39; at most 1:30"):
        video_from(upload(long, "a.mp4", "video/mp4"), longest_s=90)
    assert video_from(upload(WHOLE, "a.mp4", "video/mp4"), longest_s=1).length_ms == 600


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([WHOLE, FRAGMENTS, RECORDED]), st.data())
def test_a_damaged_video_is_taken_or_refused_and_nothing_else(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _time in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = video_from(upload(bytes(damaged), "a.webm" if content == RECORDED else "a.mp4", ""))
    except FileRefused:
        return
    assert found.length_ms is None or 0 < found.length_ms < 2**31


def office(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


WORD = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]
MANY = office(*WORD)[:-22] + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 9, 0, 0)


def test_an_office_document_is_kept_as_it_came() -> None:
    found = office_from(upload(office(*WORD), "Plan.docx", ""))
    assert (found.kind, found.name) == (Kind.DOCUMENT, "Plan.docx")
    assert found.media_type.endswith("wordprocessingml.document")
    odt = office(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"))
    assert office_from(upload(odt, "a.odt", "")).media_type == "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (office(*WORD, ("word/vbaProject.bin", b"x")), "a.docx", "macro or a program"),
        (office(*WORD, ("word/embeddings/run.EXE", b"x")), "a.docx", "macro or a program"),
        (office(*WORD, ("word/embeddings/more.zip", b"x")), "a.docx", "macro or a program"),
        (office(*WORD, ("../../etc/passwd", b"x")), "a.docx", "damaged"),
        (office(*WORD, ("/etc/passwd", b"x")), "a.docx", "damaged"),
        (office(("readme.txt", b"x")), "a.docx", "is not a Word"),
        (office(*WORD), "a.zip", "name says something else"),
        (MANY, "a.docx", "too much"),
        (PDF, "a.docx", "is not a Word"),
        (office(*WORD)[:-30], "a.docx", "is not a Word"),
    ],
)
def test_what_is_not_a_harmless_office_document_is_refused(content: bytes, name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        office_from(upload(content, name, ""))


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("files.office.LARGEST_UNPACKED", 1 << 20)
    bomb = office(*WORD, ("word/media/a.xml", b"0" * (2 << 20)), compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1 << 14
    with pytest.raises(FileRefused, match="too much"):
        office_from(upload(bomb, "a.docx", ""))


def test_ffmpeg_may_do_nothing_but_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("files.ffmpeg.program", lambda: "/usr/bin/ffmpeg")
    words = ffmpeg.confined(ffmpeg.reading(Path("/media/1/ab/name"), "video/mp4"))
    line = " ".join(words)
    assert line.startswith("timeout --signal=KILL 240 ")
    assert "-protocol_whitelist file -f mov -i file:/media/1/ab/name" in line
    assert {"--as=2147483648", "--cpu=480", "--nofile=64"} < set(words)
    assert words.index("-protocol_whitelist") < words.index("-i")
    if ffmpeg.without_network():
        assert "--net" in words[: words.index("/usr/bin/ffmpeg")]


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def sending(in_acme: Workspace, maya: Advocate) -> Upload:
    about = {"stated": "video/webm", "about": "mission:1/1", "by_advocate": maya, "now": NOW}
    return begin_upload(name="a.webm", size=len(RECORDED), **about)  # type: ignore[arg-type]  # by name


def test_pieces_become_the_same_bytes_however_often_and_badly_they_are_sent(sending: Upload) -> None:
    receive(upload=sending, offset=0, content=RECORDED[:1000])
    for offset in (0, 500, 1500):  # again, overlapping, with a gap
        with pytest.raises(WrongOffset) as wrong:
            receive(upload=sending, offset=offset, content=RECORDED[offset : offset + 900])
        assert wrong.value.received == 1000
    disk.write_at(sending.path, 1000, b"left behind by a writer that died before it was noted")
    receive(upload=sending, offset=1000, content=RECORDED[1000:2000])
    with pytest.raises(FileRefused, match="More was sent"):
        receive(upload=sending, offset=2000, content=RECORDED[2000:] + b"x")
    receive(upload=sending, offset=2000, content=RECORDED[2000:])
    file = finish_upload(upload=sending, longest_s=90, now=NOW)
    with disk.open_file(file.path) as kept:
        assert kept.read() == RECORDED
    assert finish_upload(upload=sending, longest_s=90, now=NOW) == file
    assert Video.objects.get().clock == "0:00"
    discard_upload(upload_id=sending.pk)  # its time is over: the file stays
    assert not Upload.objects.exists()
    with disk.open_file(file.path) as kept:
        assert len(kept.read()) == file.size


def test_what_is_no_video_does_not_become_a_file(
    sending: Upload, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    receive(upload=sending, offset=0, content=b"\x00" * len(RECORDED))
    with pytest.raises(FileRefused):
        finish_upload(upload=sending, longest_s=90, now=NOW)
    assert remove_orphans(now=NOW + timedelta(days=4000)) == 0  # known as long as it may be gone on with
    with django_capture_on_commit_callbacks(execute=True):
        discard_upload(upload_id=sending.pk)
    assert not File.objects.exists()
    with pytest.raises(FileNotFoundError):
        disk.open_file(sending.path)


def test_nobody_has_many_uploads_under_way_nor_one_too_large(sending: Upload, maya: Advocate) -> None:
    about = {"name": "a.mp4", "stated": "", "about": "mission:1/1", "by_advocate": maya, "now": NOW}
    for _time in range(6):
        begin_upload(size=10, **about)  # type: ignore[arg-type]  # by name
    assert Upload.objects.count() == 5
    assert not Upload.objects.filter(pk=sending.pk).exists()
    for size in (0, VIDEO_AT_MOST + 1):
        with pytest.raises(FileRefused):
            begin_upload(size=size, **about)  # type: ignore[arg-type]  # by name


def test_without_ffmpeg_the_original_stays_and_says_so(
    in_acme: Workspace, maya: Advocate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("files.ffmpeg.program", lambda: None)
    store_video(upload(WHOLE, "a.mp4", "video/mp4"), by_advocate=maya, now=NOW)
    video = Video.objects.get()
    assert make_playable(in_acme.pk, video.pk) is make_playable(in_acme.pk, video.pk) is False
    video.refresh_from_db()
    assert (video.state, video.playable, video.clock) == ("skipped", None, "0:00")


def test_a_copy_and_a_picture_are_made_once_and_erased_with_the_video(
    in_acme: Workspace, maya: Advocate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("files.ffmpeg.program", lambda: "/usr/bin/ffmpeg")

    def copy(source: Path, target: Path, *, told: object, **_how: object) -> None:
        assert source.read_bytes() == RECORDED
        told(50)  # type: ignore[operator]  # it is a function
        assert Video.objects.get().percent == 50
        target.write_bytes(WHOLE)

    monkeypatch.setattr("files.ffmpeg.make_copy", copy)
    monkeypatch.setattr("files.ffmpeg.make_poster", lambda _source, target, **_how: target.write_bytes(jpeg()))
    file = store_video(upload(RECORDED, "a.webm", "video/webm"), by_advocate=maya, now=NOW)
    video = Video.objects.get()
    for _time in range(2):
        make_playable(in_acme.pk, video.pk)
    video.refresh_from_db()
    assert (video.state, video.percent, File.objects.count()) == ("done", 100, 3)
    assert video.playable is not None
    assert video.poster is not None
    assert {video.playable.by_advocate, video.poster.by_advocate} == {maya}
    assert (video.playable.media_type, video.poster.media_type) == ("video/mp4", "image/jpeg")
    erase(file=file)
    assert (File.objects.count(), Video.objects.count()) == (0, 0)


def test_a_video_that_cannot_be_copied_is_played_as_it_is(
    in_acme: Workspace, maya: Advocate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("files.ffmpeg.program", lambda: "/bin/false")
    store_video(upload(WHOLE, "a.mp4", "video/mp4"), by_advocate=maya, now=NOW)
    video = Video.objects.get()
    make_playable(in_acme.pk, video.pk)
    video.refresh_from_db()
    assert (video.state, video.playable, video.poster) == ("failed", None, None)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="NO FFMPEG HERE: that videos are copied was not tested")
@pytest.mark.parametrize("content", [WHOLE, RECORDED, PHONE])
def test_ffmpeg_makes_a_copy_and_a_picture(in_acme: Workspace, maya: Advocate, content: bytes) -> None:
    name = {WHOLE: "a.mp4", RECORDED: "a.webm", PHONE: "a.mov"}[content]
    store_video(upload(content, name, ""), by_advocate=maya, now=NOW)
    video = Video.objects.get()
    make_playable(in_acme.pk, video.pk)
    video.refresh_from_db()
    assert video.state == "done"
    assert video.playable is not None
    assert video.poster is not None


@pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="NO FFMPEG HERE: that playlists stay harmless was not tested"
)
@pytest.mark.parametrize("content", [MPEGTS, DASH, b"ffconcat version 1.0\nfile canary.txt\n"])
def test_ffmpeg_reads_no_playlist_even_if_one_gets_that_far(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "canary.txt").write_text("never read")
    (tmp_path / "source").write_bytes(content)
    for media_type in ("video/mp4", "video/webm"):
        with pytest.raises(ffmpeg.NotMade):
            ffmpeg.make_poster(tmp_path / "source", tmp_path / "out.jpg", media_type=media_type)


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("", 200, bytes(range(200))),
        ("bytes=0-9", 206, bytes(range(10))),
        ("bytes=190-", 206, bytes(range(190, 200))),
        ("bytes=-5", 206, bytes(range(195, 200))),
        ("bytes=195-999", 206, bytes(range(195, 200))),
        ("bytes=200-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=9-5", 200, bytes(range(200))),
        ("bytes=0-1,5-6", 200, bytes(range(200))),
        ("lines=0-9", 200, bytes(range(200))),
    ],
)
def test_a_player_gets_the_piece_it_asks_for_and_nothing_can_run(
    monkeypatch: pytest.MonkeyPatch, asked: str, status: int, content: bytes
) -> None:
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda **_sender: [])
    written = disk.write(1, [bytes(range(200))], at_most=200)
    file = File(kind=Kind.VIDEO, media_type="video/mp4", name="a.mp4", path=written.path, size=200, audience="staff")
    response = response_for(file, inline=True, asked=asked)
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]  # one of the two
    assert (response.status_code, body) == (status, content)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    response.close()
