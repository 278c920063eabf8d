"""Fields: what one value may be, said in words that make sense beside a form's input as in an API's answer.

A field reads JSON and is strict about it: `"3"` is no number. Texts of a form, a query or a CSV cell pass
through `from_text` first (see `shapes`), so that the same shapes serve every edge.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from ocop.domain.refusals import BadInput
from ocop.domain.texts import clean, folded

_EMPTY: Final = "Không được để trống."


def _faults(**more: str) -> dict[str, Any]:
    """Return what a field says of faults: what every field says, and its own."""
    common = {"required": "Cần điền mục này.", "null": _EMPTY, "validator_failed": "Giá trị không hợp lệ."}
    return common | more


#: Days that make sense in this programme; beyond them a year was mistyped.
FIRST_YEAR, LAST_YEAR = 1900, 2200
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,12}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
_LINE_END = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]")
#: C1 controls, and marks that turn the direction of text and so can hide what it says.
_HIDDEN = re.compile("[\x80-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff]")
_YES = ("true", "1", "on", "yes", "có")
_NO = ("false", "0", "off", "no", "không")


class Text(fields.String):
    """Words as people type them: composed to NFC, trimmed, without control characters or lone surrogates.

    `longest` counts characters after that; `lines` lets line ends stay; `pattern` is matched whole and
    `told` says what it wants. An optional text that is empty is None, unless `blank` is False. `names` makes
    sure that a search without marks finds the words again.
    """

    default_error_messages = _faults(invalid="Cần là văn bản.")

    def __init__(
        self,
        longest: int = 300,
        *,
        lines: bool = False,
        pattern: str | None = None,
        told: str = "Không đúng dạng.",
        names: bool = False,
        blank: bool | None = None,
        **more: Any,
    ) -> None:
        optional = not more.get("required", False)
        self.longest, self.lines, self.names = longest, lines, names
        self.blank = optional if blank is None else blank
        more.setdefault("allow_none", optional)
        more["validate"] = [Length(max=longest, error=f"Dài nhất {longest} ký tự.")]
        if not self.blank:
            more["validate"].append(Length(min=1, error=_EMPTY))
        if pattern:
            more["validate"].append(Regexp(f"^(?:{pattern}){'?' if self.blank else ''}$", error=told))
        super().__init__(**more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            text = clean(value)
        except BadInput as refusal:
            raise ValidationError(refusal.message) from refusal
        if _HIDDEN.search(text) or (not self.lines and _LINE_END.search(text)):
            raise ValidationError("Văn bản có ký tự điều khiển hoặc xuống dòng không dùng được ở đây.")
        if self.names and text and not folded(text):
            raise ValidationError("Cần có ít nhất một chữ cái hoặc chữ số.")
        return None if self.blank and not text else text

    def _validate(self, value: Any) -> None:
        """Tell the first fault alone; an optional text that turned out to be empty has none."""
        for rule in self.validators if value is not None else ():
            rule(value)


class Code(Text):
    """A code of fixed shape: no spaces, no line ends."""

    def __init__(self, pattern: str, *, longest: int, told: str, **more: Any) -> None:
        super().__init__(longest, pattern=pattern, told=told, **more)


class Asked(Text):
    """Words in a query: never empty, never null."""

    def __init__(self, longest: int, **more: Any) -> None:
        super().__init__(longest, blank=False, allow_none=False, **more)


class Choice(Text):
    """One word of a closed set."""

    def __init__(self, words: Iterable[str], **more: Any) -> None:
        self.words = [str(word) for word in words]
        more.setdefault("allow_none", False)
        super().__init__(60, **more)
        error = f"Chọn một trong: {', '.join(self.words)}."
        self.validators = [OneOf(self.words, error=error)]


class Number(fields.Integer):
    """A whole number between two bounds, both inclusive; no text, no fraction, no truth value."""

    default_error_messages = _faults(invalid="Cần là số nguyên.")

    def __init__(self, least: int, most: int, **more: Any) -> None:
        super().__init__(**more, validate=Range(least, most, error=f"Cần từ {least} đến {most}."))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid")
        return value


class Quantity(fields.Decimal):
    """A positive amount with at most three decimals, exact inside, a JSON number outside."""

    default_error_messages = _faults(invalid="Cần là số.")
    MOST: Final = Decimal("99999999999.999")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        if type(value) not in (int, float):
            raise self.make_error("invalid")
        amount = Decimal(str(value))
        if not (amount.is_finite() and 0 < amount <= self.MOST) or amount != round(amount, 3):
            raise ValidationError("Cần là số dương, nhiều nhất ba chữ số thập phân.")
        return amount


class Flag(fields.Boolean):
    """Yes or no."""

    default_error_messages = _faults(invalid="Cần là có hoặc không (true, false).")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class DateOn(fields.Date):
    """A day, written 2025-01-31."""

    default_error_messages = _faults(invalid="Cần là ngày có thật, dạng 2025-01-31.")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError as fault:
            raise self.make_error("invalid") from fault
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Năm cần từ {FIRST_YEAR} đến {LAST_YEAR}.")
        return day


class Numbers(Text):
    """Numbers with commas between them, as an address can carry them: `0.5,-1,1,1`; inside, a list."""

    def __init__(self, least: int, most: int, *, whole: bool = False, told: str, **more: Any) -> None:
        number = r"[0-9]{1,4}" if whole else r"-?[0-9]{1,4}(?:\.[0-9]{1,6})?"
        self._kind = int if whole else float
        super().__init__(most * 12, pattern=f"{number}(?:,{number}){{{least - 1},{most - 1}}}", told=told, **more)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Return the numbers, once the text has been found to be some."""
        text = super().deserialize(value, attr, data, **kwargs)
        return [self._kind(one) for one in text.split(",")] if isinstance(text, str) else text


class Several(fields.List):
    """Some things of one kind."""

    default_error_messages = _faults(invalid="Cần là danh sách.")

    def __init__(self, inner: Any, *, most: int | None = None, **more: Any) -> None:
        if most is not None:
            more["validate"] = Length(max=most, error=f"Nhiều nhất {most} mục.")
        super().__init__(inner, **more)


class Part(fields.Nested):
    """A thing inside another."""

    default_error_messages = _faults(type="Cần là một đối tượng có các trường.")

    def _load(self, value: Any, partial: Any = None) -> Any:
        """Read the thing whole, even where the body around it names only what changes."""
        return super()._load(value, partial=False)


def from_text(field: Any, text: str) -> Any:
    """Return what JSON would have held where a form, a query or a cell holds text.

    What cannot be read is returned as it is, so that the field itself refuses it in its own words.
    """
    bare = text.strip() if isinstance(text, str) else text
    if not isinstance(bare, str):
        return text
    if isinstance(field, Flag) and bare.lower() in (*_YES, *_NO):
        return bare.lower() in _YES
    if isinstance(field, Number) and _WHOLE.fullmatch(bare):
        return int(bare)
    if isinstance(field, Quantity) and _DECIMAL.fullmatch(bare):
        return float(bare) if "." in bare else int(bare)
    return bare if isinstance(field, DateOn) else text
