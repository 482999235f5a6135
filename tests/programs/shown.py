"""What a page shows of people, and what is stored of them."""

from html.parser import HTMLParser

from accounts.models import Workspace
from foundation.tenancy import workspace_scope
from programs.models import Advocate

HTMX = {"HX-Request": "true"}


def stored(workspace: Workspace, pk: int) -> Advocate:
    with workspace_scope(workspace.pk):
        return Advocate.objects.get(pk=pk)


class Part(HTMLParser):
    """The text inside the element of an id, one entry a piece."""

    def __init__(self, element: str) -> None:
        super().__init__()
        self.element, self.depth = element, 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "path", "circle", "line", "rect", "polyline", "ellipse", "polygon"):
            self.depth += bool(self.depth) or ("id", self.element) in attrs

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("input", "br", "path", "circle", "line", "rect", "polyline", "ellipse", "polygon"):
            self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            self.texts.append(" ".join(data.split()))


def part(page: str, element: str) -> list[str]:
    parser = Part(element)
    parser.feed(page)
    return parser.texts
