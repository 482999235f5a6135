"""Uploaded files of these tests go to a folder of their own; somebody whom most of them know."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Workspace
from programs.models import Advocate
from tests.factories.programs import make_advocate


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme, phone="+4930901820", company="Northwind", tags=["vip"])
