"""Dossiers (hồ sơ): what one is for, the road it goes, and what a council's result leads to.

    draft > submitted > forwarded > scoring > scored > granted | rejected
              |   ^         |                   |
              v   |         v                   +-> approved > central_scoring > central_scored > granted
            returned <------+                                                          |
                                                scoring | granted | rejected <- fallen_back

The commune checks what is `submitted`, the province what is `forwarded`; `approved` is a potential five star that the
chairman sent to the Ministry, `fallen_back` what the Ministry's council left below five stars (QĐ 26/2026/QĐ-TTg,
Điều 7).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from ocop.domain.certificates import WINDOW_OPENS_DAYS, CertificateFacts
from ocop.domain.refusals import BadInput, Conflict, RuleBroken
from ocop.domain.rubrics import Result

#: A score from which the chairman approves and forwards (Điều 7 khoản 3), and the most stars that a province grants.
POTENTIAL_FROM = Decimal(90)
PROVINCE_STARS = 4
LEAST_STARS = 3


class DossierKind(StrEnum):
    """What a dossier asks for (form 01)."""

    FIRST = "first"
    UPGRADE = "upgrade"
    RE_EVALUATION = "re_evaluation"


KIND_WORDS = {
    DossierKind.FIRST: "Đánh giá lần đầu",
    DossierKind.UPGRADE: "Nâng hạng sao",
    DossierKind.RE_EVALUATION: "Đánh giá lại",
}


class DossierState(StrEnum):
    """Where a dossier is on its road."""

    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    FORWARDED = "forwarded"
    SCORING = "scoring"
    SCORED = "scored"
    APPROVED = "approved"
    CENTRAL_SCORING = "central_scoring"
    CENTRAL_SCORED = "central_scored"
    FALLEN_BACK = "fallen_back"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    DossierState.DRAFT: "Đang soạn",
    DossierState.RETURNED: "Cần bổ sung",
    DossierState.SUBMITTED: "Xã đang kiểm tra",
    DossierState.FORWARDED: "Tỉnh đã nhận",
    DossierState.SCORING: "Hội đồng tỉnh đang chấm",
    DossierState.SCORED: "Hội đồng tỉnh đã chấm",
    DossierState.APPROVED: "Tiềm năng 5 sao, đã gửi Bộ",
    DossierState.CENTRAL_SCORING: "Hội đồng trung ương đang chấm",
    DossierState.CENTRAL_SCORED: "Hội đồng trung ương đã chấm",
    DossierState.FALLEN_BACK: "Bộ trả kết quả về tỉnh",
    DossierState.GRANTED: "Đã công nhận",
    DossierState.REJECTED: "Không công nhận",
    DossierState.WITHDRAWN: "Đã rút",
}
#: States in which nothing more happens.
FINAL = (DossierState.GRANTED, DossierState.REJECTED, DossierState.WITHDRAWN)
#: States in which its subject may change it.
OPEN = (DossierState.DRAFT, DossierState.RETURNED)


class Step(StrEnum):
    """What can be done with a dossier."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    REPORT = "report"
    CONVENE = "convene"
    SCORE = "score"
    CLOSE = "close"
    DECIDE = "decide"
    CENTRAL_DECIDE = "central_decide"


_S = DossierState
#: In which states each step may be taken.
ALLOWED = {
    Step.EDIT: OPEN,
    Step.SUBMIT: OPEN,
    Step.WITHDRAW: (*OPEN, _S.SUBMITTED, _S.FORWARDED),
    Step.RETURN: (_S.SUBMITTED, _S.FORWARDED),
    Step.REPORT: (_S.SUBMITTED,),
    Step.CONVENE: (_S.FORWARDED, _S.APPROVED, _S.FALLEN_BACK),
    Step.SCORE: (_S.SCORING, _S.CENTRAL_SCORING),
    Step.CLOSE: (_S.SCORING, _S.CENTRAL_SCORING),
    Step.DECIDE: (_S.SCORED, _S.FALLEN_BACK),
    Step.CENTRAL_DECIDE: (_S.CENTRAL_SCORED,),
}
_CENTRAL = (_S.APPROVED, _S.CENTRAL_SCORING, _S.CENTRAL_SCORED, _S.FALLEN_BACK)
_SCORED = (_S.SCORING, _S.SCORED, *_CENTRAL)
#: In which states each step has been taken already, final ones aside.
_PAST = {
    Step.EDIT: (_S.SUBMITTED, _S.FORWARDED, *_SCORED),
    Step.SUBMIT: (_S.SUBMITTED, _S.FORWARDED, *_SCORED),
    Step.WITHDRAW: _SCORED,
    Step.RETURN: (_S.RETURNED, *_SCORED),
    Step.REPORT: (_S.FORWARDED, *_SCORED),
    Step.CONVENE: (_S.SCORING, _S.SCORED, _S.CENTRAL_SCORING, _S.CENTRAL_SCORED),
    Step.SCORE: (_S.SCORED, _S.CENTRAL_SCORED),
    Step.CLOSE: (_S.SCORED, _S.APPROVED, _S.CENTRAL_SCORED, _S.FALLEN_BACK),
    Step.DECIDE: (_S.APPROVED, _S.CENTRAL_SCORING, _S.CENTRAL_SCORED),
    Step.CENTRAL_DECIDE: (_S.FALLEN_BACK,),
}


def check_step(state: DossierState, step: Step) -> None:
    """Refuse a step out of its order.

    Raises Conflict `dossier-past-step` where that was done already, RuleBroken `dossier-not-ready` where something
    has to come before it.
    """
    if state in ALLOWED[step]:
        return
    words = STATE_WORDS[state]
    if state in FINAL or state in _PAST[step]:
        raise Conflict("dossier-past-step", "Hồ sơ đã qua bước này: “%(state)s”.", field="state", state=words)
    raise RuleBroken("dossier-not-ready", "Hồ sơ chưa tới bước này: “%(state)s”.", field="state", state=words)


# -- what a dossier may be opened and filed for


def check_kind(kind: DossierKind, current: CertificateFacts | None, day: date) -> None:
    """Refuse a kind that the product's certificates contradict. Raises RuleBroken `kind-contradicts`."""
    is_held = current is not None and current.is_in_force(day)
    if kind == DossierKind.FIRST and is_held:
        words = "Sản phẩm đang có giấy chứng nhận: chọn nâng hạng hoặc đánh giá lại."
    elif kind == DossierKind.UPGRADE and not is_held:
        words = "Sản phẩm không có giấy chứng nhận còn hiệu lực để nâng hạng."
    elif kind == DossierKind.UPGRADE and current is not None and current.star >= 5:
        words = "Sản phẩm đã có hạng cao nhất."
    elif kind == DossierKind.RE_EVALUATION and current is None:
        words = "Sản phẩm chưa từng được công nhận: chọn đánh giá lần đầu."
    else:
        return
    raise RuleBroken("kind-contradicts", words, field="kind")


def check_window(kind: DossierKind, current: CertificateFacts | None, day: date) -> bool:
    """Tell whether a re-evaluation is filed after its window; one before it is refused (Điều 7 khoản 6a).

    Raises RuleBroken `window-not-open`.
    """
    if kind != DossierKind.RE_EVALUATION or current is None:
        return False
    opens = current.valid_until - timedelta(days=WINDOW_OPENS_DAYS)
    if day < opens and current.is_in_force(day):
        raise RuleBroken(
            "window-not-open", "Hồ sơ đánh giá lại nộp từ ngày %(day)s.", field="kind", day=opens.strftime("%d/%m/%Y")
        )
    return day > current.valid_until - timedelta(days=120)


# -- what a result leads to


class Outcome(StrEnum):
    """What a decision does with a dossier."""

    GRANT = "grant"
    APPROVE = "approve"
    FALL_BACK = "fall_back"
    REJECT = "reject"


@dataclass(frozen=True)
class Verdict:
    """What may be decided on a result: the outcome that follows, others that the law leaves open, and the stars."""

    outcome: Outcome
    star: int | None = None
    also: tuple[Outcome, ...] = ()


def verdict_of(
    result: Result, state: DossierState, kind: DossierKind, held_star: int | None, *, is_eliminated: bool = False
) -> Verdict:
    """Return what a result leads to in the hands of who decides now.

    The Ministry grants five stars or lets the result fall back to the province (Điều 7 khoản 4g). The province
    approves 90 points and more unless a gate of four stars is missed; where only gates of five are, it may grant four
    stars at once. An upgrade that lifts nothing leaves the certificate as it is. `held_star` is what is in force.
    """
    star = 0 if is_eliminated else result.star
    if state == DossierState.CENTRAL_SCORED:
        return Verdict(Outcome.GRANT, 5) if star >= 5 else Verdict(Outcome.FALL_BACK)
    capped = min(star, PROVINCE_STARS)
    lifts = kind != DossierKind.UPGRADE or capped > (held_star or 0)
    grants = capped >= LEAST_STARS and lifts
    if state == DossierState.SCORED and star >= PROVINCE_STARS and result.total >= POTENTIAL_FROM:
        also = (Outcome.GRANT,) if grants and star < 5 else ()
        return Verdict(Outcome.APPROVE, capped, also)
    return Verdict(Outcome.GRANT, capped, (Outcome.REJECT,)) if grants else Verdict(Outcome.REJECT)


def chosen_outcome(verdict: Verdict, asked: str | None, star: int | None) -> Outcome:
    """Return the outcome to carry out. Raises RuleBroken `outcome-contradicts`, `star-contradicts`."""
    outcome = Outcome(asked) if asked else verdict.outcome
    if outcome not in (verdict.outcome, *verdict.also):
        raise RuleBroken(
            "outcome-contradicts", "Kết quả chấm không dẫn đến quyết định này.", field="outcome", asked=asked
        )
    granted = verdict.star if outcome == Outcome.GRANT else None
    if star is not None and star != granted:
        raise RuleBroken(
            "star-contradicts", "Kết quả chấm và điều kiện sao không dẫn đến %(star)s sao.", field="star", star=star
        )
    return outcome


# -- what can rule a dossier out whatever its points (rubric, "hồ sơ bị loại khi")

ELIMINATIONS = {
    "forged": "Hồ sơ có giấy tờ giả mạo, gian dối",
    "licence_missing": "Thiếu giấy chứng nhận an toàn thực phẩm hoặc giấy phép bắt buộc của ngành",
    "not_eligible": "Không đúng quy định về đối tượng, sản phẩm tham gia",
}

# -- what form 01 and form 02 ask beside the rubric

#: Fields of the form: what they are called, and how long a text may be.
FORM_FIELDS = {
    "representative": ("Người đại diện", 200),
    "sex": ("Giới tính", 10),
    "ethnicity": ("Dân tộc", 60),
    "disability": ("Người khuyết tật", 10),
    "residence": ("Nơi thường trú", 300),
    "phone": ("Điện thoại", 20),
    "introduction": ("Giới thiệu sản phẩm", 4000),
    "materials": ("Nguyên liệu và nguồn nguyên liệu", 2000),
    "process": ("Quy trình, công nghệ", 2000),
    "output": ("Sản lượng một năm", 300),
    "revenue": ("Doanh thu hai năm gần nhất", 300),
    "workers": ("Lao động, trong đó ở địa phương", 300),
    "markets": ("Thị trường", 1000),
    "changes": ("Những gì đã thay đổi từ lần đánh giá trước", 4000),
}
#: For those who score and for counts only (Luật 91/2025/QH15: ethnic origin is sensitive).
PRIVATE_FIELDS = ("sex", "ethnicity", "disability")
CHOICES = {"sex": {"female": "Nữ", "male": "Nam"}, "disability": {"yes": "Có", "no": "Không"}}
#: What has to be there before a dossier can be filed.
REQUIRED_FIELDS = ("representative", "introduction")
_LONGEST_NOTE = 1000


def check_form(form: dict[str, str | None]) -> dict[str, str]:
    """Return the filled fields of a form. Raises BadInput `invalid` with every fault by field."""
    faults = []
    for name, text in form.items():
        if name not in FORM_FIELDS:
            message = "Không có trường này."
        elif text and len(text) > FORM_FIELDS[name][1]:
            message = f"Dài nhất {FORM_FIELDS[name][1]} ký tự."
        elif text and name in CHOICES and text not in CHOICES[name]:
            message = "Cần là một trong: " + ", ".join(CHOICES[name]) + "."
        else:
            continue
        faults.append({"field": f"form.{name[:40]}", "code": "invalid", "message": message})
    if faults:
        raise BadInput("invalid", "Dữ liệu gửi lên có chỗ chưa đúng.", faults=faults)
    return {name: text for name, text in form.items() if text}


def check_notes(notes: dict[str, str | None]) -> dict[str, str]:
    """Return the notes that say something. Raises BadInput `invalid`."""
    for code, text in notes.items():
        if text and len(text) > _LONGEST_NOTE:
            raise BadInput("invalid", f"Ghi chú dài nhất {_LONGEST_NOTE} ký tự.", field=f"notes.{code[:20]}")
    return {code: text for code, text in notes.items() if text}
