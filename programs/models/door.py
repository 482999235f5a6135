"""How advocates get into the hub, and what they prove there."""

from django.db import models

from foundation.tenancy import TenantModel
from programs.models.people import Advocate


class HubSession(TenantModel):
    """A browser in which an advocate has opened the hub; its cookie holds a token of which this is the hash.

    `way` is "link" (a personal link: may do missions and read the statement) or "code" (asked for at the
    door: may also change the address). Ended by signing out, by "not you?", from the list of browsers, or from
    the person's page, which raises the advocate's link version. How long it lasts: programs.sessions.
    """

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="hub_sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=8, choices=[("link", "link"), ("code", "code")])
    link_version = models.PositiveIntegerField()
    # Such as "Firefox on Windows", for the person's own list; more of what the browser says is not kept.
    browser = models.CharField(max_length=60, blank=True, default="")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    # When the visit before this one was last noted, in whichever browser; what is new since then is told at home.
    before_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"session of {self.advocate_id}"


class SignInRequest(TenantModel):
    """A sign-in asked for at the hub's door: 15 minutes, once, bound to the browser that asked.

    The link and the six digits are derived from this row and the installation's secret, so neither is kept;
    `nonce_hash` is of the cookie set when it was asked for. A newer request ends this one; five wrong codes
    do as well (counted under the nonce, committed whatever becomes of the request).
    """

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="sign_in_requests")
    nonce_hash = models.CharField(max_length=64)
    next_path = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "nonce_hash"], name="one_sign_in_per_browser_asking")
        ]

    def __str__(self) -> str:
        return f"sign-in of {self.advocate_id}"


class AddressChange(TenantModel):
    """An advocate's wish for another e-mail address: 15 minutes, once, proved by six digits sent to that address.

    The digits are derived like those of a SignInRequest. `former_email` is told when it has happened; both go
    when the person is erased.
    """

    advocate = models.ForeignKey(Advocate, models.CASCADE, related_name="address_changes")
    email = models.CharField(max_length=254)
    former_email = models.CharField(max_length=254, blank=True)
    nonce_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"change of address of {self.advocate_id}"
