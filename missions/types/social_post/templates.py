"""Beginnings for social posts."""

from django.utils.translation import gettext_lazy as _

from missions.types.base_templates import Need, Template

_LINK = {"link": Need(_("The link that is shared"), "https://www.example.com/news")}

TEMPLATES = [
    Template(
        key="share-announcement",
        title=_("Share our latest announcement"),
        paragraphs=[
            _("We have news, and it travels furthest when it comes from people who know us."),
            _("Change the text until it sounds like you. One honest sentence of your own is worth more than ours."),
        ],
        builder=["add:linkedin", "add:x"],
        fields={
            "net-1-text1": _(
                "Good news from a team I like working with. Here is what changes, and why I think it matters:"
            ),
            "net-1-text2": _(
                "I have been using this for a while. The new release fixes the one thing I kept asking for."
            ),
            "net-2-text1": _("Good news from a team I like. Worth two minutes of your day:"),
        },
        needs=_LINK,
        points=75,
        minutes=3,
        cover=4,
        words=_("news product release launch post LinkedIn"),
    ),
    Template(
        key="share-event",
        title=_("Invite your network to our event"),
        paragraphs=[
            _("Seats are filled by people who were asked by somebody they know."),
            _("Say in a line why you are going, and whom you hope to meet there."),
        ],
        builder=["add:linkedin", "add:whatsapp"],
        fields={
            "net-1-text1": _("I will be there. If you work on the same questions, come along and say hello:"),
            "net-2-text1": _("Are you free? I am going to this, and I think you would like it:"),
        },
        needs=_LINK,
        points=60,
        minutes=3,
        cover=6,
        words=_("webinar conference meetup invite registration"),
    ),
    Template(
        key="share-story-weekly",
        title=_("Show a moment with our product"),
        paragraphs=[
            _("A picture of your desk, your shop floor, your screen: whatever shows how you really use it."),
            _("Post it as a story or as a post, then send us the link or a screenshot."),
        ],
        builder=["add:instagram", "add:threads"],
        fields={
            "net-1-text1": _("A normal day, and this is part of it."),
            "net-2-text1": _("A normal day, and this is part of it."),
        },
        needs=_LINK,
        points=50,
        minutes=5,
        cover=8,
        words=_("Instagram story TikTok photo picture weekly"),
    ),
    Template(
        key="share-opening",
        title=_("Help us find a new colleague"),
        paragraphs=[
            _("The best people we know came through people like you."),
            _("Share the opening with a word on what it is like to work with us."),
        ],
        builder=["add:linkedin", "add:email"],
        fields={
            "net-1-text1": _("A team I can recommend is looking for somebody. Do you know the right person?"),
            "net-2-text1": _("I saw this opening and thought of you. Shall I put you in touch?"),
        },
        needs=_LINK,
        points=60,
        minutes=3,
        cover=10,
        words=_("job hiring career recruiting"),
    ),
]
