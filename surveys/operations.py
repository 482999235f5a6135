"""Everything that changes forms."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from surveys.kinds import Question
from surveys.models import Form, FormVersion
from surveys.queries import latest_version
from surveys.questions import check


@transaction.atomic
def create_form(*, now: datetime) -> Form:
    """A form without any version yet."""
    return Form.objects.create(created_at=now)


@transaction.atomic
def publish_version(*, form: Form, questions: Sequence[Question], now: datetime) -> FormVersion:
    """The version of this form that asks exactly these questions: the latest, if it does, else a new one after it.

    Earlier versions stay as they were, and answers given to them keep them (G-20). Of two at once, each gets a
    number of its own. Raises QuestionsNotValid.
    """
    check(questions)
    _wait_for(form)
    latest = latest_version(form)
    if latest is not None and latest.questions == list(questions):
        return latest
    return FormVersion.objects.create(
        form=form, number=latest.number + 1 if latest else 1, questions=list(questions), published_at=now
    )


def _wait_for(form: Form) -> None:
    """One at a time: who comes second sees the version of the first."""
    Form.objects.select_for_update(of=("self",), no_key=True).get(pk=form.pk)
