"""What staff type about people, and how they narrow the list; nothing is saved here."""

from typing import Any, TypedDict
from urllib.parse import urlencode

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.contact import clean_email, clean_phone
from foundation.folding import fold
from foundation.forms import FilterForm, Form, ModelForm
from foundation.times import zone_choices
from programs.forms.fields import FieldsOfPerson, filter_field, wanted_of
from programs.models import Advocate, AdvocateStatus, District, Import, Program, Tag
from programs.programs import programs
from programs.queries import (
    ORDERS,
    PeopleFilter,
    districts_of,
    languages_of_people,
    listed_fields,
)
from programs.regions import region_of_zone
from programs.rows import clean_districts, clean_language, clean_tags, language_name

# What staff set by hand; deactivating has a button of its own.
SETTABLE = [choice for choice in AdvocateStatus.choices if choice[0] != AdvocateStatus.SUSPENDED]


class PeopleFilterForm(FilterForm):
    """Which people the list shows; lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": gettext_lazy("Name, e-mail, company or phone"),
                "autocomplete": "off",
            }
        ),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    tag = forms.ModelChoiceField(label=gettext_lazy("Tag"), required=False, queryset=Tag.objects.none())
    district = forms.ModelChoiceField(
        label=gettext_lazy("District"),
        required=False,
        queryset=District.objects.none(),
        empty_label=gettext_lazy("Any district"),
    )
    program = forms.ModelChoiceField(
        label=gettext_lazy("Program"),
        required=False,
        queryset=Program.objects.none(),
        empty_label=gettext_lazy("Any program"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    company = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    address = forms.ChoiceField(
        label=gettext_lazy("E-mail"),
        required=False,
        choices=[("", gettext_lazy("With or without")), ("none", gettext_lazy("No address"))],
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Added by"),
        required=False,
        queryset=Import.objects.none(),
        empty_label=gettext_lazy("Anybody"),
    )
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in ORDERS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("Any status")), *AdvocateStatus.choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["tag"].queryset = Tag.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.tag_names = {tag.pk: tag.name for tag in Tag.objects.order_by("name")}
        self.fields["tag"].choices = [("", _("Any tag")), *self.tag_names.items()]  # type: ignore[attr-defined]  # a ModelChoiceField
        areas = [(row.pk, row.name) for row in District.objects.order_by("name")]
        self.fields["district"].queryset = District.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["district"].choices = [("", _("Any district")), *areas]  # type: ignore[attr-defined]  # a ModelChoiceField
        self.programs = list(programs())
        self.fields["program"].queryset = Program.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        named = [(row.pk, row.name) for row in self.programs]
        self.fields["program"].choices = [("", _("Any program")), *named]  # type: ignore[attr-defined]  # a ModelChoiceField
        spoken = [(code, language_name(code)) for code in languages_of_people()]
        self.fields["language"].choices = [("", _("Any language")), *spoken]  # type: ignore[attr-defined]  # a ChoiceField
        offered = {"district": bool(areas), "language": len(spoken) > 1, "program": len(self.programs) > 1}
        for name, is_wanted in offered.items():
            if not is_wanted and not self.data.get(name):
                del self.fields[name]
        imports = Import.objects.exclude(started_at=None).order_by("-pk")
        self.fields["source"].queryset = imports  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["source"].label_from_instance = _dated  # type: ignore[attr-defined]  # a ModelChoiceField
        self.listed = listed_fields()
        self.fields |= {f"field-{field.pk}": filter_field(field) for field in self.listed}

    def wanted(self) -> PeopleFilter:
        """Whom the address asks for: nobody when it cannot be understood, lest everybody be tagged by mistake."""
        if not self.is_valid() and set(self.errors) != {"sort"}:
            return PeopleFilter(nobody=True)
        data = self.cleaned_data
        return PeopleFilter(
            search=data["q"],
            status=data["status"],
            tag=data["tag"].pk if data["tag"] else None,
            district=data["district"].pk if data.get("district") else None,
            program=data["program"].pk if data.get("program") else None,
            language=data.get("language", ""),
            company=fold(data["company"]),
            source=data["source"].pk if data["source"] else None,
            without_address=data["address"] == "none",
            fields=[one for field in self.listed for one in wanted_of(field, data[f"field-{field.pk}"])],
            sort=data.get("sort") or "name",
        )

    def query(self) -> str:
        """The filters in force as they stand in an address: always in the same order, and only those that are set."""
        self.is_valid()
        chosen = [(name, str(self.data.get(name, ""))) for name in self.fields if self.cleaned_data.get(name)]
        return urlencode([(name, value) for name, value in chosen if value and (name, value) != ("sort", "name")])


class PeopleViewForm(Form):
    """A name for the filters in force, and whether the list opens with them."""

    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    default = forms.BooleanField(label=gettext_lazy("Open the list with it"), required=False)
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Known filters only, in their order."""
        return PeopleFilterForm(QueryDict(self.cleaned_data["query"])).query()[:400]


def _dated(row: Import) -> str:
    """An import by its file and day; many are called people.csv."""
    return f"{row.file_name} ({date_format(row.created_at, 'j M Y')})"


class Place(TypedDict):
    """Where in a list by key a page begins, or ends."""

    after: int | None
    before: int | None


class PlaceForm(FilterForm):
    """Where in a list by key the page is; what is no place is the beginning."""

    after = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)

    def place(self) -> Place:
        """`after` and `before`, for the query."""
        self.is_valid()
        return {"after": self.cleaned_data.get("after"), "before": self.cleaned_data.get("before")}


class PersonForm(FieldsOfPerson, ModelForm):
    """A person's details as staff know them."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("Left open, times are shown in the workspace's."),
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=SETTABLE, initial=AdvocateStatus.ACTIVE)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Separated by commas. New ones are made."),
    )
    districts = forms.CharField(
        label=gettext_lazy("Districts"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Areas such as a region or a branch, separated by commas. New ones are made."),
    )

    class Meta:
        model = Advocate
        fields = ("name", "email", "phone", "company", "language", "time_zone", "status", "consent_source")
        help_texts = {
            "phone": gettext_lazy("With the country code, as in +49 30 901820."),
            "language": gettext_lazy("A code such as en, de or pt-br."),
            "consent_source": gettext_lazy("Where it comes from, such as “Ticked at registration, May 2026”."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "language": forms.TextInput(attrs={"size": 8}),
        }

    field_order = (
        "name",
        "email",
        "phone",
        "company",
        "tags",
        "districts",
        "status",
        "consent_source",
        "language",
        "time_zone",
    )

    def __init__(self, *args: Any, zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region_of_zone(zone)
        self.fields["time_zone"].choices = [("", _("The workspace's")), *zone_choices()]  # type: ignore[attr-defined]  # a ChoiceField
        self.holders: dict[str, Advocate] = {}
        if self.instance.pk:
            names = self.instance.taggings.order_by("tag__name").values_list("tag__name", flat=True)
            self.initial.setdefault("tags", ", ".join(names))
            self.initial.setdefault("districts", ", ".join(districts_of(self.instance)))
        if self.instance.status == AdvocateStatus.SUSPENDED:
            del self.fields["status"]

    def details(self) -> dict[str, Any]:
        """The person's columns, for the operation."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def tag_list(self) -> list[str]:
        """The names of all tags the person is to have."""
        return list(self.cleaned_data["tags"])

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_company(self) -> str:
        return " ".join(str(self.cleaned_data["company"]).split())

    def clean_email(self) -> str | None:
        text = self.cleaned_data["email"]
        return self._unless_taken("email", clean_email(text)) if text else None

    def clean_phone(self) -> str | None:
        text = self.cleaned_data["phone"]
        return self._unless_taken("phone", clean_phone(text, self.region or None)) if text else None

    def clean_language(self) -> str:
        text = self.cleaned_data["language"]
        return clean_language(text) if text else ""

    def clean_tags(self) -> list[str]:
        return clean_tags(self.cleaned_data["tags"])

    def clean_districts(self) -> list[str]:
        return clean_districts(self.cleaned_data["districts"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asked = not {"email", "phone"} & set(self.errors)
        if asked and not data.get("email") and not data.get("phone"):
            self.add_error("email", _("Give an e-mail address or a phone number: people are recognised by them."))
        return data

    def _unless_taken(self, field: str, value: str) -> str:
        holder = Advocate.objects.filter(**{field: value}).exclude(pk=self.instance.pk).first()
        if holder:
            self.say_taken(field, holder)
        return value

    def say_taken(self, field: str, holder: Advocate) -> None:
        """Say at the field that somebody else has this; the page links to them."""
        self.holders[field] = holder
        words = {
            "email": _("%(name)s has this e-mail address already."),
            "phone": _("%(name)s has this phone number already."),
        }
        self.add_error(field, words[field] % {"name": holder})

    def rows(self) -> list[tuple[BoundField, Advocate | None]]:
        """The fields in their order, each with the person who has what was typed there."""
        return [(field, self.holders.get(field.name)) for field in self]
