"""Words for what programs name: days, moments, verbs of the audit trail, scopes."""

import re
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ocop.domain.accounts import Scope
from ocop.domain.measures import amount_words
from ocop.web.settings import timezone

SCOPE_WORDS = {
    Scope.READ: _l("Đọc"),
    Scope.SUBJECTS: _l("Ghi chủ thể"),
    Scope.PRODUCTS: _l("Ghi sản phẩm"),
    Scope.LOTS: _l("Mở, thu hồi lô"),
    Scope.DECISIONS: _l("Ghi quyết định"),
    Scope.LABELS: _l("In nhãn"),
    Scope.DOSSIERS: _l("Hồ sơ đánh giá"),
    Scope.TRACES: _l("Ghi, đọc sự kiện truy xuất"),
}
#: What an act did, by verb and noun.
ACT_WORDS = {
    ("register", "product"): _l("Đăng ký sản phẩm"),
    ("change", "product"): _l("Sửa sản phẩm"),
    ("decide", "product"): _l("Ghi quyết định"),
    ("end-potential", "product"): _l("Kết thúc tiềm năng 5 sao"),
    ("add-photo", "product"): _l("Thêm ảnh"),
    ("remove-photo", "product"): _l("Bỏ ảnh"),
    ("withdraw", "product"): _l("Ngừng bán"),
    ("resume", "product"): _l("Bán lại"),
    ("open", "lot"): _l("Mở lô"),
    ("recall", "lot"): _l("Thu hồi lô"),
    ("lift-recall", "lot"): _l("Gỡ lệnh thu hồi lô"),
    ("call", "lot"): _l("Đã gọi nơi nhận"),
    ("uncall", "lot"): _l("Bỏ ghi đã gọi nơi nhận"),
    ("revoke", "certificate"): _l("Thu hồi giấy chứng nhận"),
    ("correct", "certificate"): _l("Sửa việc ghi nhầm thu hồi"),
    ("extend", "certificate"): _l("Gia hạn giấy chứng nhận"),
    ("propose", "certificate"): _l("Đề nghị thu hồi"),
    ("withdraw-proposal", "certificate"): _l("Rút đề nghị thu hồi"),
    ("decline-proposal", "certificate"): _l("Không nhận đề nghị thu hồi"),
    ("remind", "certificate"): _l("Nhắc hạn"),
    ("see-reminder", "certificate"): _l("Đã xem lời nhắc"),
    ("suspect", "product"): _l("Có dấu hiệu nhãn bị sao chép"),
    ("judge", "product"): _l("Xem xét dấu hiệu"),
    ("export", "subject"): _l("Tải toàn bộ dữ liệu"),
    ("change-logo", "subject"): _l("Đổi logo trên nhãn"),
    ("open", "dossier"): _l("Lập hồ sơ"),
    ("assess", "dossier"): _l("Tự đánh giá"),
    ("submit", "dossier"): _l("Nộp hồ sơ"),
    ("withdraw", "dossier"): _l("Rút hồ sơ"),
    ("return", "dossier"): _l("Trả hồ sơ để bổ sung"),
    ("report", "dossier"): _l("Xã báo cáo, chuyển hồ sơ"),
    ("convene", "dossier"): _l("Lập hội đồng"),
    ("hand-in", "dossier"): _l("Nộp phiếu chấm"),
    ("recuse", "dossier"): _l("Xin không chấm"),
    ("close", "dossier"): _l("Kết thúc chấm"),
    ("decide", "dossier"): _l("Quyết định của tỉnh"),
    ("central_decide", "dossier"): _l("Quyết định của Bộ"),
}
FIELD_WORDS = {
    "name": _l("Tên"),
    "name_fold": None,
    "subject_type": _l("Loại hình"),
    "product_set": _l("Bộ sản phẩm"),
    "gtin": "GTIN",
    "ocop_code": _l("Mã OCOP"),
    "net_weight": _l("Khối lượng tịnh"),
    "description": _l("Mô tả"),
    "ingredients": _l("Thành phần"),
    "usage": _l("Cách dùng"),
    "storage": _l("Bảo quản"),
    "warnings": _l("Cảnh báo"),
    "state": _l("Trạng thái"),
    "tools": _l("Công cụ số"),
    "unit_id": _l("Đơn vị"),
    "former_unit_id": _l("Xã cũ"),
    "made_on": _l("Ngày sản xuất"),
    "best_before": _l("Hạn sử dụng"),
    "number": _l("Số quyết định"),
    "signed_on": _l("Ngày ký"),
    "star": _l("Số sao"),
    "potential_five_star": _l("Tiềm năng 5 sao"),
    "certificate": _l("Giấy chứng nhận"),
    "photo": _l("Ảnh"),
    "lot": _l("Lô"),
    "item": _l("Số thứ tự"),
    "rule": _l("Dấu hiệu"),
    "answers": _l("Câu trả lời"),
    "notes": _l("Ghi chú"),
    "form": _l("Mẫu 01"),
    "evidence": _l("Minh chứng"),
    "receipt": _l("Biên nhận"),
    "version": _l("Lần"),
    "hash": _l("Dấu SHA-256"),
    "is_late": _l("Quá hạn"),
    "reasons": _l("Cần bổ sung"),
    "themes": None,
    "checklist": None,
    "assessors": _l("Thành viên"),
    "round": _l("Vòng"),
    "total": _l("Điểm"),
    "criteria": _l("Số tiêu chí"),
    "all_in": None,
    "outcome": _l("Kết quả"),
    "file": _l("Tệp"),
    "on": _l("Ngày"),
    "extended_until": _l("Gia hạn đến"),
    "ground": _l("Căn cứ"),
    "concluded_on": _l("Ngày kết luận"),
    "revoked_on": _l("Thu hồi từ"),
    "revocation_number": _l("Số quyết định thu hồi"),
    "revocation_ground": _l("Căn cứ thu hồi"),
    "revocation_reason": _l("Lý do thu hồi"),
    "revocation_file_hash": _l("Tệp quyết định thu hồi"),
    "revocation_recorded_on": _l("Ngày ghi thu hồi"),
    "kind": _l("Loại"),
    "proposal": _l("Đề nghị"),
    "recalled_on": _l("Thu hồi từ"),
    "recall_reason": _l("Lý do thu hồi"),
    "recall_advice": _l("Người mua cần làm"),
    "recalled_by": _l("Người thu hồi"),
    "withdrawn_on": _l("Ngừng bán từ"),
    "withdrawal_reason": _l("Lý do ngừng bán"),
}

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASH = re.compile(r"[0-9a-f]{64}")


def day_words(day: date | None) -> str:
    """Return a day as Vietnamese write it.

    >>> day_words(date(2029, 11, 3))
    '03/11/2029'
    """
    return f"{day:%d/%m/%Y}" if day else ""


def moment_words(moment: datetime | None) -> str:
    """Return a moment by the clock on the wall where the registry lives."""
    return f"{moment.astimezone(timezone()):%H:%M %d/%m/%Y}" if moment else ""


def gtin_words(gtin: str | None) -> str:
    """Return a GTIN with as many digits as its bars show.

    >>> gtin_words("09521234543213"), gtin_words("00000096385074"), gtin_words("19521234543210")
    ('9521234543213', '96385074', '19521234543210')
    """
    text = gtin or ""
    if text.startswith("000000"):
        return text[6:]
    return text.removeprefix("0")


def value_words(value: Any) -> str:
    """Return a value of the audit trail as people read it.

    >>> value_words(True), value_words("2026-11-23"), value_words(["qr_code", "barcode"]), value_words(None)
    ('có', '23/11/2026', 'qr_code, barcode', '–')
    """
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(value_words(one) for one in value) or "–"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {value_words(one)}" for name, one in value.items()) or "–"
    text = "–" if value is None else str(value)
    if _ISO_DAY.fullmatch(text):
        return "/".join(reversed(text.split("-")))
    return f"{text[:12]}…" if _HASH.fullmatch(text) else text


def init_words(app: Flask) -> None:
    """Give templates days, moments and numbers as people read them."""
    app.jinja_env.filters["day"] = day_words
    app.jinja_env.filters["iso_day"] = lambda text: day_words(date.fromisoformat(text))
    app.jinja_env.filters["moment"] = moment_words
    app.jinja_env.filters["amount"] = amount_words
    app.jinja_env.filters["pair"] = lambda text: (text, text)
    app.jinja_env.filters["told"] = value_words
    app.jinja_env.filters["gtin"] = gtin_words
