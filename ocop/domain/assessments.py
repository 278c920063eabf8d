"""Assessments: what the registry itself knows of an answer, what one step costs, how far assessors lie apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.rubrics import Criterion, Rubric
from ocop.domain.subjects import SubjectType

_KINSHIP = {
    SubjectType.HOUSEHOLD: 1,
    SubjectType.FARM: 1,
    SubjectType.COOPERATIVE_GROUP: 1,
    SubjectType.COMPANY: 2,
    SubjectType.ENTERPRISE: 2,
    SubjectType.COOPERATIVE: 3,
}
#: The majority people of the country: whoever writes another is of an ethnic minority.
_MAJORITY = ("kinh", "viet", "việt")


@dataclass(frozen=True)
class Known:
    """What the registry knows of a product and its subject that a rubric asks for."""

    subject_type: SubjectType
    has_trace_page: bool = False
    has_story: bool = False
    is_favoured: bool | None = None


@dataclass(frozen=True)
class Suggestion:
    """An answer that the registry fills in, and why in words for people."""

    option: int
    why: str


def is_favoured(form: Mapping[str, str]) -> bool | None:
    """Tell whether a representative is a woman, of an ethnic minority or disabled; None where nothing is said."""
    said = [form.get(name) for name in ("sex", "ethnicity", "disability")]
    if not any(said):
        return None
    ethnicity = (form.get("ethnicity") or "").strip().lower()
    is_minority = bool(ethnicity) and ethnicity not in _MAJORITY
    return form.get("sex") == "female" or form.get("disability") == "yes" or is_minority


def suggestions_of(rubric: Rubric, known: Known) -> dict[str, Suggestion]:
    """Return what the registry fills in, by criterion; what it does not know is left to the subject."""
    found: dict[str, Suggestion] = {}
    for one in rubric.scored:
        suggested = _suggested(one, known)
        if suggested is not None and suggested.option <= len(one.options):
            found[one.code] = suggested
    return found


def _suggested(criterion: Criterion, known: Known) -> Suggestion | None:
    if criterion.known == "subject_type" and known.subject_type in _KINSHIP:
        return Suggestion(_KINSHIP[known.subject_type], "Theo loại hình chủ thể trong sổ")
    if criterion.known == "representative" and known.is_favoured is not None:
        return Suggestion(2 if known.is_favoured else 1, "Theo thông tin người đại diện trong hồ sơ")
    if criterion.known == "trace_label" and known.has_trace_page:
        return Suggestion(len(criterion.options), "Sản phẩm có mã và trang truy xuất điện tử trong sổ này")
    if criterion.known == "trace_story" and known.has_trace_page and known.has_story:
        return Suggestion(len(criterion.options), "Câu chuyện sản phẩm có trên trang truy xuất điện tử của sổ này")
    return None


def private_criterion(rubric: Rubric) -> str | None:
    """Return the criterion whose answer tells of the representative's sex, ethnicity or disability."""
    return next((one.code for one in rubric.scored if one.known == "representative"), None)


# -- effort

#: What one step up costs where no office has said otherwise, by the papers it takes: 1 a morning, 5 a year.
EFFORT_BY_EVIDENCE = {
    "business_registration": 2, "production_licence": 3, "material_origin": 3, "environment": 3, "local_labour": 2,
    "growth": 5, "intellectual_property": 4, "market": 4, "promotion": 2, "story": 1, "quality_declaration": 2,
    "test_report": 3, "traceability": 1, "quality_system": 5, "awards": 4,
}  # fmt: skip
LEAST_EFFORT, MOST_EFFORT, _USUAL_EFFORT = 1, 9, 2


def effort_of(criterion: Criterion) -> int:
    """Return what one step up in a criterion costs by default: as much as the cheapest of its papers."""
    if criterion.known in ("trace_label", "trace_story"):
        return 1
    return min((EFFORT_BY_EVIDENCE[kind] for kind in criterion.evidence), default=_USUAL_EFFORT)


def check_effort(effort: int) -> int:
    """Return an effort that a table can hold. Raises BadInput `effort-malformed`."""
    if not LEAST_EFFORT <= effort <= MOST_EFFORT:
        raise BadInput("effort-malformed", "Công sức là số từ 1 đến 9.", field="effort")
    return effort


# -- scores


def check_points(rubric: Rubric, points: Mapping[str, Decimal], *, whole: bool) -> dict[str, Decimal]:
    """Return an assessor's points by criterion, checked against what each can give.

    `whole` asks for every criterion. Raises BadInput `criterion-unknown`, `score-malformed`, and RuleBroken
    `scores-incomplete` naming what is missing.
    """
    for code, value in points.items():
        most = rubric.criterion(code).most
        if not value.is_finite() or not 0 <= value <= most or value != round(value, 2):
            raise BadInput(
                "score-malformed", "Tiêu chí %(code)s cho từ 0 đến %(most)s điểm, nhiều nhất hai chữ số thập phân.",
                field=f"points.{code}", code=code, most=str(most),
            )  # fmt: skip
    missing = [one.code for one in rubric.scored if one.code not in points]
    if whole and missing:
        faults = [{"field": f"points.{code}", "code": "missing", "message": "Chưa chấm."} for code in missing]
        raise RuleBroken(
            "scores-incomplete",
            "Còn %(count)s tiêu chí chưa chấm.",
            field="points",
            count=len(missing),
            faults=faults,
        )
    return dict(points)


@dataclass(frozen=True)
class Disagreement:
    """A criterion on which assessors lie apart: the least and the most points, and what can be had."""

    code: str
    label: str
    least: Decimal
    most: Decimal
    can_be: Decimal
    splits_gate: int | None


def disagreements(rubric: Rubric, sheets: Sequence[Mapping[str, Decimal]]) -> list[Disagreement]:
    """Return where sheets differ by half of a criterion's points or more, or on different sides of a gate.

    Those that split a gate come first, then the widest.
    """
    found = []
    for one in rubric.scored:
        given = [sheet[one.code] for sheet in sheets]
        least, most = min(given), max(given)
        split = next((star for star in (3, 4, 5) if (gate := one.own_gate(star)) and least < gate <= most), None)
        if least != most and (split or (most - least) * 2 >= one.most):
            found.append(Disagreement(one.code, one.label, least, most, one.most, split))
    return sorted(found, key=lambda one: (one.splits_gate is None, -(one.most - one.least), one.code))


#: How far a sheet's total may lie from the median of all before it is shown as an outlier, in points.
OUTLIER_FROM = Decimal(10)


def outliers(totals: Sequence[Decimal]) -> list[bool]:
    """Tell of each total whether it lies ten points or more from the median of three and more."""
    if len(totals) < 3:
        return [False] * len(totals)
    ordered, middle = sorted(totals), len(totals) // 2
    median = ordered[middle] if len(totals) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return [abs(total - median) >= OUTLIER_FROM for total in totals]
