"""What nobody types and everybody's server gets: values, bodies and paths that have broken forms before."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import NamedTuple
from urllib.parse import quote_from_bytes

MEGABYTE = 1 << 20
FORM = "application/x-www-form-urlencoded"
# As bytes, since half of them are no text.
VALUES: dict[str, bytes] = {
    "nothing": b"",
    "spaces": b" \t\r\n ",
    "a megabyte": b"A" * MEGABYTE,
    "NUL": b"a\x00b",
    "a lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xfa",
    "right to left": "\u202egnp.exe\u2066\u200f".encode(),
    "combining": ("Z" + "\u0335" * 500).encode(),
    "emoji": "👩‍👩‍👧‍👦".encode() * 40,
    "over a bigint": str(2**63).encode(),
    "over everything": b"9" * 5000,
    "NaN": b"NaN",
    "infinity": b"1e400",
    "minus nothing": b"-0",
    "underscores": b"1_000",
    "other digits": "٣٤५".encode(),
    "no day": b"2026-02-30T25:61",
    "the year 0": b"0000-00-00",
    "markup": b"<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": b"\"'`;--/*${7*7}{{7*7}}{%x%}#{7}",
    "a header": b"x\r\nBcc: everybody@example.com\r\n\r\nbody",
    "a path": b"../../../../etc/passwd\x00.png",
    "an address": b"javascript:alert(1)//@localhost:22/\\..\\",
    "a long address": b"a" * 300 + b"@" + b"b" * 300 + b".example",
    "JSON": b'{"$ne": null, "__proto__": {"a": [1, 2]}}',
}
WORST = ("NUL", "over a bigint", "markup")


class Sent(NamedTuple):
    """One body; `typed` is what stands in every field of it, where that is text."""

    what: str
    body: bytes
    kind: str = FORM
    typed: str = ""


def bodies(fields: Mapping[str, object], *, seed: str) -> Iterator[Sent]:
    """At least forty bodies for a form: every value in all fields, some in one, and bodies that are no forms."""
    valid = {name: str(value).encode() for name, value in fields.items()}
    for what, value in VALUES.items():
        if len(value) < MEGABYTE:
            typed = value.decode(errors="ignore")
            same = typed if typed.encode() == value else ""
            yield Sent(f"{what} everywhere", _encode([(name, value) for name in valid]), typed=same)
    random = Random(seed)
    for what in ("a megabyte", *random.sample(sorted(VALUES.keys() - {"a megabyte"}), 8)):
        chosen = random.choice(sorted(valid))
        yield Sent(f"{what} as {chosen}", _encode(list((valid | {chosen: VALUES[what]}).items())))
    pairs = list(valid.items())
    yield Sent("each field twice", _encode([*pairs, *reversed(pairs)]))
    yield Sent("each field a hundred times", _encode(pairs * min(100, 900 // len(pairs))))
    yield Sent("arrays for words", _encode([(f"{name}[]", value) for name, value in pairs]))
    yield Sent("more fields than there are", _encode([*pairs, *((f"f{n}", b"x") for n in range(2000))]))
    yield Sent("JSON for a form", b'{"a": [1, {"b": null}]}', "application/json")
    yield Sent("another type", _encode(pairs), "text/plain")
    half = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'
    yield Sent("half a multipart", half, "multipart/form-data; boundary=x")
    yield Sent("a multipart without a boundary", b"--x\r\n", "multipart/form-data")
    files = b"".join(_file(name) for name in valid) + b"--x--\r\n"
    yield Sent("files for words", files, "multipart/form-data; boundary=x")
    yield Sent("another alphabet", _encode(pairs), f"{FORM}; charset=utf-16")


def _encode(pairs: list[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs).encode()


def _file(name: str) -> bytes:
    lines = [
        "--x",
        f'Content-Disposition: form-data; name="{name}"; filename="a\\"b.svg"',
        "Content-Type: image/svg+xml",
    ]
    return "\r\n".join([*lines, "", "<svg onload=alert(1)>", ""]).encode()
