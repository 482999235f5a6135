"""Forgetting what an erased person wrote and sent; that something was handed in and decided stays."""

from django.db import transaction

from files.models import File, Upload
from files.operations import discard_upload, erase
from missions.models import Arrival, Attempt, AttemptFile, Decision, Participation
from missions.types import TYPES
from missions.types.base_acts import acts_of


@transaction.atomic
def forget_answers(*, advocate_id: int) -> None:
    """Empty a person's answers, drafts and the notes to them, and remove their files for good."""
    Attempt.objects.filter(submission__advocate=advocate_id).update(answers={}, policy={})
    Participation.objects.filter(advocate=advocate_id).update(draft={})
    Decision.objects.filter(submission__advocate=advocate_id).update(note="")
    AttemptFile.objects.filter(attempt__submission__advocate=advocate_id).delete()
    Arrival.objects.filter(advocate=advocate_id).delete()
    for file in File.objects.filter(by_advocate=advocate_id):
        erase(file=file)
    for upload in Upload.objects.filter(by_advocate=advocate_id):
        discard_upload(upload_id=upload.pk)
    for key in TYPES:
        acts_of(key).forget(advocate_id=advocate_id)
