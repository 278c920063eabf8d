"""Stories: one row per product with all that the page behind its codes tells, written with the facts it repeats."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Engine, delete, select

from ocop.domain.link_targets import host_of
from ocop.domain.stories import SHAPE
from ocop.domain.subjects import shows_contact
from ocop.models.acts import Act
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.links import ProductLink
from ocop.models.products import Product
from ocop.models.standings import StandingRow
from ocop.models.stories import Story
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.catalogue import views_of
from ocop.services.certificate_views import changes_told
from ocop.services.certificates import certificates_of
from ocop.services.issuers import issuer_words
from ocop.services.recalls import recalls_told
from ocop.services.units import address_words, province_of

#: How many other products of the maker stand on the page.
_SIBLINGS = 4
#: What depends on the day, or on the address of the site, is no part of a story.
_NOT_KEPT = ("rating", "certificate", "url", "qr_content", "photo_url", "created_at", "updated_at", "tools")
#: Stories written at once.
_BATCH = 500
#: More products than this are told with every unit at hand.
_FEW = 20


def find_story(engine: Engine, *, code: str | None = None, gtin: str | None = None) -> dict[str, Any] | None:
    """Return the facts of a published product by its short code or 14-digit GTIN; None where none is written.

    One row is read, past the session and the toolkit's statements: this is what every scan asks.
    """
    mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
    column, value = ("code", code) if code else ("gtin", gtin)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT facts FROM stories WHERE {column} = {mark}", (value,))
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    facts: dict[str, Any] | None = orjson.loads(row[0]) if row else None
    return facts if facts and facts["shape"] == SHAPE else None


def story_facts(product: Product) -> dict[str, Any]:
    """Return the facts of one product as they are now."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(_facts_of([product])[product.id]))
    return found


def write_stories(product_ids: Sequence[str]) -> None:
    """Write the stories of products again in this transaction; drafts have none."""
    for start in range(0, len(product_ids), _BATCH):
        ids = list(product_ids[start : start + _BATCH])
        db.session.execute(delete(Story).where(Story.product_id.in_(ids)))
        products = list(db.session.scalars(select(Product).where(Product.id.in_(ids), Product.state != "draft")))
        for product_id, facts in _facts_of(products).items():
            about = facts["product"]
            text = orjson.dumps(facts).decode()
            db.session.add(Story(product_id=product_id, code=about["code"], gtin=about["gtin"], facts=text))
        db.session.flush()


def drop_stories(product_ids: Sequence[str] | None = None) -> None:
    """Drop the stories of products, or all: until they are written again pages are made from the tables."""
    if product_ids is None:
        db.session.execute(delete(Story))
    for start in range(0, len(product_ids or ()), _BATCH):
        db.session.execute(delete(Story).where(Story.product_id.in_(list(product_ids or ())[start : start + _BATCH])))


def write_missing_stories(most: int = 500) -> int:
    """Write stories that are not there yet; return how many."""
    query = select(Product.id).outerjoin(Story, Story.product_id == Product.id)
    missing = list(db.session.scalars(query.where(Story.product_id.is_(None), Product.state != "draft").limit(most)))
    write_stories(missing)
    return len(missing)


def wrong_stories(product_ids: Iterable[str]) -> list[str]:
    """Return the products whose story says something else than the tables."""
    products = db.session.scalars(select(Product).where(Product.id.in_(list(product_ids))))
    wrong = []
    for product in products:
        kept = db.session.scalar(select(Story.facts).where(Story.product_id == product.id))
        if kept is not None and orjson.loads(kept) != story_facts(product):
            wrong.append(product.id)
    return wrong


def _facts_of(products: Sequence[Product]) -> dict[str, dict[str, Any]]:
    """Return the facts of products by product id."""
    siblings = _siblings({one.subject_id for one in products})
    shown = {one.id: one for several in siblings.values() for one in several} | {one.id: one for one in products}
    views = dict(zip(shown, views_of(list(shown.values()), date.min, base_url=""), strict=True))
    subjects = {one.id: one for one in db.session.scalars(_in(Subject, {one.subject_id for one in products}))}
    ids = [one.id for one in products]
    certificates, standings, decided = certificates_of(ids), _standings(list(shown)), _decisions(ids)
    units, changed = _units(products), _changed_numbers(certificates)
    recalls, links = recalls_told(ids), _links(ids)
    told = {}
    for product in products:
        subject, view = subjects[product.subject_id], views[product.id]
        place = address_words(product.unit_id, product.former_unit_id)
        several = [one for one in siblings[product.subject_id] if one.id != product.id]
        decisions, papers = decided.get(product.id, []), certificates.get(product.id, [])
        told[product.id] = {
            "shape": SHAPE,
            "id": product.id,
            "unit_id": product.unit_id,
            "product": {name: value for name, value in view.items() if name not in _NOT_KEPT},
            "photo": view["photo_url"].rpartition("/")[2] if view["photo_url"] else None,
            "tools": view["tools"],
            "subject": _contact(subject),
            **place,
            "province": province_of(product.unit_id),
            "certificates": _told(papers, decisions),
            "decisions": decisions,
            "changes": [*_changes(papers, changed), *recalls.get(product.id, [])],
            "standings": standings.get(product.id, []),
            "others": [_other(views[one.id], standings.get(one.id, [])) for one in several[:_SIBLINGS]],
            "others_more": len(several) > _SIBLINGS,
            "links": links.get(product.id, []),
        }
    del units
    return told


def _units(products: Sequence[Product]) -> list[Unit]:
    """Return every unit where many products are told at once: while they are held, none is asked for again."""
    return list(db.session.scalars(select(Unit))) if len(products) > _FEW else []


def _changed_numbers(certificates: Mapping[str, Sequence[Certificate]]) -> set[str]:
    """Return the numbers of the certificates that became something else by an act, or by a day on record."""
    papers = [one for several in certificates.values() for one in several]
    numbers = [one.number for one in papers]
    query = select(Act.noun_id).where(Act.noun == "certificate", Act.noun_id.in_(numbers)).distinct()
    return set(db.session.scalars(query)) | {one.number for one in papers if one.revoked_on is not None}


def _changes(papers: Sequence[Certificate], changed: set[str]) -> list[dict[str, Any]]:
    if not any(one.number in changed for one in papers):
        return []
    return list(reversed(changes_told(papers)))


def _in(model: Any, ids: set[str]) -> Any:
    return select(model).where(model.id.in_(ids))


def _siblings(subject_ids: set[str]) -> dict[str, list[Product]]:
    """Return the first published products by name of each maker: one more than the page shows, and one for itself."""
    query = select(Product).where(Product.state == "published").order_by(Product.name_fold, Product.id)
    return {
        one: list(db.session.scalars(query.where(Product.subject_id == one).limit(_SIBLINGS + 2)))
        for one in subject_ids
    }


def _standings(product_ids: Sequence[str]) -> dict[str, list[list[Any]]]:
    query = select(StandingRow).where(StandingRow.product_id.in_(product_ids)).order_by(StandingRow.from_on)
    found: dict[str, list[list[Any]]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.product_id, []).append([one.rating, one.from_on, one.to_on])
    return found


def _other(view: Mapping[str, Any], standings: Sequence[Sequence[Any]]) -> dict[str, Any]:
    photo = view["photo_url"].rpartition("/")[2] if view["photo_url"] else None
    return {"name": view["name"], "path": view["path"], "photo": photo, "standings": standings}


def _contact(subject: Subject) -> dict[str, Any]:
    """Return how the maker is reached: a household's street and telephone only where it agreed."""
    shown = shows_contact(subject.subject_type, agreed=subject.contact_agreed)
    return {
        "address": subject.address if shown else None,
        "phone": subject.phone if shown else None,
        "website": subject.website,
    }


def _told(certificates: Sequence[Certificate], decisions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return certificates in order of issue, each with the decision behind it."""
    behind = {one["id"]: one for one in decisions}
    columns = ("number", "star", "issued_on", "valid_until", "extended_until", "revoked_on", "decision_id")
    return [
        {name: getattr(one, name) for name in (*columns, "revocation_number", "revocation_reason")}
        | {"decision_number": behind[one.decision_id]["number"], "issuer": behind[one.decision_id]["issuer"]}
        for one in sorted(certificates, key=lambda one: (one.issued_on, one.id))
    ]


def _decisions(product_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what was decided of products, by product id, the newest first."""
    query = select(Decision).where(Decision.product_id.in_(product_ids))
    found: dict[str, list[dict[str, Any]]] = {}
    for one in db.session.scalars(query.order_by(Decision.signed_on.desc(), Decision.id.desc())):
        told = {
            "kind": "potential" if one.potential_five_star else "star",
            "id": one.id,
            "on": one.signed_on,
            "number": one.number,
            "star": one.star,
            "ended_on": one.potential_ended_on,
            "issuer": issuer_words(one.unit_id, one.signed_on),
        }
        found.setdefault(one.product_id, []).append(told)
    return found


def _links(product_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the producers' links, by product id, in the order in which they were added."""
    query = select(ProductLink).where(ProductLink.product_id.in_(product_ids))
    found: dict[str, list[dict[str, Any]]] = {}
    for one in db.session.scalars(query.order_by(ProductLink.created_at, ProductLink.id)):
        told = {
            **{name: getattr(one, name) for name in ("id", "cpv", "lot", "serial", "title", "hreflang")},
            "type": one.link_type,
            "media": one.media_type,
            "host": host_of(one.href),
            "out": f"/out/{one.id}",
        }
        found.setdefault(one.product_id, []).append(told)
    return found
