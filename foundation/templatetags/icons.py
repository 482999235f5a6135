"""`{% lucide "clock" size=14 %}`: an icon as inline SVG, drawn once and not each time a page shows it.

The package's own tag copies and writes an XML tree whenever it is rendered, which was a quarter of a page's time, and
reads what stands in its archive again for each icon, which was seconds of a process's start.
"""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.utils.safestring import SafeString
from lucide import IconDoesNotExist

register = template.Library()
SVG = "http://www.w3.org/2000/svg"


@cache
def archive() -> ZipFile:
    """All icons of the package, in memory: processes that were forked share no place in a file."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@lru_cache(maxsize=1000)
def drawn(name: str, size: int, **attributes: str | float) -> SafeString:
    """An icon with these attributes of its `<svg>`. Raises IconDoesNotExist."""
    try:
        svg = ElementTree.fromstring(archive().read(f"{name}.svg"))  # noqa: S314  the package's own
    except KeyError as unknown:
        raise IconDoesNotExist(f"The icon {name!r} does not exist.") from unknown
    svg.attrib |= {"width": str(size), "height": str(size)}
    svg.attrib |= {key.replace("_", "-"): str(value) for key, value in attributes.items()}
    for part in svg.iter():
        part.tag = part.tag.removeprefix(f"{{{SVG}}}")
    return SafeString(ElementTree.tostring(svg, encoding="unicode"))


class Icon(template.Node):
    """An icon of which something is known only when the page is."""

    def __init__(self, name: FilterExpression, options: dict[str, FilterExpression]) -> None:
        self.name, self.options = name, options

    def render(self, context: template.Context) -> SafeString:
        """The icon that the context says."""
        options = {key: option.resolve(context) for key, option in self.options.items()}
        return drawn(str(self.name.resolve(context)), options.pop("size", 24), **options)


@register.tag
def lucide(parser: Parser, token: Token) -> template.Node:
    """An icon of the lucide set by its name, with `size` in pixels and further attributes of its `<svg>`."""
    _tag, name, *rest = token.split_contents()
    options = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"lucide takes a name and attributes, not {' '.join(rest)}")
    icon = Icon(parser.compile_filter(name), options)
    if all(is_constant(part) for part in (icon.name, *options.values())):
        return TextNode(icon.render(template.Context()))
    return icon


def is_constant(part: FilterExpression) -> bool:
    """Whether this is a text or a number in the template itself."""
    return not part.filters and getattr(part.var, "lookups", None) is None
