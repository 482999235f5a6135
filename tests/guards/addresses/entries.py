"""The types of the registry of addresses (this folder), and how an entry becomes a request.

An argument or value in an entry is written as text: "live" is the id of the world's row of that name, "#invitation"
one of its tokens, ":setup" the word itself. Numbers stand for themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.permissions import Permission
from foundation.addresses import addressed_to
from tests.factories.world import World

type Values = Mapping[str, object]
type Body = Values | Callable[[World], Values]

SEE, REVIEW, EXPORT = (f"staff:{can}" for can in (Permission.SEE, Permission.REVIEW, Permission.EXPORT))
PEOPLE, MISSIONS, WORKSPACE = (
    f"staff:{can}" for can in (Permission.MANAGE_PEOPLE, Permission.MANAGE_MISSIONS, Permission.MANAGE_WORKSPACE)
)
TEXT, TOO_LONG = "Typed here and kept", "Typed and too long. " * 300
AT_MOST = 15  # queries of a page beside those of the door: session, user, workspace, profile, membership


@dataclass(frozen=True)
class State:
    """One more way in which a page is to be seen: other arguments, a query, another visitor."""

    args: tuple[object, ...] | None = None
    query: Body = field(default_factory=dict)
    status: int = 200
    actor: str = ""


@dataclass(frozen=True)
class Get:
    """A page: what its own visitor is answered, whether that is HTML, and how many queries it may make.

    `when_empty`: it is there in a workspace in which nothing has happened yet.
    """

    status: int = 200
    html: bool = True
    at_most: int = AT_MOST
    why_more: str = ""
    when_empty: bool = True
    states: Mapping[str, State] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """A form: what its own visitor sends and is answered. `changes`: something in the database is other afterwards.

    `bad` is refused with 422; the texts of the fields in `keeps` stand in that page again.
    """

    body: Body = field(default_factory=dict)
    status: int = 302
    changes: bool = True
    bad: Body | None = None
    keeps: tuple[str, ...] = ()
    actor: str = ""


@dataclass(frozen=True)
class Address:
    """An address of one of the two books: whose it is (the stamp of its door), and what it answers.

    `foreign` is the answer for an id of the other workspace; `others` are arguments that are somebody else's in the
    same workspace, which is answered with 404; `only` are the roles for which the thing is there at all. Several
    entries of one name differ by `variant`.
    """

    name: str
    door: str
    args: tuple[object, ...] = ()
    get: Get | None = None
    post: Post | None = None
    actor: str = ""
    variant: str = ""
    foreign: int = 404
    others: tuple[object, ...] | None = None
    only: tuple[str, ...] = ()
    why: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.variant})" if self.variant else self.name

    @property
    def is_platform(self) -> bool:
        """Of the book without a workspace."""
        return self.door in ("platform", "signed in", "allauth")

    @property
    def visitor(self) -> str:
        """Who uses it, where the entry does not say otherwise."""
        if self.actor:
            return self.actor
        if self.door.startswith("advocate"):
            return "advocate"
        return "owner" if self.door.startswith(("staff", "signed in")) else "anonymous"

    def path(self, world: World, args: tuple[object, ...] | None = None) -> str:
        """Its path in a world; `args` may come from another one, resolved already."""
        given = resolved(world, self.args if args is None else args)
        if self.is_platform:
            return reverse(self.name, args=given, urlconf="advocacy.platform_urls")
        with addressed_to(world.slug):
            return reverse(self.name, args=given)


def a(name: str, door: str, *args: object, **more: Any) -> Address:
    """An entry."""
    return Address(name, door, args, **more)


def resolved(world: World, args: tuple[object, ...]) -> list[object]:
    return [_resolve(world, value) for value in args]


def body_of(world: World, body: Body | None) -> dict[str, object]:
    """What is sent, made of this world's rows."""
    given = body(world) if callable(body) else body or {}
    return dict(given)


def _resolve(world: World, value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.startswith(":"):
        return value[1:]
    return world.tokens[value[1:]] if value.startswith("#") else world[value].pk


DOWNLOAD = Get(html=False)
NO_MATCH = State(query={"words": "xyzzy"})
