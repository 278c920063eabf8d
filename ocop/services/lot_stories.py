"""The story of one lot as a file: everything recorded of it and of what it was made of and went into."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

import orjson
from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.csv_files import csv_file
from ocop.domain.refusals import NotFound, RuleBroken
from ocop.domain.trace_words import KIND_WORDS, made_amounts, name_and_code, sides_of, step_words
from ocop.domain.walks import Direction
from ocop.models.database import db
from ocop.models.events import TraceEvent
from ocop.models.subjects import Subject
from ocop.services.chunks import in_chunks
from ocop.services.papers import Paper
from ocop.services.recall_lists import file_name
from ocop.services.recall_sets import Start
from ocop.services.stored_events import document_of, readable_by
from ocop.services.trace_views import thing_trace
from ocop.services.traces import events_about, trace_of

#: How a story can be had, by the end of its address.
KINDS: Final = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
#: Events that one file holds at most.
MOST_EVENTS: Final = 10_000
_HEAD: Final = ("Lúc", "Việc", "Loại sự kiện", "Thứ", "Mã", "Vai trò", "Số lượng", "Đơn vị (UN/ECE)", "Nơi", "Ai ghi",
                "eventID")  # fmt: skip


def story_file(by: Actor, start: Start, kind: str, *, now: datetime, zone: tzinfo) -> tuple[bytes, str, str]:
    """Return a lot's story with its media type and its file name, as far as its reader may know it.

    `json` is an EPCIS 2.0 document. Raises NotFound `file-unknown`, RuleBroken `lot-story-too-large`.
    """
    if kind not in KINDS:
        raise NotFound("file-unknown", "Không có tệp này.")
    name = f"truy-xuat-{file_name(start.code)}.{kind}"
    if kind == "json":
        return orjson.dumps(story_document(by, start, now), option=orjson.OPT_INDENT_2), KINDS[kind], name
    trace = thing_trace(by, start.number, Direction.BOTH)
    data = story_csv(trace, zone) if kind == "csv" else story_pdf(start, trace, now.astimezone(zone), zone)
    return data, KINDS[kind], name


def story_document(by: Actor, start: Start, now: datetime) -> dict[str, Any]:
    """Return every event of a lot's genealogy that its reader may read, as an EPCISDocument."""
    events: list[TraceEvent] = []
    if start.number is not None:
        nodes = [one.id for one in trace_of(start.number).nodes if one.kind not in ("step", "party")]
        numbers = [one.number for one in events_about(nodes, most=MOST_EVENTS + 1)]
        if len(numbers) > MOST_EVENTS:
            words = "Câu chuyện của lô này có hơn %(most)s sự kiện; hãy hỏi từng phần qua /epcis/events."
            raise RuleBroken("lot-story-too-large", words, most=MOST_EVENTS)
        for some in in_chunks(numbers):
            events += db.session.scalars(select(TraceEvent).where(TraceEvent.id.in_(some), readable_by(by)))
    return document_of(sorted(events, key=lambda one: (one.event_time, one.id)), now)


def story_csv(trace: Mapping[str, Any], zone: tzinfo) -> bytes:
    """Return a trace as CSV: one line for each thing of each event."""
    nodes = {one["id"]: one for one in trace["nodes"]}
    rows = []
    for event in trace["events"]:
        at = event["time"].astimezone(zone).isoformat(timespec="seconds")
        teller = event["subject"]["name"] if event["subject"] else None
        for one in event["things"]:
            name, code = name_and_code(nodes[one["node"]])
            rows.append(
                [at, step_words(event["biz_step"], event["type"]), event["type"], name, code, one["role"],
                 one["quantity"], one["unit"], event["site"], teller, event["id"]]
            )  # fmt: skip
    return csv_file(_HEAD, rows)


def story_pdf(start: Start, trace: Mapping[str, Any], at: datetime, zone: tzinfo) -> bytes:
    """Return a trace as A4: what the lot is, what it was made of, where it went, and everything that was done."""
    nodes = {one["id"]: one for one in trace["nodes"]}
    paper = Paper(
        f"Truy xuất nguồn gốc · {start.words}", foot=f"Sổ đăng ký OCOP · {start.words} · in ngày {at:%d/%m/%Y}"
    )
    paper.title("HỒ SƠ TRUY XUẤT NGUỒN GỐC", start.words)
    paper.facts(_facts(start, at))
    made = made_amounts(trace)
    for title, before in (("Làm từ", True), ("Đã đi đâu", False)):
        rows = [
            (KIND_WORDS[one["kind"]], *name_and_code(one), made.get(one["id"], ""), _owner(one))
            for one in sorted(trace["nodes"], key=lambda one: abs(one["depth"]))
            if one["kind"] != "step" and (one["depth"] < 0 if before else one["depth"] > 0)
        ]
        paper.heading(f"{title} ({len(rows)})")
        if rows:
            paper.table(("Loại", "Tên", "Mã", "Làm ra", "Của"), rows, widths=(24, 58, 32, 28, 42))
        else:
            paper.say("Chưa có ghi chép nào.")
    paper.heading(f"Việc đã ghi ({len(trace['events'])})")
    events = [_event_row(one, nodes, zone) for one in trace["events"]]
    if events:
        paper.table(("Lúc", "Việc", "Gồm", "Nơi", "Ai ghi"), events, widths=(26, 30, 70, 26, 32))
    if trace["truncated"]:
        paper.say("Còn việc khác chưa nêu ở đây; bản đầy đủ là tệp EPCIS.")
    paper.say("Nội dung do các chủ thể tự ghi; sổ giữ nguyên từng việc, việc ghi sai được đánh dấu chứ không xoá.")
    return paper.pdf()


def _facts(start: Start, at: datetime) -> list[tuple[str, Any]]:
    subject = db.session.get_one(Subject, start.subject_id)
    told: list[tuple[str, Any]] = [("Chủ thể", subject.name)]
    if start.product is not None and start.lot is not None:
        told += [("Sản phẩm", start.product.name), ("Mã lô", start.lot.code)]
        told += [("GTIN", start.product.gtin)] if start.product.gtin else []
        told += [("Ngày sản xuất", f"{start.lot.made_on:%d/%m/%Y}")] if start.lot.made_on else []
        told += [("Hạn sử dụng", f"{start.lot.best_before:%d/%m/%Y}")] if start.lot.best_before else []
    elif start.raw_lot is not None:
        told += [("Nguyên liệu", start.raw_lot.name), ("Mã lô", start.raw_lot.code)]
        told += [("Ngày", f"{start.raw_lot.made_on:%d/%m/%Y}")]
    if start.state == "recalled":
        told.append(("Tình trạng", "ĐANG BỊ THU HỒI"))
    return [*told, ("Ngày in", f"{at:%H:%M %d/%m/%Y}")]


def _owner(node: Mapping[str, Any]) -> str:
    return node["subject"]["name"] if node["subject"] else ""


def _event_row(event: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], zone: tzinfo) -> list[str]:
    before, after = sides_of(event, nodes)
    words = "; ".join(before) + (f" thành {'; '.join(after)}" if after else "")
    teller = event["subject"]["name"] if event["subject"] else ""
    at = f"{event['time'].astimezone(zone):%H:%M %d/%m/%Y}"
    return [at, step_words(event["biz_step"], event["type"]), words, event["site"] or "", teller]
