"""From a claimed delivery to a letter: which words, in which language, with which values. Needs the workspace's scope.

What is made here is plain data; `channels.email` turns it into a mail with no transaction open.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Profile, Workspace
from foundation.addresses import absolute, addressed_to
from foundation.languages import language_of
from foundation.plugs import WORDINGS, Part, Text, Variable, Wording
from foundation.templatetags.ui import points_called
from foundation.tenancy import current_workspace_id
from foundation.variables import for_header
from notifications.links import unsubscribe_token
from notifications.models import Delivery, Notice, Template, Topic
from notifications.operations.templates import TEST
from notifications.queries import templates_of

logger = logging.getLogger(__name__)

COMMON: Mapping[str, Variable] = {
    "greeting": Variable(gettext_lazy("“Hi Maya,”, or “Hello,” for somebody without a name"), gettext_lazy("Hi Maya,")),
    "firstName": Variable(gettext_lazy("The person's first name"), "Maya"),
    "name": Variable(gettext_lazy("The person's whole name"), "Maya Okafor"),
    "workspaceName": Variable(gettext_lazy("The name of your organisation"), "Acme"),
    "pointsName": Variable(gettext_lazy("What you call points"), gettext_lazy("points")),
}


@dataclass(frozen=True)
class Look:
    """How a workspace's mails look and whom they come from."""

    workspace_name: str
    points_name: str
    colour: str
    logo_url: str
    postal_address: str
    sender: str
    reply_to: str
    home_url: str


@dataclass(frozen=True)
class Words:
    """What staff or the product wrote: a subject, formatted text, the button's label; with `{{ variables }}`."""

    subject: str
    body: str
    button: str
    language: str


@dataclass(frozen=True)
class Letter:
    """All that a message to one person is made of. `fault` says why it cannot be made.

    `shows_subject` puts the subject above it, as a mail program does: for previews.
    """

    delivery_id: int
    to: str
    look: Look
    words: Words
    values: Mapping[str, str]
    why: str = ""
    parts: Sequence[Part] = ()
    button_url: str = ""
    unsubscribe_url: str = ""
    is_test: bool = False
    shows_subject: bool = False
    fault: str = ""


def write_letters(deliveries: Sequence[Delivery], *, now: datetime) -> list[Letter]:
    """The letters of claimed deliveries, in the same order. Something wrong with one is that one's fault only."""
    workspace = Workspace.objects.get(pk=current_workspace_id())
    look = look_of(workspace)
    notices = [delivery.notice for delivery in deliveries]
    with addressed_to(workspace.slug):  # values may be addresses
        values, parts = _values_of(notices), _parts_of(notices)
    templates = templates_of(delivery.notice.kind for delivery in deliveries)
    letters = []

    def write(delivery: Delivery) -> None:
        given, pieces = values[delivery.notice_id], parts.get(delivery.notice_id, ())
        letters.append(_letter(delivery, look=look, values=given, parts=pieces, templates=templates, now=now))

    with addressed_to(workspace.slug):
        try:
            with transaction.atomic():
                for delivery in deliveries:
                    write(delivery)
        except Exception:
            logger.warning("letters failed; one by one now", exc_info=True)
            letters.clear()
            for delivery in deliveries:
                try:
                    with transaction.atomic():
                        write(delivery)
                except Exception as error:
                    letters.append(_faulty(delivery, look, error))
    return letters


def look_of(workspace: Workspace) -> Look:
    """The look of a workspace's mails as it is now."""
    profile = Profile.objects.select_related("logo").get()
    name = for_header(profile.sender_name or workspace.name)
    with addressed_to(workspace.slug):
        home, logo = reverse("hub:home"), profile.logo.url if profile.logo else ""
    return Look(
        workspace_name=workspace.name,
        points_name=profile.points_name,
        colour=profile.colour,
        logo_url=absolute(logo) if logo else "",
        postal_address=profile.postal_address.strip(),
        sender=str(Address(name, addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        reply_to=profile.reply_to,
        home_url=absolute(home),
    )


def host() -> str:
    """The name after the @ of message ids."""
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def standard_words(wording: Wording, language: str) -> Words:
    """The product's words in a language."""
    with translation.override(language):
        return Words(str(wording.subject), str(wording.body), str(wording.button), language)


def words_for(wording: Wording, language: str, templates: Mapping[tuple[str, str], Template]) -> Words:
    """The workspace's words in this language, else its words in the default one, else the product's."""
    for code in (language, settings.LANGUAGE_CODE):
        if own := templates.get((wording.kind, code)):
            return Words(own.subject, own.body, own.button, code)
    return standard_words(wording, language)


def common_values(*, name: str, look: Look) -> dict[str, str]:
    """The variables that every kind has, for one reader."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return {
        "greeting": _("Hi %(name)s,") % {"name": first} if first else _("Hello,"),
        "firstName": first,
        "name": name,
        "workspaceName": look.workspace_name,
        "pointsName": points_called(look.points_name),
    }


def examples(wording: Wording) -> dict[str, str]:
    """A value for each variable of this kind, for previews and test mails."""
    return {name: str(variable.example) for name, variable in {**COMMON, **wording.variables}.items()}


def said(values: Mapping[str, Text]) -> dict[str, str]:
    """Values in the language in force."""
    return {name: str(value) for name, value in values.items()}


def why_of(topic: str, look: Look) -> str:
    """Why somebody gets a mail of this topic, in words for its foot."""
    return {
        Topic.MISSIONS: _("You get this mail because you are a member of %(name)s."),
        Topic.RECEIPTS: _("You get this mail because of something you sent to %(name)s."),
        Topic.SERVICE: _("You get this mail because somebody asked %(name)s to send it to this address."),
    }[Topic(topic)] % {"name": look.workspace_name}


def reachable(parts: Sequence[Part]) -> list[Part]:
    """The same with whole addresses of pictures, since a mail is read elsewhere."""
    return [replace(part, path=absolute(part.path)) if part.path else part for part in parts]


def _values_of(notices: Sequence[Notice]) -> dict[int, Mapping[str, Text] | Exception]:
    """The values of each notice, asked for kind by kind; when that fails, one by one."""
    by_kind = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    values: dict[int, Mapping[str, Text] | Exception] = {}
    for kind, group in by_kind.items():
        found = _ask(kind, group)
        if isinstance(found, Exception):
            for notice in group:
                alone = _ask(kind, [notice])
                values[notice.pk] = alone if isinstance(alone, Exception) else alone[0]
        else:
            values |= {notice.pk: value for notice, value in zip(group, found, strict=True)}
    return values


def _parts_of(notices: Sequence[Notice]) -> dict[int, Sequence[Part] | Exception]:
    """The parts of those notices whose kind has any."""
    found: dict[int, Sequence[Part] | Exception] = {}
    for kind in {notice.kind for notice in notices}:
        group, ask = [notice for notice in notices if notice.kind == kind], WORDINGS[kind].parts
        if ask is not None:
            try:
                with transaction.atomic():
                    found |= dict(zip((notice.pk for notice in group), ask(group), strict=True))
            except Exception as error:
                logger.exception("no parts for %s", kind)
                found |= {notice.pk: error for notice in group}
    return found


def _ask(kind: str, notices: Sequence[Notice]) -> Sequence[Mapping[str, Text]] | Exception:
    try:
        with transaction.atomic():
            return WORDINGS[kind].values(notices)
    except Exception as error:
        logger.exception("no values for %s", kind)
        return error


def _letter(
    delivery: Delivery,
    *,
    look: Look,
    values: Mapping[str, Text] | Exception,
    parts: Sequence[Part] | Exception,
    templates: Mapping[tuple[str, str], Template],
    now: datetime,
) -> Letter:
    if isinstance(values, Exception):
        return _faulty(delivery, look, values)
    if isinstance(parts, Exception):
        return _faulty(delivery, look, parts)
    notice = delivery.notice
    wording = WORDINGS[notice.kind]
    words = _test_words(notice) if notice.kind == TEST else words_for(wording, _reads(notice), templates)
    path = wording.link(notice, delivery.pk, now)
    with translation.override(words.language):
        return Letter(
            delivery_id=delivery.pk,
            to=delivery.address,
            look=look,
            words=words,
            values={**_examples(notice), **common_values(name=_name_of(notice), look=look), **said(values)},
            why=why_of(notice.topic, look),
            parts=reachable(parts),
            button_url=absolute(path) if path else "",
            unsubscribe_url=_unsubscribe_url(notice, now=now),
            is_test=notice.kind == TEST or bool(notice.facts.get("test")),
        )


def _faulty(delivery: Delivery, look: Look, error: Exception) -> Letter:
    nothing = Words("", "", "", settings.LANGUAGE_CODE)
    return Letter(delivery.pk, delivery.address, look, nothing, {}, fault=f"{type(error).__name__}: {error}")


def _examples(notice: Notice) -> dict[str, str]:
    """For a test of words, in the place of values."""
    return examples(WORDINGS[notice.facts["of"]]) if notice.kind == TEST else {}


def _test_words(notice: Notice) -> Words:
    facts = notice.facts
    return Words(facts["subject"], facts["body"], facts["button"], facts["language"])


def _reads(notice: Notice) -> str:
    """The language of the reader; of a plain address, that of the person whose wish it was, or which they read in."""
    reader = notice.advocate or notice.staff or notice.event.advocate
    return language_of(reader.language if reader else notice.facts.get("language", ""))


def _name_of(notice: Notice) -> str:
    reader = notice.advocate or notice.staff
    return reader.name.strip() if reader else ""


def _unsubscribe_url(notice: Notice, *, now: datetime) -> str:
    if notice.topic != Topic.MISSIONS or notice.advocate_id is None:
        return ""
    token = unsubscribe_token(advocate_id=notice.advocate_id, now=now)
    return absolute(reverse("public:unsubscribe", args=[token]))
