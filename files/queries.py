"""Reads of files used by more than one caller."""

from django.db.models import Sum

from files.models import File


def bytes_stored() -> int:
    """How many bytes the files of this workspace have together."""
    return File.objects.aggregate(total=Sum("size"))["total"] or 0
