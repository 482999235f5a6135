"""Beginnings for pictures and documents."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Template

TEMPLATES = [
    Template(
        key="media-in-use",
        title=_("Show us how you use it"),
        paragraphs=[
            _("A photo says what ten slides do not. Your desk, your shop, your team at work."),
            _("Please make sure that nobody is in the picture who does not want to be."),
        ],
        fields={"files_label": _("Your photos"), "caption": "optional", "caption_label": _("What do we see?")},
        points=100,
        cover=8,
        words=_("photo picture image screenshot gallery"),
    ),
    Template(
        key="media-screenshot",
        title=_("Send a screenshot of your result"),
        paragraphs=[_("A dashboard, a chart, a page you are proud of. Blur what is confidential before you send it.")],
        fields={"files_label": _("Your screenshot"), "caption": "required", "caption_label": _("What does it show?")},
        points=75,
        cover=11,
        words=_("screenshot dashboard result proof figures"),
    ),
    Template(
        key="media-document",
        title=_("Share a document others can learn from"),
        paragraphs=[_("A checklist, a plan, a short presentation: what helped you will help the next team.")],
        fields={
            "kinds": ["pdf", "office"],
            "files_label": _("Your document"),
            "caption": "required",
            "caption_label": _("What is it for?"),
        },
        points=150,
        minutes=15,
        cover=3,
        words=_("PDF slides presentation checklist template"),
    ),
]
