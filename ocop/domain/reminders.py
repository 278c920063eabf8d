"""Reminders: when a subject is told that its certificate runs out, and in which state its time to file is."""

from datetime import date, timedelta
from enum import StrEnum

from ocop.domain.certificates import (
    LONGEST_EXTENSION_DAYS,
    WINDOW_CLOSES_DAYS,
    WINDOW_OPENS_DAYS,
    CertificateFacts,
    renewal_window,
)


class ReminderKind(StrEnum):
    """What is said; the words stand in the order of the days."""

    WINDOW_OPENS = "window_opens"
    WINDOW_HALFWAY = "window_halfway"
    WINDOW_CLOSES = "window_closes"
    WINDOW_MISSED = "window_missed"


#: Days before the last valid day (QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6a: file from 180 to 120 days before).
DAYS_BEFORE = {
    ReminderKind.WINDOW_OPENS: WINDOW_OPENS_DAYS,
    ReminderKind.WINDOW_HALFWAY: 150,
    ReminderKind.WINDOW_CLOSES: WINDOW_CLOSES_DAYS,
    ReminderKind.WINDOW_MISSED: WINDOW_CLOSES_DAYS - 1,
}
#: What people read of each kind.
REMINDER_WORDS = {
    ReminderKind.WINDOW_OPENS: "Kỳ nộp hồ sơ đánh giá lại đã mở",
    ReminderKind.WINDOW_HALFWAY: "Còn nửa kỳ nộp hồ sơ đánh giá lại",
    ReminderKind.WINDOW_CLOSES: "Ngày cuối nộp hồ sơ đánh giá lại",
    ReminderKind.WINDOW_MISSED: "Đã lỡ kỳ nộp hồ sơ đánh giá lại",
}


def due_on(kind: ReminderKind, valid_until: date) -> date:
    """Return the day on which a reminder falls.

    >>> due_on(ReminderKind.WINDOW_MISSED, date(2027, 6, 30))
    datetime.date(2027, 3, 3)
    """
    return valid_until - timedelta(days=DAYS_BEFORE[kind])


def kind_due(valid_until: date, today: date) -> ReminderKind | None:
    """Return the newest reminder that has fallen due while the certificate still runs, or None.

    After a gap nobody is told what is past: only the newest counts.
    """
    if today > valid_until:
        return None
    return next((kind for kind in reversed(ReminderKind) if due_on(kind, valid_until) <= today), None)


class Phase(StrEnum):
    """Where a certificate stands on its way to its end."""

    AHEAD = "ahead"
    OPEN = "open"
    MISSED = "missed"
    LATE = "late"
    EXTENDED = "extended"
    EXPIRED = "expired"


PHASE_WORDS = {
    Phase.AHEAD: "Chưa tới kỳ nộp",
    Phase.OPEN: "Đang trong kỳ nộp",
    Phase.MISSED: "Đã qua kỳ nộp",
    Phase.LATE: "Hết hạn, còn gia hạn được",
    Phase.EXTENDED: "Đang được gia hạn",
    Phase.EXPIRED: "Đã hết hạn",
}


def phase_on(facts: CertificateFacts, day: date) -> Phase:
    """Return the phase of a certificate that is neither revoked nor superseded.

    `LATE` is one that ended at most 180 days ago and was never extended (Điều 12 khoản 3).
    """
    opens, closes = renewal_window(facts.valid_until)
    if day < opens:
        return Phase.AHEAD
    if day <= closes:
        return Phase.OPEN
    if day <= facts.valid_until:
        return Phase.MISSED
    if day <= facts.last_day:
        return Phase.EXTENDED
    is_late = facts.extended_until is None and day <= facts.valid_until + timedelta(days=LONGEST_EXTENSION_DAYS)
    return Phase.LATE if is_late else Phase.EXPIRED


def months_from(day: date, count: int) -> list[date]:
    """Return the first days of so many months, the one of the day first.

    >>> months_from(date(2026, 11, 30), 3)
    [datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)]
    """
    months = range(day.year * 12 + day.month - 1, day.year * 12 + day.month - 1 + count)
    return [date(month // 12, month % 12 + 1, 1) for month in months]
