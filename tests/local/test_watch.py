from pathlib import Path

import pytest

from local.watch import PYTHON, TEMPLATES, Watch


def test_a_file_that_goes_while_it_is_looked_at_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(tmp_path)
    monkeypatch.setattr(watch, "_files", lambda _kind: iter([tmp_path / "gone.py"]))
    assert watch.changed() == set()


def test_changed_new_and_gone_sources_are_seen_once(tmp_path: Path) -> None:
    app, templates, tests = tmp_path / "app", tmp_path / "templates", tmp_path / "tests"
    for folder in (app, templates, tests):
        folder.mkdir()
        (folder / "__init__.py").touch()
    watch = Watch(tmp_path)
    assert watch.changed() == set()
    (app / "models.py").touch()
    assert watch.changed() == {PYTHON}
    assert watch.changed() == set()
    (templates / "page.html").touch()
    (app / "models.py").unlink()
    assert watch.changed() == {PYTHON, TEMPLATES}
    (tests / "test_it.py").touch()
    assert watch.changed() == set()
