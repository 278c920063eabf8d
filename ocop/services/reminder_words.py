"""Words of a reminder: for an e-mail, for Zalo or SMS, and as a letter to be put into an envelope."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ocop.domain.accounts import Actor, Role
from ocop.domain.reminders import Phase
from ocop.services.expiries import place_words
from ocop.services.offices import area_name
from ocop.services.papers import Paper

#: As many letters as one file holds.
MOST_LETTERS = 200


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def what_to_do(row: Mapping[str, Any]) -> str:
    """Return what the subject can do now, in one or two sentences."""
    window = f"từ {_day(row['opens'])} đến hết {_day(row['closes'])}"
    if row["phase"] == Phase.AHEAD:
        return f"Nộp hồ sơ đánh giá lại {window}."
    if row["phase"] == Phase.OPEN:
        return f"Kỳ nộp hồ sơ đánh giá lại đang mở, {window}, còn {row['days_to_close']} ngày."
    if row["phase"] == Phase.MISSED:
        return (
            f"Kỳ nộp hồ sơ đánh giá lại ({window}) đã qua. Xin liên hệ ngay cơ quan OCOP của xã hoặc tỉnh để được "
            "hướng dẫn."
        )
    if row["phase"] == Phase.EXTENDED:
        return f"Giấy chứng nhận được gia hạn đến hết {_day(row['last_day'])}."
    return "Giấy chứng nhận đã hết hạn; nhãn và quảng cáo không được dùng hạng sao. Xin liên hệ cơ quan OCOP."


def short_words(row: Mapping[str, Any]) -> str:
    """Return a text to paste into Zalo or an SMS."""
    return (
        f"Kính gửi {row['subject']}: giấy chứng nhận OCOP {row['star']} sao của “{row['product']}” "
        f"có hạn đến hết {_day(row['valid_until'])}. {what_to_do(row)} Xem: {row['url']}"
    )


def mail_words(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subject line and the text of an e-mail."""
    title = f"OCOP: “{row['product']}” hết hạn ngày {_day(row['valid_until'])}"
    text = (
        f"Kính gửi {row['subject']},\n\n"
        f"Giấy chứng nhận OCOP {row['star']} sao số {row['number']} của sản phẩm “{row['product']}” có hiệu lực đến "
        f"hết ngày {_day(row['valid_until'])}.\n\n{what_to_do(row)}\n\n"
        f"Trang của sản phẩm: {row['url']}\n\nThư này do Sổ đăng ký OCOP gửi tự động; xin không trả lời."
    )
    return title.replace("\n", " "), text


def office_words(by: Actor) -> str:
    """Return the office that sends letters, as it stands at their head."""
    name = area_name(by)
    if by.role == Role.MINISTRY or name is None:
        return "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
    return f"ỦY BAN NHÂN DÂN {name.upper()}"


def letters(rows: Sequence[dict[str, Any]], office: str, today: date, *, is_sample: bool) -> bytes:
    """Return one letter to a page, addressed, ready to sign."""
    foot = "Dữ liệu minh họa" if is_sample else "Sổ đăng ký OCOP"
    paper = Paper("Thông báo hạn giấy chứng nhận OCOP", foot=foot)
    for place, row in enumerate(rows):
        if place:
            paper.next_page()
        _letter(paper, row, office, today)
    return paper.pdf()


def _letter(paper: Paper, row: dict[str, Any], office: str, today: date) -> None:
    paper.nation(office, "Số: ……/TB")
    paper.title("THÔNG BÁO", "về hạn giấy chứng nhận và kỳ nộp hồ sơ đánh giá lại sản phẩm OCOP")
    paper.gap(4)
    paper.say(f"Kính gửi: {row['subject']}", "bold")
    paper.say(f"Địa chỉ: {place_words(row)}")
    if row["phone"]:
        paper.say(f"Điện thoại: {row['phone']}")
    paper.gap(4)
    paper.facts(
        [
            ("Sản phẩm", row["product"]),
            ("Giấy chứng nhận", f"số {row['number']}, {row['star']} sao"),
            ("Ngày cấp", _day(row["issued_on"])),
            ("Có hiệu lực đến hết ngày", _day(row["valid_until"])),
            ("Kỳ nộp hồ sơ đánh giá lại", f"từ {_day(row['opens'])} đến hết {_day(row['closes'])}"),
        ],
        large=True,
    )
    paper.gap(4)
    paper.say(what_to_do(row))
    paper.gap(2)
    paper.say(
        "Hồ sơ đánh giá lại nộp trước khi giấy chứng nhận hết hạn nhiều nhất 180 ngày và ít nhất 120 ngày "
        "(Quyết định 26/2026/QĐ-TTg, Điều 7). Quá kỳ này, sản phẩm "
        "có thể mất hạng sao cho tới khi được công nhận lại."
    )
    paper.gap(4)
    paper.symbol(row["url"].upper(), size=26)
    paper.say("Quét để xem trang của sản phẩm", "center")
    dated = f"ngày {today.day:02} tháng {today.month:02} năm {today.year}"
    paper.signatures([("", ""), ("NGƯỜI THÔNG BÁO", "")], dated=dated)
