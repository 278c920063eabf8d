"""Recall lists: what a recall reaches as a file to call from, CSV or A4."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ocop.domain.accounts import Actor
from ocop.domain.csv_files import csv_file
from ocop.domain.recall_amounts import amount_text
from ocop.domain.refusals import NotFound
from ocop.services.papers import Paper
from ocop.services.recall_orders import affected_told
from ocop.services.recall_sets import Start, affected_by
from ocop.services.receivers import calls_of

_HEAD = ("Nơi nhận", "Điện thoại", "Địa chỉ", "Số lượng", "Lô", "Thùng", "Số lần giao", "Giao lần cuối", "Đã gọi lúc",
         "Người gọi")  # fmt: skip


def recall_csv(shown: Mapping[str, Any], calls: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the receivers of a recall as CSV."""
    rows = []
    for one in shown["receivers"]:
        call = calls.get(one["uri"])
        quantities, since = amount_text(one["quantities"]), one["last_on"].isoformat()
        told = (call["at"].isoformat(timespec="minutes"), call["by"]) if call else (None, None)
        name, lots = one["name"] or "(không ghi nơi nhận)", ", ".join(one["lots"])
        counts = (len(one["boxes"]), one["deliveries"])
        rows.append([name, one["phone"], one["address"], quantities, lots, *counts, since, *told])
    return csv_file(_HEAD, rows)


def recall_pdf(
    start: Start,
    shown: Mapping[str, Any],
    calls: Mapping[str, Mapping[str, Any]],
    *,
    today: date,
    told: Sequence[tuple[str, Any]],
    local: Any,
    title: str = "DANH SÁCH THU HỒI",
) -> bytes:
    """Return a recall as A4: what, why, the lots, the receivers with room for when each was called, what is missing.

    `told` are further facts at the top; `local` turns a moment into Vietnam's time.
    """
    paper = Paper(f"{title} · {start.words}", foot=f"Sổ đăng ký OCOP · {start.words} · in ngày {today:%d/%m/%Y}")
    paper.title(title, start.words)
    paper.facts([*told, ("Ngày in", f"{today:%d/%m/%Y}")])
    paper.heading(f"Các lô ({len(shown['lots'])})")
    paper.table(("Sản phẩm", "Lô", "Chủ thể", "Làm ra", "Đã giao", "Đóng thùng", "Chưa rõ"), _lots(shown["lots"]),
                widths=(48, 24, 40, 20, 20, 20, 20), right=(3, 4, 5, 6))  # fmt: skip
    paper.heading(f"Nơi nhận ({len(shown['receivers'])})")
    paper.table(("STT", "Nơi nhận", "Điện thoại", "Số lượng", "Lô", "Đã gọi lúc"),
                _receivers(shown["receivers"], calls, local), widths=(9, 56, 26, 28, 34, 30))  # fmt: skip
    paper.heading("Số lượng chưa rõ ở đâu")
    missing = [f"{one['product']} lô {one['lot']}: {amount_text([one])}" for one in shown["unaccounted"]]
    for words in missing or ["Không có."]:
        paper.say(words)
    return paper.pdf()


def _lots(lots: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for one in lots:
        parts = [_part(one["amounts"], name) for name in ("made", "delivered", "boxed", "unaccounted")]
        rows.append([one["product"], one["lot"], one["subject"], *parts])
    return rows


def _part(amounts: Iterable[Mapping[str, Any]], name: str) -> str:
    return amount_text({"quantity": one[name], "unit": one["unit"]} for one in amounts if one[name])


def _receivers(
    receivers: Sequence[Mapping[str, Any]], calls: Mapping[str, Mapping[str, Any]], local: Any
) -> list[list[Any]]:
    rows = []
    for place, one in enumerate(receivers, 1):
        call = calls.get(one["uri"])
        told = f"{local(call['at']):%H:%M %d/%m} {call['by']}" if call else "…… giờ ……, ngày ……"
        name = one["name"] or "(không ghi nơi nhận)"
        if one["address"]:
            name += f"\n{one['address']}"
        rows.append([place, name, one["phone"] or "", amount_text(one["quantities"]), ", ".join(one["lots"]), told])
    return rows


def duration_words(begun: datetime, ended: datetime) -> str:
    """Return how long something took, in words."""
    seconds = max(0, int((ended - begun).total_seconds()))
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = [f"{hours} giờ" if hours else "", f"{minutes} phút" if minutes or hours else "", f"{seconds % 60} giây"]
    return " ".join(one for one in parts if one)


#: How a list can be had, by the end of its address.
KINDS = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


def list_file(by: Actor, start: Start, kind: str, *, today: date, zone: ZoneInfo) -> tuple[bytes, str, str]:
    """Return a recall's list with its media type and its file name. Raises NotFound `file-unknown`."""
    if kind not in KINDS:
        raise NotFound("file-unknown", "Không có tệp này.")
    shown, calls = affected_told(by, affected_by(start)), calls_of(start)
    name = f"thu-hoi-{file_name(start.code)}.{kind}"
    if kind == "csv":
        return recall_csv(shown, calls), KINDS[kind], name
    held = start.raw_lot or start.lot
    assert held is not None
    since = f"{held.recalled_on:%d/%m/%Y}" if held.recalled_on else "chưa thu hồi"
    told = [("Thu hồi từ ngày", since), ("Lý do", held.recall_reason)]
    advice = getattr(held, "recall_advice", None)
    told += [("Cách xử lý", advice)] if advice else []
    data = recall_pdf(start, shown, calls, today=today, told=told, local=lambda at: at.astimezone(zone))
    return data, KINDS[kind], name


def file_name(words: str) -> str:
    """Return words as a part of a file's name."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in words)
