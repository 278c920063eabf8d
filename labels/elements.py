"""Element strings: what a GS1 symbol says, taken apart and checked before any bar is drawn.

Typed either in brackets, ``(01)09521234543213(10)L1``, or as a scanner sends it, with the separator FNC1 as the
control character GS (1D hexadecimal). Every refusal names the identifier and the place of the fault in what was
typed, counted from 1 (GS1 General Specifications, 3, 4.13 and 7.8).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from labels.gtins import check_digit
from labels.identifiers import IDENTIFIERS, Identifier, Part, matches
from labels.refusals import LabelError

#: FNC1 between two elements, as scanners send it (General Specifications, 7.8.4).
SEPARATOR = "\x1d"
#: What a scanner may put before an element string to say which symbol it saw (ISO/IEC 15424).
_SYMBOLOGIES = re.compile(r"\](C1|d2|Q3|e0|J1)")
_BRACKETED = re.compile(r"\((\d{2,4})\)")
_DIGITS = "0123456789"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: The sets of characters (General Specifications, 7.11): 82 in the order of their values, 39, and base64 for the web.
SET_82 = f"!\"%&'()*+,-./{_DIGITS}:;<=>?{_CAPITALS}_{_CAPITALS.lower()}"
CHARACTERS = {
    "n": _DIGITS,
    "x": SET_82,
    "y": f"#-/{_DIGITS}{_CAPITALS}",
    "z": f"{_DIGITS}{_CAPITALS}{_CAPITALS.lower()}-_=",
}
_SET_NAMES = {"n": "chữ số", "x": "82 ký tự của GS1", "y": "39 ký tự của GS1", "z": "ký tự base64"}
#: Weights of a model number's characters from its right, and its 32 check characters (7.9.5).
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
_PAIR_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: A day of a month at most; February is looked at on its own.
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Element:
    """An identifier and its value; its digits stand at `place` in what was typed, its value at `start`."""

    identifier: Identifier
    value: str
    place: int
    start: int

    @property
    def code(self) -> str:
        """The digits of the identifier."""
        return self.identifier.code


@dataclass(frozen=True)
class ElementString:
    """Elements that passed every check, in the order in which they were typed."""

    elements: tuple[Element, ...]

    @property
    def readable(self) -> str:
        """The line for people, identifiers in brackets (General Specifications, 4.14)."""
        return "".join(f"({one.code}){one.value}" for one in self.elements)

    @property
    def raw(self) -> str:
        """What a scanner sends: a separator after every value of open length but the last."""
        *others, last = self.elements
        parts = [f"{one.code}{one.value}{'' if one.identifier.is_predefined else SEPARATOR}" for one in others]
        return "".join(parts) + f"{last.code}{last.value}"

    @property
    def values(self) -> dict[str, str]:
        """The value of each identifier."""
        return {one.code: one.value for one in self.elements}


class _Fault(Exception):
    """What is wrong with a part, and at which of its characters, counted from 0."""

    def __init__(self, code: str, place: int, words: str) -> None:
        super().__init__(words)
        self.code, self.place, self.words = code, place, words


def _refusal(code: str, said: str, place: int, words: str) -> LabelError:
    return LabelError(code, f"AI ({said}), vị trí {place}: {words}")


def _malformed(place: int, words: str) -> LabelError:
    return LabelError("gs1-malformed", f"Chuỗi phần tử GS1, vị trí {place}: {words}")


# -- taking apart


def _identifier(code: str, place: int) -> Identifier:
    if code not in IDENTIFIERS:
        raise _refusal("gs1-ai-unknown", code, place, "không có mã định danh ứng dụng này.")
    return IDENTIFIERS[code]


def _bracketed(text: str) -> list[Element]:
    marks = list(_BRACKETED.finditer(text))
    if not marks or marks[0].start():
        raise _malformed(1, f"“{text[:20]}” không bắt đầu bằng một AI trong ngoặc, như (01).")
    if SEPARATOR in text:
        raise _malformed(text.index(SEPARATOR) + 1, "đã viết ngoặc thì không thêm dấu tách FNC1.")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        Element(_identifier(mark[1], mark.start() + 2), text[mark.end() : end], mark.start() + 2, mark.end() + 1)
        for mark, end in zip(marks, ends, strict=True)
    ]


def _unbracketed(text: str) -> list[Element]:
    """Take apart what a scanner sends; a separator at its head says only that it is GS1."""
    found: list[Element] = []
    at = symbology.end() if (symbology := _SYMBOLOGIES.match(text)) else 0
    at += text[at : at + 1] == SEPARATOR
    while at < len(text):
        code = next((text[at : at + length] for length in (2, 3, 4) if text[at : at + length] in IDENTIFIERS), None)
        if code is None:
            said = text[at : at + 2].replace(SEPARATOR, "GS")
            raise _refusal("gs1-ai-unknown", said, at + 1, "không có mã định danh ứng dụng nào bắt đầu như vậy.")
        identifier, start = IDENTIFIERS[code], at + len(code)
        mark = text.find(SEPARATOR, start)
        end = len(text) if mark < 0 else mark
        if identifier.is_predefined:
            end = min(end, start + identifier.most)
        found.append(Element(identifier, text[start:end], at + 1, start + 1))
        at = end + (text[end : end + 1] == SEPARATOR)
    return found


# -- checking one value


def _check_mod10(text: str) -> None:
    """Hold the last digit against the others (7.9.1)."""
    expected = check_digit(text[:-1])
    if int(text[-1]) != expected:
        raise _Fault("gs1-check-digit", len(text) - 1, f"số kiểm tra {text[-1]} sai, phải là {expected}.")


def _check_model(text: str) -> None:
    """Hold the last two characters of a global model number against the others (7.9.5)."""
    if len(text) < 3:
        raise _Fault("gs1-length", 0, "số hiệu mẫu ngắn hơn 3 ký tự.")
    total = sum(SET_82.index(sign) * prime for sign, prime in zip(reversed(text[:-2]), _PRIMES, strict=False)) % 1021
    expected = _PAIR_SIGNS[total >> 5] + _PAIR_SIGNS[total & 31]
    if text[-2:] != expected:
        raise _Fault("gs1-check-digit", len(text) - 2, f"cặp ký tự kiểm tra {text[-2:]} sai, phải là {expected}.")


def _check_day(text: str, *, may_be_zero: bool = False) -> None:
    """Hold YYMMDD against the calendar; day 00 is the last of the month where it may stand (3.4.2)."""
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    if not 1 <= month <= 12:
        raise _Fault("gs1-date", 2, f"tháng {text[2:4]} không có.")
    most = 28 if month == 2 and year % 4 else _DAYS[month - 1]
    if day > most or (day == 0 and not may_be_zero):
        raise _Fault("gs1-date", 4, f"ngày {text[4:6]} không có trong tháng {text[2:4]}.")


def _check_day0(text: str) -> None:
    _check_day(text, may_be_zero=True)


def _check_time(text: str) -> None:
    if int(text[:2]) > 23:
        raise _Fault("gs1-date", 0, f"giờ {text[:2]} không có.")
    if int(text[2:] or 0) > 59:
        raise _Fault("gs1-date", 2, f"phút {text[2:]} không có.")


def _check_hour(text: str) -> None:
    _check_day(text[:6])
    if int(text[6:]) > 23:
        raise _Fault("gs1-date", 6, f"giờ {text[6:]} không có.")


def _check_minutes(text: str) -> None:
    """Hold MM or MMSS against the clock."""
    if len(text) % 2:
        raise _Fault("gs1-length", len(text), "phút, giây mỗi phần có 2 chữ số.")
    for place in range(0, len(text), 2):
        if int(text[place : place + 2]) > 59:
            raise _Fault("gs1-date", place, f"không có phút hay giây {text[place : place + 2]}.")


def _check_piece(text: str) -> None:
    piece, total = int(text[:2]), int(text[2:])
    if not 1 <= piece <= total:
        raise _Fault("gs1-value", 0, f"không có mảnh {text[:2]} trong {text[2:]} mảnh.")


def _check_nonzero(text: str) -> None:
    if not int(text):
        raise _Fault("gs1-value", 0, "không được bằng không.")


def _check_zero(text: str) -> None:
    if int(text):
        raise _Fault("gs1-value", 0, "chữ số đệm phải là 0.")


def _check_yesno(text: str) -> None:
    if text not in ("0", "1"):
        raise _Fault("gs1-value", 0, "chỉ nhận 0 hoặc 1.")


def _check_noleadingzero(text: str) -> None:
    if len(text) > 1 and text[0] == "0":
        raise _Fault("gs1-value", 0, "không bắt đầu bằng số 0.")


def _check_countries(text: str) -> None:
    if len(text) % 3:
        raise _Fault("gs1-length", len(text) - len(text) % 3, "mỗi nước có 3 chữ số.")


CHECKS: dict[str, Callable[[str], None]] = {
    "check": _check_mod10,
    "model": _check_model,
    "day": _check_day,
    "day0": _check_day0,
    "time": _check_time,
    "hour": _check_hour,
    "minutes": _check_minutes,
    "piece": _check_piece,
    "nonzero": _check_nonzero,
    "zero": _check_zero,
    "yesno": _check_yesno,
    "noleadingzero": _check_noleadingzero,
    "countries": _check_countries,
}


def _check_part(part: Part, text: str) -> None:
    allowed = CHARACTERS[part.characters]
    for place, sign in enumerate(text):
        if sign not in allowed:
            shown = sign if sign.isprintable() and sign != " " else f"U+{ord(sign):04X}"
            raise _Fault("gs1-character", place, f"ký tự “{shown}” không thuộc {_SET_NAMES[part.characters]}.")
    if part.check and text:
        CHECKS[part.check](text)


def _lengths(identifier: Identifier) -> str:
    least, most = identifier.least, identifier.most
    return f"{most}" if least == most else f"{least} đến {most}"


def _check_value(element: Element) -> None:
    """Hold a value against the parts of its identifier. Raises LabelError."""
    value, at = element.value, 0
    parts = element.identifier.parts
    if not element.identifier.least <= len(value) <= element.identifier.most:
        words = f"giá trị có {len(value)} ký tự, cần {_lengths(element.identifier)}."
        place = element.start + min(len(value), element.identifier.most)
        raise _refusal("gs1-length", element.code, place, words)
    for part in parts:
        text = value[at : at + part.most]
        try:
            if len(text) < part.least and not (part.is_optional and not text):
                raise _Fault("gs1-length", len(text), f"phần này cần {part.least} ký tự, mới có {len(text)}.")
            _check_part(part, text)
        except _Fault as fault:
            raise _refusal(fault.code, element.code, element.start + at + fault.place, fault.words) from None
        at += part.most


# -- checking them together


def _shown(patterns: Iterable[str]) -> str:
    return ", ".join(f"({pattern})" for pattern in patterns)


def _check_together(elements: Sequence[Element]) -> None:
    """Hold the elements against one another (General Specifications, 4.13). Raises LabelError `gs1-combination`."""
    codes: list[str] = []
    for one in elements:
        if one.code in codes:
            raise _refusal("gs1-combination", one.code, one.place, "AI này đã có ở trước.")
        codes.append(one.code)
    for one in elements:
        others = [code for code in codes if code != one.code]
        for pattern in one.identifier.excludes:
            if any(matches(code, pattern) for code in others):
                raise _refusal("gs1-combination", one.code, one.place, f"không đi cùng ({pattern}).")
        for needed in one.identifier.needs:
            if not any(matches(code, pattern) for code in others for pattern in needed):
                raise _refusal("gs1-combination", one.code, one.place, f"phải có kèm một trong {_shown(needed)}.")


def split_elements(text: str) -> ElementString:
    """Return the elements of a string as they stand there, none of them checked.

    Raises LabelError `gs1-malformed` or `gs1-ai-unknown`.
    """
    if not text.strip(SEPARATOR):
        raise _malformed(1, "chưa có gì.")
    elements = _bracketed(text) if text[0] == "(" else _unbracketed(text)
    if not elements:
        raise _malformed(len(text), "chưa có AI nào.")
    return ElementString(tuple(elements))


def parse_elements(text: str) -> ElementString:
    """Return the elements of a GS1 element string that breaks no rule.

    Raises LabelError `gs1-malformed`, `gs1-ai-unknown`, `gs1-length`, `gs1-character`, `gs1-check-digit`,
    `gs1-date`, `gs1-value` or `gs1-combination`.

    >>> parse_elements("(01)09521234543213(10)L1(17)261231").raw.replace(SEPARATOR, "|")
    '010952123454321310L1|17261231'
    """
    said = split_elements(text)
    for one in said.elements:
        _check_value(one)
    _check_together(said.elements)
    return said
