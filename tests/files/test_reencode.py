"""What happens inside the decoder's process."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from files import reencode
from tests.files.uploads import encoded, jpeg, photo_with_a_place, picture, png, png_that_claims


@pytest.fixture(autouse=True)
def _limits_of_pillow_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def redraw(
    content: bytes, max_edge: int = 2400, cover: tuple[int, int] | None = None
) -> tuple[str, Image.Image, bytes]:
    return reencode.redraw(content, max_edge=max_edge, cover=cover)


def test_without_its_own_limit_pillow_would_decode_the_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is our limit that refuses, and a warning made an error."""
    bomb = encoded(Image.new("1", (7000, 6000)), "PNG")
    with pytest.raises(reencode.Refused, match="pixels"):
        redraw(bomb)
    monkeypatch.setattr(reencode, "PIXELS", {"PNG": 50_000_000})
    assert redraw(bomb)[1].width == 2400


def test_photographs_become_jpeg_and_drawings_png() -> None:
    grain = Image.effect_noise((1200, 900), 60)
    photo = Image.merge("RGB", [grain, grain.rotate(90), grain.rotate(180)])
    assert redraw(jpeg())[0] == "JPEG"
    assert redraw(encoded(photo, "PNG"))[0] == "JPEG"
    assert redraw(encoded(photo, "WEBP"))[0] == "JPEG"
    assert redraw(encoded(picture(1200, 900), "PNG"))[0] == "PNG"
    assert redraw(png())[0] == "PNG"


def test_colours_are_what_the_profile_meant() -> None:
    """A profile that swaps nothing changes nothing; Lab is not for images and is passed over."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (srgb, lab, b"not a profile"):
        red = redraw(png(icc_profile=profile))[1].getpixel((5, 20))
        assert red == (220, 30, 30)


@pytest.mark.parametrize(
    ("mode", "target"), [("RGB", "RGB"), ("CMYK", "RGB"), ("L", "RGB"), ("LA", "RGBA"), ("P", "RGB")]
)
def test_every_mode_ends_in_rgb(mode: str, target: str) -> None:
    assert reencode.srgb(reencode.smooth(picture(mode=mode))).mode == target


def test_transparent_deep_and_turned_images_are_drawn_in_this_process_too() -> None:
    hole = picture(mode="P")
    assert redraw(encoded(hole, "PNG", transparency=hole.getpixel((0, 0))))[1].mode == "RGBA"
    assert redraw(encoded(picture(mode="RGBA"), "PNG"))[1].mode == "RGB"
    assert redraw(encoded(Image.new("I;16", (40, 30), 65535), "PNG"))[1].getpixel((0, 0)) == (255, 255, 255)
    assert redraw(photo_with_a_place(6))[1].size == (40, 60)
    assert redraw(photo_with_a_place(6), cover=(20, 10))[1].size == (20, 10)
    assert redraw(jpeg(exif=b"Exif\x00\x00II*\x00trace"))[1].size == (60, 40)
    with pytest.raises(reencode.Refused, match="pixels"):
        redraw(encoded(Image.new("L", (6000, 5000)), "WEBP"))
    with pytest.raises(reencode.Refused, match="pixels"):
        redraw(png_that_claims(31623, 31623))


def test_memory_and_time_are_limited_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limit: limits.append((what, limit)))
    monkeypatch.setattr(sys, "argv", ["reencode.py", "not json"])
    with pytest.raises(ValueError, match="Expecting value"):
        reencode.main()
    assert dict(limits) == {
        resource.RLIMIT_AS: (512 << 20, 512 << 20),
        resource.RLIMIT_CPU: (10, 10),
    }


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"", {"refused": "broken"}),
        (b"%!PS-Adobe-3.0\n", {"refused": "broken"}),
        (encoded(Image.new("1", (12000, 12000)), "PNG"), {"refused": "pixels"}),
        (encoded(picture(), "TIFF"), {"refused": "broken"}),
        (png(), {"format": "PNG", "width": 60, "height": 40}),
    ],
)
def test_the_process_answers_with_one_line_and_an_image(content: bytes, answer: dict[str, object]) -> None:
    command = [sys.executable, "-I", str(Path(reencode.__file__)), json.dumps({"max_edge": 2400, "cover": None})]
    done = subprocess.run(command, input=content, capture_output=True, check=True, env={}, timeout=20)
    line, _newline, drawn = done.stdout.partition(b"\n")
    assert json.loads(line) == answer
    assert bool(drawn) == ("format" in answer)


def test_an_image_that_needs_more_memory_than_there_is_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """40 million transparent pixels fit; with a tenth of the memory they are refused, and nothing else happens."""
    script = tmp_path / "reencode.py"
    script.write_text(
        Path(reencode.__file__).read_text().replace("MEMORY, SECONDS = 512 << 20", "MEMORY, SECONDS = 96 << 20")
    )
    content = encoded(Image.new("P", (6300, 6300)), "PNG", transparency=0)
    for path, expected in ((reencode.__file__, "format"), (str(script), "refused")):
        command = [sys.executable, "-I", path, json.dumps({"max_edge": 2400, "cover": None})]
        done = subprocess.run(command, input=content, capture_output=True, check=True, env={}, timeout=20)
        assert expected in json.loads(done.stdout.partition(b"\n")[0])
