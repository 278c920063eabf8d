"""Dossiers at offices and with assessors: each page and form, for whom it is meant and for nobody else."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.services.rubrics import shipped
from ocop.services.work import unit_of_work
from tests.dossiers import Road, best_answers, road_of, sheet_worth

SET = 4
ELSEWHERE = "00004"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"
#: The criterion that tells of the representative.
PRIVATE = "3.2"


@pytest.fixture
def enter(enter, clock):
    """Sign officials in who have given a code a moment ago: they may decide."""

    def entered(role, **fields):
        someone = enter(role, **fields)
        if role in ("province", "ministry"):
            someone.enrol(clock)
            someone.step_up()
        return someone

    return entered


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    found = next(data for data in shipped(locate("seed_data")).values() if data["set"] == SET)
    return parse_rubric(found)


@pytest.fixture
def road(client, factories, make_product, token_for) -> Road:
    return road_of(client, factories, make_product(product_set=SET, name="Mật hoa dừa Sáu Thử"), token_for)


@pytest.fixture
def submitted(road, rubric) -> Road:
    road.open()
    road.fill(rubric)
    assert road.submit().status_code == 201
    return road


@pytest.fixture
def forwarded(road, rubric) -> Road:
    return road.to_province(rubric)


@pytest.fixture
def called(forwarded, enter) -> Road:
    """A dossier whose council has a chair and two more, each in the browser."""
    forwarded.people = [enter("assessor", full_name=name) for name in ("Sơn Ánh", "Huỳnh Danh", "Lê Bích")]
    names = [one.user.name for one in forwarded.people]
    assert forwarded.post("council", forwarded.province, assessors=names, chair=names[0]).status_code == 200
    return forwarded


def page_of(road: Road, *tail: str) -> str:
    return "/".join(["/office/dossiers", road.id, *tail])


def attach(road: Road, code: str, title: str) -> str:
    """Give a criterion a paper and return its id."""
    picture = io.BytesIO()
    Image.new("RGB", (8 + len(title), 8), "green").save(picture, "PNG")
    answer = road.client.post(
        f"{road.path}/evidence", query_string={"kind": "material_origin", "title": title, "criterion": code},
        data=picture.getvalue(), headers={**road.producer, "Content-Type": "application/octet-stream"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def as_inputs(points) -> dict[str, str]:
    """Return points as a sheet's inputs send them."""
    return {f"p-{code}": value.replace(".", ",") for code, value in points.items()} | {
        f"o-{code}": "own" for code in points
    }


def hand_in(assessor, road: Road, points):
    return assessor.post(page_of(road, "sheet"), as_inputs(points) | {"do": "hand_in", "sure": "1"})


# -- the inbox


def test_a_commune_sees_its_clock_run_down(submitted, enter, clock):
    clerk = enter("commune")

    fresh = clerk.get("/office/dossiers").text
    clock.advance(days=17)
    soon = enter("commune").get("/office/dossiers").text
    clock.advance(days=20)
    late = enter("commune").get("/office/dossiers").text

    assert "Còn 15 ngày làm việc" in fresh
    assert re.search(r'badge-amber">.*Còn \d ngày làm việc', soon)
    assert "dossier-late" in late
    assert re.search(r'badge-red">.*Trễ \d+ ngày làm việc', late)


@pytest.mark.parametrize("role", ["commune", "province", "ministry", "assessor", "auditor"])
def test_an_empty_inbox_says_what_will_come(enter, role):
    page = enter(role).get("/office/dossiers")

    assert page.status_code == 200
    assert "sẽ hiện ở đây" in page.text


def test_what_waits_is_told_on_the_first_page_and_narrowed_by_state(forwarded, enter):
    official = enter("province")

    home = official.get("/office").text
    waiting = official.get("/office/dossiers").text
    returned = official.get("/office/dossiers?state=returned").text

    assert "hồ sơ đánh giá chờ bạn" in home
    assert re.search(r'<dd><a href="/office/dossiers">1</a>', home)
    assert forwarded.id in waiting
    assert "Chưa có hồ sơ nào ở đây" in returned


def test_a_crowded_inbox_goes_on_by_cursor(submitted, rubric, enter, make_product, token_for, factories):
    for _ in range(50):
        product = make_product(product_set=SET)
        more = Road(submitted.client, product.code, token_for("producer", subject=product.subject_id), *[{}] * 4)
        more.open()
        more.fill(rubric)
        assert more.submit().status_code == 201
    clerk = enter("commune")

    for view in ("", "state=all"):
        first = clerk.get(f"/office/dossiers?{view}").text
        onward = re.search(r'href="(\?[^"]+)" rel="next"', first).group(1).replace("&amp;", "&")
        second = clerk.get(f"/office/dossiers{onward}").text
        assert (first.count('class="dossier"'), second.count('class="dossier"')) == (50, 1)
        assert "Về đầu" in second
    assert clerk.get("/office/dossiers?cursor=nonsense").status_code == 422


def test_another_communes_dossier_is_not_found(submitted, enter):
    stranger = enter("commune", unit=ELSEWHERE)

    assert submitted.id not in stranger.get("/office/dossiers?state=all").text
    for tail in ("", "return", "report", "evidence/x"):
        assert stranger.get(page_of(submitted, *tail.split("/")) if tail else page_of(submitted)).status_code == 404
    assert stranger.post(page_of(submitted, "return"), reasons="Thiếu").status_code == 404


@pytest.mark.parametrize(
    ("role", "tail"),
    [
        ("producer", ""), ("administrator", ""), ("province", "report"), ("auditor", "return"),
        ("commune", "council"), ("commune", "decision"), ("province", "sheet"), ("commune", "sheet"),
        ("assessor", "decision"),
    ],
)  # fmt: skip
def test_a_role_that_has_no_business_there_is_refused(forwarded, enter, role, tail):
    assert enter(role).get(page_of(forwarded, *filter(None, [tail]))).status_code == 403


# -- one dossier


def test_a_dossier_shows_what_its_reader_may_know(road, rubric, enter):
    road.open()
    road.fill(rubric)
    open_paper, hidden_paper = attach(road, "1.1", "Hợp đồng 120 hộ"), attach(road, PRIVATE, "Giấy xác nhận dân tộc")
    notes = {"1.1": "Thu trong xã", PRIVATE: "Người Khmer"}
    form = {"representative": "Thạch Thị Sa Rây", "introduction": "Mật hoa dừa", "sex": "female"}
    road.assess(notes=notes, form=form)
    road.submit()
    clerk, assessor = enter("commune"), enter("assessor")

    page = clerk.get(page_of(road)).text
    assert "Thu trong xã" in page
    assert "Hợp đồng 120 hộ" in page
    assert "Chỉ hội đồng chấm được xem mục này" in page
    for private in ("Người Khmer", "Giấy xác nhận dân tộc", ">Nữ<", hidden_paper):
        assert private not in page
    file = clerk.get(page_of(road, "evidence", open_paper))
    assert (file.status_code, file.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert clerk.get(page_of(road, "evidence", hidden_paper)).status_code == 404

    road.post("report", road.commune)
    scoring = assessor.get(page_of(road, "sheet")).text
    assert "Người Khmer" in scoring
    assert assessor.get(page_of(road, "evidence", hidden_paper)).status_code == 200
    assert "Người Khmer" not in enter("province").get(page_of(road)).text


def test_versions_say_what_changed_and_keep_what_is_private(submitted, rubric, enter):
    submitted.post("return", submitted.commune, reasons=["Xem lại điểm"])
    answers = {**best_answers(rubric), "1.1": 1, PRIVATE: 1}
    submitted.assess(answers=answers, notes={PRIVATE: "Đã đổi người đại diện"})
    submitted.submit()

    page = enter("commune").get(page_of(submitted)).text

    assert "1 chỗ khác lần trước" in page
    assert rubric.criterion("1.1").option(1).label in page
    assert "Đã đổi người đại diện" not in page
    assert "Xem lại điểm" in page
    council = enter("assessor")
    assert council.get(page_of(submitted)).status_code == 404


# -- the commune


def test_a_commune_returns_a_dossier_with_ready_and_own_reasons(submitted, enter):
    clerk = enter("commune")

    empty = clerk.post(page_of(submitted, "return"))
    sent = clerk.post(page_of(submitted, "return"), ready_expired="1", reasons="Thiếu mẫu 05\n\nẢnh bị mờ")

    assert (empty.status_code, "Cần nói rõ" in empty.text) == (422, True)
    assert sent.location == page_of(submitted)
    assert submitted.view()["state"] == "returned"
    assert submitted.view()["steps"][-1]["why"].split("\n")[1:] == ["Thiếu mẫu 05", "Ảnh bị mờ"]
    assert clerk.get(page_of(submitted, "return")).status_code == 409


def test_a_commune_reports_what_the_registry_filled_in(submitted, enter, clock):
    clerk = enter("commune")
    form = clerk.get(page_of(submitted, "report")).text
    tomorrow = (clock.today + timedelta(days=1)).isoformat()

    wrong = clerk.post(page_of(submitted, "report"), signed_on=tomorrow, theme_local_material="80% trong xã")
    sent = clerk.post(
        page_of(submitted, "report"), signed_on=clock.today.isoformat(), number="45/BC-UBND", check_form_01="1",
        theme_local_material="80% trong xã", proposal="Đề nghị đánh giá",
    )  # fmt: skip

    assert "Nơi làm ra sản phẩm:" in form
    assert (wrong.status_code, "80% trong xã" in wrong.text) == (422, True)
    assert (sent.status_code, submitted.view()["state"]) == (303, "forwarded")
    shown = enter("province").get(page_of(submitted)).text
    for words in ("45/BC-UBND", "80% trong xã", "Đề nghị đánh giá"):
        assert words in shown


# -- the province and the Ministry


def test_a_province_calls_a_council_and_is_warned_of_few(forwarded, enter):
    official = enter("province")
    people = [enter("assessor", full_name=f"Người {number}").user.name for number in range(3)]

    form = official.get(page_of(forwarded, "council")).text
    none = official.post(page_of(forwarded, "council"))
    outside = official.post(page_of(forwarded, "council"), {"assessors": people[1:], "chair": people[0], "few": "1"})
    few = official.post(page_of(forwarded, "council"), {"assessors": people[:2], "chair": people[1]})
    sent = official.post(page_of(forwarded, "council"), {"assessors": people[:2], "chair": people[1], "few": "1"})

    assert "hội đồng thường trực" in form
    assert (none.status_code, outside.status_code) == (422, 422)
    assert (few.status_code, few.text.count(" checked")) == (422, 3)
    assert sent.location == page_of(forwarded, "council")
    assert forwarded.view(forwarded.province)["council"]["assessors"] == 2
    assert "chưa nộp" in official.get(page_of(forwarded, "council")).text
    assert official.post(page_of(forwarded, "council"), {"assessors": people}).status_code == 409


def test_a_province_without_assessors_is_told_where_to_make_them(road, rubric, enter, app):
    road.to_province(rubric)
    with app.app_context(), unit_of_work():
        db.session.query(User).filter_by(role="assessor").update({"is_active": False})

    assert "/office/users/new" in enter("province").get(page_of(road, "council")).text


def test_an_office_watches_and_closes_without_seeing_a_point(called, rubric, enter):
    official, first = enter("province"), called.people[0]
    assert "Chưa có phiếu nào" in official.get(page_of(called, "council")).text
    hand_in(called.people[1], called, sheet_worth(rubric, "72.00", gates=4))

    watching = official.get(page_of(called, "council")).text
    chair = first.get(page_of(called, "council")).text
    unsure = official.post(page_of(called, "council", "closing"), elimination="forged")
    member = called.people[2].post(page_of(called, "council", "closing"), sure="1")
    closed = official.post(page_of(called, "council", "closing"), sure="1")

    assert "Còn 2 người chưa nộp phiếu" in watching
    assert "Sơn Ánh" in watching
    assert "Tổng điểm" not in watching
    assert "Kết thúc chấm" in chair
    assert (unsure.status_code, 'value="forged" selected' in unsure.text) == (422, True)
    assert (member.status_code, closed.status_code) == (422, 303)
    assert called.view(called.province)["state"] == "scored"


def test_a_closed_council_shows_who_lies_apart(called, rubric, enter):
    for one, total in zip(called.people, ("92.00", "91.00", "70.00"), strict=True):
        hand_in(one, called, sheet_worth(rubric, total, gates=4 if total < "9" else 5))

    page = enter("province").get(page_of(called)).text

    assert "cách xa số đông" in page
    assert "Chỗ các phiếu lệch nhau" in page
    assert "Ra quyết định" in page
    assert "Hội đồng đã chấm xong; kết quả được báo" in enter("commune").get(page_of(called)).text


def test_a_decision_shows_what_follows_before_it_is_recorded(forwarded, rubric, enter, clock):
    forwarded.scored(sheet_worth(rubric, "72.00", gates=4))
    official = enter("province")
    assert official.get(page_of(forwarded, "decision")).status_code == 422
    forwarded.post("council/closing", forwarded.province)
    form = official.get(page_of(forwarded, "decision")).text
    sent = {"number": "2718/QĐ-UBND", "signed_on": clock.today.isoformat(), "outcome": "grant", "star": "4"}

    unconfirmed = official.post(page_of(forwarded, "decision"), sent | {"file": (io.BytesIO(PDF), "qd.pdf")})
    wrong = official.post(page_of(forwarded, "decision"), sent | {"confirms_rubric": "1", "star": "3"})
    silent = official.post(page_of(forwarded, "decision"), sent | {"confirms_rubric": "1", "outcome": "reject"})
    kept = re.search(r'name="file_hash" value="(\w+)"', unconfirmed.text).group(1)
    done = official.post(page_of(forwarded, "decision"), sent | {"confirms_rubric": "1", "file_hash": kept})

    assert "Công nhận 4 sao" in form
    assert "Không công nhận" in form
    assert [one.status_code for one in (unconfirmed, wrong, silent)] == [422, 422, 422]
    assert 'value="2718/QĐ-UBND"' in unconfirmed.text
    assert done.location == page_of(forwarded)
    view = forwarded.view()
    assert (view["state"], view["decision"]["star"]) == ("granted", 4)
    assert "2718/QĐ-UBND" in official.get(page_of(forwarded)).text


def test_ninety_points_go_to_the_ministry_and_come_back(forwarded, rubric, enter, clock):
    sent = {"number": "1/QĐ", "signed_on": clock.today.isoformat(), "confirms_rubric": "1"}
    forwarded.scored(sheet_worth(rubric, "92.00"))
    forwarded.post("council/closing", forwarded.province)
    official, ministry = enter("province"), enter("ministry")
    approving = official.get(page_of(forwarded, "decision")).text
    official.post(page_of(forwarded, "decision"), sent | {"outcome": "approve"})
    assert "Lập hội đồng trung ương" in ministry.get(page_of(forwarded, "council")).text
    forwarded.scored(sheet_worth(rubric, "89.00"), by=forwarded.central)
    forwarded.post("council/closing", forwarded.ministry)
    falling = ministry.get(page_of(forwarded, "decision")).text
    ministry.post(page_of(forwarded, "decision"), sent | {"outcome": "fall_back"})

    assert "Phê duyệt tiềm năng 5 sao, gửi Bộ" in approving
    assert "Trả kết quả về tỉnh" in falling
    page = official.get(page_of(forwarded)).text
    assert "Chấm lại bằng hội đồng mới" in page
    assert "Công nhận 4 sao" in official.get(page_of(forwarded, "decision")).text


# -- assessors


def test_an_assessor_keeps_a_draft_and_hands_in_for_good(called, rubric):
    assessor, points = called.people[0], sheet_worth(rubric, "72.00", gates=4)
    draft = assessor.post(page_of(called, "sheet"), {"do": "save", "o-1.1": "2", "p-1.2": "1,25", "n-1.1": "Xem lại"})
    shown = assessor.get(page_of(called, "sheet")).text

    assert draft.location == page_of(called, "sheet")
    assert 'name="p-1.2" value="1,25"' in shown
    assert re.search(r'name="o-1.1" value="2" data-points="2" checked', shown)
    assert re.search(r'data-total="A">3,25<', shown)
    assert "đã lưu nháp" in assessor.get("/office/dossiers").text

    unsure = assessor.post(page_of(called, "sheet"), as_inputs(points) | {"do": "hand_in"})
    done = hand_in(assessor, called, points)

    assert (unsure.status_code, "bạn đã xem lại phiếu" in unsure.text) == (422, True)
    assert done.status_code == 303
    page = assessor.get(page_of(called, "sheet")).text
    assert "Phiếu không sửa được nữa" in page
    assert 'value="hand_in"' not in page
    assert hand_in(assessor, called, points).status_code == 422
    assert called.id not in assessor.get("/office/dossiers").text
    assert "đã nộp phiếu" in assessor.get("/office/dossiers?state=all").text


def test_an_unfinished_sheet_names_what_is_not_scored(called):
    answer = called.people[0].post(page_of(called, "sheet"), {"do": "hand_in", "sure": "1", "o-1.1": "3"})

    assert answer.status_code == 422
    assert 'href="#f-c-1.2"' in answer.text
    assert re.search(r'name="o-1.1" value="3" data-points="3" checked', answer.text)


@pytest.mark.parametrize("typed", ["9", "-1", "1,234", "hai", "NaN", "1e999"])
def test_points_that_cannot_be_are_refused_and_stay_in_view(called, typed):
    answer = called.people[0].post(page_of(called, "sheet"), {"do": "save", "p-1.2": typed, "remark": "Còn đây"})

    assert (answer.status_code, f'value="{typed}"' in answer.text, "Còn đây" in answer.text) == (422, True, True)
    assert called.view(called.province)["council"]["handed_in"] == 0


def test_a_new_option_goes_before_points_that_stood_there(called):
    assessor, address = called.people[0], page_of(called, "sheet")
    assessor.post(address, {"do": "save", "o-1.2": "own", "p-1.2": "1,25"})

    assessor.post(address, {"do": "save", "o-1.2": "3", "p-1.2": "1,25"})

    assert re.search(r'name="o-1.2" value="3" data-points="2" checked', assessor.get(address).text)


def test_no_assessor_sees_anothers_sheet_before_the_end(called, rubric):
    first, second, third = called.people
    hand_in(first, called, sheet_worth(rubric, "72.00", gates=4))
    first_remark = {"remark": "Nhận xét kín của Ánh", "do": "save"}
    third.post(page_of(called, "sheet"), first_remark)

    for path in (page_of(called), page_of(called, "sheet"), page_of(called, "council")):
        page = second.get(path)
        assert "Nhận xét kín" not in page.text
        assert "Tổng điểm" not in page.text


def test_an_assessor_steps_aside(called):
    assessor = called.people[1]

    silent = assessor.post(page_of(called, "recusal"), why=" ")
    done = assessor.post(page_of(called, "recusal"), why="Chị họ của chủ thể")

    assert (silent.status_code, "vì sao bạn không chấm" in silent.text) == (422, True)
    assert done.location == "/office/dossiers"
    assert assessor.get(page_of(called)).status_code == 404


def test_the_standing_council_scores_without_being_called(forwarded, rubric, enter):
    assessor = enter("assessor")
    assert "chưa chấm" in assessor.get("/office/dossiers").text

    assert hand_in(assessor, forwarded, sheet_worth(rubric, "72.00", gates=4)).status_code == 303

    assert forwarded.view(forwarded.province)["council"]["is_standing"] is True
    assert forwarded.id in enter("province").get("/office/dossiers").text


@pytest.mark.parametrize("is_named", [True, False])
def test_a_seat_in_the_province_is_none_at_the_ministry(forwarded, rubric, enter, factories, clock, is_named):
    assessor = enter("assessor")
    hand_in(assessor, forwarded, sheet_worth(rubric, "92.50"))
    forwarded.decide(clock.today.isoformat())
    if is_named:
        names = [factories.user("assessor", unit="").name for _ in range(3)]
        forwarded.post("council", forwarded.ministry, assessors=names)
    before = forwarded.view(forwarded.ministry)["state"]

    refused = hand_in(assessor, forwarded, sheet_worth(rubric, "95.00"))

    assert (refused.status_code, "không làm bước này" in refused.text) == (422, True)
    assert 'value="hand_in"' not in assessor.get(page_of(forwarded, "sheet")).text
    assert forwarded.view(forwarded.ministry)["state"] == before
    assert forwarded.id not in assessor.get("/office/dossiers").text


# -- efforts and holidays


def test_efforts_are_set_for_one_set_and_wrong_ones_stay_in_view(enter, rubric):
    keeper = enter("administrator")
    form = keeper.get(f"/office/efforts?set={SET}").text
    held = dict(re.findall(r'name="(e-[\d.]+)" value="(\d)"', form))

    wrong = keeper.post("/office/efforts", held | {"set": str(SET), "e-1.1": "99", "e-1.2": "x"})
    done = keeper.post("/office/efforts", held | {"set": str(SET), "e-1.1": "9"})

    assert set(held) == {f"e-{one.code}" for one in rubric.scored}
    assert (wrong.status_code, 'value="99"' in wrong.text, wrong.text.count("công sức là số")) == (422, True, 2)
    assert done.location == f"/office/efforts?set={SET}"
    assert 'name="e-1.1" value="9"' in keeper.get(done.location).text
    assert enter("commune").get("/office/efforts").status_code == 403


def test_a_holiday_is_added_and_taken_back(enter):
    keeper = enter("province")

    wrong = keeper.post("/office/holidays", day="2026-13-01", name="Nghỉ bù", kind="off")
    added = keeper.post("/office/holidays", day="2026-12-31", name="Nghỉ bù Tết", kind="off")
    shown = keeper.get(added.location).text
    dropped = keeper.post("/office/holidays/2026-12-31/removal")

    assert (wrong.status_code, 'value="Nghỉ bù"' in wrong.text) == (422, True)
    assert "Nghỉ bù Tết" in shown
    assert "Thứ Năm" in shown
    assert dropped.status_code == 303
    assert "Nghỉ bù Tết" not in keeper.get("/office/holidays?year=2026").text
    assert keeper.post("/office/holidays/2026-12-31/removal").status_code == 404
    assert keeper.post("/office/holidays/never/removal").status_code == 404
    assert enter("ministry").get("/office/holidays").status_code == 403
