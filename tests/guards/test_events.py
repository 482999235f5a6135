"""Events: what is recorded is documented with its payload, what is wired exists, and no payload holds a person."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from advocacy.wiring import REACTIONS
from events.operations import record
from foundation.plugs import EVENT_WORDS
from tests.guards.source import ROOT, name_of, nodes, only_those_listed

PAGE = ROOT / "docs" / "events.md"
NOUN_PAST = re.compile(r"[a-z_]+\.[a-z_]+")
COLUMNS = {"name", "advocate_id", "about", "by_staff_id", "by_advocate_id", "at", "hold", "reserved"}
# Calls of record whose name is not written beside them, and the names they are called with.
NAMED_ELSEWHERE = {
    "missions/operations/decisions.py": ["submission.approved", "submission.returned", "submission.declined"],
    "missions/operations/calls.py": [
        "call.invited",
        "call.accepted",
        "call.declined",
        "call.expired",
        "call.called_off",
        "call.held",
        "call.missed",
    ],
    "missions/operations/approving.py": [
        "launch_request.asked",
        "launch_request.taken_back",
        "launch_request.approved",
        "launch_request.returned",
    ],
    "missions/operations/references.py": ["reference.joined", "reference.changed", "reference.left"],
    "rewards/operations/giving.py": ["reward.fulfilled", "reward.cancelled", "reward.taken_back"],
    "programs/operations/applications.py": ["application.approved", "application.rejected", "application.waitlisted"],
    "programs/operations/programs.py": ["enrolment.made", "enrolment.ended"],
    "programs/operations/imports.py": ["import.finished", "import.stopped"],
    "programs/operations/tags.py": ["tag.put", "tag.taken"],
}  # fmt: skip
# Events written as rows, many at once, and the facts they carry.
FACTS_OF_ROWS = {"programs/operations/importing.py": frozenset({"fields", "import"})}
# Words that would be a person's, in the name of a fact.
PERSONAL = {"name", "email", "phone", "address", "answers", "note", "text", "company"}
NO_PERSON: dict[str, str] = {}


def recorded() -> Iterator[tuple[str, Path, frozenset[str]]]:
    """Each event's name, where it is recorded, and the facts it carries."""
    for path, call in nodes(ast.Call):
        if name_of(call) == "record" and path.parts[0] != "events":
            facts = frozenset(keyword.arg or "**" for keyword in call.keywords) - COLUMNS
            for name in written(call.args[0]) or NAMED_ELSEWHERE.get(str(path), ["?"]):
                yield name, path, facts
        elif name_of(call) == "Event":
            (named,) = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
            yield from ((name, path, FACTS_OF_ROWS[str(path)]) for name in written(named))


def written(node: ast.expr) -> list[str]:
    """The names that stand there; none when they are made up elsewhere."""
    if isinstance(node, ast.IfExp):
        return [*written(node.body), *written(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def documented() -> dict[str, frozenset[str]]:
    """The events of the page, with the facts it says they carry."""
    rows = re.findall(r"^\| `([^`]+)` \|[^|]*\|([^|]*)\|$", PAGE.read_text(), flags=re.MULTILINE)
    return {name: frozenset(re.findall(r"`(\w+)`", facts)) for name, facts in rows}


def facts_of() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, _path, facts in recorded():
        found[name] = found.get(name, frozenset()) | facts
    return found


def test_every_event_is_documented_with_its_facts() -> None:
    assert {name: sorted(facts) for name, facts in documented().items()} == {
        name: sorted(facts) for name, facts in facts_of().items()
    }


def test_names_are_a_noun_and_what_happened_to_it() -> None:
    assert [name for name in facts_of() if not NOUN_PAST.fullmatch(name)] == []
    assert len(facts_of()) > 30


def test_what_is_wired_and_what_has_words_is_recorded() -> None:
    assert sorted(REACTIONS.keys() - facts_of().keys()) == []
    assert sorted(EVENT_WORDS.keys() - facts_of().keys()) == []


def test_names_made_up_elsewhere_are_told_here() -> None:
    paths = {str(path) for path, call in nodes(ast.Call) if name_of(call) == "record" and not written(call.args[0])}
    assert paths - {"events/operations.py"} == NAMED_ELSEWHERE.keys()


def test_no_fact_is_about_a_person() -> None:
    """Events are kept for ever; erasing somebody could not reach them."""
    only_those_listed((f"{name} {fact}" for name, facts in facts_of().items() for fact in facts & PERSONAL), NO_PERSON)


def test_record_takes_its_columns_by_these_names() -> None:
    """Or this file would take a new column for a fact."""
    parameters = record.__code__.co_varnames[: record.__code__.co_argcount + record.__code__.co_kwonlyargcount]
    assert set(parameters) == COLUMNS
