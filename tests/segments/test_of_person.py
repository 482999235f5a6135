"""A person's page says which segments they are in since when, and which they were in."""

from datetime import timedelta

from django.test import Client

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from programs.operations.people import change_advocate
from segments.operations.segments import put_in
from segments.operations.touching import touch
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle


def test_segments_stand_on_the_persons_page_with_the_way_to_why(
    owner: User, client: Client, acme: Workspace, globex: Workspace
) -> None:
    maya = make_advocate(acme, company="Acme")
    other = make_advocate(acme, name="Tom", email="tom@example.com")
    with workspace_scope(globex.pk):
        make_segment(owner, clause("address", "yes"), name="Theirs")
    with workspace_scope(acme.pk):
        at_acme = make_segment(owner, clause("company", "is", "acme"), name="At Acme")
        board = make_segment(owner, name="Board")
        put_in(segment=board, advocates=[maya.pk], by=owner, now=NOW)
        change_advocate(advocate=maya, changes={"company": "Globex"}, by=owner, now=NOW)
        make_segment(owner, clause("company", "is", "globex"), name="At Globex")
        touch(advocates=[maya.pk], word="advocate.changed")
        settle(NOW + timedelta(days=1))
    page = " ".join(client.get(f"/acme/console/people/{maya.pk}/").content.decode().split())
    shown = page[page.index(">Segments</h2>") :]
    assert shown.index("At Globex") < shown.index("At Acme"), "those that last stand first"
    assert "Board" in shown
    assert f"/acme/console/segments/{at_acme.pk}/why/?person={maya.pk}" in page
    assert "Theirs" not in page
    assert "In none so far." in client.get(f"/acme/console/people/{other.pk}/").content.decode()
