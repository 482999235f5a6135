from pathlib import Path
from typing import Any

import pytest

from accounts.models import Workspace
from local import prepare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands for Django's commands: both exist, and each does and says the least."""
    calls: list[str] = []

    def call_command(name: str, *, stdout: Any, **options: bool) -> None:
        calls.append(name)
        if name == "create_sample":
            Workspace.objects.create(name="Sample", slug="sample", is_sample=True)
        stdout.write({"create_sample": "Sample: /sample/console/\n", "workspace_token": "T0KEN\n"}[name])

    monkeypatch.setattr(prepare, "call_command", call_command)
    monkeypatch.setattr(prepare, "get_commands", lambda: {"create_sample": "samples", "workspace_token": "accounts"})
    return calls


def test_the_sample_is_made_once_and_its_sign_ins_are_shown_again(called: list[str], tmp_path: Path) -> None:
    first = prepare.prepare(tmp_path / "sample.txt")
    again = prepare.prepare(tmp_path / "sample.txt")
    assert called.count("create_sample") == 1
    assert "Sample: http://localhost:8000/sample/console/" in first
    assert "http://localhost:8000/new/ with the one-time token T0KEN" in first
    assert first == again


def test_a_sample_that_was_removed_stays_away(called: list[str], tmp_path: Path) -> None:
    prepare.prepare(tmp_path / "sample.txt")
    Workspace.objects.update(is_sample=False)
    assert "Sample" not in prepare.prepare(tmp_path / "sample.txt")
    assert called.count("create_sample") == 1


def test_a_sample_is_not_made_twice_though_its_words_are_lost(called: list[str], tmp_path: Path) -> None:
    prepare.prepare(tmp_path / "sample.txt")
    (tmp_path / "sample.txt").unlink()
    prepare.prepare(tmp_path / "sample.txt")
    assert called.count("create_sample") == 1


def test_another_database_gets_no_sample(called: list[str]) -> None:
    assert "T0KEN" in prepare.prepare(None)
    assert called == ["workspace_token"]


def test_commands_that_do_not_exist_are_left_out(
    called: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "get_commands", dict)
    assert prepare.prepare(tmp_path / "sample.txt") == ""
    assert called == []
