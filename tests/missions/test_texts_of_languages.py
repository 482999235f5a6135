"""What a mission says to readers of other languages: cards, pages, e-mails and previews (X-69)."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.forms.whole import Incomplete, Whole
from missions.models import Mission
from missions.open_missions import listed_for
from missions.operations.decisions import return_submission
from missions.texts import title_of, words_in
from notifications.models import Notice
from notifications.previews import preview_of
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.missions.test_recurring import BACKEND, DAY, LAUNCH, recurring

SAID: dict[str, Any] = {
    "in_language_1": "es", "in_title_1": "Escribe de nosotros", "in_text_1": "Dinos <todo>.",
    "in_start_1": "Empezar ya", "in_disclaimer_1": "Letra pequeña.",
    "in_language_2": "pt", "in_title_2": "Escreve sobre nós",
    "in_language_3": "ar", "in_title_3": "اكتب عنا",
}  # fmt: skip


@pytest.fixture
def spoken(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, now=NOW, description="<p>As ever.</p>", disclaimer="Small print.", **SAID)


def reader(acme: Workspace, language: str) -> Advocate:
    person = make_advocate(acme, email=f"{language or 'nobody'}@example.com")
    with workspace_scope(acme.pk):
        person.language = language
        person.save()
    return person


@pytest.mark.covers("X-69")
@pytest.mark.parametrize(
    ("language", "title", "text", "start", "small"),
    [
        ("es", "Escribe de nosotros", "Dinos &lt;todo&gt;.", "Empezar ya", "Letra pequeña."),
        ("es-mx", "Escribe de nosotros", "Dinos &lt;todo&gt;.", "Empezar ya", "Letra pequeña."),
        ("pt-br", "Escreve sobre nós", "As ever.", "Start", "Small print."),
        ("PT-BR", "Escreve sobre nós", "As ever.", "Start", "Small print."),
        ("ar", "اكتب عنا", "As ever.", "Start", "Small print."),
        ("", "Write about us", "As ever.", "Start", "Small print."),
        ("nl", "Write about us", "As ever.", "Start", "Small print."),
    ],
)
def test_an_advocate_reads_it_in_her_language_and_else_in_the_usual_words(
    acme: Workspace, spoken: Mission, language: str, title: str, text: str, start: str, small: str
) -> None:
    with time_machine.travel(NOW):
        hub = open_hub(acme, reader(acme, language))
        page = hub.get(f"/acme/missions/{spoken.pk}/").content.decode()
        assert [words in page for words in (title, text, start, small)] == [True] * 4
        parts = {"es": 3, "pt": 1, "ar": 1}  # that are in a language of their own
        assert page.count('dir="auto"') == parts.get(language.lower().partition("-")[0], 0)
        spoken_here = "es" if language.startswith("es") else "en"
        assert f'<html lang="{spoken_here}"' in " ".join(page.split()), "what the product itself says"
        for path in ("/acme/", "/acme/missions/"):
            assert title in hub.get(path).content.decode()


def test_what_was_sent_and_what_waits_is_called_as_the_reader_calls_it(
    acme: Workspace, owner: User, spoken: Mission
) -> None:
    maya = reader(acme, "es")
    with workspace_scope(acme.pk):
        make_live(owner, now=NOW, title="Later", requires=[str(spoken.pk)])
    with time_machine.travel(NOW):
        hub = open_hub(acme, maya)
        assert "“Escribe de nosotros”" in hub.get("/acme/missions/?shelf=locked").content.decode()
        with workspace_scope(acme.pk):
            sent = hand_in(spoken, maya)
        assert "Escribe de nosotros" in hub.get("/acme/activity/").content.decode()
        with workspace_scope(acme.pk):
            assert sent.attempt_id
            return_submission(submission=sent, attempt_id=sent.attempt_id, note="More, please.", by=owner, now=NOW)
        assert "Escribe de nosotros" in hub.get("/acme/").content.decode()


def test_lists_say_the_same_as_pages_in_every_language_and_cycle(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly", cycle_title_2="Spring story", cycle_text_3="Only other words.", **SAID)
        maya, seen = reader(acme, ""), set()
        for week in range(4):
            for language in ("", "en", "es", "es-mx", "pt-br", "ar", "nl", "e"):
                maya.language = language
                with translation.override(None):
                    (row,) = listed_for(maya, now=LAUNCH + week * 7 * DAY)
                assert mission.live
                words = words_in(mission.live.content, week, language)
                assert (row.title, row.summary) == (words["title"], words["summary"]), (week, language)
                assert title_of(mission, language, cycle=week) == row.title
                seen.add((week, row.title))
    assert (1, "Spring story") in seen
    assert {title for week, title in seen if week == 1} == {"Spring story"}, "what a cycle says is newer than what"
    assert {title for week, title in seen if week == 2} > {"Escribe de nosotros", "Escreve sobre nós", "اكتب عنا"}


def test_mails_call_it_as_the_reader_does(acme: Workspace, owner: User, spoken: Mission) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, now=NOW, **SAID)
        for language, title in (("es", "Escribe de nosotros"), ("", "Write about us")):
            person = reader(acme, language)
            for mission in (spoken, draft):
                notice = Notice(kind="mission.launched", facts={"mission": mission.pk}, advocate=person)
                assert title in preview_of(notice, workspace=acme).text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"in_title_1": "Hola"}, "in_language_1", "Say which language this is."),
        ({"in_language_1": "es"}, "in_title_1", "Give the title in this language."),
        (
            {"in_language_1": "es", "in_title_1": "Hola", "in_language_2": "es", "in_title_2": "Buenas"},
            "in_language_2",
            "This language is there already.",
        ),
        ({"in_language_1": "xx", "in_title_1": "Hola"}, "in_language_1", "Select a valid choice"),
    ],
)
def test_what_is_missing_is_told_where_it_was_typed(
    acme: Workspace, owner: User, client: Client, typed: dict[str, Any], field: str, words: str
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, **typed)
        with pytest.raises(Incomplete, match=words.rstrip(".")):
            Whole(mission, zone=ZONE).content()
        kept = {name: value for name, value in (mission.draft.raw if mission.draft else {}).items() if value}
    client.force_login(owner, backend=BACKEND)
    answer = client.post(f"/acme/console/missions/{mission.pk}/steps/setup/", kept)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f"id_{field}" in page
    assert "Hola" in page or "in_title_1" not in typed


def test_the_wizard_has_room_for_one_language_more_and_keeps_what_is_typed(
    acme: Workspace, owner: User, client: Client
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    url = f"/acme/console/missions/{mission.pk}/steps/setup/"
    page = client.get(url).content.decode()
    assert ("in_title_1" in page, "in_title_2" in page) == (True, False)
    client.post(f"{url}draft/", {"title": "Write about us", "in_language_1": "es", "in_title_1": "Hola"})
    page = client.get(url).content.decode()
    assert ("Hola" in page, "Español" in page, "in_title_2" in page, "in_title_3" in page) == (True, True, True, False)


def test_a_title_whose_language_is_not_chosen_yet_is_nobodys(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, in_language_1="", in_title_1="Hola")
    page = client.get(f"/acme/console/missions/{mission.pk}/preview/").content.decode()
    assert ("Write about us" in page, "Hola" in page) == (True, False)


def test_a_stranger_reads_it_as_the_browser_asks(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, now=NOW, audience="anyone", **SAID)
    with time_machine.travel(NOW):
        for asked, title in (("pt-BR,en;q=0.5", "Escreve sobre nós"), ("en,pt;q=0.5", "Write about us"), ("", "Write")):
            page = client.get(f"/acme/m/{mission.pk}/", headers={"accept-language": asked}).content.decode()
            assert title in page


def test_a_draft_is_looked_at_in_a_chosen_language(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner, **SAID)
    url = f"/acme/console/missions/{mission.pk}/preview/"
    page = client.get(f"{url}page/?language=es").content.decode()
    assert "Escribe de nosotros" in page
    assert "Eres Alguien." in page, "nobody in particular"
    assert "Write about us" in client.get(f"{url}page/?language=de").content.decode()
    assert "اكتب عنا" in client.get(f"{url}?language=ar").content.decode()
