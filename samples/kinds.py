"""A mission of each type that the story has not, from the product's own templates, and what people sent for them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from surveys.questions import option_key

# The keys of templates, in the order in which they were launched, each with what is typed otherwise.
TEMPLATES: Mapping[str, Mapping[str, Any]] = {
    "survey-nps": {},
    "poll-pulse": {},
    "opt-in-quote": {},
    "share-announcement": {"type-link": "https://www.example.com/northwind/autumn"},
    "media-in-use": {"points": "120"},
    "video-testimonial": {},
    "steps-first": {},
    "referral-colleague": {},
    "reference-customer": {},
    "call-prospect": {},
    "page-article": {"type-link": "https://www.example.com/northwind/story"},
    "registration-event": {},
    "update-product": {},
}
PICTURE = "northwind-desk.png"

# Template, who (by place among the people), slot, days ago, the answers, what became of it, and the note with it.
# A file stands for itself by its name; "approved" is left out where the mission approves everybody.
HANDED_IN: list[tuple[str, int, int, int, dict[str, Any], str, str]] = [
    ("survey-nps", 0, 1, 17, {"q1": 10, "q2": "Everybody found their way around in a day."}, "", ""),
    ("survey-nps", 1, 1, 16, {"q1": 9, "q3": "More templates for webinars."}, "", ""),
    ("survey-nps", 3, 1, 11, {"q1": 7}, "", ""),
    ("survey-nps", 6, 1, 5, {"q1": 4, "q2": "The import took us three attempts."}, "", ""),
    ("poll-pulse", 0, 1, 9, {"q1": option_key("Delighted")}, "", ""),
    ("poll-pulse", 4, 1, 8, {"q1": option_key("Content")}, "", ""),
    ("poll-pulse", 8, 1, 3, {"q1": option_key("So-so")}, "", ""),
    ("opt-in-quote", 0, 1, 12, {"answer": "yes"}, "", ""),
    ("opt-in-quote", 9, 1, 7, {"answer": "no"}, "", ""),
    ("share-announcement", 2, 1, 10, {"network": "1", "link": "https://www.linkedin.com/posts/lucia"}, "approved", ""),
    ("share-announcement", 5, 1, 4, {"network": "1", "link": "https://www.linkedin.com/posts/chloe"}, "", ""),
    ("media-in-use", 1, 1, 13, {"files": [PICTURE], "caption": "Monday, before the launch", "licence": True},
     "approved", ""),
    ("media-in-use", 7, 1, 2, {"files": [PICTURE], "caption": "Our new office", "licence": True}, "", ""),
    ("steps-first", 8, 1, 14, {"step": 1, "text": "Sven, I run the community in Malmö."}, "approved", ""),
    ("steps-first", 8, 2, 6, {"step": 2}, "", ""),
    ("referral-colleague", 0, 1, 10, {"name": "Ines Hartmann", "email": "ines@example.com", "company": "Fabrikam",
                                      "consent": "They know that I pass their name on."}, "approved", ""),
    ("referral-colleague", 10, 1, 3, {"name": "Paolo Conti", "email": "paolo@example.com",
                                      "consent": "They know that I pass their name on."}, "", ""),
    ("reference-customer", 0, 1, 15, {"topics": ["Rolling it out", "Daily use"], "formats": ["call", "quote"],
                                      "languages": ["en"], "most": 2, "per": "quarter", "until": "2099-12-31"}, "", ""),
    ("reference-customer", 6, 1, 9, {"topics": ["Why we chose it"], "formats": ["call"], "languages": ["en", "ja"],
                                     "most": 1, "per": "month", "until": "2099-12-31"}, "", ""),
    ("registration-event", 9, 1, 5, {}, "", ""),
]  # fmt: skip

# Who opened the update, and who the page, by place.
READ, OPENED = (0, 1, 3, 5), (0, 4, 9)
# In the public gallery: whose handing-in, and the words with it. Thanks: who, to whom, what for.
SHOWN = (1, "Northwind on a Monday morning")
THANKS = [
    (0, 8, 4, "You answered my question about imports at midnight. That saved our launch."),
    (2, 1, 2, "Your talk in Berlin made my boss say yes."),
]


def picture() -> bytes:
    """A desk with a screen, drawn here so that the sample brings nobody's photo."""
    image = Image.new("RGB", (1200, 800), "#dfe8e4")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, 1200, 800), fill="#b98a5e")
    pen.rounded_rectangle((330, 170, 870, 520), 18, fill="#26322e")
    pen.rectangle((352, 192, 848, 498), fill="#0b6e5f")
    for place, width in enumerate((380, 300, 340)):
        pen.rounded_rectangle((390, 240 + 70 * place, 390 + width, 270 + 70 * place), 12, fill="#e9f4f1")
    pen.polygon(((560, 520), (640, 520), (670, 580), (530, 580)), fill="#26322e")
    pen.ellipse((930, 470, 1040, 580), fill="#f4f1ea")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
