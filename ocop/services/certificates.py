"""Certificates and standings: read as facts, computed for a day, written again when a fact changes."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, select

from ocop.domain.certificates import CertificateFacts
from ocop.domain.ratings import Rating
from ocop.domain.refusals import NotFound
from ocop.domain.standings import PotentialFacts, standings_of, superseded
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product
from ocop.models.standings import StandingRow


def facts_of(certificate: Certificate) -> CertificateFacts:
    """Return a certificate as the rules see it."""
    return CertificateFacts(
        star=certificate.star,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        extended_until=certificate.extended_until,
        revoked_on=certificate.revoked_on,
    )


def certificates_of(product_ids: Iterable[str]) -> dict[str, list[Certificate]]:
    """Return the certificates of products, by product id, in order of issue."""
    query = select(Certificate).where(Certificate.product_id.in_(list(product_ids)))
    found: dict[str, list[Certificate]] = {}
    for one in db.session.scalars(query.order_by(Certificate.issued_on, Certificate.id)):
        found.setdefault(one.product_id, []).append(one)
    return found


def current_certificate(
    certificates: Sequence[Certificate], day: date
) -> tuple[Certificate, CertificateFacts] | None:
    """Return the newest certificate issued by a day, with its facts, whatever became of it; None if none was."""
    ordered = sorted(certificates, key=lambda one: (one.issued_on, one.id))
    issued = [
        (one, facts)
        for one, facts in zip(ordered, superseded([facts_of(one) for one in ordered]), strict=True)
        if one.issued_on <= day
    ]
    return issued[-1] if issued else None


def find_certificate(number: str, *, for_update: bool = False) -> Certificate:
    """Return a certificate by its number. Raises NotFound `certificate-unknown`.

    `for_update` holds its product too, whose standings follow from it, until the unit of work ends.
    """
    can_be = len(number) <= 60 and "\x00" not in number
    certificate = db.session.scalar(select(Certificate).where(Certificate.number == number)) if can_be else None
    if certificate is None:
        raise NotFound("certificate-unknown", "Không có giấy chứng nhận số “%(number)s”.", number=number[:60])
    if for_update:
        db.session.get(Product, certificate.product_id, with_for_update=True, populate_existing=True)
        db.session.refresh(certificate)
    return certificate


def facts_in_turn(certificate: Certificate) -> CertificateFacts:
    """Return a certificate as the rules see it, with the day on which the next one took its place."""
    ordered = certificates_of([certificate.product_id])[certificate.product_id]
    facts = superseded([facts_of(one) for one in ordered])
    return next(known for one, known in zip(ordered, facts, strict=True) if one.id == certificate.id)


def write_standings(product: Product) -> None:
    """Write the product's standings again from its facts, in the transaction of the change."""
    certificates = certificates_of([product.id]).get(product.id, [])
    query = select(Decision).where(Decision.product_id == product.id, Decision.potential_five_star)
    potentials = [PotentialFacts(one.signed_on, one.potential_ended_on) for one in db.session.scalars(query)]
    db.session.execute(delete(StandingRow).where(StandingRow.product_id == product.id))
    for one in standings_of([facts_of(each) for each in certificates], potentials):
        db.session.add(StandingRow(product_id=product.id, rating=one.rating, from_on=one.from_on, to_on=one.to_on))
    db.session.flush()


def ratings_on(product_ids: Iterable[str], day: date) -> dict[str, Rating]:
    """Return the rating of each product on a day; one without a standing is unrated."""
    ids = list(product_ids)
    query = select(StandingRow.product_id, StandingRow.rating).where(
        StandingRow.product_id.in_(ids),
        StandingRow.from_on <= day,
        (StandingRow.to_on.is_(None)) | (StandingRow.to_on >= day),
    )
    held = {product_id: Rating(rating) for product_id, rating in db.session.execute(query)}
    return {product_id: held.get(product_id, Rating.UNRATED) for product_id in ids}
