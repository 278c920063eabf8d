"""Issuers: who decided, in the words that stand on the paper."""

from datetime import date

from ocop.models.database import db
from ocop.models.units import Unit

#: The Ministry that took agriculture over (Nghị định 35/2025/NĐ-CP, in force 01/03/2025).
_MINISTRY_SINCE = date(2025, 3, 1)


def issuer_words(unit_id: str | None, signed_on: date) -> str:
    """Return who signed: a People's Committee by its unit, or the Ministry of the day."""
    if unit_id is None:
        return "Bộ Nông nghiệp và Môi trường" if signed_on >= _MINISTRY_SINCE else "Bộ Nông nghiệp và PTNT"
    unit = db.session.get(Unit, unit_id)
    return f"Ủy ban nhân dân {unit.name[0].lower()}{unit.name[1:]}" if unit else unit_id
