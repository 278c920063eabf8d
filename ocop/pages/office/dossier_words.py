"""Dossiers in words: who has one, where it is on its road, what can be done now, what a version changed."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ocop.domain.accounts import ROLE_WORDS, Actor
from ocop.domain.dossier_versions import Difference
from ocop.domain.dossiers import ALLOWED, CHOICES, FINAL, FORM_FIELDS, DossierState, Outcome, Step
from ocop.domain.rights import Action
from ocop.domain.rubrics import Criterion, Rubric
from ocop.services.councils import seat_of
from ocop.services.dossiers import can, latest_council

_S = DossierState
PART_WORDS = {
    "A": _l("Sản phẩm và sức mạnh cộng đồng"),
    "B": _l("Tiếp thị"),
    "C": _l("Chất lượng sản phẩm"),
}
STEP_WORDS = {
    "open": _l("Lập hồ sơ"),
    "submit": _l("Nộp hồ sơ"),
    "withdraw": _l("Rút hồ sơ"),
    "return": _l("Trả lại để bổ sung"),
    "report": _l("Xã báo cáo, chuyển lên tỉnh"),
    "convene": _l("Lập hội đồng chấm"),
    "close": _l("Hội đồng kết thúc chấm"),
    "decide": _l("Cấp tỉnh quyết định"),
    "central_decide": _l("Bộ quyết định"),
}
#: Who has a dossier now, by its state.
HOLDERS = {
    _S.DRAFT: _l("Chủ thể"),
    _S.RETURNED: _l("Chủ thể, để bổ sung"),
    _S.SUBMITTED: _l("Ủy ban xã"),
    _S.FORWARDED: _l("Cơ quan cấp tỉnh"),
    _S.SCORING: _l("Hội đồng cấp tỉnh"),
    _S.SCORED: _l("Cơ quan cấp tỉnh, chờ quyết định"),
    _S.APPROVED: _l("Bộ, chờ lập hội đồng"),
    _S.CENTRAL_SCORING: _l("Hội đồng trung ương"),
    _S.CENTRAL_SCORED: _l("Bộ, chờ quyết định"),
    _S.FALLEN_BACK: _l("Cơ quan cấp tỉnh, chờ quyết định"),
}
#: The tone of a state's badge.
TONES = {
    _S.RETURNED: "amber", _S.SUBMITTED: "slate", _S.FORWARDED: "slate", _S.SCORING: "amber", _S.SCORED: "leaf",
    _S.APPROVED: "potential", _S.CENTRAL_SCORING: "potential", _S.CENTRAL_SCORED: "potential",
    _S.FALLEN_BACK: "amber", _S.GRANTED: "leaf", _S.REJECTED: "red",
}  # fmt: skip
OUTCOME_WORDS = {
    Outcome.APPROVE: _l("Phê duyệt tiềm năng 5 sao, gửi Bộ"),
    Outcome.FALL_BACK: _l("Trả kết quả về tỉnh"),
    Outcome.REJECT: _l("Không công nhận"),
}
_SHORT, _LONG = 5, 7
_PLACES = {
    _S.DRAFT: 1, _S.RETURNED: 1, _S.WITHDRAWN: 1, _S.SUBMITTED: 2, _S.FORWARDED: 3, _S.SCORING: 4, _S.SCORED: 5,
    _S.FALLEN_BACK: 5, _S.APPROVED: 6, _S.CENTRAL_SCORING: 6, _S.CENTRAL_SCORED: 7,
}  # fmt: skip


def road_of(view: Mapping[str, Any]) -> tuple[list[str], int]:
    """Return the steps of a dossier's road, and which is the current one; beyond the last once it is over."""
    state = DossierState(view["state"])
    council = view["council"]
    is_long = state == _S.APPROVED or (council is not None and council["tier"] == "ministry")
    steps = [_("Chủ thể lập"), _("Xã kiểm tra"), _("Tỉnh tiếp nhận"), _("Hội đồng chấm"), _("Quyết định")]
    if is_long and state != _S.FALLEN_BACK:
        steps += [_("Trung ương chấm"), _("Bộ quyết định")]
    over = state in (_S.GRANTED, _S.REJECTED)
    return steps, len(steps) + 1 if over else _PLACES[state]


def outcome_words(outcome: Outcome, star: int | None) -> str:
    """Return what a decision does, in words."""
    return _("Công nhận %(star)s sao", star=star) if outcome == Outcome.GRANT else str(OUTCOME_WORDS[outcome])


# -- what can be done now


def may(by: Actor, action: Action, step: Step, dossier: Any) -> bool:
    """Tell whether somebody may take a step now."""
    return dossier.state in ALLOWED[step] and can(by, action, dossier)


def may_return(by: Actor, dossier: Any) -> bool:
    """Tell whether somebody may give a dossier back now."""
    action = Action.RETURN_AT_PROVINCE if dossier.state == _S.FORWARDED else Action.RETURN_AT_COMMUNE
    return may(by, action, Step.RETURN, dossier)


def is_central(dossier: Any) -> bool:
    """Tell whether a dossier lies at the Ministry."""
    return dossier.state in (_S.APPROVED, _S.CENTRAL_SCORING, _S.CENTRAL_SCORED)


def may_convene(by: Actor, dossier: Any) -> bool:
    """Tell whether somebody may name a council now."""
    action = Action.CONVENE_MINISTRY if is_central(dossier) else Action.CONVENE_PROVINCE
    return may(by, action, Step.CONVENE, dossier)


def may_close(by: Actor, dossier: Any) -> bool:
    """Tell whether somebody may end the scoring: the office, or the chair."""
    action = Action.CLOSE_MINISTRY if is_central(dossier) else Action.CLOSE_PROVINCE
    if not may(by, action, Step.CLOSE, dossier):
        return False
    seat = seat_of(by, dossier) if by.role == "assessor" else None
    return by.role != "assessor" or (seat is not None and seat.is_chair)


def may_decide(by: Actor, dossier: Any) -> bool:
    """Tell whether somebody may decide now."""
    if by.role == "ministry":
        return may(by, Action.DECIDE_MINISTRY, Step.CENTRAL_DECIDE, dossier)
    return may(by, Action.DECIDE_PROVINCE, Step.DECIDE, dossier)


def may_sit(by: Actor, dossier: Any) -> bool:
    """Tell whether an assessor has a sheet to fill in, or one of the round that is on to look at."""
    if not can(by, Action.SCORE, dossier):
        return False
    council = latest_council(dossier)
    if council is not None and (seat := seat_of(by, dossier)) is not None and council.closed_at is None:
        return seat.recused_at is None
    waits = dossier.state in ALLOWED[Step.CONVENE]
    is_standing = council is not None and council.is_standing and dossier.state in ALLOWED[Step.SCORE]
    return (by.unit_id is None) == is_central(dossier) and (waits or is_standing)


def actions_of(by: Actor, dossier: Any) -> list[tuple[str, str, str]]:
    """Return what somebody may do now: words, address, icon; the first is what comes next."""
    base, found = f"/office/dossiers/{dossier.id}", []
    if may_decide(by, dossier):
        found.append((_("Ra quyết định"), f"{base}/decision", "paper"))
    if may(by, Action.REPORT, Step.REPORT, dossier):
        found.append((_("Lập báo cáo, chuyển lên tỉnh"), f"{base}/report", "paper"))
    if may_convene(by, dossier):
        again = dossier.state == _S.FALLEN_BACK
        found.append(
            (_("Chấm lại bằng hội đồng mới") if again else _("Lập hội đồng chấm"), f"{base}/council", "person")
        )
    if may_return(by, dossier):
        found.append((_("Trả lại để bổ sung"), f"{base}/return", "turn"))
    if may_sit(by, dossier) or seat_of(by, dossier) is not None:
        found.append((_("Phiếu chấm của tôi"), f"{base}/sheet", "paper"))
    if may_close(by, dossier):
        found.append((_("Theo dõi, kết thúc chấm"), f"{base}/council", "check"))
    return found


# -- what is in it


def assessment_of(view: Mapping[str, Any], rubric: Rubric, hidden: str | None) -> list[dict[str, Any]]:
    """Return the assessment part by part, as the reader's view has it; `hidden` is the criterion he does not see."""
    council = view["council"]
    result = council["result"] if council else None
    return [
        {
            "name": part,
            "words": PART_WORDS[part],
            "most": most,
            "points": view["self_result"]["by_part"][part],
            "council": result["by_part"][part] if result else None,
            "criteria": [_shown(one, view, hidden, result) for one in rubric.criteria if one.part == part],
        }
        for part, most in rubric.parts.items()
    ]


def _shown(
    one: Criterion, view: Mapping[str, Any], hidden: str | None, result: Mapping[str, Any] | None
) -> dict[str, Any]:
    number = view["answers"].get(one.code)
    chosen = one.option(number) if number is not None and one.options else None
    gates = [(star, points) for star in (3, 4, 5) if (points := one.own_gate(star)) is not None]
    return {
        "one": one,
        "chosen": chosen,
        "others": [option for option in one.options if option is not chosen],
        "note": view["notes"].get(one.code),
        "papers": view["evidence"].get(one.code, []),
        "average": result["average"].get(one.code) if result else None,
        "is_hidden": one.code == hidden,
        "barred": next((star for star, points in gates if chosen is not None and chosen.points < points), None),
    }


def difference_words(found: Difference, rubric: Rubric) -> dict[str, str]:
    """Return one place where two versions differ: what it is called, and what stood there before and after."""
    if found.part == "form":
        name = FORM_FIELDS.get(found.name, (found.name, 0))[0]
        choices = CHOICES.get(found.name, {})
        return {"name": name, "before": choices.get(found.before, found.before) or "",
                "after": choices.get(found.after, found.after) or ""}  # fmt: skip
    one = rubric.criterion(found.name)
    kinds = {"answers": one.label, "notes": _("%(name)s, ghi chú", name=one.label),
             "evidence": _("%(name)s, minh chứng", name=one.label)}  # fmt: skip
    return {
        "name": f"{one.code}. {kinds[found.part]}",
        "before": _content_words(found.part, one, found.before),
        "after": _content_words(found.part, one, found.after),
    }


def _content_words(part: str, one: Criterion, value: Any) -> str:
    """Return what stood in one place of a version, in words."""
    if not value:
        return ""
    if part == "answers":
        return one.option(value).label
    return "; ".join(value.values()) if part == "evidence" else str(value)


def history_of(view: Mapping[str, Any], moment: Any) -> list[dict[str, Any]]:
    """Return the steps of a dossier as a timeline shows them, the latest first."""
    return [
        {
            "when": moment(one["at"]),
            "title": STEP_WORDS.get(one["step"], one["step"]),
            "who": _(ROLE_WORDS[one["by_role"]]) if one["by_role"] in ROLE_WORDS else one["by_role"],
            "note": one["why"],
            "tone": "red" if one["step"] == "return" or one["state"] == _S.REJECTED else None,
        }
        for one in reversed(view["steps"])
    ]


def is_over(state: str) -> bool:
    """Tell whether nothing more happens with a dossier."""
    return state in FINAL
