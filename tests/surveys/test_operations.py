"""Versions of a form: published once, never changed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from surveys import operations
from surveys.models import Form, FormVersion
from surveys.operations import create_form, publish_version
from surveys.queries import latest_version, versions_of
from surveys.questions import QuestionsNotValid
from tests.factories.accounts import NOW
from tests.factories.surveys import ask


def test_the_first_questions_are_version_one(in_acme: Workspace) -> None:
    form = create_form(now=NOW)
    assert latest_version(form) is None
    version = publish_version(form=form, questions=[ask("q1", "nps")], now=NOW)
    version.refresh_from_db()
    assert (version.number, version.questions, version.published_at) == (1, [ask("q1", "nps")], NOW)


def test_publishing_the_same_questions_again_makes_no_version(in_acme: Workspace) -> None:
    form = create_form(now=NOW)
    first = publish_version(form=form, questions=[ask("q1", "nps")], now=NOW)
    assert publish_version(form=form, questions=(ask("q1", "nps"),), now=NOW + timedelta(days=1)) == first
    assert versions_of(form) == [first]


def test_a_change_is_a_version_of_its_own_and_the_earlier_stays(in_acme: Workspace) -> None:
    form = create_form(now=NOW)
    first = publish_version(form=form, questions=[ask("q1", "nps", "Old words?")], now=NOW)
    second = publish_version(form=form, questions=[ask("q1", "nps", "New words?")], now=NOW)
    back = publish_version(form=form, questions=[ask("q1", "nps", "Old words?")], now=NOW)
    assert [(version.pk, version.number) for version in versions_of(form)] == [
        (first.pk, 1), (second.pk, 2), (back.pk, 3),
    ]  # fmt: skip
    assert versions_of(form)[0].questions[0]["label"] == "Old words?"
    assert latest_version(form) == back


def test_the_order_of_questions_is_part_of_a_version(in_acme: Workspace) -> None:
    form = create_form(now=NOW)
    one, two = ask("q1", "nps"), ask("q2", "date")
    publish_version(form=form, questions=[one, two], now=NOW)
    assert publish_version(form=form, questions=[two, one], now=NOW).number == 2


def test_questions_that_cannot_be_asked_are_not_published(in_acme: Workspace) -> None:
    form = create_form(now=NOW)
    with pytest.raises(QuestionsNotValid):
        publish_version(form=form, questions=[], now=NOW)
    assert versions_of(form) == []


def test_a_published_version_can_neither_be_changed_nor_removed(in_acme: Workspace) -> None:
    version = publish_version(form=create_form(now=NOW), questions=[ask("q1", "nps")], now=NOW)
    for change in (lambda: FormVersion.objects.update(questions=[]), version.delete):
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            change()
    version.refresh_from_db()
    assert version.questions == [ask("q1", "nps")]


def test_forms_of_another_workspace_cannot_be_published(acme: Workspace, globex: Workspace) -> None:
    with workspace_scope(globex.pk):
        foreign = create_form(now=NOW)
    with workspace_scope(acme.pk), pytest.raises(Form.DoesNotExist):
        publish_version(form=foreign, questions=[ask("q1", "nps")], now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_two_who_publish_at_once_get_a_number_each(
    guarded: bool, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_read = Barrier(2)

    def latest_version_slowly(form: Form) -> FormVersion | None:
        found = latest_version(form)
        with suppress(BrokenBarrierError):
            both_have_read.wait(timeout=1)
        return found

    def publish(label: str) -> int:
        try:
            with workspace_scope(acme.pk):
                return publish_version(form=form, questions=[ask("q1", "nps", label)], now=NOW).number
        except IntegrityError:
            return 0
        finally:
            connection.close()

    with workspace_scope(acme.pk):
        form = create_form(now=NOW)
    monkeypatch.setattr(operations, "latest_version", latest_version_slowly)
    if not guarded:
        monkeypatch.setattr(operations, "_wait_for", lambda form: None)
    with ThreadPoolExecutor(2) as pool:
        numbers = sorted(pool.map(publish, ["One?", "Two?"]))
    assert numbers == ([1, 2] if guarded else [0, 1])
