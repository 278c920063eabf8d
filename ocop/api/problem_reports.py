"""Problem reports over HTTP: sent by anybody, read again by whoever knows the reference."""

from typing import Any

from flask import Response

from ocop.api.operations import Operations
from ocop.schemas.problem_reports import ProblemReportIn, ProblemReportOut
from ocop.services.holidays import day_exceptions
from ocop.services.problem_reports import count_try, file_report, find_report, public_report
from ocop.services.work import reading, unit_of_work
from ocop.web.answers import answer
from ocop.web.limits import asker_prefix
from ocop.web.settings import data_dir, now, seed_folder, today

bp = Operations("problem_reports", words="Phản ánh của người mua")
_MADE = {"Location": {"description": "Địa chỉ của phản ánh.", "schema": {"type": "string"}}}


@bp.post("/reports")
@bp.told("Gửi một phản ánh, không cần mã truy cập, không kèm ảnh", refused=[413, 415, 422])
@bp.arguments(ProblemReportIn)
@bp.response(201, ProblemReportOut, headers=_MADE)
def create(body: dict[str, Any]) -> Response:
    """Keep a report of somebody without a name; its reference alone leads back to it."""
    with unit_of_work():
        count_try(asker_prefix(), now())
    with unit_of_work():
        holidays = day_exceptions(seed_folder())
        report = file_report(now(), today(), folder=data_dir(), holidays=holidays, **body)
        location = f"/api/v1/reports/{report.reference}"
        return _unkept(answer(_shown(public_report(report, today())), 201, location=location))


@bp.get("/reports/<reference>")
@bp.told("Trạng thái và câu trả lời của một phản ánh", refused=[404])
@bp.response(200, ProblemReportOut)
def show(reference: str) -> Response:
    """Show how far a report is; never the contact."""
    with reading():
        return _unkept(answer(_shown(public_report(find_report(reference), today()))))


def _shown(view: dict[str, Any]) -> dict[str, Any]:
    names = (
        "reference", "kind", "state", "code", "lot", "office", "received_on", "due_on", "is_late", "answer",
        "answered_at", "has_contact", "kept_until",
    )  # fmt: skip
    return {name: view[name] for name in names} | {"product": view["product"]["code"] if view["product"] else None}


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
