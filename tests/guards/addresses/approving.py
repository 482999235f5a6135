"""Forms about approval before launch; what they say stands on the check page."""

from accounts.permissions import Permission
from tests.guards.addresses.entries import MISSIONS, TEXT, TOO_LONG, Post, a

APPROVE = f"staff:{Permission.APPROVE_LAUNCHES}"

APPROVING = [
    a(
        "console:mission_approval",
        MISSIONS,
        "draft",
        post=Post({"note": "For the fair"}, bad={"note": TEXT + TOO_LONG}, keeps=("note",), actor="editor"),
    ),
    a("console:mission_approval_removal", MISSIONS, "social_draft", post=Post(), only=("owner",)),
    a(
        "console:mission_approval_return",
        APPROVE,
        "review_draft",
        post=Post({"answer": "Say who pays."}, bad={"answer": ""}),
    ),
]
