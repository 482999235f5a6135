"""What happens by the clock: counts of tries that are over are deleted."""

from celery import shared_task

from accounts.throttling import forget_old_attempts


@shared_task(name="accounts.forget_old_attempts")  # type: ignore[untyped-decorator]  # celery has no types
def forget_old() -> None:
    """Keep the table of tries small; running it twice changes nothing."""
    forget_old_attempts()
