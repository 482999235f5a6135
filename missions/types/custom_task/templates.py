"""Beginnings for custom tasks."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Template

TEMPLATES = [
    Template(
        key="task-follow",
        title=_("Follow us and like our latest post"),
        paragraphs=[
            _("Follow our page, and leave a like or a comment on the newest post."),
            _("Then send us a screenshot, or the link to your comment."),
        ],
        fields={"proof": "file", "proof_label": _("A screenshot of it")},
        points=25,
        minutes=2,
        cover=4,
        words=_("social media like follow comment Instagram LinkedIn"),
    ),
    Template(
        key="task-quote",
        title=_("Give us a sentence to quote"),
        paragraphs=[
            _("One or two sentences that you would also say to a colleague: what you do with us, and what came of it."),
            _("By sending it you agree that we quote it with your name."),
        ],
        fields={"proof": "text", "proof_label": _("Your sentence, with your job title if you like")},
        points=75,
        minutes=5,
        cover=2,
        words=_("testimonial quotation website words"),
    ),
    Template(
        key="task-blog",
        title=_("Write about us on your blog"),
        paragraphs=[
            _("Your view, your words, your blog. We help with pictures and facts, and we do not edit."),
            _("Please say in it that you take part in our program. Send us the link when it is out."),
        ],
        fields={"proof": "link", "proof_label": _("Link to your article")},
        points=250,
        minutes=60,
        cover=9,
        words=_("article text content writing creator"),
    ),
    Template(
        key="task-answer",
        title=_("Answer a question in our community"),
        paragraphs=[
            _("Somebody is stuck where you were a year ago. Pick a question you know the answer to."),
        ],
        fields={"proof": "link", "proof_label": _("Link to your answer")},
        points=50,
        minutes=10,
        cover=10,
        words=_("forum help support peer"),
    ),
]
