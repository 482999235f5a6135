"""Which ways into a program exist."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JoinMode(models.TextChoices):
    """How somebody who is not registered gets into a program."""

    OPEN = "open", _("Anyone may join")
    APPLICATION = "application", _("By application")
    INVITATION = "invitation", _("By invitation")
