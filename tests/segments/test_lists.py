"""Segments filled by hand are lists: they stand in folders, which rules can ask about, beside all contacts."""

import pytest
from django.test import Client

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from segments.language import known_facts, parse
from segments.models import Folder, Segment
from segments.operations.segments import Named, change_rule, create_segment, put_in, rename_segment, take_out
from segments.queries import everybody, folders, is_in, members_of, segments_in, used_by
from tests.factories.accounts import NOW
from tests.factories.programs import make_advocate, make_people
from tests.factories.segments import clause, make_segment, rule, settle

LIST = "/acme/console/segments/"


def listed(by: User, name: str, folder: str) -> Segment:
    return create_segment(named=Named(name, folder=folder), rule=None, by=by, now=NOW)


def names(segment: Segment) -> list[str]:
    return sorted(members_of(segment).values_list("name", flat=True))


@pytest.mark.covers("S3-25")
def test_who_is_in_any_list_of_a_folder_is_meant_by_the_folder(in_acme: Workspace, owner: User) -> None:
    anna = make_advocate(in_acme, name="Anna", email="a@example.com")
    ben = make_advocate(in_acme, name="Ben", email="b@example.com")
    berlin, bonn = listed(owner, "Berlin 2026", "Fairs"), listed(owner, "Bonn 2026", "fairs")
    folder = Folder.objects.get()
    assert folder.name == "Fairs"
    assert [(row.name, row.count) for row in folders()] == [("Fairs", 2)]  # type: ignore[attr-defined]  # annotated
    met = make_segment(owner, clause("folder", "any", [str(folder.pk)]), name="Met at a fair")
    put_in(segment=berlin, advocates=[anna.pk], by=owner, now=NOW)
    put_in(segment=bonn, advocates=[anna.pk, ben.pk], by=owner, now=NOW)
    settle()
    assert names(met) == ["Anna", "Ben"]
    assert set(everybody().filter(is_in(segments_in(folder).values_list("pk", flat=True)))) == {anna, ben}
    take_out(segment=berlin, advocates=[anna.pk], by=owner, now=NOW)
    settle()
    assert names(met) == ["Anna", "Ben"]
    rename_segment(segment=bonn, named=Named("Bonn 2026", folder="Others"), by=owner, now=NOW)
    settle()
    assert names(met) == []
    with addressed_to(in_acme.slug):
        assert [thing.name for thing in used_by(berlin)] == ["Met at a fair"]
        assert used_by(Segment.objects.get(pk=bonn.pk)) == []


def test_an_empty_folder_goes_unless_a_rule_asks_about_it(in_acme: Workspace, owner: User) -> None:
    one = listed(owner, "One", "Left behind")
    rename_segment(segment=one, named=Named("One"), by=owner, now=NOW)
    assert not Folder.objects.exists()
    rename_segment(segment=one, named=Named("One", folder="Asked about"), by=owner, now=NOW)
    asking = make_segment(owner, clause("folder", "any", [str(Folder.objects.get().pk)]), name="Asking")
    rename_segment(segment=one, named=Named("One"), by=owner, now=NOW)
    assert Folder.objects.exists()
    assert folders() == []
    tree = parse(rule(clause("address", "yes")), known_facts())
    assert change_rule(segment=asking, rule=tree, fires=False, by=owner, now=NOW)


def test_a_segment_by_a_rule_is_in_no_folder(in_acme: Workspace, owner: User) -> None:
    segment = make_segment(owner, clause("address", "yes"))
    rename_segment(segment=segment, named=Named("Other", folder="Fairs"), by=owner, now=NOW)
    assert not Folder.objects.exists()


@pytest.mark.covers("S3-27")
def test_the_list_begins_with_all_contacts_and_can_be_narrowed_to_a_folder(
    owner: User, client: Client, acme: Workspace, globex: Workspace
) -> None:
    make_people(acme, 3)
    make_people(globex, 2)
    client.post(f"{LIST}new/?kind=static", {"name": "Berlin 2026", "folder": "Fairs"})
    client.post(f"{LIST}new/?kind=static", {"name": "Board"})
    with workspace_scope(acme.pk):
        folder = Folder.objects.get()
    page = " ".join(client.get(LIST).content.decode().split())
    first_row = page[page.index("<tbody>") : page.index("</tr>", page.index("<tbody>"))]
    assert "All contacts" in first_row
    assert ">3<" in first_row.replace(" ", "")
    narrowed = client.get(f"{LIST}?folder={folder.pk}").content.decode()
    assert ("Berlin 2026" in narrowed, "Board" in narrowed) == (True, False)
    assert "Board" in client.get(f"{LIST}?folder=999999").content.decode()
