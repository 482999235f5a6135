"""Languages in which people can speak for us; each is called by its own name."""

from functools import lru_cache

from django.utils.translation import get_language_info

CODES = (
    "en", "es", "de", "fr", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "hu", "ro", "el", "tr", "uk", "ru",
    "he", "ar", "fa", "hi", "bn", "id", "vi", "th", "ja", "ko", "zh-hans", "zh-hant",
)  # fmt: skip


@lru_cache(maxsize=1)
def language_choices() -> list[tuple[str, str]]:
    """The languages to choose from."""
    return [(code, language_name(code)) for code in CODES]


def language_name(code: str) -> str:
    """What its speakers call a language; a code that nobody knows stays one."""
    try:
        name = str(get_language_info(code)["name_local"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]
