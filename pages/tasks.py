"""What the clock of the installation calls for."""

from celery import shared_task

from pages.work import watch_all


@shared_task(name="pages.watch")  # type: ignore[untyped-decorator]  # celery has no types
def watch() -> int:
    """Tell managers of work that is stuck; returns in how many workspaces."""
    return watch_all()
