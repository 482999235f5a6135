"""Which moves a campaign can make; `foundation.states.move` makes them by one conditional UPDATE."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignState(models.TextChoices):
    """Publication of a campaign. That its last day is over is derived from its end, never stored."""

    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")
    ARCHIVED = "archived", _("Archived")


LAUNCH = {CampaignState.DRAFT}
END = {CampaignState.LIVE}
ARCHIVE = {CampaignState.DRAFT, CampaignState.ENDED}
EDIT = {CampaignState.DRAFT, CampaignState.LIVE}
