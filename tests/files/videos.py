"""Small videos: half a second of a test picture, as cameras, phones and browsers write them."""

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
WHOLE, FRAGMENTS, PHONE, RECORDED, SOUND, SOUND_WEBM = (
    (SAMPLES / name).read_bytes()
    for name in ("whole.mp4", "fragments.mp4", "phone.mov", "recorded.webm", "sound.mp4", "sound.webm")
)
