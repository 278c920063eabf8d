"""The paper of a certificate: one landscape page that says what it is worth on the day it is printed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ocop.domain.certificates import CertificateStatus
from ocop.services.papers import Paper

_STAR_WORDS = {3: "BA SAO", 4: "BỐN SAO", 5: "NĂM SAO"}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def standing_words(told: Mapping[str, Any]) -> str | None:
    """Return what is written across a certificate that no longer holds, with the day; None for one that does."""
    status = told["status"]
    if status == CertificateStatus.REVOKED:
        return f"ĐÃ THU HỒI TỪ {_day(told['revocation']['signed_on'])}"
    if status == CertificateStatus.SUPERSEDED:
        return f"ĐÃ ĐƯỢC THAY TỪ {_day(told['superseded_on'])}"
    if status == CertificateStatus.EXPIRED:
        return f"HẾT HIỆU LỰC SAU {_day(told['last_day'])}"
    return None


def certificate_paper(told: Mapping[str, Any], today: date, *, is_sample: bool) -> bytes:
    """Return the certificate as a PDF, from what `certificate_told` gave; the sample's says that it is one.

    Potential five star is a state without a certificate, so no paper of it can be made.
    """
    title = f"Giấy chứng nhận {told['number']}"
    paper = Paper(title, foot=_foot(told, today), is_landscape=True, margin=19)
    paper.frame()
    paper.fit()
    gone = standing_words(told)
    if gone:
        paper.stamp(gone)
    paper.nation(told["decided_by"].upper())
    if is_sample:
        paper.say("DỮ LIỆU MINH HỌA, KHÔNG CÓ GIÁ TRỊ CHỨNG NHẬN", "stop-center")
    paper.gap(4)
    paper.say("GIẤY CHỨNG NHẬN", "great")
    paper.gap(2)
    paper.say("SẢN PHẨM OCOP ĐẠT HẠNG " + _STAR_WORDS[told["star"]], "large-bold-center")
    paper.gap(5)
    paper.stars(told["star"], size=14)
    paper.gap(5)
    paper.say(told["product"]["name"], "name")
    paper.gap(3)
    paper.say("Chủ thể: " + told["subject"]["name"], "large-bold-center")
    paper.say("Địa chỉ: " + told["address"], "large-center")
    paper.gap(8)
    _add_days(paper, told)
    if gone:
        paper.gap(2)
        paper.say(gone, "stop-center")
    return paper.pdf()


def _add_days(paper: Paper, told: Mapping[str, Any]) -> None:
    days, code = Paper("", is_landscape=True, margin=48), Paper("")
    facts = [
        ("Số giấy chứng nhận", told["number"]),
        ("Quyết định", f"số {told['decision_number']} ngày {_day(told['issued_on'])}"),
        ("Cơ quan công nhận", told["decided_by"]),
        ("Có hiệu lực", f"từ {_day(told['issued_on'])} đến hết ngày {_day(told['valid_until'])}"),
    ]
    if told["extended_until"]:
        facts.append(("Gia hạn", f"đến hết ngày {_day(told['extended_until'])}"))
    if told["revocation"]:
        facts.append(("Thu hồi", f"theo quyết định {told['revocation']['number'] or 'không ghi số'}"))
    days.facts(facts, large=True)
    code.symbol(told["product"]["url"].upper(), size=34)
    code.say("Quét để xem tình trạng hôm nay", "cell")
    paper.beside([days, code], [paper.width - 58, 58])


def _foot(told: Mapping[str, Any], today: date) -> str:
    return (
        f"Bản in từ Sổ đăng ký OCOP ngày {_day(today)}, theo quyết định {told['decision_number']}. "
        f"Tình trạng mới nhất: {told['product']['url']}"
    )
