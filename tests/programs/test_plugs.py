"""Every event, job and thing of people has words."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from accounts.models import User, Workspace
from events.models import Event
from foundation.addresses import addressed_to
from foundation.plugs import BELL_WORDS, EVENT_WORDS
from foundation.tenancy import workspace_scope
from notifications.models import BellItem
from notifications.reactions import ring_for_job
from programs import operations
from programs.operations.tags import tags_by_name
from programs.plugs import BELL_WORDS as OURS
from programs.plugs import import_thing
from tests.factories.programs import import_people

RECORDED = re.compile(r'(?:record\(\s*|_note\(|name=)"([a-z_]+\.[a-z_]+)"')


def test_every_event_we_record_has_words() -> None:
    folder = Path(operations.__file__).parent
    names = {name for file in folder.glob("*.py") for name in RECORDED.findall(file.read_text())}
    assert len(names) > 12
    assert names - set(EVENT_WORDS) == set()


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("advocate.changed", {"fields": "name, email"}, "Changed: name, e-mail"),
        ("advocate.changed", {"fields": "company", "import": 7}, "Changed by an import: company"),
        ("hub_session.opened", {"way": "link"}, "Opened the hub by a personal link"),
        ("hub_session.opened", {"way": "code"}, "Signed in to the hub"),
        ("tag.put", {"tag": 999}, "Tag “a former tag” put on"),
        ("people.exported", {"count": 12}, "12 people exported"),
    ],
)
def test_events_read_like_sentences(in_acme: Workspace, name: str, payload: dict[str, int | str], words: str) -> None:
    assert EVENT_WORDS[name].words(Event(name=name, payload=payload)) == words


def test_a_tag_is_called_by_its_name(in_acme: Workspace) -> None:
    tag = tags_by_name(["vip"])["vip"]
    assert EVENT_WORDS["tag.taken"].words(Event(payload={"tag": tag.pk})) == "Tag “vip” taken off"


def test_a_change_by_an_import_leads_to_it(acme: Workspace) -> None:
    with addressed_to("acme"):
        url = EVENT_WORDS["advocate.changed"].url
        assert url is not None
        assert url(Event(payload={"fields": "name", "import": 7})) == "/acme/console/people/imports/7/"
        assert url(Event(payload={"fields": "name"})) == ""


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
@pytest.mark.parametrize("kind", list(OURS))
def test_the_bell_says_how_a_job_ended_and_leads_there(acme: Workspace, kind: str, state: str) -> None:
    facts = {"job": 3, "state": state, "about": "import:7"}
    texts = {BELL_WORDS[kind].words(SimpleNamespace(facts={**facts, "state": one})) for one in ("done", "failed")}
    assert len(texts) == 2
    url = BELL_WORDS[kind].url
    assert url is not None
    with addressed_to("acme"):
        assert url(facts) in ("/acme/console/people/imports/7/", "/acme/console/people/export/3/")


def test_whoever_started_an_import_is_told_at_its_end(acme: Workspace, owner: User) -> None:
    row = import_people(acme, b"E-Mail\na@example.com\n", by=owner, name="fair.csv")
    with workspace_scope(acme.pk):
        ring_for_job(Event.objects.get(name="job.ended"))
        item = BellItem.objects.get()
        assert (item.staff, item.url) == (owner, f"/acme/console/people/imports/{row.pk}/")
        assert BELL_WORDS[item.kind].words(item) == "The import of people is finished"
        assert item.facts["name"] == "fair.csv"
        with addressed_to("acme"):
            thing = import_thing(row.pk)
        assert thing is not None
        assert (thing.name, thing.url) == ("fair.csv", item.url)
        assert import_thing(999) is None
