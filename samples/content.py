"""Who and what is in the sample workspace: plain data, so that it reads like a story."""

from typing import Any

NAME, SLUG, TIME_ZONE = "Northwind (sample)", "sample", "Europe/Berlin"

STAFF = [
    ("owner@sample.example", "Olga Brandt", "owner"),
    ("reviewer@sample.example", "Jonas Weber", "reviewer"),
]

PEOPLE = [
    ("Maya Okafor", "maya@example.com", "Brightside Ltd", ["customer", "vip"]),
    ("Anna Schmidt", "anna.schmidt@example.com", "Kontor GmbH", ["customer"]),
    ("Lucía Fernández", "lucia@example.com", "Olivo", ["customer", "speaker"]),
    ("Priya Nair", "priya@example.com", "Lotus Labs", ["customer"]),
    ("Tom de Vries", "tom@example.com", "Polder & Co", ["partner"]),
    ("Chloé Martin", "chloe@example.com", "Atelier Nord", ["customer"]),
    ("Kenji Sato", "kenji@example.com", "Hoshi", ["partner", "vip"]),
    ("Amara Diallo", "amara@example.com", "Baobab", ["customer"]),
    ("Sven Lindqvist", "sven@example.com", "Fjord AB", ["customer"]),
    ("Zoë Papadopoulos", "zoe@example.com", "Thalassa", ["speaker"]),
    ("Mateo Rossi", "mateo@example.com", "Ponte", ["customer"]),
    ("Grace Kim", None, "Hanok", ["customer"]),
]

REWARD = {
    "name": "Coffee mug", "kind": "swag", "about": "By post, within two weeks.", "handing_out": "Shelf 3, with Olga.",
    "price": 150, "stock": 20, "per_person": 1,
}  # fmt: skip
MILESTONES = [("First steps", 50), ("Silver", 200), ("Gold", 500)]

COMMON: dict[str, Any] = {
    "trigger": "instant", "audience": "registered", "listed": "on", "notify": "no", "recognition": "points",
    "approval": "manual", "limit": "once",
}  # fmt: skip

MISSIONS: list[dict[str, Any]] = [
    {
        "type": "review",
        "raw": {
            "title": "Write a review on G2", "cover": "2", "minutes": "15", "points": "250",
            "description": "<p>Two or three honest sentences are enough. Good and bad, both help.</p>",
        },
        "builder": ["add:g2", "add:trustradius"],
        "after": {
            "type-site-1-address": "https://www.g2.com/products/northwind/reviews",
            "type-site-2-address": "https://www.trustradius.com/products/northwind/reviews",
        },
    },
    {
        "type": "custom_task",
        "raw": {
            "title": "Tell us about your launch", "cover": "1", "minutes": "5", "points": "150",
            "description": "<p>Your story helps other teams decide with confidence.</p>", "type-proof": "text",
        },
    },
    {
        "type": "custom_task",
        "raw": {
            "title": "Share the autumn announcement", "cover": "4", "minutes": "2", "points": "50",
            "approval": "everyone",
            "description": "<p>One post, in your own words, wherever you like to be read.</p>", "type-proof": "link",
        },
    },
    {
        "type": "custom_task",
        "raw": {
            "title": "Join the product council", "cover": "5", "minutes": "10", "points": "500",
            "description": "<p>Four calls a year with our team.</p>", "type-proof": "text",
        },
        "draft": True,
    },
]  # fmt: skip

# Missions (by place) in folders, and the one that stands first in the hub.
FOLDERS = {"Advocacy": [0, 1], "Autumn campaign": [2]}
FEATURED = 0

# Collections of the hub: name, a line about it, and its missions (by place) in their order.
COLLECTIONS = [
    ("First steps", "Small things that help us a lot.", [2, 0]),
    ("Tell your story", "In your words, for people who are about to choose.", [1, 0]),
]

# Which mission (by its place above), who (by place), days ago, what they said, and the answer to it.
SUBMISSIONS: list[tuple[int, int, int, dict[str, str], str, str]] = [
    (1, 0, 26, {"text": "We cut onboarding from three weeks to four days."}, "approved", ""),
    (1, 1, 24, {"text": "The segment builder is the part our whole team uses daily."}, "approved", ""),
    (2, 2, 21, {"link": "https://example.com/posts/autumn"}, "", ""),
    (1, 3, 18, {"text": "Good."}, "returned", "Could you tell us a little more? Two sentences would do."),
    (2, 4, 15, {"link": "https://example.com/tom/post"}, "", ""),
    (1, 5, 12, {"text": "We moved four tools into one, and nobody misses them."}, "approved", ""),
    (1, 6, 8, {"text": "asdf"}, "declined", "This does not tell a story yet. You are welcome to try again."),
    (2, 7, 6, {"link": "https://example.com/amara"}, "", ""),
    (1, 8, 2, {"text": "Our launch went live on a Friday, and the weekend was quiet. That says it all."}, "", ""),
    (1, 9, 1, {"text": "Three talks, one demo, and the room stayed for questions."}, "", ""),
]
