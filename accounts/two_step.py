"""Two-step sign-in by allauth, whose secrets are encrypted here, and whose counts and used codes PostgreSQL keeps."""

import base64
import hashlib
from typing import cast

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in import CODES
from accounts.throttling import count_attempt, forget_attempts


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of authenticator apps and recovery codes are kept encrypted with the installation's key."""

    def encrypt(self, text: str) -> str:
        """The text as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text as it was."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a new passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is: the browser shows the name, the id is our host."""
        return cast("dict[str, str]", super().get_public_key_credential_rp_entity()) | {"name": "Groundswell"}


class _Counted:
    """A code that is counted before it is looked at, and works once."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        key = f"code:user:{self.user.pk}"
        count_attempt(key, CODES)
        code = cast("str", super().clean_code())  # type: ignore[misc]  # of allauth's form, beside which this stands
        if self.authenticator.type == Authenticator.Type.TOTP and not use_totp_code(self.authenticator, code):
            raise ValidationError(_("This code has been used. Wait for the next one."))
        forget_attempts(key)
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Showing once more that it is you."""


@transaction.atomic
def use_totp_code(authenticator: Authenticator, code: str) -> bool:
    """Use a right code up, together with all before it; False when that was done already, however many try at once."""
    row = Authenticator.objects.select_for_update(of=("self",), no_key=True).get(pk=authenticator.pk)
    secret = TwoStepAdapter().decrypt(row.data["secret"])
    digits = "".join(character for character in code if character.isdigit())
    steps = [step for step in yield_hotp_counters_from_time() if step > row.data.get("last_step", 0)]
    step = next((step for step in steps if format_hotp_value(hotp_value(secret, step)) == digits), None)
    if step is None:
        return False
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    return True


def _cipher() -> MultiFernet:
    """The newest key first: it encrypts; the earlier ones still decrypt."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"accounts.two_step:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
