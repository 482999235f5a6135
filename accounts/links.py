"""Links that carry their own proof: nothing secret is stored, and a newer version voids an older link."""

from dataclasses import dataclass

from django.core import signing

from accounts.models import Invitation

SALT = "accounts.invitation"


@dataclass(frozen=True)
class InvitationLink:
    """What an invitation's link says."""

    pk: int
    version: int


def invitation_token(invitation: Invitation) -> str:
    """The last part of an invitation's address."""
    return signing.dumps([invitation.pk, invitation.version], salt=SALT)


def read_invitation_token(token: str) -> InvitationLink | None:
    """What the link says, or None when we did not write it."""
    try:
        pk, version = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return InvitationLink(pk, version)
