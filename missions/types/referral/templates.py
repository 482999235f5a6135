"""Beginnings for referrals."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Template

TEMPLATES = [
    Template(
        key="referral-colleague",
        title=_("Refer a colleague"),
        paragraphs=[
            _("Who do you know who fights with the same things you did? Ask them first, then tell us."),
            _("We write to them once, politely, and tell you what came of it."),
        ],
        cover=10,
        words=_("lead sales recommend introduce business"),
    ),
    Template(
        key="referral-member",
        title=_("Bring a new member"),
        paragraphs=[_("Our program grows by people whom people like you bring along.")],
        fields={"company": "no", "phone": "no"},
        points=100,
        minutes=3,
        cover=4,
        words=_("friend invite community program"),
    ),
    Template(
        key="referral-win",
        title=_("Refer a customer, earn when they join"),
        paragraphs=[_("Your points arrive when the person you referred has become a customer, so choose well.")],
        fields={"company": "required", "relation": "required", "pays_at": "won"},
        points=1000,
        cover=7,
        words=_("sales partner commission won deal"),
    ),
]
