"""What a link tells the web analytics of the page it leads to: utm_source, utm_medium and utm_campaign (X-38)."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from django import forms
from django.utils.translation import gettext_lazy

from missions.types.base_forms import LONGEST_LINK

MEDIUM = "advocacy"


class CampaignField(forms.RegexField):
    """A name of a campaign as it stands in addresses; with none, links stay as they are."""

    def __init__(self) -> None:
        super().__init__(
            r"^[A-Za-z0-9._-]+$",
            label=gettext_lazy("Campaign name for your web analytics"),
            required=False,
            max_length=60,
            help_text=gettext_lazy(
                "Such as autumn-launch. Short links then lead to your page with utm_campaign=autumn-launch,"
                " utm_medium=advocacy and where they were shared as utm_source. Without a name the address stays as it"
                " is."
            ),
            error_messages={"invalid": gettext_lazy("Letters, digits, dots, hyphens and _ only, without spaces.")},
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )


def with_campaign(link: str, *, campaign: str, source: str) -> str:
    """The link with the three parameters; what it says of these itself stays, and so does a link that gets too long."""
    if not campaign or not link:
        return link
    parts = urlsplit(link)
    there = {pair.partition("=")[0] for pair in parts.query.split("&")}
    told = {"utm_source": source, "utm_medium": MEDIUM, "utm_campaign": campaign}
    more = urlencode({name: value for name, value in told.items() if name not in there})
    longer = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, more)))))
    return longer if len(longer) <= LONGEST_LINK else link
