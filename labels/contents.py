"""What stands on a label, checked at the door: whoever holds a LabelContent can print it."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from labels.gtins import checked_gtin
from labels.logos import Logo
from labels.refusals import LabelError
from labels.typefaces import missing_character

Kind = Literal["ean13", "ean8", "code128"]

#: The most characters that each text may have; what fits on the paper is for the layout to say.
LIMITS = {
    "name": 200,
    "producer": 200,
    "line": 80,
    "address_in_words": 160,
    "caption": 60,
    "serial": 30,
    "notice": 300,
    "seat": 300,
    "origin": 100,
}
MOST_LINES = 8
#: Longest QR content, well past any address; the layout refuses much sooner if modules grow too fine.
MOST_QR = 600
MOST_CODE128 = 40

#: Invisible characters that Khmer needs: word break, non-joiner, joiner.
KHMER_INVISIBLES = "\u200b\u200c\u200d"

NAMES_IN_WORDS = {
    "name": "Tên sản phẩm",
    "producer": "Tên chủ thể",
    "line": "Dòng thông tin",
    "address_in_words": "Địa chỉ in bằng chữ",
    "caption": "Chú thích mã vạch",
    "serial": "Số của nhãn",
    "notice": "Lời nhãn điện tử",
    "seat": "Địa chỉ chủ thể",
    "origin": "Xuất xứ",
}


def checked_text(field: str, text: str, *, may_be_empty: bool = False) -> str:
    """Return the text in NFC with single spaces, or refuse what cannot be printed whole.

    NFC because a letter followed by a floating accent is drawn visibly broken.
    Raises LabelError `text-control-character`, `text-missing-glyph`, `text-too-long` or `text-empty`.
    """
    said = NAMES_IN_WORDS[field]
    composed = unicodedata.normalize("NFC", text)
    for character in composed:
        if unicodedata.category(character)[0] == "C" and character not in KHMER_INVISIBLES:
            sign = f"U+{ord(character):04X}"
            raise LabelError(
                "text-control-character", f"{said} có ký tự điều khiển hoặc ký tự ẩn {sign}; hãy xoá nó."
            )
    tidy = " ".join(composed.split())
    if not tidy.strip(KHMER_INVISIBLES) and not may_be_empty:
        raise LabelError("text-empty", f"{said} còn trống.")
    if len(tidy) > LIMITS[field]:
        raise LabelError(
            "text-too-long", f"{said} dài {len(tidy)} ký tự, nhiều nhất là {LIMITS[field]}: “{tidy[:40]}…”."
        )
    absent = missing_character(tidy)
    if absent:
        sign = f"U+{ord(absent):04X}"
        raise LabelError("text-missing-glyph", f"{said} có ký tự “{absent}” ({sign}) mà phông chữ in nhãn không có.")
    return tidy


@dataclass(frozen=True, kw_only=True)
class Barcode:
    """A linear symbol and what it says.

    `code` is the digits of an EAN with their check digit, or the text of a Code 128.
    """

    kind: Kind
    code: str
    caption: str = ""

    def __post_init__(self) -> None:
        if self.kind == "code128":
            _check_code128(self.code)
        else:
            _check_ean(self.kind, self.code)
        object.__setattr__(self, "caption", checked_text("caption", self.caption, may_be_empty=True))

    @classmethod
    def of_gtin(cls, text: str) -> "Barcode":
        """Choose the symbol of a GTIN: EAN-8, EAN-13, or Code 128 of a GTIN-14 that no EAN can carry."""
        gtin = checked_gtin(text)
        kinds: dict[int, Kind] = {8: "ean8", 13: "ean13", 14: "code128"}
        return cls(kind=kinds[len(gtin)], code=gtin, caption="GTIN-14" if len(gtin) == 14 else "")

    @classmethod
    def of_code(cls, text: str, caption: str = "mã nội bộ, không phải mã GS1") -> "Barcode":
        """Make a Code 128 of an internal code, and say so under it."""
        return cls(kind="code128", code=text, caption=caption)


def _check_ean(kind: Kind, code: str) -> None:
    digits = {"ean13": 13, "ean8": 8}[kind]
    if len(code) != digits:
        raise LabelError("gtin-length", f"Mã vạch EAN-{digits} cần {digits} chữ số, “{code}” có {len(code)} ký tự.")
    checked_gtin(code)


def _check_code128(code: str) -> None:
    if not code.strip():
        raise LabelError("barcode-empty", "Mã vạch chưa có nội dung.")
    strange = next((character for character in code if not " " <= character <= "~"), None)
    if strange is not None:
        raise LabelError("barcode-character", f"Mã vạch Code 128 “{code}” có ký tự “{strange}” không mã hoá được.")
    if len(code) > MOST_CODE128:
        raise LabelError("barcode-too-long", f"Mã vạch “{code}” dài {len(code)} ký tự, nhiều nhất là {MOST_CODE128}.")


def _check_qr(text: str) -> None:
    if not text:
        raise LabelError("qr-empty", "Mã QR chưa có nội dung.")
    strange = next((character for character in text if not "!" <= character <= "~"), None)
    if strange is not None:
        sign = f"U+{ord(strange):04X}"
        raise LabelError("qr-character", f"Nội dung mã QR có ký tự {sign} không dùng được trong địa chỉ web.")
    if len(text) > MOST_QR:
        raise LabelError("qr-too-long", f"Nội dung mã QR dài {len(text)} ký tự, nhiều nhất là {MOST_QR}.")


@dataclass(frozen=True, kw_only=True)
class LabelContent:
    """Everything one label says. `qr` is printed exactly as given.

    An address in capitals stays in the QR's alphanumeric mode, which is one version smaller. `serial` is the
    item's own number, small under the address. What the goods-label rules ask for besides (NĐ 37/2026/NĐ-CP,
    Điều 42) stands on the designs that have the room: `seat`, where the producer is; `origin`; and `notice`, which
    says where the rest is read when the label is electronic.
    """

    qr: str
    barcode: Barcode
    name: str
    producer: str
    address_in_words: str
    stars: int | None = None
    lines: tuple[str, ...] = ()
    specimen: bool = False
    serial: str = ""
    notice: str = ""
    seat: str = ""
    origin: str = ""
    logo: Logo | None = None

    def __post_init__(self) -> None:
        _check_qr(self.qr)
        for field in ("name", "producer", "address_in_words"):
            object.__setattr__(self, field, checked_text(field, getattr(self, field)))
        if self.stars is not None and self.stars not in (3, 4, 5):
            raise LabelError("stars-out-of-range", f"Nhãn OCOP in 3, 4 hoặc 5 sao, không in {self.stars} sao.")
        if len(self.lines) > MOST_LINES:
            raise LabelError(
                "label-overfull", f"Nhãn có {len(self.lines)} dòng thông tin, nhiều nhất là {MOST_LINES}."
            )
        for field in ("serial", "notice", "seat", "origin"):
            object.__setattr__(self, field, checked_text(field, getattr(self, field), may_be_empty=True))
        object.__setattr__(self, "lines", tuple(checked_text("line", line) for line in self.lines))
