"""Subjects (chủ thể): who may hold an OCOP product, in the programme's words."""

import re
from enum import StrEnum

from ocop.domain.refusals import BadInput


class SubjectType(StrEnum):
    """Kinds of subject (QĐ 26/2026/QĐ-TTg, Điều 2 khoản 3; the province reports company and enterprise apart)."""

    COMPANY = "company"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    COOPERATIVE_GROUP = "cooperative_group"
    HOUSEHOLD = "household"
    FARM = "farm"
    TOURISM_ORGANISATION = "tourism_organisation"


#: What people read for each kind.
SUBJECT_TYPE_WORDS = {
    SubjectType.COMPANY: "Công ty",
    SubjectType.ENTERPRISE: "Doanh nghiệp",
    SubjectType.COOPERATIVE: "Hợp tác xã",
    SubjectType.COOPERATIVE_GROUP: "Tổ hợp tác",
    SubjectType.HOUSEHOLD: "Hộ kinh doanh",
    SubjectType.FARM: "Trang trại",
    SubjectType.TOURISM_ORGANISATION: "Tổ chức du lịch",
}

#: Makers whose telephone and street are those of a family: shown only where it agreed (Luật 91/2025/QH15).
FAMILIES = frozenset({SubjectType.HOUSEHOLD})

_TAX_CODE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?|[0-9]{12}")
#: At most 20 characters, the country's sign included.
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,18}")


def tax_code(text: str) -> str:
    """Return a tax code of 10 digits, 10 and 3 for a branch, or the 12 of a personal number.

    A branch's has its hyphen, however it was typed, so that one code is not taken for two.
    Raises BadInput `tax-code-malformed`.

    >>> tax_code("2100000000001")
    '2100000000-001'
    """
    match = _TAX_CODE.fullmatch(text)
    if match is None:
        raise BadInput(
            "tax-code-malformed",
            "Mã số thuế “%(code)s” phải gồm 10, 12 hoặc 13 chữ số.",
            field="tax_code",
            code=text[:40],
        )
    head, branch = match.groups()
    return f"{head}-{branch}" if branch else text


def phone(text: str) -> str:
    """Return a telephone number as it is typed, if it can be one.

    Raises BadInput `phone-malformed`.

    >>> phone("0294 000 0123")
    '0294 000 0123'
    """
    if not _PHONE.fullmatch(text):
        raise BadInput("phone-malformed", "Số điện thoại “%(phone)s” không đọc được.", field="phone", phone=text[:40])
    return text


def shows_contact(subject_type: str, *, agreed: bool) -> bool:
    """Tell whether everybody may see a maker's telephone and street.

    >>> shows_contact("household", agreed=False), shows_contact("company", agreed=False)
    (False, True)
    """
    return agreed or SubjectType(subject_type) not in FAMILIES
