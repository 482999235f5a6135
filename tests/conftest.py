"""One PostgreSQL cluster and one Valkey for the whole run, a copied database for each xdist worker, two workspaces."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from math import inf
from pathlib import Path

import pytest
from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.client import ClientHandler
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.models import User, Workspace
from foundation.collector import spare_what_is_loaded
from foundation.tenancy import workspace_scope
from tests.cluster import TEMPLATE, start_migrated_cluster
from tests.database import create_copy, drop_database, superuser
from tests.factories.accounts import make_workspace

# Those that want no furnished world come first: while one worker furnishes, another has something else to do.
LONGEST = [
    "tests/local/test_up.py", "tests/programs/test_people_plans.py", "tests/browser/test_pages.py",
    "tests/guards/test_access.py", "tests/guards/test_forms.py", "tests/guards/test_queries.py",
]  # fmt: skip


# How fast an example is made says something of the machine only: making the first text reads all of Unicode.
hypothesis_settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("anywhere")


def pytest_configure(config: pytest.Config) -> None:
    """In the controller: start the cluster. Workers inherit libpq's variables from it."""
    os.environ.setdefault("TEST_MEDIA_ROOT", tempfile.mkdtemp(prefix="groundswell-media-"))
    if hasattr(config, "workerinput") or "PGHOST" in os.environ:
        return
    start_migrated_cluster()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that at the end no worker is alone with one; then the others that need a browser."""

    def place(item: pytest.Item) -> tuple[int, bool]:
        name = item.nodeid.partition("::")[0]
        return LONGEST.index(name) if name in LONGEST else len(LONGEST), not item.get_closest_marker("browser")

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Workers serve as the product does."""
    spare_what_is_loaded()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A copy of the migrated template, used by the application's login as in production."""
    name = f"groundswell_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    create_copy(name, template=TEMPLATE)
    connection.settings_dict["NAME"] = os.environ["PGDATABASE"] = name
    yield
    connection.close()
    drop_database(name)


def empty_every_table(self: TransactionTestCase) -> None:
    """After a test that committed. The application's login may not, and ledgers refuse it: be superuser.

    Deleting the rows of the few tables that have any takes a fifth of the time of truncating all.
    """
    connection.close()
    name = str(connection.settings_dict["NAME"])
    kept = "('django_migrations', 'django_content_type', 'auth_permission')"
    tables = f"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN {kept}"
    has_rows = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
    asked = " UNION ALL ".join(has_rows.format(table) for (table,) in superuser(tables, database=name))
    filled = [f"DELETE FROM {table}" for (table,) in superuser(asked, database=name)]
    superuser("; ".join(["SET session_replication_role = replica", *filled]), database=name)


TransactionTestCase._fixture_teardown = empty_every_table  # type: ignore[attr-defined]  # not in the stubs


CHAIN = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
load_middleware = ClientHandler.load_middleware
first_handler = ClientHandler()


def load_middleware_once(self: ClientHandler, is_async: bool = False) -> None:
    """All clients share one chain, unless a test has settings of its own, which middleware reads when it is made."""
    if is_async or isinstance(vars(settings)["_wrapped"], UserSettingsHolder):
        load_middleware(self, is_async)
        return
    if vars(first_handler).get("_middleware_chain") is None:
        load_middleware(first_handler)
    for name in CHAIN:
        setattr(self, name, getattr(first_handler, name))


ClientHandler.load_middleware = load_middleware_once  # type: ignore[method-assign,assignment]  # inherited


@pytest.fixture(scope="session")
def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(autouse=True)
def no_broker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears the bell in most tests; those that want a worker are marked `broker`."""
    if not request.node.get_closest_marker("broker"):
        monkeypatch.setattr("events.bell.current_app.send_task", lambda *args, **kwargs: None)
        monkeypatch.setattr("events.tasks.TURN_SECONDS", inf)  # nobody would go on


@pytest.fixture(autouse=True)
def own_words_and_zone() -> Iterator[None]:
    """A page leaves its reader's language and time zone active in this thread; the next test begins without them."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def counts_roll_back(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are counted on a connection of their own, which a test's rollback would not undo: use the test's."""
    if not request.node.get_closest_marker("counts_for_real"):
        monkeypatch.setattr("accounts.throttling.connection_of_its_own", lambda: nullcontext(connection))


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def globex(db: None) -> Workspace:
    return make_workspace("globex")


@pytest.fixture
def in_acme(acme: Workspace) -> Iterator[Workspace]:
    """The test itself runs in acme's scope; close it before asking another workspace's pages."""
    with workspace_scope(acme.pk):
        yield acme


@pytest.fixture
def owner(acme: Workspace, client: Client) -> User:
    """Acme's owner, signed in with `client`."""
    user = User.objects.get(email="owner@acme.example")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def other_browser() -> Client:
    """A second browser, signed in nowhere."""
    return Client()
