"""The place: founded once with a token, settings, staff invited and removed, the last owner stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.links import invitation_token
from accounts.models import Invitation, Membership, Profile, Role, User, Workspace
from accounts.operations import LastOwner, invite_staff, new_founding_token, remove_staff
from accounts.permissions import PERMISSIONS, Permission, may
from files.operations import store_image
from foundation.tenancy import workspace_scope
from tests.factories.accounts import PASSWORD, make_member, make_user
from tests.files.uploads import png

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def founding(token: str, **changes: str) -> dict[str, str]:
    return {
        "token": token, "name": "Northwind", "slug": "northwind", "time_zone": "Europe/Berlin", "owner_name": "Olga",
        "email": "Olga@Example.com", "password": "a long enough word", **changes,
    }  # fmt: skip


def test_a_token_makes_one_workspace_and_its_owner(db: None, client: Client) -> None:
    token = new_founding_token()
    answer = client.post("/new/", founding(token))
    assert answer.headers["Location"] == "/northwind/console/"
    assert client.get("/northwind/console/").status_code == 200
    assert Membership.objects.get().role == Role.OWNER
    assert User.objects.get().email == "olga@example.com"
    again = Client().post("/new/", founding(token, slug="second"))
    assert again.status_code == 422
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "console"}, "This address is taken"),
        ({"slug": "A b"}, "small letters, digits and hyphens"),
        ({"password": "short"}, "too short"),
        ({"token": "guessed"}, "unknown or has been used"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    db: None, client: Client, changes: dict[str, str], words: str
) -> None:
    answer = client.post("/new/", founding(new_founding_token()) | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Northwind" in answer.content.decode()
    assert not Workspace.objects.exists()


def test_the_old_address_leads_to_the_new_one_and_is_nobody_elses(acme: Workspace, owner: User, client: Client) -> None:
    answer = client.post("/acme/console/settings/address/", {"slug": "acme-inc"})
    assert answer.headers["Location"] == "/acme-inc/console/settings/"
    moved = client.get("/acme/console/people/?status=active")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/acme-inc/console/people/?status=active")
    taken = client.post("/new/", founding(new_founding_token(), slug="acme"))
    assert "This address is taken" in taken.content.decode()


def test_settings_are_kept_and_a_wrong_one_is_said(acme: Workspace, owner: User, client: Client) -> None:
    settings = {
        "name": "Acme Inc", "colour": "#ffcc00", "time_zone": "Asia/Kolkata", "points_name": "miles",
        "sender_name": "Ada", "reply_to": "ada@acme.example", "postal_address": "1 Road\nTown",
        "launch_approval": "everyone",
    }  # fmt: skip
    assert client.post("/acme/console/settings/", settings).status_code == 302
    with workspace_scope(acme.pk):
        profile = Profile.objects.get()
    assert (profile.points_name, profile.time_zone, profile.colour) == ("miles", "Asia/Kolkata", "#ffcc00")
    page = client.get("/acme/console/settings/").content.decode()
    assert "Acme Inc" in page
    assert "darker, so that it stands out" in page  # the contrast guard says what it changed
    wrong = client.post("/acme/console/settings/", settings | {"colour": "red", "points_name": "stars"})
    assert wrong.status_code == 422
    with workspace_scope(acme.pk):
        assert Profile.objects.get().points_name == "miles"


def test_an_invitation_is_accepted_once_and_makes_the_role_it_says(
    acme: Workspace, owner: User, client: Client
) -> None:
    client.post("/acme/console/settings/staff/", {"email": "jonas@example.com", "role": "reviewer"})
    with workspace_scope(acme.pk):
        invitation = Invitation.objects.get()
        url = f"/acme/invitations/{invitation_token(invitation)}/"
    browser = Client()
    assert "Join Acme" in browser.get(url).content.decode()
    assert not User.objects.filter(email="jonas@example.com").exists()  # opening the link changed nothing
    weak = browser.post(url, {"name": "Jonas", "password": "short"})
    assert weak.status_code == 422
    browser.post(url, {"name": "Jonas", "password": "a long enough word", "role": "owner"})
    member = Membership.objects.get(user__email="jonas@example.com")
    assert (member.role, browser.get("/acme/console/").status_code) == ("reviewer", 200)
    assert Client().get(url).status_code == 410


def test_a_newer_invitation_voids_the_older_link(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        row = invite_staff(workspace=acme, email="jonas@example.com", role=Role.ANALYST, by=owner, now=timezone.now())
        old = f"/acme/invitations/{invitation_token(row)}/"
    client.post(f"/acme/console/settings/invitations/{row.pk}/", {"again": "1"})
    assert Client().get(old).status_code == 404
    client.post(f"/acme/console/settings/invitations/{row.pk}/", {"withdraw": "1"})
    with workspace_scope(acme.pk):
        row.refresh_from_db()
        newest = f"/acme/invitations/{invitation_token(row)}/"
    assert Client().get(newest).status_code == 410


def test_somebody_with_an_account_signs_in_to_accept(acme: Workspace, owner: User) -> None:
    known = make_user("known@example.com")
    with workspace_scope(acme.pk):
        row = invite_staff(workspace=acme, email=known.email, role=Role.MANAGER, by=owner, now=timezone.now())
        url = f"/acme/invitations/{invitation_token(row)}/"
    stranger = Client()
    assert "Sign in" in stranger.get(url).content.decode()
    stranger.post(url, {"name": "x", "password": PASSWORD})
    assert not Membership.objects.filter(user=known).exists()
    stranger.force_login(known, backend=BACKEND)
    stranger.post(url)
    assert Membership.objects.get(user=known).role == Role.MANAGER


@pytest.mark.covers("X-50")
def test_a_change_of_role_and_a_removal_are_effective_at_once(acme: Workspace, owner: User, client: Client) -> None:
    manager = make_member(acme, Role.MANAGER)
    other = Client()
    other.force_login(manager, backend=BACKEND)
    assert other.get("/acme/console/missions/new/").status_code == 200
    row = Membership.objects.get(user=manager)
    client.post(f"/acme/console/settings/staff/{row.pk}/role/", {"role": "reviewer"})
    assert other.get("/acme/console/missions/new/").status_code == 403
    client.post(f"/acme/console/settings/staff/{row.pk}/removal/")
    assert other.get("/acme/console/").status_code == 404


def test_the_last_owner_can_neither_leave_nor_become_less(acme: Workspace, owner: User, client: Client) -> None:
    row = Membership.objects.get(user=owner)
    for rest, data in (("removal/", {}), ("role/", {"role": "manager"})):
        client.post(f"/acme/console/settings/staff/{row.pk}/{rest}", data)
        assert Membership.objects.get(user=owner).role == Role.OWNER


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_the_same_moment_leave_one(acme: Workspace) -> None:
    make_member(acme, Role.OWNER, email="second@acme.example")
    rows = list(Membership.objects.filter(workspace=acme))

    def leave(row: Membership) -> bool:
        try:
            with workspace_scope(acme.pk):
                remove_staff(membership=row, by=row.user)
        except LastOwner:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, rows)) == [False, True]
    assert Membership.objects.filter(workspace=acme, role=Role.OWNER).count() == 1


def test_one_of_several_workspaces_is_chosen(acme: Workspace, globex: Workspace, owner: User, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/acme/console/"
    Membership.objects.create(workspace=globex, user=owner, role=Role.ANALYST)
    page = client.get("/").content.decode()
    assert "/acme/console/" in page
    assert "/globex/console/" in page
    assert "Switch workspace" in client.get("/acme/console/").content.decode()


def test_each_role_may_what_the_table_says() -> None:
    assert set(PERMISSIONS) == set(Role.values)
    assert all(may(Role.OWNER, permission) for permission in Permission)
    assert not may(Role.MANAGER, Permission.MANAGE_WORKSPACE)
    assert may(Role.REVIEWER, Permission.REVIEW)
    assert not may(Role.ANALYST, Permission.REVIEW)


def test_a_logo_can_be_removed_only_where_there_is_one(acme: Workspace, owner: User, client: Client) -> None:
    at = "/acme/console/settings/"
    assert "Remove the logo" not in client.get(at).content.decode()
    with workspace_scope(acme.pk):
        logo = store_image(
            SimpleUploadedFile("logo.png", png(), "image/png"), by_staff=owner, audience="public", now=timezone.now()
        )
        Profile.objects.update(logo=logo)
    assert "Remove the logo" in client.get(at).content.decode()


def test_who_may_not_change_settings_is_not_led_there(acme: Workspace, client: Client) -> None:
    for role, led in ((Role.OWNER, True), (Role.MANAGER, False)):
        client.force_login(make_member(acme, role, email=f"{role}@fresh.example"), backend=BACKEND)
        assert ('href="/acme/console/settings/"' in client.get("/acme/console/").content.decode()) is led, role


def test_every_role_is_explained_where_staff_are_invited(acme: Workspace, owner: User, client: Client) -> None:
    page = client.get("/acme/console/settings/staff/").content.decode()
    assert all(f"<b>{role.label}</b>" in page for role in Role)


def test_saving_ones_account_leaves_the_time_zone_to_the_workspaces(
    acme: Workspace, owner: User, client: Client
) -> None:
    page = client.get("/accounts/profile/").content.decode()
    assert '<option value="" selected>As each workspace</option>' in page
    assert client.post("/accounts/profile/", {"name": "Olga", "time_zone": ""}).status_code == 302
    owner.refresh_from_db()
    assert (owner.name, owner.time_zone) == ("Olga", "")
