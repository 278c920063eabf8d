"""One certificate as everyone may see it: what it is on a day, and everything that became of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.certificates import CertificateFacts, renewal_window
from ocop.domain.refusals import NotFound
from ocop.domain.revocations import GROUND_WORDS, Ground, is_signed_late
from ocop.models.acts import Act
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.services.catalogue import path_of
from ocop.services.certificates import facts_in_turn, find_certificate
from ocop.services.issuers import issuer_words
from ocop.services.profiles import overseen_product
from ocop.services.revocations import product_behind
from ocop.services.subjects import find_subject
from ocop.services.units import full_name, unit_named

#: What became of a certificate by whose act, in the words of the public history.
_KINDS = {"revoke": "revoked", "correct": "corrected", "extend": "extended"}


def published_certificate(number: str, *, for_update: bool = False) -> Certificate:
    """Return a certificate by its number; a draft's is not found. Raises NotFound `certificate-unknown`."""
    certificate = find_certificate(number, for_update=for_update)
    if product_behind(certificate).state == "draft":
        raise NotFound("certificate-unknown", "Không có giấy chứng nhận số “%(number)s”.", number=number[:60])
    return certificate


def overseen_certificate(number: str, by: Actor, *, for_update: bool = False) -> Certificate:
    """Return a certificate of a product that the asker oversees. Raises NotFound."""
    certificate = find_certificate(number, for_update=for_update)
    overseen_product(product_behind(certificate).code, by)
    return certificate


def certificate_told(certificate: Certificate, day: date, *, base_url: str) -> dict[str, Any]:
    """Return a certificate with its product, decision, days, revocation and history as of a day."""
    facts, product = facts_in_turn(certificate), product_behind(certificate)
    decision = db.session.get(Decision, certificate.decision_id)
    assert decision is not None
    subject = find_subject(product.subject_id)
    opens, closes = renewal_window(certificate.valid_until)
    return {
        "number": certificate.number,
        "star": certificate.star,
        "status": facts.status(day),
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
        "extended_until": certificate.extended_until,
        "last_day": facts.last_day,
        "superseded_on": facts.superseded_on,
        "window_opens_on": opens,
        "window_closes_on": closes,
        "decision_number": decision.number,
        "decided_by": issuer_words(decision.unit_id, decision.signed_on),
        "product": {"code": product.code, "name": product.name, "url": base_url + path_of(product)},
        "subject": {"id": subject.id, "name": subject.name, "subject_type": subject.subject_type},
        "address": subject.address or full_name(unit_named(subject.unit_id)),
        "revocation": revocation_told(certificate) if certificate.revoked_on else None,
        "history": certificate_history(certificate, facts),
        "version": certificate.version,
    }


def revocation_told(certificate: Certificate) -> dict[str, Any]:
    """Return the revocation of a certificate in words, and whether its paper was signed later than Điều 8 has it."""
    assert certificate.revoked_on is not None
    ground = Ground(certificate.revocation_ground) if certificate.revocation_ground else None
    return {
        "number": certificate.revocation_number,
        "signed_on": certificate.revoked_on,
        "ground": ground,
        "ground_words": GROUND_WORDS[ground] if ground else None,
        "why": certificate.revocation_reason,
        "concluded_on": certificate.concluded_on,
        "is_late": is_signed_late(certificate.revoked_on, certificate.concluded_on),
    }


def certificate_history(certificate: Certificate, facts: CertificateFacts | None = None) -> list[dict[str, Any]]:
    """Return what became of a certificate, in the order in which it was entered: `kind`, `on` and what was said.

    A revocation that was taken back stays in it, with the act that took it back.
    """
    facts = facts or facts_in_turn(certificate)
    events: list[dict[str, Any]] = [{"kind": "issued", "on": certificate.issued_on, "until": certificate.valid_until}]
    events += changes_told([certificate])
    if facts.superseded_on:
        events.append({"kind": "superseded", "on": facts.superseded_on})
    blank = dict.fromkeys(("number", "ground", "why", "until", "entered_on"))
    return sorted((blank | event for event in events), key=lambda event: event["entered_on"] or event["on"])


def changes_told(certificates: Sequence[Certificate]) -> list[dict[str, Any]]:
    """Return the extensions, revocations and corrections of certificates, in the order in which they were entered."""
    wanted = [one.number for one in certificates]
    query = select(Act).where(Act.noun == "certificate", Act.noun_id.in_(wanted), Act.verb.in_(_KINDS))
    acts = list(db.session.scalars(query.order_by(Act.at, Act.id)))
    told = [_event(act) for act in acts]
    acted = {act.noun_id for act in acts if act.verb == "revoke"}
    for one in certificates:
        if one.revoked_on is not None and one.number not in acted:
            said = {"number": one.revocation_number, "ground": one.revocation_ground, "why": one.revocation_reason}
            told.append({"kind": "revoked", "on": one.revoked_on, **said})
    return told


def _event(act: Act) -> dict[str, Any]:
    after, before = act.after or {}, act.before or {}
    told: dict[str, Any] = {"kind": _KINDS[act.verb], "why": act.why}
    if act.verb == "revoke":
        told |= {"on": date.fromisoformat(after["signed_on"]), "entered_on": date.fromisoformat(after["on"])}
        return told | {"number": after["number"], "ground": after["ground"]}
    told["on"] = told["entered_on"] = date.fromisoformat(after["on"])
    if act.verb == "extend":
        return told | {"until": date.fromisoformat(after["extended_until"])}
    return told | {"number": before.get("revocation_number")}
