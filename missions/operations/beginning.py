"""Beginning a mission with what a template says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from missions.models import Arming, Mission, Trigger
from missions.operations.missions import create_mission
from missions.types.base_templates import Offered
from programs.facts import zone_of_workspace
from segments.language import known_facts, parse
from segments.models import Segment
from segments.operations.segments import Named, create_segment
from segments.queries import segments
from segments.templates import template_of


@transaction.atomic
def begin_with(*, offered: Offered, raw: Mapping[str, Any], by: User, now: datetime) -> Mission:
    """A draft of a template; when one enters a segment for it, that segment is made unless there is one of its name."""
    fields = dict(raw)
    if offered.template.entering is not None:
        segment = _entered(offered, by=by, now=now)
        fields |= {
            "trigger": Trigger.SEGMENT.value, "trigger_segment": str(segment.pk), "arming": Arming.NEW.value,
        }  # fmt: skip
    return create_mission(type_key=offered.entry.key, raw=fields, by=by, now=now)


def _entered(offered: Offered, *, by: User, now: datetime) -> Segment:
    entering = offered.template.entering
    assert entering is not None  # noqa: S101  asked by the caller
    name = str(entering.name)
    if segment := segments().filter(name=name).first():
        return segment
    beginning = template_of(entering.beginning)
    source = beginning.source(now=now, zone=zone_of_workspace()) if beginning else None
    rule = parse(source, known_facts()) if source is not None else None
    named = Named(name, str(beginning.description) if beginning else "")
    return create_segment(named=named, rule=rule, by=by, now=now)
