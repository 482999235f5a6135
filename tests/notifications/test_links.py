"""A personal link opens the hub for one person, for thirty days, until her links are voided."""

from datetime import timedelta

import pytest

from accounts.models import Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from foundation.tokens import BadToken
from notifications.links import (
    LinkProblem,
    open_link,
    personal_token,
    read_personal_token,
    read_unsubscribe_token,
    unsubscribe_token,
)
from notifications.models import Delivery
from notifications.operations import notify
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.conftest import make_advocate


@pytest.fixture
def delivery(happened: Event) -> Delivery:
    return notify(kind="test.launched", event=happened, advocate=make_advocate(), facts={"thing": "tea"}, now=NOW)


def token_of(delivery: Delivery) -> str:
    advocate = delivery.notice.advocate
    assert advocate is not None
    return personal_token(delivery_id=delivery.pk, advocate_id=advocate.pk, link_version=advocate.link_version, now=NOW)


def test_a_link_leads_to_its_delivery_and_changes_nothing(delivery: Delivery) -> None:
    reading = open_link(token_of(delivery), NOW + timedelta(days=29))
    assert (reading.delivery, reading.notice, reading.problem) == (delivery, delivery.notice, None)
    assert reading.advocate == delivery.notice.advocate
    delivery.refresh_from_db()
    assert delivery.opened_at is None


def test_it_ends_after_thirty_days_and_still_names_its_notice(delivery: Delivery) -> None:
    reading = open_link(token_of(delivery), NOW + timedelta(days=31))
    assert (reading.problem, reading.notice) == (LinkProblem.EXPIRED, delivery.notice)


def test_it_is_void_once_the_persons_links_are(delivery: Delivery) -> None:
    token = token_of(delivery)
    Advocate.objects.update(link_version=2)
    assert open_link(token, NOW).problem == LinkProblem.VOID


def test_a_link_that_was_tampered_with_or_belongs_to_others_is_bad(delivery: Delivery, acme: Workspace) -> None:
    token, other = token_of(delivery), make_advocate()
    foreign = personal_token(delivery_id=delivery.pk, advocate_id=other.pk, link_version=1, now=NOW)
    for bad in (token[:-1], token.replace("-", "-1", 1), "", "x", foreign, unsubscribe_token(advocate_id=1, now=NOW)):
        assert open_link(bad, NOW).problem == LinkProblem.BAD
    with pytest.raises(BadToken):
        read_unsubscribe_token(token, now=NOW)


def test_a_link_means_nothing_in_another_workspace(acme: Workspace, globex: Workspace) -> None:
    with workspace_scope(acme.pk):
        token = personal_token(delivery_id=1, advocate_id=1, link_version=1, now=NOW)
        assert read_personal_token(token, now=NOW).delivery_id == 1
    with workspace_scope(globex.pk):
        assert open_link(token, NOW).problem == LinkProblem.BAD


def test_stopping_mail_works_for_ever(in_acme: Workspace) -> None:
    token = unsubscribe_token(advocate_id=7, now=NOW)
    assert read_unsubscribe_token(token, now=NOW + timedelta(days=4000)) == 7
