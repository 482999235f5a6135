"""Whom advocates refer: kept once for each person referred, moved from stage to stage, paid once, erased on request."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.folding import search_words
from foundation.states import MoveNotAllowed, move
from missions.budgets import about, key_of_submission
from missions.models import Attempt, Decision, Participation, PaysAt, Referral, ReferralMove, Submission, Verdict
from missions.operations.promising import free_promised
from missions.operations.rewarding import give_promised
from missions.referrals import REACHED
from missions.states import STAGES, ReferralStage, SubmissionState
from missions.types.base_acts import NotTaken
from programs.models import Advocate
from rewards.operations import credit_points, take_back_points

KEPT = ("name", "email", "phone", "company", "relation", "note")
EMPTY: dict[str, Any] = {**dict.fromkeys((*KEPT, "words"), ""), "email_claim": None, "phone_claim": None}


class NotApproved(Exception):
    """The submission that this referral is made of was not approved, or not any more."""


class NothingToTell(Exception):
    """A referral stays where it is, and nothing is said about it."""


def _folded(email: str) -> str:
    """An address as it is compared: in lower case, without the "+tag" that many mailboxes ignore."""
    local, _at, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if domain else ""


@transaction.atomic
def keep_referral(*, submission: Submission, answers: Mapping[str, Any], now: datetime) -> Referral:
    """Keep whom a submission refers, for the first time or again after a return; of two who refer one, the first wins.

    Points that come at a stage are moved from the submission's approval to the referral. Raises NotTaken, which
    does not say who else it was (X-16).
    """
    content = submission.revision.content
    setup = content.get("type", {})
    advocate = submission.advocate
    claims = _claims(answers, advocate, each=setup.get("second") == "each")
    _refuse_oneself(answers, advocate)
    _refuse_known(submission, claims)
    kept = {name: str(answers.get(name, "")) for name in KEPT}
    values = {
        **kept,
        **claims,
        "words": " ".join(["", *sorted(search_words(kept["name"], kept["company"], kept["email"]))]),
        "mission_id": submission.mission_id,
        "advocate": advocate,
        "pays_at": setup.get("pays_at", PaysAt.APPROVAL),
        "points": content["points"],
        "referred_at": now,
        "moved_at": now,
        "erased_at": None,
    }
    try:
        with transaction.atomic():
            row, _new = Referral.objects.update_or_create(submission=submission, defaults=values)
    except IntegrityError:
        raise NotTaken({_field(claims): _somebody_was_first()}) from None
    if row.pays_at != PaysAt.APPROVAL and submission.points:
        submission.points = 0
        submission.save(update_fields=["points"])
    return row


def _claims(answers: Mapping[str, Any], advocate: Advocate, *, each: bool) -> dict[str, str | None]:
    """What nobody else may refer; with `each` only this advocate may not refer it again."""
    own = f" {advocate.pk}" if each else ""
    email, phone = _folded(str(answers.get("email", ""))), str(answers.get("phone", ""))
    return {"email_claim": email + own if email else None, "phone_claim": phone + own if phone else None}


def _refuse_oneself(answers: Mapping[str, Any], advocate: Advocate) -> None:
    own = _folded(advocate.email or "")
    if own and _folded(str(answers.get("email", ""))) == own:
        raise NotTaken({"email": _("This is your own address. Refer somebody else.")})
    if advocate.phone and answers.get("phone") == advocate.phone:
        raise NotTaken({"phone": _("This is your own number. Refer somebody else.")})


def _refuse_known(submission: Submission, claims: Mapping[str, str | None]) -> None:
    """Say it in kind words before the database refuses it, also where the other mission lets each referrer count."""
    asked = Q()
    for name, claim in claims.items():
        if claim:
            asked |= Q(**{name: claim}) | Q(**{f"{name}__startswith": f"{claim} "})
    if not asked:
        return
    others = Referral.objects.filter(asked).exclude(submission=submission)
    if others.filter(advocate=submission.advocate_id).exists():
        raise NotTaken({_field(claims): _("You have referred this person already. Thank you!")})
    if others.exists():
        raise NotTaken({_field(claims): _somebody_was_first()})


def _field(claims: Mapping[str, str | None]) -> str:
    return "email" if claims["email_claim"] else "phone"


def _somebody_was_first() -> str:
    return _("We are in touch with this person already. Thank you all the same: do you know somebody else?")


@transaction.atomic
def give_up_claim(*, submission: Submission) -> None:
    """The referral was taken back: somebody else may refer this person."""
    Referral.objects.filter(submission=submission).update(email_claim=None, phone_claim=None)


@transaction.atomic
def move_referral(
    *, referral: Referral, seen: str, to: str, comment: str, tell: bool, by: User, now: datetime
) -> ReferralMove:
    """Move a referral from the stage that was `seen`, or say something about it where it stays (X-15).

    What it earns is paid when it reaches the stage that pays, once, however often it goes back and forth (G-10).
    Raises NotApproved, NothingToTell, and MoveNotAllowed when there is no such move or somebody was faster.
    """
    submission = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=referral.submission_id)
    if submission.state != SubmissionState.APPROVED:
        raise NotApproved
    if to == seen and not comment.strip():
        raise NothingToTell
    if to != seen and to not in STAGES.get(seen, ()):
        raise MoveNotAllowed(f"{referral} cannot go from {seen} to {to}")
    move(referral, from_={seen}, to=to, provided={"erased_at": None}, moved_at=now if to != seen else referral.moved_at)
    made = ReferralMove.objects.create(
        referral=referral, was=seen, became=to, comment=comment.strip(), told=tell, by_staff=by, at=now
    )
    record(
        "referral.moved",
        advocate_id=referral.advocate_id, about=f"mission:{referral.mission_id}", by_staff_id=by.pk, at=now,
        referral=referral.pk, move=made.pk, stage=to, tell=tell,
    )  # fmt: skip
    pay_if_reached(referral=referral, by=by, now=now)
    give_promised(submission=submission, now=now)
    if to == ReferralStage.LOST:
        free_promised(submission=submission)
    return made


@transaction.atomic
def pay_if_reached(*, referral: Referral, by: User | None, now: datetime) -> None:
    """Credit a referral that has reached its stage, once for each approval of its submission."""
    if not referral.points or referral.state not in REACHED.get(PaysAt(referral.pays_at), ()):
        return
    rows = Decision.objects.filter(submission=referral.submission_id, verdict=Verdict.APPROVED, reversed_at=None)
    standing = rows.order_by("-pk").first()
    if standing is None:
        return
    credit_points(
        advocate_id=referral.advocate_id,
        amount=referral.points,
        source=_source(referral, standing),
        reason=referral.mission.title,
        about=about(referral.mission_id),
        reserved=key_of_submission(referral.submission),
        by_staff_id=by.pk if by else None,
        now=now,
    )


@transaction.atomic
def take_back_credit(*, referral: Referral, decision: Decision, by: User, now: datetime) -> None:
    """The approval was taken back, and what a stage had paid on it goes back by a transfer of its own.

    Raises BalanceSpent.
    """
    reason = _("Taken back: %(title)s") % {"title": referral.mission.title}
    take_back_points(
        of_source=_source(referral, decision), reason=reason, reserved=key_of_submission(referral.submission),
        by_staff_id=by.pk, now=now,
    )  # fmt: skip


def _source(referral: Referral, decision: Decision) -> str:
    return f"referral:{referral.pk} decision:{decision.pk}"


@transaction.atomic
def erase_referral(*, referral: Referral, by: User, now: datetime) -> None:
    """Forget the person who was referred, wherever she stands; stages, points and decisions stay. Once."""
    if not Referral.objects.filter(pk=referral.pk, erased_at=None).update(**EMPTY, erased_at=now):
        return
    ReferralMove.objects.filter(referral=referral).update(comment="")
    Attempt.objects.filter(submission=referral.submission_id).update(answers={})
    Decision.objects.filter(submission=referral.submission_id).update(note="")
    _forget_typed(referral)
    record(
        "referral.erased",
        advocate_id=referral.advocate_id, about=f"mission:{referral.mission_id}", by_staff_id=by.pk, at=now,
        referral=referral.pk,
    )  # fmt: skip


def _forget_typed(referral: Referral) -> None:
    """What was typed for the slot and not sent again."""
    submission = referral.submission
    rows = Participation.objects.filter(mission=submission.mission_id, advocate=submission.advocate_id)
    for row in rows.filter(cycle=submission.cycle):
        row.draft = {slot: typed for slot, typed in row.draft.items() if slot != str(submission.number)}
        row.save(update_fields=["draft"])


@transaction.atomic
def forget_referrals(*, advocate_id: int) -> None:
    """The referrer was erased: whom she referred told us nothing themselves, and goes with her."""
    ReferralMove.objects.filter(referral__advocate=advocate_id).update(comment="")
    Referral.objects.filter(advocate=advocate_id, erased_at=None).update(**EMPTY, erased_at=Now())
