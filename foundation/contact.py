"""Addresses of people as they are kept: e-mail in lower case, telephone numbers in E.164. No network is asked."""

import phonenumbers
from disposable_email_domains import blocklist
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

EMAIL_LENGTH = 254
PHONE_LENGTH = 16  # + and at most fifteen digits (E.164, 6.2)


class NotAnEmailAddress(ValidationError):
    """No mail can be sent to this text; says in plain words why."""


class NotAPhoneNumber(ValidationError):
    """No telephone has this number; says in plain words why."""


def clean_email(text: str) -> str:
    """The address as it is kept and compared, in lower case. Raises NotAnEmailAddress."""
    address = text.strip().strip("<>\u200b\ufeff").removeprefix("mailto:").strip()
    _refuse_common_mistakes(address)
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise NotAnEmailAddress(_("“%(text)s” is not an e-mail address.") % {"text": _short(address)}) from error
    return found.normalized.lower()


def is_disposable(email: str) -> bool:
    """Whether an address as it is kept belongs to a service whose addresses are thrown away after a while."""
    labels = email.rpartition("@")[2].split(".")
    return any(".".join(labels[at:]) in blocklist for at in range(len(labels) - 1))


def _refuse_common_mistakes(address: str) -> None:
    """What people most often get wrong, each said in its own words."""
    local, at, domain = address.rpartition("@")
    shown = {"text": _short(address)}
    if not address:
        raise NotAnEmailAddress(_("The e-mail address is missing."))
    if not at:
        raise NotAnEmailAddress(_("“%(text)s” is not an e-mail address: the @ is missing.") % shown)
    if any(character in address for character in ",; \t\r\n"):
        raise NotAnEmailAddress(_("“%(text)s” has a space or comma in it; give one e-mail address.") % shown)
    if "@" in local:
        raise NotAnEmailAddress(_("“%(text)s” has more than one @.") % shown)
    if not local or not domain:
        raise NotAnEmailAddress(_("“%(text)s” is not an e-mail address: something is missing beside the @.") % shown)
    if not local.isascii():
        raise NotAnEmailAddress(_("“%(text)s” has letters before the @ that many mail servers refuse.") % shown)
    if "." not in domain.strip("."):
        raise NotAnEmailAddress(_("“%(text)s” is not complete: after the @ comes a name like example.com.") % shown)
    if len(address) > EMAIL_LENGTH:
        raise NotAnEmailAddress(_("This e-mail address is too long."))


def clean_phone(text: str, region: str | None = None) -> str:
    """The number in E.164, such as +14155552671. Raises NotAPhoneNumber.

    `region` (ISO, such as "DE") says where a number without a country code belongs. An extension is left out.
    """
    number = text.strip()
    shown = {"text": _short(number)}
    if not number:
        raise NotAPhoneNumber(_("The phone number is missing."))
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not number.startswith("+"):
            message = _("“%(text)s” has no country code; begin with + as in +44 20 7946 0018.")
        else:
            message = _("“%(text)s” is not a phone number.")
        raise NotAPhoneNumber(message % shown) from error
    kept = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    if len(kept) > PHONE_LENGTH or not phonenumbers.is_valid_number(found):
        raise NotAPhoneNumber(_("“%(text)s” is not a phone number that exists.") % shown)
    return kept


def _short(text: str) -> str:
    """What was typed, as far as a message can show it."""
    return text if len(text) <= 60 else text[:59] + "…"
