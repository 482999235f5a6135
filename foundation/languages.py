"""The languages that the product itself speaks."""

from django.conf import settings


def language_of(wanted: str, usual: str | None = None) -> str:
    """The language of ours that is nearest to somebody's: "es-mx" gets Spanish, what we do not have `usual`, by default
    that of the installation."""
    known = {code for code, _name in settings.LANGUAGES}
    for code in (wanted.lower(), wanted.lower().partition("-")[0]):
        if code in known:
            return code
    return usual or settings.LANGUAGE_CODE
