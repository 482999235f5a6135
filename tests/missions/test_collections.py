"""Collections show together what belongs together, in an order, and open nothing to anybody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from foundation.times import reached
from missions.collections import collections_for, open_in
from missions.models import Collected, Collection, Mission
from missions.operations.collections import collect_mission, create_collection
from missions.operations.dismissals import dismiss_mission
from missions.operations.missions import pause_mission
from tests.factories.hub import open_hub
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate

NOW = timezone.now()


def filled(owner: User, *missions: Mission, name: str = "First steps") -> Collection:
    made = create_collection(name=name, about="Begin here.", by=owner, now=NOW)
    for mission in missions:
        collect_mission(collection=made, mission=mission, by=owner, now=NOW)
    return made


@pytest.mark.covers("X-31")
def test_a_collection_shows_only_what_is_open_to_the_person(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        rows = {name: make_live(owner, title=name) for name in ("open", "paused", "done", "away", "ended")}
        rows["unlisted"] = make_live(owner, title="unlisted", listed="")
        rows["draft"] = make_draft(owner, title="draft")
        made = filled(owner, *rows.values())
        filled(owner, rows["paused"], name="Nothing for now")
        pause_mission(mission=rows["paused"], by=owner, now=NOW)
        hand_in(rows["done"], maya)
        dismiss_mission(mission=rows["away"], advocate=maya, now=NOW)
        Mission.objects.filter(pk=rows["ended"].pk).update(ends_at=NOW)
        assert [row.title for row in open_in(made, maya, now=NOW)] == ["open"]
        shown = collections_for(maya, now=NOW)
        assert [(one.collection.name, one.count) for one in shown] == [("First steps", 1)]
    hub = open_hub(acme, maya)
    page = hub.get("/acme/missions/").content.decode()
    assert "Begin here." in page
    assert "Nothing for now" not in page
    assert "Begin here." not in hub.get("/acme/missions/?words=open").content.decode()
    page = hub.get(f"/acme/missions/collections/{made.pk}/").content.decode()
    assert [title for title in rows if f">{title}</a>" in page] == ["open"]


@pytest.mark.covers("X-31")
def test_staff_make_fill_and_order_collections(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        first, second = (make_live(owner, title=title) for title in ("First", "Second"))
    root = "/acme/console/missions/collections/"
    for name in ("Stories", "Five minutes"):
        client.post(root, {"name": name, "about": ""})
    assert client.post(root, {"name": "Stories", "about": ""}).status_code == 422
    with workspace_scope(acme.pk):
        stories, minutes = Collection.objects.order_by("pk")
    for mission in (first, second, first):
        client.post(f"{root}{stories.pk}/missions/", {"mission": mission.pk})
    client.post(f"{root}{minutes.pk}/missions/", {"mission": first.pk})
    client.post(f"{root}{minutes.pk}/place/", {"to": "up"})
    client.post(f"{root}{minutes.pk}/place/", {"to": "up"})  # it is the first: nothing happens
    with workspace_scope(acme.pk):
        last = Collected.objects.get(collection=stories, mission=second)
    client.post(f"{root}missions/{last.pk}/place/", {"to": "up"})
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        shown = [(one.collection.name, [row.title for row in one.rows]) for one in collections_for(maya, now=NOW)]
    assert shown == [("Five minutes", ["First"]), ("Stories", ["Second", "First"])]
    client.post(f"{root}missions/{last.pk}/removal/")
    client.post(f"{root}{minutes.pk}/removal/")
    with workspace_scope(acme.pk):
        shown = [(one.collection.name, [row.title for row in one.rows]) for one in collections_for(maya, now=NOW)]
        assert Mission.objects.count() == 2
    assert shown == [("Stories", ["First"])]


def test_many_collections_ask_as_much_as_one(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    asked = []
    with workspace_scope(acme.pk):
        for more in (1, 5):
            for number in range(more):
                filled(owner, *(make_live(owner) for _ in range(2)), name=f"C{more}-{number}")
            with CaptureQueriesContext(connection) as queries:
                collections_for(maya, now=NOW, clock=reached(NOW, "Europe/Berlin"))
            asked.append(len(queries))
    assert asked == [2, 2]
