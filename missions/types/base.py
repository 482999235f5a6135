"""What a mission type brings: words for staff, its slots, and how an answer reads. Forms are in each folder's forms.py.

Adding a type is one folder and one line in `missions.types`. A folder has `type.py` (this class and `TYPE`),
`forms.py` (`SetupForm`, `ResponseForm`, and `apply_builder` where rows are added) and, in
templates/missions/types/<key>/: `setup.html`, `preview.html` (both take `type_form`) and `response.html` (`form`);
with `has_panel` also `hub.html`, which stands above what is handed in and takes `panel`. What staff may begin
with is in its templates.py (`missions.types.base_templates`). What a type does in tables of
its own is in its acts.py (`missions.types.base_acts`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

type Words = str | Promise
type Content = Mapping[str, Any]


class Effort(TextChoices):
    """What planning something takes of staff (S0-57, S0-58)."""

    SMALL = "small", gettext_lazy("Small")
    MEDIUM = "medium", gettext_lazy("Medium")
    LARGE = "large", gettext_lazy("Large")


@dataclass(frozen=True)
class Slot:
    """One thing handed in and decided by itself: a review site, or the whole task."""

    number: int
    label: str


@dataclass(frozen=True)
class Line:
    """One answer as reviewers, the advocate and exports read it. `kind`: text, link, file, or html-free long text.

    `captions` are words of each file, in the order of the field's files.
    """

    label: str
    value: str
    kind: str = "text"
    field: str = ""
    captions: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """How an uploaded picture is kept: cut to `cover` (width, height) or only made smaller, and who may fetch it."""

    cover: tuple[int, int] | None = None
    audience: str = "hub"


@dataclass(frozen=True)
class MissionType:
    """A type of mission. `key` is stored; the rest are words and figures for those who choose one.

    `usual` are the wizard's fields, as they are typed, that begin otherwise than for most types. One that does not
    `ask` for anything has no slots, no points and no approval: opening it completes it. `notice` is the kind of mail
    that tells of a launch. One that does not `repeat` is done once by each person. `effort` is what planning one
    takes of staff; `tips` stand where the type is chosen and set up; `paid_each` says what is paid by itself, when
    not the mission as a whole.
    that tells of a launch. With `own_start` the type names its start button itself; with `names_slots` a slot has its
    heading also while it stands alone on the page.
    """

    key: str
    name: Words
    what: Words
    best_for: Words
    icon: str
    minutes: int
    usual_points: int
    typical_points: tuple[int, int]
    effort: Effort = Effort.SMALL
    tips: Sequence[Words] = ()
    paid_each: Words = ""
    has_form: bool = False
    has_acts: bool = False
    has_panel: bool = False
    own_start: bool = False
    names_slots: bool = False
    usual: Mapping[str, str] = field(default_factory=dict)
    asks: bool = True
    repeats: bool = True
    notice: str = "mission.launched"

    def picture(self, field: str) -> Picture | None:
        """How a picture that staff upload in this field of the setup (such as "hero-upload") is kept; None: not taken.

        What is kept is the file's id, in the field of the same name that ends with "-image".
        """
        return None

    def doubts(self, content: Content) -> Sequence[str]:
        """What is allowed, and perhaps not meant: said before the launch."""
        return ()

    def slots(self, content: Content) -> Sequence[Slot]:
        """What can be handed in, each on its own; one slot unless the type says otherwise."""
        return [Slot(1, str(self.name))]

    def public_slots(self, content: Content) -> Sequence[Slot]:
        """What a stranger fills in on the public page before they say who they are; with none they say it first.

        Only what needs neither the panel nor a file: a slot that does not stand alone has to wait.
        """
        slots = self.slots(content)
        return slots if len(slots) == 1 and not self.has_panel else ()

    def promised(self, content: Content) -> Sequence[Slot]:
        """The slots whose points are kept for somebody who begins, where the mission has a budget."""
        return self.slots(content)

    def points_of(self, content: Content, number: int, points: int) -> int:
        """How many of the mission's points a slot earns when it is approved: each earns them all."""
        return points

    def notice_of_approval(self, content: Content, number: int) -> str:
        """The kind of mail that tells of a slot's approval."""
        return "submission.approved"

    def places(self, content: Content) -> Sequence[str]:
        """Where the mission sends people, each a short word (`missions.types.places`)."""
        return ()

    def targets(self, content: Content) -> Mapping[str, str]:
        """The addresses, by place, for which each person gets a short link of their own."""
        return {}

    def summary(self, content: Content) -> Sequence[Line]:
        """What is set up, as staff check it before they launch."""
        return []

    def lines(self, content: Content, answers: Content, *, questions: Sequence[Content] = ()) -> Sequence[Line]:
        """The answers as people read them."""
        raise NotImplementedError
