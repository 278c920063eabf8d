"""The words of the pages that buyers see: whole in every language, and asked for by browser or address."""

import re
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

from ocop.config import locate
from ocop.domain.tools import TOOL_WORDS
from ocop.web.languages import LANGUAGES, language_of, read_catalogue

TEMPLATES = (
    "base.html", "public/product.html", "public/code_head.html", "public/unknown.html", "public/scan.html",
    "public/choices.html", "public/lot_wanted.html", "public/outgoing.html", "public/linkset.html",
    "public/report.html", "public/report_new.html", "errors/404.html", "errors/429.html",
    "macros/bands.html", "macros/products.html", "macros/maps.html",
)  # fmt: skip
CATALOGUES = Path(__file__).parents[3] / "ocop" / "translations"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: Letters that only Vietnamese has.
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
#: Names that stay as they are in every language.
NAMES = re.compile(r"Hoàng Sa|Trường Sa|Đà Nẵng|Khánh Hòa")


def words_used():
    """Return every Vietnamese text of the templates and of the words that their pages are given."""
    used = {str(words) for words in TOOL_WORDS.values()}
    for name in TEMPLATES:
        with (locate("templates") / name).open("rb") as file:
            for _, _, found, _ in babel_extract(file, ["_"], [], {"newstyle_gettext": "true"}):
                used.add(found if isinstance(found, str) or found is None else found[0])
    return used - {None}


@pytest.fixture(scope="module", params=["en", "km"])
def catalogue(request):
    return request.param, read_catalogue(CATALOGUES / f"{request.param}.po")


def test_every_text_is_there(catalogue):
    assert words_used() - set(catalogue[1]) == set()


def test_placeholders_are_kept(catalogue):
    wrong = {
        text: said
        for text, said in catalogue[1].items()
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(said))
        or said.count("%") != text.count("%")
    }

    assert wrong == {}


def test_no_vietnamese_is_left(catalogue):
    left = {said for said in catalogue[1].values() if VIETNAMESE.search(NAMES.sub("", said))}

    assert left == set()


def test_khmer_is_written_in_khmer():
    words = read_catalogue(CATALOGUES / "km.po")
    plain = {text for text, said in words.items() if not re.search(r"[\u1780-\u17ff]", said)}

    assert plain == {"API", "Facebook", "Hoàng Sa", "Trường Sa", "(Đà Nẵng)", "(Khánh Hòa)"}


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("", "en-US", "en"), ("", "km-KH,km;q=0.9", "km"),
        ("", "fr,en;q=0.4", "en"), ("", "fr", "vi"), ("", "", "vi"), ("km", "en", "km"), ("xx", "en", "en"),
        ("", "en;q=0,vi;q=0.1", "vi"), ("", "\x00;;=,q", "vi"),
    ],
)  # fmt: skip
def test_the_address_goes_before_the_browser(wanted, accepted, language):
    assert language_of(wanted, accepted) == language


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Ai công nhận"), ("en", "Who vouches for it"), ("km", "អ្នកណាទទួលស្គាល់")],
)
def test_a_page_speaks_the_language_asked_for(client, make_product, make_decision, language, words):
    product = make_product(name="Bánh tét Trà Cuôn")
    make_decision(product)

    by_browser = client.get(f"/t/{product.code}", headers={"Accept-Language": language, "Accept": "text/html"})
    by_address = client.get(f"/t/{product.code}?lang={language}", headers={"Accept": "text/html"})

    for answer in (by_browser, by_address):
        assert words in answer.text
        assert f'<html lang="{language}"' in answer.text
        assert "Set-Cookie" not in answer.headers
        assert "Accept-Language" in answer.headers["Vary"]
        assert all(f"?lang={one}" in answer.text for one in LANGUAGES)
    note = "មិនទាន់ត្រូវបានម្ចាស់ភាសាពិនិត្យ"
    assert (note in by_address.text) == (language == "km")


def test_an_unknown_code_helps_in_the_visitors_language(client):
    page = client.get("/t/00000000", headers={"Accept-Language": "en", "Accept": "text/html"})

    assert page.status_code == 404
    assert "This code was not found" in page.text
    assert '<html lang="en"' in page.text


def test_what_is_wrong_with_an_address_is_told_in_every_language(client):
    for path in ("/01/09521234543214", "/01/09521234543213/10/C%C3%A0", "/01/09521234543213/21/S/10/L", "/01/0/foo"):
        said = {client.get(f"{path}?lang={one}", headers={"Accept": "text/html"}).text for one in LANGUAGES}
        refusals = {re.search(r'band-text">(.*?)<', page)[1] for page in said}

        assert len(refusals) == len(LANGUAGES), path
