"""The Trà Vinh record as a sample: loaded whole into an empty registry, never beside real data."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ocop.domain.accounts import OPERATOR, Role
from ocop.domain.certificates import last_valid_day
from ocop.domain.gtins import gtin14
from ocop.domain.product_codes import code_key
from ocop.domain.refusals import Conflict
from ocop.domain.texts import folded
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.lots import Lot
from ocop.models.products import Product, ProductAlias, ProductTool
from ocop.models.subjects import Subject
from ocop.services.accounts import create_user
from ocop.services.acts import record_act
from ocop.services.certificates import write_standings
from ocop.services.products import search_text
from ocop.services.references import day_of, rows_of
from ocop.services.registries import NONE, SAMPLE, fact, set_fact

#: The day that the record tells of; with the sample, home and statistics open on it.
RECORD_DAY = date(2025, 1, 10)
#: When a product of the sample was entered: so many days before its first decision.
_ENTERED_BEFORE = timedelta(days=45)
#: Entered, but with no decision yet.
_ENTERED_UNRATED = date(2024, 12, 2)


def set_record(record: str, now: datetime) -> bool:
    """Settle whether the registry holds the sample or real data; return whether it is settled just now.

    Raises Conflict `sample-over-real`, `real-over-sample`: the two never mix.
    """
    held = fact("record")
    if held == record:
        return False
    if held == SAMPLE:
        raise Conflict(
            "real-over-sample", "Kho này giữ dữ liệu mẫu; dữ liệu thật cần một kho mới (OCOP_DATA_DIR khác)."
        )
    if held == NONE or db.session.scalar(select(Subject.id).limit(1)) is not None:
        raise Conflict("sample-over-real", "Kho này dành cho dữ liệu thật; dữ liệu mẫu cần một kho riêng.")
    set_fact("record", record, now)
    return True


def load_sample(folder: Path, now: datetime, timezone: ZoneInfo) -> None:
    """Write subjects, products, decisions, certificates and lots of the sample, and their standings."""
    decisions = list(rows_of(folder / "decisions.csv"))
    entered = _entered_on(decisions)
    moments = {key: datetime.combine(day, time(8), timezone) for key, day in entered.items()}
    unrated_at = datetime.combine(_ENTERED_UNRATED, time(8), timezone)
    subjects = {row["id"]: _subject(row, unrated_at) for row in rows_of(folder / "subjects.csv")}
    db.session.add_all(subjects.values())
    db.session.flush()
    products = {}
    for row in rows_of(folder / "products.csv"):
        product = _product(row, moments.get(row["id"], unrated_at))
        products[product.id] = product
        db.session.add(product)
    db.session.flush()
    db.session.add_all(one for row in rows_of(folder / "products.csv") for one in _belongings(row))
    _add_decisions(decisions, list(rows_of(folder / "revocations.csv")), products, now)
    db.session.add_all(_lot(row, now) for row in rows_of(folder / "lots.csv"))
    db.session.flush()
    for product in products.values():
        write_standings(product)
    record_act(OPERATOR, now, "load", "sample", SAMPLE, after={"products": len(products), "subjects": len(subjects)})


def _entered_on(decisions: list[dict[str, str]]) -> dict[str, date]:
    """Return the day on which each decided product was entered: before its first decision."""
    first: dict[str, date] = {}
    for row in decisions:
        day = date.fromisoformat(row["signed_on"]) - _ENTERED_BEFORE
        first[row["product_id"]] = min(day, first.get(row["product_id"], day))
    return first


def _place(row: Mapping[str, str]) -> dict[str, str | None]:
    former = row["former_unit_code"]
    return {"unit_id": row["unit_code"], "former_unit_id": f"{former}@2025-06-30" if former else None}


def _subject(row: Mapping[str, str], entered_at: datetime) -> Subject:
    words = ("representative", "address", "phone", "email", "website", "story")
    return Subject(
        id=row["id"],
        name=row["name"],
        name_fold=folded(row["name"]),
        subject_type=row["subject_type"],
        created_at=entered_at,
        updated_at=entered_at,
        **_place(row),
        **{name: row[name] or None for name in words},
    )


def _product(row: Mapping[str, str], entered_at: datetime) -> Product:
    product = Product(
        id=row["id"],
        code=row["code"],
        state="published",
        subject_id=row["subject_id"],
        name=row["name"],
        name_fold=folded(row["name"]),
        product_set=int(row["product_set"]),
        gtin=gtin14(row["gtin"]) if row["gtin"] else None,
        ocop_code=row["ocop_code"] or None,
        description=row["description"] or None,
        net_weight=row["net_weight"] or None,
        created_at=entered_at,
        updated_at=entered_at,
        **_place(row),
    )
    product.search_fold = search_text(product)
    return product


def _belongings(row: Mapping[str, str]) -> Iterator[ProductAlias | ProductTool]:
    for alias in filter(None, row["old_codes"].split(";")):
        yield ProductAlias(key=code_key(alias), alias=alias, product_id=row["id"])
    for entry in filter(None, row["tools"].split(";")):
        tool, since_on = entry.split(":")
        yield ProductTool(product_id=row["id"], tool=tool, since_on=date.fromisoformat(since_on))


def _add_decisions(
    rows: list[dict[str, str]], revocations: list[dict[str, str]], products: Mapping[str, Product], now: datetime
) -> None:
    """Write decisions in the order of signing, each with its certificate, and what was revoked."""
    revoked = {(row["product_id"], row["certificate_signed_on"]): row for row in revocations}
    counts: defaultdict[str, int] = defaultdict(int)
    for row in sorted(rows, key=lambda one: (one["signed_on"], one["id"])):
        db.session.add(_decision(row, now))
        db.session.flush()
        if row.get("ends_potential") == "yes":
            _end_potential(row)
        if row["star"]:
            stem = f"{products[row['product_id']].code}-{row['signed_on'][:4]}"
            counts[stem] += 1
            number = stem if counts[stem] == 1 else f"{stem}-{counts[stem]}"
            key = (row["product_id"], row["signed_on"])
            db.session.add(_certificate(row, number, revoked.get(key, {}), now))
    db.session.flush()


def _decision(row: Mapping[str, str], now: datetime) -> Decision:
    return Decision(
        id=row["id"],
        product_id=row["product_id"],
        number=row["number"],
        signed_on=date.fromisoformat(row["signed_on"]),
        star=int(row["star"]) if row["star"] else None,
        potential_five_star=row["potential_five_star"] == "yes",
        unit_id=row["unit_id"] or None,
        regime_id=row["regime"],
        recorded_by=OPERATOR.id,
        recorded_at=now,
    )


def _end_potential(row: Mapping[str, str]) -> None:
    query = select(Decision).where(Decision.product_id == row["product_id"], Decision.potential_five_star)
    for decision in db.session.scalars(query):
        decision.potential_ended_on = date.fromisoformat(row["signed_on"])


def _certificate(row: Mapping[str, str], number: str, revocation: Mapping[str, str], now: datetime) -> Certificate:
    issued_on = date.fromisoformat(row["signed_on"])
    return Certificate(
        number=number,
        product_id=row["product_id"],
        decision_id=row["id"],
        star=int(row["star"]),
        issued_on=issued_on,
        valid_until=last_valid_day(issued_on),
        revoked_on=day_of(revocation.get("revoked_on", "")),
        revocation_number=revocation.get("number"),
        revocation_reason=revocation.get("reason"),
        created_at=now,
    )


def _lot(row: Mapping[str, str], now: datetime) -> Lot:
    return Lot(
        product_id=row["product_id"],
        code=row["code"],
        made_on=day_of(row["made_on"]),
        best_before=day_of(row["best_before"]),
        quantity=Decimal(row["quantity"]) if row["quantity"] else None,
        unit=row["unit"] or None,
        opened_at=now,
    )


def make_demonstration_accounts(now: datetime) -> list[dict[str, Any]]:
    """Make one account per role with passwords at random; return names, roles and passwords to show once."""
    producer = db.session.scalars(
        select(Subject).join(Product, Product.subject_id == Subject.id).order_by(Product.code).limit(1)
    ).one()
    places: dict[Role, dict[str, str]] = {
        Role.PRODUCER: {"subject_id": producer.id},
        Role.COMMUNE: {"unit_code": producer.unit_id},
        Role.PROVINCE: {"unit_code": "86"},
        Role.ASSESSOR: {"unit_code": "86"},
    }
    made = []
    for role in Role:
        password = secrets.token_urlsafe(9)
        create_user(
            OPERATOR,
            now,
            name=f"mau-{role}",
            role=role,
            password=password,
            full_name="Tài khoản minh họa",
            **places.get(role, {}),
        )
        made.append({"name": f"mau-{role}", "role": str(role), "password": password})
    return made
