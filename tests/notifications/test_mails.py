"""What a mail says, in which words, and what its headers are."""

from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Profile, User, Workspace
from events.models import Event
from events.operations import record
from files.models import File
from foundation.addresses import addressed_to
from foundation.languages import language_of
from foundation.plugs import WORDINGS
from notifications.channels.email.layout import PLACES, Shape, compiled
from notifications.channels.email.mails import compose, render
from notifications.models import Delivery, Template
from notifications.operations import change_template, notify, reset_template, send_test
from notifications.operations.sending import claim_deliveries
from notifications.operations.templates import NotEditable
from notifications.rendering import Letter, write_letters
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.notifications.conftest import make_advocate
from tests.notifications.kinds import wording


def letter_to(advocate: Advocate, *, kind: str = "test.launched", **facts: Any) -> Letter:
    event = record("test.happened")
    notify(kind=kind, event=event, advocate=advocate, facts={"thing": "tea"} | facts, now=timezone.now())
    return letters()[-1]


def letters() -> list[Letter]:
    return write_letters(claim_deliveries(limit=100, now=timezone.now()), now=timezone.now())


def mail_of(letter: Letter) -> EmailMessage:
    return compose(letter).message(policy=default)


def text_of(letter: Letter) -> str:
    return render(letter).text


@pytest.mark.covers("X-40")
def test_mail_about_missions_can_be_stopped_by_one_click(in_acme: Workspace) -> None:
    letter = letter_to(make_advocate())
    mail = mail_of(letter)
    address = letter.unsubscribe_url
    assert address.startswith("http://localhost:8000/acme/unsubscribe/")
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    rendered = render(letter)
    assert address in rendered.html
    assert address in rendered.text


@pytest.mark.parametrize("kind", ["test.answered", "test.asked"])
def test_other_mail_has_no_such_header(in_acme: Workspace, kind: str) -> None:
    letter = letter_to(make_advocate(), kind=kind)
    mail = mail_of(letter)
    assert mail["List-Unsubscribe"] is None
    assert "unsubscribe" not in render(letter).html + render(letter).text


def test_nor_has_a_mail_to_staff(happened: Event, owner: User) -> None:
    notify(kind="test.launched", event=happened, staff=owner, facts={"thing": "tea", "test": True}, now=timezone.now())
    (letter,) = letters()
    assert not letter.unsubscribe_url
    assert render(letter).subject == "Test: About tea"
    assert "Only you got it" in text_of(letter)


def test_a_mail_says_who_writes_why_and_from_where(in_acme: Workspace) -> None:
    Profile.objects.update(
        sender_name='Acme "Insiders", Inc.',
        reply_to="answers@acme.example",
        postal_address="Acme\nStreet 1 & 2\nBerlin",
    )
    letter = letter_to(make_advocate(name="Maya Okafor"))
    mail, rendered = mail_of(letter), render(letter)
    assert mail["From"].addresses[0].display_name == 'Acme "Insiders", Inc.'
    assert mail["From"].addresses[0].addr_spec == "hello@localhost"
    assert (mail["Reply-To"], mail["Auto-Submitted"], mail["MIME-Version"]) == (
        "answers@acme.example",
        "auto-generated",
        "1.0",
    )
    assert "Hi Maya," in rendered.text
    assert "You get this mail because you are a member of Acme." in rendered.text
    assert rendered.text.endswith("Acme\nStreet 1 & 2\nBerlin\n")
    assert "Street 1 &amp; 2<br>Berlin" in rendered.html


def test_both_parts_arrive_as_they_were_made(in_acme: Workspace) -> None:
    letter = letter_to(make_advocate(name="Zoë 王"), thing="Tee – ≥ 3 Sätze" + " lang" * 300)
    rendered, mail = render(letter), mail_of(letter)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == rendered.text
    assert html.get_content().replace("\r\n", "\n") == rendered.html
    assert mail.get_content_type() == "multipart/alternative"
    assert all(len(line) <= 998 and line.isascii() for line in mail.as_bytes().splitlines())


def test_values_are_escaped_for_where_they_stand(in_acme: Workspace) -> None:
    letter = letter_to(make_advocate(name="<b>Maya</b>"), thing='<img src=x onerror=alert(1)> & "tea" {{ greeting }}')
    rendered = render(letter)
    assert "<img src=x" not in rendered.html
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;tea&quot; {{ greeting }}" in rendered.html
    assert '<img src=x onerror=alert(1)> & "tea" {{ greeting }}' in rendered.text
    assert rendered.subject == 'About <img src=x onerror=alert(1)> & "tea" {{ greeting }}'
    assert "Hi &lt;b&gt;Maya&lt;/b&gt;," in rendered.html


def test_a_value_that_holds_variables_is_text(in_acme: Workspace) -> None:
    """As CVE-2026-2415 of pretix, and its kin: nothing is filled twice and nothing runs."""
    for hostile in ("{{ name.__class__ }}", "{{7*7}}", "{% debug %}", "{0.__class__}", "{{ greeting }}"):
        rendered = render(letter_to(make_advocate(), thing=hostile))
        assert hostile in rendered.text
        assert "49" not in rendered.subject


def test_a_subject_is_one_line_of_at_most_200_characters(in_acme: Workspace) -> None:
    rendered = render(letter_to(make_advocate(), thing="tea\r\nBcc: everybody@example.com " + "x" * 5000))
    assert len(rendered.subject) == 200
    assert "\n" not in rendered.subject
    assert rendered.subject.startswith("About tea Bcc: everybody@example.com xxx")


def test_a_link_in_the_words_goes_nowhere_bad(in_acme: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    body = '<p><a href="{{ thing }}">here</a> <a href="https://example.com/?q={{ thing }}">there</a></p>'
    monkeypatch.setitem(WORDINGS, "test.launched", wording("test.launched", "missions", body=body))
    html = render(letter_to(make_advocate(), thing="javascript:alert(1)")).html
    assert 'href="javascript' not in html
    html = render(letter_to(make_advocate(), thing="https://example.com/tea")).html
    assert 'href="https://example.com/tea"' in html


def test_somebody_without_a_name_is_greeted_all_the_same(in_acme: Workspace) -> None:
    assert text_of(letter_to(make_advocate(name=""))).startswith("Hello,\n")


def test_without_a_button_there_is_none(in_acme: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = wording("test.launched", "missions", button="", link=lambda notice, delivery_id, now: "")
    monkeypatch.setitem(WORDINGS, "test.launched", plain)
    rendered = render(letter_to(make_advocate()))
    assert "press" not in rendered.html.partition("</style>")[2].partition("<body")[2].replace("color-scheme", "")
    assert "{{" not in rendered.html


def test_the_feedback_of_a_decline_is_the_variable_custom_text(
    in_acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    declined = wording(
        "submission.declined",
        "receipts",
        body="<p>{{ greeting }}</p><p>{{ customText }}</p>",
        values=lambda notices: [{"customText": notice.facts["note"]} for notice in notices],
    )
    monkeypatch.setitem(WORDINGS, "submission.declined", declined)
    letter = letter_to(make_advocate(), kind="submission.declined", note="Too dark.\nPlease <again>.")
    rendered = render(letter)
    assert "Too dark.<br>Please &lt;again&gt;." in rendered.html
    assert "Too dark.\nPlease <again>." in rendered.text


def own_words(by: User, language: str = "en", subject: str = "Ours: {{ thing }}") -> Template:
    return change_template(
        kind="test.launched", language=language, subject=subject, body="<p>Moin {{ firstName }} {{ nobody }}</p>",
        button="Los", by=by, now=NOW,
    )  # fmt: skip


def test_the_words_of_the_workspace_take_the_place_of_the_products(in_acme: Workspace, owner: User) -> None:
    maya = make_advocate()
    assert render(letter_to(maya)).subject == "About tea"
    own_words(owner)
    rendered = render(letter_to(maya))
    assert rendered.subject == "Ours: tea"
    assert rendered.text.startswith("Moin Maya {{ nobody }}\n")  # what is not known stays as typed
    assert "Los: http" in rendered.text
    assert reset_template(kind="test.launched", language="en", by=owner, now=NOW)
    assert not reset_template(kind="test.launched", language="en", by=owner, now=NOW)
    assert render(letter_to(maya)).subject == "About tea"
    names = list(Event.objects.filter(about="mail:test.launched").values_list("name", flat=True).order_by("pk"))
    assert names == ["template.changed", "template.reset"]


def test_everybody_is_written_to_in_the_nearest_language(in_acme: Workspace, owner: User) -> None:
    english, mexican, german = (make_advocate(language=code) for code in ("en", "es-MX", "de"))
    own_words(owner)
    own_words(owner, "es", "Nuestro: {{ thing }}")
    subjects = {person.language: render(letter_to(person)).subject for person in (english, mexican, german)}
    assert subjects == {"en": "Ours: tea", "es-MX": "Nuestro: tea", "de": "Ours: tea"}
    assert 'lang="es"' in render(letter_to(mexican)).html
    assert [language_of(code) for code in ("es-mx", "ES", "de", "")] == ["es", "es", "en", "en"]


def test_a_changed_wording_counts_for_what_is_queued_already(happened: Event, owner: User) -> None:
    notify(kind="test.launched", event=happened, advocate=make_advocate(), facts={"thing": "tea"}, now=timezone.now())
    own_words(owner)
    assert render(letters()[0]).subject == "Ours: tea"


def test_some_words_are_not_for_staff_to_change(
    in_acme: Workspace, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORDINGS, "test.launched", wording("test.launched", "missions", editable=False))
    with pytest.raises(NotEditable):
        own_words(owner)


def test_staff_can_try_words_that_are_not_saved(in_acme: Workspace, owner: User) -> None:
    words = {
        "subject": "Try {{ thing }}",
        "body": "<p>{{ greeting }} {{ thing }}</p>",
        "button": "Go",
        "language": "en",
    }
    delivery = send_test(kind="test.launched", **words, by=owner, now=timezone.now())
    (letter,) = letters()
    rendered = render(letter)
    assert (letter.delivery_id, letter.to) == (delivery.pk, "owner@acme.example")
    assert rendered.subject == "Test: Try an example"
    assert "Hi Owner, an example" in rendered.text
    assert letter.button_url == "http://localhost:8000/acme/console/settings/mail/test.launched/"
    assert not Template.objects.exists()
    assert Delivery.objects.get().urgency == 0


def test_the_layout_is_compiled_once_for_each_look(in_acme: Workspace) -> None:
    compiled.cache_clear()
    for _ in range(5):
        render(letter_to(make_advocate()))
    assert compiled.cache_info().misses == 1
    Profile.objects.update(colour="#ffcc00")
    assert "#ac890e" in render(letter_to(make_advocate())).html or compiled.cache_info().misses == 2


def test_a_colour_that_is_none_does_not_stop_the_mail(in_acme: Workspace) -> None:
    Profile.objects.update(colour="wrong")
    assert "Hi Maya," in render(letter_to(make_advocate())).html


def test_the_logo_stands_above_the_name_which_is_read_without_it(in_acme: Workspace) -> None:
    logo = File.objects.create(
        kind="image", media_type="image/webp", name="logo.webp", path="x", size=1, sha256="", audience="public"
    )
    Profile.objects.update(logo=logo)
    html = render(letter_to(make_advocate())).html
    with addressed_to("acme"):
        assert f'src="http://localhost:8000{logo.url}"' in html
    assert 'alt=""' in html
    assert ">Acme</div>" in html


def test_every_place_of_the_layout_is_filled() -> None:
    full = Shape("#0b6e5f", "en", False, True, True, True, True, True, True)
    assert set(compiled(full)[1::2]) == set(PLACES)


def test_it_reads_without_pictures_and_in_the_dark(in_acme: Workspace) -> None:
    html = render(letter_to(make_advocate())).html
    assert "<img" not in html
    assert ">Acme</div>" in html
    assert 'name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html
    assert "<script" not in html
