"""Applications to programs: answered, decided once, undone by approving later, asked about by segments, erased."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User, Workspace
from advocacy.wiring import REACTIONS
from events.models import Event
from foundation.addresses import addressed_to
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from notifications.models import Notice
from notifications.reactions import tell_applicant
from programs.models import Advocate, AdvocateStatus, Application, Enrolment, Program
from programs.operations.applications import (
    ByInvitation,
    NoReason,
    TooEarly,
    approve_application,
    join_program,
    reject_application,
    waitlist_application,
    withdraw_application,
)
from programs.operations.people import change_advocate, erase_advocate
from programs.operations.programs import default_program, make_program, set_questions
from programs.programs import answered, applications, version_of
from segments.queries import members_of
from segments.reactions import touch_concerned
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle
from tests.factories.surveys import ask

WHY = [ask("q1", "long_text", "Why?"), ask("q2", "single_choice", "How often?", options="Daily|Weekly")]


def make(by: User, *, mode: str = "application", name: str = "Ambassadors", **more: Any) -> Program:
    return make_program(details={"name": name, "kind": "ambassadors", "join_mode": mode, **more}, by=by, now=NOW)


def apply(person: Advocate, program: Program, *, why: str = "I like it", later: int = 0) -> Application:
    option = WHY[1]["options"][0]["key"]
    version = version_of(program)
    answers = {"q1": why, "q2": option} if version else {}
    now = NOW + timedelta(days=later)
    assert join_program(advocate=person, program=program, answers=answers, version=version, now=now) == "applied"
    return Application.objects.filter(advocate=person, program=program).order_by("-pk")[0]


def guest(acme: Workspace, name: str = "Sol") -> Advocate:
    return make_advocate(acme, name=name, email=f"{name.lower()}@example.com", status="guest")


def programs_of(person: Advocate) -> list[str]:
    return list(Enrolment.objects.filter(advocate=person).order_by("program").values_list("program__name", flat=True))


@pytest.mark.covers("X-18")
def test_a_guest_applies_and_becomes_a_member_of_the_program_by_being_approved(in_acme: Workspace, owner: User) -> None:
    default_program()
    program = make(owner)
    set_questions(program=program, questions=WHY, by=owner, now=NOW)
    program.refresh_from_db()
    sol = guest(in_acme)
    row = apply(sol, program)
    assert join_program(advocate=sol, program=program, now=NOW) == "applied"  # pressed twice
    sol.refresh_from_db()
    assert (sol.status, Application.objects.count(), list(applications())) == ("applied", 1, [row])
    assert answered(row) == [("Why?", "I like it"), ("How often?", "Daily")]
    approve_application(application=row, by=owner, now=NOW)
    sol.refresh_from_db()
    assert (sol.status, programs_of(sol), list(applications())) == ("active", ["Members", "Ambassadors"], [])
    assert join_program(advocate=sol, program=program, now=NOW) == "in"


@pytest.mark.covers("X-18")
def test_a_rejection_waits_its_days_and_is_undone_by_approving_later(in_acme: Workspace, owner: User) -> None:
    program, sol = make(owner, reapply_days=14), guest(in_acme)
    row = apply(sol, program)
    with pytest.raises(NoReason):
        reject_application(application=row, note=" ", by=owner, now=NOW)
    reject_application(application=row, note="Not yet", by=owner, now=NOW)
    sol.refresh_from_db()
    assert sol.status == AdvocateStatus.GUEST
    with pytest.raises(TooEarly) as early:
        apply(sol, program, later=13)
    assert early.value.again_at == NOW + timedelta(days=14)
    again = apply(sol, program, later=14)
    reject_application(application=again, note="Still not", by=owner, now=NOW + timedelta(days=15))
    approve_application(application=again, note="Come in", by=owner, now=NOW + timedelta(days=16))
    sol.refresh_from_db()
    assert (sol.status, again.state, "Ambassadors" in programs_of(sol)) == ("active", "approved", True)


def test_the_waiting_list_keeps_the_application_open(in_acme: Workspace, owner: User) -> None:
    program, sol = make(owner), guest(in_acme)
    row = apply(sol, program)
    waitlist_application(application=row, by=owner, now=NOW)
    with pytest.raises(MoveNotAllowed):
        waitlist_application(application=row, by=owner, now=NOW)
    assert [list(applications()), list(applications(state="waitlisted"))] == [[], [row]]
    assert join_program(advocate=sol, program=program, now=NOW) == "applied"
    assert Application.objects.count() == 1
    approve_application(application=row, by=owner, now=NOW)
    assert "Ambassadors" in programs_of(sol)


def test_an_application_can_be_taken_back_and_sent_again(in_acme: Workspace, owner: User) -> None:
    program, sol = make(owner), guest(in_acme)
    row = apply(sol, program)
    withdraw_application(application=row, now=NOW)
    sol.refresh_from_db()
    assert (sol.status, list(applications())) == ("guest", [])
    with pytest.raises(MoveNotAllowed):
        approve_application(application=row, by=owner, now=NOW)
    apply(sol, program)
    assert len(applications()) == 1


def test_nobody_asks_to_be_in_what_is_by_invitation_or_archived(in_acme: Workspace, owner: User) -> None:
    sol = guest(in_acme)
    closed = make(owner, mode="open", name="Closed")
    closed.archived_at = NOW
    for program in (make(owner, mode="invitation"), closed):
        with pytest.raises(ByInvitation):
            join_program(advocate=sol, program=program, now=NOW)


def test_who_was_taken_in_by_hand_waits_no_more(in_acme: Workspace, owner: User) -> None:
    program = default_program()
    program.join_mode = "application"
    program.save()
    sol = guest(in_acme)
    row = apply(sol, program)
    sol.refresh_from_db()
    change_advocate(advocate=sol, changes={"status": "active"}, by=owner, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_by, list(applications())) == ("approved", owner, [])


@pytest.mark.covers("X-18")
def test_applicants_are_told_what_became_of_it_once_each(in_acme: Workspace, owner: User) -> None:
    program, sol, tom = make(owner), guest(in_acme), guest(in_acme, "Tom")
    rejected, approved = apply(sol, program), apply(tom, program)
    waitlist_application(application=rejected, by=owner, now=NOW)
    reject_application(application=rejected, note="Full", by=owner, now=NOW)
    approve_application(application=approved, by=owner, now=NOW)
    with addressed_to(in_acme.slug):
        for _again in range(2):
            for event in Event.objects.order_by("pk"):
                if tell_applicant in REACTIONS.get(event.name, ()):
                    tell_applicant(event)
    kinds = Notice.objects.order_by("pk").values_list("advocate__name", "kind")
    assert list(kinds) == [
        ("Sol", "application.received"),
        ("Tom", "application.received"),
        ("Sol", "application.waitlisted"),
        ("Sol", "application.rejected"),
        ("Tom", "application.approved"),
    ]


@pytest.mark.covers("S2-101")
def test_segments_ask_about_answers_and_the_state_of_applications(in_acme: Workspace, owner: User) -> None:
    program = make(owner)
    set_questions(program=program, questions=WHY, by=owner, now=NOW)
    program.refresh_from_db()
    option = WHY[1]["options"][0]["key"]
    asked = f"asked:{program.pk}"
    daily = make_segment(owner, clause(f"{asked}:q2", "any", [option]), name="Daily", among="everyone")
    fond = make_segment(owner, clause(f"{asked}:q1", "begins", "i LIKE"), name="Fond", among="everyone")
    waiting = make_segment(
        owner, clause("application:waiting", "any", [str(program.pk)]), name="Waiting", among="everyone"
    )
    inside = make_segment(owner, clause("program", "any", [str(program.pk)]), name="Inside")
    row = apply(guest(in_acme), program)
    hear_all()
    found = [daily, fond, waiting, inside]
    assert [members_of(segment).count() for segment in found] == [1, 1, 1, 0]
    approve_application(application=row, by=owner, now=NOW)
    hear_all()
    assert [members_of(segment).count() for segment in found] == [1, 1, 0, 1]


def hear_all() -> None:
    for event in Event.objects.all():
        if touch_concerned in REACTIONS.get(event.name, ()):
            touch_concerned(event)
    settle()


def test_what_was_answered_goes_with_the_person(in_acme: Workspace, owner: User) -> None:
    program, sol = make(owner), guest(in_acme)
    apply(sol, program)
    erase_advocate(advocate=sol, by=owner, now=NOW)
    assert not Application.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("X-18")
def test_of_many_who_decide_at_once_one_does(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        row = apply(make_advocate(acme, status="guest"), make(owner))

    def decide(number: int) -> None:
        seen = Application.objects.select_related("advocate", "program").get(pk=row.pk)
        if number % 2:
            approve_application(application=seen, by=owner, now=NOW)
        else:
            reject_application(application=seen, note="No", by=owner, now=NOW)

    results = at_once(acme, decide)
    assert sorted(results) == ["MoveNotAllowed"] * 3 + ["done"]
    with workspace_scope(acme.pk):
        decided = Event.objects.filter(name__in=["application.approved", "application.rejected"])
        row.refresh_from_db()
        assert decided.get().name == f"application.{row.state}"
        assert Enrolment.objects.filter(program=row.program).exists() == (row.state == "approved")


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_one_application_comes(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        program, sol = make(owner), make_advocate(acme, status="guest")
    results = at_once(acme, lambda _number: join_program(advocate=sol, program=program, now=NOW))
    assert results == ["done"] * 4
    with workspace_scope(acme.pk):
        assert Application.objects.count() == 1
        assert Event.objects.filter(name="advocate.applied").count() == 1


def at_once(workspace: Workspace, act: Callable[[int], object], *, times: int = 4) -> list[str]:
    barrier = Barrier(times)

    def run(number: int) -> str:
        barrier.wait()
        try:
            with workspace_scope(workspace.pk):
                act(number)
        except MoveNotAllowed:
            return "MoveNotAllowed"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_staff_decide_in_the_queue_and_are_led_on(owner: User, client: Client, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        program = make(owner)
        first, second = (apply(guest(acme, name), program) for name in ("Sol", "Tom"))
    page = client.get("/acme/console/programs/applications/").content.decode()
    assert "2 applications" in " ".join(page.split())
    at = f"/acme/console/programs/applications/{first.pk}/decision/"
    refused = client.post(at, {"verdict": "rejected", "note": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    done = client.post(at, {"verdict": "rejected", "note": "Not yet"})
    assert done["Location"] == f"/acme/console/programs/applications/{second.pk}/"
    again = client.post(at, {"verdict": "rejected", "note": "Really"}, follow=True).content.decode()
    assert "Already decided by" in again
    client.post(at, {"verdict": "approved"})
    with workspace_scope(acme.pk):
        assert Application.objects.get(pk=first.pk).state == "approved"
