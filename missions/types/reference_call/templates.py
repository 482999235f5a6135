"""Beginnings for reference calls."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Template

TEMPLATES = [
    Template(
        key="call-prospect",
        title=_("Talk with somebody who is choosing"),
        paragraphs=[
            _("Half an hour with a team that stands where you stood. Say what is true, also what is not perfect."),
            _("You choose among times that suit both. Nothing is recorded."),
        ],
        cover=7,
        words=_("sales reference prospect deal call"),
    ),
    Template(
        key="call-peer",
        title=_("Swap notes with a peer"),
        paragraphs=[_("Twenty minutes with somebody who does the same job elsewhere. Both sides learn something.")],
        fields={"rest_days": "60"},
        points=150,
        minutes=20,
        cover=10,
        words=_("peer customer exchange community call"),
    ),
]
