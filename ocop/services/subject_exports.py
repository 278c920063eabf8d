"""Exports: everything that the registry holds of one subject in one ZIP, for the day it leaves.

The ZIP is written member by member into a file: however much there is, memory holds some rows and some events.
"""

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final, cast
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.csv_files import csv_lines
from ocop.domain.refusals import NotFound
from ocop.domain.texts import folded
from ocop.models.database import db
from ocop.models.events import TraceEvent
from ocop.models.subjects import Subject
from ocop.services.acts import record_act
from ocop.services.evidence import SUFFIXES
from ocop.services.export_parts import Held, Part, files_of, parts_of
from ocop.services.files import path_of
from ocop.services.logos import logo_of
from ocop.services.profiles import looked_after
from ocop.services.recall_lists import file_name
from ocop.services.stored_events import document_of
from ocop.services.subjects import find_subject

#: Events of one EPCIS document, and rows that are read at once.
EVENTS_EACH: Final = 10_000
_ROWS_EACH: Final = 500


@dataclass
class Exported:
    """What was written: rows by table, events, files, and files that the data folder has not."""

    subject: Subject
    name: str
    rows: dict[str, int] = field(default_factory=dict)
    events: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)


def subject_to_export(by: Actor, subject_id: str) -> Subject:
    """Return a subject that the asker is or oversees. Raises NotFound `subject-unknown`, for another's too."""
    subject = find_subject(subject_id)
    if not looked_after([subject], by):
        words = "Không có chủ thể nào mang mã “%(id)s”."
        raise NotFound("subject-unknown", words, field="subject_id", id=subject_id[:40])
    return subject


def write_export(
    by: Actor, now: datetime, subject: Subject, out: IO[bytes], *, folder: Path, zone: ZoneInfo,
    events_each: int = EVENTS_EACH,
) -> Exported:  # fmt: skip
    """Write the ZIP of a subject's whole data, as far as the asker may read it; nothing in the store changes."""
    at = now.astimezone(zone)
    done = Exported(subject, f"ocop-{_short(subject.name)}-{at:%Y%m%d}.zip")
    parts = parts_of(by, subject)
    with zipfile.ZipFile(out, "w") as packed:
        pack = _Pack(packed, at)
        for part in parts:
            done.rows[part.name] = _write_rows(pack, part)
        for number, document in enumerate(_documents(subject, now, events_each), 1):
            pack.whole(f"epcis/events-{number:04}.json", orjson.dumps(document, option=orjson.OPT_INDENT_2))
            done.events += len(document["epcisBody"]["eventList"])
        _write_files(pack, files_of(by, subject), folder, done)
        if logo := logo_of(subject.id):
            pack.whole("files/logo.png", logo.png)
        pack.whole("README.txt", _readme(by, done, parts, at).encode("utf-8-sig"))
    return done


def _short(words: str) -> str:
    """Return words as a part of a file's name, without marks and double dashes."""
    return "-".join(one for one in file_name(folded(words)).split("-") if one)[:60]


def note_export(by: Actor, now: datetime, done: Exported) -> None:
    """Write down that somebody took a subject's whole data with him."""
    told = {"rows": sum(done.rows.values()), "events": done.events, "files": done.files}
    record_act(by, now, "export", "subject", done.subject.id, after=told)


class _Pack:
    """A ZIP that is being written; its members bear the moment of the export."""

    def __init__(self, packed: zipfile.ZipFile, at: datetime) -> None:
        self._packed = packed
        self._moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def member(self, name: str, *, is_packed: bool = True) -> IO[bytes]:
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        return self._packed.open(info, "w", force_zip64=True)

    def whole(self, name: str, data: bytes) -> None:
        with self.member(name) as member:
            member.write(data)


def _write_rows(pack: _Pack, part: Part) -> int:
    """Write a table twice, as JSON for programs and as CSV for people; return how many rows it has."""
    count = 0
    with pack.member(f"data/{part.name}.json") as member:
        for count, row in enumerate(_rows(part), 1):
            member.write(b"[\n" if count == 1 else b",\n")
            member.write(orjson.dumps(dict(row), default=_plain))
        member.write(b"\n]\n" if count else b"[]\n")
    head = [column.name for column in part.query.selected_columns]
    with pack.member(f"tables/{part.name}.csv") as member:
        for line in csv_lines(head, ([_cell(one) for one in row.values()] for row in _rows(part))):
            member.write(line)
    return count


def _rows(part: Part) -> Iterator[Mapping[Any, Any]]:
    yield from db.session.execute(part.query.execution_options(yield_per=_ROWS_EACH)).mappings()


def _plain(value: Any) -> Any:
    """Return an amount as it is written, without turning it into a binary fraction."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError


def _cell(value: Any) -> Any:
    """Return a value as a cell of a table holds it."""
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _documents(subject: Subject, now: datetime, each: int) -> Iterator[dict[str, Any]]:
    """Yield the events that a subject recorded as EPCIS documents, so many in each, in the order of recording."""
    columns = (TraceEvent.id, TraceEvent.document, TraceEvent.record_time, TraceEvent.context_id)
    last = 0
    while True:
        query = select(*columns).where(TraceEvent.subject_id == subject.id, TraceEvent.id > last)
        events = db.session.execute(query.order_by(TraceEvent.id).limit(each)).all()
        if events:
            yield document_of(cast(Sequence[TraceEvent], events), now)
            last = events[-1].id
        if len(events) < each:
            return


def _write_files(pack: _Pack, held: Iterable[Held], folder: Path, done: Exported) -> None:
    """Copy files as they lie in the data folder; one that is lost there is told in the README."""
    names: set[str] = set()
    for one in held:
        suffix = SUFFIXES.get(one.media_type, "bin")
        name = f"files/{one.folder}/{_short(one.name)}-{one.hash[:10]}.{suffix}"
        source = path_of(one.hash, folder)
        if name in names:
            continue
        names.add(name)
        if not source.exists():
            done.missing.append(name)
            continue
        with source.open("rb") as file, pack.member(name, is_packed=False) as member:
            shutil.copyfileobj(file, member)
        done.files += 1


def _readme(by: Actor, done: Exported, parts: Sequence[Part], at: datetime) -> str:
    """Return what is in the ZIP, for people."""
    lines = [
        "TOÀN BỘ DỮ LIỆU CỦA CHỦ THỂ TRONG SỔ ĐĂNG KÝ OCOP",
        "",
        f"Chủ thể: {done.subject.name}",
        f"Lập lúc: {at:%H:%M ngày %d/%m/%Y}",
        "",
        "Trong tệp này có:",
        "",
        "data/    mỗi bảng một tệp JSON, cho phần mềm.",
        "tables/  cũng các bảng ấy dạng CSV (UTF-8), mở bằng Excel hay LibreOffice.",
        f"epcis/   {done.events} sự kiện truy xuất chủ thể đã ghi, dạng EPCIS 2.0 (GS1), kể cả việc đã báo ghi nhầm.",
        f"files/   {done.files} tệp: ảnh, quyết định, minh chứng, ảnh nhật ký.",
        "",
        "Các bảng:",
        "",
        *(f"  {part.name:<18} {part.words}: {done.rows[part.name]} dòng" for part in parts),
        "",
        "Ngày giờ theo chuẩn ISO 8601. Trong CSV, dấu ' đứng đầu ô là để bảng tính không hiểu chữ thành công thức.",
        "Mã tệp (hash) là SHA-256 của nội dung; 10 ký tự đầu có trong tên tệp.",
        "Không có mật khẩu, mã truy cập hay khóa xác thực của tài khoản nào ở đây.",
    ]
    if by.role != Role.PRODUCER:
        lines += ["", "Bản này do cơ quan lập: không có phần tự chấm và minh chứng, là của riêng chủ thể."]
    if done.missing:
        lines += [
            "",
            "Các tệp sau có tên trong sổ nhưng không còn nội dung:",
            "",
            *(f"  {one}" for one in done.missing),
        ]
    return "\r\n".join([*lines, ""])
