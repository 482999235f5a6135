"""Where allauth asks us: nobody signs up, tries are counted in PostgreSQL, mail is ours and leaves late."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from accounts.models import User
from accounts.sign_in import count_password_try, password_was_right, remember_browser
from accounts.throttling import client_ip


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Staff accounts are made by invitation or by the first-workspace token only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the session list and security mails show: only our own proxies are believed."""
        return client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at, whether there is such an account or not."""
        count_password_try(request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user whose password this is; a right one ends the account's count."""
        user = cast("User | None", super().authenticate(request, **credentials))
        if user is not None:
            password_was_right(request, credentials.get("email", ""))
        return user

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponseBase:
        """After all steps: this browser is known to the account from now on."""
        response = cast("HttpResponseBase", super().post_login(request, user, **details))
        remember_browser(response, user)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Below our public address, whatever host the request named."""
        address = cast("str", get_reset_password_from_key_url(self.request, key))
        return settings.PUBLIC_URL + address.removeprefix(self.request.build_absolute_uri("/")[:-1])

    def format_email_subject(self, subject: str) -> str:
        """Without the host's name before it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail now, in the reader's language; AfterTheAnswer sends it."""
        context = {"request": self.request, "email": email, "public_url": settings.PUBLIC_URL} | context
        reader = context.get("user") or self.request.user
        with translation.override(getattr(reader, "language", None) or translation.get_language()):
            message = self.render_mail(template_prefix, email, context)
        self.request.after_the_answer.append(message.send)
