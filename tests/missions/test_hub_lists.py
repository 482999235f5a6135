"""Home says what to do and why; missions are found by shelf; what is not for somebody is put away and comes back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import Activity, Dismissal, Mission, Participation, Topic
from missions.open_missions import listed_for
from missions.operations.decisions import approve_submission, return_submission
from missions.operations.submissions import keep_answers
from missions.recommending import in_order
from missions.waiting import usual_wait, waiting_words
from programs.models import Advocate, HubSession, Tag, Tagging
from tests.factories.hub import open_hub
from tests.factories.missions import by_clock, hand_in, make_live
from tests.factories.programs import make_advocate

NOW = timezone.now()


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    return open_hub(acme, maya)


def read(hub: Client, path: str) -> str:
    return " ".join(hub.get(path).content.decode().split())


@pytest.mark.covers("S2-107")
def test_what_is_recommended_is_said_with_its_reason(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        plain, liked, ending, quick = (
            make_live(owner, title=title, now=NOW - timedelta(hours=number), **raw)
            for number, (title, raw) in enumerate(
                {"Plain": {}, "Liked": {}, "Ending": {}, "Quick": {"minutes": "2"}}.items()
            )
        )
        reasons = []
        for change in (
            lambda: Mission.objects.exclude(pk=plain.pk).exclude(pk=liked.pk).update(state="paused"),
            lambda: Mission.objects.update(state="live"),
            lambda: Tagging.objects.create(advocate=maya, tag=Tag.objects.create(name="Design", is_interest=True)),
            lambda: Topic.objects.create(mission=liked, tag=Tag.objects.get()),
            lambda: Mission.objects.filter(pk=ending.pk).update(ends_at=NOW + timedelta(days=1)),
            lambda: keep_answers(mission=plain, advocate=maya, slot=1, fields={"slot1-text": "x"}, now=NOW),
        ):
            change()
            found = in_order(listed_for(maya, now=NOW), now=NOW, zone="UTC")[0]
            reasons.append((found.row.pk, found.reason))
        assert reasons == [
            (plain.pk, "Open for you now"),
            (quick.pk, "Takes 2 minutes"),
            (quick.pk, "Takes 2 minutes"),
            (liked.pk, "Matches your interest “Design”"),
            (ending.pk, "Ends tomorrow"),
            (plain.pk, "You have begun it"),
        ]
        assert in_order([], now=NOW, zone="UTC") == []


@pytest.mark.covers("B-08", "S3-104", "S3-105")
def test_home_is_one_list_in_order_that_learns_from_what_is_put_away(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    titles = ("Write", "Film", "Pinned", "Ending")

    def order() -> list[str]:
        page = read(hub, "/acme/")
        return sorted((title for title in titles if f">{title}</a>" in page), key=lambda one: page.index(f">{one}</a>"))

    with workspace_scope(acme.pk):
        rows = {title: make_live(owner, title=title, now=NOW - timedelta(hours=n)) for n, title in enumerate(titles)}
        films = [make_live(owner, title=f"No {n}") for n in range(2)]
        Activity.objects.filter(mission__in=[*films, rows["Film"]]).update(type="video")
        Mission.objects.filter(pk=rows["Ending"].pk).update(ends_at=timezone.now() + timedelta(days=2))
        Mission.objects.filter(pk=rows["Pinned"].pk).update(featured_at=NOW - timedelta(days=3))
        Mission.objects.filter(pk=rows["Write"].pk).update(launched_at=NOW - timedelta(days=3))
    in_time = ["Pinned", "Ending", "Film", "Write"]
    assert order() == in_time
    hub.post(f"/acme/missions/{films[0].pk}/dismissal/")  # one says nothing yet
    assert order() == in_time
    hub.post(f"/acme/missions/{films[1].pk}/dismissal/")
    assert order() == ["Pinned", "Ending", "Write", "Film"]
    page = read(hub, "/acme/")
    for words in ("Picked by the team", "Ends in 2 days", "Why in this order?", "10 min", "until"):
        assert words in page
    hub.post(f"/acme/missions/{films[0].pk}/dismissal/removal/")
    assert order() == in_time
    hub.post(f"/acme/missions/{films[0].pk}/dismissal/")
    with workspace_scope(acme.pk):
        done = make_live(owner, title="No 3")
        Activity.objects.filter(mission=done).update(type="video")
        assert done.live
        Participation.objects.create(
            mission=done, advocate=maya, revision=done.live, completed_at=NOW, completed_local=by_clock(NOW)
        )
    assert order() == in_time  # who has done one is not tired of them


@pytest.mark.covers("S2-81", "S2-141")
def test_home_says_what_came_back_first_and_what_was_earned_since(
    acme: Workspace, owner: User, maya: Advocate, hub: Client
) -> None:
    with workspace_scope(acme.pk):
        HubSession.objects.update(before_at=NOW - timedelta(days=2))
        for days, title in ((5, "Long ago"), (1, "Lately")):
            sent = hand_in(make_live(owner, title=title), maya)
            at = NOW - timedelta(days=days)
            approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=at)
        back = hand_in(make_live(owner, title="Once more"), maya)
        return_submission(submission=back, attempt_id=back.attempt_id or 0, note="Add a name.", by=owner, now=NOW)
        make_live(owner, title="Still open")
    page = read(hub, "/acme/")
    assert page.index("Came back to you") < page.index("“Add a name.”") < page.index("Do this next")
    for words in ("Earned since", "+100", "Balance 200", "Still open"):
        assert words in page
    assert "Nothing is open" not in page
    page = read(hub, "/acme/activity/")
    assert "“Add a name.”" in page
    assert "Next: mend it and send it again." in page


def test_a_mission_is_put_away_and_brought_back(acme: Workspace, owner: User, maya: Advocate, hub: Client) -> None:
    with workspace_scope(acme.pk):
        row = make_live(owner, title="Not for me")
    for _ in range(2):
        answer = hub.post(f"/acme/missions/{row.pk}/dismissal/", {"next": "/acme/missions/?minutes=10"})
        assert answer.headers["Location"] == f"/acme/missions/?put_away={row.pk}"
    page = read(hub, answer.headers["Location"])
    assert "“Not for me” is put away." in page
    assert f'action="/acme/missions/{row.pk}/dismissal/removal/"' in page
    assert "Not for me" not in read(hub, "/acme/")
    assert "Bring it back" in read(hub, "/acme/missions/?shelf=dismissed")
    assert hub.get(f"/acme/missions/{row.pk}/").status_code == 200
    for _ in range(2):
        assert hub.post(f"/acme/missions/{row.pk}/dismissal/removal/").headers["Location"] == "/acme/missions/"
    assert "Not for me" in read(hub, "/acme/missions/")
    with workspace_scope(acme.pk):
        assert not Dismissal.objects.exists()


def test_missions_are_found_by_shelf_and_filter(acme: Workspace, owner: User, maya: Advocate, hub: Client) -> None:
    with workspace_scope(acme.pk):
        rows = {
            title: make_live(owner, title=title, now=NOW - timedelta(hours=1), **raw)
            for title, raw in {
                "Quick one": {"minutes": "2"},
                "Worth it": {"points": "600"},
                "Ending one": {},
                "Begun one": {},
                "Done one": {},
            }.items()
        }
        Mission.objects.filter(pk=rows["Ending one"].pk).update(ends_at=NOW + timedelta(days=3))
        keep_answers(mission=rows["Begun one"], advocate=maya, slot=1, fields={"slot1-text": "x"}, now=NOW)
        hand_in(rows["Done one"], maya)
        tag = Tag.objects.create(name="Design", is_interest=True)
        Topic.objects.create(mission=rows["Worth it"], tag=tag)

    def found(query: str) -> set[str]:
        page = read(hub, f"/acme/missions/?{query}")
        return {title.partition(" ")[0] for title in rows if f">{title}</a>" in page}

    everything = {"Quick", "Worth", "Ending", "Begun"}
    assert [found(query) for query in (
        "", "shelf=begun", "shelf=done", "shelf=dismissed", "minutes=2", "points=500", "soon=on", "words=óne+QUI",
        f"interest={tag.pk}", "minutes=x&shelf=nowhere", "type_key=survey",
    )] == [
        everything, {"Begun"}, {"Done"}, set(), {"Quick"}, {"Worth"}, {"Ending"}, {"Quick"}, {"Worth"}, everything,
        set(),
    ]  # fmt: skip


def test_pages_of_missions_follow_each_other_by_key(
    acme: Workspace, owner: User, hub: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.explore.PAGE", 2)
    with workspace_scope(acme.pk):
        for number in range(5):  # two of them launched in the same moment
            make_live(owner, title=f"Number {number}", now=NOW - timedelta(minutes=number // 2))
        Mission.objects.filter(title__in=["Number 3", "Number 4"]).update(featured_at=NOW - timedelta(days=9))
    path, seen = "/acme/missions/", list[str]()
    for _page in range(3):
        page = read(hub, path)
        seen += [f"Number {number}" for number in range(5) if f">Number {number}</a>" in page]
        path = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == [f"Number {number}" for number in range(5)]
    assert set(seen[:2]) == {"Number 3", "Number 4"}  # featured


@pytest.mark.parametrize("path", ["/acme/", "/acme/missions/"])
def test_an_unchanged_page_is_not_drawn_again(
    acme: Workspace, owner: User, maya: Advocate, hub: Client, path: str
) -> None:
    with workspace_scope(acme.pk):
        row = make_live(owner)
    hub.get(path)  # the first sets the cookie of the page's token
    tag = hub.get(path).headers["ETag"]
    answer = hub.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert "Content-Security-Policy" not in answer.headers  # a new nonce would not fit the page that is kept
    assert answer.headers["Cache-Control"] == "private, no-cache"
    tom = open_hub(acme, make_advocate(acme, email="tom@example.com"))
    assert tom.get(path, headers={"If-None-Match": tag}).status_code == 200

    def rename() -> None:
        Advocate.objects.filter(pk=maya.pk).update(name="M. Okafor")

    for change in (
        rename,
        lambda: Mission.objects.update(minutes=7),
        lambda: hand_in(row, maya),
    ):
        with workspace_scope(acme.pk):
            change()
        answer = hub.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        tag = answer.headers["ETag"]
        assert hub.get(path, headers={"If-None-Match": tag}).status_code == 304
    hub.cookies["theme"] = "dark"
    assert hub.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_how_long_it_takes_is_told_from_what_happened(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        assert waiting_words(usual_wait()) == "We write to you as soon as it is decided."
        row = make_live(owner)
        for number, hours in enumerate((1, 30, 40, 47, 500)):
            person = make_advocate(acme, email=f"p{number}@example.com")
            sent = hand_in(row, person, now=NOW)
            at = NOW + timedelta(hours=hours)
            approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=at)
        assert waiting_words(usual_wait()) == "Usually decided within 2 days."
    assert waiting_words(timedelta(minutes=5)) == "Usually decided within 1 hour."
