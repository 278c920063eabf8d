"""The pen of serial runs: pages streamed into one PDF, whatever their number, in the memory of a few.

reportlab makes a shell: fonts, and everything that the labels share as one form. Our own pages follow it as an
appended section (ISO 32000-1, 7.5.6): each label is the form, its QR as a 1-bit image mask and its serial as text.
"""

import io
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from labels.drawings import POINT, Drawing, Modules, TextLine
from labels.pens.pdf import _font, _write_modules, plain, write_item
from labels.serial_qr import Stack

#: Labels may hold hundreds of thousands of pages; a node of the tree holds so many (ISO 32000-1, 7.7.3.2).
_KIDS = 200
_FORM, _BACKDROP = "label", "backdrop"
#: Nothing but the deflated image bits is large, and those hardly shrink: the quickest level is as small as any.
_LEVEL = 1
_RESOURCES = re.compile(rb"/Resources (<<(?:(?!/Resources).)*>>) /Rotate", re.DOTALL)
_ROOT = re.compile(rb"/Pages (\d+) 0 R")
_TRAILER = re.compile(rb"/Info (\d+) 0 R\s+/Root (\d+) 0 R\s+/Size (\d+)")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")


class SerialPdf:
    """Writes the pages of one label whose QR and serial differ from copy to copy.

    `drawing` holds a sample: its QR is the `Modules` of role `qr`, its serial the `TextLine` of role `serial`,
    if it has one. `page` is the paper in mm, `dot` the printer's dot in mm; labels are laid on whole dots. The
    `backdrop` stands behind the labels of every page.
    """

    def __init__(
        self,
        drawing: Drawing,
        *,
        page: tuple[float, float],
        alphabet: str,
        title: str,
        dot: float,
        backdrop: Drawing | None = None,
    ) -> None:
        self.page, self.dot, self.drawing, self._backdrop = page, dot, drawing, backdrop
        self._qr = next(one for one in drawing.items if isinstance(one, Modules) and one.role == "qr")
        found = [one for one in drawing.items if isinstance(one, TextLine) and one.role == "serial"]
        self._serial = found[0] if found else None
        self._codes = b""
        self._font_name = ""
        self._places: dict[tuple[float, float], bytes] = {}
        self._shell = self._made_shell(alphabet, title)
        resources = _RESOURCES.search(self._shell)
        assert resources is not None
        self._resources = resources[1]

    def _made_shell(self, alphabet: str, title: str) -> bytes:
        """Return a PDF of one page that has all that the pages share."""
        file = io.BytesIO()
        width, height = self.page[0] / POINT, self.page[1] / POINT
        canvas = Canvas(file, invariant=1, pageCompression=1, lang="vi", pagesize=(width, height))
        canvas.setTitle(title)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.setViewerPreference("PrintScaling", "None")
        if self._serial is not None:
            self._prepare_serials(canvas, alphabet)
        canvas.beginForm(_FORM, upperx=self.drawing.width / POINT, uppery=self.drawing.height / POINT)
        self._write_shared(canvas)
        canvas.endForm()
        canvas.doForm(_FORM)
        if self._backdrop is not None:
            canvas.beginForm(_BACKDROP, upperx=width, uppery=height)
            for item in self._backdrop.items:
                assert not isinstance(item, Modules)
                write_item(canvas, item, self.page[1])
            canvas.endForm()
            canvas.doForm(_BACKDROP)
        canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _prepare_serials(self, canvas: Canvas, alphabet: str) -> None:
        """Give every character of serials a code in one subset of the serial's font, before any other text."""
        assert self._serial is not None
        font = _font(self._serial.runs[0].face)
        pieces = font.splitString(alphabet, canvas._doc)
        assert len(pieces) == 1, "one subset has room for any alphabet"
        subset, codes = pieces[0]
        self._font_name = font.getSubsetInternalName(subset, canvas._doc)
        self._codes = bytes.maketrans(alphabet.encode(), codes)

    def _write_shared(self, canvas: Canvas) -> None:
        for item in self.drawing.items:
            if item is self._qr or item is self._serial:
                continue
            if isinstance(item, Modules):
                _write_modules(canvas, item, x=0, y=0, page_height=self.drawing.height, dot=self.dot)
            else:
                write_item(canvas, item, self.drawing.height)

    # -- pages

    def page_stream(self, stack: Stack, serials: Sequence[str], corners: Sequence[tuple[float, float]]) -> bytes:
        """Return the deflated content of a page whose labels have their top left corners there, in mm."""
        packed = stack.packed()
        image = self._symbol_place + b"BI /W %d /H %d /BPC 1 /IM true /D [1 0]" % (stack.size, stack.size)
        parts: list[bytes] = [b"/FormXob.%s Do\n" % _BACKDROP.encode()] if self._backdrop else []
        for rows, serial, (x, y) in zip(packed, serials, corners, strict=True):
            parts.append(self._placed(x, y))
            if self._serial is not None:
                parts.append(b"<%s> Tj ET\n" % serial.encode().translate(self._codes).hex().encode())
            parts += [image, _inline(rows.tobytes())]
        return zlib.compress(b"".join(parts), _LEVEL)

    def _placed(self, x: float, y: float) -> bytes:
        """Return what begins a label: its place on whole dots, the form, and where the serial stands."""
        if (x, y) in self._places:
            return self._places[x, y]
        unit = self.dot / POINT
        left, top = round(x / self.dot) * unit, round(y / self.dot) * unit
        foot = self.page[1] / POINT - top - self.drawing.height / POINT
        words = f"q 1 0 0 1 {left:.6f} {foot:.6f} cm /FormXob.{_FORM} Do\n"
        if (line := self._serial) is not None:
            where = f"{plain(line.x / POINT)} {plain((self.drawing.height - line.y) / POINT)} Td"
            words += f"BT {plain(line.grey)} g {self._font_name} {plain(line.size / POINT)} Tf {where} "
        self._places[x, y] = words.encode()
        return self._places[x, y]

    @property
    def _symbol_place(self) -> bytes:
        unit, item = self.dot / POINT, self._qr
        side = len(item.rows) * item.module_dots * unit
        left, top = round(item.x / self.dot) * unit, round(item.y / self.dot) * unit
        foot = self.drawing.height / POINT - top - side
        return f"0 g {side:.6f} 0 0 {side:.6f} {left:.6f} {foot:.6f} cm\n".encode()

    # -- the file

    def write(self, file: BinaryIO, streams: Iterable[bytes]) -> int:
        """Write the document with the contents of its pages and return how many those are."""
        file.write(self._shell)
        section = _Section(self._shell, file)
        width, height = (plain(side / POINT).encode() for side in self.page)
        box = b"/MediaBox [0 0 %s %s] /Resources %s" % (width, height, self._resources)
        for stream in streams:
            content = section.add(
                b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
            )
            section.add_page(b"/Contents %d 0 R %s" % (content, box))
        return section.close()


def _inline(data: bytes) -> bytes:
    """Return the data of an inline image; in hex where its end might be seen too early (ISO 32000-1, 8.9.7)."""
    if b"EI" in data:
        return b" /F /AHx ID\n%s>\nEI Q\n" % data.hex().encode()
    return b" ID\n%s\nEI Q\n" % data


class _Section:
    """Objects appended to a finished PDF: pages in a tree of two levels, a new table of references."""

    def __init__(self, shell: bytes, file: BinaryIO) -> None:
        self._file, self._at = file, len(shell)
        trailer, root, start = _TRAILER.search(shell), _ROOT.search(shell), _START.search(shell)
        assert trailer is not None
        assert root is not None
        assert start is not None
        self._info, self._root, self._next = (int(number) for number in trailer.groups())
        self._first, self._pages, self._previous = self._next, int(root[1]), int(start[1])
        self._offsets: list[int] = []
        self._nodes: list[tuple[int, int]] = []
        self._kids: list[int] = []
        self._node = 0

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)

    def _reserve(self) -> int:
        self._offsets.append(0)
        self._next += 1
        return self._next - 1

    def add(self, body: bytes, number: int | None = None) -> int:
        """Write an object and return its number."""
        number = self._reserve() if number is None else number
        self._offsets[number - self._first] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def add_page(self, body: bytes) -> None:
        """Write a page into the node that has room."""
        if not self._kids:
            self._node = self._reserve()
        self._kids.append(self.add(b"<< /Type /Page /Parent %d 0 R %s >>" % (self._node, body)))
        if len(self._kids) == _KIDS:
            self._close_node()

    def _close_node(self) -> None:
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        body = b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>" % (self._pages, len(self._kids), kids)
        self._nodes.append((self.add(body, self._node), len(self._kids)))
        self._kids = []

    def close(self) -> int:
        """Write the root of the pages, the table and the trailer; return the number of pages."""
        if self._kids:
            self._close_node()
        count = sum(held for _, held in self._nodes)
        kids = b" ".join(b"%d 0 R" % node for node, _ in self._nodes)
        root_at = self._at
        self._write(b"%d 0 obj\n<< /Type /Pages /Count %d /Kids [%s] >>\nendobj\n" % (self._pages, count, kids))
        table_at = self._at
        self._write(b"xref\n%d 1\n%010d 00000 n \n" % (self._pages, root_at))
        self._write(b"%d %d\n" % (self._first, len(self._offsets)))
        for offset in self._offsets:
            self._write(b"%010d 00000 n \n" % offset)
        trailer = b"<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>"
        self._write(b"trailer\n" + trailer % (self._next, self._root, self._info, self._previous))
        self._write(b"\nstartxref\n%d\n%%%%EOF\n" % table_at)
        return count
