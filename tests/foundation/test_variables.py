"""Variables are looked up, never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.variables import (
    fill,
    fill_subject,
    for_header,
    for_html,
    for_text,
    for_url,
    unknown_variables,
    variables_in,
)

VALUES = {"name": "Ada", "customText": "Well done", "first_name": "Ada"}

LITERAL = [
    "{{event.__init__.__code__.co_filename}}",
    "{{ name.__class__ }}",
    "{{name|upper}}",
    "{{ name() }}",
    "{{ 7*7 }}",
    "{{7*7}}",
    "{{ 'a'.join('b') }}",
    "{{ name[0] }}",
    "{0.__class__}",
    "{name}",
    "{name!r}",
    "{% include 'x' %}",
    "{% debug %}",
    "{# name #}",
    "{{{name}}}",
    "{{{{name}}}}",
    "{{ }}",
    "{{}}",
    "{{ name",
    "{{ name }",
    "{ { name } }",
    "${name} %(name)s #{name}",
    "{{ name\x00 }}",
    "{{ _name }}",
    "{{ __class__ }}",
    "{{ " + "n" * 61 + " }}",
    "{{" + " " * 9 + "name }}",
]


@pytest.mark.parametrize("text", ["{{name}}", "{{ name }}", "{{name }}", "{{\tname\n}}", "{{&nbsp;name&nbsp;}}"])
def test_spaces_inside_the_braces_are_optional(text: str) -> None:
    assert fill(text, VALUES, for_text) == "Ada"


def test_names_may_be_in_camel_case_or_with_underscores() -> None:
    text = "{{customText}}, {{ first_name }}{{name}}"
    assert fill(text, VALUES, for_text) == "Well done, AdaAda"
    assert variables_in(text + text) == ["customText", "first_name", "name"]


@pytest.mark.parametrize("text", LITERAL)
def test_what_looks_like_code_stays_as_typed(text: str) -> None:
    assert fill(text, VALUES, for_text) == text
    assert fill(f"a {text} b", VALUES, for_html) == f"a {text} b"


def test_unknown_names_stay_as_typed_and_are_reported() -> None:
    text = "Hi {{ nmae }}, {{name}}, {{ nmae }}, {{ first name }}, {{name.x}}"
    assert fill(text, VALUES, for_text) == "Hi {{ nmae }}, Ada, {{ nmae }}, {{ first name }}, {{name.x}}"
    assert unknown_variables(text, VALUES) == ["nmae", "first name", "name.x"]


def test_a_text_of_known_names_has_nothing_to_report() -> None:
    assert unknown_variables("Dear {{ name }}, {{&nbsp;customText }} {not} {% this %}", VALUES) == []


def test_triple_braces_are_reported_because_they_are_not_filled() -> None:
    assert unknown_variables("{{{name}}}", VALUES) == ["{name}"]


def test_a_value_is_never_read_as_a_template() -> None:
    values = {"name": "{{ token }}", "token": "secret", "half": "{{"}
    assert fill("{{ name }}", values, for_text) == "{{ token }}"
    assert fill("{{ half }} token }}", values, for_text) == "{{ token }}"


def test_values_are_escaped_in_html_and_keep_their_lines() -> None:
    assert fill("<p>{{ name }}</p>", {"name": "<b>&\"'\r\nx"}, for_html) == "<p>&lt;b&gt;&amp;&quot;&#x27;<br>x</p>"


def test_values_are_encoded_in_addresses() -> None:
    filled = fill("https://e.example/?q={{ name }}", {"name": "a&b=c/ü\r\n\ud800"}, for_url)
    assert filled == "https://e.example/?q=a%26b%3Dc%2F%C3%BC%0A"


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x00"])
def test_a_header_value_cannot_begin_a_new_line(ending: str) -> None:
    assert for_header(f"Ada{ending}Bcc: x@y.example") == "Ada Bcc: x@y.example"
    assert fill_subject(f"Hi {{{{ name }}}}{ending}X", {"name": f"A{ending}B"}) == "Hi A B X"


def test_a_subject_is_at_most_200_characters() -> None:
    assert len(fill_subject("{{ name }}", {"name": "a" * 5000})) == 200
    assert fill_subject("a" * 200, {}) == "a" * 200


def test_plain_text_loses_what_cannot_be_seen_and_keeps_letters_of_all_scripts() -> None:
    assert for_text("a\x00b\x1b[31m\u202eexe\tü\r\nŁódź 你好 👩‍🚀") == "ab[31mexe\tü\nŁódź 你好 👩‍🚀"


@given(st.text(alphabet="{} name%|.&;x\n", max_size=200), st.text(max_size=50))
def test_a_text_without_known_variables_comes_out_as_it_went_in(text: str, value: str) -> None:
    if "name" not in variables_in(text):
        assert fill(text, {"name": value}, for_text) == text


@given(st.lists(st.text(alphabet="ab {}\n", max_size=5)), st.text(alphabet="{} namex", max_size=20))
def test_every_known_variable_is_replaced_once_and_values_stay_literal(parts: list[str], value: str) -> None:
    plain = [part.replace("{", "(").replace("}", ")") for part in parts]
    assert fill("{{ name }}".join(plain), {"name": value}, str) == value.join(plain)


@given(st.text(max_size=80))
def test_a_header_is_always_one_printable_line(value: str) -> None:
    line = for_header(value)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    line.encode()


def test_a_long_hostile_text_is_read_in_linear_time() -> None:
    hostile = "{{" + "&nbsp;" * 200_000 + "{{ " * 100_000
    assert fill(hostile, VALUES, for_text) == hostile
    assert unknown_variables(hostile, VALUES) == []
