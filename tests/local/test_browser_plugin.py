import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TESTS = """
import pytest

@pytest.mark.browser
def test_in_a_browser(): pass

def test_without(): pass
"""


@pytest.mark.parametrize(
    ("environ", "code", "said"),
    [
        ({}, 0, "1 BROWSER TESTS WERE SKIPPED"),
        ({"CI": "true"}, 1, "This test needs a browser"),
        ({"REQUIRE_BROWSER": "1"}, 1, "This test needs a browser"),
        ({"CHROMIUM": sys.executable, "CI": "true"}, 0, "2 passed"),
    ],
)
def test_a_missing_browser_is_loud_and_a_failure_in_ci(
    tmp_path: Path, environ: dict[str, str], code: int, said: str
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: it\n")
    (tmp_path / "test_it.py").write_text(TESTS)
    clean = {name: value for name, value in os.environ.items() if name not in {"CI", "REQUIRE_BROWSER"}}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.plugins.browser",
            "-p",
            "no:django",
            "-p",
            "no:randomly",
            tmp_path,
        ],
        cwd=ROOT,
        env={**clean, "CHROMIUM": "/missing", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout
