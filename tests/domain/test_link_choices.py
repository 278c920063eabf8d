"""Which of several links is meant."""

import pytest

from ocop.domain.link_choices import choose, ranges_of, wanted_form

VI = {"href": "https://a/vi", "title": "vi", "hreflang": ["vi"], "type": "text/html"}
EN = {"href": "https://a/en", "title": "en", "hreflang": ["en"], "type": "text/html"}
KM = {"href": "https://a/km", "title": "km", "hreflang": ["km"], "type": "text/html"}
ANY = {"href": "https://a/", "title": "any", "type": "text/html"}
PDF = {"href": "https://a/pdf", "title": "pdf", "type": "application/pdf"}
BARE = {"href": "https://a/bare", "title": "bare"}
US = {"href": "https://a/us", "title": "us", "hreflang": ["en-US"], "context": ["US"]}
UK = {"href": "https://a/uk", "title": "uk", "hreflang": ["en-GB"], "context": ["GB"]}


@pytest.mark.parametrize(
    ("links", "asked", "left"),
    [
        ([VI, EN, KM, ANY], {"languages": "vi-VN,vi;q=0.9"}, [VI]),
        ([VI, EN, KM, ANY], {"languages": "fr;q=0.9, km-KH;q=0.5"}, [KM]),
        ([VI, EN, KM, ANY], {"languages": "en;q=0.2, km;q=0.5"}, [KM]),
        ([VI, EN, KM, ANY], {"languages": "fr"}, [ANY]),
        ([VI, EN, KM, ANY], {"languages": "*"}, [ANY]),
        ([VI, EN, KM, ANY], {}, [ANY]),
        ([VI, EN], {"languages": "vi;q=0, *;q=0.5"}, [EN]),
        ([VI, EN], {"languages": "vi;q=0, en;q=0"}, [VI, EN]),
        ([VI, EN], {"languages": "fr"}, [VI, EN]),
        ([US, UK], {"languages": "en-gb"}, [UK]),
        ([US, UK], {"languages": "en"}, [US, UK]),
        ([US, UK], {"context": "GB"}, [UK]),
        ([US, UK], {"context": "VN"}, [US, UK]),
        ([ANY, PDF], {"media": "application/pdf, text/html;q=0.5"}, [PDF]),
        ([ANY, PDF], {"media": "text/*"}, [ANY]),
        ([ANY, PDF], {"media": "*/*"}, [ANY, PDF]),
        ([ANY, PDF], {"media": "image/png"}, [ANY, PDF]),
        ([BARE, PDF], {"media": "image/png, */*;q=0.1"}, [BARE, PDF]),
        ([ANY, dict(ANY)], {"media": "text/html"}, [ANY]),
        ([VI, dict(VI, href="https://a/2")], {"languages": "vi"}, [VI, dict(VI, href="https://a/2")]),
        ([], {"languages": "vi", "media": "text/html"}, []),
    ],
)
def test_what_is_left_of_several_links(links, asked, left):
    assert choose(links, **asked) == left


@pytest.mark.parametrize(
    ("header", "ranges"),
    [
        ("", []),
        ("vi;q=x, en;q=2, km;q=-1, th", [("th", 1.0)]),
        (" EN-us ;q=0.3,vi ; q=0.8", [("vi", 0.8), ("en-us", 0.3)]),
    ],
)
def test_headers_are_read_as_far_as_they_can_be(header, ranges):
    assert ranges_of(header) == ranges


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", None),
        ("*/*", None),
        ("application/*", None),
        ("application/json;q=0.5, application/linkset+json", "application/linkset+json"),
        ("text/html;q=0, application/json", "application/json"),
    ],
)
def test_a_form_is_wanted_by_its_own_name_alone(header, form):
    assert wanted_form(header, ["text/html", "application/linkset+json", "application/json"]) == form
