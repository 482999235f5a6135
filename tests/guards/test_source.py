"""Rules of the house that the source can be asked about. An exception has a reason, and goes when nothing needs it."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from foundation.clocks import ClockField
from foundation.tenancy import TenantManager, TenantModel
from tests.guards.source import ROOT, app_names, functions, modules, name_of, nodes, only_those_listed, tree_of
from tests.guards.test_addresses import addresses

NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "services", "managers", "signals", "mixins", "common"}
LINES_OF_A_FILE, LINES_OF_A_VIEW = 400, 25

RAW = {"events/relay.py": "claims due rows of the platform's table by a statement the ORM has no words for"}
STATES_SET_AT_ONCE = {
    "notifications/operations/deliveries.py": "cancels and forgets what is unsent by one conditional statement for all",
}
CATCHES: dict[str, str] = {}
READS_ITS_JOB = "a step of a job is its own caller: there is nobody above it to say the time"
CLOCKS = {
    "missions/operations/announcing.py": READS_ITS_JOB,
    "missions/operations/firing.py": READS_ITS_JOB,
    "missions/operations/answer_exports.py": READS_ITS_JOB,
    "missions/operations/bulk.py": READS_ITS_JOB,
    "missions/operations/many_job.py": READS_ITS_JOB,
    "missions/operations/nudging.py": READS_ITS_JOB,
    "missions/operations/telling_again.py": READS_ITS_JOB,
    "missions/operations/sending.py": READS_ITS_JOB,
    "programs/operations/exports.py": READS_ITS_JOB,
    "programs/operations/imports.py": READS_ITS_JOB,
    "programs/operations/taking_back.py": READS_ITS_JOB,
    "segments/operations/whole.py": READS_ITS_JOB,
}
ITS_CALLERS = "refuses to run outside a transaction, since it belongs to its caller's"
CHECKS_FIRST = "looks at the bytes before the transaction of files.operations.store begins"
ONLY_READS = "changes nothing; stands beside the operations that share it"
ONE_STATEMENT = "is a single statement, which is a transaction by itself"
NOT_AN_OPERATION = {
    "events/operations.py:record": ITS_CALLERS,
    "events/operations.py:schedule": ITS_CALLERS,
    "events/operations.py:schedule_each": ITS_CALLERS,
    "events/operations.py:schedule_if_none_waits": ITS_CALLERS,
    "events/operations.py:reserve_events": ONE_STATEMENT,
    "events/operations.py:recall": ONE_STATEMENT,
    "events/operations.py:postpone": "called by the relay in the transaction of its batch",
    "events/operations.py:use_form_key": "one word in front, as in record and schedule: the key",
    "files/operations.py:store": "shared by the four below, which take keywords; the content stands in front",
    "files/operations.py:store_document": CHECKS_FIRST,
    "files/operations.py:store_image": CHECKS_FIRST,
    "files/operations.py:store_produced": CHECKS_FIRST,
    "files/operations.py:store_office": CHECKS_FIRST,
    "files/operations.py:store_table": CHECKS_FIRST,
    "files/operations.py:store_video": "the upload stands in front, as in the others that store",
    "files/operations.py:remove_orphans": "removes bytes that no row knows: there is no row to change",
    "missions/operations/proofs.py:store_proof": CHECKS_FIRST,
    "missions/operations/submissions.py:closed_when_spent": "says otherwise what an operation inside refuses",
    "notifications/operations/notices.py:state_of_new": ONLY_READS,
    "programs/operations/exports.py:export_rows": ONLY_READS,
    "programs/operations/exports.py:headings": ONLY_READS,
    "programs/operations/importing.py:take_rows": "the rows stand in front, as in a step of its job",
    "programs/operations/sign_in.py:claim": ONE_STATEMENT,
    "rewards/operations/__init__.py:credit_points": "opens its transaction by charging, which tells a spent budget",
    "rewards/operations/charging.py:charging": "the transaction of those that charge: opened around statements",
    "programs/operations/sign_in.py:note_use": ONE_STATEMENT,
    "programs/operations/districts.py:districts_by_name": "the names stand in front: it answers with them",
    "programs/operations/tags.py:tags_by_name": "the names stand in front: it answers with them",
    "programs/operations/taking_back.py:traces_of": ONLY_READS,
    "programs/operations/words.py:fold_name": "sets an attribute of a row that its caller saves",
    "programs/operations/words.py:phone_words": ONLY_READS,
    "programs/operations/words.py:words_of": ONLY_READS,
}
LONG_VIEWS = {
    "public:invitation": "a signed link for three kinds of visitors; a form of its own for two would be longer"
}
LONG_FILES: dict[str, str] = {}


def test_every_query_of_a_tenant_model_is_scoped() -> None:
    """No manager without the wall, and relations go through it too."""
    tenants = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    assert len(tenants) > 20
    found = [
        f"{model._meta.label}.{manager.name}"
        for model in tenants
        for manager in model._meta.managers
        if not isinstance(manager, TenantManager)
    ]
    found += [model._meta.label for model in tenants if not isinstance(model._base_manager, TenantManager)]
    assert found == []


def test_no_model_has_a_many_to_many_table_of_its_own() -> None:
    """Such a table would have no workspace column."""
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in app_names()
        for field in model._meta.local_many_to_many
        if getattr(field.remote_field.through, "_meta").auto_created  # noqa: B009  typed as possibly missing
    ]
    assert found == []


def test_models_override_no_save_and_delete() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in app_names()]
    found = [f"{m.__name__}.{name}" for m in ours for name in ("save", "delete") if name in vars(m)]
    assert found == []
    assert [m.__name__ for m in ours if m._meta.ordering] == []


def test_raw_queries_are_listed() -> None:
    only_those_listed((str(path) for path, node in nodes(ast.Call) if name_of(node).endswith(".raw")), RAW)


def test_a_state_is_changed_by_a_move_only() -> None:
    """No assignment, no setattr, no update: `foundation.states.move` asks in which state the row is."""
    found = [str(path) for path, node in nodes(ast.stmt) for target in targets(node) if is_state(target)]
    found += [str(path) for path, node in nodes(ast.Call) if sets_state(node)]
    only_those_listed(set(found) - {"foundation/states.py"}, STATES_SET_AT_ONCE)


def targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return [part for target in node.targets for part in getattr(target, "elts", [target])]
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def is_state(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "state"


def sets_state(node: ast.Call) -> bool:
    if name_of(node).endswith(".update"):
        return any(keyword.arg == "state" for keyword in node.keywords)
    constants = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    return name_of(node) == "setattr" and "state" in constants


def test_an_integrity_error_is_caught_outside_its_savepoint() -> None:
    """Caught inside, the transaction is broken for whatever follows."""
    found = [
        f"{path}:{function_around(path, node)}"
        for path, node in nodes(ast.Try)
        if any("IntegrityError" in ast.dump(handler.type) for handler in node.handlers if handler.type)
        and not all(isinstance(step, ast.With) and opens_savepoint(step) for step in node.body)
    ]
    only_those_listed(found, CATCHES)


def opens_savepoint(node: ast.With) -> bool:
    return any(name_of(item.context_expr) == "transaction.atomic" for item in node.items)


def function_around(path: Path, inner: ast.AST) -> str:
    around = [n.name for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef) and inner in ast.walk(n)]
    return around[-1] if around else ""


def test_an_operation_is_one_transaction_and_takes_keywords() -> None:
    found = []
    for path in modules():
        if is_operations(path):
            for function in functions(path):
                if not is_job_step(function) and (not is_atomic(function) or not takes_keywords_only(function)):
                    found.append(f"{path}:{function.name}")
    only_those_listed(found, NOT_AN_OPERATION)


def is_operations(path: Path) -> bool:
    return path.name == "operations.py" or path.parent.name == "operations"


def is_atomic(function: ast.FunctionDef) -> bool:
    return any(name_of(decorator) == "transaction.atomic" for decorator in function.decorator_list)


def takes_keywords_only(function: ast.FunctionDef) -> bool:
    return not function.args.args and not function.args.posonlyargs


def is_job_step(function: ast.FunctionDef) -> bool:
    """Called with its job in the transaction of the job's step."""
    arguments = [argument.arg for argument in function.args.args]
    return arguments == ["job"] and name_of(function.returns or ast.Pass()) == "Progress"


def test_operations_never_read_the_clock() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, node in nodes(ast.Call)
        if is_operations(path) and name_of(node) in ("timezone.now", "datetime.now", "time.time", "date.today")
    ]
    only_those_listed({line.partition(":")[0] for line in found}, CLOCKS)


def test_views_are_short() -> None:
    views = {name: inspect.unwrap(view) for book in BOOKS for name, view in addresses(get_resolver(book).url_patterns)}
    lengths = {name: length_of(view) for name, view in views.items() if view.__module__.split(".")[0] in app_names()}
    assert len(lengths) > 50
    only_those_listed((name for name, lines in lengths.items() if lines > LINES_OF_A_VIEW), LONG_VIEWS)


BOOKS = ("advocacy.platform_urls", "advocacy.workspace_urls")


def length_of(view: Callable[..., Any]) -> int:
    """The lines of a function without its decorators."""
    (function,) = [node for node in ast.parse(inspect.getsource(view)).body if isinstance(node, ast.FunctionDef)]
    return (function.end_lineno or 0) - function.lineno + 1


def test_no_file_is_long() -> None:
    others = [path for folder in ("tests", "local", "bench") for path in (ROOT / folder).rglob("*.py")]
    everything = [*modules(), *(path.relative_to(ROOT) for path in others)]
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in everything}
    only_those_listed((path for path, lines in lengths.items() if lines > LINES_OF_A_FILE), LONG_FILES)


def test_file_names_say_what_is_in_them() -> None:
    names = [str(path) for path in modules() if {path.stem, *path.parent.parts} & NAMES_THAT_SAY_NOTHING]
    assert names == []


def test_plugs_and_reactions_are_imported_by_the_wiring_only() -> None:
    found = [
        f"{path}:{name}"
        for path in modules()
        for name in imports(path)
        if re.fullmatch(r"\w+\.(plugs|reactions)", name)
    ]
    strangers = [
        line for line in found if not line.startswith("advocacy/wiring.py:") and "foundation.plugs" not in line
    ]
    assert strangers == []
    assert len([line for line in found if line.startswith("advocacy/wiring.py:")]) > 4


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    ("finds", "source"),
    [
        (lambda tree: any(is_state(t) for s in tree.body for t in targets(s)), "row.state = 'live'"),
        (lambda tree: any(is_state(t) for s in tree.body for t in targets(s)), "row.state, a = 'live', 1"),
        (lambda tree: sets_state(tree.body[0].value), "rows.update(state='live')"),
        (lambda tree: sets_state(tree.body[0].value), "setattr(row, 'state', 'live')"),
        (lambda tree: not takes_keywords_only(tree.body[0]), "def f(mission, *, by): ..."),
        (lambda tree: is_atomic(tree.body[0]), "@transaction.atomic\ndef f(): ..."),
        (lambda tree: not opens_savepoint(tree.body[0]), "with open('x'): ..."),
    ],
)
def test_each_rule_finds_what_it_forbids(finds: Callable[[Any], bool], source: str) -> None:
    assert finds(ast.parse(source))


def test_fields_of_models_are_named_by_what_they_hold() -> None:
    """Times end in _at, dates in _on, what clocks show in _local."""
    fields = [f for m in apps.get_models() if m._meta.app_label in app_names() for f in m._meta.local_fields]
    times = [f for f in fields if isinstance(f, models.DateTimeField)]
    wrong = [f for f in times if not (f.name.endswith("_local") if isinstance(f, ClockField) else is_time(f.name))]
    assert [f"{f.model.__name__}.{f.name}" for f in wrong] == []
    days = [f for f in fields if isinstance(f, models.DateField) and not isinstance(f, models.DateTimeField)]
    assert [f.name for f in days if not f.name.endswith("_on")] == []


def is_time(name: str) -> bool:
    return name.endswith(("_at", "_until", "_after")) or name in ("at", "last_login")
