"""What advocates type at the hub's door and about themselves."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from foundation.contact import EMAIL_LENGTH, clean_email
from foundation.forms import Form
from foundation.times import zone_choices
from programs.models import Advocate
from programs.queries import interests, interests_of


class EmailForm(Form):
    """The address at which the workspace knows somebody."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])


class CodeForm(Form):
    """Six digits out of a mail, typed with or without a space."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "text-xl tracking-widest tabular-nums",
            }
        ),
    )

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError(_("The code has six digits, such as 042 917."))
        return code


class NewAddressForm(Form):
    """Where mail is to go from now on."""

    email = forms.CharField(
        label=_("New e-mail address"),
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, advocate: Advocate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.advocate = advocate

    def clean_email(self) -> str:
        email = clean_email(self.cleaned_data["email"])
        if email == self.advocate.email:
            raise ValidationError(_("This is your address already."))
        return email


class PhotoForm(Form):
    """A picture of oneself."""

    photo = forms.FileField(
        label=_("Your photo"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB; it is cut square. You and the team see it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class ProfileForm(Form):
    """What advocates say about themselves."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Your time zone"), required=False)
    interests = forms.TypedMultipleChoiceField(
        label=_("What interests you"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-row"}),
        help_text=_("Missions about it are shown to you first."),
    )

    mark_optional = False

    def __init__(self, *args: Any, advocate: Advocate, profile: Profile, **kwargs: Any) -> None:
        initial = {
            **{name: getattr(advocate, name) for name in ("name", "language", "time_zone")},
            "interests": interests_of(advocate),
        }
        super().__init__(*args, initial=initial, **kwargs)
        if offered := [(tag.pk, tag.name) for tag in interests()]:
            self.fields["interests"].choices = offered  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["interests"]
        self._choices("language", [("", _("As my browser says")), *settings.LANGUAGES], advocate.language)
        as_here = gettext("As %(workspace)s: %(zone)s") % {"workspace": profile.workspace, "zone": profile.time_zone}
        self._choices("time_zone", [("", as_here), *zone_choices()], advocate.time_zone)
        clock = date_format(timezone.now().astimezone(ZoneInfo(advocate.time_zone or profile.time_zone)), "H:i")
        self.fields["time_zone"].help_text = gettext(
            "It is %(time)s there now. Times and deadlines are shown in it."
        ) % {"time": clock}

    def _choices(self, name: str, choices: list[tuple[str, Any]], present: str) -> None:
        """Offer these, and what stands there now even if it is not among them: saving must not change it."""
        if present and present not in dict(choices):
            choices.append((present, present))
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for mypy
        field.choices = choices
