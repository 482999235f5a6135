"""Browsers for tests that visit every page: staff who have just signed in, one with two steps and a passkey."""

import hashlib
import json
import time
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User


def signed_in(user: User) -> Client:
    """A browser in which this user has just shown who they are."""
    client = Client()
    client.force_login(user)
    session = client.session
    request: Any = SimpleNamespace(session=session)
    record_authentication(request, user, method="password", reauthenticated=True)
    session["signed_in_at"] = session["seen_at"] = int(time.time())  # or each request would note its use
    session.save()
    return client


def set_up_two_steps(user: User, *, key_name: str) -> Authenticator:
    """An authenticator app, recovery codes and a passkey; returns the passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    data = {"name": key_name, "credential": _credential()}
    passkey: Authenticator = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    return passkey


def _credential() -> dict[str, Any]:
    """What a browser says when it has made a passkey."""
    make_key: Any = ES256.from_cryptography_key
    key = make_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    about = AttestedCredentialData.create(Aaguid.NONE, b"of the tests", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    shown = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, bytes(about))
    client = json.dumps({"type": "webauthn.create", "challenge": "", "origin": "http://testserver"}).encode()
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
    }
    identity = websafe_encode(b"of the tests")
    return {"id": identity, "rawId": identity, "type": "public-key", "response": response, "clientExtensionResults": {}}
