"""The preview beside a step of the wizard: the card, the page or the e-mail of what is typed so far."""

from typing import Any

from missions.forms.preview import LOOKS
from missions.forms.raw import quiet
from missions.forms.whole import setup_form_of_type
from missions.models import Mission
from missions.preview import card_of_draft
from missions.reach import reach_of_draft


def aside_context(mission: Mission, *, look: str, with_type: bool, language: str = "") -> dict[str, Any]:
    """What the preview beside a step takes, in the words of a language.

    `version` changes with what is typed, so that frames are read anew.
    """
    revision = mission.draft or mission.live
    return {
        "mission": mission,
        "card": card_of_draft(mission, language),
        "reach": reach_of_draft(mission),
        "look": look,
        "looks": LOOKS,
        "query": "",
        "version": f"v={revision.edited_at.timestamp():.6f}" if revision else "",
        "type_form": quiet(setup_form_of_type(mission)) if with_type else None,
        "type_preview": f"missions/types/{mission.activity.type}/preview.html",
    }
