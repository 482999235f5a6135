"""What people of a workspace thank each other for."""

from accounts.models import Profile
from pages.operations.kudos import give_thanks, report_thanks
from tests.factories.furniture.base import World


def switch_thanks_on(world: World) -> None:
    """Members of this world may thank each other."""
    Profile.objects.update(kudos=True)


def add_thanks(world: World) -> None:
    """Said by Maya and to her, in private by staff, and one that was reported."""
    said = {
        "thanks": ("jonas", world["maya"], True),
        "received_thanks": ("maya", world["jonas"], True),
        "private_thanks": ("maya", world.staff["manager"], False),
        "reported_thanks": ("lucia", world["kim"], True),
    }
    for row, (receiver, by, is_public) in said.items():
        text = f"Thank you for {row.replace('_', ' ')} & all of {world.word}"
        world.rows[row] = give_thanks(receiver=world[receiver], text=text, is_public=is_public, by=by, now=world.now)
    report_thanks(kudos=world["reported_thanks"], by=world["jonas"], now=world.now)
