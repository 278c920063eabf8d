"""Certificates in an office: what became of one, and the acts that revoke, extend, correct and propose."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import Role
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.revocations import DAYS_TO_SIGN, GROUND_WORDS, is_signed_late, longest_extension
from ocop.pages.forms import Form, done
from ocop.pages.product_forms import sent_file
from ocop.schemas.certificates import CorrectionIn, ExtensionIn, ProposalAnswerIn, ProposalIn, RevocationIn
from ocop.services.certificate_views import certificate_told, overseen_certificate
from ocop.services.files import find_file, keep_document
from ocop.services.revocations import (
    correct_revocation,
    decline_proposal,
    extend_certificate,
    keeps,
    open_proposal,
    proposal_shown,
    proposals_of,
    propose_revocation,
    revoke_certificate,
    withdraw_proposal,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, public_base_url, today

blueprint = Blueprint("office-certificates", __name__)
_HERE = "/office/certificates/<path:number>"
_REVOCATION = ("number", "signed_on", "ground", "why", "concluded_on")


def _path(number: str) -> str:
    return f"/office/certificates/{quote(number)}"


def _shown(number: str) -> dict[str, Any]:
    """Return what every page about a certificate shows, and what who asks may do with it."""
    by = required_actor()
    certificate = overseen_certificate(number, by)
    told = certificate_told(certificate, today(), base_url=public_base_url())
    waiting = open_proposal(certificate)
    is_revoked = told["revocation"] is not None
    is_standing = told["status"] in ("valid", "expiring", "extended")
    may_extend = (
        not is_revoked and told["status"] != "superseded" and today() <= longest_extension(told["valid_until"])
    )
    own = keeps(by, certificate)
    return {
        "c": told,
        "path": _path(number),
        "proposals": [proposal_shown(one, number) for one in proposals_of(certificate)],
        "has_file": certificate.revocation_file_hash is not None,
        "may_revoke": own and is_standing,
        "may_extend": own and may_extend,
        "may_correct": own and is_revoked and certificate.revocation_recorded_on == today(),
        "may_propose": by.role == Role.COMMUNE and is_standing and waiting is None,
        "may_withdraw": waiting is not None and by.role == Role.COMMUNE and waiting.unit_id == by.unit_id,
        "may_decline": waiting is not None and own,
        "longest": longest_extension(told["valid_until"]),
        "grounds": [(str(ground), _(words)) for ground, words in GROUND_WORDS.items()],
        "today": today(),
    }


def _form_page(template: str, number: str, form: Form, **more: Any) -> Response:
    with reading():
        return form.again(f"office/{template}.html", **_shown(number), **more)


def _do(number: str, change: Callable[..., Any], words: str, fields: dict[str, Any]) -> Response:
    """Change the certificate, and go and look at it."""
    with unit_of_work():
        certificate = overseen_certificate(number, required_actor(), for_update=True)
        change(certificate, **fields)
    return done(words, _path(number), draft=f"certificate-{number}")


@blueprint.get("/office/certificates/<certificate:number>")
def show(number: str) -> str:
    """Show a certificate, what became of it and what can be done."""
    with reading():
        return render_template("office/certificate.html", form=Form(), **_shown(number))


@blueprint.get(f"{_HERE}/revocation")
def revoking(number: str) -> Response:
    """Ask for the decision that revokes, as its paper has it."""
    with reading():
        waiting = open_proposal(overseen_certificate(number, required_actor()))
        given = {"ground": waiting.ground, "why": waiting.why} if waiting else {}
    return _form_page("revocation", number, Form({"signed_on": today().isoformat(), **given}))


@blueprint.post(f"{_HERE}/revocation")
def revoke(number: str) -> Response:
    """Record the decision; one signed late is recorded too, and said to be."""
    form = Form.sent()
    with form:
        file_hash = _kept_paper(form)
        fields = form.read(RevocationIn(), _REVOCATION)
        return _do(
            number,
            lambda one, **told: revoke_certificate(required_actor(), now(), today(), one, **told),
            _words(fields["signed_on"], fields.get("concluded_on")),
            {**fields, "file_hash": file_hash},
        )
    return _form_page("revocation", number, form)


def _words(signed_on: date, concluded_on: date | None) -> str:
    if is_signed_late(signed_on, concluded_on):
        return _("Đã ghi thu hồi. Lưu ý: quyết định ký sau kết luận hơn %(days)s ngày (Điều 8).", days=DAYS_TO_SIGN)
    return _("Đã ghi thu hồi.")


def _kept_paper(form: Form) -> str | None:
    """Keep the PDF that came along, so that a fault does not ask for it twice, and return its hash.

    Raises BadInput `document-too-large`, `document-unreadable`.
    """
    if data := sent_file("file"):
        with unit_of_work():
            form.values["file_hash"] = keep_document(data, now(), folder=data_dir())
        form.values["file_name"] = (request.files["file"].filename or "")[:100]
    elif form.has("file_hash"):
        with reading():
            if find_file(form.value("file_hash"), data_dir())[1] != "application/pdf":
                raise BadInput("document-unreadable", "Tệp phải là PDF nguyên vẹn.", field="file")
    return form.value("file_hash") or None


@blueprint.get(f"{_HERE}/revocation/file")
def file(number: str) -> Response:
    """Give the paper of a revocation."""
    with reading():
        certificate = overseen_certificate(number, required_actor())
        if certificate.revocation_file_hash is None:
            raise NotFound("file-unknown", "Không có tệp này.")
        path, media_type = find_file(certificate.revocation_file_hash, data_dir())
    headers = {"Content-Disposition": 'inline; filename="quyet-dinh-thu-hoi.pdf"'}
    return Response(path.read_bytes(), mimetype=media_type, headers=headers)


@blueprint.get(f"{_HERE}/revocation/correction")
def correcting(number: str) -> Response:
    """Ask why a revocation of today is taken back."""
    return _form_page("correction", number, Form())


@blueprint.post(f"{_HERE}/revocation/correction")
def correct(number: str) -> Response:
    """Take back a revocation that was entered by mistake today."""
    form = Form.sent()
    with form:
        return _do(
            number,
            lambda one, **told: correct_revocation(required_actor(), now(), today(), one, **told),
            _("Đã sửa: giấy chứng nhận không bị thu hồi."),
            form.read(CorrectionIn(), ("why",)),
        )
    return _form_page("correction", number, form)


@blueprint.get(f"{_HERE}/extension")
def extending(number: str) -> Response:
    """Ask until when a certificate runs on."""
    return _form_page("extension", number, Form())


@blueprint.post(f"{_HERE}/extension")
def extend(number: str) -> Response:
    """Let a late filer's certificate run on."""
    form = Form.sent()
    with form:
        return _do(
            number,
            lambda one, **told: extend_certificate(required_actor(), now(), today(), one, **told),
            _("Đã gia hạn."),
            form.read(ExtensionIn(), ("extended_until", "why")),
        )
    return _form_page("extension", number, form)


@blueprint.get(f"{_HERE}/proposal")
def proposing(number: str) -> Response:
    """Ask on which ground a commune proposes to revoke."""
    return _form_page("proposal", number, Form())


@blueprint.post(f"{_HERE}/proposal")
def propose(number: str) -> Response:
    """Record a commune's proposal, for the keeper to see."""
    form = Form.sent()
    with form:
        return _do(
            number,
            lambda one, **told: propose_revocation(required_actor(), now(), today(), one, **told),
            _("Đã gửi đề nghị thu hồi."),
            form.read(ProposalIn(), ("ground", "why")),
        )
    return _form_page("proposal", number, form)


@blueprint.post(f"{_HERE}/proposal/withdrawal")
def withdraw(number: str) -> Response:
    """Take the commune's own proposal back."""
    return _answer(number, withdraw_proposal, _("Đã rút đề nghị."))


@blueprint.post(f"{_HERE}/proposal/refusal")
def decline(number: str) -> Response:
    """Turn a proposal down, with words."""
    return _answer(number, decline_proposal, _("Đã trả lời không nhận đề nghị."))


def _answer(number: str, change: Callable[..., Any], words: str) -> Response:
    form = Form.sent()
    with form:
        return _do(
            number,
            lambda one, **told: change(required_actor(), now(), one, **told),
            words,
            form.read(ProposalAnswerIn(), ("why",)),
        )
    return _form_page("certificate", number, form)
