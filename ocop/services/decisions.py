"""Decisions: an office records what was decided; the certificate, or the state, follows."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import select

from ocop.domain.accounts import OPERATOR, Actor, Role
from ocop.domain.certificates import check_signed_on, last_valid_day
from ocop.domain.ratings import STARS
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from ocop.domain.regimes import Regime, check_decider
from ocop.domain.units import Level
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product
from ocop.models.units import Unit
from ocop.services.acts import record_act
from ocop.services.certificates import write_standings
from ocop.services.references import regimes
from ocop.services.units import is_same_or_heir, is_under, unit_on


class Office(Enum):
    """Stands for the recorder's own office where no deciding unit is named."""

    OWN = "own"


def record_decision(
    by: Actor,
    now: datetime,
    today: date,
    product: Product,
    *,
    number: str,
    signed_on: date,
    star: int | None = None,
    potential_five_star: bool = False,
    unit_code: str | Office | None = Office.OWN,
    valid_until: date | None = None,
    ends_potential: bool = False,
    file_hash: str | None = None,
    note: str | None = None,
) -> Decision:
    """Record a decision that gives stars, or the state of potential five star.

    `unit_code` is the deciding province or former district, None the Ministry. Raises NotAllowed
    `star-not-yours`; RuleBroken `regime-forbids`, `dates-contradict`, `product-draft`; Conflict
    `decision-recorded`; BadInput `star-malformed`.
    """
    _check_star(star, potential_five_star)
    check_signed_on(signed_on, today)
    unit, regime = _authority(by, product, star, unit_code, signed_on)
    _check_is_new(product, number, signed_on, unit)
    decision = Decision(
        product_id=product.id,
        number=number,
        signed_on=signed_on,
        star=star,
        potential_five_star=potential_five_star,
        unit_id=unit.id if unit else None,
        regime_id=regime.id,
        file_hash=file_hash,
        note=note,
        recorded_by=by.id,
        recorded_at=now,
    )
    db.session.add(decision)
    db.session.flush()
    certificate = _certificate(product, decision, regime, valid_until, now) if star is not None else None
    if ends_potential:
        end_potentials(product, signed_on)
    _follow_up(by, now, product, decision, certificate)
    return decision


def _check_star(star: int | None, potential: bool) -> None:
    if (star is None) != potential or (star is not None and star not in STARS):
        raise BadInput(
            "star-malformed", "Cần đúng một trong hai: số sao 3, 4, 5, hoặc tiềm năng 5 sao.", field="star"
        )


def _authority(
    by: Actor, product: Product, star: int | None, unit_code: str | Office | None, signed_on: date
) -> tuple[Unit | None, Regime]:
    """Return the unit that decided and the regime it decided under; refuse whoever may not record that."""
    _check_role(by, star)
    unit = _deciding_unit(by, unit_code, signed_on)
    # The chairman of the province approves the score, as he recognises four stars (QĐ 26/2026/QĐ-TTg, Điều 7).
    regime = check_decider(_level(unit), star or 4, signed_on, regimes())
    _check_office(by, unit, product)
    if product.state == "draft":
        raise RuleBroken(
            "product-draft", "Sản phẩm còn là bản nháp; chủ thể công bố rồi mới ghi quyết định.", field="code"
        )
    return unit, regime


def _check_role(by: Actor, star: int | None) -> None:
    """Only a province and the Ministry grant; the operator at the terminal enters what they granted."""
    if by.role not in (Role.PROVINCE, Role.MINISTRY) and by != OPERATOR:
        raise NotAllowed(
            "star-not-yours", "Vai trò này không có thẩm quyền công nhận %(star)s sao.", field="star", star=star or 5
        )


def _deciding_unit(by: Actor, unit_code: str | Office | None, signed_on: date) -> Unit | None:
    """Return the unit that decided, as it was on the day of signing; None is the Ministry."""
    if not isinstance(unit_code, Office):
        return unit_on(unit_code, signed_on) if unit_code is not None else None
    if by.role == Role.PROVINCE and by.unit_id:
        return unit_on(by.unit_id, signed_on)
    return None


def _level(unit: Unit | None) -> Level:
    return Level.MINISTRY if unit is None else Level(unit.level)


def _check_office(by: Actor, unit: Unit | None, product: Product) -> None:
    """Refuse a recorder whose office is neither the deciding unit nor its successor, or not the product's."""
    if by == OPERATOR:
        is_own = True
    elif unit is None:
        is_own = by.role == Role.MINISTRY
    else:
        is_own = by.role == Role.PROVINCE and is_same_or_heir(unit, by.unit_id or "")
    if is_own and by.role == Role.PROVINCE:
        is_own = is_under(product.unit_id, by.unit_id or "")
    if not is_own:
        raise NotAllowed(
            "star-not-yours",
            "Cơ quan của bạn không phải nơi quyết định, cũng không kế tục nơi đó.",
            field="unit_code",
        )
    if unit is not None:
        _check_area(unit, product)


def _check_area(unit: Unit, product: Product) -> None:
    """Refuse a decision by a unit in which the product's commune did not lie on that day."""
    place = product.unit_id if unit.valid_to is None else product.former_unit_id
    if place is not None and not is_under(place, unit.id):
        raise RuleBroken(
            "dates-contradict",
            "Vào ngày ký, xã của sản phẩm không thuộc %(unit)s (%(code)s).",
            field="unit_code",
            unit=unit.name,
            code=unit.code,
        )


def _check_is_new(product: Product, number: str, signed_on: date, unit: Unit | None) -> None:
    query = select(Decision.id).where(
        Decision.product_id == product.id,
        Decision.number == number,
        Decision.signed_on == signed_on,
        Decision.unit_id == unit.id if unit else Decision.unit_id.is_(None),
    )
    if db.session.scalar(query) is not None:
        raise Conflict(
            "decision-recorded", "Quyết định %(number)s đã được ghi cho sản phẩm này.", field="number", number=number
        )


def _certificate(
    product: Product, decision: Decision, regime: Regime, valid_until: date | None, now: datetime
) -> Certificate:
    """Make the certificate that follows; a printed last day may shorten its life, never lengthen it."""
    longest = last_valid_day(decision.signed_on, regime.validity_months)
    if valid_until is not None and not decision.signed_on <= valid_until <= longest:
        raise RuleBroken(
            "dates-contradict",
            "Hạn của giấy chứng nhận phải từ ngày ký đến %(longest)s.",
            field="valid_until",
            longest=longest.strftime("%d/%m/%Y"),
        )
    certificate = Certificate(
        number=_certificate_number(product, decision.signed_on),
        product_id=product.id,
        decision_id=decision.id,
        star=decision.star or 0,
        issued_on=decision.signed_on,
        valid_until=valid_until or longest,
        created_at=now,
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _certificate_number(product: Product, issued_on: date) -> str:
    """Return a number of our own: the product's code and the year, counted on within the year."""
    stem = f"{product.code}-{issued_on.year}"
    query = select(Certificate.number).where(Certificate.number.startswith(stem, autoescape=True))
    taken = set(db.session.scalars(query))
    numbers = (stem if count == 1 else f"{stem}-{count}" for count in range(1, len(taken) + 2))
    return next(number for number in numbers if number not in taken)


def end_potentials(product: Product, day: date) -> int:
    """End the running states of potential five star on a day; return how many there were."""
    query = select(Decision).where(
        Decision.product_id == product.id,
        Decision.potential_five_star,
        Decision.potential_ended_on.is_(None),
        Decision.signed_on <= day,
    )
    running = list(db.session.scalars(query))
    for decision in running:
        decision.potential_ended_on = day
    db.session.flush()
    return len(running)


def _follow_up(
    by: Actor, now: datetime, product: Product, decision: Decision, certificate: Certificate | None
) -> None:
    write_standings(product)
    product.version += 1
    product.updated_at = now
    after = {"number": decision.number, "signed_on": decision.signed_on, "star": decision.star}
    after |= {"potential_five_star": decision.potential_five_star, "unit_id": decision.unit_id}
    after["certificate"] = certificate.number if certificate else None
    record_act(by, now, "decide", "product", product.code, after=after, why=decision.note)
    db.session.flush()


def end_potential(by: Actor, now: datetime, today: date, product: Product, *, on: date, why: str) -> None:
    """End the state of potential five star by an officer's act; `on` is the first day without it.

    Raises NotFound `potential-unknown`.
    """
    if by.role == Role.PROVINCE and not is_under(product.unit_id, by.unit_id or ""):
        raise NotAllowed("star-not-yours", "Sản phẩm không thuộc địa bàn của cơ quan bạn.")
    if by.role not in (Role.PROVINCE, Role.MINISTRY):
        raise NotAllowed("star-not-yours", "Vai trò này không kết thúc được trạng thái tiềm năng 5 sao.")
    check_signed_on(on, today)
    if not end_potentials(product, on):
        raise NotFound("potential-unknown", "Sản phẩm không ở trạng thái tiềm năng 5 sao vào ngày này.")
    write_standings(product)
    product.version += 1
    product.updated_at = now
    record_act(by, now, "end-potential", "product", product.code, after={"on": on}, why=why)
    db.session.flush()


def decisions_of(product_id: str) -> list[Decision]:
    """Return the decisions about a product, the newest first."""
    query = select(Decision).where(Decision.product_id == product_id)
    return list(db.session.scalars(query.order_by(Decision.signed_on.desc(), Decision.id.desc())))
