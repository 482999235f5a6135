"""Decisions: of many reviewers one wins, points come once, and what is undone can be done again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Role, User, Workspace
from events.models import Due, Event
from events.relay import relay_batch
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.models import Decision, Submission
from missions.operations.decisions import (
    NoteMissing,
    approve_submission,
    decline_submission,
    return_submission,
    undo_decision,
)
from missions.operations.submissions import AlreadySent, withdraw_submission
from programs.models import Advocate
from rewards.models import Transfer, Wallet
from rewards.operations import BalanceSpent
from rewards.queries import balance_of
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import hand_in, make_live


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya", email="maya@example.com")


@pytest.fixture
def sent(by: User, maya: Advocate) -> Submission:
    return hand_in(make_live(by), maya)


def approve(sent: Submission, by: User) -> Decision:
    return approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=by, now=NOW)


@pytest.mark.covers("S2-61", "S2-120", "G-22")
def test_a_second_approval_pays_nothing_and_is_refused(sent: Submission, by: User, maya: Advocate) -> None:
    approve(sent, by)
    with pytest.raises(MoveNotAllowed):
        approve(Submission.objects.get(), by)
    assert balance_of(maya) == 100
    assert Submission.objects.get().state == "approved"


@pytest.mark.covers("G-22")
def test_approve_undo_approve_pays_once_in_the_end(sent: Submission, by: User, maya: Advocate) -> None:
    undo_decision(decision=approve(sent, by), by=by, now=NOW)
    assert balance_of(maya) == 0
    assert Submission.objects.get().state == "submitted"
    approve(Submission.objects.get(), by)
    assert balance_of(maya) == 100
    assert list(Transfer.objects.order_by("pk").values_list("into_wallet", "amount")) == [
        (True, 100),
        (False, 100),
        (True, 100),
    ]


def test_within_ten_seconds_nothing_leaves_and_later_the_advocate_is_told(sent: Submission, by: User) -> None:
    heard: list[str] = []
    reactions = {
        name: [lambda event: heard.append(event.name)] for name in ("submission.approved", "decision.reversed")
    }
    Due.objects.all().delete()
    decision = approve(sent, by)
    relay_batch(reactions)
    assert heard == []
    assert undo_decision(decision=decision, by=by, now=NOW + timedelta(seconds=5))
    decision = approve(Submission.objects.get(), by)
    Due.objects.update(due_at=NOW)  # the ten seconds are over
    relay_batch(reactions)
    assert heard == ["submission.approved"]
    assert not undo_decision(decision=decision, by=by, now=NOW + timedelta(minutes=1))
    relay_batch(reactions)
    assert heard == ["submission.approved", "decision.reversed"]


def test_a_spent_balance_refuses_the_reversal_and_says_by_how_much(sent: Submission, by: User) -> None:
    decision = approve(sent, by)
    Wallet.objects.update(balance=30)
    with pytest.raises(BalanceSpent) as refused:
        undo_decision(decision=decision, by=by, now=NOW)
    assert refused.value.missing == 70


@pytest.mark.covers("S2-81")
def test_what_was_returned_or_declined_can_be_sent_again(sent: Submission, by: User, maya: Advocate) -> None:
    for decide in (return_submission, decline_submission):
        row = Submission.objects.select_related("mission__activity").get()
        with pytest.raises(NoteMissing):
            decide(submission=row, attempt_id=row.attempt_id or 0, note=" ", by=by, now=NOW)
        decide(submission=row, attempt_id=row.attempt_id or 0, note="Say more.", by=by, now=NOW)
        hand_in(row.mission, maya, text="More.")
    row = Submission.objects.get()
    assert (row.state, row.attempts.count(), row.decisions.count()) == ("submitted", 3, 2)


def test_a_decision_about_an_older_handing_in_is_refused(sent: Submission, by: User, maya: Advocate) -> None:
    seen = sent.attempt_id or 0
    withdraw_submission(submission=sent, now=NOW)
    hand_in(sent.mission, maya, text="Another text.")
    with pytest.raises(MoveNotAllowed):
        approve_submission(submission=Submission.objects.get(), attempt_id=seen, by=by, now=NOW)
    assert balance_of(maya) == 0


def test_what_is_in_review_cannot_be_sent_again(sent: Submission, maya: Advocate) -> None:
    with pytest.raises(AlreadySent):
        hand_in(sent.mission, maya)
    assert Submission.objects.get().attempts.count() == 1


@pytest.mark.covers("S2-70")
def test_a_mission_that_approves_everyone_pays_at_once(by: User, maya: Advocate) -> None:
    assert hand_in(make_live(by, approval="everyone"), maya).state == "approved"
    assert balance_of(maya) == 100
    assert Decision.objects.get().by_staff is None


@pytest.mark.covers("G-22", "S2-69")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_of_eight_reviewers_at_once_one_decides(
    acme: Workspace, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control reads the state before it writes: several win, and the constraint is what stops them."""
    with workspace_scope(acme.pk):
        owner = User.objects.get(email="owner@acme.example")
        sent = hand_in(make_live(owner), Advocate.objects.create(name="Maya"))
    reviewers = [make_member(acme, Role.REVIEWER, email=f"r{n}@acme.example") for n in range(8)]
    if not guarded:
        everybody_has_looked = Barrier(len(reviewers), timeout=20)
        monkeypatch.setattr("missions.operations.decisions.move", partial(careless_move, everybody_has_looked))

    def press(reviewer: User) -> str:
        try:
            with workspace_scope(acme.pk):
                approve(Submission.objects.select_related("mission").get(pk=sent.pk), reviewer)
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(press, reviewers))
    with workspace_scope(acme.pk):
        assert Wallet.objects.get().balance == 100
        assert Event.objects.filter(name="submission.approved").count() == 1
    assert outcomes.count("won") == 1
    assert ("IntegrityError" in outcomes) is not guarded
    if guarded:
        assert set(outcomes) == {"won", "MoveNotAllowed"}


def careless_move(
    looked: Barrier, row: Submission, *, from_: set[str], to: str, provided: object = None, **changes: object
) -> None:
    """Look, then write: what everybody writes first."""
    if row.state not in from_:
        raise MoveNotAllowed
    looked.wait()
    Submission.objects.filter(pk=row.pk).update(state=to, **changes)
