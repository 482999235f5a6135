"""What falls due about people: files that are kept no longer. `advocacy.wiring` lists the steps."""

from foundation.tenancy import workspace_scope
from programs.operations.exports import expire_export
from programs.operations.imports import discard_import


def discard_unused(workspace_id: int, ref: int) -> bool:
    """Forget a file of people that was uploaded and never imported."""
    with workspace_scope(workspace_id):
        discard_import(import_id=ref)
    return False


def expire(workspace_id: int, ref: int) -> bool:
    """Remove the file of an export after its week."""
    with workspace_scope(workspace_id):
        expire_export(job_id=ref)
    return False
