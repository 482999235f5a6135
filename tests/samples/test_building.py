"""The sample is whole, past, and goes without a trace."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.models import User, Workspace
from events.models import Due
from foundation.tenancy import TenantModel, workspace_scope
from missions.models import Mission, Submission
from missions.types import TYPES
from rewards.models import Reached, Standing, Transfer, Wallet
from samples.building import create_sample

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def sample(db: None) -> Workspace:
    return create_sample(password="sample sample sample", now=NOW)


def test_the_sample_shows_thirty_days_and_announces_nothing(sample: Workspace) -> None:
    with workspace_scope(sample.pk):
        live = Mission.objects.filter(state="live")
        assert set(live.values_list("activity__type", flat=True)) == set(TYPES)
        assert live.count() == 16
        assert set(Submission.objects.values_list("state", flat=True)) == {
            "submitted",
            "approved",
            "returned",
            "declined",
        }
        assert sum(Wallet.objects.values_list("balance", flat=True)) == sum(
            Transfer.objects.values_list("amount", flat=True)
        )
        assert Standing.objects.count() >= 5
        assert Reached.objects.exists()
        assert not Submission.objects.filter(submitted_at__gt=NOW).exists()
    due = Due.objects.filter(workspace=sample).values_list("work", flat=True)
    assert sorted(due) == [
        "files.sweep",
        "leaderboard.nightly",
        "points.proof",
        "segments.audit",
        "segments.tick",
    ]  # only what comes round every night


def test_one_click_removes_the_sample_and_nothing_else(sample: Workspace, acme: Workspace, client: Client) -> None:
    owner = User.objects.get(email="owner@sample.example")
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/sample/console/sample/removal/").status_code == 302
    assert not Workspace.objects.filter(slug="sample").exists()
    assert not User.objects.filter(email__endswith="@sample.example").exists()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT set_config('app.workspace_id', '{sample.pk}', true)")
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone() == (0,), model
    with workspace_scope(acme.pk):
        assert Workspace.objects.filter(slug="acme").exists()


def test_only_the_sample_is_removed_by_one_click(acme: Workspace, owner: User, client: Client) -> None:
    assert client.post("/acme/console/sample/removal/").status_code == 404
    assert Workspace.objects.filter(slug="acme").exists()
