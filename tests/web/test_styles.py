"""The part of a style sheet that a page brings along."""

import pytest

from ocop.web.styles import macros_of, part_of, style_hash

SOURCE = """<main class="card band-{{ word }}{{ ' is-open' if x }}"><p class="{% if y %}small{% endif %}">
{{ "x" }}</p></main> node.classList.toggle("bigger")"""


@pytest.mark.parametrize(
    ("css", "part"),
    [
        (".card { color: red; margin: 0 auto; }", ".card{color:red;margin:0 auto}"),
        (".table .card { a: b; }", ""),
        (".card :focus-visible { a: b; }", ".card :focus-visible{a:b}"),
        (".band-red { a: b; } .banner { a: b; }", ".band-red{a:b}"),
        (".is-open, .nothing { a: b; }", ".is-open{a:b}"),
        (".small:not(.nothing) { a: b; }", ".small:not(.nothing){a:b}"),
        ("html.bigger { a: b; }", "html.bigger{a:b}"),
        ("p, table { a: b; }", "p{a:b}"),
        (":where(h1, table) { a: b; } [hidden] { c: d; }", ":where(h1,table){a:b}[hidden]{c:d}"),
        ("@media (min-width: 58rem) { .card { a: b; } .x { a: b; } }", "@media (min-width:58rem){.card{a:b}}"),
        ("@media print { .x { a: b; } }", ""),
        ("@keyframes turn { to { a: b; } } /* .card { } */", "@keyframes turn{to{a:b}}"),
        ('@font-face { font-family: "A B"; } @font-face { font-family: "C"; }', '@font-face{font-family:"A B"}'),
    ],
)
def test_rules_are_kept_that_may_match(css, part):
    assert part_of(css, [SOURCE], ['"A B"']) == part


def test_only_named_macros_are_looked_at():
    source = "{%- macro one(x) -%}<b>{%- endmacro -%}{% macro two() %}<i>{% endmacro %}"

    assert macros_of(source, ["two"]) == "{% macro two() %}<i>{% endmacro %}"


def test_a_style_is_named_by_its_hash():
    assert style_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
