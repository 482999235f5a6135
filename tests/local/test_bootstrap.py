"""bin/_bootstrap in a project of its own, with programs that only say what they were asked to do."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FAKE_UV = """#!/bin/sh
[ "$1" = --version ] && { echo uv 1; exit; }
echo "uv $* with ${UV_PYTHON:-its own}" >> calls
mkdir -p .venv/bin && echo "#!/bin/sh" > .venv/bin/python && chmod +x .venv/bin/python
"""
# Stands for a Python 3.11 with pip, on a machine without uv: it installs the uv above.
FAKE_PYTHON = """#!/bin/sh
case "$*" in
  *"sys.version_info[:2] >= (3, 11)"*) exit 0 ;;
  -c*) exit 1 ;;
  "-m pip --version") exit 0 ;;
  "-m pip install"*)
    echo "pip $*" >> calls
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin" && cp uv-of-the-index "$2/bin/uv" ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with our bootstrap, where a script `bin/go` prints its Python; the path has nothing but basics."""
    for folder in ("bin", "path"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "bin" / "_bootstrap", tmp_path / "bin")
    program(tmp_path / "bin" / "go", '#!/bin/sh\nset -eu\n. "$(dirname -- "$0")/_bootstrap"\necho "$python"\n')
    for name in ("cat", "chmod", "cksum", "cp", "dirname", "ln", "mkdir", "mv", "rm", "sh", "true"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "path" / name).symlink_to(found)
    (tmp_path / "uv.lock").write_text("one")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def go(project: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    env = {"PATH": str(project / "path"), "HOME": str(project / "home"), **environ}
    return subprocess.run([project / "bin" / "go"], env=env, cwd=project, capture_output=True, text=True, check=False)


def calls(project: Path) -> list[str]:
    file = project / "calls"
    return file.read_text().splitlines() if file.exists() else []


def test_packages_are_synced_once_for_each_lock_file(project: Path) -> None:
    program(project / "path" / "uv", FAKE_UV)
    assert go(project).stdout == f"{project}/.venv/bin/python\n"
    assert go(project).stderr == ""
    assert calls(project) == ["uv sync --frozen --quiet with its own"]
    (project / "uv.lock").write_text("two")
    go(project)
    assert len(calls(project)) == 2


def test_a_python_of_pyenv_is_found_where_the_path_has_none(project: Path) -> None:
    program(project / "path" / "uv", FAKE_UV)
    # What pyenv leaves on the path when another version is chosen: it is there, and does not run.
    program(project / "path" / "python3.13", "#!/bin/sh\nexit 127\n")
    python = project / "home" / ".pyenv" / "versions" / "3.13.0" / "bin" / "python3.13"
    program(python, f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    go(project)
    assert calls(project) == [f"uv sync --frozen --quiet with {python}"]


def test_a_python_on_the_path_is_found(project: Path) -> None:
    program(project / "path" / "uv", FAKE_UV)
    (project / "path" / "python3").symlink_to(sys.executable)
    go(project)
    assert calls(project) == [f"uv sync --frozen --quiet with {project}/path/python3"]


def test_uv_is_brought_into_the_project_where_there_is_none(project: Path) -> None:
    program(project / "path" / "python3", FAKE_PYTHON)
    program(project / "uv-of-the-index", FAKE_UV)
    done = go(project)
    assert done.returncode == 0, done.stderr
    assert "Bringing uv" in done.stderr
    assert [call.split()[0] for call in calls(project)] == ["pip", "uv"]
    assert list((project / "var" / "tools").glob("uv-*/bin/uv"))
    (project / "uv.lock").write_text("two")
    go(project)
    assert [call.split()[0] for call in calls(project)] == ["pip", "uv", "uv"]


def test_without_any_python_it_says_what_is_needed(project: Path) -> None:
    done = go(project)
    assert done.returncode == 1
    assert "Python 3.11 or newer with pip is needed" in done.stderr


def test_a_failed_sync_is_tried_again(project: Path) -> None:
    program(project / "path" / "uv", '#!/bin/sh\n[ "$1" = --version ] || { echo tried >> calls; exit 2; }\n')
    assert go(project).returncode == 2
    assert go(project).returncode == 2
    assert len(calls(project)) == 2


def test_it_costs_nothing_when_nothing_changed(project: Path) -> None:
    program(project / "path" / "uv", FAKE_UV)
    go(project)
    began_at = time.monotonic()
    go(project)
    assert time.monotonic() - began_at < 1


@pytest.mark.parametrize("name", ["up", "test", "check", "bench"])
def test_the_scripts_are_thin_and_can_be_run(name: str) -> None:
    script = ROOT / "bin" / name
    assert os.access(script, os.X_OK)
    assert len(script.read_text().splitlines()) <= 6
