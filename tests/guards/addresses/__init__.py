"""Every address of both address books: whose it is, how it is asked for, what it answers, in which states it is seen.

The tests of this folder, and those of tests/browser, go by this list; an address that is not here fails the suite.
"""

from tests.guards.addresses.approving import APPROVING
from tests.guards.addresses.campaigns import CAMPAIGNS
from tests.guards.addresses.entries import Address, Get, Post, State, body_of
from tests.guards.addresses.hub import HUB, PUBLIC
from tests.guards.addresses.listing import LISTING
from tests.guards.addresses.material import MATERIAL
from tests.guards.addresses.missions import MISSIONS_OF_THE_CONSOLE, REVIEWING
from tests.guards.addresses.people import PEOPLE_OF_THE_CONSOLE
from tests.guards.addresses.platform import ALLAUTH, PLATFORM
from tests.guards.addresses.programs import PROGRAMS
from tests.guards.addresses.references import REFERENCES
from tests.guards.addresses.rewards import REWARDS
from tests.guards.addresses.segments import SEGMENTS
from tests.guards.addresses.settings import MAIL_AND_BELL, SETTINGS_AND_STAFF
from tests.guards.addresses.told import TOLD

ADDRESSES: list[Address] = [
    *PLATFORM,
    *SETTINGS_AND_STAFF,
    *PEOPLE_OF_THE_CONSOLE,
    *PROGRAMS,
    *SEGMENTS,
    *REWARDS,
    *CAMPAIGNS,
    *MAIL_AND_BELL,
    *LISTING,
    *MISSIONS_OF_THE_CONSOLE,
    *APPROVING,
    *REVIEWING,
    *MATERIAL,
    *REFERENCES,
    *PUBLIC,
    *HUB,
    *TOLD,
    *ALLAUTH,
]

__all__ = ["ADDRESSES", "Address", "Get", "Post", "State", "body_of"]
