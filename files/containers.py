"""What a video file is, read from its outermost structure without decoding a picture: MP4, QuickTime and WebM.

Only tables are read, never more than a bounded number of them, so a file that lies costs little. What is not one of
the three, is cut off, shows nothing, or takes its pictures from elsewhere is refused (ISO/IEC 14496-12, RFC 9559).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

LONGEST_MS = 2**31 - 1  # more is a lie
MOST_PARTS = 400_000  # an hour of sound and pictures in WebM
EBML, SEGMENT, CLUSTER, BLOCK_GROUP = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xA0
INFO, TRACKS, TRACK_ENTRY = 0x1549A966, 0x1654AE6B, 0xAE
DOCUMENT_TYPE, TIME_SCALE, DURATION, TRACK_NUMBER, TRACK_TYPE = 0x4282, 0x2AD7B1, 0x4489, 0xD7, 0x83
CLUSTER_TIME, SIMPLE_BLOCK, BLOCK = 0xE7, 0xA3, 0xA1
ENTERED = {EBML, SEGMENT, CLUSTER, BLOCK_GROUP, INFO, TRACKS, TRACK_ENTRY}
READ = {DOCUMENT_TYPE, TIME_SCALE, DURATION, TRACK_NUMBER, TRACK_TYPE, CLUSTER_TIME, SIMPLE_BLOCK, BLOCK}
INSIDE_MOVIE = {"moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf"}
OUTERMOST = {
    "ftyp", "moov", "mdat", "free", "skip", "wide", "moof", "mfra", "sidx", "styp", "uuid", "meta", "pdin", "emsg",
    "udta", "pnot", "prft",
}  # fmt: skip


class NotAVideo(Exception):
    """The file is not taken; the reason is a word for the caller: unknown, damaged, no_picture, or elsewhere."""


@dataclass(frozen=True)
class Container:
    """What a video file says of itself; `length_ms` is None when it does not say how long it is."""

    media_type: str
    length_ms: int | None
    has_sound: bool


def read_container(file: BinaryIO, size: int) -> Container:
    """What this video file is. Raises NotAVideo."""
    file.seek(0)
    head = file.read(12)
    try:
        if head[4:8] == b"ftyp":
            return _mp4(file, size, brand=head[8:12])
        if head[:4] == b"\x1a\x45\xdf\xa3":
            return _webm(file, size)
    except (struct.error, IndexError) as error:
        raise NotAVideo("damaged") from error
    raise NotAVideo("unknown")


@dataclass
class _Track:
    kind: str = ""
    time_scale: int = 0
    duration: int = 0
    samples: int = 0
    number: int = 0


@dataclass
class _Movie:
    tracks: list[_Track] = field(default_factory=list)
    time_scale: int = 0
    duration: int = 0
    fragment: int = 0  # the number of the track of the fragment being read
    fragment_ends: dict[int, int] = field(default_factory=dict)
    sample_duration: int = 0


def _mp4(file: BinaryIO, size: int, *, brand: bytes) -> Container:
    movie = _Movie()
    for name, start, length in _boxes(file, size):
        file.seek(start)
        _take_box(movie, name, file.read(min(length, 64)))
    seen = [track for track in movie.tracks if track.kind == "vide"]
    if not any(track.samples or track.number in movie.fragment_ends for track in seen):
        raise NotAVideo("no_picture")
    return Container(
        "video/quicktime" if brand == b"qt  " else "video/mp4",
        _length_of(movie, seen),
        any(track.kind == "soun" for track in movie.tracks),
    )


def _boxes(file: BinaryIO, end: int) -> Iterator[tuple[str, int, int]]:
    """Every box, those inside the tables of the movie too: its name, where its content starts, and how long that is."""
    at, ends, count = 0, [end], 0
    while at < end:
        while at >= ends[-1]:
            ends.pop()
        count += 1
        file.seek(at)
        head = file.read(16)
        length, name = struct.unpack(">I4s", head[:8])
        start = at + 8
        if length == 1:
            (length,), start = struct.unpack(">Q", head[8:16]), at + 16
        elif length == 0:
            length = ends[-1] - at
        word = name.decode("latin-1")
        if len(ends) == 1 and word not in OUTERMOST:
            raise NotAVideo("damaged")
        if count > MOST_PARTS or length < start - at or at + length > ends[-1]:
            raise NotAVideo("damaged")
        yield word, start, at + length - start
        if word in INSIDE_MOVIE:
            ends.append(at + length)
            at = start
        else:
            at += length


def _take_box(movie: _Movie, name: str, content: bytes) -> None:
    if name == "trak":
        movie.tracks.append(_Track())
    elif name == "mvhd":
        movie.time_scale, movie.duration = _times(content)
    elif name == "tkhd":
        movie.tracks[-1].number = struct.unpack(">I", content[20:24] if content[0] else content[12:16])[0]
    elif name == "mdhd":
        movie.tracks[-1].time_scale, movie.tracks[-1].duration = _times(content)
    elif name == "hdlr" and movie.tracks and not movie.tracks[-1].kind:
        movie.tracks[-1].kind = content[8:12].decode("latin-1")
    elif name == "stsz":
        movie.tracks[-1].samples = struct.unpack(">I", content[8:12])[0]
    elif name == "dref":
        _refuse_elsewhere(content)
    elif name in ("tfhd", "tfdt", "trun"):
        _take_fragment(movie, name, content)


def _take_fragment(movie: _Movie, name: str, content: bytes) -> None:
    """Pieces of a recording that was written while it was made: where each begins, and how many samples it has."""
    flags = int.from_bytes(content[1:4])
    if name == "tfhd":
        movie.fragment = struct.unpack(">I", content[4:8])[0]
        skipped = 8 + 8 * bool(flags & 1) + 4 * bool(flags & 2)
        movie.sample_duration = struct.unpack(">I", content[skipped : skipped + 4])[0] if flags & 8 else 0
    elif name == "tfdt":
        form = ">Q" if content[0] else ">I"
        movie.fragment_ends[movie.fragment] = struct.unpack(form, content[4 : 4 + struct.calcsize(form)])[0]
    else:
        samples = struct.unpack(">I", content[4:8])[0]
        before = movie.fragment_ends.get(movie.fragment, 0)
        movie.fragment_ends[movie.fragment] = before + samples * movie.sample_duration


def _times(content: bytes) -> tuple[int, int]:
    """Ticks a second, and how many ticks it lasts."""
    if content[0]:
        scale, duration = struct.unpack(">IQ", content[20:32])
        return scale, 0 if duration == 2**64 - 1 else duration
    scale, duration = struct.unpack(">II", content[12:20])
    return scale, 0 if duration == 2**32 - 1 else duration


def _refuse_elsewhere(content: bytes) -> None:
    """A table of sources may name other files; ours has everything inside (the flag 1 of its entries)."""
    at = 8
    while at + 12 <= len(content):
        if not content[at + 11] & 1:
            raise NotAVideo("elsewhere")
        at += max(12, struct.unpack(">I", content[at : at + 4])[0])


def _length_of(movie: _Movie, seen: list[_Track]) -> int | None:
    """In milliseconds; the longest of what is said."""
    said = [movie.duration * 1000 // movie.time_scale] if movie.time_scale else []
    for track in seen:
        if track.time_scale:
            ticks = max(track.duration, movie.fragment_ends.get(track.number, 0))
            said.append(ticks * 1000 // track.time_scale)
    return min(max(said, default=0), LONGEST_MS) or None


def _webm(file: BinaryIO, size: int) -> Container:
    kinds: dict[int, int] = {}
    number, scale, said, cluster, last, shown, form = 0, 1_000_000, 0.0, 0, 0, False, b""
    for name, content in _elements(file, size):
        if name == DOCUMENT_TYPE:
            form = content.rstrip(b"\x00")
        elif name == TIME_SCALE:
            scale = int.from_bytes(content)
        elif name == DURATION:
            said = struct.unpack(">d" if len(content) == 8 else ">f", content)[0]
        elif name == TRACK_NUMBER:
            number = int.from_bytes(content)
        elif name == TRACK_TYPE:
            kinds[number] = content[-1]
        elif name == CLUSTER_TIME:
            cluster = int.from_bytes(content)
        else:
            track, length = _vint(content)
            last = max(last, cluster + struct.unpack(">h", content[length : length + 2])[0])
            shown = shown or kinds.get(track) == 1
    if form != b"webm":
        raise NotAVideo("unknown")
    if not shown:
        raise NotAVideo("no_picture")
    length_ms = int(max(said if said < 1e15 else 0.0, float(last)) * scale / 1_000_000)
    return Container("video/webm", min(length_ms, LONGEST_MS) or None, 2 in kinds.values())


def _elements(file: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """The elements that say something, in their order; what holds others is gone into, so that sizes may be unknown."""
    at = 0
    for _part in range(MOST_PARTS):
        if at >= end:
            return
        file.seek(at)
        head = file.read(12)
        length_of_name = 9 - head[0].bit_length()
        name = int.from_bytes(head[:length_of_name])
        length, width = _vint(head[length_of_name:])
        start = at + length_of_name + width
        unknown = length == (1 << 7 * width) - 1
        if name in ENTERED:
            at = start
            continue
        if unknown or start + length > end or length_of_name > 4:
            raise NotAVideo("damaged")
        if name in READ:
            file.seek(start)
            yield name, file.read(min(length, 16))
        at = start + length
    raise NotAVideo("damaged")


def _vint(content: bytes) -> tuple[int, int]:
    """A number of variable width, and its width."""
    width = 9 - content[0].bit_length()
    if width > 8 or len(content) < width:
        raise NotAVideo("damaged")
    return int.from_bytes(content[:width]) & ((1 << 7 * width) - 1), width
