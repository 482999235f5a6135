"""The pieces in which a job writes a large file."""

from collections.abc import Iterator

from files.disk import open_file
from files.models import File
from jobs.models import Job


def pieces_of(job: Job) -> list[File]:
    """The file of ids, where there is one, and the parts written so far, in their order."""
    pks = [pk for pk in (job.cursor.get("ids"), *job.cursor.get("parts", ())) if pk]
    found = File.objects.in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def bytes_of(file: File) -> Iterator[bytes]:
    """What a file holds, a quarter of a megabyte at a time."""
    with open_file(file.path) as content:
        while piece := content.read(1 << 18):
            yield piece
