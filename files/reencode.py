"""Decode one image and draw it anew, in a process of its own: `python -I files/reencode.py JSON < image`.

Image decoders are the part of the product that strangers' bytes get furthest into, so they run with little
memory and time, and what they write is taken for nothing but an image of the size they say. Reads the image
from standard input; writes one line of JSON (`format`, `width`, `height`, or `refused` with a reason) and
then the new image. The canvas is fresh: no comment, no place, no profile, no second frame comes along.

This file imports nothing of the project: it must start fast.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

# How many pixels are decoded; libwebp needs nearly three times the memory of the others.
PIXELS = {"JPEG": 40_000_000, "PNG": 40_000_000, "GIF": 40_000_000, "WEBP": 25_000_000}
MEMORY, SECONDS = 512 << 20, 10
COLOURS_OF_GRAPHICS, PIXELS_OF_GRAPHICS = 4096, 500_000
PROFILE_AT_MOST = 1 << 20


class Refused(Exception):
    """The image is not taken; the reason is a word for the caller."""


def main() -> None:
    """Do what the argument says to what comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    wanted = json.loads(sys.argv[1])
    try:
        format_, image, content = redraw(sys.stdin.buffer.read(), **wanted)
        answer = {"format": format_, "width": image.width, "height": image.height}
    except Refused as refused:
        answer, content = {"refused": str(refused)}, b""
    except MemoryError:
        answer, content = {"refused": "pixels"}, b""
    except Exception:  # whatever a decoder trips over, the image is broken
        answer, content = {"refused": "broken"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


def redraw(content: bytes, *, max_edge: int, cover: tuple[int, int] | None) -> tuple[str, Image.Image, bytes]:
    """The image on a fresh canvas, upright, at most so large, as JPEG or PNG."""
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)  # Pillow only warns up to twice the limit
    image = opened(content)
    photograph = image.format in ("JPEG", "MPO", "WEBP")
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (max_edge, max_edge))  # decode no more than is needed; keeps at least this size
    image.load()
    orientation = orientation_of(image)
    image = covering(upright(image, orientation), cover) if cover else upright(shrunk(image, max_edge), orientation)
    image = srgb(image)
    canvas = Image.new(image.mode, image.size)
    canvas.paste(image)
    return encoded(canvas, photograph=photograph)


def opened(content: bytes) -> Image.Image:
    """The image with only its header read, and its size within what may be decoded."""
    Image.MAX_IMAGE_PIXELS = max(PIXELS.values())
    try:
        image = Image.open(io.BytesIO(content), formats=list(PIXELS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("pixels") from error
    if image.width * image.height > PIXELS.get(image.format or "", 40_000_000):  # MPO is JPEG with more behind it
        raise Refused("pixels")
    return image


def smooth(image: Image.Image) -> Image.Image:
    """The image in a mode that can be scaled: not a palette, not single bits, eight bits a colour."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.convert("I").point([min(value // 256, 255) for value in range(65536)], "L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("RGB", "RGBA", "CMYK", "L", "LA"):
        return image
    return image.convert("RGBA" if "A" in image.mode.upper() else "RGB")


def shrunk(image: Image.Image, max_edge: int) -> Image.Image:
    """At most so large in both directions."""
    image = smooth(image)
    image.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def srgb(image: Image.Image) -> Image.Image:
    """The image in RGB or RGBA, its colours as its profile meant them where that can be read."""
    profile = image.info.get("icc_profile")
    target = "RGBA" if image.mode in ("RGBA", "LA") else "RGB"
    if profile and len(profile) <= PROFILE_AT_MOST and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = converted(image, source, target)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read says nothing
    return image if image.mode == target else image.convert(target)


def converted(image: Image.Image, source: ImageCms.ImageCmsProfile, target: str) -> Image.Image:
    """From the colours of the profile to those of screens."""
    result = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=target)
    return result if result is not None else image


def orientation_of(image: Image.Image) -> int:
    """How the camera was held, by EXIF; 1 (as it is) when the image does not say so in a readable way."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # words about an image that cannot be read do not make it a bad one
        return 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turned as the camera was held."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def covering(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The middle of the image in the shape of the box, never larger than it was."""
    image = smooth(image)
    shrink = min(1.0, image.width / box[0], image.height / box[1])
    return ImageOps.fit(image, (max(1, round(box[0] * shrink)), max(1, round(box[1] * shrink))))


def encoded(image: Image.Image, *, photograph: bool) -> tuple[str, Image.Image, bytes]:
    """JPEG for photographs, PNG for what has transparency, few colours or sharp edges."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    size = image.width * image.height
    graphic = not photograph and (size <= PIXELS_OF_GRAPHICS or image.getcolors(COLOURS_OF_GRAPHICS) is not None)
    if graphic or image.mode == "RGBA":
        return "PNG", image, saved(image, "PNG", compress_level=3)
    return "JPEG", image, saved(image, "JPEG", quality=85 if photograph else 92, optimize=True)


def saved(image: Image.Image, format_: str, **how: Any) -> bytes:
    """The bytes of the image."""
    buffer = io.BytesIO()
    image.save(buffer, format_, **how)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
