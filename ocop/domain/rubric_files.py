"""Rubrics read from plain data, as they come in files: checked whole before anything is scored by them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ocop.domain.refusals import BadInput
from ocop.domain.rubrics import EVIDENCE, GATE_STARS, KNOWN, PARTS, WHOLE, Criterion, Option, Rubric
from ocop.domain.texts import clean

_MOST_CRITERIA, _MOST_OPTIONS, _LONGEST = 80, 12, 400


def parse_rubric(data: Any) -> Rubric:
    """Return a rubric from plain data, checked whole.

    The sums of the parts, of each heading and of each part's criteria must agree, the best option of a criterion must
    give its points, gates must rise with the stars. Raises BadInput `rubric-malformed` with every fault by its place.
    """
    faults: list[dict[str, Any]] = []
    rubric = _read(data, faults)
    if rubric is not None:
        _check_sums(rubric, faults)
    if faults or rubric is None:
        raise BadInput("rubric-malformed", "Bộ tiêu chí có chỗ chưa đúng, chưa nhận.", faults=faults[:50])
    return rubric


def _fault(faults: list[dict[str, Any]], where: str, message: str) -> None:
    faults.append({"field": where, "code": "rubric-malformed", "message": message})


def _read(data: Any, faults: list[dict[str, Any]]) -> Rubric | None:
    if not isinstance(data, Mapping):
        _fault(faults, "rubric", "Cần là một đối tượng.")
        return None
    criteria = data.get("criteria")
    parts = data.get("parts")
    number = data.get("set")
    if not isinstance(criteria, list) or not 1 <= len(criteria) <= _MOST_CRITERIA:
        _fault(faults, "criteria", f"Cần là danh sách 1 đến {_MOST_CRITERIA} tiêu chí.")
    if not isinstance(parts, Mapping) or set(parts) != set(PARTS):
        _fault(faults, "parts", "Cần điểm của ba phần A, B, C.")
    if type(number) is not int or not 1 <= number <= 26:
        _fault(faults, "set", "Cần là số bộ sản phẩm, 1 đến 26.")
    if faults:
        return None
    assert isinstance(criteria, list)
    assert isinstance(parts, Mapping)
    read = tuple(_criterion(one, f"criteria.{place}", faults) for place, one in enumerate(criteria))
    points = {part: _points(parts[part], f"parts.{part}", faults) for part in PARTS}
    texts = {name: _text(data.get(name), name, faults) for name in ("regime", "decision", "title")}
    return Rubric(**texts, set=int(data["set"]), parts=points, criteria=read) if not faults else None


def _criterion(data: Any, where: str, faults: list[dict[str, Any]]) -> Criterion:
    if not isinstance(data, Mapping):
        _fault(faults, where, "Cần là một đối tượng.")
        return Criterion("", "A", "", Decimal(0))
    options = data.get("options", [])
    if not isinstance(options, list) or len(options) > _MOST_OPTIONS:
        _fault(faults, f"{where}.options", f"Cần là danh sách nhiều nhất {_MOST_OPTIONS} lựa chọn.")
        options = []
    evidence = _texts(data.get("evidence", []), f"{where}.evidence", faults)
    if not set(evidence) <= set(EVIDENCE):
        _fault(faults, f"{where}.evidence", "Có loại minh chứng không thuộc Mẫu 02.")
    known = data.get("known")
    if known is not None and known not in KNOWN:
        _fault(faults, f"{where}.known", "Cần là một trong: " + ", ".join(KNOWN) + ".")
    part = data.get("part")
    if part not in PARTS:
        _fault(faults, f"{where}.part", "Cần là A, B hoặc C.")
    return Criterion(
        code=_text(data.get("code"), f"{where}.code", faults),
        part=str(part),
        label=_text(data.get("label"), f"{where}.label", faults),
        most=_points(data.get("max"), f"{where}.max", faults),
        options=tuple(
            _option(one, place, f"{where}.options.{place}", faults) for place, one in enumerate(options, start=1)
        ),
        help=_text(data["help"], f"{where}.help", faults) if data.get("help") else "",
        evidence=evidence,
        notes=_texts(data.get("notes", []), f"{where}.notes", faults),
        known=str(known) if known is not None else None,
    )


def _option(data: Any, number: int, where: str, faults: list[dict[str, Any]]) -> Option:
    if not isinstance(data, Mapping):
        _fault(faults, where, "Cần là một đối tượng.")
        return Option(number, "", Decimal(0))
    star = data.get("min_star")
    if star is not None and star not in GATE_STARS:
        _fault(faults, f"{where}.min_star", "Cần là 3, 4, 5 hoặc để trống.")
    variant = data.get("variant")
    return Option(
        number,
        _text(data.get("label"), f"{where}.label", faults),
        _points(data.get("points"), f"{where}.points", faults),
        star,
        _text(variant, f"{where}.variant", faults) if variant is not None else None,
    )


def _text(value: Any, where: str, faults: list[dict[str, Any]]) -> str:
    try:
        text = clean(value) if isinstance(value, str) else ""
    except BadInput:
        text = ""
    if not 1 <= len(text) <= _LONGEST:
        _fault(faults, where, f"Cần là văn bản 1 đến {_LONGEST} ký tự.")
    return text


def _texts(value: Any, where: str, faults: list[dict[str, Any]]) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > len(EVIDENCE):
        _fault(faults, where, f"Cần là danh sách nhiều nhất {len(EVIDENCE)} mục.")
        return ()
    return tuple(_text(one, f"{where}.{place}", faults) for place, one in enumerate(value))


def _points(value: Any, where: str, faults: list[dict[str, Any]]) -> Decimal:
    try:
        points = Decimal(str(value)) if type(value) in (int, float) else Decimal("NaN")
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or not 0 <= points <= WHOLE or points != round(points, 2):
        _fault(faults, where, "Cần là số điểm từ 0 đến 100, nhiều nhất hai chữ số thập phân.")
        return Decimal(0)
    return points


def _check_sums(rubric: Rubric, faults: list[dict[str, Any]]) -> None:
    """Note every sum that does not agree, and gates that fall while the stars rise."""
    if sum(rubric.parts.values()) != WHOLE:
        _fault(faults, "parts", f"Ba phần cộng lại {sum(rubric.parts.values())} điểm, phải là 100.")
    codes = [one.code for one in rubric.criteria]
    for code in {code for code in codes if codes.count(code) > 1}:
        _fault(faults, "criteria", f"Có hai tiêu chí cùng số {code}.")
    for part in PARTS:
        total = sum((one.most for one in rubric.scored if one.part == part), Decimal(0))
        if total != rubric.parts[part]:
            _fault(
                faults, f"parts.{part}", f"Các tiêu chí phần {part} cộng lại {total}, phải là {rubric.parts[part]}."
            )
    for place, one in enumerate(rubric.criteria):
        where = f"criteria.{place}"
        if one.is_heading:
            below = [child.most for child in rubric.scored if child.code.startswith(f"{one.code}.")]
            if sum(below, Decimal(0)) != one.most:
                _fault(faults, where, f"Mục {one.code} ghi {one.most} điểm, các tiêu chí con cộng lại {sum(below)}.")
        elif max(option.points for option in one.options) != one.most:
            _fault(faults, where, f"Tiêu chí {one.code} ghi {one.most} điểm, lựa chọn cao nhất cho khác.")
        needs = [gate for star in GATE_STARS if (gate := one.own_gate(star)) is not None]
        if needs != sorted(needs):
            _fault(faults, where, f"Tiêu chí {one.code}: điều kiện sao cao hơn lại cần ít điểm hơn.")
