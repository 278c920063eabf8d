"""Self-assessment pages: one criterion at a time, or all on a page; papers from the subject's own store."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.dossiers import OPEN
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.rubrics import EVIDENCE, PART_WORDS, Rubric
from ocop.pages.forms import Form, done, see
from ocop.pages.product_forms import sent_file
from ocop.schemas.dossiers import PaperIn
from ocop.services.assessments import answer_one, answer_papers, write_assessment
from ocop.services.dossier_views import dossier_view
from ocop.services.dossiers import find_dossier, rubric_for
from ocop.services.evidence import drop_paper, keep_evidence, own_paper, paper_file, papers_of
from ocop.services.rubrics import rubric_view_of
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, seed_folder, today

blueprint = Blueprint("producer-assessments", __name__)


def _number(text: str) -> int | None:
    """Return the number of a chosen option, or None. Raises BadInput `invalid`."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > 2:
        raise BadInput("invalid", "Xin chọn lại.", field="option")
    return int(text)


# -- all on a page


@blueprint.get("/producer/dossiers/<dossier_id>/assessment")
def whole(dossier_id: str) -> Response:
    """Show every criterion of the rubric with its options."""
    return _whole(dossier_id, Form())


def _whole(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        shown: dict[str, Any] = {
            "dossier": dossier_view(dossier, by, today(), seed_folder()),
            "rubric": rubric_view_of(rubric_for(dossier, seed_folder())),
            "parts": PART_WORDS,
            "is_open": dossier.state in OPEN,
        }
        return form.again("producer/assessment.html", **shown)


@blueprint.post("/producer/dossiers/<dossier_id>/assessment")
def answer_all(dossier_id: str) -> Response:
    """Keep all answers of the page; what is not answered yet stays open."""
    form, by = Form.sent(), required_actor()
    with form:
        given = {name.removeprefix("c-"): text for name, text in form.values.items() if name.startswith("c-")}
        answers = {code: number for code, text in given.items() if (number := _number(str(text))) is not None}
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            write_assessment(by, now(), dossier, seed_folder(), answers=answers)
        if form.has("stay"):
            return see(f"/producer/dossiers/{dossier_id}/assessment")
        return done(_("Đã lưu."), f"/producer/dossiers/{dossier_id}")
    return _whole(dossier_id, form)


# -- one at a time


@blueprint.get("/producer/dossiers/<dossier_id>/criteria/<criterion>")
def one(dossier_id: str, criterion: str) -> Response:
    """Ask one criterion: options as cards, a note, papers."""
    return _one(dossier_id, criterion, Form())


def _one(dossier_id: str, criterion: str, form: Form, part: str = "") -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        rubric = rubric_for(dossier, seed_folder())
        before, place, after = _neighbours(rubric, criterion)
        view = dossier_view(dossier, by, today(), seed_folder())
        asked = next(each for each in rubric_view_of(rubric)["criteria"] if each["code"] == criterion)
        papers = papers_of(by.subject_id or "")
        named = {paper["id"] for paper in view["evidence"].get(criterion, [])}
        shown: dict[str, Any] = {
            "dossier": view, "asked": asked, "before": before, "after": after, "place": place,
            "count": len(rubric.scored), "parts": PART_WORDS, "kinds": EVIDENCE, "is_open": dossier.state in OPEN,
            "named": view["evidence"].get(criterion, []), "part": part,
            "others": [paper for paper in papers if paper.id not in named],
        }  # fmt: skip
        return form.again("producer/criterion.html", **shown)


def _neighbours(rubric: Rubric, code: str) -> tuple[str | None, int, str | None]:
    """Return the criterion before, the place counted from 1, and the criterion after. Raises NotFound."""
    codes = [each.code for each in rubric.scored]
    if code not in codes:
        raise NotFound("criterion-unknown", "Bộ tiêu chí này không có tiêu chí “%(code)s”.", code=code[:20])
    at = codes.index(code)
    return codes[at - 1] if at else None, at + 1, codes[at + 1] if at + 1 < len(codes) else None


@blueprint.post("/producer/dossiers/<dossier_id>/criteria/<criterion>")
def answer(dossier_id: str, criterion: str) -> Response:
    """Keep the answer of one criterion and go on."""
    form, by = Form.sent(), required_actor()
    with form:
        form.renamed = {f"answers.{criterion}": "option", f"notes.{criterion}": "note"}
        option = _number(form.value("option"))
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            _before, _place, after = _neighbours(rubric_for(dossier, seed_folder()), criterion)
            answer_one(
                by, now(), dossier, seed_folder(), criterion,
                option=option, note=form.value("note").strip() or None, papers=request.form.getlist("papers"),
            )  # fmt: skip
        base = f"/producer/dossiers/{dossier_id}"
        if form.has("stay"):
            return see(f"{base}/criteria/{criterion}")
        return see(f"{base}/criteria/{after}" if after and not form.has("finish") else base)
    return _one(dossier_id, criterion, form)


@blueprint.post("/producer/dossiers/<dossier_id>/criteria/<criterion>/evidence")
def add_paper(dossier_id: str, criterion: str) -> Response:
    """Keep a new paper in the subject's store and name it with this criterion."""
    form, by, data = Form.sent(), required_actor(), sent_file("file")
    with form:
        if not data:
            raise BadInput("evidence-missing", "Xin chọn một tệp.", field="file")
        fields = form.read(PaperIn(), ("kind", "title", "expires_on"))
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            paper = keep_evidence(by, now(), data=data, folder=data_dir(), **fields)
            answer_papers(by, now(), dossier, seed_folder(), criterion, add=paper.id)
        return done(_("Đã thêm minh chứng."), f"/producer/dossiers/{dossier_id}/criteria/{criterion}#papers")
    return _one(dossier_id, criterion, form, part="paper")


@blueprint.post("/producer/dossiers/<dossier_id>/criteria/<criterion>/evidence/<paper_id>/removal")
def take_paper(dossier_id: str, criterion: str, paper_id: str) -> Response:
    """Take a paper off this criterion; it stays in the store."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        answer_papers(by, now(), dossier, seed_folder(), criterion, drop=paper_id)
    words = _("Đã bỏ khỏi tiêu chí này; giấy vẫn còn trong kho.")
    return done(words, f"/producer/dossiers/{dossier_id}/criteria/{criterion}#papers")


# -- the store of papers


@blueprint.get("/producer/evidence")
def store() -> Response:
    """Show all papers of the subject, by kind."""
    return _store(Form())


def _store(form: Form) -> Response:
    by = required_actor()
    with reading():
        papers = papers_of(by.subject_id or "")
        groups = [(words, [one for one in papers if one.kind == kind]) for kind, words in EVIDENCE.items()]
        shown: dict[str, Any] = {"groups": [one for one in groups if one[1]], "kinds": EVIDENCE, "today": today()}
        return form.again("producer/evidence.html", **shown)


@blueprint.post("/producer/evidence")
def keep() -> Response:
    """Keep a paper that no criterion names yet."""
    form, by, data = Form.sent(), required_actor(), sent_file("file")
    with form:
        if not data:
            raise BadInput("evidence-missing", "Xin chọn một tệp.", field="file")
        fields = form.read(PaperIn(), ("kind", "title", "expires_on"))
        with unit_of_work():
            keep_evidence(by, now(), data=data, folder=data_dir(), **fields)
        return done(_("Đã thêm vào kho minh chứng."), "/producer/evidence")
    return _store(form)


@blueprint.post("/producer/evidence/<paper_id>/removal")
def drop(paper_id: str) -> Response:
    """Take a paper out of the store; dossiers that were filed with it keep it."""
    by, form = required_actor(), Form()
    with form:
        with unit_of_work():
            drop_paper(by, now(), own_paper(by, paper_id))
        return done(_("Đã bỏ khỏi kho. Hồ sơ đã nộp vẫn giữ giấy này."), "/producer/evidence")
    return _store(form)


@blueprint.get("/producer/evidence/<paper_id>")
def file(paper_id: str) -> Response:
    """Give a paper, to be kept, never run."""
    with reading():
        path, media_type, name = paper_file(required_actor(), paper_id, data_dir(), seed_folder())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(path.read_bytes(), mimetype=media_type, headers=headers)
