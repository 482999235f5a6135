"""A draft is seen as people will meet it: card, page and e-mail, in a person's place and language."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.said_amounts import payment
from notifications.models import Notice
from notifications.previews import preview_of
from tests.factories.missions import make_draft
from tests.factories.programs import make_advocate


@pytest.mark.covers("G-08")
def test_card_page_and_mail_of_what_is_typed_as_a_person(acme: Workspace, owner: User, client: Client) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        raw: dict[str, Any] = {"type-proof_label": "What do you like?"}
        draft = make_draft(owner, title="Secret plan", notify="yes", **raw)
    page = f"/acme/console/missions/{draft.pk}/preview/"
    whole = client.get(page, {"person": maya.pk}).content.decode()
    assert "As Maya Okafor meets it" in whole
    assert f"{page}page/" in whole
    assert f"{page}mail/" in whole
    framed = client.get(f"{page}page/", {"person": maya.pk})
    text = framed.content.decode()
    assert "Secret plan" in text
    assert "What do you like?" in text
    assert "You are Maya Okafor." in text
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src" not in framed.headers["Content-Security-Policy"]
    mail = client.get(f"{page}mail/", {"person": maya.pk}).content.decode()
    assert "Secret plan" in mail
    assert "Hi Maya," in mail
    part = client.get(page, {"look": "page"}, headers={"HX-Request": "true"}).content.decode()
    assert f"{page}page/?v=" in part
    assert "<html" not in part
    assert 'lang="es"' in client.get(f"{page}page/", {"language": "es"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ({"points": "0", "minutes": "5"}, "en", "It takes about 5 minutes."),
        ({"points": "50", "minutes": "1"}, "en", "It takes about 1 minute and earns 50 points."),
        ({"points": "0", "minutes": "5"}, "es", "Lleva unos 5 minutos."),
        ({"points": "50", "minutes": "5"}, "es", "Lleva unos 5 minutos y da 50 puntos."),
    ],
)
def test_a_mail_promises_points_only_where_some_are_earned(
    acme: Workspace, owner: User, typed: dict[str, Any], language: str, said: str
) -> None:
    maya = make_advocate(acme)
    maya.language = language
    with workspace_scope(acme.pk), addressed_to(acme.slug):
        draft = make_draft(owner, **typed)
        facts = {"mission": draft.pk, "test": True}
        mail = preview_of(Notice(kind="mission.launched", facts=facts, advocate=maya), workspace=acme)
    assert said in mail.text
    assert said in mail.html
    assert "0 p" not in mail.text.replace("50 p", "")


@pytest.mark.parametrize(("points", "said"), [(0, ""), (1200, "1,200 stars are in your wallet.")])
def test_what_was_paid_is_told_only_when_something_was(points: int, said: str) -> None:
    assert str(payment(points, "stars")) == said
