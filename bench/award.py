"""How many approvals a second the operation makes, against the same statements sent by pgbench: `bin/bench award`.

Eight clients on either side, in turns, each approving submissions of its own: processes with a connection each, and
pgbench's. Same database, same login, row security and constraints on, everything written to disk.
"""

import multiprocessing
import os
import re
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from bench.parts.database import as_superuser, settle
from bench.parts.figures import ratio_of, report, size, spread
from bench.parts.furniture import ZONE, copies, launch_one, make_people, make_workspace
from bench.parts.statements import noted
from events.models import Due, Event
from foundation.tenancy import workspace_scope
from missions.models import Attempt, Decision, Submission
from missions.operations.decisions import approve_submission
from missions.operations.submissions import submit
from rewards.models import Transfer, Wallet

GOAL = 0.10
CLIENTS, EACH, RUNS = 8, size("APPROVALS", 100), size("RUNS", 7)
A_RUN = CLIENTS * EACH
# So that a number in a statement says which row it means.
FIRST_IDS = {
    "programs_advocate": 1, "missions_submission": 2, "missions_attempt": 3, "missions_decision": 4, "events_event": 5,
}  # fmt: skip
LATEST = "UPDATE missions_submission s SET attempt_id = a.id FROM missions_attempt a WHERE a.submission_id = s.id"
TPS = re.compile(r"tps = ([\d.]+) \(without initial connection time\)")


def main() -> None:
    """Furnish, learn the statements from one approval, measure in turns, check the ledger, report."""
    for table, number in FIRST_IDS.items():
        as_superuser(f"ALTER SEQUENCE {table}_id_seq RESTART {number}0000001")
    workspace, owner = make_workspace("award", now=timezone.now())
    with workspace_scope(workspace.pk):
        waiting = hand_in(1 + (RUNS + 1) * 2 * A_RUN, owner, now=timezone.now())
    script = script_of(workspace.pk, waiting.pop(0), owner)
    settle()
    ours, theirs = list[float](), list[float]()
    for run in range(RUNS + 1):
        one = approvals_per_second(workspace.pk, [waiting.pop(0) for _ in range(A_RUN)], owner)
        two = transactions_per_second(script, [waiting.pop(0) for _ in range(A_RUN)])
        if run:  # the first warms both
            ours.append(one)
            theirs.append(two)
    check(workspace.pk)
    statements = [line for line in script.splitlines() if not line.startswith("\\")]
    report(
        "award",
        ratio=ratio_of(ours, theirs),
        goal=GOAL,
        approvals_per_second=spread(ours),
        pgbench_transactions_per_second=spread(theirs),
        clients=CLIENTS,
        approvals_a_run=A_RUN,
        statements_an_approval=len(statements),
    )


def hand_in(count: int, owner: User, *, now: datetime) -> list[Submission]:
    """So many people who have each handed in the same mission and wait: one by the operation, the others are copies."""
    mission = launch_one(owner, now=now)
    first, *others = make_people(count, now=now)
    answers = {"text": "Done."}
    submission = submit(mission=mission, advocate=first, slot=1, answers=answers, files={}, zone=ZONE, now=now)
    attempt = submission.attempt
    assert attempt is not None
    rows = copies(submission, ({"advocate": person, "attempt": None} for person in others))
    attempts = copies(attempt, ({"submission": row} for row in rows))
    with connection.cursor() as cursor:
        cursor.execute(LATEST)
    for row, its in zip(rows, attempts, strict=True):
        row.attempt = its
    return [submission, *rows]


def approve(workspace_id: int, submission_id: int, owner: User) -> Decision:
    """As the view does it: find the submission, then one operation, in one transaction."""
    with workspace_scope(workspace_id):
        row = Submission.objects.select_related("mission").get(pk=submission_id)
        return approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=owner, now=timezone.now())


def script_of(workspace_id: int, sample: Submission, owner: User) -> str:
    """The statements of one approval, for pgbench: with the ids of a client's next submission in the place of these."""
    with noted() as statements:
        decision = approve(workspace_id, sample.pk, owner)
    names = {
        sample.advocate_id: ":person", sample.pk: ":submission", sample.attempt_id: ":attempt",
        decision.pk: ":decision_id", decision.event_id: ":event_id",
    }  # fmt: skip
    lines = [r"\set n :n + 1", r"\set place :client_id * :each + :n"]
    lines += [rf"\set {name} :first_{name} + :place" for name in ("person", "submission", "attempt")]
    for statement in statements:
        line = " ".join(statement.replace(f"'decision:{decision.pk}'", f"'decision:' || {decision.pk}").split())
        for number, name in names.items():
            line = re.sub(rf"\b{number}\b", name, line)
        returned = re.match(r'INSERT INTO "(?:missions_(decision)|events_(event))" ', line)
        lines.append(rf"{line} \gset {returned[1] or returned[2]}_" if returned else f"{line};")
    return "\n".join(lines) + "\n"


def approvals_per_second(workspace_id: int, rows: list[Submission], owner: User) -> float:
    """Eight processes, each with its share; from the moment when all are connected until the last is done."""
    connection.close()
    fork: Any = multiprocessing.get_context("fork")
    ready, times = fork.Barrier(CLIENTS), fork.SimpleQueue()

    def work(ids: list[int]) -> None:
        connection.ensure_connection()
        ready.wait()
        started = time.perf_counter()
        for pk in ids:
            approve(workspace_id, pk, owner)
        times.put((started, time.perf_counter()))
        connection.close()

    shares = [[row.pk for row in rows[client::CLIENTS]] for client in range(CLIENTS)]
    clients = [fork.Process(target=work, args=(share,)) for share in shares]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert all(client.exitcode == 0 for client in clients)
    starts, ends = zip(*(times.get() for _client in clients), strict=True)
    return len(rows) / float(max(ends) - min(starts))


def transactions_per_second(script: str, rows: list[Submission]) -> float:
    """What pgbench itself says, without the time it takes to connect."""
    first = rows[0]
    values = {
        "n": -1, "each": EACH, "first_person": first.advocate_id, "first_submission": first.pk,
        "first_attempt": first.attempt_id,
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (file := Path(folder) / "approve.sql").write_text(script)
        command = ["pgbench", "--no-vacuum", f"--client={CLIENTS}", "--jobs=2", f"--transactions={EACH}"]
        command += [f"--file={file}"]
        command += [f"--define={name}={value}" for name, value in values.items()]
        said = subprocess.run([*command, os.environ["DATABASE_URL"]], capture_output=True, text=True, check=False)
    found = TPS.search(said.stdout)
    assert found, said.stdout + said.stderr
    assert f"actually processed: {len(rows)}/{len(rows)}" in said.stdout, said.stdout + said.stderr
    return float(found[1])


def check(workspace_id: int) -> None:
    """Both sides have done the same to everybody: one decision, one transfer, one balance, one event that is due."""
    with workspace_scope(workspace_id):
        people = Submission.objects.count()
        assert not Submission.objects.exclude(state="approved").exists()
        assert Attempt.objects.count() == Decision.objects.filter(event__name="submission.approved").count() == people
        assert Transfer.objects.values("source", "wallet").distinct().count() == people
        assert Wallet.objects.aggregate(total=Sum("balance"))["total"] == people * 150
        told = Event.objects.filter(name="submission.approved").values("pk")
        assert Due.objects.filter(work="event", ref__in=told).count() == people


if __name__ == "__main__":
    main()
