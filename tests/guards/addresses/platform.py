"""Pages of no workspace: ours, and those of django-allauth."""

from typing import Any

from tests.factories.accounts import PASSWORD
from tests.factories.world import World
from tests.guards.addresses.entries import TEXT, TOO_LONG, Address, Body, Get, Post, State, Values, a

PLATFORM = [
    a("home", "platform", get=Get(302, states={"without a workspace": State(actor="homeless")})),
    a(
        "founding",
        "platform",
        get=Get(),
        post=Post(
            lambda world: {
                "token": world.tokens["founding"],
                "name": "Initrode",
                "slug": "initrode",
                "time_zone": "Europe/Berlin",
                "owner_name": "Ida",
                "email": "ida@example.com",
                "password": "a long pass phrase 7",
            },
            bad={"token": "x", "name": TEXT, "slug": "Ä", "password": "short"},
            keeps=("name",),
        ),
    ),
    a(
        "profile",
        "signed in",
        get=Get(),
        post=Post(
            {"name": "Other Name", "time_zone": "UTC"}, bad={"name": TOO_LONG, "time_zone": "UTC"}, keeps=("name",)
        ),
    ),
    a("account_email", "signed in", get=Get(302), post=Post(changes=False)),
    a(
        "session_end",
        "signed in",
        "staff_session",
        post=Post(changes=False),
        others=("others_staff_session",),
        only=("owner",),
    ),
    a("health", "platform", get=Get(html=False)),
]


def at(name: str, *args: object, **more: Any) -> Address:
    """A page of django-allauth. What it does is the library's promise; that it breaks nothing of ours is watched."""
    return Address(name, "allauth", args, **more)


def sent(body: Body | None = None) -> Post:
    """A form of django-allauth, whatever comes of it."""
    return Post(body or {}, status=0)


def mine(world: World) -> Values:
    return {"login": world.staff["owner"].email, "password": PASSWORD}


AWAY = Get(302)
CHANGED = {"oldpassword": PASSWORD, "password1": "a long pass phrase 7", "password2": "a long pass phrase 7"}
ALLAUTH = [
    at("account_login", get=Get(), post=sent(mine)),
    at("account_logout", get=Get(), post=sent(), actor="owner"),
    at("account_inactive", get=Get()),
    at("account_signup", get=Get(), post=sent({"email": "me@example.com", "password1": "a long pass phrase 7"})),
    at("account_reauthenticate", get=Get(), post=sent({"password": PASSWORD}), actor="owner"),
    at("account_email_verification_sent", get=Get()),
    at("account_change_password", get=Get(), post=sent(CHANGED), actor="owner"),
    at("account_set_password", get=AWAY, post=sent(), actor="owner"),
    at("account_reset_password", get=Get(), post=sent({"email": "owner@acme.example"})),
    at("account_reset_password_done", get=Get()),
    at("account_reset_password_from_key", ":abc", ":def-ghi", get=Get(), post=sent()),
    at("account_reset_password_from_key_done", get=Get()),
    at("account_confirm_login_code", get=AWAY, post=sent({"code": "123456"})),
    at("account_confirm_email", ":no-such-key", get=Get(), post=sent()),
    at("mfa_index", get=Get(states={"without": State(actor="owner")}), actor="manager"),
    at("mfa_authenticate", get=AWAY, post=sent({"code": "123456"})),
    at("mfa_reauthenticate", get=Get(), post=sent({"code": "123456"}), actor="manager"),
    at("mfa_activate_totp", get=Get(), post=sent({"code": "123456"}), actor="owner"),
    at("mfa_deactivate_totp", get=Get(), post=sent(), actor="manager"),
    at("mfa_view_recovery_codes", get=Get(), actor="manager"),
    at("mfa_generate_recovery_codes", get=Get(), post=sent(), actor="manager"),
    at("mfa_download_recovery_codes", get=Get(html=False), actor="manager"),
    at("mfa_list_webauthn", get=Get(), actor="manager"),
    at("mfa_add_webauthn", get=Get(), post=sent({"name": "Mine", "credential": "{}"}), actor="manager"),
    at("mfa_reauthenticate_webauthn", get=Get(), post=sent({"credential": "{}"}), actor="manager"),
    at("mfa_remove_webauthn", "passkey", get=Get(), post=sent(), actor="manager"),
    at("mfa_edit_webauthn", "passkey", get=Get(), post=sent({"name": "Other"}), actor="manager"),
    at("mfa_login_webauthn", get=AWAY, post=sent({"credential": "{}"})),
    at("usersessions_list", get=Get(), post=sent(), actor="owner"),
]
