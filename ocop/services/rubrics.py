"""Rubrics: editions kept, found by set and day, loaded by an office, held against the signed decision."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, tuple_

from ocop.domain.accounts import Actor
from ocop.domain.refusals import BadInput, Conflict, NotFound
from ocop.domain.regimes import regime_on
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.models.database import db
from ocop.models.product_sets import RegimeRow
from ocop.models.rubrics import RubricRow
from ocop.services.acts import record_act
from ocop.services.references import regimes

#: What stands beside every result while nobody has held the rubric against the signed decision.
UNCHECKED = "Bộ tiêu chí từ bản chép không chính thức, chưa đối chiếu bản ký"
#: The largest file of rubrics, in bytes; all 26 sets have half of a million.
LARGEST = 4 * 1024 * 1024


def content_hash(data: Any) -> str:
    """Return the name of an edition: the SHA-256 of its content in one spelling."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def load_shipped(folder: Path, now: datetime) -> None:
    """Take the rubrics that came with the software; where an office has loaded one, its edition stays the latest."""
    for path in sorted(folder.glob("*/set-*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        latest = _latest(data["regime"], data["set"])
        if db.session.get(RubricRow, content_hash(data)) is None and (latest is None or latest.loaded_by is None):
            _add(data, now, by=None)
    db.session.flush()


def _latest(regime_id: str, product_set: int) -> RubricRow | None:
    query = select(RubricRow).where(RubricRow.regime_id == regime_id, RubricRow.product_set == product_set)
    return db.session.scalar(query.order_by(RubricRow.edition.desc()).limit(1))


def _add(data: Mapping[str, Any], now: datetime, *, by: Actor | None) -> RubricRow:
    """Check an edition whole and keep it. Raises BadInput `rubric-malformed`, `regime-unknown`."""
    rubric = parse_rubric(data)
    if db.session.get(RegimeRow, rubric.regime) is None:
        raise BadInput("regime-unknown", "Không có bộ quy định “%(regime)s”.", field="regime", regime=rubric.regime)
    latest = _latest(rubric.regime, rubric.set)
    row = RubricRow(
        id=content_hash(data), regime_id=rubric.regime, product_set=rubric.set,
        edition=latest.edition + 1 if latest else 1, data=dict(data), loaded_at=now, loaded_by=by.id if by else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


# -- found


@lru_cache(maxsize=256)
def _parsed(name: str, plain: str) -> Rubric:
    return parse_rubric(json.loads(plain))


def rubric_of(row: RubricRow) -> Rubric:
    """Return an edition as the rules read it."""
    return _parsed(row.id, json.dumps(row.data, ensure_ascii=False))


def find_rubric(name: str) -> RubricRow:
    """Return an edition by its hash. Raises NotFound `rubric-unknown`."""
    row = db.session.get(RubricRow, name[:64])
    if row is None:
        raise NotFound("rubric-unknown", "Không có bộ tiêu chí này.")
    return row


def rubric_on(product_set: int, day: date) -> RubricRow:
    """Return the edition that a dossier of a set takes on a day. Raises NotFound `rubric-unknown`."""
    row = _latest(regime_on(day, regimes()).id, product_set)
    if row is None:
        raise NotFound(
            "rubric-unknown", "Chưa có bộ tiêu chí của bộ sản phẩm số %(number)s cho ngày này.", number=product_set
        )
    return row


def name_of(row: RubricRow) -> str:
    """Return an edition in a few letters: regime, set, edition."""
    return f"{row.regime_id}/{row.product_set}/{row.edition}"


def editions_of(product_set: int) -> list[RubricRow]:
    """Return all editions of a set, the newest first."""
    query = select(RubricRow).where(RubricRow.product_set == product_set)
    return list(db.session.scalars(query.order_by(RubricRow.loaded_at.desc(), RubricRow.edition.desc())))


def is_checked(row: RubricRow) -> bool:
    """Tell whether somebody held an edition against the signed decision."""
    return row.checked_at is not None


# -- loaded and checked


def check_editions(data: Any) -> list[Any]:
    """Return the rubrics of a file, each checked whole. Raises BadInput `rubric-malformed` with every fault."""
    several = data["sets"] if isinstance(data, Mapping) and isinstance(data.get("sets"), list) else [data]
    faults: list[dict[str, Any]] = []
    for place, one in enumerate(several):
        try:
            parse_rubric(one)
        except BadInput as refusal:
            within = f"sets.{place}." if len(several) > 1 else ""
            faults += [{**fault, "field": within + str(fault["field"])} for fault in refusal.faults]
    if faults or not several:
        raise BadInput("rubric-malformed", "Bộ tiêu chí có chỗ chưa đúng, chưa nhận bộ nào.", faults=faults[:100])
    return several


def load_editions(by: Actor, now: datetime, data: Any) -> list[RubricRow]:
    """Take one rubric, or `{"sets": [...]}`, from an office: all of them or none.

    Raises BadInput `rubric-malformed` with every fault by set and place, Conflict `rubric-known`.
    """
    several = check_editions(data)
    if all(db.session.get(RubricRow, content_hash(one)) for one in several):
        raise Conflict("rubric-known", "Sổ đã có đúng bộ tiêu chí này.")
    rows = [_add(one, now, by=by) for one in several if db.session.get(RubricRow, content_hash(one)) is None]
    for row in rows:
        after = {"set": row.product_set, "regime": row.regime_id, "edition": row.edition}
        record_act(by, now, "load", "rubric", name_of(row), after=after)
    db.session.flush()
    return rows


def check_rubric(by: Actor, now: datetime, row: RubricRow, name: str) -> None:
    """Note that somebody held an edition against the signed decision. Raises Conflict `rubric-checked`."""
    if is_checked(row):
        raise Conflict("rubric-checked", "Bộ tiêu chí này đã được đối chiếu.")
    row.checked_at, row.checked_by, row.checked_name = now, by.id, name
    record_act(by, now, "check", "rubric", name_of(row), after={"by": name})
    db.session.flush()


def checked_words(row: RubricRow) -> str:
    """Return what is said of an edition beside every result."""
    if row.checked_at is None:
        return UNCHECKED
    return f"Đã đối chiếu bản ký: {row.checked_name}, {row.checked_at:%d/%m/%Y}"


def rubrics_on(day: date) -> list[RubricRow]:
    """Return the editions that dossiers of a day take, by set."""
    regime = regime_on(day, regimes()).id
    newest = select(RubricRow.product_set, func.max(RubricRow.edition)).where(RubricRow.regime_id == regime)
    latest = newest.group_by(RubricRow.product_set)
    query = select(RubricRow).where(
        RubricRow.regime_id == regime, tuple_(RubricRow.product_set, RubricRow.edition).in_(latest)
    )
    return list(db.session.scalars(query.order_by(RubricRow.product_set)))


def brief_of(row: RubricRow) -> dict[str, Any]:
    """Return what an edition is."""
    return {
        "id": row.id,
        "regime": row.regime_id,
        "decision": row.data["decision"],
        "set": row.product_set,
        "title": row.data["title"],
        "edition": row.edition,
        "verified": is_checked(row),
        "verified_words": checked_words(row),
        "loaded_at": row.loaded_at,
    }


def rubric_view(row: RubricRow) -> dict[str, Any]:
    """Return an edition with everything that is scored."""
    rubric = rubric_of(row)
    criteria = [
        {
            "code": one.code,
            "part": one.part,
            "label": one.label,
            "help": one.help,
            "max": float(one.most),
            "evidence": list(one.evidence),
            "notes": list(one.notes),
            "options": [
                {
                    "number": option.number,
                    "label": option.label,
                    "points": float(option.points),
                    "min_star": option.min_star,
                    "variant": option.variant,
                }
                for option in one.options
            ],
        }
        for one in rubric.criteria
    ]
    parts = {part: float(points) for part, points in rubric.parts.items()}
    return {**brief_of(row), "parts": parts, "criteria": criteria}
