"""Strangers' videos in the hands of ffmpeg: which commands are run, and how little they may do.

No network (a name space of its own, where the system allows one), no protocol but files, the demuxer that the content
asks for and no other, limits of memory, processor time, file size and time by the clock, an empty environment. So a
playlist in the clothes of a video reads nothing and reaches nobody.
"""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

DEMUXERS = {"video/mp4": "mov", "video/quicktime": "mov", "video/webm": "matroska"}
SECONDS, MEMORY, LARGEST = 240, 2 << 30, 500 << 20  # a worker's task may take 270 seconds
EDGE = 1280
FIT = f"scale=w='min({EDGE},iw)':h='min({EDGE},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"


class NotMade(Exception):
    """ffmpeg could not make it: the video is broken, or it took too long."""


def program() -> str | None:
    """Where ffmpeg is, when this server has it."""
    return shutil.which("ffmpeg")


def make_copy(
    source: Path, target: Path, *, media_type: str, length_ms: int | None, told: Callable[[int], None]
) -> None:
    """Write a copy that every browser plays, at most 1280 pixels wide or high, without words about place and camera.

    `told` hears how many percent are made, when the length is known. Raises NotMade.
    """
    command = [
        *reading(source, media_type), "-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1",
        "-vf", FIT, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-threads", "2",
        "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", "-fs", str(LARGEST), "-progress", "pipe:1",
        "-f", "mp4", f"file:{target}",
    ]  # fmt: skip
    with _running(command, target.parent) as running:
        for line in running.stdout or ():
            name, _sign, value = line.decode().strip().partition("=")
            if name == "out_time_us" and length_ms and value.isdigit():
                told(min(99, int(value) // 10 // length_ms))
    _check(running, target)


def make_poster(source: Path, target: Path, *, media_type: str) -> None:
    """Write a picture out of the first seconds as JPEG. Raises NotMade."""
    command = [
        *reading(source, media_type), "-map", "0:v:0", "-vf", f"thumbnail=30,{FIT}", "-frames:v", "1", "-update", "1",
        "-f", "image2", f"file:{target}",
    ]  # fmt: skip
    with _running(command, target.parent) as running:
        running.communicate()
    _check(running, target)


def reading(source: Path, media_type: str) -> list[str]:
    """How ffmpeg is made to open a stranger's file."""
    found = program()
    if found is None:
        raise NotMade("this server has no ffmpeg")
    return [
        found, "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
        "-protocol_whitelist", "file", "-f", DEMUXERS[media_type], "-i", f"file:{source}",
    ]  # fmt: skip


def confined(command: Sequence[str]) -> list[str]:
    """The command with its limits, and away from the network where the system lets us."""
    limits = [f"--as={MEMORY}", f"--cpu={SECONDS * 2}", f"--fsize={LARGEST}", "--core=0", "--nofile=64"]
    return ["timeout", "--signal=KILL", str(SECONDS), *without_network(), "prlimit", *limits, *command]


@lru_cache
def without_network() -> tuple[str, ...]:
    """What to put before a command so that it has no network; nothing where the system allows it to nobody."""
    words = ("unshare", "--user", "--map-root-user", "--net")
    try:
        tried = subprocess.run([*words, "true"], capture_output=True, timeout=5, check=False)  # noqa: S603  our own words
    except (OSError, subprocess.SubprocessError):
        return ()
    return words if tried.returncode == 0 else ()


def _running(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """It gets a path to find its helpers by, and nothing else of ours."""
    return subprocess.Popen(  # noqa: S603  our own words and random names
        confined(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
    )  # fmt: skip


def _check(ended: subprocess.Popen[bytes], target: Path) -> None:
    if ended.returncode or not target.exists() or not target.stat().st_size:
        raise NotMade(f"ffmpeg ended with {ended.returncode}")
