"""The product's source as guards read it: its apps, its modules, their syntax trees; and how exceptions are listed."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]


@cache
def app_names() -> list[str]:
    """Our own apps, in the order of the settings."""
    return [config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()]


@cache
def modules() -> list[Path]:
    """Every module of the apps but migrations, relative to the root."""
    found = [path for app in app_names() for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    assert len(found) > 100
    return sorted(path.relative_to(ROOT) for path in found)


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / path).read_text())


def nodes[N: ast.AST](kind: type[N]) -> Iterator[tuple[Path, N]]:
    """Every node of this kind in the apps."""
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kind):
                yield path, node


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The public functions of a module."""
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def name_of(node: ast.AST) -> str:
    """The dotted name of a call, a decorator or an attribute; "" for anything else."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def only_those_listed(found: Iterable[str], allowed: Mapping[str, str]) -> None:
    """What breaks a rule is on the list, with a reason, and the list has nothing that breaks it no more."""
    found = set(found)
    new, stale = sorted(found - allowed.keys()), sorted(allowed.keys() - found)
    silent = sorted(name for name, reason in allowed.items() if len(reason.split()) < 3)
    assert (new, stale, silent) == ([], [], []), (
        f"not listed: {new}; listed in vain: {stale}; without a reason: {silent}"
    )
