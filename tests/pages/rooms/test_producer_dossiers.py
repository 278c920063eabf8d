"""A producer's dossier from the first answer to the receipt, without scripts; what goes wrong stays on the page."""

import io
import re

import pytest
from PIL import Image

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.services.rubrics import shipped
from tests.dossiers import best_answers, least_answers
from tests.pages.rooms.conftest import Visitor

SET = 4


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == SET))


@pytest.fixture
def producer(enter, make_subject, make_product) -> tuple[Visitor, str]:
    subject = make_subject()
    product = make_product(subject=subject, product_set=SET, name="Mật hoa dừa Sa Rây")
    return enter("producer", subject=subject), product.code


def open_one(visitor: Visitor, code: str) -> str:
    answer = visitor.post(f"/producer/products/{code}/dossiers", kind="first")
    assert answer.status_code == 303, answer.text
    return answer.location


def answer_all(visitor: Visitor, base: str, answers: dict[str, int]) -> None:
    sent = {f"c-{code}": str(number) for code, number in answers.items()}
    assert visitor.post(f"{base}/assessment", sent).status_code == 303


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(out, "PNG")
    return out.getvalue()


def test_a_room_without_dossiers_says_what_to_do(producer):
    visitor, code = producer
    page = visitor.get("/producer/dossiers").text
    assert "Chưa có hồ sơ nào" in page
    assert f"/producer/products/{code}/dossiers" in page


def test_only_kinds_that_can_be_are_offered(producer):
    visitor, code = producer
    page = visitor.get(f"/producer/products/{code}/dossiers").text
    assert page.count("disabled") == 2
    assert "chưa từng được công nhận" in page
    assert visitor.post(f"/producer/products/{code}/dossiers", kind="upgrade").status_code == 422
    assert visitor.post(f"/producer/products/{code}/dossiers", kind="x").status_code == 422


def test_from_the_first_answer_to_the_receipt(producer, rubric):
    visitor, code = producer
    base = open_one(visitor, code)
    assert "Việc còn lại" in visitor.get(base).text
    first, second = (one.code for one in rubric.scored[:2])
    assert (
        visitor.post(f"{base}/criteria/{first}", option="1", note="Ghi chú").location == f"{base}/criteria/{second}"
    )
    assert "Ghi chú" in visitor.get(f"{base}/criteria/{first}").text
    answer_all(visitor, base, best_answers(rubric))
    early = visitor.post(f"{base}/submission")
    assert early.location == f"{base}#left"
    saved = visitor.post(f"{base}/form", representative="Thạch Thị Sa Rây", introduction="Mật hoa dừa cô đặc")
    assert saved.status_code == 303
    assert "Đã đủ để nộp" in visitor.get(base).text

    filed = visitor.post(f"{base}/submission")
    page = visitor.get(filed.location).text

    assert "Số biên nhận: 01/PĐK-86-29341-2026" in page
    assert "còn 15 ngày làm việc" in page
    assert "Làm tiếp" not in page
    assert "01/PĐK" in visitor.get(f"{base}/versions/1").text
    for name in ("form-01", "form-02"):
        paper = visitor.get(f"{base}/{name}.pdf")
        assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert visitor.post(f"{base}/assessment", {"c-1.1": "1"}).status_code == 422


def test_the_shortest_road_is_shown_once_everything_is_answered(producer, rubric):
    visitor, code = producer
    base = open_one(visitor, code)
    assert "Đường ngắn nhất" not in visitor.get(base).text
    answer_all(visitor, base, least_answers(rubric))
    page = visitor.get(base).text
    assert "Đường ngắn nhất lên 3 sao" in page
    assert "Thiếu" in page


def test_papers_are_kept_once_and_used_again(producer):
    visitor, code = producer
    base = open_one(visitor, code)
    sent = {"file": (io.BytesIO(picture()), "p.png"), "title": "Phiếu kiểm nghiệm 12", "kind": "test_report"}
    assert visitor.post(f"{base}/criteria/1.1/evidence", sent).status_code == 303
    page = visitor.get(f"{base}/criteria/1.2").text
    assert "Dùng lại giấy đã có" in page
    paper = page.split('name="papers" value="')[1].split('"')[0]
    visitor.post(f"{base}/criteria/1.2", {"option": "1", "papers": paper})
    assert "Phiếu kiểm nghiệm 12" in visitor.get(f"{base}/criteria/1.2").text
    got = visitor.get(f"/producer/evidence/{paper}")
    assert (got.data, got.headers["Content-Disposition"].split(";")[0]) == (picture(), "attachment")
    in_use = visitor.post(f"/producer/evidence/{paper}/removal")
    assert (in_use.status_code, "đang dùng trong một hồ sơ" in in_use.text) == (422, True)
    for one in ("1.1", "1.2"):
        visitor.post(f"{base}/criteria/{one}/evidence/{paper}/removal")
    assert visitor.post(f"/producer/evidence/{paper}/removal").status_code == 303
    assert "Kho còn trống" in visitor.get("/producer/evidence").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"file": (io.BytesIO(b"MZ" * 50), "hop-dong.pdf"), "title": "x", "kind": "awards"}, "Tệp phải là PDF"),
        ({"title": "x", "kind": "awards"}, "Xin chọn một tệp"),
        ({"file": (io.BytesIO(b"%PDF-"), "x.pdf"), "title": "", "kind": "awards"}, "Cần điền mục này"),
    ],
    ids=["disguised", "nothing", "nameless"],
)
def test_a_wrong_paper_is_said_on_the_page(producer, fields, words):
    visitor, code = producer
    base = open_one(visitor, code)
    for path in (f"{base}/criteria/1.1/evidence", "/producer/evidence"):
        sent = {name: (io.BytesIO(one[0].getvalue()), one[1]) if isinstance(one, tuple) else one
                for name, one in fields.items()}  # fmt: skip
        answer = visitor.post(path, sent)
        assert (answer.status_code, words in answer.text) == (422, True)


@pytest.mark.parametrize("option", ["99", "x", "-1"])
def test_an_unknown_option_changes_nothing(producer, option):
    visitor, code = producer
    base = open_one(visitor, code)
    answer = visitor.post(f"{base}/criteria/1.1", option=option)
    assert answer.status_code == 422
    assert "checked" not in visitor.get(f"{base}/criteria/1.1").text.split("<fieldset")[1].split("</fieldset")[0]


def test_a_wrong_form_keeps_what_was_typed(producer):
    visitor, code = producer
    base = open_one(visitor, code)
    answer = visitor.post(f"{base}/form", representative="Sa Rây", introduction="x" * 4001)
    assert (answer.status_code, "Sa Rây" in answer.text) == (422, True)


def test_a_dossier_can_be_taken_back_and_begun_anew(producer):
    visitor, code = producer
    base = open_one(visitor, code)
    assert visitor.post(f"{base}/withdrawal", why="Chờ kiểm nghiệm").status_code == 303
    assert "Đã rút" in visitor.get("/producer/dossiers").text
    assert open_one(visitor, code) != base


def test_another_finds_neither_dossier_nor_paper(producer, enter, make_subject):
    visitor, code = producer
    base = open_one(visitor, code)
    stranger = enter("producer", subject=make_subject())
    sent = {"file": (io.BytesIO(picture()), "p.png"), "title": "x", "kind": "awards"}
    visitor.post("/producer/evidence", sent)
    paper = re.findall(r'/producer/evidence/([0-9a-f-]{36})"', visitor.get("/producer/evidence").text)[0]
    for path in (base, f"{base}/assessment", f"{base}/criteria/1.1", f"{base}/form", f"{base}/form-01.pdf",
                 f"/producer/evidence/{paper}", f"/producer/products/{code}/dossiers"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
    assert visitor.get(f"{base}/criteria/99").status_code == 404
    assert visitor.get(f"{base}/versions/1").status_code == 404
