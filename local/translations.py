"""`python -m local.translations`: the catalogues in locale/, brought up to date with the source and compiled.

Wants GNU gettext (apt install gettext). `--missing` only lists what has no translation; it wants nothing. What is
compiled is kept in the repository, so that neither a server nor the tests need gettext.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped]  # it has no types

from local.parts import ROOT

CATALOGUES = ROOT / "locale"
NOT_THE_PRODUCT = ("tests", "bench", "local", "var", "docs", "staticfiles", ".venv")


def main() -> int:
    """Do what the arguments say; 1 when texts have no translation."""
    if "--missing" not in sys.argv and not collect():
        return 2
    count = 0
    for catalogue in catalogues():
        texts = polib.pofile(str(catalogue), wrapwidth=0)
        if "--missing" not in sys.argv:
            tidy(texts)
            texts.save()
            catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
        for entry in untranslated(texts):
            count += 1
            print(f"{catalogue.parts[-3]}  {entry.occurrences[0][0]}: {entry.msgid}")
    print(f"{count} without a translation")
    return int(bool(count))


def collect() -> bool:
    """Gather the texts of the source into the catalogues; what is gone goes, what is near is never guessed."""
    if shutil.which("xgettext") is None:
        print("GNU gettext is missing: apt install gettext")
        return False
    names = [path.parts[-3] for path in catalogues()]
    ignored = [part for name in NOT_THE_PRODUCT for part in ("--ignore", f"{name}*")]
    options = ["--no-obsolete", "--no-wrap", "--add-location", "file", *ignored]
    languages = [part for name in names for part in ("--locale", name)]
    command = [sys.executable, "manage.py", "makemessages", *options, *languages]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode == 0


def catalogues() -> Iterator[Path]:
    """The files of translations, one for each language."""
    yield from sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po"))


def tidy(texts: polib.POFile) -> None:
    """Take out what the merge guessed, and the date that changes each time."""
    for entry in texts:
        if "fuzzy" in entry.flags:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    texts.metadata.pop("POT-Creation-Date", None)


def untranslated(texts: polib.POFile) -> list[polib.POEntry]:
    """The texts without a translation."""
    return [entry for entry in texts if not entry.translated() and not entry.obsolete]


def compiled(catalogue: Path) -> bytes:
    """A catalogue as gettext reads it."""
    found: bytes = polib.pofile(str(catalogue)).to_binary()
    return found


if __name__ == "__main__":
    sys.exit(main())
