"""What a budget costs an award: the statements of one award with and without one, by pgbench: `bin/bench budget`.

Sixteen clients on either side, in turns, each paying awards of its own out of nothing that was reserved before, so that
all of them want the one row of the budget. Then so many awards by sixteen connections at once as the budget does not
have: not one point over. As a figure without a goal: awards of what was reserved, which leave that row alone.
"""

import multiprocessing
import os
import re
import subprocess
import tempfile
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from bench.parts.database import as_superuser, settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import make_people, make_workspace
from bench.parts.statements import noted
from foundation.tenancy import workspace_scope
from rewards.models import Budget, Transfer
from rewards.operations import credit_points
from rewards.operations.budgets import Cap, reserve_points, set_budget
from rewards.operations.charging import BudgetSpent

GOAL = 0.35
CLIENTS, EACH, RUNS = 16, size("APPROVALS", 500), size("RUNS", 5)
PEOPLE, AWARDS = size("PEOPLE", 10_000), size("AWARDS", 20_000)
POINTS, PLENTY = 150, 10**15
TPS = re.compile(r"tps = ([\d.]+) \(without initial connection time\)")
# The person and the source of the award from which the statements are learnt.
SOURCE = "learnt from"


def main() -> None:
    """Furnish, learn the statements from one award, measure in turns, press sixteen against the cap, report."""
    now = timezone.now()
    as_superuser("ALTER SEQUENCE programs_advocate_id_seq RESTART 10000001")  # so that it says whom it means
    workspace, _owner = make_workspace("budget", now=now)
    with workspace_scope(workspace.pk):
        first = make_people(PEOPLE, now=now)[0].pk
        set_budget(about="mission:1", cap=Cap(points=PLENTY, need=POINTS), now=now)
    script = script_of(workspace.pk, first, now=now)
    settle()
    capped, free, reserved = list[float](), list[float](), list[float]()
    for run in range(RUNS + 1):
        keep(workspace.pk, first, run, now=now)
        one = awards_per_second(script, "mission:1", first, run)
        two = awards_per_second(script, "mission:2", first, run)
        three = awards_per_second(script, "mission:1", first, run, reserved=True)
        if run:  # the first warms all
            capped.append(one)
            free.append(two)
            reserved.append(three)
    check(workspace.pk, "mission:1")
    over = points_over(workspace.pk, first, now=now)
    report(
        "budget", ratio=ratio_of(capped, free), goal=GOAL, holds=over == 0, awards_per_second=spread(capped),
        uncapped_per_second=spread(free), reserved_per_second=spread(reserved), clients=CLIENTS,
        awards_a_run=CLIENTS * EACH, awards_at_the_cap=AWARDS, points_over=over,
    )  # fmt: skip


def script_of(workspace_id: int, person: int, *, now: datetime) -> str:
    """The statements of one award, for pgbench: with a client's next person and source in the place of these."""
    with noted() as statements, workspace_scope(workspace_id):
        credit_points(
            advocate_id=person, amount=POINTS, source=SOURCE, reason="A mission", about="mission:0", reserved="kept",
            now=now,
        )  # fmt: skip
    lines = [r"\set n :n + 1", r"\set place :client_id * :each + :n", r"\set person :first + (:place % :people)"]
    for statement in statements:
        line = (
            " ".join(statement.split())
            .replace(f"'{SOURCE}'", "':side :run :client_id :n'")
            .replace("'mission:0'", "':about'")
        )
        line = line.replace("'kept'", "':kept :place'")
        lines.append(re.sub(rf"\b{person}\b", ":person", line) + ";")
    return "\n".join(lines) + "\n"


def awards_per_second(script: str, about: str, first: int, run: int, *, reserved: bool = False) -> float:
    """What pgbench itself says, without the time it takes to connect."""
    side = f"{about} reserved" if reserved else about
    kept = f"run:{run}" if reserved else "none"
    text = script.replace("':side :run :client_id :n'", f"'{side} {run} ' || :client_id || ' ' || :n")
    text = text.replace("':about'", f"'{about}'").replace("':kept :place'", f"'{kept} ' || :place")
    values = {"n": -1, "each": EACH, "first": first, "people": PEOPLE}
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "award.sql").write_text(text)
        command = ["pgbench", "--no-vacuum", f"--client={CLIENTS}", "--jobs=2", f"--transactions={EACH}"]
        command += [f"--file={file}", *(f"--define={name}={value}" for name, value in values.items())]
        said = subprocess.run([*command, os.environ["DATABASE_URL"]], capture_output=True, text=True, check=False)
    found = TPS.search(said.stdout)
    assert found, said.stdout + said.stderr
    assert f"actually processed: {CLIENTS * EACH}/{CLIENTS * EACH}" in said.stdout, said.stdout + said.stderr
    return float(found[1])


def keep(workspace_id: int, first: int, run: int, *, now: datetime) -> None:
    """Reserve what the awards of a run are paid out of."""
    with workspace_scope(workspace_id):
        for client in range(CLIENTS):
            places = range(client * EACH, (client + 1) * EACH)
            reserve_points(
                about="mission:1", advocate_id=first, amounts={f"run:{run} {place}": POINTS for place in places},
                expires_at=None, now=now,
            )  # fmt: skip


def check(workspace_id: int, about: str) -> None:
    """What the row says is what was paid, and nothing is reserved any more."""
    with workspace_scope(workspace_id):
        budget = Budget.objects.get(about=about)
        paid = Transfer.objects.filter(about=about).aggregate(points=Sum("amount"))["points"] or 0
        assert not budget.reservations.exists()
        assert budget.committed == paid, (budget.committed, paid)


def points_over(workspace_id: int, first: int, *, now: datetime) -> int:
    """By how much sixteen processes overrun a budget of which they want a twentieth more than there is: 0."""
    about, tries = "mission:3", AWARDS + max(AWARDS // 20, CLIENTS)
    with workspace_scope(workspace_id):
        set_budget(about=about, cap=Cap(points=AWARDS * POINTS, need=POINTS), now=now)
    connection.close()
    fork: Any = multiprocessing.get_context("fork")
    work = partial(_award, workspace_id, about, first, now)
    clients = [fork.Process(target=work, args=(range(client, tries, CLIENTS),)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert all(client.exitcode == 0 for client in clients)
    check(workspace_id, about)
    with workspace_scope(workspace_id):
        paid = Transfer.objects.filter(about=about)
        assert paid.count() >= AWARDS, "the budget was not used up"
        return Budget.objects.get(about=about).committed - AWARDS * POINTS


def _award(workspace_id: int, about: str, first: int, now: datetime, places: range) -> None:
    """Pay these one after the other, until the budget is spent, and the others are tried all the same."""
    for place in places:
        person, source = first + place % PEOPLE, f"{about} {place}"
        try:
            with workspace_scope(workspace_id):
                credit_points(
                    advocate_id=person, amount=POINTS, source=source, reason="A mission", about=about, now=now
                )
        except BudgetSpent:
            continue
    connection.close()


if __name__ == "__main__":
    main()
