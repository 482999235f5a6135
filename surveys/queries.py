"""Reads of forms and their versions."""

from surveys.models import Form, FormVersion


def versions_of(form: Form) -> list[FormVersion]:
    """All versions of a form, the oldest first."""
    return list(form.versions.order_by("number"))


def latest_version(form: Form) -> FormVersion | None:
    """The version published last, or None."""
    return form.versions.order_by("-number").first()
