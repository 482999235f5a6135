"""All steps of a draft together: what is wrong in which step, and what it comes to when nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from foundation.forms import problems
from foundation.times import parse_local
from foundation.typed import as_post
from missions.forms.offers import Offers
from missions.forms.raw import TYPE_PREFIX
from missions.forms.step import StepForm
from missions.forms.steps import STEP_FORMS
from missions.models import Mission
from missions.own_clocks import LAST_ZONE
from missions.types import TYPES


@dataclass(frozen=True)
class StepProblem:
    """Something wrong, in words, with the step and the place on it where it can be mended."""

    step: str
    message: str
    anchor: str


def type_forms(type_key: str) -> ModuleType:
    """The forms of a mission type, by its folder."""
    return import_module(f"missions.types.{TYPES[type_key].key}.forms")


def step_form(
    mission: Mission, step: str, *, zone: str, raw: Mapping[str, Any] | None = None, offers: Offers | None = None
) -> StepForm:
    """A step's form over what is kept of it."""
    kept = raw if raw is not None else kept_of(mission)
    own = {"folder": str(mission.folder_id or 0)}
    return STEP_FORMS[step](
        as_post({**kept, **own}),
        zone=zone,
        type_key=mission.activity.type,
        has_begun=bool(mission.launched_at),
        mission_id=mission.pk,
        offers=offers,
    )


def setup_form_of_type(mission: Mission, *, raw: Mapping[str, Any] | None = None) -> BaseForm:
    """The type's own part of the setup step; unbound as long as nothing of it was ever sent."""
    kept = raw if raw is not None else kept_of(mission)
    touched = any(name.startswith(TYPE_PREFIX) for name in kept)
    form: BaseForm = type_forms(mission.activity.type).SetupForm(as_post(kept) if touched else None, prefix="type")
    return form


def kept_of(mission: Mission) -> Mapping[str, Any]:
    """What is typed: of the draft, else of what is live."""
    revision = mission.draft or mission.live
    return revision.raw if revision else {}


class Incomplete(Exception):
    """A draft that cannot be published yet."""

    def __init__(self, problems: list[StepProblem]) -> None:
        super().__init__("; ".join(f"{problem.step}: {problem.message}" for problem in problems))


class Whole:
    """A mission's draft checked as a whole."""

    def __init__(self, mission: Mission, *, zone: str) -> None:
        self.zone, self.offers = zone, Offers()
        self.steps: dict[str, StepForm] = {
            step: step_form(mission, step, zone=zone, offers=self.offers) for step in STEP_FORMS
        }
        own = type_forms(mission.activity.type).SetupForm(as_post(kept_of(mission)), prefix="type")
        self.forms: list[tuple[str, Any]] = []
        for step, form in self.steps.items():
            self.forms.append((step, form))
            if step == "setup":
                self.forms.append((step, own))
        self.own = own

    def problems(self) -> list[StepProblem]:
        """Everything that stands in the way of a launch, in the order of the steps."""
        found = [
            StepProblem(step, problem.message, problem.anchor)
            for step, form in self.forms
            for problem in problems(form)
        ]
        return found or self._contradictions()

    def _contradictions(self) -> list[StepProblem]:
        """What is right in each step, and wrong together."""
        trigger, recognition = (self.steps[step].content() for step in ("trigger", "recognition"))
        if not trigger["starts_local"] or not recognition["ends_at"]:
            return []
        starts = parse_local(trigger["starts_local"], LAST_ZONE if trigger["by_person"] else self.zone)
        if datetime.fromisoformat(recognition["ends_at"]) > starts:
            return []
        return [StepProblem("recognition", _("The deadline lies before the launch."), "id_ends_local")]

    def content(self) -> dict[str, Any]:
        """What is published. Raises Incomplete when something stands in the way."""
        if found := self.problems():
            raise Incomplete(found)
        merged: dict[str, Any] = {}
        for form in self.steps.values():
            merged |= form.content()
        return merged | {"type": self.own.content()}

    def questions(self) -> list[dict[str, Any]]:
        """The questions of a type with a form, for publishing."""
        found: list[dict[str, Any]] = self.own.content().get("questions", [])
        return found
