import os
from pathlib import Path

import pytest

from local import assets


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with its own styles."""
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "uv.lock").touch()
    (tmp_path / "static" / "css" / "source.css").write_text('@import "tailwindcss";')
    (tmp_path / "templates" / "page.html").write_text('<p class="mt-[7px]">')
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "SOURCE", tmp_path / "static" / "css" / "source.css")
    monkeypatch.setattr(assets, "OUTPUT", tmp_path / "static" / "css" / "app.css")
    return tmp_path


def test_styles_are_built_once_and_again_when_a_template_changes(project: Path) -> None:
    assert assets.build()
    assert "margin-top:7px" in assets.OUTPUT.read_text()
    assert not assets.build()
    template = project / "templates" / "page.html"
    template.write_text('<p class="mt-[9px]">')
    later = assets.OUTPUT.stat().st_mtime_ns + 1
    os.utime(template, ns=(later, later))
    assert assets.build()
    assert "margin-top:9px" in assets.OUTPUT.read_text()


def test_broken_styles_leave_the_old_ones(project: Path) -> None:
    assets.build()
    before = assets.OUTPUT.read_text()
    assets.SOURCE.write_text('@import "./missing.css";')
    later = assets.OUTPUT.stat().st_mtime_ns + 1
    os.utime(assets.SOURCE, ns=(later, later))
    with pytest.raises(assets.StylesNotBuilt, match="missing"):
        assets.build()
    assert assets.OUTPUT.read_text() == before
    assert [path.name for path in assets.OUTPUT.parent.iterdir() if path.name.startswith("app-")] == []
