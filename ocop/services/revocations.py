"""Revocations, extensions and proposals: what becomes of a certificate after it was issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import Conflict, NotAllowed, NotFound
from ocop.domain.revocations import (
    GROUND_WORDS,
    Ground,
    ProposalState,
    check_correction,
    check_extension,
    check_in_force,
    check_not_revoked,
    check_revocation,
    keeper_of,
)
from ocop.domain.units import Level
from ocop.models.certificates import Certificate, RevocationProposal
from ocop.models.database import db
from ocop.models.products import Product
from ocop.services.acts import record_act
from ocop.services.certificates import facts_in_turn, write_standings
from ocop.services.units import area_of, is_under

#: The role that keeps the certificates of a tier.
_KEEPERS = {Level.PROVINCE: Role.PROVINCE, Level.MINISTRY: Role.MINISTRY}
#: What a correction takes away again.
_REVOCATION = (
    "revoked_on", "revocation_number", "revocation_reason", "revocation_ground", "revocation_file_hash",
    "concluded_on", "revocation_recorded_on",
)  # fmt: skip


def product_behind(certificate: Certificate) -> Product:
    """Return the product of a certificate."""
    product = db.session.get(Product, certificate.product_id)
    assert product is not None
    return product


def keeps(by: Actor, certificate: Certificate) -> bool:
    """Tell whether an office revokes and extends this certificate: the province of its area, or the Ministry."""
    level = keeper_of(certificate.star)
    if by.role != _KEEPERS[level]:
        return False
    return level == Level.MINISTRY or is_under(product_behind(certificate).unit_id, by.unit_id or "")


def _check_keeper(by: Actor, certificate: Certificate) -> None:
    if not keeps(by, certificate):
        raise NotAllowed(
            "star-not-yours",
            "Giấy chứng nhận %(star)s sao này không do cơ quan của bạn thu hồi hay gia hạn.",
            star=certificate.star,
        )


def revoke_certificate(
    by: Actor,
    now: datetime,
    today: date,
    certificate: Certificate,
    *,
    number: str,
    signed_on: date,
    ground: str,
    why: str,
    concluded_on: date | None = None,
    file_hash: str | None = None,
) -> None:
    """Record the decision that revokes a certificate, from the day it was signed (Điều 8).

    The certificate is held for update. An open proposal counts as followed. Raises NotAllowed
    `star-not-yours` and what `check_revocation` raises.
    """
    _check_keeper(by, certificate)
    check_revocation(facts_in_turn(certificate), signed_on, today, concluded_on)
    certificate.revoked_on, certificate.revocation_number = signed_on, number
    certificate.revocation_ground, certificate.revocation_reason = Ground(ground), why
    certificate.concluded_on, certificate.revocation_file_hash = concluded_on, file_hash
    certificate.revocation_recorded_on = today
    after: dict[str, Any] = {"number": number, "signed_on": signed_on, "ground": ground, "on": today}
    after["concluded_on"] = concluded_on
    proposal = open_proposal(certificate)
    if proposal is not None:
        _close(by, now, proposal, ProposalState.FOLLOWED, None)
        after["proposal"] = proposal.id
    _changed(by, now, certificate, "revoke", after=after, why=why)


def correct_revocation(by: Actor, now: datetime, today: date, certificate: Certificate, *, why: str) -> None:
    """Take back a revocation that was entered by mistake, on the day it was entered; the acts keep what it said.

    Raises NotAllowed `star-not-yours`, Conflict `certificate-not-revoked`, RuleBroken `correction-too-late`.
    """
    _check_keeper(by, certificate)
    check_correction(certificate.revoked_on, certificate.revocation_recorded_on, today)
    before = {name: getattr(certificate, name) for name in _REVOCATION}
    for name in _REVOCATION:
        setattr(certificate, name, None)
    _changed(by, now, certificate, "correct", before=before, after={"on": today}, why=why)


def extend_certificate(
    by: Actor, now: datetime, today: date, certificate: Certificate, *, extended_until: date, why: str
) -> None:
    """Let a late filer's certificate run on to a day (Điều 12 khoản 3).

    The certificate is held for update. Raises NotAllowed `star-not-yours` and what `check_extension` raises.
    """
    _check_keeper(by, certificate)
    check_extension(facts_in_turn(certificate), extended_until, today)
    before = {"extended_until": certificate.extended_until}
    certificate.extended_until = extended_until
    after = {"extended_until": extended_until, "on": today}
    _changed(by, now, certificate, "extend", before=before, after=after, why=why)


def _changed(
    by: Actor,
    now: datetime,
    certificate: Certificate,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str,
) -> None:
    """Write what follows from a certificate's new days, and the act."""
    db.session.flush()
    product = product_behind(certificate)
    write_standings(product)
    certificate.version += 1
    product.version += 1
    product.updated_at = now
    record_act(by, now, verb, "certificate", certificate.number, before=before, after=after, why=why)
    db.session.flush()


def propose_revocation(
    by: Actor, now: datetime, today: date, certificate: Certificate, *, ground: str, why: str
) -> RevocationProposal:
    """Record that a commune proposes to revoke a certificate of its area; only the keeper revokes.

    Raises NotAllowed `star-not-yours`, Conflict `certificate-revoked` and `proposal-open`, RuleBroken
    `certificate-not-in-force`.
    """
    if by.role != Role.COMMUNE or not is_under(product_behind(certificate).unit_id, by.unit_id or ""):
        raise NotAllowed("star-not-yours", "Chỉ xã của sản phẩm mới đề nghị thu hồi giấy chứng nhận này.")
    facts = facts_in_turn(certificate)
    check_not_revoked(facts)
    check_in_force(facts, today)
    if open_proposal(certificate) is not None:
        raise Conflict("proposal-open", "Đã có một đề nghị thu hồi đang chờ trả lời.")
    proposal = RevocationProposal(
        certificate_id=certificate.id,
        open_key=certificate.id,
        unit_id=by.unit_id,
        ground=Ground(ground),
        why=why,
        proposed_on=today,
        proposed_at=now,
        proposed_by=by.id,
        state=ProposalState.OPEN,
    )
    db.session.add(proposal)
    db.session.flush()
    after = {"ground": ground, "proposal": proposal.id}
    record_act(by, now, "propose", "certificate", certificate.number, after=after, why=why)
    db.session.flush()
    return proposal


def open_proposal(certificate: Certificate) -> RevocationProposal | None:
    """Return the proposal about a certificate that waits for an answer, or None."""
    query = select(RevocationProposal).where(RevocationProposal.open_key == certificate.id)
    return db.session.scalar(query)


def _found_open(certificate: Certificate) -> RevocationProposal:
    proposal = open_proposal(certificate)
    if proposal is None:
        raise NotFound("proposal-unknown", "Không có đề nghị thu hồi nào đang chờ trả lời.")
    return proposal


def withdraw_proposal(by: Actor, now: datetime, certificate: Certificate, *, why: str) -> RevocationProposal:
    """Take the commune's own open proposal back. Raises NotFound `proposal-unknown`, NotAllowed `star-not-yours`."""
    proposal = _found_open(certificate)
    if by.role != Role.COMMUNE or by.unit_id != proposal.unit_id:
        raise NotAllowed("star-not-yours", "Chỉ nơi đã đề nghị mới rút được đề nghị này.")
    return _answered(by, now, certificate, proposal, ProposalState.WITHDRAWN, why)


def decline_proposal(by: Actor, now: datetime, certificate: Certificate, *, why: str) -> RevocationProposal:
    """Turn the open proposal down, with words. Raises NotFound `proposal-unknown`, NotAllowed `star-not-yours`."""
    _check_keeper(by, certificate)
    return _answered(by, now, certificate, _found_open(certificate), ProposalState.DECLINED, why)


def _answered(
    by: Actor, now: datetime, certificate: Certificate, proposal: RevocationProposal, state: ProposalState, why: str
) -> RevocationProposal:
    _close(by, now, proposal, state, why)
    verb = "withdraw-proposal" if state == ProposalState.WITHDRAWN else "decline-proposal"
    record_act(by, now, verb, "certificate", certificate.number, after={"proposal": proposal.id}, why=why)
    db.session.flush()
    return proposal


def _close(by: Actor, now: datetime, proposal: RevocationProposal, state: ProposalState, words: str | None) -> None:
    proposal.state, proposal.open_key, proposal.answer = state, None, words
    proposal.answered_at, proposal.answered_by = now, by.id


def proposals_of(certificate: Certificate) -> list[RevocationProposal]:
    """Return the proposals about a certificate, the newest first."""
    query = select(RevocationProposal).where(RevocationProposal.certificate_id == certificate.id)
    return list(
        db.session.scalars(query.order_by(RevocationProposal.proposed_at.desc(), RevocationProposal.id.desc()))
    )


def proposals_waiting(by: Actor) -> list[dict[str, Any]]:
    """Return the open proposals about products of an office's area, the oldest first, each with its product."""
    query = select(RevocationProposal, Certificate.number, Certificate.star, Product.name)
    query = query.join(Certificate, Certificate.id == RevocationProposal.certificate_id)
    query = query.join(Product, Product.id == Certificate.product_id)
    query = query.where(RevocationProposal.open_key.is_not(None)).order_by(RevocationProposal.proposed_at)
    area = area_of(by)
    if area is not None:
        query = query.where(Product.unit_id.in_(area))
    return [
        {**proposal_shown(proposal, number), "star": star, "product": name}
        for proposal, number, star, name in db.session.execute(query)
    ]


def proposal_shown(proposal: RevocationProposal, number: str) -> dict[str, Any]:
    """Return a proposal as offices and programs see it; `number` is the certificate's."""
    return {
        "id": proposal.id,
        "certificate": number,
        "unit_code": proposal.unit_id.partition("@")[0],
        "ground": proposal.ground,
        "ground_words": GROUND_WORDS[Ground(proposal.ground)],
        "why": proposal.why,
        "proposed_on": proposal.proposed_on,
        "state": proposal.state,
        "answer": proposal.answer,
        "answered_at": proposal.answered_at,
    }
