"""Icons look as the package draws them, whether they are known in the template or only in the page."""

import lucide
import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import TextNode
from django.template.loader import get_template
from lucide.templatetags.lucide import lucide as draw


def engine() -> Engine:
    found: Engine = get_template("components/badge.html").template.engine  # type: ignore[attr-defined]  # not in stubs
    return found


@pytest.mark.parametrize("name", ['"clock"', "icon"])
def test_an_icon_is_what_the_package_draws(name: str) -> None:
    template = engine().from_string('{% lucide NAME size=44 stroke_width=1.5 class="big" %}'.replace("NAME", name))
    html = template.render(Context({"icon": "clock"}))
    assert html == draw("clock", size=44, stroke_width=1.5, **{"class": "big"})
    assert html == template.render(Context({"icon": "clock"}))  # the second one as well


def test_an_icon_without_a_size_has_the_usual_one() -> None:
    assert engine().from_string("{% lucide 'sun' %}").render(Context()) == draw("sun")


def test_a_known_icon_is_drawn_once() -> None:
    assert isinstance(engine().from_string('{% lucide "clock" size=14 %}').nodelist[0], TextNode)
    assert not isinstance(engine().from_string('{% lucide "clock" size=big %}').nodelist[0], TextNode)


def test_attributes_cannot_break_out() -> None:
    html = engine().from_string("{% lucide 'sun' class=word %}").render(Context({"word": '"><script>'}))
    assert "<script>" not in html


def test_what_is_no_icon_is_found_when_the_template_is_read() -> None:
    with pytest.raises(lucide.IconDoesNotExist):
        engine().from_string("{% lucide 'no-such-icon' %}")
    with pytest.raises(TemplateSyntaxError):
        engine().from_string("{% lucide 'sun' 14 %}")
