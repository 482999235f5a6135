"""Whose work is approved at once: a part of the wizard's fourth step (S2-71, G-15)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.forms import Explained
from missions.forms.step import StepForm
from missions.models import Approval
from segments.language import VERSION, Wrong, known_facts, parse
from segments.looking import Counted, count, is_large

NEWCOMERS = "newcomers"  # the button that fills in the pattern for onboarding (S2-74…77)
ONBOARDING = {"approval": Approval.RULE.value, "approval_match": "any", "approval_joined": "7"}
# Each field with the clause it means.
CLAUSES = {
    "approval_points": ("lifetime", "min"),
    "approval_missions": ("completed", "min"),
    "approval_joined": ("joined", "within"),
    "approval_since": ("joined", "ago"),
    "approval_segments": ("segment", "any"),
}


def _number(label: Any, *, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"}),
        error_messages={"invalid": _("Write a whole number.")},
    )


class ApprovalForm(StepForm):
    """By hand, everybody, or those of whom all or any of some things hold; and how much of it is checked by chance."""

    BY_RULE = (
        "approval_match", "approval_points", "approval_missions", "approval_joined", "approval_since",
        "approval_segments",
    )  # fmt: skip
    APPROVAL = ("approval", *BY_RULE, "approval_share")

    many = ("approval_segments",)

    approval = forms.ChoiceField(
        label=_("Who decides?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Approval.MANUAL,
                Explained(
                    _("A reviewer"), _("Every submission waits in the queue. Right for reviews and public posts.")
                ),
            ),
            (
                Approval.EVERYONE,
                Explained(
                    _("Approve everyone at once"), _("Points arrive right away. Right for surveys and small asks.")
                ),
            ),
            (
                Approval.RULE,
                Explained(
                    _("Approve at once when a rule holds"),
                    _("Members you trust, or new ones, need not wait; a reviewer decides about everybody else."),
                ),
            ),
        ],
        error_messages={"required": _("Say who decides.")},
    )
    approval_match = forms.ChoiceField(
        label=_("Approve at once when"),
        required=False,
        choices=[("any", _("any of these holds")), ("all", _("all of these hold"))],
        widget=forms.Select(attrs={"class": "max-w-60"}),
    )
    approval_points = _number(_("Points ever earned, at least"), least=1, most=1_000_000_000)
    approval_missions = _number(_("Missions completed before, at least"), least=1, most=100_000)
    approval_joined = _number(_("Joined in the last … days"), least=1, most=3650)
    approval_since = _number(_("Member for at least … days"), least=1, most=3650)
    approval_segments = forms.TypedMultipleChoiceField(
        label=_("In any of these segments"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
    )
    approval_share = forms.IntegerField(
        label=_("Spot checks, per cent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_(
            "So much of what is approved at once, drawn by chance, is shown to reviewers afterwards. They can reverse"
            " it. Empty: none."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "max-w-32"}),
        error_messages={"invalid": _("Write a whole number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval_segments"].choices = self.offers.segments  # type: ignore[attr-defined]  # a choice field

    def means(self, name: str) -> bool:
        chosen = self["approval"].value() if "approval" in self.fields else ""
        if name in self.BY_RULE:
            return bool(chosen == Approval.RULE)
        if name == "approval_share":
            return chosen in (Approval.RULE, Approval.EVERYONE)
        return super().means(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        broken = set(self.errors) & set(self.BY_RULE)
        if data.get("approval") == Approval.RULE and not broken and source_of(data) is None:
            self.add_error("approval_match", _("Fill in at least one of the things below."))
        return data

    @cached_property
    def passing(self) -> Counted | None:
        """Of how many members the rule holds now, as far as it is typed; None where that takes too long to count."""
        typed = {name: self[name].value() for name in self.BY_RULE if name in self.fields}
        source = source_of(typed) if self["approval"].value() == Approval.RULE else None
        if source is None or is_large():
            return None
        try:
            return count(parse(source, known_facts()), now=timezone.now())
        except Wrong:
            return None

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        by_rule = data.get("approval") == Approval.RULE
        by_hand = data.get("approval") == Approval.MANUAL
        return {
            "approval": data.get("approval", Approval.EVERYONE),
            "approval_rule": source_of(data) if by_rule else None,
            "spot_checks": 0 if by_hand else data.get("approval_share") or 0,
        }


def source_of(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule that is filled in, in the language of segments; None when nothing is. Of registered members only."""
    parts = []
    for name, (fact, operator) in CLAUSES.items():
        if value := fields.get(name):
            ids = [str(one) for one in value] if isinstance(value, list) else value
            parts.append({"fact": fact, "op": operator, "value": ids})
    if not parts:
        return None
    match = fields.get("approval_match") or "any"
    return {"version": VERSION, "among": "registered", "match": match, "parts": parts}
