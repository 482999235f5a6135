"""Referrals: of two who refer one person the first wins, stages pay once, and whoever is referred can be forgotten."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User, Workspace
from events.models import Event
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.models import Attempt, Decision, Mission, Referral, ReferralMove, Submission
from missions.operations.decisions import approve_submission, undo_decision
from missions.operations.erasing import forget_answers
from missions.operations.referrals import NotApproved, NothingToTell, erase_referral, move_referral
from missions.operations.submissions import submit, withdraw_submission
from missions.referrals import Wanted, referral_lines, referrals_listed, stage_figures
from missions.types import TYPES
from missions.types.base import Slot
from missions.types.base_acts import NotTaken
from missions.types.referral.forms import ResponseForm
from notifications.models import Notice
from programs.models import Advocate, CustomField
from rewards.models import Transfer
from rewards.queries import balance_of
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_live
from tests.factories.programs import make_advocate

INES = {"name": "Ines Costa", "email": "ines@fabrikam.example", "company": "Fabrikam", "consent": "I have asked."}
SETUP = {
    "type-email": "optional", "type-phone": "optional", "type-company": "no", "type-relation": "optional",
    "type-note": "optional", "type-consent": "They agreed.", "type-most": "3", "type-pays_at": "won",
    "type-second": "first",
}  # fmt: skip


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya", email="maya@example.com", phone="+4930123456")


def refer(mission: Mission, who: Advocate, slot: int = 1, **answers: str) -> Submission:
    given = {**INES, **answers}
    return submit(mission=mission, advocate=who, slot=slot, answers=given, files={}, zone=ZONE, now=NOW)


def make_referrals(by: User, **raw: Any) -> Mission:
    return make_live(by, type_key="referral", **{**SETUP, **raw})


def accept(sent: Submission, by: User) -> Decision:
    sent.refresh_from_db()
    return approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=by, now=NOW)


def go(to: str, by: User, comment: str = "", seen: str = "", tell: bool = True) -> ReferralMove:
    row = Referral.objects.select_related("mission").get()
    return move_referral(referral=row, seen=seen or row.state, to=to, comment=comment, tell=tell, by=by, now=NOW)


@pytest.mark.covers("S1-17", "X-16")
def test_oneself_and_those_who_were_referred_are_refused_politely(by: User, maya: Advocate) -> None:
    mission, tom = make_referrals(by), Advocate.objects.create(name="Tom", email="tom@example.com")
    with pytest.raises(NotTaken, match="your own address"):
        refer(mission, maya, email="maya+friend@EXAMPLE.com")
    with pytest.raises(NotTaken, match="your own number"):
        refer(mission, maya, email="", phone="+4930123456")
    refer(mission, maya)
    with pytest.raises(NotTaken, match="You have referred this person"):
        refer(mission, maya, slot=2, email="ines+x@fabrikam.example")
    with pytest.raises(NotTaken) as refused:
        refer(make_referrals(by, title="Another one"), tom)
    assert "Maya" not in str(refused.value)
    assert Submission.objects.count() == 1, "what is refused leaves nothing behind"


def test_who_takes_a_referral_back_makes_room_and_each_may_count(by: User, maya: Advocate) -> None:
    tom, sent = Advocate.objects.create(name="Tom", email="tom@example.com"), refer(mission := make_referrals(by), maya)
    withdraw_submission(submission=sent, now=NOW)
    refer(mission, tom)
    with pytest.raises(NotTaken, match="in touch with this person already"):
        refer(mission, maya)
    both = make_referrals(by, **{"type-second": "each"})
    refer(both, maya, email="pia@example.com")
    refer(both, tom, email="pia@example.com")
    with pytest.raises(NotTaken):
        refer(both, tom, slot=2, email="pia@example.com")


@pytest.mark.covers("G-10", "X-15")
def test_a_referral_goes_through_its_stages_and_is_paid_once(by: User, maya: Advocate) -> None:
    sent = refer(make_referrals(by), maya)
    with pytest.raises(NotApproved):
        go("contacted", by)
    decision = accept(sent, by)
    assert balance_of(maya) == 0, "the approval alone pays nothing"
    for stage in ("contacted", "qualified", "won", "qualified", "won"):
        go(stage, by)
    assert balance_of(maya) == 100
    undo_decision(decision=decision, by=by, now=NOW)
    assert balance_of(maya) == 0
    accept(sent, by)
    assert balance_of(maya) == 100, "a new approval of one that was won pays, once more in its own right"
    assert list(Transfer.objects.order_by("pk").values_list("into_wallet", flat=True)) == [True, False, True]
    assert {figure.name: figure.value for figure in stage_figures(sent.mission)}["Won"] == 1


def test_points_at_the_approval_come_with_it_and_not_again_with_stages(by: User, maya: Advocate) -> None:
    accept(refer(make_referrals(by, **{"type-pays_at": "approval"}), maya), by)
    go("won", by)
    assert balance_of(maya) == 100
    assert Transfer.objects.count() == 1


def test_there_is_no_move_but_those_of_the_table_and_of_two_one_wins(by: User, maya: Advocate) -> None:
    accept(refer(make_referrals(by), maya), by)
    go("won", by)
    with pytest.raises(MoveNotAllowed):
        go("lost", by)
    with pytest.raises(MoveNotAllowed):
        go("contacted", by, seen="new")
    with pytest.raises(NothingToTell):
        go("won", by)
    assert go("won", by, comment="Thank you again!").became == "won"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
def test_of_many_who_refer_one_person_at_once_the_first_wins(acme: Workspace, owner: User, guarded: bool) -> None:
    people = [make_advocate(acme, email=f"p{n}@example.com", name=f"P{n}") for n in range(4)]
    with workspace_scope(acme.pk):
        mission = make_referrals(owner, **{} if guarded else {"type-second": "each"})
    at_once = Barrier(4)

    def run(who: Advocate) -> bool:
        try:
            at_once.wait()
            with workspace_scope(acme.pk):
                refer(Mission.objects.select_related("activity", "live").get(pk=mission.pk), who)
        except NotTaken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        won = [future.result() for future in [pool.submit(partial(run, who)) for who in people]]
    assert sum(won) == (1 if guarded else 4)


def test_who_is_referred_can_be_forgotten_and_goes_with_the_referrer(by: User, maya: Advocate) -> None:
    mission = make_referrals(by)
    accept(refer(mission, maya), by)
    go("contacted", by, comment="We wrote to Ines")
    erase_referral(referral=Referral.objects.get(), by=by, now=NOW)
    accept(refer(mission, maya, slot=2, name="Ines again"), by)
    forget_answers(advocate_id=maya.pk)
    kept = [*Referral.objects.values_list("name", "email", "words"), *ReferralMove.objects.values_list("comment")]
    assert {text for row in kept for text in row} == {""}
    assert not any(Attempt.objects.values_list("answers", flat=True))
    assert "Ines" not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.covers("S1-60")
def test_the_form_asks_what_the_manager_chose_and_for_one_way_to_reach_them() -> None:
    content = {"fields": {"email": "optional", "phone": "optional", "company": "no"}, "consent": "Yes, they agree."}
    form = ResponseForm({"name": "Ines", "consent": "on"}, content=content, slot=Slot(1, ""))
    assert "company" not in form.fields
    assert form.errors == {"email": ["Give an e-mail address or a phone number."]}
    form = ResponseForm({"name": "Ines", "phone": "+49 30 123456"}, content=content, slot=Slot(1, ""))
    assert form.errors == {"consent": ["Confirm this, or ask the person first and come back."]}
    typed = {"name": "Ines", "phone": "+49 30 123456", "consent": "on"}
    form = ResponseForm(typed, content=content, slot=Slot(1, ""))
    assert form.is_valid()
    assert form.answers() == {"name": "Ines", "phone": "+4930123456", "consent": "Yes, they agree."}


def test_referrals_are_found_by_stage_and_words_and_leave_as_a_file(by: User, maya: Advocate) -> None:
    mission = make_referrals(by)
    refer(mission, maya)
    refer(mission, maya, slot=2, name="Jürgen Möller", email="jm@contoso.example", company="Contoso")
    assert [row.name for row in referrals_listed(Wanted(words="moller"))] == ["Jürgen Möller"]
    assert [row.name for row in referrals_listed(Wanted(words="fabri", stage="new"))] == ["Ines Costa"]
    assert not referrals_listed(Wanted(stage="won"))
    text = b"".join(referral_lines(Wanted(), zone=ZONE)).decode()
    assert "ines@fabrikam.example" in text
    assert text.count("\n") == 3


def test_the_whole_way_by_its_pages(acme: Workspace, owner: User, client: Client) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        mission = make_referrals(owner)
    hub, page = open_hub(acme, maya), f"/acme/missions/{mission.pk}/"
    typed = {"slot1-name": "Ines Costa", "slot1-email": "maya@example.com", "slot1-consent": "on"}
    refused = hub.post(f"{page}1/submission/", typed)
    assert refused.status_code == 422
    assert "This is your own address" in refused.text
    assert 'value="Ines Costa"' in refused.text
    hub.post(f"{page}1/submission/", {**typed, "slot1-email": "ines@fabrikam.example"})
    with workspace_scope(acme.pk):
        sent, row = Submission.objects.get(), Referral.objects.get()
        accept(sent, owner)
    found = client.get("/acme/console/referrals/?words=ines")
    assert f"/acme/console/referrals/{row.pk}/" in found.text
    stage = f"/acme/console/referrals/{row.pk}/stage/"
    assert client.post(stage, {"seen": "new", "stage": "new", "tell": "on"}).status_code == 422
    client.post(stage, {"seen": "new", "stage": "contacted", "comment": "We spoke today.", "tell": "on"})
    assert "moved meanwhile" in client.post(stage, {"seen": "new", "stage": "won"}, follow=True).text
    shown = hub.get(page).text
    assert "We spoke today." in shown
    assert "slot2-name" in shown, "and one more can be referred"
    from events.tasks import relay

    relay()
    with workspace_scope(acme.pk):
        assert Notice.objects.filter(kind="referral.moved", advocate=maya).count() == 1


# ---- questions about the person


ASKED: dict[str, Any] = SETUP | {
    "type-q": "1", "type-q-next": "2", "type-q-1-kind": "single_choice", "type-q-1-label": "How large are they?",
    "type-q-1-options": "Small\nLarge", "type-q-1-required": "on", "type-q-1-maps_to": "Size",
}  # fmt: skip


@pytest.mark.covers("S1-17")
def test_questions_are_asked_beside_the_person_and_their_answers_stand_with_the_referral(
    by: User, maya: Advocate
) -> None:
    mission = make_live(by, type_key="referral", **ASKED)
    assert mission.live
    version = mission.live.form_version
    assert version
    (question,) = version.questions
    assert (question["label"], "maps_to" in question) == ("How large are they?", False)
    content = mission.live.content["type"]
    given = {"content": content, "slot": Slot(1, ""), "questions": version.questions}
    typed = {"name": "Ines Costa", "email": "ines@fabrikam.example", "consent": "on"}
    empty = ResponseForm(typed, **given)
    assert list(empty.errors) == ["q1"]
    form = ResponseForm(typed | {"q1": question["options"][1]["key"]}, **given)
    assert form.is_valid(), form.errors
    assert list(form.fields)[-2:] == ["q1", "consent"]
    lines = TYPES["referral"].lines(content, form.answers(), questions=version.questions)
    assert ("How large are they?", "Large") in [(line.label, line.value) for line in lines]
    sent = submit(mission=mission, advocate=maya, slot=1, answers=form.answers(), files={}, zone=ZONE, now=NOW)
    accept(sent, by)
    assert not CustomField.objects.exists(), "answers about somebody else mark nobody"
    assert Referral.objects.get().name == "Ines Costa"
