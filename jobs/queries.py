"""Reads of jobs used by more than one caller."""

from jobs.models import Job


def latest_job(about: str, *, kind: str = "") -> Job | None:
    """The last job started about a thing, such as "import:12", of one kind or of any."""
    jobs = Job.objects.filter(about=about)
    return (jobs.filter(kind=kind) if kind else jobs).order_by("-pk").first()
