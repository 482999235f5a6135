"""Furnished workspaces for tests that visit every page: made by the product's operations, each in some seconds or less.

Two worlds of different words stand side by side in such tests; the word of the other one must never be seen.
"""

from django.utils import timezone

from accounts.models import Role, User
from accounts.operations import create_workspace
from events.models import Due
from events.tasks import relay, work
from tests.factories.accounts import make_member, make_user
from tests.factories.furniture.approving import add_launch_requests
from tests.factories.furniture.base import ZONE, World, within
from tests.factories.furniture.budgets import add_budgets
from tests.factories.furniture.campaigns import add_campaigns
from tests.factories.furniture.doors import (
    add_arrivals,
    add_askers,
    add_invitations,
    add_mail,
    add_tokens,
    fail_and_look,
    open_browsers,
    ring,
)
from tests.factories.furniture.filing import add_collections, add_folders_and_views, add_own_templates
from tests.factories.furniture.material import add_material
from tests.factories.furniture.missions import add_missions, add_set_off, add_submissions, close_missions
from tests.factories.furniture.people import (
    add_imports,
    add_jobs,
    add_people,
    add_person,
    close_people,
    csv_of,
    take_back,
)
from tests.factories.furniture.programs import add_programs
from tests.factories.furniture.recurring import add_recurring
from tests.factories.furniture.references import add_references
from tests.factories.furniture.rewards import add_rewards
from tests.factories.furniture.segments import add_segments
from tests.factories.furniture.thanks import add_thanks, switch_thanks_on
from tests.factories.furniture.told import add_said, add_told

__all__ = ["World", "bare", "csv_of", "furnished", "within"]


def bare(slug: str, *, word: str = "Nothing") -> World:
    """A workspace with its staff and one advocate, in which nothing has happened yet."""
    owner = make_user(f"owner@{slug}.example", name=f"Olga {word}")
    now = timezone.now()
    workspace = create_workspace(name=slug.title(), slug=slug, time_zone=ZONE, owner=owner, now=now)
    world = World(workspace, word, now, staff={"owner": owner})
    for role in (Role.MANAGER, Role.EDITOR, Role.REVIEWER, Role.ANALYST):
        world.staff[role.value] = make_member(workspace, role)
    User.objects.filter(memberships__workspace=workspace).update(name=f"Sam {word}")
    with within(world):
        switch_thanks_on(world)
        add_person(world, "maya", "Maya Okafor", tags=["customer"])
    open_browsers(world)
    return world


def furnished(slug: str, *, word: str) -> World:
    """A workspace with missions of each type and state, submissions, decisions, mail, imports, jobs and the rest."""
    world = bare(slug, word=word)
    with within(world):
        add_people(world)
        add_missions(world)
        add_told(world)
        add_folders_and_views(world)
        add_launch_requests(world)
        add_collections(world)
        add_own_templates(world)
        add_invitations(world)
    follow_up()
    with within(world):
        add_submissions(world)
        add_recurring(world)
        add_rewards(world)
        add_campaigns(world)
        add_budgets(world)
        add_said(world)
        add_thanks(world)
        add_references(world)
        add_material(world)
        add_imports(world, "undone_import")
    follow_up()
    with within(world):
        take_back(world, "undone_import")
        add_imports(world, "import")
    follow_up()
    with within(world):
        add_programs(world)
        add_segments(world)
        add_set_off(world)
        add_imports(world, "going_import", "failed_import")
        add_mail(world)
        ring(world)
        fail_and_look(world)
        close_missions(world)
        close_people(world)
        add_jobs(world)
        add_tokens(world)
        add_askers(world)
        add_arrivals(world)
    Due.objects.filter(workspace=world.workspace).delete()
    return world


def follow_up() -> None:
    """What workers would do now."""
    relay()
    work()
