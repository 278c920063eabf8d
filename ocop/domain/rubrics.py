"""Rubrics (bộ tiêu chí): what a product of a set is scored by, and what an answer is worth.

    Rubric
      parts       A 40, B 25, C 35
      criteria    in their order; a heading has no options, the others are answered by one option each
        options   numbered from 1, with points; `min_star` marks the least option for so many stars (a gate)

A rubric is read from plain data by `rubric_files.parse_rubric`, which checks it whole. Points are decimals: the
average of assessors has fractions, and nothing is rounded up across a boundary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocop.domain.refusals import BadInput

#: The stars that a gate can stand before, and the points of all parts together.
GATE_STARS = (3, 4, 5)
WHOLE = Decimal(100)
PARTS = ("A", "B", "C")
PART_WORDS = {"A": "Sản phẩm và sức mạnh cộng đồng", "B": "Tiếp thị", "C": "Chất lượng sản phẩm"}
#: What the registry can tell about a criterion: who makes it, and whether it can be traced.
KNOWN = ("subject_type", "representative", "trace_label", "trace_story")
#: Papers that prove a criterion: the fifteen kinds of the annex of form 02.
EVIDENCE = {
    "business_registration": "Đăng ký kinh doanh",
    "production_licence": "Giấy chứng nhận đủ điều kiện sản xuất",
    "material_origin": "Nguồn gốc nguyên liệu, liên kết sản xuất",
    "environment": "Hồ sơ môi trường",
    "local_labour": "Lao động địa phương",
    "growth": "Tăng trưởng: xếp loại hợp tác xã, báo cáo tài chính hai năm",
    "intellectual_property": "Sở hữu trí tuệ",
    "market": "Thị trường, xúc tiến thương mại",
    "promotion": "Quảng bá",
    "story": "Câu chuyện sản phẩm",
    "quality_declaration": "Công bố chất lượng",
    "test_report": "Phiếu kiểm nghiệm",
    "traceability": "Mã số mã vạch, tem truy xuất",
    "quality_system": "Hệ thống quản lý chất lượng",
    "awards": "Giải thưởng, thành tích",
}


@dataclass(frozen=True)
class Option:
    """One answer. `variant` tells alternative lists of a criterion apart: one is chosen, then one of its options."""

    number: int
    label: str
    points: Decimal
    min_star: int | None = None
    variant: str | None = None


@dataclass(frozen=True)
class Criterion:
    """A heading, or what is answered: then it has options, the best of which gives `most` points."""

    code: str
    part: str
    label: str
    most: Decimal
    options: tuple[Option, ...] = ()
    help: str = ""
    evidence: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    #: What the registry itself can tell about it (`assessments.KNOWN`), if anything.
    known: str | None = None

    @property
    def is_heading(self) -> bool:
        """Tell whether this only groups others."""
        return not self.options

    def option(self, number: int) -> Option:
        """Return an option by its number. Raises BadInput `option-unknown`."""
        if not 1 <= number <= len(self.options):
            raise BadInput(
                "option-unknown", "Tiêu chí %(code)s có %(count)s lựa chọn, không có lựa chọn %(number)s.",
                field=f"answers.{self.code}", code=self.code, count=len(self.options), number=number,
            )  # fmt: skip
        return self.options[number - 1]

    def own_gate(self, star: int) -> Decimal | None:
        """Return the points of the option that is marked with just this star, or None."""
        return next((one.points for one in self.options if one.min_star == star), None)

    def gate(self, star: int) -> Decimal | None:
        """Return the points that this criterion must at least have for so many stars, or None."""
        needs = [one.points for one in self.options if one.min_star is not None and one.min_star <= star]
        return max(needs, default=None)


@dataclass(frozen=True)
class Rubric:
    """The rubric of one set under one decision."""

    regime: str
    decision: str
    set: int
    title: str
    parts: Mapping[str, Decimal]
    criteria: tuple[Criterion, ...]

    @property
    def scored(self) -> tuple[Criterion, ...]:
        """The criteria that are answered."""
        return tuple(one for one in self.criteria if not one.is_heading)

    def criterion(self, code: str) -> Criterion:
        """Return a criterion that is answered. Raises BadInput `criterion-unknown`."""
        found = next((one for one in self.scored if one.code == code), None)
        if found is None:
            raise BadInput(
                "criterion-unknown", "Bộ tiêu chí này không có tiêu chí “%(code)s”.",
                field=f"answers.{code[:20]}", code=code[:20],
            )  # fmt: skip
        return found

    def gates(self, star: int) -> Iterator[tuple[Criterion, Decimal]]:
        """Yield what must at least be reached for so many stars, gates of lower stars included."""
        for one in self.scored:
            needed = one.gate(star)
            if needed is not None:
                yield one, needed


# -- what an answer is worth


@dataclass(frozen=True)
class Missed:
    """A gate that is not reached."""

    star: int
    code: str
    label: str
    has: Decimal
    needs: Decimal


@dataclass(frozen=True)
class Result:
    """What points are worth: by part, together, the star, and every gate up to five stars that is missed."""

    by_part: Mapping[str, Decimal]
    total: Decimal
    star: int
    missed: tuple[Missed, ...]

    def lacks(self, star: int) -> list[Missed]:
        """Return the gates that stand before so many stars, each once."""
        codes: dict[str, Missed] = {}
        for one in self.missed:
            if one.star <= star and (one.code not in codes or one.needs > codes[one.code].needs):
                codes[one.code] = one
        return list(codes.values())


def check_answers(rubric: Rubric, answers: Mapping[str, int]) -> None:
    """Raise BadInput `invalid` with every answer that the rubric does not have."""
    faults = []
    for code, number in answers.items():
        try:
            rubric.criterion(code).option(number)
        except BadInput as refusal:
            faults.append({"field": refusal.field, "code": refusal.code, "message": refusal.message})
    if faults:
        raise BadInput("invalid", "Có câu trả lời không có trong bộ tiêu chí.", faults=faults)


def unanswered(rubric: Rubric, answers: Mapping[str, int]) -> list[str]:
    """Return the codes that have no answer yet."""
    return [one.code for one in rubric.scored if one.code not in answers]


def points_of(rubric: Rubric, answers: Mapping[str, int]) -> dict[str, Decimal]:
    """Return the points of every criterion; what is not answered has none."""
    return {
        one.code: one.option(answers[one.code]).points if one.code in answers else Decimal(0) for one in rubric.scored
    }


def result_of(
    rubric: Rubric, points: Mapping[str, Decimal], floors: Sequence[tuple[Decimal, int]], *, sheets: int = 1
) -> Result:
    """Return what points are worth: the highest star whose band they reach with every gate up to it.

    `floors` are the least totals of the stars, the highest first, as the regime has them: half-open bands.
    `points` may be sums over so many sheets: bands and gates are then held against the sums, so that no division
    rounds anything.
    """
    by_part = {
        part: sum((points[one.code] for one in rubric.scored if one.part == part), Decimal(0)) for part in PARTS
    }
    total = sum(by_part.values(), Decimal(0))
    missed = tuple(
        Missed(star, one.code, one.label, points[one.code] / sheets, needed)
        for star in GATE_STARS
        for one in rubric.scored
        if (needed := one.own_gate(star)) is not None and points[one.code] < needed * sheets
    )
    band = next((star for floor, star in floors if total >= floor * sheets), 1)
    barred = min((one.star for one in missed), default=band + 1)
    star = band if barred > band else next((lower for _, lower in floors if lower < barred), 1)
    return Result({part: each / sheets for part, each in by_part.items()}, total / sheets, min(star, band), missed)


def council_result(
    rubric: Rubric, sheets: Sequence[Mapping[str, Decimal]], floors: Sequence[tuple[Decimal, int]]
) -> Result:
    """Return what assessors' sheets are worth together: their mean, exactly (Điều 3 khoản 3)."""
    sums = {one.code: sum((sheet[one.code] for sheet in sheets), Decimal(0)) for one in rubric.scored}
    return result_of(rubric, sums, floors, sheets=len(sheets))


def average(sheets: Sequence[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Return the mean points of every criterion over assessors' sheets, not rounded."""
    count = Decimal(len(sheets))
    return {code: sum((sheet[code] for sheet in sheets), Decimal(0)) / count for code in sheets[0]}


# -- the cheapest road


@dataclass(frozen=True)
class Step:
    """One change of the road to the next star: from which option to which, and what it costs."""

    code: str
    label: str
    before: int | None
    after: int
    gains: Decimal
    effort: int
    is_gate: bool


def cheapest_road(
    rubric: Rubric,
    answers: Mapping[str, int],
    star: int,
    floor: Decimal,
    effort: Mapping[str, int],
) -> list[Step] | None:
    """Return the changes of least effort that lift an answer to a star, gates first; None if nothing can.

    `floor` is the least total of the star; `effort` what one step up in a criterion costs (1 where it is silent). A
    change never goes down. Among roads of equal effort the one with fewer changes is taken. Exact: points are in
    hundredths, each criterion offers its options once (a knapsack of choices).
    """
    needs = {one.code: points for one, points in rubric.gates(star)}
    best: dict[int, tuple[int, int, tuple[Step, ...]]] = {0: (0, 0, ())}
    target = _hundredths(floor)
    for one in rubric.scored:
        choices = _choices(one, answers.get(one.code), needs.get(one.code), effort.get(one.code, 1))
        if not choices:
            return None
        grown: dict[int, tuple[int, int, tuple[Step, ...]]] = {}
        for reached, (cost, changes, steps) in best.items():
            for points, step in choices:
                total = min(reached + points, target)
                new = (
                    cost + (step.effort if step else 0),
                    changes + bool(step),
                    (*steps, *((step,) if step else ())),
                )
                if total not in grown or new[:2] < grown[total][:2]:
                    grown[total] = new
        best = grown
    if target not in best:
        return None
    steps = best[target][2]
    return sorted(steps, key=lambda step: (not step.is_gate, -step.gains / step.effort, step.code))


def _choices(
    criterion: Criterion, current: int | None, needed: Decimal | None, effort: int
) -> list[tuple[int, Step | None]]:
    """Return what may become of a criterion: points in hundredths, and the step that leads there, if any."""
    now = criterion.option(current).points if current else Decimal(0)
    found: list[tuple[int, Step | None]] = []
    if needed is None or now >= needed:
        found.append((_hundredths(now), None))
    rungs = sorted({one.points for one in criterion.options if one.points > now})
    for height, points in enumerate(rungs, start=1):
        if needed is not None and points < needed:
            continue
        option = next(one for one in criterion.options if one.points == points)
        is_gate = needed is not None and now < needed
        step = Step(criterion.code, criterion.label, current, option.number, points - now, effort * height, is_gate)
        found.append((_hundredths(points), step))
    return found


def _hundredths(points: Decimal) -> int:
    return int(points * 100)
