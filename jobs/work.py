"""Job steps as due work: `advocacy.wiring` hands over which step function does which kind."""

from datetime import UTC, datetime

from events.work import Step
from foundation.tenancy import workspace_scope
from jobs.operations import Kinds, fail_job, step_job


def job_steps(kinds: Kinds) -> Step:
    """One step of a job in its workspace's scope; after the last try the job fails with the error."""

    def run(workspace_id: int, ref: int) -> bool:
        with workspace_scope(workspace_id):
            return step_job(job_id=ref, kinds=kinds, now=datetime.now(UTC))

    def gave_up(workspace_id: int, ref: int, error: str) -> None:
        with workspace_scope(workspace_id):
            fail_job(job_id=ref, error=error, now=datetime.now(UTC))

    return Step(run, gave_up=gave_up)
