"""What one step up costs in each criterion of a set: what the cheapest road of a subject is counted by."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.assessments import LEAST_EFFORT, MOST_EFFORT, effort_of
from ocop.domain.refusals import BadInput
from ocop.pages.forms import Form, done
from ocop.pages.office.dossier_words import PART_WORDS
from ocop.services.assessments import efforts_of, set_efforts
from ocop.services.references import product_sets
from ocop.services.rubrics import rubric_of, rubric_on
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("office-efforts", __name__)


def _asked_set(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= 26 else 1


@blueprint.get("/office/efforts")
def show() -> Response:
    """Show the table of one set."""
    number = _asked_set(request.args.get("set", ""))
    with reading():
        rubric = rubric_of(rubric_on(number, today(), seed_folder()))
        form = Form({f"e-{code}": effort for code, effort in efforts_of(rubric).items()})
    return _page(number, form)


def _page(number: int, form: Form) -> Response:
    with reading():
        rubric = rubric_of(rubric_on(number, today(), seed_folder()))
        shown: dict[str, Any] = {
            "number": number,
            "rubric": rubric,
            "sets": [(one.id, f"{one.id}. {one.name}") for one in product_sets()],
            "usual": {one.code: effort_of(one) for one in rubric.scored},
            "parts": [(part, PART_WORDS[part], [one for one in rubric.scored if one.part == part])
                      for part in rubric.parts],
            "bounds": (LEAST_EFFORT, MOST_EFFORT),
        }  # fmt: skip
        return form.again("office/efforts.html", **shown)


@blueprint.post("/office/efforts")
def keep() -> Response:
    """Keep the table of one set, all of it or nothing."""
    form, by = Form.sent(), required_actor()
    number = _asked_set(form.value("set"))
    with form:
        with unit_of_work():
            row = rubric_on(number, today(), seed_folder())
            rubric = rubric_of(row)
            efforts = _read(form, [one.code for one in rubric.scored])
            set_efforts(by, now(), row, rubric, efforts)
        return done(_("Đã lưu."), f"/office/efforts?set={number}")
    return _page(number, form)


def _read(form: Form, codes: list[str]) -> dict[str, int]:
    """Return the numbers of the table. Raises BadInput `invalid` with every fault by field."""
    efforts, faults = {}, []
    for code in codes:
        text = form.value(f"e-{code}").strip()
        is_number = text.isascii() and text.isdigit() and LEAST_EFFORT <= int(text[:4]) <= MOST_EFFORT
        if is_number:
            efforts[code] = int(text)
        else:
            words = _("Tiêu chí %(code)s: công sức là số từ %(least)s đến %(most)s.", code=code,
                      least=LEAST_EFFORT, most=MOST_EFFORT)  # fmt: skip
            faults.append({"field": f"e-{code}", "code": "invalid", "message": words})
    if faults:
        raise BadInput("invalid", "Dữ liệu gửi lên có chỗ chưa đúng.", faults=faults)
    return efforts
