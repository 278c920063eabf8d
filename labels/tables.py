"""Tables: rows of a CSV as labels; columns go to fields by name, or into texts with {columns} in them.

A table is read whole before anything is printed, and every fault is told by row and column.
"""

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labels.contents import Barcode, LabelContent
from labels.refusals import LabelError

#: What a row can say of its label.
FIELDS = (
    "qr", "gtin", "code", "name", "producer", "address", "stars", "copies", "seat", "origin", "notice", "serial",
)  # fmt: skip
#: The largest table in bytes, the most rows, and the most faults that are told.
MOST_BYTES, MOST_ROWS, MOST_FAULTS = 20 * 1024 * 1024, 10_000, 20
MOST_COPIES = 1000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Row:
    """One label of a table: the row it came from, counted as spreadsheets do, what it says, and how often."""

    number: int
    content: LabelContent
    copies: int = 1


@dataclass(frozen=True)
class Columns:
    """How columns become labels: `texts` are fields with {columns} in them, `lines` the small lines of a label."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[str] = ()
    specimen: bool = False

    @classmethod
    def of(
        cls,
        header: Sequence[str],
        *,
        mapped: Mapping[str, str],
        texts: Mapping[str, str],
        lines: Sequence[str],
        specimen: bool = False,
    ) -> "Columns":
        """Settle what each field is made of: what is said, else the column that is called as the field is.

        Raises LabelError `table-column-unknown`.
        """
        for name in (*mapped, *texts):
            if name not in FIELDS:
                raise LabelError("table-column-unknown", f"Không có mục “{name}”; các mục: {', '.join(FIELDS)}.")
        named = {name.lower(): name for name in header}
        every = {name: f"{{{named[name]}}}" for name in FIELDS if name in named}
        every |= {name: f"{{{column}}}" for name, column in mapped.items()} | dict(texts)
        for text in (*every.values(), *lines):
            for column in _SLOT.findall(text):
                if column not in header:
                    raise LabelError(
                        "table-column-unknown", f"Bảng không có cột “{column}”; các cột: {', '.join(header)}."
                    )
        for one_of in (("name",), ("producer",), ("qr",), ("gtin", "code")):
            if not any(name in every for name in one_of):
                wanted = " hoặc ".join(one_of)
                raise LabelError(
                    "table-column-unknown",
                    f"Chưa biết lấy {wanted} từ cột nào; hãy thêm --map {one_of[0]}=TÊN_CỘT "
                    f"hoặc --text {one_of[0]}=….",
                )
        return cls(every, tuple(lines), specimen)

    def label(self, number: int, row: Mapping[str, str]) -> Row:
        """Return the label of a row. Raises LabelError: what the contents make impossible."""
        said = {name: _filled(text, row).strip() for name, text in self.texts.items()}
        lines = [_filled(line, row).strip() for line in self.lines if _has_words(line, row)]
        gtin, code = said.get("gtin", ""), said.get("code", "")
        content = LabelContent(
            qr=said["qr"],
            barcode=Barcode.of_gtin(gtin) if gtin or not code else Barcode.of_code(code),
            name=said["name"],
            producer=said["producer"],
            address_in_words=said.get("address") or address_of(said["qr"]),
            stars=_number("stars", said.get("stars", "")),
            lines=tuple(lines),
            specimen=self.specimen,
            seat=said.get("seat", ""),
            origin=said.get("origin", ""),
            notice=said.get("notice", ""),
            serial=said.get("serial", ""),
        )
        copies = _number("copies", said.get("copies", ""))
        if copies is not None and not 1 <= copies <= MOST_COPIES:
            raise LabelError("count-out-of-range", f"Mỗi dòng in 1 đến {MOST_COPIES} nhãn, không in {copies} nhãn.")
        return Row(number, content, 1 if copies is None else copies)


def address_of(qr: str) -> str:
    """Return the host and path of a web address as a person would copy it.

    >>> address_of("HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1")
    'ocop.example.vn/T/0ABCDEF1'
    """
    scheme, mark, rest = qr.partition("://")
    if not mark or not scheme.isalpha():
        return qr
    host, slash, path = rest.partition("/")
    return f"{host.lower()}{slash}{path.partition('?')[0].partition('#')[0]}"


def _filled(text: str, row: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: row[slot[1]], text)


def _has_words(line: str, row: Mapping[str, str]) -> bool:
    """Tell whether a line says anything in this row: "HSD {best before}" says nothing without a date."""
    slots = _SLOT.findall(line)
    return not slots or any(row[slot].strip() for slot in slots)


def _number(name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise LabelError("table-faults", f"“{text[:40]}” không phải số cho mục {name}.")
    return int(text)


# -- reading


def read_table(data: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> list[list[str]]:
    """Return the rows of a CSV, the header first; UTF-8 unless a mark at its head or `encoding` says otherwise.

    Raises LabelError `table-too-large`, `table-encoding`, `table-malformed`, `table-empty`.
    """
    if len(data) > MOST_BYTES:
        raise LabelError("table-too-large", f"Bảng lớn hơn {MOST_BYTES // 1024 // 1024} MB.")
    text = _decoded(data, encoding)
    if "\0" in text:
        raise LabelError("table-malformed", "Tệp có ký tự NUL, không phải bảng CSV; hãy lưu lại dạng CSV UTF-8.")
    first = text.split("\n", 1)[0]
    mark = delimiter or max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as fault:
        raise LabelError("table-malformed", f"Bảng CSV hỏng: {fault}.") from fault
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise LabelError("table-empty", "Bảng còn trống: cần một dòng tên cột rồi mỗi nhãn một dòng.")
    return [[cell.strip() for cell in rows[0]], *rows[1:]]


def _decoded(data: bytes, encoding: str | None) -> str:
    found = encoding or next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(found)
    except LookupError as fault:
        raise LabelError("table-encoding", f"Không biết bảng mã “{found[:40]}”.") from fault
    except UnicodeError as fault:
        before = fault.start if isinstance(fault, UnicodeDecodeError) else 0
        where = f"hàng {data[:before].count(10) + 1}"
        raise LabelError(
            "table-encoding",
            f"Tệp không viết bằng {found} ({where}); trong Excel hãy lưu dạng “CSV UTF-8”, "
            "hoặc thêm --encoding, ví dụ --encoding cp1258.",
        ) from fault


def rows_of(
    table: Sequence[Sequence[str]],
    *,
    mapped: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    lines: Sequence[str] = (),
    specimen: bool = False,
) -> list[Row]:
    """Return the labels of a table that `read_table` gave; empty rows say nothing.

    Raises LabelError `table-column-unknown`, `table-too-large`, `table-empty`, and `table-faults` with each fault
    by row and column.
    """
    header, *body = table
    twice = next((name for place, name in enumerate(header) if name and name in header[:place]), None)
    if twice:
        raise LabelError("table-malformed", f"Bảng có hai cột cùng tên “{twice}”.")
    columns = Columns.of(header, mapped=mapped or {}, texts=texts or {}, lines=lines, specimen=specimen)
    if len(body) > MOST_ROWS:
        raise LabelError("table-too-large", f"Bảng có {len(body)} dòng, một tệp in nhiều nhất {MOST_ROWS} nhãn.")
    found: list[Row] = []
    faults: list[tuple[int, str]] = []
    for number, cells in enumerate(body, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            faults.append((number, f"có {len(cells)} ô, nhiều hơn {len(header)} cột"))
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        try:
            found.append(columns.label(number, dict(zip(header, padded, strict=True))))
        except LabelError as refusal:
            faults.append((number, f"{refusal.message} ({refusal.code})"))
    if faults:
        raise table_faults(faults)
    if not found:
        raise LabelError("table-empty", "Bảng chỉ có tên cột, chưa có nhãn nào.")
    return found


def table_faults(faults: Sequence[tuple[int, str]]) -> LabelError:
    """Return the refusal of a table that names what is wrong in which row."""
    shown = [f"hàng {number}: {words}" for number, words in faults[:MOST_FAULTS]]
    more = len(faults) - len(shown)
    if more:
        shown.append(f"và {more} hàng nữa")
    return LabelError("table-faults", f"{len(faults)} hàng trong bảng chưa in được; chưa in gì.", faults=shown)
