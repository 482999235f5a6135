"""How far the goal is, and what the page shows around the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from files.models import File
from foundation.richtext import as_safe
from missions.models import Participation
from missions.results import Figure
from missions.types.base import Content
from missions.types.places import content_of
from missions.types.survey.acts import AnswersActs
from programs.queries import trying

if TYPE_CHECKING:
    from missions.models import Mission
    from programs.models import Advocate


class RegistrationActs(AnswersActs):
    """As every form of questions, and the page around it."""

    def panel(self, *, mission: Mission, advocate: Advocate, now: datetime) -> Mapping[str, Any]:
        content = content_of(mission, advocate)
        return {**page_of(mission, content), **super().panel(mission=mission, advocate=advocate, now=now)}

    def public_panel(self, *, mission: Mission) -> Mapping[str, Any]:
        return page_of(mission, mission.live.content.get("type", {}) if mission.live else {})

    def figures(self, *, mission: Mission) -> Sequence[Figure]:
        content = mission.live.content.get("type", {}) if mission.live else {}
        registered = Figure(_("Registered"), registered_count(mission), _("People who sent everything that is asked."))
        goal = content.get("goal")
        return [registered, *([Figure(_("Goal"), goal, _("People who shall register."))] if goal else [])]


def page_of(mission: Mission, content: Content) -> dict[str, Any]:
    """What the page shows to anybody, signed in or not: pictures, goal, video, incentives, the link out."""
    wanted = [content.get("wide"), content.get("tall")]
    there = {file.pk: file.url for file in File.objects.filter(pk__in=[pk for pk in wanted if pk])}
    return {
        "wide": there.get(content.get("wide", 0), ""),
        "tall": there.get(content.get("tall", 0), ""),
        "video": content.get("video", ""),
        "incentives": as_safe(content.get("incentives", "")),
        "link": content.get("link", ""),
        "goal": content.get("goal") or 0,
        "registered": registered_count(mission) if content.get("goal") else 0,
    }


def registered_count(mission: Mission) -> int:
    """People, each once, without test people; who took it back does not count."""
    done = Participation.objects.filter(mission=mission, completed_at__isnull=False).exclude(advocate__in=trying())
    return done.values("advocate").distinct().count()


ACTS = RegistrationActs()
