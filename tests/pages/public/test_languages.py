"""What buyers read in English and Khmer: every word of their pages, none too many, in letters of that language."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from ocop.web.languages import LANGUAGES
from tests.conftest import running
from tests.factories import Factories

ROOT = Path(__file__).resolve().parents[3]
#: What buyers see: pages behind codes, what these stand on, and what they meet where something went wrong.
TEMPLATES = (
    "base.html", "public/product.html", "public/code_shell.html", "public/code_head.html", "public/unknown.html",
    "public/scan.html", "macros/scans.html", "macros/products.html", "macros/pages.html", "macros/icons.html",
    "macros/forms.html", "errors/*.html",
)  # fmt: skip
#: Code whose Vietnamese is all for buyers, docstrings apart.
SOURCES = ("ocop/domain/tools.py", "ocop/domain/gtins.py", "ocop/pages/public/scans.py", "ocop/web/problems.py")
#: Refusals that buyers meet, in code that refuses others more.
REFUSALS = {
    "ocop/services/products.py": "product-unknown",
    "ocop/services/lots.py": "lot-unknown",
    "ocop/domain/serials.py": "serial-unknown",
    "ocop/services/work.py": "store-busy",
}
#: Names that are the same in every language.
NAMES = {"API", "Facebook"}
TRANSLATED = ("en", "km")
_VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
_KHMER = re.compile("[\u1780-\u17b3]")
#: Digits of Khmer's own, which dates and stars do not use, and letters without width.
_STRANGE = re.compile("[\u17e0-\u17e9\u200b-\u200f\u2060\ufeff]")
#: A sign that stands below or above needs a letter, and what is put under a letter is one too.
_BROKEN = re.compile("(?:^|[^\u1780-\u17d3])[\u17b6-\u17d3]|\u17d2(?![\u1780-\u17b3])|[\u17b6-\u17c5]{2}")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


def in_template(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for _line, _function, found, _comments in babel_extract(file, ["_"], [], {}):
            yield found if isinstance(found, str) else next(filter(None, found))


def in_source(tree: ast.Module) -> Iterator[str]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    for node in constants:
        if isinstance(node.value, str) and _VIETNAMESE.search(node.value):
            yield node.value


def in_refusals(tree: ast.Module, code: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.args[0]) == repr(code):
            yield ast.literal_eval(node.args[1])


@cache
def spoken() -> dict[str, set[str]]:
    """Return everything that buyers can read in Vietnamese, with the files that say it."""
    found: dict[str, set[str]] = {}
    for pattern in TEMPLATES:
        for path in (ROOT / "templates").glob(pattern):
            for words in in_template(path):
                found.setdefault(words, set()).add(path.relative_to(ROOT).as_posix())
    for name in (*SOURCES, *REFUSALS):
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        for words in in_refusals(tree, REFUSALS[name]) if name in REFUSALS else in_source(tree):
            found.setdefault(words, set()).add(name)
    return found


@cache
def catalogue(language: str):
    with (ROOT / f"ocop/translations/{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def entries(language: str) -> dict[str, str]:
    return {one.id: one.string for one in catalogue(language) if one.id}


def test_every_kind_of_file_is_read() -> None:
    for words in ("Ai công nhận", "Về trang chủ", "Truy xuất điện tử", "Lỗi máy chủ", "%(star)s sao"):
        assert words in spoken()
    assert {name for files in spoken().values() for name in files} >= {*SOURCES, *REFUSALS}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_what_is_said_and_nothing_else(language) -> None:
    assert {words for words in spoken() if not entries(language).get(words, "").strip()} == set()
    assert set(entries(language)) - set(spoken()) == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_all_kept(language) -> None:
    changed = {
        words: said
        for words, said in entries(language).items()
        if sorted(_PLACEHOLDER.findall(words)) != sorted(_PLACEHOLDER.findall(said))
        or "%" in _PLACEHOLDER.sub("", said)
    }

    assert changed == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_vietnamese_is_left_in(language) -> None:
    assert {words: said for words, said in entries(language).items() if _VIETNAMESE.search(said)} == {}


def test_khmer_is_written_in_khmer() -> None:
    said = {words: text for words, text in entries("km").items() if words not in NAMES}

    assert {words: text for words, text in said.items() if not _KHMER.search(text)} == {}
    assert {words: text for words, text in said.items() if _STRANGE.search(text) or _BROKEN.search(text)} == {}
    assert [text for text in entries("en").values() if _KHMER.search(text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_in_order_and_names_where_it_is_read(language) -> None:
    held = catalogue(language)
    order = [(sorted(spoken()[one.id])[0], one.id) for one in held if one.id]

    assert (str(held.locale), held.charset, held.fuzzy) == (language, "utf-8", False)
    assert order == sorted(order)
    assert len(order) == (ROOT / f"ocop/translations/{language}.po").read_text("utf-8").count("\nmsgid ") - 1
    for one in filter(lambda one: one.id, held):
        assert {name for name, _line in one.locations} == spoken()[one.id]
        assert not one.fuzzy
        assert not any(line for _name, line in one.locations)


HEADINGS = {"vi": "Ai công nhận", "en": "Who recognised it", "km": "អ្នកណាទទួលស្គាល់"}
NOTE = "ការបកប្រែនេះមិនទាន់ត្រូវបានអ្នកនិយាយភាសាដើមពិនិត្យទេ។"


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "en", "en"),
        ("", "km", "km"),
        ("", "vi", "vi"),
        ("", "km-KH,km;q=0.9", "km"),
        ("", "fr", "vi"),
        ("", "", "vi"),
        ("?lang=km", "en", "km"),
        ("?lang=vi", "km", "vi"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_a_page_speaks_the_language_that_is_asked(client, make_product, make_decision, query, accepted, language):
    product = make_product()
    make_decision(product)

    answer = client.get(f"/t/{product.code}{query}", headers={"Accept-Language": accepted})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert f'<h2 id="vouch">{HEADINGS[language]}</h2>' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert (NOTE in answer.text) == (language == "km")


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/scan", 200, "Quét hoặc gõ mã"),
        ("/t/00000000", 404, "Chưa tìm thấy mã này"),
        ("/scan/nowhere", 404, "Không tìm thấy trang này"),
    ],
)
def test_other_pages_of_buyers_speak_it_too(client, path, status, words, language):
    answer = client.get(path, headers={"Accept-Language": language})

    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{entries(language)[words]}</h1>" in answer.text
    assert (NOTE in answer.text) == (language == "km")
    for other in LANGUAGES:
        assert f'href="{path}?lang={other}"' in answer.text


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    ("path", "words", "filled"),
    [
        ("/t/00000000", "Không có sản phẩm nào mang mã “%(code)s”.", {"code": "00000000"}),
        ("/scan?code=khong-co", "Không có sản phẩm nào mang mã “%(code)s”.", {"code": "khong-co"}),
        ("/ocop/khong-co", "Không có sản phẩm nào mang mã “%(code)s”.", {"code": "khong-co"}),
        ("/01/123", "GTIN “%(gtin)s” phải gồm 8, 12, 13 hoặc 14 chữ số.", {"gtin": "123"}),
    ],
)
def test_a_refusal_is_told_in_it_and_no_vietnamese_is_left(client, path, words, filled, language):
    answer = client.get(path, headers={"Accept-Language": language})

    assert answer.status_code == 404
    assert entries(language)[words] % filled in answer.text
    assert not _VIETNAMESE.search(answer.text.replace(LANGUAGES["vi"], ""))


def test_a_language_of_the_address_is_kept_by_the_search(client, make_product):
    product = make_product()

    form = client.get("/scan?lang=km")
    found = client.get(f"/scan?code={product.code}&lang=km")

    assert '<input type="hidden" name="lang" value="km">' in form.text
    assert found.headers["Location"] == f"/t/{product.code}?lang=km"
    assert client.get(f"/scan?code={product.code}").headers["Location"] == f"/t/{product.code}"


def test_pages_of_rooms_stay_in_vietnamese(client):
    answer = client.get("/login?lang=km", headers={"Accept-Language": "en"})

    assert '<html lang="vi">' in answer.text
    assert NOTE not in answer.text


def test_an_office_signs_a_language_off(settings, clock):
    with running(replace(settings, reviewed_languages=frozenset({"km"})), clock) as app:
        product = Factories(app, clock).product()
        client = app.test_client()

        for path in (f"/t/{product.code}?lang=km", "/scan?lang=km"):
            shown = client.get(path).text

            assert '<html lang="km">' in shown
            assert NOTE not in shown
