"""Certificates over HTTP: read by everyone; revoked, extended and proposed for revocation by offices."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.certificates import (
    CertificateWhole,
    CorrectionIn,
    ExtensionIn,
    ProposalAnswerIn,
    ProposalIn,
    ProposalOut,
    ProposalsOut,
    RevocationIn,
)
from ocop.services.certificate_papers import certificate_paper
from ocop.services.certificate_views import certificate_told, overseen_certificate, published_certificate
from ocop.services.revocations import (
    correct_revocation,
    decline_proposal,
    extend_certificate,
    proposal_shown,
    proposals_of,
    propose_revocation,
    revoke_certificate,
    withdraw_proposal,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import is_sample_loaded, now, public_base_url, today

bp = Operations("certificates", words="Giấy chứng nhận")
_BINARY = {"type": "string", "format": "binary"}


@bp.get("/certificates/<certificate:number>")
@bp.told("Một giấy chứng nhận: hạng, hạn, thu hồi, gia hạn", refused=[304, 404], headers=["NONE_MATCH"])
@bp.response(200, CertificateWhole, headers=ONE)
def show(number: str) -> Response:
    """Show a certificate as it is today, with all that became of it."""
    with reading():
        certificate = published_certificate(number)
        shown = certificate_told(certificate, today(), base_url=public_base_url())
        return answer(shown, etag=certificate.version)


@bp.get("/certificates/<path:number>/certificate.pdf")
@bp.told("Bản in của giấy chứng nhận (PDF, A4 ngang)", refused=[404])
@bp.response(200, _BINARY, content_type="application/pdf")
def paper(number: str) -> Response:
    """Print a certificate as it is today."""
    with reading():
        told = certificate_told(published_certificate(number), today(), base_url=public_base_url())
        data = certificate_paper(told, today(), is_sample=is_sample_loaded())
    named = {"Content-Disposition": f'inline; filename="giay-chung-nhan-{told["product"]["code"]}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=named)


def _changed(change: Callable[..., None], number: str, body: dict[str, Any]) -> Response:
    """Change a certificate and show it as it is then."""
    by = required_actor()
    with unit_of_work():
        certificate = published_certificate(number, for_update=True)
        change(by, now(), today(), certificate, **body)
        shown = certificate_told(certificate, today(), base_url=public_base_url())
        return answer(shown, etag=certificate.version)


@bp.post("/certificates/<path:number>/revocation")
@bp.told("Thu hồi một giấy chứng nhận", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RevocationIn)
@bp.response(200, CertificateWhole, headers=ONE)
@idempotent
def revoke(body: dict[str, Any], number: str) -> Response:
    """Record the decision that revokes a certificate, on one of the six grounds."""
    return _changed(revoke_certificate, number, body)


@bp.post("/certificates/<path:number>/revocation/correction")
@bp.told("Sửa việc ghi nhầm thu hồi, trong ngày", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(CorrectionIn)
@bp.response(200, CertificateWhole, headers=ONE)
@idempotent
def correct(body: dict[str, Any], number: str) -> Response:
    """Take back a revocation that was entered by mistake today."""
    return _changed(correct_revocation, number, body)


@bp.post("/certificates/<path:number>/extension")
@bp.told("Gia hạn cho chủ thể nộp muộn", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(ExtensionIn)
@bp.response(200, CertificateWhole, headers=ONE)
@idempotent
def extend(body: dict[str, Any], number: str) -> Response:
    """Let a certificate run on, 180 days at most."""
    return _changed(extend_certificate, number, body)


@bp.get("/certificates/<path:number>/revocation-proposals")
@bp.told("Các đề nghị thu hồi về một giấy chứng nhận", token=True, refused=[403, 404])
@bp.response(200, ProposalsOut)
def proposals(number: str) -> Response:
    """List the proposals about a certificate of the asker's area, the newest first."""
    with reading():
        certificate = overseen_certificate(number, required_actor())
        return answer({"items": [proposal_shown(one, certificate.number) for one in proposals_of(certificate)]})


@bp.post("/certificates/<path:number>/revocation-proposal")
@bp.told("Đề nghị thu hồi (cấp xã)", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(ProposalIn)
@bp.response(201, ProposalOut, headers={"Location": CREATED["Location"]})
@idempotent
def propose(body: dict[str, Any], number: str) -> Response:
    """Record that a commune proposes to revoke."""
    by = required_actor()
    with unit_of_work():
        certificate = published_certificate(number, for_update=True)
        proposal = propose_revocation(by, now(), today(), certificate, **body)
        location = f"/api/v1/certificates/{quote(certificate.number)}/revocation-proposals"
        return answer(proposal_shown(proposal, certificate.number), 201, location=location)


@bp.post("/certificates/<path:number>/revocation-proposal/withdrawal")
@bp.told("Rút đề nghị thu hồi (cấp xã)", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(ProposalAnswerIn)
@bp.response(200, ProposalOut)
@idempotent
def withdraw(body: dict[str, Any], number: str) -> Response:
    """Take the open proposal back."""
    by = required_actor()
    with unit_of_work():
        certificate = published_certificate(number, for_update=True)
        proposal = withdraw_proposal(by, now(), certificate, **body)
        return answer(proposal_shown(proposal, certificate.number))


@bp.post("/certificates/<path:number>/revocation-proposal/refusal")
@bp.told("Không nhận đề nghị thu hồi", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(ProposalAnswerIn)
@bp.response(200, ProposalOut)
@idempotent
def decline(body: dict[str, Any], number: str) -> Response:
    """Turn the open proposal down, with words."""
    by = required_actor()
    with unit_of_work():
        certificate = published_certificate(number, for_update=True)
        proposal = decline_proposal(by, now(), certificate, **body)
        return answer(proposal_shown(proposal, certificate.number))
