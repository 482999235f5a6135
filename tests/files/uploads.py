"""Uploads, harmless and hostile, made on the spot."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SCRIPT = b"<script>alert('trace')</script>"
TRACE = b"trace"


def upload(content: bytes, name: str = "photo.jpg", stated: str | None = None) -> SimpleUploadedFile:
    """As a form gets it; by default stated as browsers do, by the suffix."""
    by_suffix = {
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "webp": "image/webp",
        "gif": "image/gif",
    }
    by_suffix |= {"pdf": "application/pdf", "csv": "text/csv"}
    guessed = by_suffix.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return SimpleUploadedFile(name, content, content_type=guessed if stated is None else stated)


def encoded(image: Image.Image, format_: str, **how: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **how)
    return buffer.getvalue()


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue, so that turning it shows."""
    image = Image.new("RGB", (width, height), (220, 30, 30))
    image.paste((30, 30, 220), (width // 2, 0, width, height))
    return image.convert(mode)


def jpeg(width: int = 60, height: int = 40, **how: Any) -> bytes:
    return encoded(picture(width, height), "JPEG", **how)


def png(width: int = 60, height: int = 40, **how: Any) -> bytes:
    return encoded(picture(width, height), "PNG", **how)


def photo_with_a_place(orientation: int) -> bytes:
    """A JPEG as a phone writes it: turned, with GPS, an XMP packet and a thumbnail's worth of other words."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "trace description"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    return jpeg(exif=exif, comment=SCRIPT, xmp=b"<x:xmpmeta>trace</x:xmpmeta>")


def png_that_claims(width: int, height: int) -> bytes:
    """A header that promises more than there is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def png_with_words() -> bytes:
    """Text chunks, also compressed and international ones, and what follows the end."""
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "<script>trace</script>")
    words.add_text("Author", "trace" * 100, zip=True)
    words.add_itxt("XML:com.adobe.xmp", "<x>trace</x>")
    return png(pnginfo=words) + SCRIPT


def animated(format_: str) -> bytes:
    first, second = picture(), picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return encoded(first, format_, save_all=True, append_images=[second], duration=100)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 200
SVG = b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x00\x00" + b"\x00" * 100
PDF = b"%PDF-1.7\n1 0 obj\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\nendobj\ntrailer\n<<>>\n%%EOF\n"
