"""Revocations and extensions of certificates: on which grounds, by whom, and until when.

QĐ 26/2026/QĐ-TTg, Điều 8 (revocation) and Điều 12 khoản 3 (a late filer's certificate stays valid).
"""

from datetime import date, timedelta
from enum import StrEnum

from ocop.domain.certificates import LONGEST_EXTENSION_DAYS, CertificateFacts, CertificateStatus, check_signed_on
from ocop.domain.refusals import Conflict, RuleBroken
from ocop.domain.units import Level

#: Days from the conclusion within which the decision is to be signed (Điều 8).
DAYS_TO_SIGN = 15


class Ground(StrEnum):
    """The six grounds on which a certificate is revoked, and no other (Điều 8)."""

    FALSE_DOSSIER = "false_dossier"
    CRITERIA_NO_LONGER_MET = "criteria_no_longer_met"
    LAW_BROKEN = "law_broken"
    MARK_MISUSED = "mark_misused"
    PRODUCTION_STOPPED = "production_stopped"
    OFFICIAL_CONCLUSION = "official_conclusion"


GROUND_WORDS = {
    Ground.FALSE_DOSSIER: "Hồ sơ gian dối, giả mạo",
    Ground.CRITERIA_NO_LONGER_MET: "Không còn đáp ứng tiêu chí",
    Ground.LAW_BROKEN: "Vi phạm về chất lượng, an toàn thực phẩm, môi trường, sở hữu trí tuệ hoặc nhãn",
    Ground.MARK_MISUSED: "Dùng sai nhãn hiệu OCOP",
    Ground.PRODUCTION_STOPPED: "Ngừng sản xuất",
    Ground.OFFICIAL_CONCLUSION: "Theo kết luận của cơ quan có thẩm quyền",
}


class ProposalState(StrEnum):
    """What became of a commune's proposal to revoke."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    FOLLOWED = "followed"


def keeper_of(star: int) -> Level:
    """Return the tier that revokes and extends a certificate: the Ministry five stars, the province the others.

    >>> keeper_of(5), keeper_of(3)
    (<Level.MINISTRY: 'ministry'>, <Level.PROVINCE: 'province'>)
    """
    return Level.MINISTRY if star == 5 else Level.PROVINCE


def _words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def check_not_revoked(facts: CertificateFacts) -> None:
    """Raise Conflict `certificate-revoked` where a revocation is recorded."""
    if facts.revoked_on is not None:
        raise Conflict(
            "certificate-revoked", "Giấy chứng nhận đã bị thu hồi từ ngày %(day)s.", day=_words(facts.revoked_on)
        )


def check_in_force(facts: CertificateFacts, day: date) -> None:
    """Raise RuleBroken `certificate-not-in-force` where it expired, or another took its place, by a day."""
    if facts.is_in_force(day):
        return
    if facts.status(day) == CertificateStatus.SUPERSEDED and facts.superseded_on:
        raise RuleBroken(
            "certificate-not-in-force",
            "Giấy chứng nhận này đã được giấy mới thay từ ngày %(day)s.",
            day=_words(facts.superseded_on),
        )
    raise RuleBroken(
        "certificate-not-in-force",
        "Giấy chứng nhận không còn hiệu lực sau ngày %(day)s.",
        day=_words(facts.last_day),
    )


def check_revocation(facts: CertificateFacts, signed_on: date, today: date, concluded_on: date | None = None) -> None:
    """Refuse a revocation of what it cannot be, or on a day that it cannot have.

    A certificate has to be in force on the day of signing, from which it is revoked. Raises Conflict
    `certificate-revoked`, RuleBroken `dates-contradict` and `certificate-not-in-force`.
    """
    check_not_revoked(facts)
    check_signed_on(signed_on, today)
    if signed_on < facts.issued_on:
        raise RuleBroken(
            "dates-contradict",
            "Ngày ký %(day)s ở trước ngày cấp giấy chứng nhận %(issued)s.",
            field="signed_on",
            day=_words(signed_on),
            issued=_words(facts.issued_on),
        )
    if concluded_on is not None and concluded_on > signed_on:
        raise RuleBroken(
            "dates-contradict",
            "Ngày kết luận %(day)s ở sau ngày ký.",
            field="concluded_on",
            day=_words(concluded_on),
        )
    check_in_force(facts, signed_on)


def is_signed_late(signed_on: date, concluded_on: date | None) -> bool:
    """Tell whether a decision was signed later than Điều 8 has it; that is told, not refused.

    >>> is_signed_late(date(2026, 11, 16), date(2026, 11, 1)), is_signed_late(date(2026, 11, 17), date(2026, 11, 1))
    (False, True)
    """
    return concluded_on is not None and signed_on > concluded_on + timedelta(days=DAYS_TO_SIGN)


def check_correction(revoked_on: date | None, recorded_on: date | None, today: date) -> None:
    """Let a revocation be taken back on the day that it was entered, and on no other.

    Raises Conflict `certificate-not-revoked` and RuleBroken `correction-too-late`.
    """
    if revoked_on is None:
        raise Conflict("certificate-not-revoked", "Giấy chứng nhận này không bị thu hồi.")
    if recorded_on != today:
        raise RuleBroken(
            "correction-too-late", "Chỉ sửa được việc ghi nhầm trong đúng ngày đã ghi; sau đó cần quyết định mới."
        )


def longest_extension(valid_until: date) -> date:
    """Return the last day to which an officer may extend.

    >>> longest_extension(date(2027, 6, 30))
    datetime.date(2027, 12, 27)
    """
    return valid_until + timedelta(days=LONGEST_EXTENSION_DAYS)


def check_extension(facts: CertificateFacts, extended_until: date, today: date) -> None:
    """Refuse an extension of what is gone, backwards, or over 180 days.

    Raises Conflict `certificate-revoked`, RuleBroken `certificate-not-in-force`, `dates-contradict` and
    `extension-too-long`.
    """
    longest = longest_extension(facts.valid_until)
    check_not_revoked(facts)
    if facts.status(today) == CertificateStatus.SUPERSEDED or today > longest:
        check_in_force(facts, today)
    if extended_until <= facts.last_day:
        raise RuleBroken(
            "dates-contradict",
            "Ngày gia hạn phải sau %(day)s, ngày cuối còn hiệu lực.",
            field="extended_until",
            day=_words(facts.last_day),
        )
    if extended_until > longest:
        raise RuleBroken(
            "extension-too-long",
            "Gia hạn nhiều nhất %(days)s ngày, tức đến %(day)s.",
            field="extended_until",
            days=LONGEST_EXTENSION_DAYS,
            day=_words(longest),
        )
