"""Addresses that are looked up once are those of the workspace and the files in force."""

import pytest
from django.template import engines
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from foundation.addresses import address_of, addressed_to, platform_url


def test_an_address_is_that_of_the_workspace_in_force() -> None:
    for slug in ("acme", "globex", "acme"):
        with addressed_to(slug):
            assert address_of("hub:mission", 7) == reverse("hub:mission", args=[7]) == f"/{slug}/missions/7/"
            assert address_of("hub:home") == f"/{slug}/"
    with pytest.raises(NoReverseMatch):
        address_of("hub:home")
    assert address_of("account_login") == platform_url("account_login")


def test_a_file_of_ours_has_djangos_address() -> None:
    template = engines["django"].from_string("{% static 'css/app.css' %}|{% static name %}")
    for _again in range(2):
        assert template.render({"name": "js/app.js"}) == f"{static('css/app.css')}|{static('js/app.js')}"
