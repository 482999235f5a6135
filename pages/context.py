"""What the shells (console, hub, plain) show around every page; the contract is docs/ui-contract.md.

Everything is lazy: an error page that shows none of it costs no query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Profile, Workspace
from accounts.permissions import Permission, may
from accounts.queries import memberships_of
from foundation.addresses import address_of, platform_url
from notifications.queries import unseen_count
from pages.queries import waiting_for_staff
from programs.models import GUESTS, Advocate
from rewards.queries import balance_of


@dataclass(frozen=True)
class Item:
    """One line of a menu."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    badge: int = 0


@dataclass(frozen=True)
class Group:
    """Lines of a menu under one heading, or under none."""

    label: str | Promise
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Door:
    """A workspace the staff member may enter."""

    name: str
    url: str
    role: str
    current: bool


@dataclass(frozen=True)
class Urls:
    """Addresses the shells link to; "" hides the link."""

    home: str
    brand: str = ""
    bell: str = ""
    profile: str = ""
    points: str = ""
    hub: str = ""
    sign_in: str = ""
    sign_out: str = ""
    remove_sample: str = ""
    console: str = ""
    help: str = ""
    thanks: str = ""
    campaigns: str = ""


@dataclass(frozen=True)
class Look:
    """What templates need of the workspace's profile."""

    time_zone: str
    points_name: str
    colour: str
    logo_url: str
    is_sample: bool
    postal_address: str


# Name of the page, label, icon, permission, and which badge; a page below another one counts as its own.
CONSOLE = (
    ("home", _("Home"), "house", Permission.SEE, ""),
    ("missions", _("Missions"), "target", Permission.SEE, ""),
    ("campaigns", _("Campaigns"), "calendar-days", Permission.SEE, ""),
    ("review", _("Review"), "inbox", Permission.REVIEW, "waiting"),
    ("people", _("People"), "users", Permission.SEE, ""),
    ("programs", _("Programs"), "flag", Permission.SEE, "applications"),
    ("segments", _("Segments"), "chart-pie", Permission.SEE, ""),
    ("rewards", _("Rewards"), "gift", Permission.MANAGE_MISSIONS, ""),
    ("referrals", _("Referrals"), "user-round-plus", Permission.SEE, ""),
    ("references", _("References"), "handshake", Permission.SEE, ""),
    ("analytics", _("Analytics"), "chart-line", Permission.SEE, ""),
    ("thanks", _("Thanks"), "heart-handshake", Permission.MANAGE_PEOPLE, ""),
    ("feedback", _("Feedback"), "message-circle-question-mark", Permission.MANAGE_PEOPLE, ""),
)
WORKSPACE = (
    ("settings", _("Settings"), "settings", Permission.MANAGE_WORKSPACE, ""),
    ("staff", _("Staff"), "id-card", Permission.MANAGE_WORKSPACE, ""),
    ("mail", _("Mail wording"), "mail", Permission.MANAGE_MISSIONS, ""),
    ("health", _("Health"), "heart-pulse", Permission.MANAGE_MISSIONS, ""),
    ("guide", _("Help"), "circle-question-mark", Permission.SEE, ""),
)
HUB = (
    ("home", _("Home"), "house"),
    ("explore", _("Missions"), "target"),
    ("activity", _("My activity"), "history"),
    ("points", _("Points"), "star"),
    ("profile", _("Profile"), "user"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """The context of the shells, for staff, advocates, and visitors of a workspace or of none."""
    workspace: Workspace | None = getattr(request, "workspace", None)
    member: Membership | None = getattr(request, "member", None)
    advocate: Advocate | None = getattr(request, "advocate", None)
    context: dict[str, object] = {
        "workspace": workspace,
        "member": member,
        "advocate": advocate,
        "profile": None,
        "may": {permission.name.lower(): bool(member and may(member.role, permission)) for permission in Permission},
        "navigation": [],
        "memberships": [],
        "balance": None,
        "bell_count": 0,
        "bell_unseen": 0,
        "urls": Urls(home="/"),
    }
    if workspace is None:
        return context | {"urls": _platform_urls(request)}
    context["profile"] = lazily(lambda: look_of(workspace, request.profile))  # type: ignore[attr-defined]  # a WorkspaceRequest
    context["urls"] = lazily(lambda: _workspace_urls(request, member=member, advocate=advocate))
    if member is not None:
        # A number must be one, so templates call these.
        counted = cache(waiting_for_staff)
        waiting = cache(lambda: counted()[0] if may(member.role, Permission.REVIEW) else 0)
        applied = cache(lambda: counted()[1] if may(member.role, Permission.MANAGE_PEOPLE) else 0)
        unseen = cache(lambda: unseen_count(member.user))
        context["navigation"] = lazily(lambda: _console_menu(request, member, waiting=waiting, applied=applied))
        context["memberships"] = lazily(lambda: _doors(member))
        context["bell_unseen"] = unseen
        context["bell_count"] = cache(lambda: unseen() + bool(waiting()))  # what waits is one thing, however much it is
    elif advocate is not None:
        if advocate.status not in GUESTS:
            context["navigation"] = lazily(lambda: _hub_menu(request))
        context["balance"] = cache(lambda: balance_of(advocate))
    return context


def lazily[T](make: Callable[[], T]) -> T:
    """The thing itself once a template asks for it."""
    return SimpleLazyObject(make)  # type: ignore[return-value]  # it behaves as what it makes


def look_of(workspace: Workspace, profile: Profile) -> Look:
    """The workspace's look and words."""
    return Look(
        time_zone=profile.time_zone,
        points_name=profile.points_name,
        colour=profile.colour,
        logo_url=profile.logo.url if profile.logo else "",
        is_sample=workspace.is_sample,
        postal_address=profile.postal_address,
    )


def _console_menu(
    request: HttpRequest, member: Membership, *, waiting: Callable[[], int], applied: Callable[[], int]
) -> list[Group]:
    badges = {"waiting": waiting(), "applications": applied(), "": 0}
    groups = []
    for label, pages in (("", CONSOLE), (_("Workspace"), WORKSPACE)):
        items = tuple(
            Item(words, url := address_of(f"console:{name}"), icon, _is_current(request, url, name), badges[badge])
            for name, words, icon, permission, badge in pages
            if may(member.role, permission)
        )
        if items:
            groups.append(Group(label, items))
    return groups


def _hub_menu(request: HttpRequest) -> list[Group]:
    items = tuple(
        Item(words, url := address_of(f"hub:{name}"), icon, _is_current(request, url, name))
        for name, words, icon in HUB
    )
    return [Group("", items)]


def _is_current(request: HttpRequest, url: str, name: str) -> bool:
    """The page itself or one below it; the home page and the settings only themselves."""
    path = request.get_full_path().partition("?")[0]
    if name == "points" and path.startswith(address_of("hub:offers")):
        return True  # points are spent there, and the leaderboard lies below
    if name == "explore" and path.startswith(address_of("hub:campaigns")):
        return True  # they are missions joined for a time
    return path == url if name in ("home", "settings") else path.startswith(url)


def _doors(member: Membership) -> list[Door]:
    return [
        Door(row.workspace.name, f"/{row.workspace.slug}/console/", row.get_role_display(), row.pk == member.pk)
        for row in memberships_of(member.user)
    ]


def _platform_urls(request: HttpRequest) -> Urls:
    home = platform_url("home")
    if not request.user.is_authenticated:
        return Urls(home=home, sign_in=platform_url("account_login"))
    return Urls(home=home, profile=platform_url("profile"), sign_out=platform_url("account_logout"))


def _workspace_urls(request: HttpRequest, *, member: Membership | None, advocate: Advocate | None) -> Urls:
    colour = request.profile.colour.removeprefix("#")  # type: ignore[attr-defined]  # a WorkspaceRequest
    brand, hub = address_of("public:brand", colour), address_of("hub:home")
    if member is not None:
        owns_sample = member.workspace.is_sample and may(member.role, Permission.MANAGE_WORKSPACE)
        return Urls(
            home=address_of("console:home"),
            brand=brand,
            bell=address_of("console:bell"),
            profile=platform_url("profile"),
            hub=hub,
            sign_out=platform_url("account_logout"),
            remove_sample=address_of("console:sample_removal") if owns_sample else "",
            campaigns=address_of("console:campaigns"),
        )
    if advocate is None:
        return Urls(home=hub, brand=brand, sign_in=address_of("hub:sign_in"))
    if advocate.status in GUESTS:
        return Urls(home=address_of("hub:guest"), brand=brand, sign_out=address_of("hub:sign_out"))
    return Urls(
        home=hub,
        brand=brand,
        profile=address_of("hub:profile"),
        points=address_of("hub:points"),
        sign_out=address_of("hub:sign_out"),
        console=address_of("console:missions") if advocate.is_test else "",
        help=address_of("hub:help"),
        campaigns=address_of("hub:campaigns"),
        thanks=address_of("hub:thanks") if request.profile.kudos else "",  # type: ignore[attr-defined]  # as above
    )
