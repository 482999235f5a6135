"""Noting that people do something, for the segments that ask about it."""

from datetime import datetime

from django.db import connection, transaction

from missions.answer_facts import NPS, said
from missions.facts import COMPLETED, ENGAGED
from missions.models import Submission
from segments.operations.touching import touch

# At most once an hour: a page that is opened again writes nothing.
NOTE = """
INSERT INTO missions_engagement (advocate_id, last_at) VALUES (%s, %s)
ON CONFLICT (workspace_id, advocate_id) DO UPDATE SET last_at = excluded.last_at
    WHERE missions_engagement.last_at <= excluded.last_at - interval '1 hour'
"""


@transaction.atomic
def note_engaged(*, advocate_id: int, now: datetime) -> None:
    """The person saw, began or handed in a mission; kept to the hour."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [advocate_id, now])
        is_news = bool(cursor.rowcount)
    if is_news:
        touch(advocates=[advocate_id], word=ENGAGED)


@transaction.atomic
def note_completed(*, advocate_id: int) -> None:
    """How many missions a person has completed is another number now."""
    touch(advocates=[advocate_id], word=COMPLETED)


@transaction.atomic
def note_answered(*, submission: Submission) -> None:
    """Somebody answered the questions of a mission, or took the answers back."""
    version = submission.revision.form_version
    if version is None:
        return
    touch(advocates=[submission.advocate_id], word=said(submission.activity_id))
    if any(question["kind"] == "nps" for question in version.questions):
        touch(advocates=[submission.advocate_id], word=NPS)
