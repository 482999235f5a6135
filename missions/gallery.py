"""Reads of the public gallery: what may be shown now, and why something may not (X-37).

Nothing is taken out by anybody's doing: each look asks whether the submission is approved still, is the one that was
chosen, and has a licence for the website that was neither taken back nor has ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from files.models import File, Kind
from files.serving import SHOWN as PICTURES
from missions.models import AttemptFile, Exhibit, Submission
from missions.models.exhibits import NameShown
from missions.states import SubmissionState

PAGE = 24
CANDIDATES = 12
WEBSITE = "website"  # the place of a licence (`missions.types.rights.SCOPES`) that a public page is
_RIGHTS = "revision__content__type__rights__scope"


@dataclass(frozen=True)
class Shown:
    """An exhibit as visitors see it: its pictures and videos, each with the words it was sent with; or where it is."""

    exhibit: Exhibit
    name: str
    files: Sequence[tuple[File, str]]
    link: str = ""

    @property
    def first(self) -> File | None:
        """For a small look at it."""
        return self.files[0][0] if self.files else None


def _may_be_shown(today: date, submission: str = "", attempt: str = "attempt") -> Q:
    """Of submissions, or of what leads to them by `submission`; the licence hangs on the attempt."""
    at, licence = submission, f"{attempt}__licence"
    return (
        Q(**{f"{at}state": SubmissionState.APPROVED, f"{at}advocate__erased_at": None, f"{at}advocate__is_test": False})
        & Q(**{f"{at}{_RIGHTS}__contains": [WEBSITE]})
        & Q(**{f"{licence}__isnull": False, f"{licence}__withdrawal": None})
        & (Q(**{f"{licence}__ends_on": None}) | Q(**{f"{licence}__ends_on__gte": today}))
    )


def exhibits() -> QuerySet[Exhibit]:
    """All that staff chose, in their order, with what is said about each."""
    files = Prefetch("attempt__files", _files())
    rows = Exhibit.objects.select_related(
        "attempt__submission__advocate", "attempt__submission__mission", "attempt__submission__revision",
        "attempt__licence__withdrawal",
    )  # fmt: skip
    return rows.prefetch_related(files).order_by("position", "pk")


def exhibits_shown(*, today: date) -> QuerySet[Exhibit]:
    """Those of them that may be shown on this day of the workspace."""
    allowed = _may_be_shown(today, "attempt__submission__")
    return exhibits().filter(allowed, attempt=F("attempt__submission__attempt"))


def candidates(*, today: date) -> QuerySet[Submission]:
    """Approved submissions with something to show that may be shown and was not chosen yet, the newest first."""
    visible = AttemptFile.objects.filter(attempt=OuterRef("attempt"), file__kind__in=[Kind.IMAGE, Kind.VIDEO])
    linked = Q(attempt__answers__link__startswith="http")  # a review, or a post
    rows = Submission.objects.filter(_may_be_shown(today), Exists(visible) | linked, attempt__exhibit=None)
    return rows.select_related("advocate", "mission", "attempt").order_by("-decided_at", "-pk")


def caption_sent(submission: Submission) -> str:
    """The words that came with it, as far as they fit under an exhibit."""
    return str(submission.attempt.answers.get("caption", ""))[:200] if submission.attempt else ""


def may_be_exhibited(submission: Submission, *, today: date) -> bool:
    """Whether this one can be chosen."""
    return candidates(today=today).filter(pk=submission.pk).exists()


def why_not_shown(exhibit: Exhibit, *, today: date) -> str:
    """Why visitors do not see it, the first reason in words for staff; "" when they do."""
    submission, licence = exhibit.attempt.submission, getattr(exhibit.attempt, "licence", None)
    places = submission.revision.content.get("type", {}).get("rights", {}).get("scope", [])
    reasons = {
        _("The person was erased."): submission.advocate.erased_at is not None,
        _("It is not approved any more."): submission.state != SubmissionState.APPROVED,
        _("Something else was handed in since."): submission.attempt_id != exhibit.attempt_id,
        _("There is no right to show it on a website."): licence is None or WEBSITE not in places,
        _("The usage rights were taken back."): bool(licence and licence.withdrawn_at),
        _("The usage rights have ended."): bool(licence and licence.ends_on and licence.ends_on < today),
    }
    return next((words for words, holds in reasons.items() if holds), "")


def shown(exhibit: Exhibit) -> Shown:
    """As visitors see it."""
    link = str(exhibit.attempt.answers.get("link", ""))
    return Shown(exhibit, name_beside(exhibit), _with_words(exhibit), link if link.startswith("http") else "")


def name_beside(exhibit: Exhibit) -> str:
    """The name as staff let it stand; never an address."""
    name = exhibit.attempt.submission.advocate.name.strip()
    if exhibit.name_shown == NameShown.NONE or not name:
        return ""
    return name if exhibit.name_shown == NameShown.FULL else name.split()[0]


def file_of(exhibit: Exhibit, number: int) -> File | None:
    """The file at this place that its page shows: a picture, a video's copy, or the picture before a video."""
    found = [file for file, _words in _with_words(exhibit)]
    return found[number] if 0 <= number < len(found) else None


def _files() -> QuerySet[AttemptFile]:
    return AttemptFile.objects.select_related("file__video__playable", "file__video__poster").order_by("pk")


def _with_words(exhibit: Exhibit) -> list[tuple[File, str]]:
    """What a page can show, each with its words, which stand in the order of all that was sent."""
    words = exhibit.attempt.answers.get("captions", [])
    sent = [row.file for row in exhibit.attempt.files.all() if row.field != "poster"]  # a video has its own
    told = [(file, str(words[place]) if place < len(words) else "") for place, file in enumerate(sent)]
    return [(file, said) for file, said in told if _can_be_seen(file)]


def _can_be_seen(file: File) -> bool:
    return file.kind == Kind.VIDEO or (file.kind == Kind.IMAGE and file.media_type in PICTURES)
