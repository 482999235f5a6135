"""A mail as a person would read it, with words that may not be saved yet."""

from dataclasses import dataclass

from django.utils import translation

from accounts.models import Workspace
from foundation.languages import language_of
from foundation.plugs import WORDINGS, Wording
from notifications.channels.email.mails import Rendered, render
from notifications.models import Notice, Template, Topic
from notifications.queries import templates_of
from notifications.rendering import (
    Letter,
    Words,
    common_values,
    examples,
    look_of,
    reachable,
    said,
    standard_words,
    why_of,
    words_for,
)
from programs.models import Advocate


@dataclass(frozen=True)
class Kind:
    """A kind of mail whose words staff may change, as the list shows it."""

    wording: Wording
    own: Template | None

    @property
    def topic(self) -> str:
        return str(Topic(self.wording.topic).label)


def editable_kinds() -> list[Kind]:
    """The kinds staff may change, what goes to most people first; `own` is the latest change in any language."""
    wordings = [wording for wording in WORDINGS.values() if wording.editable]
    own: dict[str, Template] = {}
    for row in sorted(templates_of(WORDINGS).values(), key=lambda row: row.changed_at):
        own[row.kind] = row
    order = list(Topic)
    wordings.sort(key=lambda wording: (order.index(Topic(wording.topic)), str(wording.name)))
    return [Kind(wording, own.get(wording.kind)) for wording in wordings]


def words_in_use(wording: Wording, language: str) -> tuple[Words, Template | None]:
    """The words of a kind in this very language: the workspace's own with who changed them, or the product's."""
    own = templates_of([wording.kind]).get((wording.kind, language))
    if own is None:
        return standard_words(wording, language), None
    return Words(own.subject, own.body, own.button, language), own


def preview(wording: Wording, words: Words, *, workspace: Workspace, person: Advocate | None) -> Rendered:
    """The mail with the examples in the place of what a real one is about, read by this person or by the example."""
    look = look_of(workspace)
    with translation.override(words.language):
        filled = examples(wording) | {"workspaceName": look.workspace_name, "pointsName": look.points_name}
        if person is not None:
            filled |= common_values(name=person.name.strip(), look=look)
        return render(
            Letter(
                delivery_id=0,
                to=(person.email if person else "") or "",
                look=look,
                words=words,
                values=filled,
                why=why_of(wording.topic, look),
                button_url=look.home_url if wording.button else "",
                unsubscribe_url=look.home_url if wording.topic == Topic.MISSIONS else "",
                shows_subject=True,
            )
        )


def preview_of(notice: Notice, *, workspace: Workspace) -> Rendered:
    """The mail of a notice that may not be saved, as its advocate would read it, or somebody without a name."""
    wording, person = WORDINGS[notice.kind], notice.advocate
    words = words_for(wording, language_of(person.language if person else ""), templates_of([notice.kind]))
    look = look_of(workspace)
    with translation.override(words.language):
        common = common_values(name=person.name.strip() if person else "", look=look)
        values = {**common, **said(wording.values([notice])[0])}
        return render(
            Letter(
                delivery_id=0,
                to=(person.email if person else "") or "",
                look=look,
                words=words,
                values=values,
                parts=reachable(wording.parts([notice])[0]) if wording.parts else (),
                why=why_of(wording.topic, look),
                button_url=look.home_url if wording.button else "",
                unsubscribe_url=look.home_url if wording.topic == Topic.MISSIONS else "",
                shows_subject=True,
            )
        )
