"""Councils: named, scored by each assessor alone, closed with the mean of all sheets.

Nobody sees another's sheet before the council is closed. Where an office names nobody, its standing council scores:
whoever of its assessors hands in a sheet has a seat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.assessments import check_points, disagreements, outliers
from ocop.domain.dossiers import ALLOWED, ELIMINATIONS, DossierState, Step, check_notes, check_step
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, RuleBroken
from ocop.domain.rights import Action
from ocop.domain.rubrics import PARTS, Missed, Result, Rubric, average, council_result
from ocop.domain.texts import folded
from ocop.models.accounts import User
from ocop.models.councils import Council, Seat
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.models.subjects import Subject
from ocop.services.acts import record_act
from ocop.services.assessments import floors_of
from ocop.services.dossiers import check_right, latest_council, rubric_for, take_step
from ocop.services.units import ids_under, is_under

MOST_ASSESSORS = 30
#: From how many assessors on a mean says something; fewer are warned of, the law names no number.
USUAL_LEAST = 3


def _is_central(dossier: Dossier) -> bool:
    return dossier.state in (DossierState.APPROVED, DossierState.CENTRAL_SCORING, DossierState.CENTRAL_SCORED)


def assessors_for(by: Actor) -> list[User]:
    """Return the assessors that an office can call: a province those of its area, the Ministry its own."""
    query = select(User).where(User.role == Role.ASSESSOR, User.is_active).order_by(User.full_name, User.name)
    if by.role == Role.MINISTRY:
        return list(db.session.scalars(query.where(User.unit_id.is_(None))))
    return list(db.session.scalars(query.where(User.unit_id.in_(ids_under([by.unit_id or ""])))))


def convene(
    by: Actor, now: datetime, dossier: Dossier, *, assessors: Sequence[str], chair: str | None = None
) -> Council:
    """Name the assessors of a dossier by their account names, the chair among them.

    Raises BadInput `assessor-unknown`, `assessors-malformed`; NotAllowed `own-product`; RuleBroken
    `dossier-not-ready`; Conflict `dossier-past-step`.
    """
    check_right(by, Action.CONVENE_MINISTRY if _is_central(dossier) else Action.CONVENE_PROVINCE, dossier)
    check_step(DossierState(dossier.state), Step.CONVENE)
    names = list(dict.fromkeys(name.strip().lower() for name in assessors))
    if not 1 <= len(names) <= MOST_ASSESSORS or (chair is not None and chair.strip().lower() not in names):
        raise BadInput(
            "assessors-malformed", "Cần 1 đến %(most)s thành viên, chủ tịch là một trong số đó.", field="assessors",
            most=MOST_ASSESSORS,
        )  # fmt: skip
    known = {user.name: user for user in assessors_for(by)}
    for name in names:
        if name not in known:
            raise BadInput(
                "assessor-unknown", "Không có thành viên hội đồng “%(name)s” thuộc cơ quan bạn.", field="assessors",
                name=name[:60],
            )  # fmt: skip
        check_is_stranger(known[name], dossier)
    council = _opened(by, now, dossier, is_standing=False)
    for name in names:
        is_chair = name == (chair or names[0]).strip().lower()
        db.session.add(Seat(council_id=council.id, user_id=known[name].id, is_chair=is_chair, points={}, notes={}))
    take_step(by, now, dossier, Step.CONVENE, _scoring(dossier), data={"assessors": names, "round": council.round})
    return council


def _scoring(dossier: Dossier) -> DossierState:
    return DossierState.CENTRAL_SCORING if _is_central(dossier) else DossierState.SCORING


def _opened(by: Actor, now: datetime, dossier: Dossier, *, is_standing: bool) -> Council:
    former = latest_council(dossier)
    council = Council(
        dossier_id=dossier.id, round=former.round + 1 if former else 1, is_standing=is_standing, opened_at=now,
        tier="ministry" if _is_central(dossier) else "province", opened_by=by.id,
    )  # fmt: skip
    db.session.add(council)
    db.session.flush()
    return council


def check_is_stranger(user: User, dossier: Dossier) -> None:
    """Refuse whoever belongs to the subject whose product is scored. Raises NotAllowed `own-product`."""
    subject = db.session.get(Subject, dossier.subject_id)
    assert subject is not None
    own_names = {folded(name) for name in (subject.representative, dossier.form.get("representative")) if name}
    if user.subject_id == subject.id or (user.full_name and folded(user.full_name) in own_names):
        raise NotAllowed("own-product", "“%(name)s” thuộc chủ thể của sản phẩm, không được chấm.", name=user.name)


# -- sheets


def seat_of(by: Actor, dossier: Dossier) -> Seat | None:
    """Return the seat that an assessor has in the latest council, or None."""
    council = latest_council(dossier)
    return db.session.get(Seat, (council.id, by.id)) if council else None


def _own_seat(by: Actor, now: datetime, dossier: Dossier) -> Seat:
    """Return the assessor's seat, taken now where the office named no council."""
    check_right(by, Action.SCORE, dossier)
    user = db.session.get(User, by.id)
    assert user is not None
    check_is_stranger(user, dossier)
    state = DossierState(dossier.state)
    _check_may_sit(by, dossier)
    if state in ALLOWED[Step.CONVENE]:
        council = _opened(by, now, dossier, is_standing=True)
        take_step(by, now, dossier, Step.CONVENE, _scoring(dossier), data={"round": council.round})
    check_step(DossierState(dossier.state), Step.SCORE)
    latest = latest_council(dossier)
    assert latest is not None
    seat = db.session.get(Seat, (latest.id, by.id), with_for_update=True)
    if seat is None:
        seat = Seat(council_id=latest.id, user_id=by.id, points={}, notes={})
        db.session.add(seat)
        db.session.flush()
    if seat.recused_at is not None:
        raise NotAllowed("own-product", "Bạn đã xin không chấm sản phẩm này.")
    if seat.handed_in_at is not None:
        raise Conflict("scores-handed-in", "Bạn đã nộp phiếu chấm; phiếu không sửa được nữa.")
    return seat


def _check_may_sit(by: Actor, dossier: Dossier) -> None:
    """Refuse whoever would take a seat himself outside a standing council of his own tier and area.

    A seat of a former round, of the other tier even, is none in this one. Raises NotAllowed `step-not-yours`.
    """
    state, council = DossierState(dossier.state), latest_council(dossier)
    is_open = state in ALLOWED[Step.SCORE]
    if not is_open and state not in ALLOWED[Step.CONVENE]:
        return
    if is_open and council is not None and db.session.get(Seat, (council.id, by.id)) is not None:
        return
    is_near = by.unit_id is not None and is_under(dossier.unit_id, by.unit_id)
    is_theirs = by.unit_id is None if _is_central(dossier) else is_near
    if not is_theirs or (is_open and council is not None and not council.is_standing):
        raise NotAllowed("step-not-yours", "Vai trò của bạn không làm bước này của hồ sơ.")


def write_scores(
    by: Actor,
    now: datetime,
    today: date,
    dossier: Dossier,
    folder: Path,
    *,
    points: Mapping[str, Decimal] | None = None,
    answers: Mapping[str, int] | None = None,
    notes: Mapping[str, str | None] | None = None,
    remark: str | None = None,
    hand_in: bool = True,
) -> Seat:
    """Write an assessor's sheet, as points or as options; handed in it has every criterion and stays as it is.

    The council closes by itself once the last of its named assessors has handed in. Raises BadInput
    `criterion-unknown`, `option-unknown`, `score-malformed`; RuleBroken `scores-incomplete`; Conflict
    `scores-handed-in`, `dossier-past-step`; NotAllowed `own-product`.
    """
    seat = _own_seat(by, now, dossier)
    rubric = rubric_for(dossier, folder)
    given = {code: rubric.criterion(code).option(number).points for code, number in (answers or {}).items()}
    sheet = check_points(rubric, {**_decimals(seat.points), **given, **(points or {})}, whole=hand_in)
    for code in notes or {}:
        rubric.criterion(code)
    seat.points = {code: str(value) for code, value in sheet.items()}
    seat.notes = check_notes({**seat.notes, **(notes or {})})
    seat.remark = remark if remark is not None else seat.remark
    seat.saved_at = now
    seat.version += 1
    if hand_in:
        seat.handed_in_at = now
        record_act(by, now, "hand-in", "dossier", dossier.number, after={"criteria": len(sheet)})
    dossier.version += 1
    db.session.flush()
    council = latest_council(dossier)
    if hand_in and council is not None and not council.is_standing and not waiting_for(council):
        _close(by, now, today, dossier, council, folder, elimination=None)
    return seat


def _decimals(points: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: Decimal(value) for code, value in points.items()}


def parse_points(texts: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return points from numbers or texts as people write them, a comma or a point before decimals.

    Raises BadInput `score-malformed`.
    """
    found = {}
    for code, value in texts.items():
        try:
            found[code] = Decimal(str(value).strip().replace(",", "."))
        except InvalidOperation as fault:
            raise BadInput(
                "score-malformed", "Điểm của tiêu chí %(code)s không đọc được.", field=f"points.{code[:20]}",
                code=code[:20],
            ) from fault  # fmt: skip
    return found


def recuse(by: Actor, now: datetime, today: date, dossier: Dossier, folder: Path, *, why: str) -> None:
    """Let an assessor leave a council because of a tie to the subject; the sheet does not count.

    Raises NotAllowed `step-not-yours`, RuleBroken `reasons-missing`, Conflict `scores-handed-in`.
    """
    check_right(by, Action.SCORE, dossier)
    check_step(DossierState(dossier.state), Step.SCORE)
    seat, council = seat_of(by, dossier), latest_council(dossier)
    assert council is not None
    if seat is None:  # of a standing council, whose sheet was not begun yet
        seat = Seat(council_id=council.id, user_id=by.id, points={}, notes={})
        db.session.add(seat)
    if not why.strip():
        raise RuleBroken("reasons-missing", "Cần nói rõ vì sao bạn không chấm.", field="why")
    if seat.handed_in_at is not None:
        raise Conflict("scores-handed-in", "Bạn đã nộp phiếu chấm; phiếu không sửa được nữa.")
    seat.recused_at, seat.recusal = now, why.strip()
    record_act(by, now, "recuse", "dossier", dossier.number, why=seat.recusal)
    db.session.flush()
    if not council.is_standing and not waiting_for(council) and handed_in(council):
        _close(by, now, today, dossier, council, folder, elimination=None)


def seats_of(council: Council) -> list[tuple[Seat, User]]:
    """Return the seats of a council with their people, the chair first."""
    query = select(Seat, User).join(User, User.id == Seat.user_id).where(Seat.council_id == council.id)
    rows = db.session.execute(query.order_by(Seat.is_chair.desc(), User.full_name, User.name))
    return [(row[0], row[1]) for row in rows]


def waiting_for(council: Council) -> list[User]:
    """Return whose sheets have not come yet."""
    return [user for seat, user in seats_of(council) if seat.handed_in_at is None and seat.recused_at is None]


def handed_in(council: Council) -> list[tuple[Seat, User]]:
    """Return the seats whose sheets count."""
    return [(seat, user) for seat, user in seats_of(council) if seat.handed_in_at is not None]


# -- closed


def close_council(
    by: Actor, now: datetime, today: date, dossier: Dossier, folder: Path, *, elimination: str | None = None
) -> Council:
    """Close a council with the sheets that have come; only its office or its chair may.

    `elimination` names why a dossier is out whatever its points. Raises RuleBroken `scores-missing`; NotAllowed
    `step-not-yours`; BadInput `elimination-unknown`.
    """
    council = latest_council(dossier)
    check_right(by, Action.CLOSE_MINISTRY if _is_central(dossier) else Action.CLOSE_PROVINCE, dossier)
    check_step(DossierState(dossier.state), Step.CLOSE)
    assert council is not None
    seat = db.session.get(Seat, (council.id, by.id))
    if by.role == Role.ASSESSOR and (seat is None or not seat.is_chair):
        raise NotAllowed("step-not-yours", "Chỉ chủ tịch hội đồng hoặc cơ quan mở hội đồng mới kết thúc được.")
    if elimination is not None and elimination not in ELIMINATIONS:
        raise BadInput("elimination-unknown", "Không có lý do loại này.", field="elimination")
    return _close(by, now, today, dossier, council, folder, elimination=elimination)


def _close(
    by: Actor,
    now: datetime,
    today: date,
    dossier: Dossier,
    council: Council,
    folder: Path,
    *,
    elimination: str | None,
) -> Council:
    rubric = rubric_for(dossier, folder)
    sheets = [_decimals(seat.points) for seat, _ in handed_in(council)]
    if not sheets:
        raise RuleBroken("scores-missing", "Chưa có phiếu chấm nào được nộp.")
    result = council_result(rubric, sheets, floors_of(rubric.regime))
    council.result = {
        "total": str(result.total),
        "by_part": {part: str(points) for part, points in result.by_part.items()},
        "star": 0 if elimination else result.star,
        "missed": [
            {"star": one.star, "code": one.code, "label": one.label, "has": str(one.has), "needs": str(one.needs)}
            for one in result.missed
        ],
        "average": {code: str(points) for code, points in average(sheets).items()},
        "sheets": len(sheets),
        "closed_on": today.isoformat(),
        "elimination": elimination,
    }
    council.closed_at, council.closed_by = now, by.id
    is_central = council.tier == "ministry"
    state = DossierState.CENTRAL_SCORED if is_central else DossierState.SCORED
    data = {"round": council.round, "total": council.result["total"], "star": council.result["star"]}
    if by.role == Role.ASSESSOR and elimination is None and not waiting_for(council):
        data["all_in"] = True
    take_step(by, now, dossier, Step.CLOSE, state, data=data)
    return council


def result_from(council: Council) -> Result:
    """Return the result that a council closed with."""
    held = council.result
    assert held is not None
    return Result(
        by_part={part: Decimal(held["by_part"][part]) for part in PARTS},
        total=Decimal(held["total"]),
        star=held["star"],
        missed=tuple(
            Missed(one["star"], one["code"], one["label"], Decimal(one["has"]), Decimal(one["needs"]))
            for one in held["missed"]
        ),
    )


@dataclass(frozen=True)
class SheetLine:
    """One assessor's total, and whether it lies far from the others."""

    name: str
    is_chair: bool
    total: Decimal
    is_outlier: bool
    remark: str | None


def sheet_lines(council: Council) -> list[SheetLine]:
    """Return the sheets of a closed council; before that nobody sees one. Raises RuleBroken `dossier-not-ready`."""
    if council.closed_at is None:
        raise RuleBroken("dossier-not-ready", "Hội đồng chưa kết thúc, phiếu chấm còn kín.")
    held = handed_in(council)
    totals = [sum(_decimals(seat.points).values(), Decimal(0)) for seat, _ in held]
    return [
        SheetLine(user.full_name or user.name, seat.is_chair, total, is_far, seat.remark)
        for (seat, user), total, is_far in zip(held, totals, outliers(totals), strict=True)
    ]


def disputed(council: Council, rubric: Rubric) -> list[Any]:
    """Return the criteria on which the sheets of a closed council lie apart."""
    if council.closed_at is None:
        return []
    return disagreements(rubric, [_decimals(seat.points) for seat, _ in handed_in(council)])
