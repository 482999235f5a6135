"""`{% platform_url 'account_login' %}` leads out of a workspace; `{% static 'css/app.css' %}` is a file of ours."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static as address_of_static

from foundation import addresses

register = template.Library()
register.simple_tag(addresses.platform_url)


@register.simple_tag
def static(path: str) -> str:
    """As Django's tag, which takes the address apart and puts it together again each time a page names it."""
    return _static(path, settings.STORAGES["staticfiles"]["BACKEND"], settings.STATIC_URL)


@lru_cache(maxsize=1000)
def _static(path: str, storage: str, prefix: str) -> str:
    return address_of_static(path)
