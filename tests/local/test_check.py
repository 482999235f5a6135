import sys
import tomllib
from pathlib import Path

import pytest

from local.check import Check, checks, run, run_all

ROOT = Path(__file__).parent.parent.parent
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())
NOT_CHECKED = {"tests", "bench"}


def test_all_are_run_though_one_fails(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = [
        Check("good", ("true",)),
        Check("bad", ("sh", "-c", "echo 'what is wrong'; false")),
        Check("last", ("true",)),
    ]
    outcomes = {outcome.check.name: outcome.passed for outcome in run_all(wanted)}
    assert outcomes == {"good": True, "bad": False, "last": True}
    said = capsys.readouterr().out
    assert "FAILED  bad" in said
    assert "what is wrong" in said


def test_a_check_sees_its_environment() -> None:
    code = "import os; raise SystemExit(os.environ['ASKED'] != 'yes')"
    assert run(Check("it", (sys.executable, "-c", code), {"ASKED": "yes"})).passed


def test_each_check_has_a_name_of_its_own() -> None:
    names = [check.name for check in checks("")]
    assert len(names) == len(set(names))


def test_every_package_is_under_the_contracts() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_CHECKED
    settings = CONFIGURATION["tool"]["importlinter"]
    assert set(settings["root_packages"]) == packages
    floors, rooms, _, product = settings["contracts"]
    on_floors = {name.strip(" ()") for layer in floors["layers"] for name in layer.split("|")}
    apps = packages - {"local"}
    assert apps <= on_floors
    assert set(rooms["containers"]) == apps - {"advocacy", "foundation"}
    assert set(product["source_modules"]) == apps
