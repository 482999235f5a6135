"""Everything that people read is translated: the hub, the public pages, the mails, and the console."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped]  # it has no types
import pytest
from django.utils.translation.template import templatize

from local.translations import catalogues, compiled, untranslated
from tests.guards.source import ROOT, modules, tree_of

CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}
IN_TEMPLATES = re.compile(r"\b(?:n|p|np)?gettext\(u?'((?:[^'\\]|\\.)*)'|\b_\(u?['\"]((?:[^'\"\\]|\\.)*)['\"]\)")
GAPS = re.compile(r"%\(\w+\)[sd]|\{\{ ?\w+ ?\}\}|(?<!\{)\{\w+\}(?!\})|</?[a-z]\w*")

CATALOGUES = [pytest.param(polib.pofile(str(path)), id=path.parts[-3]) for path in catalogues()]


@pytest.mark.parametrize("texts", CATALOGUES)
def test_every_text_is_translated(texts: polib.POFile) -> None:
    assert [entry.msgid for entry in untranslated(texts)] == [], "python -m local.translations --missing"


@pytest.mark.parametrize("texts", CATALOGUES)
def test_the_catalogue_knows_every_text(texts: polib.POFile) -> None:
    known = {entry.msgid for entry in texts}
    assert sorted({text for text in _texts() if text not in known}) == [], "python -m local.translations"


@pytest.mark.parametrize("texts", CATALOGUES)
def test_a_translation_fills_the_same_gaps(texts: polib.POFile) -> None:
    wrong = [
        (entry.msgid, said)
        for entry in texts
        for said in filter(None, [entry.msgstr, *entry.msgstr_plural.values()])
        if not _same_gaps(entry, said)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda path: path.parts[-3])
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(path)


def _same_gaps(entry: polib.POEntry, said: str) -> bool:
    """A plural may leave out what only one of the two forms has."""
    gaps = sorted(GAPS.findall(said))
    return gaps in (sorted(GAPS.findall(entry.msgid)), sorted(GAPS.findall(entry.msgid_plural or entry.msgid)))


def _texts() -> Iterator[str]:
    for path in modules():
        yield from _texts_of_code(tree_of(path))
    for path in (ROOT / "templates").rglob("*.html"):
        for found in IN_TEMPLATES.finditer(templatize(path.read_text(), origin=str(path))):
            yield ast.literal_eval(f"'{found[1] or found[2]}'") if "'" not in (found[2] or "") else found[2]


def _texts_of_code(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value
