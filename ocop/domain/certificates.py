"""Certificates: how long one lives, and what it is on a day. Nothing here is a stored flag."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ocop.domain.refusals import RuleBroken

#: Calendar months from the day of issue (QĐ 26/2026/QĐ-TTg, Điều 4 khoản 3).
VALIDITY_MONTHS = 36
#: A re-evaluation is filed from 180 to 120 days before the last valid day (Điều 7 khoản 6a).
WINDOW_OPENS_DAYS = 180
WINDOW_CLOSES_DAYS = 120
#: The longest that an officer may extend a late filer's certificate (Điều 12 khoản 3).
LONGEST_EXTENSION_DAYS = 180


class CertificateStatus(StrEnum):
    """What a certificate is on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    EXTENDED = "extended"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


def last_valid_day(issued_on: date, months: int = VALIDITY_MONTHS) -> date:
    """Return the last day, inclusive, on which a certificate is valid.

    The same day of the month so many months later, or that month's last day where it has none
    (Bộ luật Dân sự 2015, Điều 147-148). Sources disagree by a day, so an officer may store what the
    decision prints.

    >>> last_valid_day(date(2024, 2, 29))
    datetime.date(2027, 2, 28)
    """
    month = issued_on.month - 1 + months
    year, month = issued_on.year + month // 12, month % 12 + 1
    return date(year, month, min(issued_on.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class CertificateFacts:
    """What is recorded of one certificate; days are inclusive but for `revoked_on`, the first day without it."""

    star: int
    issued_on: date
    valid_until: date
    extended_until: date | None = None
    revoked_on: date | None = None
    superseded_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last valid day, an extension included."""
        return max(self.valid_until, self.extended_until or self.valid_until)

    def is_in_force(self, day: date) -> bool:
        """Tell whether the certificate vouches for the product on a day."""
        return self.status(day) in (
            CertificateStatus.VALID,
            CertificateStatus.EXPIRING,
            CertificateStatus.EXTENDED,
        )

    def status(self, day: date) -> CertificateStatus | None:
        """Return what the certificate is on a day; None before it was issued."""
        if day < self.issued_on:
            return None
        if self.revoked_on is not None and self.revoked_on <= day:
            return CertificateStatus.REVOKED
        if self.superseded_on is not None and self.superseded_on <= day:
            return CertificateStatus.SUPERSEDED
        if day > self.last_day:
            return CertificateStatus.EXPIRED
        if day > self.valid_until:
            return CertificateStatus.EXTENDED
        if day >= self.valid_until - timedelta(days=WINDOW_OPENS_DAYS):
            return CertificateStatus.EXPIRING
        return CertificateStatus.VALID


def renewal_window(valid_until: date) -> tuple[date, date]:
    """Return the first and the last day on which a re-evaluation may be filed.

    >>> renewal_window(date(2027, 6, 30))
    (datetime.date(2027, 1, 1), datetime.date(2027, 3, 2))
    """
    return (
        valid_until - timedelta(days=WINDOW_OPENS_DAYS),
        valid_until - timedelta(days=WINDOW_CLOSES_DAYS),
    )


def check_signed_on(signed_on: date, today: date) -> None:
    """Refuse a decision of a day to come. Raises RuleBroken `dates-contradict`."""
    if signed_on > today:
        raise RuleBroken(
            "dates-contradict",
            "Ngày ký %(day)s ở sau hôm nay.",
            field="signed_on",
            day=signed_on.strftime("%d/%m/%Y"),
        )
