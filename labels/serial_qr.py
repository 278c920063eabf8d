"""Serial QR: symbols that differ in a serial alone, thousands in one stroke.

For a fixed version, level, mask and layout of segments every step from data bits to modules (Reed-Solomon,
placing, masking) is affine over GF(2): the symbol of some data is the template's symbol, XORed with one basis
symbol for each data bit that differs. `qrcode` makes the template and the basis; numpy looks up and XORs rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy
from numpy.typing import NDArray
from qrcode.base import RSBlock, gexp, glog, rs_blocks
from qrcode.main import QRCode
from qrcode.util import BIT_LIMIT_TABLE, PAD0, PAD1, BitBuffer, QRData, create_bytes, length_in_bits

from labels.penalties import WORD, Words, penalties
from labels.refusals import LabelError
from labels.segments import ALPHANUMERICS, MODES, NUMBERS, Mode, Segment, narrowest, segments_of
from labels.symbols import QR_LEVELS

MASKS = 8
#: Mode -> how many characters share a field of bits, and how wide the field is for 1, 2, 3 of them.
_FIELDS: dict[Mode, tuple[int, tuple[int, ...]]] = {
    "numeric": (3, (4, 7, 10)), "alphanumeric": (2, (6, 11)), "byte": (1, (8,)),
}  # fmt: skip
_BASES: dict[Mode, int] = {"numeric": 10, "alphanumeric": 45, "byte": 256}
_VALUES: dict[Mode, str] = {"numeric": ALPHANUMERICS[:10], "alphanumeric": ALPHANUMERICS}
_NO_VALUE = -1


@dataclass(frozen=True)
class Stack:
    """Symbols of one size: `rows[n, i]` is row i of symbol n, its first module the highest of `size` bits."""

    rows: Words
    masks: NDArray[numpy.uint8]
    size: int

    def __len__(self) -> int:
        return len(self.rows)

    def packed(self) -> NDArray[numpy.uint8]:
        """Return the rows as bytes, most significant bit first, the last byte filled up with zeros.

        The shape is (symbols, size, bytes of a row), what a 1-bit image mask takes.
        """
        stride = -(-self.size // 8)
        shifted = self.rows << numpy.uint64(WORD - self.size)
        big: NDArray[numpy.uint8] = shifted.astype(">u8").view(numpy.uint8).reshape(*self.rows.shape, 8)
        return big[:, :, :stride]

    def grids(self) -> NDArray[numpy.uint8]:
        """Return the modules one by one, dark 1 and light 0, in the shape (symbols, size, size)."""
        return numpy.unpackbits(self.packed(), axis=2, count=self.size)


@dataclass(frozen=True)
class _Field:
    """Bits of the data that some characters of the text share."""

    mode: Mode
    start: int
    end: int
    bit: int
    width: int


class SerialQr:
    """The QR symbols of `prefix + serial + suffix` for serials of one length over one alphabet.

    `version` None takes the smallest that holds them all. A text that could be any of them is cut into the
    cheapest segments once, so that all of them have one layout. Raises LabelError `serial-malformed` for
    an alphabet beyond ASCII and `qr-too-long`, also for versions over 11, whose rows do not fit into a word:
    those are for `qrcode`, one by one.
    """

    def __init__(
        self,
        prefix: str,
        length: int,
        *,
        alphabet: str,
        suffix: str = "",
        level: str = "M",
        version: int | None = None,
    ) -> None:
        self.prefix, self.suffix, self.length, self.alphabet, self.level = prefix, suffix, length, alphabet, level
        if not alphabet.isascii():
            raise LabelError("serial-malformed", f"Bảng ký tự của sê-ri “{alphabet}” có ký tự ngoài ASCII.")
        widest = max((narrowest(sign) for sign in alphabet), key=MODES.index)
        modes = [narrowest(sign) for sign in prefix] + [widest] * length + [narrowest(sign) for sign in suffix]
        self._sample = f"{prefix}{alphabet[0] * length}{suffix}"
        self.version, self.segments = self._fitted(tuple(modes), version)
        self.size = 17 + 4 * self.version

    def _fitted(self, modes: tuple[Mode, ...], wanted: int | None) -> tuple[int, tuple[Segment, ...]]:
        """Return a version that holds the text, and the segments it then has."""
        for version in [wanted] if wanted else range(1, (WORD - 17) // 4 + 1):
            segments = segments_of(modes, version)
            fields = _fields_of(segments, version)
            bits = fields[-1].bit + fields[-1].width
            if bits <= BIT_LIMIT_TABLE[QR_LEVELS[self.level]][version] and 17 + 4 * version <= WORD:
                return version, segments
        raise LabelError("qr-too-long", f"Nội dung mã QR quá dài ({len(modes)} ký tự): hãy rút ngắn địa chỉ.")

    # -- what qrcode makes

    def chunks(self, serial: str) -> list[QRData]:
        """Return the text of a serial as `qrcode` takes it, in the segments of the run."""
        text = f"{self.prefix}{serial}{self.suffix}"
        return [
            QRData(text[one.start : one.end].encode(), mode=NUMBERS[one.mode], check_data=False)
            for one in self.segments
        ]

    def reference(self, serial: str, mask: int) -> list[list[bool]]:
        """Return what `qrcode` alone makes of a serial with a mask."""
        code = self._qrcode()
        for chunk in self.chunks(serial):
            code.add_data(chunk)
        code.makeImpl(False, mask)
        return [[bool(module) for module in row] for row in code.modules]

    def _qrcode(self) -> "QRCode[Any]":
        return QRCode(version=self.version, error_correction=QR_LEVELS[self.level], border=0)

    def _template(self, data: list[int]) -> NDArray[numpy.uint8]:
        """Return what `qrcode` makes of some data with each mask, in the shape (masks, size, size)."""
        codewords = create_bytes(self._filled(data), self._blocks)
        return numpy.stack([_drawn(self.version, self.level, codewords, mask) for mask in range(MASKS)])

    @property
    def _blocks(self) -> list[RSBlock]:
        return rs_blocks(self.version, QR_LEVELS[self.level])

    def _filled(self, data: list[int]) -> BitBuffer:
        """Return the bits of all segments, filled up as the symbol wants them."""
        buffer = BitBuffer()
        for bit in _filled_up(data, 8 * sum(block.data_count for block in self._blocks)):
            buffer.put_bit(bool(bit))
        return buffer

    # -- tables, made once

    @cached_property
    def _fields(self) -> list[_Field]:
        """The fields in which the serial has a part."""
        first, last = len(self.prefix), len(self.prefix) + self.length
        return [one for one in _fields_of(self.segments, self.version) if one.end > first and one.start < last]

    @cached_property
    def _tables(self) -> tuple[Words, list[Words]]:
        """The template of each mask, and for each field what its values change.

        A template has the shape (masks, 2 * size), rows and then columns; a table (values, 2 * size).
        """
        data = _bits_of(self.chunks(self.alphabet[0] * self.length), self.version)
        changed = _Changes(self.version, self._blocks)
        tables = []
        for field in self._fields:
            basis = numpy.stack([changed.by(bit) for bit in range(field.bit, field.bit + field.width)])
            tables.append(self._table(_words(basis), _value(data, field), field.width))
        return _words(self._template(data)), tables

    @staticmethod
    def _table(basis: Words, base: int, width: int) -> Words:
        """Return for every value of a field the XOR of the basis symbols whose bits differ from the template's."""
        table = numpy.zeros((1, basis.shape[1]), dtype=numpy.uint64)
        for bit in range(width - 1, -1, -1):  # the last bit of the field counts 1: double the table for each
            table = numpy.concatenate((table, table ^ basis[bit]))
        order = numpy.arange(1 << width) ^ base
        return numpy.ascontiguousarray(table[order])

    # -- symbols

    def symbols(self, serials: Sequence[str], *, mask: int | None = None) -> Stack:
        """Return the symbol of each serial, with one mask or each with the one of lowest penalty.

        Raises LabelError `serial-malformed` that names the first serial of another length or alphabet.
        """
        values = self._values(serials)
        template, tables = self._tables
        lines = numpy.zeros((len(serials), 2 * self.size), dtype=numpy.uint64)
        for table, column in zip(tables, values, strict=True):
            lines ^= table[column]
        masks = self._best(lines, template) if mask is None else numpy.full(len(serials), mask, dtype=numpy.uint8)
        return Stack(lines[:, : self.size] ^ template[masks, : self.size], masks, self.size)

    def _best(self, lines: Words, template: Words) -> NDArray[numpy.uint8]:
        """Return the mask of lowest penalty of each symbol; among equals the first."""
        found = []
        for mask in range(MASKS):
            found.append(penalties(lines ^ template[mask], self.size))
        return numpy.argmin(numpy.stack(found), axis=0).astype(numpy.uint8)

    def _values(self, serials: Sequence[str]) -> list[NDArray[numpy.int64]]:
        """Return the value of each field of each serial."""
        signs = self._signs(serials)
        start = len(self.prefix)
        found = []
        for field in self._fields:
            values = _values_of(field.mode)
            total = numpy.zeros(len(serials), dtype=numpy.int64)
            for place in range(field.start, field.end):
                inside = start <= place < start + self.length
                sign = signs[:, place - start] if inside else ord(self._sample[place])
                total = total * _BASES[field.mode] + values[sign]
            found.append(total)
        return found

    def _signs(self, serials: Sequence[str]) -> NDArray[numpy.uint8]:
        """Return the characters as numbers, in the shape (serials, length)."""
        joined = "".join(serials).encode("ascii", "replace")
        if len(joined) == len(serials) * self.length and all(len(one) == self.length for one in serials):
            signs = numpy.frombuffer(joined, dtype=numpy.uint8).reshape(len(serials), self.length)
            allowed = numpy.zeros(256, dtype=bool)
            allowed[numpy.frombuffer(self.alphabet.encode(), dtype=numpy.uint8)] = True
            if allowed[signs].all():
                return signs
        wrong = next(one for one in serials if len(one) != self.length or set(one) - set(self.alphabet))
        raise LabelError(
            "serial-malformed", f"Số sê-ri “{wrong[:40]}” không gồm {self.length} ký tự trong bảng {self.alphabet}."
        )


def _drawn(version: int, level: str, codewords: list[int], mask: int) -> NDArray[numpy.uint8]:
    """Return the modules that `qrcode` draws of finished codewords."""
    code: QRCode[Any] = QRCode(version=version, error_correction=QR_LEVELS[level], border=0)
    code.data_cache = codewords
    code.makeImpl(False, mask)
    return numpy.array(code.modules, dtype=numpy.uint8)


@lru_cache(maxsize=16)
def _places(version: int) -> NDArray[numpy.int64]:
    """Return which bit of the codewords stands in each module, counted from 1; 0 where none does.

    `qrcode` itself tells: in symbol k those bits are set whose number has the bit of value 2**k.
    """
    count = sum(block.total_count for block in rs_blocks(version, QR_LEVELS["L"]))
    numbers = numpy.arange(1, 8 * count + 1)
    blank = _drawn(version, "L", [0] * count, 0)
    places = numpy.zeros(blank.shape, dtype=numpy.int64)
    for power in range(int(numbers[-1]).bit_length()):
        codewords = numpy.packbits((numbers >> power & 1).astype(numpy.uint8)).tolist()
        places |= (_drawn(version, "L", codewords, 0) ^ blank).astype(numpy.int64) << power
    return places


class _Changes:
    """Which modules change with one bit of the data: the bit's own, and those of the parity it takes part in.

    The parity of a byte 2**b is that of the byte 1, every codeword of it times 2**b in GF(256): one division
    by `qrcode` for each byte, whose generator has the logarithms.
    """

    def __init__(self, version: int, blocks: list[RSBlock]) -> None:
        self._blocks, self._places = blocks, _places(version)
        self._limit = sum(block.data_count for block in blocks)
        self._of_ones: dict[int, list[int]] = {}
        self._padding = self._codewords({})

    def by(self, bit: int) -> NDArray[numpy.uint8]:
        """Return the modules that change with a bit of the data, in the shape (size, size)."""
        byte, shift = bit // 8, 7 - bit % 8
        if byte not in self._of_ones:
            self._of_ones[byte] = self._codewords_of_one(byte)
        scaled = [gexp((glog(word) + shift) % 255) if word else 0 for word in self._of_ones[byte]]
        bits = numpy.unpackbits(numpy.array([0, *scaled], dtype=numpy.uint8))[7:]  # bits counted from 1
        changed: NDArray[numpy.uint8] = bits[self._places]
        return changed

    def _codewords_of_one(self, byte: int) -> list[int]:
        """Return which codewords differ if one byte of the data differs by 1; `qrcode` wants no empty blocks."""
        changed = self._codewords({byte: PAD0 ^ 1})
        return [one ^ other for one, other in zip(self._padding, changed, strict=True)]

    def _codewords(self, others: dict[int, int]) -> list[int]:
        buffer = BitBuffer()
        for place in range(self._limit):
            buffer.put(others.get(place, PAD0), 8)
        return create_bytes(buffer, self._blocks)


def _values_of(mode: Mode) -> NDArray[numpy.int64]:
    """Return the value of every byte in a mode, -1 where it has none."""
    if mode == "byte":
        return numpy.arange(256, dtype=numpy.int64)
    values = numpy.full(256, _NO_VALUE, dtype=numpy.int64)
    for value, sign in enumerate(_VALUES[mode]):
        values[ord(sign)] = value
    return values


def _fields_of(segments: Sequence[Segment], version: int) -> list[_Field]:
    """Return the fields of bits of all segments, each with its place in the data."""
    found, bit = [], 0
    for one in segments:
        bit += 4 + length_in_bits(NUMBERS[one.mode], version)
        most, widths = _FIELDS[one.mode]
        for start in range(one.start, one.end, most):
            end = min(start + most, one.end)
            found.append(_Field(one.mode, start, end, bit, widths[end - start - 1]))
            bit += found[-1].width
    return found


def _bits_of(chunks: Sequence[QRData], version: int) -> list[int]:
    """Return the bits of all segments, headers and all."""
    buffer = BitBuffer()
    for chunk in chunks:
        buffer.put(chunk.mode, 4)
        buffer.put(len(chunk), length_in_bits(chunk.mode, version))
        chunk.write(buffer)
    return [int(buffer.get(place)) for place in range(len(buffer))]


def _filled_up(data: list[int], limit: int) -> list[int]:
    """Return the bits with terminator and padding, as `qrcode` and the standard (7.4.9, 7.4.10) fill them up."""
    bits = data + [0] * min(4, limit - len(data))
    bits += [0] * (-len(bits) % 8)
    pads = (PAD0, PAD1)
    for place in range((limit - len(bits)) // 8):
        bits += [pads[place % 2] >> shift & 1 for shift in range(7, -1, -1)]
    return bits


def _value(data: Sequence[int], field: _Field) -> int:
    """Return the number that stands in a field."""
    return int("".join(map(str, data[field.bit : field.bit + field.width])), 2)


def _words(grids: NDArray[numpy.uint8]) -> Words:
    """Return the rows and then the columns of grids as words, in the shape (grids, 2 * size)."""
    size = grids.shape[-1]
    weights = numpy.uint64(1) << numpy.arange(size - 1, -1, -1, dtype=numpy.uint64)
    lines = numpy.concatenate((grids, grids.transpose(0, 2, 1)), axis=1).astype(numpy.uint64)
    words: Words = (lines * weights).sum(axis=2, dtype=numpy.uint64)
    return words
