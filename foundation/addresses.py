"""Links: workspace pages live under a prefix, platform pages (sign-in) under none."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse, set_script_prefix, set_urlconf


@contextmanager
def addressed_to(slug: str) -> Iterator[None]:
    """Inside, `reverse()` and `{% url %}` build addresses of this workspace."""
    with _addresses(f"{_root()}{slug}/", settings.WORKSPACE_URLCONF):
        yield


def address_of(name: str, *args: int | str) -> str:
    """As `reverse()` with the addresses in force; for lists, since asking for the same one again costs little."""
    return _address_of(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, *args)


@lru_cache(maxsize=10_000)
def _address_of(prefix: str, urlconf: str, name: str, *args: int | str) -> str:
    return reverse(name, urlconf, args=args)


def platform_url(name: str) -> str:
    """The address of a platform page, from anywhere; plain `reverse()` knows only the workspace's."""
    with _addresses(_root(), settings.ROOT_URLCONF):
        return reverse(name)


def absolute(path: str) -> str:
    """A path as people outside type it: for mail, and for links to pass on."""
    return f"{settings.PUBLIC_URL}{path}"


@contextmanager
def _addresses(prefix: str, urlconf: str) -> Iterator[None]:
    outer_prefix, outer_urlconf = get_script_prefix(), get_urlconf()
    set_script_prefix(prefix)
    set_urlconf(urlconf)
    try:
        yield
    finally:
        set_script_prefix(outer_prefix)
        set_urlconf(outer_urlconf)


def _root() -> str:
    return settings.FORCE_SCRIPT_NAME or "/"
