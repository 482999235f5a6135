"""Companies: people of one company together, however it is written, with what they came to."""

import pytest
from django.test import Client

from accounts.models import Role, User, Workspace
from foundation.tenancy import workspace_scope
from programs.companies import companies, company_of
from programs.models import Advocate
from programs.operations.people import change_advocate, erase_advocate
from rewards.operations import credit_points
from tests.factories.accounts import NOW, make_member
from tests.factories.programs import import_people, make_advocate

LIST, ONE = "/acme/console/people/companies/", "/acme/console/people/company/"


@pytest.fixture
def people(acme: Workspace, owner: User) -> list[Advocate]:
    make_advocate(acme, name="Zoe", email="zoe@example.com", company="Aalto", status="guest")
    content = b"Name,E-mail,Company\nBen,ben@example.com,B\xc3\xa4ckerei M\xc3\xbcller\n"
    import_people(acme, content, by=owner)
    maya = make_advocate(acme, company="BACKEREI  muller", by=owner)
    return [maya]


@pytest.mark.covers("X-21")
def test_people_of_one_company_stand_together_with_what_they_came_to(
    acme: Workspace, client: Client, people: list[Advocate]
) -> None:
    with workspace_scope(acme.pk):
        credit_points(
            advocate_id=people[0].pk, amount=150, source="test:1", reason="x", about="", by_staff_id=None, now=NOW
        )
        assert [(one.key, one.people, one.registered) for one in companies()] == [
            ("aalto", 1, 0), ("backerei muller", 2, 2),
        ]  # fmt: skip
        assert [one.key for one in companies(after="aalto")] == ["backerei muller"]
        assert [one.key for one in companies(search="Bäck")] == ["backerei muller"]
    assert "Aalto" in client.get(LIST).content.decode()
    page = client.get(ONE, {"name": "Bäckerei Müller"}).content.decode()
    assert "Ben" in page
    assert "Maya Okafor" in page
    assert "Zoe" not in page
    assert ">150<" in page.replace("\n", "").replace(" ", "")
    assert "2 people" in client.get("/acme/console/people/", {"company": "backerei muller"}).content.decode()


def test_a_company_is_called_as_most_of_its_people_call_it(acme: Workspace) -> None:
    for number, name in enumerate(["ACME", "Acme", "Acme", "acme"]):
        make_advocate(acme, email=f"{number}@example.com", company=name)
    with workspace_scope(acme.pk):
        assert [one.name for one in companies()] == ["Acme"]
        one = company_of("ACME")
        assert one
        assert one.name == "Acme"


def test_who_changes_the_company_moves_and_who_is_erased_leaves(
    acme: Workspace, owner: User, client: Client, people: list[Advocate]
) -> None:
    with workspace_scope(acme.pk):
        change_advocate(advocate=people[0], changes={"company": "Aalto"}, by=owner, now=NOW)
        assert [(one.key, one.people) for one in companies()] == [("aalto", 2), ("backerei muller", 1)]
        erase_advocate(advocate=people[0], by=owner, now=NOW)
        assert company_of("AALTO") is not None
        assert company_of("Nobody's") is None
    assert client.get(ONE, {"name": "Nobody's"}).status_code == 302


def test_an_analyst_sees_companies_and_another_workspace_does_not(
    acme: Workspace, people: list[Advocate], client: Client
) -> None:
    analyst = make_member(acme, Role.ANALYST, email="analyst@acme.example")
    client.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(ONE, {"name": "Aalto"}).status_code == 200
