"""What staff type about workspaces and each other, made clean; nothing is saved here."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import FoundingToken, Profile, Role, User, Workspace
from accounts.rules import check_slug
from foundation.forms import Form, ModelForm
from foundation.money import DECIMALS, NotMoney, parse, plain
from foundation.times import zone_choices
from foundation.tokens import hash_token


class FoundingForm(Form):
    """A workspace and its first owner. Somebody who has an account proves it with its password."""

    token = forms.CharField(label=_("One-time token"), help_text=_("The start of the server printed it."))
    name = forms.CharField(label=_("Name of your organisation"), max_length=80)
    slug = forms.CharField(
        label=_("Address"), help_text=_("The first part of every address, such as “acme”. You can change it later.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="Europe/London")
    owner_name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(label=_("Your e-mail address"))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words are easy to remember."),
        strip=False,
    )

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"].strip()
        if not FoundingToken.objects.filter(token_hash=hash_token(token), used_at=None).exists():
            raise ValidationError(_("This token is unknown or has been used. Start the server again for a new one."))
        return token

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip().lower()
        check_slug(slug)
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        email, password = data.get("email", "").lower(), data.get("password", "")
        known = User.objects.filter(email=email).first() if "token" in data else None
        if known and password and not known.check_password(password):
            self.add_error("password", _("You have an account already. This is not its password."))
        if not known:
            check_password(self, password, User(email=email, name=data.get("owner_name", "")))
        return data


class AcceptanceForm(Form):
    """A new staff member's account; the address is the invitation's."""

    name = forms.CharField(label=_("Your name"), max_length=80)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words are easy to remember."),
        strip=False,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_password(self, data.get("password", ""), User(email=self.email, name=data.get("name", "")))
        return data


class SettingsForm(ModelForm):
    """How the workspace presents itself."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What advocates see at the top of every page."))
    colour = forms.CharField(
        label=_("Brand colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Made lighter or darker where text would be hard to read."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Dates and deadlines are shown in it.")
    )
    worth = forms.CharField(
        label=_("What 1,000 points are worth"),
        required=False,
        max_length=20,
        help_text=_("For budgets in money. Advocates never see it. Empty: you count in points only."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "max-w-40"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", _("None")), *((name, name) for name in DECIMALS)],
        widget=forms.Select(attrs={"class": "max-w-40"}),
    )
    logo_upload = forms.FileField(label=_("Logo"), required=False, help_text=_("JPEG, PNG or WebP, up to 10 MB."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Profile
        fields = (
            "time_zone", "points_name", "currency", "colour", "sender_name", "reply_to", "postal_address",
            "two_step_required", "launch_approval",
        )  # fmt: skip
        help_texts = {
            "points_name": _("What people earn: “points”, “stars”, “miles”."),
            "sender_name": _("Who mails come from."),
            "reply_to": _("Where answers to mails go."),
            "postal_address": _("Stands in the foot of every mail, as the law of many countries asks."),
            "two_step_required": _("Those who have not set it up are asked to, before anything else."),
            "launch_approval": _(
                "Also of changes to what is live. Where approval is needed, the author sends it for it."
            ),
        }
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 3})}

    field_order = (
        "name", "logo_upload", "remove_logo", "colour", "time_zone", "points_name", "worth", "currency", "sender_name",
        "reply_to", "postal_address", "two_step_required", "launch_approval",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.point_value and self.instance.currency:
            self.initial["worth"] = plain(self.instance.point_value, self.instance.currency)
        if self.instance.logo_id is None:
            del self.fields["remove_logo"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["point_value"], text, currency = None, data.get("worth", "").strip(), data.get("currency")
        if text and not currency:
            self.add_error("currency", _("Choose the currency."))
        elif text and currency:
            try:
                data["point_value"] = parse(text, currency)
            except NotMoney as wrong:
                self.add_error("worth", str(wrong))
        return data

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValidationError(_("Write a colour as # and six digits, such as #0b6e5f."))
        return colour


class AddressForm(Form):
    """Another address for the workspace."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=40,
        help_text=_("3 to 40 small letters, digits and hyphens. Links to the old address will lead to the new one."),
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip().lower()
        check_slug(slug, of=self.workspace)
        return slug


class InvitationForm(Form):
    """Whom to ask in, as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REVIEWER)


class RoleForm(Form):
    """What a staff member is."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class StaffProfileForm(ModelForm):
    """What staff say about themselves."""

    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=lambda: [("", _("As each workspace")), *zone_choices()],
        required=False,
        help_text=_("For trying missions out as an advocate. The console shows the times of its workspace."),
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "keyboard_shortcuts")
        help_texts = {"keyboard_shortcuts": _("Single letters in the review queue, such as A for approve.")}


def check_password(form: Form, password: str, user: User) -> None:
    """Say at the password's field what is wrong with it."""
    if password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            form.add_error("password", error)


class ColumnsForm(Form):
    """Which columns a list shows; its name, and those of a list that cannot be left out, are not asked for."""

    columns = forms.MultipleChoiceField(label=_("Columns to show"), required=False, widget=forms.CheckboxSelectMultiple)
    mark_optional = False

    def __init__(self, *args: Any, known: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = list(known.items())  # type: ignore[attr-defined]  # a choice field
