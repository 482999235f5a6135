"""What every page costs, compressed: budgets of the interface."""

import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest

from local import assets

STATIC = Path(__file__).parents[2] / "static"
BASE = STATIC.parent / "templates" / "base.html"
KILOBYTE = 1000

# Loaded by app.js where their element occurs; each is small, and no page has them all.
BY_NEED = ["autosave.js", "file-drop.js", "passkeys.js", "picture-box.js", "review-queue.js", "video-recorder.js"]


def weight(path: Path) -> int:
    return len(brotli.compress(path.read_bytes()))


def test_scripts_of_every_page_stay_within_20_kb() -> None:
    frame = BASE.read_text()
    names = dict(re.findall(r'"([\w/-]+)": "\{% static \'([\w/.-]+)\' %\}"', frame))
    loaded = [STATIC / name for name in re.findall(r"<script[^>]* src=\"\{% static '([\w/.-]+)' %\}", frame)]
    for script in loaded:  # grows while it is read: what a script imports at once is loaded as well
        imported = re.findall(r'^import (?:[^"(]* from )?"([\w/-]+)"', script.read_text(), re.MULTILINE)
        loaded += [STATIC / names[name] for name in imported if STATIC / names[name] not in loaded]
    assert {path.name for path in loaded} >= {"htmx-csp.min.js", "app.js", "page.js", "form-keeper.js"}
    assert not {path.name for path in loaded} & set(BY_NEED)
    assert sum(map(weight, loaded)) <= 20 * KILOBYTE


@pytest.mark.parametrize("name", BY_NEED)
def test_a_script_loaded_by_need_stays_within_3_kb(name: str) -> None:
    assert weight(STATIC / "js" / name) <= 3 * KILOBYTE


def test_the_style_sheet_stays_within_20_kb() -> None:
    assets.build()
    assert weight(STATIC / "css" / "app.css") <= 20 * KILOBYTE


def test_every_class_a_template_names_is_in_the_style_sheet() -> None:
    assets.build()
    sheet = (STATIC / "css" / "app.css").read_text()
    known = {re.sub(r"\\(.)", r"\1", name) for name in re.findall(r"\.((?:[\w-]|\\.)+)", sheet)}
    unknown = {}
    for path in (STATIC.parent / "templates").rglob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text(), flags=re.DOTALL)
        names = {name for classes in re.findall(r'class="([^"]*)"', text) for name in re.split(r"\s+", classes)}
        whole = {name for part in names for name in part.split("\0") if part.count("\0") == 0 or not part.strip("\0")}
        if missing := {name for name in whole if name} - known:
            unknown[path.name] = sorted(missing)
    assert unknown == {}


def test_fonts_stay_within_45_kb() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) <= 45 * KILOBYTE
