"""Measures: the units that people say and write, and the codes that events carry for them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from ocop.domain.refusals import BadInput

#: UN/ECE Recommendation 20 codes of the units that people weigh and pour with (EPCIS 2.0, section 7.3.3.3).
CODES: Final[Mapping[str, str]] = {"kg": "KGM", "g": "GRM", "tấn": "TNE", "lít": "LTR", "ml": "MLT"}
#: What is counted; such a quantity has no code (the same section: “each” is said by leaving it out).
COUNTED: Final = ("hũ", "chai", "hộp", "gói", "túi", "lọ", "quả", "con", "bó", "cái", "thùng")
#: What forms offer, the most usual first.
UNITS: Final = ("kg", *COUNTED, "g", "tấn", "lít", "ml")
#: Other spellings of the same.
_SPELLINGS: Final[Mapping[str, str]] = {
    "kilogram": "kg", "ký": "kg", "kí": "kg", "cân": "kg", "gam": "g", "gram": "g", "gr": "g", "t": "tấn",
    "l": "lít", "lit": "lít", "mililít": "ml",
}  # fmt: skip
_WORDS: Final[Mapping[str, str]] = {code: word for word, code in CODES.items()}
#: How many of the smallest unit of its kind each is: grams, millilitres.
_SIZES: Final[Mapping[str, tuple[str, int]]] = {
    "GRM": ("mass", 1),
    "KGM": ("mass", 1_000),
    "TNE": ("mass", 1_000_000),
    "MLT": ("volume", 1),
    "LTR": ("volume", 1_000),
}


def unit_word(text: str | None) -> str | None:
    """Return a unit in its one spelling; what is not known stays as it is.

    >>> [unit_word(text) for text in (" Ký", "KG", "hũ")]
    ['kg', 'kg', 'hũ']
    """
    word = (text or "").strip()
    small = word.lower()
    return _SPELLINGS.get(small, small if small in UNITS else word) or None


def code_of(unit: str | None) -> str | None:
    """Return the code of a unit that is weighed or poured; None for one that is counted.

    >>> code_of("kg"), code_of("hũ")
    ('KGM', None)
    """
    return CODES.get(unit_word(unit) or "")


def unit_of(code: str | None, counted: str | None = None) -> str | None:
    """Return the unit that people say for a code; without a code, what the thing is counted in.

    >>> unit_of("KGM"), unit_of(None, "hũ")
    ('kg', 'hũ')
    """
    return _WORDS.get(code, code) if code else counted


def converted(amount: Decimal, code: str | None, into: str | None) -> Decimal | None:
    """Return an amount in another code's unit, or None where one cannot become the other.

    >>> converted(Decimal(2), "TNE", "KGM")
    Decimal('2000')
    """
    if code == into:
        return amount
    size, other = _SIZES.get(code or ""), _SIZES.get(into or "")
    if size is None or other is None or size[0] != other[0]:
        return None
    return amount * size[1] / other[1]


#: Amounts as people here type them: dots between thousands, a comma before decimals.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]{1,3})?")
_PLAIN = re.compile(r"[0-9]{1,11}([.,][0-9]{1,3})?")
_MOST: Final = Decimal("99999999999.999")


def amount_in(text: str, *, field: str = "quantity") -> Decimal:
    """Return an amount as it is typed here: dots stand between thousands, a comma before decimals.

    A lone dot is a decimal one unless three digits follow it. Raises BadInput `amount-unreadable`.

    >>> [str(amount_in(text)) for text in ("200", "12,5", "1.200", "1.200,5", "0.5", "0,125")]
    ['200', '12.5', '1200', '1200.5', '0.5', '0.125']
    """
    bare = text.replace(" ", "").replace("\u00a0", "")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    amount = Decimal(bare.replace(",", ".")) if bare.isascii() and _PLAIN.fullmatch(bare) else Decimal(0)
    if not 0 < amount <= _MOST:
        words = "“%(text)s” không phải số lượng; hãy gõ như 200 hay 12,5."
        raise BadInput("amount-unreadable", words, field=field, text=text[:20])
    return amount


_MARKS: Final = str.maketrans(",.", ".,")


def amount_words(amount: Decimal | float | None, unit: str | None = None) -> str:
    """Return an amount as people here write it.

    >>> amount_words(Decimal("1234.500"), "kg")
    '1.234,5 kg'
    """
    if amount is None:
        return ""
    text = f"{Decimal(str(amount)):,.3f}".rstrip("0").rstrip(".")
    text = text.translate(_MARKS)
    return f"{text} {unit}" if unit else text
