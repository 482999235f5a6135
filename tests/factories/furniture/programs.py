"""Programs of each way in, and applications in each state."""

from programs.models import Application, Program
from programs.operations.applications import (
    approve_application,
    join_program,
    reject_application,
    waitlist_application,
)
from programs.operations.programs import archive_program, default_program, make_program, set_questions
from programs.programs import version_of
from tests.factories.furniture.base import World
from tests.factories.surveys import ask


def add_programs(world: World) -> None:
    """Ambassadors are joined by application, fans by a press, the board by invitation; one program is archived."""
    world.rows["program"] = default_program()
    ways = {"ambassadors": "application", "super_fans": "open", "volunteers": "invitation", "customers": "open"}
    for kind, way in ways.items():
        world.rows[kind] = _make(world, kind, way)
    questions = [
        ask("q1", "long_text", f"Why {world.word}?"),
        ask("q2", "single_choice", "How often?", options=f"Daily {world.word}|Weekly"),
        ask("q3", "rating", required=False),
    ]
    by, now = world.staff["owner"], world.now
    set_questions(program=world["ambassadors"], questions=questions, by=by, now=now)
    archive_program(program=world["customers"], by=by, now=now)
    for name, person in {"application": "maya", "listed": "jonas", "refused": "lucia", "taken": "tom"}.items():
        world.rows[name] = _apply(world, person)
    note = f"From {world.word}"
    waitlist_application(application=world["listed"], note=note, by=by, now=now)
    reject_application(application=world["refused"], note=note, by=by, now=now)
    approve_application(application=world["taken"], by=by, now=now)


def _make(world: World, kind: str, way: str) -> Program:
    name = f"{kind.replace('_', ' ').capitalize()} {world.word}"
    details = {
        "name": name, "kind": kind, "join_mode": way, "terms": f"Be kind to {world.word}.",
        "description": f"For {world.word}",
    }  # fmt: skip
    return make_program(details=details, by=world.staff["owner"], now=world.now)


def _apply(world: World, person: str) -> Application:
    program = Program.objects.get(pk=world["ambassadors"].pk)
    version = version_of(program)
    assert version is not None
    answers = {"q1": f"Because of {world.word}", "q2": version.questions[1]["options"][0]["key"]}
    join_program(advocate=world[person], program=program, answers=answers, version=version, now=world.now)
    return Application.objects.select_related("advocate", "program").get(advocate=world[person])
