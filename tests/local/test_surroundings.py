from collections.abc import Iterator
from pathlib import Path

import pytest

from local import surroundings
from local.ports import is_free, is_listening
from local.processes import eventually
from local.supervisor import Supervisor
from local.surroundings import surround

OURS = {"DATABASE_URL": "postgres", "REDIS_URL": "valkey", "EMAIL_URL": "inbox"}


@pytest.fixture
def supervisor(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(surroundings, "VAR", open_folder)
    monkeypatch.setattr(surroundings, "LOG", open_folder / "log")
    for name in (*OURS, "DATABASE_OWNER_URL", "SEND_SAMPLE_MAIL"):
        monkeypatch.delenv(name, raising=False)
    supervisor = Supervisor(print)
    yield supervisor
    supervisor.stop()


def test_what_the_environment_does_not_name_is_embedded(supervisor: Supervisor) -> None:
    found = surround(supervisor)
    assert [process.name for process in supervisor.processes] == ["postgres", "valkey", "inbox"]
    assert found.environ["DATABASE_URL"].startswith("postgresql://groundswell@/groundswell?host=")
    assert found.owner_url.startswith("postgresql://groundswell_owner@/groundswell?host=")
    assert found.environ["REDIS_URL"].startswith("redis://127.0.0.1:")
    assert found.environ["EMAIL_URL"].startswith("smtp://127.0.0.1:")
    assert found.inbox_port
    assert found.environ["SEND_SAMPLE_MAIL"] == "true"
    assert found.has_own_database


@pytest.mark.parametrize("named", OURS)
def test_what_the_environment_names_is_used(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    for name in OURS:
        monkeypatch.setenv(name, "somewhere://else")
    for other in set(OURS) - {named}:
        if other != "DATABASE_URL":  # the slow one; the test above starts it
            monkeypatch.delenv(other)
    found = surround(supervisor)
    assert OURS[named] not in [process.name for process in supervisor.processes]
    assert found.environ[named] == "somewhere://else"
    assert not found.has_own_database
    assert (found.inbox_port is None) == (named == "EMAIL_URL")
    assert ("SEND_SAMPLE_MAIL" in found.environ) == (named != "EMAIL_URL"), "the sample's mail goes to our inbox only"


def test_another_database_is_migrated_by_its_owner(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OURS:
        monkeypatch.setenv(name, "somewhere://else")
    assert surround(supervisor).owner_url == "somewhere://else"
    monkeypatch.setenv("DATABASE_OWNER_URL", "owner://else")
    found = surround(supervisor)
    assert found.owner_url == "owner://else"
    assert found.environ["DATABASE_URL"] == "somewhere://else"


def test_a_taken_port_is_left_to_its_owner(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "somewhere://else")
    monkeypatch.setenv("REDIS_URL", "somewhere://else")
    first = surround(supervisor)
    assert first.inbox_port
    port = first.inbox_port
    assert eventually(lambda: is_listening(port), seconds=10)
    assert not is_free(first.inbox_port)
    second = surround(supervisor)
    assert second.inbox_port
    assert second.inbox_port > first.inbox_port
