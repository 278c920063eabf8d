"""Rubrics: editions kept, found by set and day, loaded by an office, held against the signed decision."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

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


@lru_cache(maxsize=4)
def shipped(folder: Path) -> Mapping[str, dict[str, Any]]:
    """Return the rubrics that came with the software, by the hash of their content."""
    read = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("rubrics/*/set-*.json")))
    return {content_hash(data): data for data in read}


def _shipped_row(name: str, data: dict[str, Any]) -> RubricRow:
    """Return what came with the software as the first edition, in the store or not."""
    kept = db.session.get(RubricRow, name)
    if kept is not None:
        return kept
    return RubricRow(id=name, regime_id=data["regime"], product_set=data["set"], edition=1, data=data)


def _latest(regime_id: str, product_set: int, folder: Path) -> RubricRow | None:
    """Return an office's latest edition, else what came with the software."""
    query = select(RubricRow).where(RubricRow.regime_id == regime_id, RubricRow.product_set == product_set)
    own = query.where(RubricRow.loaded_by.is_not(None)).order_by(RubricRow.edition.desc()).limit(1)
    row = db.session.scalar(own)
    if row is not None:
        return row
    ours = next((one for one in shipped(folder).items() if _is_of(one[1], regime_id, product_set)), None)
    return _shipped_row(*ours) if ours else None


def _is_of(data: Mapping[str, Any], regime_id: str, product_set: int) -> bool:
    return data["regime"] == regime_id and data["set"] == product_set


def _next_edition(regime_id: str, product_set: int) -> int:
    """Return the number of the next edition of an office; what comes with the software is the first."""
    query = select(func.max(RubricRow.edition)).where(RubricRow.regime_id == regime_id)
    return max(db.session.scalar(query.where(RubricRow.product_set == product_set)) or 0, 1) + 1


def _add(data: Mapping[str, Any], by: Actor, now: datetime) -> RubricRow:
    """Keep an edition of an office. Raises BadInput `regime-unknown`."""
    rubric = parse_rubric(data)
    if db.session.get(RegimeRow, rubric.regime) is None:
        raise BadInput("regime-unknown", "Không có bộ quy định “%(regime)s”.", field="regime", regime=rubric.regime)
    row = RubricRow(
        id=content_hash(data), regime_id=rubric.regime, product_set=rubric.set,
        edition=_next_edition(rubric.regime, rubric.set), data=dict(data), loaded_at=now, loaded_by=by.id,
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


def find_rubric(name: str, folder: Path) -> RubricRow:
    """Return an edition by its hash. Raises NotFound `rubric-unknown`."""
    row = db.session.get(RubricRow, name[:64])
    if row is None and name in shipped(folder):
        row = _shipped_row(name, shipped(folder)[name])
    if row is None:
        raise NotFound("rubric-unknown", "Không có bộ tiêu chí này.")
    return row


def rubric_on(product_set: int, day: date, folder: Path) -> RubricRow:
    """Return the edition that a dossier of a set takes on a day. Raises NotFound `rubric-unknown`."""
    row = _latest(regime_on(day, regimes()).id, product_set, folder) if 1 <= product_set <= 26 else None
    if row is None:
        raise NotFound(
            "rubric-unknown", "Chưa có bộ tiêu chí của bộ sản phẩm số %(number)s cho ngày này.", number=product_set
        )
    return row


def rubrics_on(day: date, folder: Path) -> list[RubricRow]:
    """Return the editions that dossiers of a day take, by set."""
    regime = regime_on(day, regimes()).id
    found = (_latest(regime, number, folder) for number in range(1, 27))
    return [row for row in found if row is not None]


def name_of(row: RubricRow) -> str:
    """Return an edition in a few letters: regime, set, edition."""
    return f"{row.regime_id}/{row.product_set}/{row.edition}"


def editions_of(product_set: int, day: date, folder: Path) -> list[RubricRow]:
    """Return the editions of a set under the regime of a day, the newest first."""
    regime = regime_on(day, regimes()).id
    query = select(RubricRow).where(RubricRow.regime_id == regime, RubricRow.product_set == product_set)
    kept = {row.id: row for row in db.session.scalars(query)}
    for name, data in shipped(folder).items():
        if name not in kept and _is_of(data, regime, product_set):
            kept[name] = _shipped_row(name, data)
    return sorted(kept.values(), key=lambda row: row.edition, reverse=True)


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


def load_editions(by: Actor, now: datetime, data: Any, folder: Path) -> list[RubricRow]:
    """Take one rubric, or `{"sets": [...]}`, from an office: all of them or none.

    Raises BadInput `rubric-malformed` with every fault by set and place, Conflict `rubric-known`.
    """
    several = check_editions(data)
    new = [one for one in several if not _is_known(content_hash(one), folder)]
    if not new:
        raise Conflict("rubric-known", "Sổ đã có đúng bộ tiêu chí này.")
    rows = [_add(one, by, now) for one in new]
    for row in rows:
        after = {"set": row.product_set, "regime": row.regime_id, "edition": row.edition}
        record_act(by, now, "load", "rubric", name_of(row), after=after)
    db.session.flush()
    return rows


def _is_known(name: str, folder: Path) -> bool:
    return name in shipped(folder) or db.session.get(RubricRow, name) is not None


def _keep(row: RubricRow, now: datetime) -> None:
    """Keep what came with the software in the store, since something hangs on it from now on."""
    taken = select(RubricRow.id).where(
        RubricRow.regime_id == row.regime_id, RubricRow.product_set == row.product_set, RubricRow.edition == 1
    )
    if db.session.scalar(taken) is not None:
        row.edition = _next_edition(row.regime_id, row.product_set)
    row.loaded_at = now
    db.session.add(row)


def hold_rubric(row: RubricRow, now: datetime) -> None:
    """Keep an edition in the store because a dossier hangs on it from now on."""
    if row not in db.session:
        _keep(row, now)
        db.session.flush()


def check_rubric(by: Actor, now: datetime, row: RubricRow, name: str) -> None:
    """Note that somebody held an edition against the signed decision. Raises Conflict `rubric-checked`."""
    if is_checked(row):
        raise Conflict("rubric-checked", "Bộ tiêu chí này đã được đối chiếu.")
    if row not in db.session:
        _keep(row, now)
    row.checked_at, row.checked_by, row.checked_name = now, by.id, name
    record_act(by, now, "check", "rubric", name_of(row), after={"by": name})
    db.session.flush()


def checked_words(row: RubricRow) -> str:
    """Return what is said of an edition beside every result."""
    if row.checked_at is None:
        return UNCHECKED
    return f"Đã đối chiếu bản ký: {row.checked_name}, {row.checked_at:%d/%m/%Y}"


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


def rubric_view_of(rubric: Rubric) -> dict[str, Any]:
    """Return everything that is scored, as plain data."""
    criteria = [
        {
            "code": one.code,
            "part": one.part,
            "label": one.label,
            "help": one.help,
            "max": float(one.most),
            "evidence": list(one.evidence),
            "notes": list(one.notes),
            "known": one.known,
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
    return {"set": rubric.set, "title": rubric.title, "parts": parts, "criteria": criteria}


def rubric_view(row: RubricRow) -> dict[str, Any]:
    """Return an edition with everything that is scored."""
    return {**brief_of(row), **rubric_view_of(rubric_of(row))}
