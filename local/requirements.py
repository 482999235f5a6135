"""`python -m local.requirements`: docs/requirements.md, written anew from the tests' `covers` marks.

The words of each requirement are in docs/requirements.txt, one a line: the id, then the words. A requirement that a
test covers has to have words; one that has words and no test is listed apart. `--check` changes nothing and only says
whether the page is up to date.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from local.parts import ROOT

PAGE, WORDS = ROOT / "docs" / "requirements.md", ROOT / "docs" / "requirements.txt"
KINDS = {
    "S0": "Actions and campaigns",
    "S1": "Making a mission",
    "S2": "Missions and updates",
    "S3": "Volunteers and texting",
    "S4": "Workflows",
    "G": "Beyond known gaps",
    "D": "Where the sources contradict each other",
    "X": "What people expect of such software",
    "B": "What none of the others has as a whole",
}
HEAD = """\
# Requirements and the tests that show them

Written by `python -m local.requirements` from the tests marked `@pytest.mark.covers(…)` and the words in
[requirements.txt](requirements.txt). A test is marked only when it truly shows the requirement.
"""
WITHOUT = "\n## Meant for this release, with no test that is marked yet\n\n| | Requirement |\n|---|---|\n"


class WordsMissing(Exception):
    """A test covers what has no words."""


def main() -> int:
    """Write the page, or with --check only compare it; 1 when it is not, or cannot be, up to date."""
    try:
        text = page(covered(ROOT / "tests"), words(WORDS))
    except WordsMissing as missing:
        print(f"No words in docs/requirements.txt for {missing}")
        return 1
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text)
    elif PAGE.read_text() != text:
        print("docs/requirements.md is out of date: python -m local.requirements")
        return 1
    return 0


def page(tests: Mapping[str, list[str]], said: Mapping[str, str]) -> str:
    """The page for these tests, by id, and words, by id. Raises WordsMissing."""
    if missing := sorted(tests.keys() - said.keys()):
        raise WordsMissing(", ".join(missing))
    parts = [HEAD]
    for kind, title in KINDS.items():
        ids = [id_ for id_ in sorted(tests, key=_order) if id_.partition("-")[0] == kind]
        if ids:
            rows = "".join(f"| {id_} | {said[id_]} | {'<br>'.join(tests[id_])} |\n" for id_ in ids)
            parts.append(f"\n## {kind}: {title}\n\n| | Requirement | Shown by |\n|---|---|---|\n{rows}")
    if open_ := sorted(said.keys() - tests.keys(), key=_order):
        parts.append(WITHOUT + "".join(f"| {id_} | {said[id_]} |\n" for id_ in open_))
    return "".join(parts)


def words(path: Path) -> dict[str, str]:
    """The words of each id. Raises ValueError for an id that has two lines."""
    found: dict[str, str] = {}
    for line in path.read_text().splitlines():
        id_, _space, said = line.partition(" ")
        if id_ in found:
            raise ValueError(f"{id_} has two lines")
        found[id_] = said.strip()
    return found


def covered(tests: Path) -> dict[str, list[str]]:
    """The tests that cover each id, as links; the files are read, not run."""
    found: dict[str, set[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for name, id_ in _marks(ast.parse(path.read_text())):
            file = path.relative_to(tests.parent).as_posix()
            found.setdefault(id_, set()).add(f"[{_spoken(name)}](../{file})")
    return {id_: sorted(links) for id_, links in found.items()}


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Each test that is marked with each id: by itself, or by the module's `pytestmark`."""
    tests = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    for_all = [node.value for node in module.body if isinstance(node, ast.Assign) and _is_pytestmark(node)]
    for test in tests:
        for expression in [*test.decorator_list, *for_all]:
            for call in ast.walk(expression):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "covers":
                    yield from ((test.name, str(ast.literal_eval(id_))) for id_ in call.args)


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _spoken(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def _order(id_: str) -> tuple[str, int]:
    kind, _dash, number = id_.partition("-")
    return kind, int(number)


if __name__ == "__main__":
    sys.exit(main())
