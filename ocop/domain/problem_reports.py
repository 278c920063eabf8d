"""Problems that buyers report: their kinds, their states, their references, and how long what is personal is kept."""

import re
import secrets
from datetime import date
from enum import StrEnum

from ocop.domain.product_codes import ALPHABET, typed_letters
from ocop.domain.refusals import BadInput, Conflict
from ocop.domain.texts import clean


class ProblemKind(StrEnum):
    """What is wrong, as a buyer sees it."""

    SUSPECTED_COPY = "suspected_copy"
    DAMAGED = "damaged"
    WRONG_LABEL = "wrong_label"
    WRONG_CERTIFICATE = "wrong_certificate"
    CODE_UNKNOWN = "code_unknown"
    OTHER = "other"


class ProblemState(StrEnum):
    """How far an office is: it has not answered yet, it has, or nothing more will be done."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"


class ProblemLevel(StrEnum):
    """Whose turn it is to answer."""

    COMMUNE = "commune"
    PROVINCE = "province"


#: What people read for each kind, and what helps them to choose.
KIND_WORDS = {
    ProblemKind.SUSPECTED_COPY: ("Nghi hàng giả, hàng nhái", "Nhãn, bao bì hoặc món hàng không giống thật"),
    ProblemKind.DAMAGED: ("Hàng hỏng, kém chất lượng", "Mốc, ôi, rò, có vật lạ, quá hạn"),
    ProblemKind.WRONG_LABEL: ("Nhãn ghi sai", "Thành phần, khối lượng, ngày, nơi làm không đúng"),
    ProblemKind.WRONG_CERTIFICATE: ("Quảng cáo sai hạng sao", "Nói có sao OCOP mà trang này không xác nhận"),
    ProblemKind.CODE_UNKNOWN: ("Mã không mở được", "Quét không ra, hoặc sổ không có mã này"),
    ProblemKind.OTHER: ("Việc khác", ""),
}
STATE_WORDS = {
    ProblemState.RECEIVED: "Đã nhận, chờ trả lời",
    ProblemState.ANSWERED: "Đã trả lời",
    ProblemState.CLOSED: "Đã khép lại",
}
#: Whole working days that an office has, from the day after the report came.
ANSWER_DAYS = 5
#: Fewest and most characters of what is told, answered, noted or stated.
LEAST_WORDS, MOST_WORDS = 10, 2000
#: 12 signs of base32 are 60 bits: nobody finds another's report by trying.
_SIGNS, _GROUP = 12, 4
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-()]")
#: From which states an office goes to which; a closed report stays closed.
_MOVES = {
    ProblemState.RECEIVED: (ProblemState.ANSWERED, ProblemState.CLOSED),
    ProblemState.ANSWERED: (ProblemState.ANSWERED, ProblemState.CLOSED),
    ProblemState.CLOSED: (),
}


def new_reference() -> str:
    """Return a random reference, `R-7K3M-9QXA-2PTV`: whoever knows it may read the answer."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_SIGNS)))


def reference_of(text: str) -> str:
    """Return a typed reference in its one true form. Raises BadInput `reference-malformed`.

    >>> reference_of(" r-7k3m 9qxa-2ptv"), reference_of("7K3M9QXA2PTV")
    ('R-7K3M-9QXA-2PTV', 'R-7K3M-9QXA-2PTV')
    """
    signs = typed_letters("".join(text[:60].split()))
    signs = signs[1:] if len(signs) == _SIGNS + 1 and signs.startswith("R") else signs
    if len(signs) != _SIGNS or any(sign not in ALPHABET for sign in signs):
        raise BadInput("reference-malformed", "Mã phản ánh có dạng R-7K3M-9QXA-2PTV.", field="reference")
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(["R", *(signs[place : place + _GROUP] for place in range(0, _SIGNS, _GROUP))])


def contact_of(text: str | None) -> str | None:
    """Return a telephone without spaces or an e-mail address, or None where nothing was left.

    Raises BadInput `contact-malformed`.

    >>> contact_of(" 0903 123.456 "), contact_of("Ba@Example.vn"), contact_of("  ")
    ('0903123456', 'Ba@Example.vn', None)
    """
    typed = clean(text or "")
    if not typed:
        return None
    digits = _BETWEEN_DIGITS.sub("", typed)
    if _PHONE.fullmatch(digits):
        return digits
    if len(typed) <= 254 and _EMAIL.fullmatch(typed):
        return typed
    raise BadInput(
        "contact-malformed", "Cần số điện thoại (ví dụ 0903 123 456) hoặc địa chỉ thư điện tử.", field="contact"
    )


def kept_until(received_on: date) -> date:
    """Return the last day on which contact and photograph are kept: twelve months after the report came.

    >>> kept_until(date(2028, 2, 29))
    datetime.date(2029, 2, 28)
    """
    day = min(received_on.day, 28) if received_on.month == 2 else received_on.day
    return received_on.replace(year=received_on.year + 1, day=day)


def check_move(state: ProblemState, to: ProblemState) -> None:
    """Refuse a step that is not on the road. Raises Conflict `problem-report-closed`."""
    if to not in _MOVES[state]:
        raise Conflict("problem-report-closed", "Phản ánh này đã khép lại, không sửa được nữa.")
