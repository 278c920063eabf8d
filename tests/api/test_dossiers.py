"""Dossiers over HTTP: what a score leads to, in which order, by whom, and what bad input changes: nothing."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image
from sqlalchemy import select

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.product_sets import RegimeRow
from ocop.services.rubrics import shipped
from ocop.services.work import unit_of_work
from tests.domain.test_rubrics import data as rubric_data
from tests.dossiers import Road, best_answers, least_answers, road_of, sheet_worth

SET = 4


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    found = next(data for data in shipped(locate("seed_data")).values() if data["set"] == SET)
    return parse_rubric(found)


@pytest.fixture
def road(client, factories, make_product, token_for) -> Road:
    return road_of(client, factories, make_product(product_set=SET), token_for)


def four_star_gate(rubric: Rubric) -> str:
    return next(one.code for one in rubric.scored if one.own_gate(4) is not None and one.own_gate(4) > 0)


# -- what a score leads to


@pytest.mark.parametrize(
    ("total", "gates", "misses", "star"),
    [
        ("69.99", 4, False, 3),
        ("70.00", 4, True, 3),
        ("70.00", 4, False, 4),
        ("89.99", 5, False, 4),
        ("50.00", 3, False, 3),
    ],
)
def test_a_score_and_its_gates_lead_to_stars(road, rubric, clock, total, gates, misses, star):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, total, gates=gates, misses=four_star_gate(rubric) if misses else None))

    decided = road.decide(clock.today.isoformat())

    assert (decided.status_code, decided.json["state"]) == (201, "granted"), decided.json
    assert (decided.json["decision"]["star"], decided.json["council"]["result"]["star"]) == (star, star)
    assert decided.json["council"]["result"]["total"] == float(total)
    shown = road.client.get(f"/api/v1/products/{road.product}").json
    assert (shown["certificate"]["star"], shown["rating"]) == (star, {3: "three_star", 4: "four_star"}[star])


def test_ninety_points_in_the_province_are_a_potential_five_star_and_no_certificate(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "90.00"))

    decided = road.decide(clock.today.isoformat())

    assert (decided.json["state"], decided.json["decision"]["potential_five_star"]) == ("approved", True)
    assert decided.json["decision"]["certificate"] is None
    shown = road.client.get(f"/api/v1/products/{road.product}").json
    assert (shown["rating"], shown["certificate"]) == ("potential_five_star", None)


def test_the_ministry_grants_five_stars(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "92.50"))
    assert road.decide(clock.today.isoformat()).json["state"] == "approved"
    road.scored(sheet_worth(rubric, "91.00"), by=road.central)

    decided = road.decide(clock.today.isoformat(), by=road.ministry, number="01/QĐ-BNNMT")

    assert (decided.status_code, decided.json["decision"]["star"]) == (201, 5), decided.json
    assert road.client.get(f"/api/v1/products/{road.product}").json["rating"] == "five_star"


@pytest.mark.parametrize("again", [False, True])
def test_below_ninety_at_the_ministry_falls_back_to_the_province(road, rubric, clock, again):
    day = clock.today.isoformat()
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "92.50"))
    road.decide(day)
    road.scored(sheet_worth(rubric, "89.99"), by=road.central)
    fallen = road.decide(day, by=road.ministry, number="02/QĐ-BNNMT")

    assert (fallen.json["state"], fallen.json["council"]["result"]["star"]) == ("fallen_back", 4)
    assert road.client.get(f"/api/v1/products/{road.product}").json["rating"] == "unrated"

    if again:
        road.scored(sheet_worth(rubric, "60.00", gates=3))
    granted = road.decide(day, number="2800/QĐ-UBND")
    assert (granted.json["state"], granted.json["decision"]["star"]) == ("granted", 3 if again else 4)


def test_below_three_stars_is_rejected_with_reasons(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "49.99", gates=3))

    without = road.decide(clock.today.isoformat())
    decided = road.decide(clock.today.isoformat(), why="Chưa đủ điểm")

    assert (without.status_code, without.json["code"]) == (422, "reasons-missing")
    assert (decided.json["state"], decided.json["decision"]) == ("rejected", None)


def test_three_sheets_that_add_up_to_a_boundary_reach_it(road, rubric, clock):
    road.to_province(rubric)
    road.scored(*(sheet_worth(rubric, total, gates=4) for total in ("69.99", "70.00", "70.01")))
    assert road.decide(clock.today.isoformat()).json["decision"]["star"] == 4


def test_a_hair_below_a_boundary_stays_below(road, rubric, clock):
    road.to_province(rubric)
    road.scored(*(sheet_worth(rubric, total, gates=4) for total in ("70.00", "70.00", "69.99")))
    decided = road.decide(clock.today.isoformat())
    assert (decided.json["decision"]["star"], decided.json["council"]["result"]["total"]) == (3, 69.99)


def test_a_clause_of_elimination_outdoes_every_point(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "95.00"))
    road.post("council/closing", road.province, elimination="forged")
    granted = road.decide(clock.today.isoformat(), star=4)
    decided = road.decide(clock.today.isoformat(), why="Giấy tờ giả")
    assert (granted.json["code"], decided.json["state"]) == ("star-contradicts", "rejected")


# -- order, days, doubles


@pytest.mark.parametrize("step", ["return", "report", "council", "scores", "council/closing", "decision"])
def test_nothing_comes_before_its_turn(road, rubric, clock, step):
    road.open()
    bodies = {
        "return": {"reasons": ["x"]}, "council": {"assessors": ["x"]}, "decision": {
            "number": "1", "signed_on": clock.today.isoformat(), "confirms_rubric": True},
        "scores": {"points": sheet_worth(rubric, "70")},
    }  # fmt: skip
    actors = {"return": road.commune, "report": road.commune, "scores": road.assessors[0]}
    answer = road.post(step, actors.get(step, road.province), **bodies.get(step, {}))
    assert answer.status_code in (404, 422), answer.json
    assert road.view()["state"] == "draft"


def test_what_is_done_is_done_once(road, rubric, clock):
    day = clock.today.isoformat()
    road.to_province(rubric)
    assert road.open().json["code"] == "dossier-open"
    assert road.submit().json["code"] == "dossier-past-step"
    assert road.assess(answers={}).json["code"] == "dossier-past-step"
    assert road.post("report", road.commune).status_code == 409
    sheet = sheet_worth(rubric, "80.00")
    road.scored(sheet)
    assert road.post("scores", road.assessors[0], points=sheet).json["code"] == "scores-handed-in"
    assert road.decide(day).status_code == 201
    for again in (road.decide(day), road.post("withdrawal", road.producer), road.post("report", road.commune)):
        assert (again.status_code, again.json["code"]) == (409, "dossier-past-step")


@pytest.mark.parametrize(
    ("signed_on", "code"), [("2026-11-22", "dates-contradict"), ("2027-02-01", "dates-contradict")]
)
def test_a_decision_stands_between_the_scoring_and_today(road, rubric, signed_on, code):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "80.00"))
    answer = road.decide(signed_on)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert road.view(road.province)["state"] == "scoring"


def test_a_decision_after_its_regime_ended_is_refused(road, rubric, clock, app):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "80.00"))
    road.post("council/closing", road.province)
    with app.app_context(), unit_of_work():
        db.session.get(RegimeRow, "26/2026").valid_to = date(2026, 12, 31)
    clock.set(date(2027, 2, 1))
    answer = road.decide("2027-01-02")
    assert (answer.status_code, answer.json["code"]) == (422, "regime-ended")


def test_an_unchecked_rubric_wants_the_officers_word(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "80.00"))
    answer = road.decide(clock.today.isoformat(), confirms_rubric=False)
    assert (answer.status_code, answer.json["code"]) == (422, "rubric-unconfirmed")
    assert not road.view()["rubric"]["verified"]


# -- who


def test_a_stranger_finds_no_dossier(road, rubric, token_for, another):
    road.to_province(rubric)
    for header in (another.token, token_for("province", unit="01"), token_for("commune", unit="29302"),
                   token_for("assessor", unit="01")):  # fmt: skip
        assert road.client.get(road.path, headers=header).status_code == 404
    assert road.client.get(road.path).status_code == 401
    assert road.client.get(road.path, headers=token_for("administrator")).status_code == 403


def test_only_its_own_road_is_shown_and_only_to_its_subject(road, rubric):
    road.open()
    road.assess(answers=least_answers(rubric))
    assert road.view()["road"]["steps"]
    road.fill(rubric)
    road.submit()
    road.post("report", road.commune)
    for header in (road.commune, road.province, road.ministry, road.assessors[0]):
        assert road.view(header)["road"] is None


def test_what_tells_of_the_person_is_for_scorers_alone(road, rubric, token_for):
    road.open()
    road.fill(rubric)
    road.assess(
        form={"representative": "Thạch Thị Sa Rây", "introduction": "x", "sex": "female", "ethnicity": "Khmer"}
    )
    road.submit()
    road.post("report", road.commune)
    for header in (road.commune, road.province, road.ministry, token_for("auditor")):
        seen = road.view(header)
        assert "3.2" not in seen["answers"]
        assert not {"sex", "ethnicity"} & set(seen["form"])
    for header in (road.producer, road.assessors[0]):
        seen = road.view(header)
        assert (seen["answers"]["3.2"], seen["form"]["ethnicity"]) == (2, "Khmer")


def test_sheets_stay_closed_until_the_council_is(road, rubric):
    road.to_province(rubric)
    names = [one.name for one in assessor_names(road)]
    assert road.post("council", road.province, assessors=names).status_code == 200
    road.scored(sheet_worth(rubric, "80.00"), by=road.assessors[:2])
    open_one = road.view(road.assessors[2])["council"]
    assert (open_one["handed_in"], open_one["sheets"], open_one["result"]) == (2, [], None)
    road.scored(sheet_worth(rubric, "60.00", gates=3), by=road.assessors[2:])
    closed = road.view(road.province)
    assert (closed["state"], [one["total"] for one in closed["council"]["sheets"]].count(80.0)) == ("scored", 2)
    assert [one["is_outlier"] for one in closed["council"]["sheets"]].count(True) == 1
    assert closed["council"]["disagreements"]


def assessor_names(road):
    app = road.client.application
    with app.app_context():
        return list(db.session.scalars(select(User).where(User.role == "assessor", User.unit_id == "86")))


def test_nobody_scores_the_product_of_his_own(road, rubric, token_for):
    road.to_province(rubric)
    own = token_for("assessor", full_name="Thạch thị SA RÂY")
    answer = road.post("scores", own, points=sheet_worth(rubric, "80.00"))
    assert (answer.status_code, answer.json["code"]) == (403, "own-product")


def test_a_province_gives_no_five_stars(road, rubric, clock):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "99.00"))
    answer = road.decide(clock.today.isoformat(), star=5)
    assert (answer.status_code, answer.json["code"]) == (403, "star-not-yours")


@pytest.mark.parametrize("role", ["producer", "commune", "assessor", "auditor", "administrator"])
def test_nobody_else_decides(road, rubric, clock, role, token_for):
    road.to_province(rubric)
    assert road.decide(clock.today.isoformat(), by=token_for(role)).status_code == 403


# -- bad input changes nothing


def paper(kind: str) -> bytes:
    out = io.BytesIO()
    if kind in ("docx", "xlsx", "macro"):
        with zipfile.ZipFile(out, "w") as packed:
            packed.writestr("[Content_Types].xml", "<Types/>")
            packed.writestr("xl/workbook.xml" if kind == "xlsx" else "word/document.xml", "<x/>")
            if kind == "macro":
                packed.writestr("word/vbaProject.bin", "x")
        return out.getvalue()
    Image.new("RGB", (40, 30), "green").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "WEBP", "docx", "xlsx"])
def test_papers_of_six_kinds_are_kept_and_used_again(road, kind, rubric):
    road.open()
    sent = {"data": paper(kind), "content_type": "application/octet-stream", "headers": road.producer}
    made = road.client.post(f"{road.path}/evidence?kind=test_report&title=Phiếu&criterion=1.1", **sent)
    again = road.client.post(f"{road.path}/evidence?kind=test_report&title=Phiếu&criterion=1.2", **sent)
    assert (made.status_code, again.json["id"]) == (201, made.json["id"]), made.json
    assert [one["hash"] for one in road.view()["evidence"]["1.1"]] == [made.json["hash"]]


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00 not a paper", b"%PDF-1.7 torn", paper("macro"), paper("docx")[:-30], b"PK\x03\x04" + b"x" * 50,
     paper("JPEG")[:200], b"<html></html>", b"GIF89a" + b"x" * 30],
    ids=["exe", "torn pdf", "macro", "torn docx", "false zip", "torn jpeg", "html", "gif"],
)  # fmt: skip
def test_a_disguised_paper_is_refused(road, data):
    road.open()
    before = road.view()
    answer = road.client.post(
        f"{road.path}/evidence?kind=awards&title=x&criterion=1.1", data=data, headers=road.producer,
        content_type="application/pdf",
    )  # fmt: skip
    assert (answer.status_code, answer.json["code"]) == (400, "evidence-unreadable") or answer.status_code == 422
    assert answer.json["code"] == "evidence-unreadable"
    assert road.view() == before


def test_a_paper_of_two_hundred_megabytes_is_refused_unread(road):
    road.open()
    answer = road.client.post(
        f"{road.path}/evidence?kind=awards&title=x", headers=road.producer,
        content_type="application/pdf", input_stream=io.BytesIO(b"%PDF-"),
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )  # fmt: skip
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": {"1.1": 99}}, "answers.1.1"),
        ({"answers": {"77": 1}}, "answers.77"),
        ({"answers": {"1": 1}}, "answers.1"),
        ({"answers": {"1.1": "1"}}, None),
        ({"notes": {"77": "x"}}, "answers.77"),
        ({"evidence": {"1.1": ["nothing"]}}, "evidence.1.1"),
        ({"form": {"stars": "5"}}, "form.stars"),
        ({"form": {"sex": "x"}}, "form.sex"),
        ({"stars": 5}, "stars"),
    ],
)
def test_a_wrong_assessment_leaves_the_dossier_as_it_was(road, body, field):
    road.open()
    before = road.view()
    answer = road.assess(**body)
    assert answer.status_code in (400, 422), answer.json
    fields = {one["field"] for one in answer.json.get("errors", [])} | {answer.json.get("field")}
    assert field is None or field in fields, answer.json
    assert road.view() == before


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({"1.1": "99"}, "score-malformed"), ({"1.1": "-1"}, "score-malformed"), ({"1.1": "1.005"}, "score-malformed"),
        ({"1.1": "NaN"}, "score-malformed"), ({"1.1": "x"}, "score-malformed"), ({"99": "1"}, "criterion-unknown"),
        ({"1.1": "1"}, "scores-incomplete"),
    ],
)  # fmt: skip
def test_a_wrong_score_is_refused(road, rubric, points, code):
    road.to_province(rubric)
    before = road.view(road.province)
    answer = road.post("scores", road.assessors[0], points=points)
    assert (answer.status_code in (400, 422), answer.json["code"]) == (True, code)
    assert road.view(road.province) == before


def test_a_paper_of_another_subject_is_not_there(road, another, client, make_product, factories, token_for):
    theirs = road_of(client, factories, another.product, token_for)
    theirs.open()
    sent = {"data": paper("PDF"), "content_type": "application/pdf", "headers": theirs.producer}
    made = client.post(f"{theirs.path}/evidence?kind=awards&title=x", **sent)
    assert made.status_code == 201
    road.open()
    assert road.assess(evidence={"1.1": [made.json["id"]]}).json["code"] == "evidence-unknown"


def test_an_unfinished_dossier_says_everything_that_is_missing(road, rubric):
    road.open()
    answer = road.submit()
    fields = {one["field"] for one in answer.json["errors"]}
    assert (answer.status_code, answer.json["code"]) == (422, "dossier-incomplete")
    assert {"answers.1.1", "form.representative"} <= fields
    assert road.view()["versions"] == []


def test_a_version_with_an_old_tag_is_refused(road):
    road.open()
    old = road.client.get(road.path, headers=road.producer).headers["ETag"]
    road.assess(answers={"1.1": 1})
    for header, status in (({"If-Match": old}, 412), ({}, 428)):
        answer = road.client.put(
            f"{road.path}/assessment", json={"answers": {"1.1": 2}}, headers={**road.producer, **header}
        )
        assert answer.status_code == status
    assert road.view()["answers"]["1.1"] == 1


def test_the_registry_fills_in_what_it_knows(road, rubric):
    road.open()
    view = road.view()
    assert set(view["filled_in"]) >= {"3.1", "2.3"}
    assert (view["answers"]["3.1"], view["answers"]["2.3"]) == (1, 3)


def test_a_returned_dossier_becomes_a_new_version(road, rubric, clock):
    road.open()
    road.fill(rubric)
    first = road.submit().json
    assert road.post("return", road.commune, reasons=["Thiếu phiếu kiểm nghiệm"]).json["state"] == "returned"
    assert road.view(road.commune)["answers"] == {c: n for c, n in best_answers(rubric).items() if c != "3.2"}
    road.assess(answers=least_answers(rubric))
    assert road.view(road.commune)["answers"]["1.1"] == best_answers(rubric)["1.1"]
    second = road.submit().json
    assert (first["number"], second["number"], first["receipt"] != second["receipt"]) == (1, 2, True)
    assert first["hash"] != second["hash"]
    assert Decimal(str(first["total"])) == 100


def test_the_rubric_of_a_dossier_stays(road, rubric, token_for):
    road.open()
    before = road.view()["rubric"]["id"]
    road.client.post("/api/v1/rubrics", json=rubric_data(title="Đã sửa"), headers=token_for("province"))
    assert road.view()["rubric"]["id"] == before
