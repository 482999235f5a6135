"""The list of missions: narrowed, ordered, paged by key, kept as views, filed, and changed many at once."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User, Workspace
from events.tasks import work
from foundation.tenancy import workspace_scope
from jobs.models import Job
from missions.listing import SORTS, MissionsWanted, missions_wanted, page_of_missions
from missions.models import Folder, Mission, SavedView
from missions.open_missions import listed_for
from missions.operations.filing import FolderNotEmpty, create_folder, feature_mission, move_to_folder, remove_folder
from missions.operations.many import change_many
from missions.operations.many_job import KIND
from missions.operations.missions import archive_mission, end_mission, pause_mission, save_draft
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate

LIST = "/acme/console/missions/"


def titles(page: str) -> list[str]:
    """The missions on a page, in their order."""
    return re.findall(r'aria-label="Select (?!all on)([^"]+)"', page)


def shown(client: Client, query: str = "") -> list[str]:
    return titles(client.get(f"{LIST}{query}").content.decode())


@pytest.fixture
def three(acme: Workspace, owner: User) -> dict[str, Mission]:
    """A live one, a paused one and a draft, oldest first."""
    with workspace_scope(acme.pk):
        live = make_live(owner, title="Write a Review", points="30")
        paused = make_live(owner, title="Ärger melden", points="20")
        pause_mission(mission=paused, by=owner, now=NOW)
        return {"live": live, "paused": paused, "draft": make_draft(owner, title="Call the mayor", points="10")}


@pytest.mark.covers("S3-04", "S3-05", "S3-06", "D-08", "S3-02", "S2-134", "S2-135", "S2-136", "S2-137")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?view=all", ["Call the mayor", "Ärger melden", "Write a Review"]),
        ("?state=published", ["Write a Review"]),
        ("?state=active", ["Write a Review"]),
        ("?state=inactive", ["Ärger melden"]),
        ("?state=draft", ["Call the mayor"]),
        ("?state=live", ["Write a Review"]),
        ("?state=closed", []),
        ("?state=no-such-state", ["Call the mayor", "Ärger melden", "Write a Review"]),
        ("?words=rev+wri", ["Write a Review"]),
        ("?words=arger", ["Ärger melden"]),
        ("?words=eview", []),
        ("?sort=title", ["Ärger melden", "Call the mayor", "Write a Review"]),
        ("?sort=-points", ["Write a Review", "Ärger melden", "Call the mayor"]),
        ("?sort=created", ["Write a Review", "Ärger melden", "Call the mayor"]),
    ],
)
def test_filters_know_the_words_of_other_products_and_titles_are_found_by_their_words(
    three: dict[str, Mission], client: Client, query: str, found: list[str]
) -> None:
    assert shown(client, query) == found


def test_a_title_typed_anew_is_found_by_its_new_words_only(
    acme: Workspace, owner: User, three: dict[str, Mission]
) -> None:
    with workspace_scope(acme.pk):
        save_draft(mission=three["draft"], fields={"title": "Ring the bell"}, by=owner, now=NOW)
        found = {word: missions_wanted(MissionsWanted(words=word), now=NOW).count() for word in ("ring", "mayor")}
    assert found == {"ring": 1, "mayor": 0}


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_both_ways_without_gap_or_repeat(acme: Workspace, owner: User, sort: str) -> None:
    """Also where what is sorted by is the same for many, or absent."""
    with workspace_scope(acme.pk):
        for number in range(7):
            mission = make_draft(owner, title=f"T{number % 2}", points=str(number % 3))
            ends_at = NOW + timedelta(days=number % 2) if number % 3 else None
            Mission.objects.filter(pk=mission.pk).update(ends_at=ends_at)
        wanted = MissionsWanted(sort=sort)
        everything = [row.pk for row in missions_wanted(wanted, now=NOW)]
        page = page_of_missions(wanted, now=NOW, size=3)
        seen, pages = [row.pk for row in page.rows], [page]
        while page.after:
            page = page_of_missions(wanted, now=NOW, after=page.after, size=3)
            pages.append(page)
            seen += [row.pk for row in page.rows]
        assert seen == everything
        back = page_of_missions(wanted, now=NOW, before=pages[2].before, size=3)
        assert [row.pk for row in back.rows] == [row.pk for row in pages[1].rows]
        assert pages[0].before is None


def test_a_page_of_many_asks_as_much_as_one_of_few(acme: Workspace, owner: User, client: Client) -> None:
    asked = []
    for more in (1, 12):
        with workspace_scope(acme.pk):
            folder = create_folder(name=f"F{more}", by=owner, now=NOW)
            for _ in range(more):
                move_to_folder(mission=make_live(owner), folder=folder, by=owner, now=NOW)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.covers("S3-07", "S3-12", "S3-11")
def test_a_page_of_a_type_shows_only_its_missions_and_makes_one(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        make_draft(owner, title="A task")
        make_draft(owner, type_key="survey", title="A survey")
    page = client.get(f"{LIST}type/survey/").content.decode()
    assert titles(page) == ["A survey"]
    assert "/acme/console/missions/new/?type=survey" in page
    assert client.get(f"{LIST}type/nothing/").status_code == 404
    everything = client.get(LIST).content.decode()
    for key in ("survey", "review"):
        assert f"/acme/console/missions/new/?type={key}" in everything
        assert f"/acme/console/missions/type/{key}/" in everything


def test_the_columns_say_audience_started_completed_folder_and_featured(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner)
        move_to_folder(mission=mission, folder=create_folder(name="Autumn", by=owner, now=NOW), by=owner, now=NOW)
        feature_mission(mission=mission, featured=True, by=owner, now=NOW)
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        hand_in(mission, maya)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(LIST).content.decode()).split())
    for words in ("Autumn", "Featured", "Instant", "All registered members", "In the hub", "1 of 1 begun"):
        assert words in page


@pytest.mark.covers("S3-25")
def test_folders_are_made_renamed_filled_and_removed_when_empty(
    acme: Workspace, owner: User, three: dict[str, Mission], client: Client
) -> None:
    client.post(f"{LIST}folders/", {"name": "Autumn"})
    assert client.post(f"{LIST}folders/", {"name": "Autumn"}).status_code == 422
    with workspace_scope(acme.pk):
        folder = Folder.objects.get()
    client.post(f"{LIST}folders/{folder.pk}/", {"name": "Winter"})
    client.post(f"{LIST}{three['live'].pk}/folder/", {"folder": folder.pk})
    assert shown(client, f"?folder={folder.pk}") == ["Write a Review"]
    assert shown(client, "?folder=0") == ["Call the mayor", "Ärger melden"]
    with workspace_scope(acme.pk), pytest.raises(FolderNotEmpty):
        remove_folder(folder=folder, by=owner, now=NOW)
    client.post(f"{LIST}{three['live'].pk}/folder/", {"folder": ""})
    client.post(f"{LIST}folders/{folder.pk}/removal/")
    with workspace_scope(acme.pk):
        assert not Folder.objects.exists()


def test_the_folder_chosen_in_the_setup_takes_effect_at_once(
    acme: Workspace, owner: User, three: dict[str, Mission], client: Client
) -> None:
    with workspace_scope(acme.pk):
        folder = create_folder(name="Autumn", by=owner, now=NOW)
    at = f"{LIST}{three['live'].pk}/steps/setup/"
    client.post(f"{at}draft/", {"title": "Other words", "folder": folder.pk})
    assert shown(client, f"?folder={folder.pk}") == ["Write a Review"]
    assert f'<option value="{folder.pk}" selected>' in client.get(at).content.decode()
    client.post(f"{at}draft/", {"title": "Other words", "folder": "0"})
    assert shown(client, f"?folder={folder.pk}") == []


def test_a_view_is_one_s_own_and_the_default_opens_the_list(
    acme: Workspace, three: dict[str, Mission], client: Client
) -> None:
    answer = client.post(f"{LIST}views/", {"name": "Running", "default": "on", "query": "sort=title&state=live&evil=1"})
    assert answer.headers["Location"] == f"{LIST}?state=live&sort=title"
    assert client.get(LIST).headers["Location"] == f"{LIST}?state=live&sort=title"
    assert len(shown(client, "?view=all")) == 3
    colleague = Client()
    colleague.force_login(
        make_member(acme, Role.MANAGER), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert colleague.get(LIST).status_code == 200
    with workspace_scope(acme.pk):
        view = SavedView.objects.get()
    assert colleague.post(f"{LIST}views/{view.pk}/removal/").status_code == 404
    client.post(f"{LIST}views/{view.pk}/default/")
    assert client.get(LIST).status_code == 200
    client.post(f"{LIST}views/{view.pk}/removal/")
    with workspace_scope(acme.pk):
        assert not SavedView.objects.exists()


@pytest.mark.covers("G-07", "S1-80")
def test_many_are_changed_at_once_and_what_is_left_out_says_why(
    acme: Workspace, three: dict[str, Mission], client: Client
) -> None:
    chosen = [row.pk for row in three.values()]
    answer = client.post(f"{LIST}selected/", {"act": "pause", "selected": chosen}, follow=True)
    page = answer.content.decode()
    assert "1 mission done." in page
    assert "1 skipped, paused: “Ärger melden”" in page
    assert "1 skipped, draft: “Call the mayor”" in page
    client.post(f"{LIST}selected/", {"act": "duplicate", "selected": chosen})
    with workspace_scope(acme.pk):
        copies = Mission.objects.filter(title__startswith="Copy of")
        assert [(copy.state, copy.submissions.count()) for copy in copies] == [("draft", 0)] * 3
    page = client.post(f"{LIST}selected/end/", {"selected": chosen}).content.decode()
    assert "End 2 missions" in page
    with workspace_scope(acme.pk):
        assert not Mission.objects.filter(state="ended").exists()
    client.post(f"{LIST}selected/", {"act": "end", "selected": chosen})
    with workspace_scope(acme.pk):
        assert Mission.objects.filter(state="ended").count() == 2
    page = client.post(f"{LIST}selected/", {"act": "archive"}, follow=True).content.decode()
    assert "Choose at least one mission." in page


@pytest.mark.covers("S1-80")
def test_all_that_match_are_changed_by_a_job_whatever_page_they_are_on(
    acme: Workspace, owner: User, three: dict[str, Mission], client: Client
) -> None:
    page = client.get(f"{LIST}matching/", {"state": "live"}).content.decode()
    assert "1 mission matches" in page
    assert "Live (published, active)" in page
    wrong = client.post(f"{LIST}matching/", {"act": ""})
    assert (wrong.status_code, "Choose what to do." in wrong.text) == (422, True)
    answer = client.post(f"{LIST}matching/", {"act": "pause"})
    with workspace_scope(acme.pk):
        later = make_live(owner, title="Came later")
        job = Job.objects.get(kind=KIND)
    work()
    with workspace_scope(acme.pk):
        later.refresh_from_db()
        assert (later.state, Mission.objects.filter(state="paused").count()) == ("live", 2)
        job.refresh_from_db()
        assert (job.state, job.done_count) == ("done", 3)
    told = " ".join(client.get(answer["Location"]).text.split())
    assert "1 mission done." in told
    assert "1, draft: “Call the mayor”" in told


@pytest.mark.covers("S3-105")
def test_what_is_featured_last_stands_first_in_the_hub(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        first, second, third = (make_live(owner, title=title) for title in "ABC")
        feature_mission(mission=first, featured=True, by=owner, now=NOW)
        feature_mission(mission=second, featured=True, by=owner, now=NOW + timedelta(minutes=1))
        assert [row.pk for row in listed_for(maya, now=NOW)][:2] == [second.pk, first.pk]
        change_many(missions=[first, second], change="unfeature", by=owner, now=NOW)
        assert {row.pk for row in listed_for(maya, now=NOW)} == {first.pk, second.pk, third.pk}
        assert not Mission.objects.filter(featured_at__isnull=False).exists()


def test_the_file_has_what_is_filtered_in_its_order(
    acme: Workspace, owner: User, three: dict[str, Mission], client: Client
) -> None:
    with workspace_scope(acme.pk):
        end_mission(mission=three["paused"], by=owner, now=NOW)
        archive_mission(mission=three["paused"], by=owner, now=NOW)
    lines = client.get(f"{LIST}missions.csv?sort=title")
    headings, *rows = csv.reader(io.StringIO(b"".join(lines.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    assert headings[:3] == ["Mission", "Type", "Status"]
    assert [row[0] for row in rows] == ["Call the mayor", "Write a Review"]
    assert rows[1][7:11] == ["30", "10", "0", "0"]


def test_the_list_is_met_by_indexes_under_row_security(acme: Workspace, owner: User) -> None:
    """Each order is read from an index: a page costs the same at any depth."""
    with workspace_scope(acme.pk):
        make_draft(owner)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        for sort, index in (("title", "by_title"), ("-points", "by_points"), ("ends", "by_end")):
            plan = missions_wanted(MissionsWanted(sort=sort), now=NOW)[:50].explain()
            assert f"mission_{index}" in plan, plan
