"""Every page in every state, light and dark, wide and on a phone: nothing is found by axe, nothing breaks the policy.

`PAGES=all` looks at every state in every view. `SHOTS=/some/folder pytest tests/browser -k pages` keeps pictures of
all of them, for people to look at.
"""

import pytest

from tests.browser.access import LOOK, MARK, TAGS, overflow
from tests.browser.memory import Memory
from tests.browser.town import LEAST, PHONE, WIDE, Town, sights
from tests.guards.addresses import ADDRESSES, Address

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GROUPS = {
    "platform": ("home", "founding", "profile", "account", "mfa", "usersessions"),
    "settings": (
        "console:home",
        "console:kit",
        "console:settings",
        "console:staff",
        "console:mail",
        "console:bell",
        "console:health",
        "console:analytics",
    ),
    "people": (
        "console:interests",
        "console:people",
        "console:person",
        "console:import",
        "console:compan",
        "console:custom_field",
        "console:feedback",
        "console:thanks",
        "console:guide",
    ),
    "wizard": ("console:mission_step", "console:mission_check", "console:mission_new", "console:mission_t"),
    "library": ("console:own_template", "console:library", "console:mission_keeping"),
    "previews": ("console:mission_preview", "console:mission_results", "console:mission_mail", "console:mission_nudge"),
    "programs": ("console:program", "console:application", "hub:program"),
    "segments": ("console:segment",),
    "campaigns": ("console:campaign", "hub:campaign"),
    "rewards": ("console:reward", "console:grant", "console:milestone", "console:leaderboard"),
    "missions": ("console:mission", "console:folder", "console:collect", "console:exhibit", "console:sending"),
    "references": ("console:referral", "console:reference", "console:call"),
    "review": ("console:review", "console:submission", "console:decision", "console:bulk"),
    "public": ("public:",),
    "hub": ("hub:",),
}


def group_of(address: Address) -> str:
    found = [name for name, starts in GROUPS.items() if address.name.startswith(starts)]
    return found[0] if found else ""


@pytest.mark.covers("X-70")
@pytest.mark.parametrize("group", GROUPS)
def test_pages_are_open_to_everybody(town: Town, group: str) -> None:
    seen = list(sights(town, [address for address in ADDRESSES if group_of(address) == group]))
    assert seen
    memory = Memory(group)
    faults = [fault for sight in seen for fault in town.look(sight, memory)]
    memory.keep()
    print(f"{len(seen)} pages of {group}, {memory.looks} looked at")  # noqa: T201  the figure that says how much was seen
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


def test_every_page_is_in_a_group() -> None:
    shown = [address for address in ADDRESSES if address.get and address.get.html]
    assert [address.name for address in shown if not group_of(address)] == []


WRONG = """() => {
  const make = (tag, style) => Object.assign(document.createElement(tag), {textContent: "Hardly to be read", style});
  document.querySelector("main").append(
    make("p", "color: #bbb; background: #fff"),
    make("button", "width: 9px; height: 9px; padding: 0; min-height: 0; overflow: hidden"),
    make("p", "width: 3000px"),
  );
}"""


def test_what_is_wrong_is_found_in_each_width(town: Town) -> None:
    """The control of a window that is laid out and hardly painted: what is faint, small or wide is found in it."""
    page = town.page_of("owner", town.world)
    page.goto(f"{town.url}/{town.world.slug}/console/")
    for width in (WIDE, PHONE):
        town.resize(page, width)
        page.evaluate(WRONG)
        page.evaluate(MARK, "")
        lines = page.evaluate(LOOK, ["tag", TAGS, [], LEAST])
        assert {line.partition(":")[0] for line in lines} >= {"color-contrast", "target below 23.9 px"}, width
        assert overflow(page) > 0
