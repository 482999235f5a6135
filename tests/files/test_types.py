"""What is uploaded is what it says, is harmless when it is kept, and is otherwise refused with words."""

import io
import json
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from files.models import Kind
from files.types import (
    DOCUMENT_AT_MOST,
    IMAGE_AT_MOST,
    NAME_LENGTH,
    Content,
    FileRefused,
    Upload,
    clean_name,
    document_from,
    image_from,
    table_from,
)
from tests.files.uploads import (
    HEIC,
    HTML,
    MP4,
    PDF,
    SCRIPT,
    SVG,
    TRACE,
    ZIP,
    animated,
    encoded,
    jpeg,
    photo_with_a_place,
    picture,
    png,
    png_that_claims,
    png_with_words,
    upload,
)


def whole(content: Content) -> bytes:
    return b"".join(content.chunks)


def opened(content: Content) -> Image.Image:
    image = Image.open(io.BytesIO(whole(content)))
    image.load()
    return image


REFUSED = [
    ("empty", lambda: upload(b""), "is empty"),
    ("truncated jpeg", lambda: upload(jpeg(400, 400)[:2000]), "may be damaged"),
    ("truncated png", lambda: upload(png(400, 400)[:200], "a.png"), "may be damaged"),
    ("truncated webp", lambda: upload(encoded(picture(), "WEBP")[:60], "a.webp"), "may be damaged"),
    ("truncated gif", lambda: upload(encoded(picture(), "GIF")[:30], "a.gif"), "may be damaged"),
    ("only a signature", lambda: upload(b"\xff\xd8\xff"), "may be damaged"),
    ("noise behind a signature",
     lambda: upload(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "a.png"), "may be damaged"),
    ("wrong suffix", lambda: upload(jpeg(), "a.png"), "Rename it to end in .jpg"),
    ("suffix of a program", lambda: upload(jpeg(), "a.jpg.exe"), "Rename it to end in .jpg"),
    ("suffix of a page", lambda: upload(jpeg(), "a.jpg.html", "image/jpeg"), "Rename it to end in .jpg"),
    ("no suffix and nothing stated", lambda: upload(jpeg(), "blob", ""), "Rename it to end in .jpg"),
    ("stated as a page", lambda: upload(jpeg(), "a.jpg", "text/html"), "was sent as text/html"),
    ("stated as svg", lambda: upload(png(), "a.png", "image/svg+xml"), "was sent as image/svg"),
    ("12000 x 12000 bomb", lambda: upload(encoded(Image.new("1", (12000, 12000)), "PNG"), "a.png"), "too many pixels"),
    ("7000 x 7000, only a warning", lambda: upload(encoded(Image.new("1", (7000, 7000)), "PNG"), "a.png"), "pixels"),
    ("header lies, 1e9 pixels", lambda: upload(png_that_claims(31623, 31623), "a.png"), "too many pixels"),
    ("header lies, 2**31",
     lambda: upload(png_that_claims(2**31 - 1, 2**31 - 1), "a.png"), "may be damaged|too many pixels"),
    ("webp of 30 million pixels",
     lambda: upload(encoded(Image.new("L", (6000, 5000)), "WEBP"), "a.webp"), "too many pixels"),
    ("svg", lambda: upload(SVG, "a.svg", "image/svg+xml"), "SVG drawing"),
    ("svg named png", lambda: upload(SVG, "a.png"), "SVG drawing"),
    ("svg behind a comment",
     lambda: upload(b"<!-- " + b"x" * 500 + b" --><svg onload=alert(1)>", "a.jpg"), "SVG drawing"),
    ("html named jpg", lambda: upload(HTML, "a.jpg"), "is not a JPEG"),
    ("html named txt", lambda: upload(HTML, "a.txt", "text/plain"), "is not a JPEG"),
    ("heic", lambda: upload(HEIC, "IMG_1.heic", "image/heic"), "HEIC or AVIF photo"),
    ("heic named jpg", lambda: upload(HEIC, "IMG_1.jpg"), "HEIC or AVIF photo"),
    ("avif", lambda: upload(encoded(picture(), "AVIF"), "a.avif", "image/avif"), "HEIC or AVIF photo"),
    ("pdf as image", lambda: upload(PDF, "a.jpg"), "application/pdf"),
    ("zip as image", lambda: upload(ZIP, "a.png"), "is not a JPEG"),
    ("video as image", lambda: upload(MP4, "a.jpg"), "video/mp4"),
    ("bmp", lambda: upload(encoded(picture(), "BMP"), "a.bmp", "image/bmp"), "is not a JPEG"),
    ("tiff", lambda: upload(encoded(picture(), "TIFF"), "a.tif", "image/tiff"), "is not a JPEG"),
    ("ico", lambda: upload(encoded(picture(), "ICO"), "a.ico", "image/x-icon"), "is not a JPEG"),
    ("postscript named png",
     lambda: upload(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "a.png"), "is not a JPEG"),
    ("psd named png", lambda: upload(b"8BPS\x00\x01" + b"\x00" * 60, "a.png"), "is not a JPEG"),
    ("playlist", lambda: upload(b"#EXTM3U\nhttp://127.0.0.1/", "a.jpg"), "is not a JPEG"),
    ("only spaces", lambda: upload(b" " * 100), "is not a JPEG"),
    ("gif of no size", lambda: upload(b"GIF89a\x00\x00\x00\x00\x00\x00\x00;", "a.gif"), "may be damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("_what", "file", "words"), REFUSED, ids=[what for what, *_rest in REFUSED])
def test_what_is_not_a_sound_image_is_refused_with_words(_what: str, file: Callable[[], Upload], words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refusal:
        image_from(file())
    assert isinstance(refusal.value, ValidationError)
    assert str(refusal.value) == refusal.value.messages[0]
    assert len(str(refusal.value)) < 300


def test_an_image_of_too_many_bytes_is_refused_unread() -> None:
    file = upload(b"never read, or it would be refused as something else")
    file.size = IMAGE_AT_MOST + 1
    with pytest.raises(FileRefused, match="at most 10"):
        image_from(file)


CARRIERS = [
    ("photo with a place", lambda: upload(photo_with_a_place(1))),
    ("jpeg with a comment", lambda: upload(jpeg(comment=SCRIPT))),
    ("jpeg and zip", lambda: upload(jpeg() + ZIP + SCRIPT)),
    ("jpeg and page", lambda: upload(jpeg() + HTML + SCRIPT)),
    ("png with words", lambda: upload(png_with_words(), "a.png")),
    ("gif and page", lambda: upload(encoded(picture(), "GIF", comment=SCRIPT) + HTML + SCRIPT, "a.gif")),
    ("gif that is also a script", lambda: upload(b"GIF89a" + encoded(picture(), "GIF")[6:] + b"=1;" + SCRIPT, "a.gif")),
    ("webp with words", lambda: upload(encoded(picture(), "WEBP", exif=b"Exif\x00\x00trace", xmp=b"trace"), "a.webp")),
    ("animated gif", lambda: upload(animated("GIF"), "a.gif")),
    ("animated webp", lambda: upload(animated("WEBP"), "a.webp")),
    ("animated png", lambda: upload(animated("PNG"), "a.png", "image/apng")),
    ("two photos in one", lambda: upload(animated("MPO"), "a.jpg")),
    ("unreadable exif", lambda: upload(jpeg(exif=b"Exif\x00\x00II*\x00trace"))),
    ("broken profile", lambda: upload(jpeg(icc_profile=b"trace" * 40))),
    ("bomb of a profile", lambda: upload(jpeg(icc_profile=b"\x00" * 3_000_000))),
    ("double suffix", lambda: upload(jpeg(), "a.php.jpg")),
    ("stated oddly", lambda: upload(jpeg(), "A.JPEG", "image/pjpeg; q=1")),
    ("nothing stated", lambda: upload(jpeg(), "a.jfif", "")),
    ("no suffix, stated well", lambda: upload(jpeg(), "blob", "image/jpeg")),
]


@pytest.mark.parametrize(("_what", "file"), CARRIERS, ids=[what for what, _file in CARRIERS])
def test_nothing_but_the_picture_comes_through(_what: str, file: Callable[[], Upload]) -> None:
    content = image_from(file())
    kept = whole(content)
    image = opened(content)
    assert TRACE not in kept
    assert b"<script" not in kept
    assert not image.getexif()
    assert not {"comment", "xmp", "icc_profile", "Comment"} & set(image.info)
    assert getattr(image, "n_frames", 1) == 1
    assert kept.endswith((b"\xff\xd9", b"IEND\xaeB`\x82"))
    assert (content.kind, content.media_type) in [(Kind.IMAGE, "image/jpeg"), (Kind.IMAGE, "image/png")]
    assert image.size == (content.width, content.height) == (60, 40)
    left, right = (image.convert("RGB").getpixel((x, 20)) for x in (10, 50))
    assert left[0] > 150 > left[2]  # type: ignore[index]  # three colours
    assert right[2] > 150 > right[0]  # type: ignore[index]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_it_was_held(orientation: int) -> None:
    image = opened(image_from(upload(photo_with_a_place(orientation))))
    assert image.size == ((60, 40) if orientation < 5 else (40, 60))
    red_at = {1: (5, 20), 2: (55, 20), 3: (55, 20), 4: (5, 20), 5: (20, 5), 6: (20, 5), 7: (20, 55), 8: (20, 55)}
    red = image.getpixel(red_at[orientation])
    assert red[0] > 150 > red[2]  # type: ignore[index]


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    assert opened(image_from(upload(photo_with_a_place(orientation)))).size == (60, 40)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (encoded(picture(mode="CMYK"), "JPEG"), "cmyk.jpg"),
        (encoded(picture(mode="L"), "JPEG"), "grey.jpg"),
        (encoded(picture(mode="1"), "PNG"), "bits.png"),
        (encoded(picture(mode="P"), "PNG"), "palette.png"),
        (encoded(picture(mode="LA"), "PNG"), "grey-transparent.png"),
        (encoded(picture(mode="RGBA"), "PNG"), "transparent.png"),
        (encoded(picture(mode="P"), "PNG", transparency=0), "palette-transparent.png"),
        (encoded(picture(), "JPEG", progressive=True), "progressive.jpg"),
        (encoded(picture(mode="RGBA"), "WEBP", lossless=True), "lossless.webp"),
        (encoded(picture(mode="P"), "GIF", transparency=0), "transparent.gif"),
        (encoded(picture(1, 1), "PNG"), "one.png"),
        (encoded(picture(1, 5000), "PNG"), "thin.png"),
    ],
)
def test_every_way_of_storing_colours_is_read(content: bytes, name: str) -> None:
    image = opened(image_from(upload(content, name)))
    assert image.mode in ("RGB", "RGBA")
    assert max(image.size) <= 2400


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.new("I;16", (64, 1))
    for x in range(64):
        grey.putpixel((x, 0), x * 1024)
    image = opened(image_from(upload(encoded(grey.resize((64, 8)), "PNG"), "scan.png")))
    shades = [image.convert("L").getpixel((x, 4)) for x in range(64)]
    assert shades == sorted(shades)  # type: ignore[type-var]
    assert shades[32] == pytest.approx(128, abs=4)


def test_transparency_is_kept_and_needless_transparency_is_not() -> None:
    hole = picture(mode="RGBA")
    hole.putpixel((0, 0), (0, 0, 0, 0))
    assert opened(image_from(upload(encoded(hole, "PNG"), "a.png"))).mode == "RGBA"
    assert opened(image_from(upload(encoded(picture(mode="RGBA"), "PNG"), "a.png"))).mode == "RGB"
    assert image_from(upload(encoded(hole, "WEBP"), "a.webp")).media_type == "image/png"
    assert image_from(upload(encoded(picture(), "WEBP"), "a.webp")).media_type == "image/jpeg"


def test_a_large_image_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    assert opened(image_from(upload(jpeg(4800, 1200)))).size == (2400, 600)
    assert opened(image_from(upload(jpeg(4800, 1200)), max_edge=512)).size == (512, 128)
    assert opened(image_from(upload(jpeg(50, 30)), max_edge=512)).size == (50, 30)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 3000), (1200, 630)), ((1200, 630), (1200, 630)), ((600, 600), (600, 315)), ((100, 10), (19, 10))],
)
def test_a_cover_is_the_middle_in_its_shape_and_never_stretched(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    image = opened(image_from(upload(jpeg(*size)), max_edge=1200, cover=(1200, 630)))
    assert image.size == expected


def test_a_photo_from_a_phone_is_done_quickly() -> None:
    grain = Image.effect_noise((1000, 750), 20).resize((4032, 3024))
    content = encoded(Image.merge("RGB", [grain, grain, grain]), "JPEG", quality=85)
    image_from(upload(content))
    started = time.perf_counter()
    image_from(upload(content))
    assert time.perf_counter() - started < 3  # 0.4 s when nothing else runs


@pytest.mark.parametrize(
    ("answer", "drawn"),
    [
        (b"", b""),
        (b"not json\n", b""),
        (b'{"format": "PNG", "width": 1, "height": 1}\n', b"<script>"),
        (b'{"format": "PNG", "width": 1, "height": 1}\n', jpeg()),
        (b'{"format": "SVG", "width": 1, "height": 1}\n', b"<svg>"),
        (b'{"refused": "whatever"}\n', png()),
    ],
)
def test_a_decoder_that_was_taken_over_cannot_hand_out_something_else(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, drawn: bytes
) -> None:
    class Done:
        stdout = answer + drawn

    monkeypatch.setattr("files.types.subprocess.run", lambda *_args, **_kwargs: Done())
    with pytest.raises(FileRefused, match="may be damaged"):
        image_from(upload(png(), "a.png"))


def test_a_decoder_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("files.types.SECONDS", 0.01)
    with pytest.raises(FileRefused, match="may be damaged"):
        image_from(upload(png(), "a.png"))


def test_a_decoder_sees_nothing_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def note(command: list[str], **how: object) -> object:
        seen.update(how, command=command)
        raise ValueError

    monkeypatch.setattr("files.types.subprocess.run", note)
    with pytest.raises(FileRefused):
        image_from(upload(png(), "a.png"))
    assert seen["env"] == {}
    assert "-I" in seen["command"]  # type: ignore[operator]
    assert json.loads(seen["command"][-1]) == {"max_edge": 2400, "cover": None}  # type: ignore[index]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([jpeg(), png(), encoded(picture(), "WEBP"), animated("GIF")]), st.data())
def test_a_damaged_image_is_drawn_or_refused_and_nothing_else(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _time in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(12, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    name = {b"\xff\xd8": "a.jpg", b"\x89P": "a.png", b"RI": "a.webp", b"GI": "a.gif"}[content[:2]]
    try:
        kept = image_from(upload(bytes(damaged), name))
    except FileRefused:
        return
    assert opened(kept).size == (kept.width, kept.height)


def test_a_pdf_is_kept_as_it_came() -> None:
    content = document_from(upload(PDF, "Invoice May.pdf"))
    assert whole(content) == PDF
    assert (content.kind, content.media_type, content.name) == (Kind.DOCUMENT, "application/pdf", "Invoice May.pdf")


@pytest.mark.parametrize(
    ("content", "name", "stated", "words"),
    [
        (b"", "a.pdf", None, "is empty"),
        (PDF[:40], "a.pdf", None, "not complete"),
        (HTML, "a.pdf", None, "is not a PDF"),
        (jpeg(), "a.pdf", None, "is not a PDF file .image/jpeg."),
        (b" " * 20 + PDF, "a.pdf", None, "is not a PDF"),
        (PDF, "a.html", "application/pdf", "Rename it to end in .pdf"),
        (PDF, "a.pdf", "text/html", "was sent as text/html"),
    ],
)
def test_what_is_not_a_sound_pdf_is_refused(content: bytes, name: str, stated: str | None, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        document_from(upload(content, name, stated))


def test_a_pdf_of_too_many_bytes_is_refused() -> None:
    file = upload(PDF, "a.pdf")
    file.size = DOCUMENT_AT_MOST + 1
    with pytest.raises(FileRefused, match="at most 20"):
        document_from(file)


@pytest.mark.parametrize(
    "stated", ["text/csv", "application/vnd.ms-excel", "text/plain", "", "application/octet-stream"]
)
def test_a_table_is_kept_as_it_came(stated: str) -> None:
    csv = "Name;E-Mail\r\nZoë;z@example.com\r\n".encode("cp1252")
    content = table_from(upload(csv, "people.csv", stated))
    assert whole(content) == csv
    assert (content.kind, content.media_type, content.name) == (Kind.TABLE, "text/csv", "people.csv")


@pytest.mark.parametrize(
    ("content", "name", "stated", "words"),
    [
        (b"", "a.csv", None, "is empty"),
        (ZIP, "people.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Save As"),
        (HTML, "people.csv", None, "web page"),
        (PDF, "people.csv", None, "not a CSV file"),
        (b"a,b\n1,2", "people.html", "text/csv", "Rename it to end in .csv"),
        (b"a,b\n1,2", "people.csv", "text/html", "was sent as text/html"),
    ],
)
def test_what_is_not_a_table_is_refused(content: bytes, name: str, stated: str | None, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        table_from(upload(content, name, stated))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.JPG", "photo.png"),
        ("../../etc/passwd.jpg", "passwd.png"),
        ("C:\\Users\\Ada\\photo.jpg", "photo.png"),
        ("a\x00b.jpg", "ab.png"),
        ("invoice\u202egpj.exe.jpg", "invoicegpj.exe.png"),
        ("\u200bzero\ufeff.jpg", "zero.png"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.png"),
        ('a"b<c>d|e?f*g;h.jpg', "a b c d e f g h.png"),
        ("a" * 300 + ".jpg", "a" * (NAME_LENGTH - 4) + ".png"),
        ("Zoë \u0065\u0308 张.jpg", "Zoë ë 张.png"),
        (".htaccess", "htaccess.png"),
        ("...", "file.png"),
        ("", "file.png"),
        (None, "file.png"),
        ("/", "file.png"),
        ("archive.tar.gz", "archive.tar.png"),
        ("  spaces   inside  .jpg", "spaces inside.png"),
    ],
)
def test_names_are_shown_without_tricks(name: str | None, kept: str) -> None:
    assert clean_name(name, suffix="png") == kept


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_fits_and_has_the_suffix_of_its_content(name: str) -> None:
    kept = clean_name(name, suffix="png")
    assert kept.endswith(".png")
    assert len(kept) <= NAME_LENGTH
    assert not set(kept) & set('/\\:"<>|?*;\r\n\x00')
    assert not kept.startswith(".")
    assert clean_name(kept, suffix="png") == kept
