"""Dossiers over HTTP: from the first answer to the decision, each step with the rules of its page."""

from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.domain.refusals import BadInput
from ocop.schemas.dossiers import (
    AssessmentIn,
    CloseIn,
    CouncilIn,
    DossierIn,
    DossierOut,
    DossierPage,
    DossierQuery,
    EvidenceOut,
    EvidenceQuery,
    ReportIn,
    ReturnIn,
    ScoresIn,
    VerdictIn,
    VersionOut,
    VersionPage,
    WhyIn,
)
from ocop.services.assessments import answer_papers, begin_dossier, write_assessment
from ocop.services.councils import close_council, convene, parse_points, recuse, write_scores
from ocop.services.dossier_views import briefs_of, dossier_view, version_line
from ocop.services.dossiers import find_dossier, list_dossiers, return_dossier, withdraw_dossier
from ocop.services.evidence import LARGEST, keep_evidence
from ocop.services.products import find_product
from ocop.services.reports import report_dossier
from ocop.services.submissions import submit_dossier, versions_of
from ocop.services.verdicts import decide
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import data_dir, now, seed_folder, today

bp = Operations("dossiers", words="Hồ sơ đánh giá, phân hạng")

_KEY = ["IDEMPOTENCY_KEY"]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY = {
    "application/octet-stream": _BINARY,
    "multipart/form-data": {"schema": {"type": "object", "properties": {"file": _BINARY["schema"]}}},
}


def _shown(dossier: Any, status: int = 200, location: str | None = None) -> Response:
    """Answer with a dossier as the asker may see it."""
    by = required_actor()
    view = dossier_view(dossier, by, today(), seed_folder())
    return answer(view, status, etag=dossier.version, location=location)


@bp.post("/dossiers")
@bp.told("Lập hồ sơ của một sản phẩm", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(DossierIn)
@bp.response(201, DossierOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Open a dossier; what the registry and the last dossier know is filled in."""
    with unit_of_work():
        dossier = begin_dossier(
            required_actor(), now(), today(), body["product"], kind=body["kind"], folder=seed_folder()
        )
        return _shown(dossier, 201, f"/api/v1/dossiers/{dossier.id}")


@bp.get("/dossiers")
@bp.told("Các hồ sơ mà bạn được xem", token=True, refused=[403, 404, 422])
@bp.arguments(DossierQuery, location="query")
@bp.response(200, DossierPage)
def index(query: dict[str, Any]) -> Response:
    """List dossiers, the latest first."""
    after, by = decode_cursor(query.get("cursor"), count=2), required_actor()
    with reading():
        product = find_product(query["product"]).id if query.get("product") else None
        states = [query["state"]] if query.get("state") else []
        found, onward = list_dossiers(by, states=states, product_id=product, after=after, limit=query["limit"])
        return list_answer(briefs_of(found, by, today(), seed_folder()), onward)


@bp.get("/dossiers/<dossier_id>")
@bp.told("Một hồ sơ", token=True, refused=[304, 403, 404], headers=["NONE_MATCH"])
@bp.response(200, DossierOut, headers=ONE)
def show(dossier_id: str) -> Response:
    """Show a dossier with everything that the asker may know."""
    with reading():
        return _shown(find_dossier(required_actor(), dossier_id))


@bp.put("/dossiers/<dossier_id>/assessment")
@bp.told("Ghi tự đánh giá", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(AssessmentIn)
@bp.response(200, DossierOut, headers=ONE)
def assess(body: dict[str, Any], dossier_id: str) -> Response:
    """Write answers, notes, evidence and form; each part that is given replaces what was there."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        require_match(dossier.version)
        write_assessment(by, now(), dossier, seed_folder(), **body)
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/evidence")
@bp.told("Nộp một minh chứng", token=True, refused=WRITES, headers=_KEY, body=_BODY)
@bp.arguments(EvidenceQuery, location="query")
@bp.response(201, EvidenceOut)
@idempotent
def add_evidence(query: dict[str, Any], dossier_id: str) -> Response:
    """Keep a paper (PDF, JPEG, PNG, WebP, DOCX, XLSX by content) in the subject's store, and name it if asked."""
    by, data = required_actor(), _sent()
    code = query.pop("criterion", None)
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        paper = keep_evidence(by, now(), data=data, folder=data_dir(), **query)
        if code is not None:
            answer_papers(by, now(), dossier, seed_folder(), code, add=paper.id)
        told = {"id": paper.id, "kind": paper.kind, "title": paper.title, "hash": paper.file_hash}
        return answer({**told, "expires_on": paper.expires_on}, 201)


def _sent() -> bytes:
    """Return the paper that a request carries, raw or as the part `file` of a form."""
    if request.mimetype == "multipart/form-data":
        part = request.files.get("file")
        data = part.read() if part else b""
    elif request.mimetype in ("application/x-www-form-urlencoded", "application/json", ""):
        raise UnsupportedMediaType
    else:
        data = request.get_data()
    if len(data) > LARGEST:
        raise RequestEntityTooLarge
    if not data:
        raise BadInput("evidence-missing", "Cần một tệp.", field="file")
    return data


@bp.post("/dossiers/<dossier_id>/submission")
@bp.told("Nộp hồ sơ", token=True, refused=WRITES, headers=_KEY)
@bp.response(201, VersionOut)
@idempotent
def submit(dossier_id: str) -> Response:
    """Freeze a dossier and hand it to the commune; the answer is the receipt."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        version = submit_dossier(by, now(), today(), dossier, seed_folder())
        return answer(version_line(version), 201, location=f"/api/v1/dossiers/{dossier.id}")


@bp.get("/dossiers/<dossier_id>/versions")
@bp.told("Các lần nộp", token=True, refused=[403, 404])
@bp.response(200, VersionPage)
def versions(dossier_id: str) -> Response:
    """List what was filed, the oldest first."""
    with reading():
        return list_answer(
            [version_line(one) for one in versions_of(find_dossier(required_actor(), dossier_id))], None
        )


@bp.post("/dossiers/<dossier_id>/withdrawal")
@bp.told("Rút hồ sơ", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(WhyIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def withdraw(body: dict[str, Any], dossier_id: str) -> Response:
    """Take a dossier back before any council scores it."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        withdraw_dossier(by, now(), dossier, why=body.get("why"))
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/return")
@bp.told("Trả hồ sơ để bổ sung", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(ReturnIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def give_back(body: dict[str, Any], dossier_id: str) -> Response:
    """Give a dossier back with what is missing."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        return_dossier(by, now(), dossier, reasons=[one or "" for one in body["reasons"]])
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/report")
@bp.told("Xã báo cáo và chuyển hồ sơ lên tỉnh", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(ReportIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def report(body: dict[str, Any], dossier_id: str) -> Response:
    """Confirm a dossier by form 03 and send it to the province."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        report_dossier(by, now(), today(), dossier, seed_folder(), **body)
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/council")
@bp.told("Lập hội đồng chấm", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(CouncilIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def call(body: dict[str, Any], dossier_id: str) -> Response:
    """Name who scores; without this the office's standing council does."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        convene(by, now(), dossier, assessors=[one or "" for one in body["assessors"]], chair=body.get("chair"))
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/scores")
@bp.told("Chấm điểm", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(ScoresIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def score(body: dict[str, Any], dossier_id: str) -> Response:
    """Hand an assessor's sheet in, or keep its draft."""
    by, hand_in = required_actor(), not body.pop("draft")
    points = parse_points(body.pop("points", {}))
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        write_scores(by, now(), today(), dossier, seed_folder(), points=points, hand_in=hand_in, **body)
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/recusal")
@bp.told("Xin không chấm vì có liên quan", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(WhyIn)
@bp.response(204)
@idempotent
def step_aside(body: dict[str, Any], dossier_id: str) -> Response:
    """Leave a council because of a tie to the subject."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        recuse(by, now(), today(), dossier, seed_folder(), why=body.get("why") or "")
        return answer(None, 204)


@bp.post("/dossiers/<dossier_id>/council/closing")
@bp.told("Kết thúc chấm", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(CloseIn)
@bp.response(200, DossierOut, headers=ONE)
@idempotent
def close(body: dict[str, Any], dossier_id: str) -> Response:
    """Close a council with the sheets that have come."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        close_council(by, now(), today(), dossier, seed_folder(), elimination=body.get("elimination"))
        return _shown(dossier)


@bp.post("/dossiers/<dossier_id>/decision")
@bp.told("Quyết định trên kết quả chấm", token=True, refused=WRITES, headers=_KEY)
@bp.arguments(VerdictIn)
@bp.response(201, DossierOut, headers=ONE)
@idempotent
def rule(body: dict[str, Any], dossier_id: str) -> Response:
    """Grant, approve and forward, let fall back, or reject, as the result has it."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        decide(by, now(), today(), dossier, seed_folder(), **body)
        return _shown(dossier, 201)
