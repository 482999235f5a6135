"""Which files staff ask for, and the files people send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.forms import WholeNumberInput
from missions.types.base import Content, Slot
from missions.types.base_forms import OFFICE, PDF, PICTURES, Kept, ResponseBase, SetupBase
from missions.types.media.type import KINDS
from missions.types.rights import FIELDS, LicenceField, RightsAsked, RightsSetup, asked_rights

MOST, LONGEST = 20, 1000
LATE = "files-captions"  # words of the files that come now, in their order; a script asks for them
CAPTIONS = [
    ("no", gettext_lazy("No caption")),
    ("optional", gettext_lazy("They may write one")),
    ("required", gettext_lazy("They must write one")),
]
ACCEPTS = {
    PICTURES: "image/jpeg,image/png,image/webp,image/gif",
    PDF: "application/pdf,.pdf",
    OFFICE: ".docx,.xlsx,.pptx,.odt,.ods,.odp",
}


class SetupForm(RightsSetup, SetupBase):
    """Kinds and number of files, the caption, the usage rights."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What they may send"),
        choices=KINDS.items(),
        initial=[PICTURES],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Pictures are drawn anew, so that no place or camera comes along."),
        error_messages={"required": gettext_lazy("Choose at least one kind of file.")},
    )
    least = forms.IntegerField(
        label=gettext_lazy("At least"), min_value=1, max_value=MOST, initial=1, widget=WholeNumberInput
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most"), min_value=1, max_value=MOST, initial=5, widget=WholeNumberInput
    )
    files_label = forms.CharField(
        label=gettext_lazy("What the question says"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as “Photos of your desk with our swag”. Without it: “Your files”."),
    )
    caption = forms.ChoiceField(
        label=gettext_lazy("Caption"),
        choices=CAPTIONS,
        initial="optional",
        help_text=gettext_lazy("One for all files; and where several may be sent, one with each."),
    )
    caption_label = forms.CharField(label=gettext_lazy("What is asked for the caption"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("least") or 0) > (data.get("most") or MOST):
            self.add_error("most", _("This is less than the least number."))
        return data

    def content(self) -> dict[str, Any]:
        own = {name: value for name, value in self.cleaned_data.items() if name not in FIELDS}
        return own | {"rights": asked_rights(self.cleaned_data)}

    def content_so_far(self) -> dict[str, Any]:
        typed = {name: self.typed(name) if self.is_bound else self.get_initial_for_field(field, name)
                 for name, field in self.fields.items()}  # fmt: skip
        for name in ("kinds", "rights_scope"):
            typed[name] = self.several(name)
        numbers = {name: _number(typed[name]) for name in ("least", "most")}
        return typed | numbers | {"rights": asked_rights(typed)}

    @property
    def preview(self) -> "ResponseForm":
        """What is asked as it stands, to look at."""
        return ResponseForm(
            content=self.content_so_far(), slot=Slot(1, ""), prefix="preview", use_required_attribute=False
        )


class ManyFilesInput(forms.FileInput):
    """The browser's own choice of several files."""

    allow_multiple_selected = True

    def use_required_attribute(self, initial: Any) -> bool:
        """What is there already counts, which the browser does not know."""
        return False


class FilesField(forms.FileField):
    """Several files. Each is checked by itself where it is stored, so that a bad one loses no good one."""

    def __init__(self, kinds: list[str], **kwargs: Any) -> None:
        self.takes = frozenset(kinds)
        accept = ",".join(ACCEPTS[kind] for kind in kinds if kind in ACCEPTS)
        super().__init__(widget=ManyFilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [one for one in data if one is not None] if isinstance(data, list | tuple) else [data] if data else []


class ResponseForm(RightsAsked, ResponseBase):
    """Files that are there and files that come, together as many as asked for, each with words of its own.

    `known` are those that were there before what is sent now came.
    """

    known: set[int] | None = None
    captions: Sequence[str] = ()

    def __init__(self, *args: Any, content: Content, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, content=content, slot=slot, **kwargs)
        self.least, self.most = max(1, content.get("least") or 1), max(1, content.get("most") or 1)
        self.rights = content.get("rights") or {}
        kinds = [kind for kind in content.get("kinds", []) if kind in KINDS] or [PICTURES]
        self.fields["files"] = FilesField(
            kinds, label=content.get("files_label") or _("Your files"), help_text=self._asked(kinds)
        )
        if content.get("caption") in ("optional", "required"):
            self.fields["caption"] = forms.CharField(
                label=content.get("caption_label") or _("What do we see?"),
                required=content["caption"] == "required" and self.most == 1,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("For all of them; with each file you can write one of its own.") if self.most > 1 else "",
            )
        if self.rights:
            self.fields["licence"] = LicenceField()

    @property
    def has_captions(self) -> bool:
        """Whether each file may have words of its own."""
        return "caption" in self.fields and self.most > 1

    @property
    def captioned(self) -> Sequence[tuple[Kept, str]]:
        """The files that are there, each with its words so far: typed now, come with it just now, or sent before."""
        before, late, found = (self.initial or {}).get("captions", []), iter(self._list(LATE)), []
        for place, one in enumerate(self.kept):
            typed, earlier = self._list(f"files-caption-{one.file.pk}"), before[place] if place < len(before) else ""
            is_new = self.known is not None and one.file.pk not in self.known
            found.append((one, typed[0] if typed else next(late, "") if is_new else earlier))
        return found

    def clean(self) -> dict[str, Any]:
        """As many as asked for, with words where they are asked for; those beyond are left out and named."""
        self.known = {one.file.pk for one in self.kept}
        sent, there = self.cleaned_data.get("files") or [], len(self.kept_of("files"))
        room = max(0, self.most - there)
        if len(sent) > room:
            words = {"most": self.most, "names": ", ".join(f"“{one.name}”" for one in sent[room:])}
            self.add_error("files", _("At most %(most)d files are asked for. Left out: %(names)s.") % words)
        elif there + len(sent) < self.least:
            text = ngettext("Choose at least one file.", "Choose at least %(least)d files.", self.least)
            self.add_error("files", text % {"least": self.least} if self.least > 1 else text)
        self.cleaned_data["files"] = sent[:room]
        self.captions = self._captions(len(sent[:room])) if self.has_captions else []
        if any(len(words) > LONGEST for words in self.captions):
            self.add_error("caption", _("Words of one file have at most %(most)d characters.") % {"most": LONGEST})
        elif (
            self.content.get("caption") == "required"
            and not self.cleaned_data.get("caption")
            and not all(self.captions)
        ):
            self.add_error("caption", _("Write some words for all of the files, or with each of them."))
        return self.cleaned_data

    def _captions(self, sent: int) -> list[str]:
        """The words of each file that is handed in, in their order: those that are there, then those that come."""
        away, late = self.put_away(), self._list(LATE)
        stay = [words for one, words in self.captioned if one.file.pk not in away]
        return [words.strip() for words in (*stay, *late[:sent], *[""] * (sent - len(late[:sent])))]

    def answers(self) -> dict[str, Any]:
        kept = [one.file.name for one in self.kept_of("files")]
        said = {"captions": self.captions} if any(self.captions) else {}
        return {**super().answers(), "files": [*kept, *(one.name for one in self.cleaned_data["files"])], **said}

    def _asked(self, kinds: list[str]) -> str:
        number = (
            ngettext("One file", "%(most)d files", self.most) % {"most": self.most}
            if self.least == self.most
            else _("%(least)d to %(most)d files") % {"least": self.least, "most": self.most}
        )
        sizes = _("pictures up to 10 MB, documents up to 20 MB") if set(kinds) != {PICTURES} else _("up to 10 MB each")
        return f"{number}: {', '.join(str(KINDS[kind]) for kind in kinds)}; {sizes}."


def _number(text: Any) -> int:
    digits = str(text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 3 else 1
