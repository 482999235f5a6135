"""A web page that people open: by that it is done, or when they say so or show it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.forms import problems
from foundation.tenancy import workspace_scope
from missions.models import Mission, Opening, ShortLink, Submission
from missions.types.base_acts import acts_of
from missions.types.web_page.forms import SetupForm
from programs.models import Advocate
from rewards.queries import balance_of
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

RAW = {"type-link": "http://petition.example/sign", "type-button": "Sign Up", "type-done": "opening"}


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


def launch(acme: Workspace, owner: User, **raw: str) -> str:
    with workspace_scope(acme.pk):
        made = make_live(owner, type_key="web_page", now=timezone.now(), **{**RAW, "approval": "everyone", **raw})
    return f"/acme/missions/{made.pk}/"


@pytest.mark.covers("S3-32", "S3-33", "S3-74")
def test_the_link_and_the_words_of_the_button_are_needed() -> None:
    fresh = SetupForm()
    assert fresh["button"].value() == "Start"
    assert {"Start", "Learn More", "Find Friends", "Share", "Retweet", "Sign Up"} <= {str(w) for w in fresh.buttons}
    wrong = RAW | {"type-link": "petition", "type-button": ""}
    assert [problem.message for problem in problems(SetupForm(wrong))] == [
        "Enter a web address that begins with https://.", "Say what the button says.",
    ]  # fmt: skip
    assert SetupForm(RAW).is_valid()


@pytest.mark.covers("S3-74")
def test_opening_the_page_is_doing_it_once(acme: Workspace, owner: User, maya: Advocate) -> None:
    page, hub = launch(acme, owner), open_hub(acme, maya)
    html = hub.get(page).content.decode()
    assert "Sign Up" in html
    assert "/1/submission/" not in html
    assert hub.post(f"{page}1/submission/", {}).status_code == 422
    for _ in range(2):
        answer = hub.post(f"{page}places/page/opening/")
    with workspace_scope(acme.pk):
        link = ShortLink.objects.get()
        assert link.target == "http://petition.example/sign"
        assert answer.headers["Refresh"].endswith(f"/acme/s/{link.token}/")
        assert Submission.objects.get().state == "approved"
        assert Opening.objects.get().count == 2
        assert balance_of(maya) == 100
        figures = acts_of("web_page").figures(mission=Mission.objects.get())
    assert [(str(figure.name), figure.value) for figure in figures] == [("Opened", 1), ("Visits", 0), ("Visitors", 0)]
    assert "Approved" in hub.get(page).content.decode()


@pytest.mark.parametrize(
    ("done", "proof", "status"),
    [("confirm", {}, 302), ("proof", {}, 422), ("proof", {"slot1-link": "https://petition.example/me"}, 302)],
)
def test_people_say_or_show_that_they_did_it(
    acme: Workspace, owner: User, maya: Advocate, done: str, proof: dict[str, str], status: int
) -> None:
    page, hub = launch(acme, owner, **{"type-done": done}), open_hub(acme, maya)
    hub.post(f"{page}places/page/opening/")
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()
    assert ("I have done it" in hub.get(page).content.decode()) is (done == "confirm")
    assert hub.post(f"{page}1/submission/", proof).status_code == status


def test_nobody_outside_opens_it(acme: Workspace, owner: User, globex: Workspace) -> None:
    page = launch(acme, owner)
    assert "/sign-in/" in Client().post(f"{page}places/page/opening/").headers["Location"]
    assert Client().get(f"{page}places/page/opening/").status_code in {302, 405}
