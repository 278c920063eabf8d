"""Text as people type it, made safe to store and easy to find."""

import re
import unicodedata

from ocop.domain.refusals import BadInput

#: Letters that NFD does not take apart (no engine folds đ; measured, DESIGN section 9).
_UNDECOMPOSED = str.maketrans({"đ": "d"})
_NOT_WORD = re.compile(r"[^0-9a-z\u1780-\u17ff]+")
#: Control characters that no text field may hold; tab and line ends are for long texts.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """Return the text in NFC, trimmed; refuse what cannot be stored or read.

    NFD Vietnamese is drawn with floating accents by PDF makers and breaks comparison, so it is
    composed at the door. Raises BadInput `text-unreadable` for NUL, control characters and lone surrogates.

    >>> clean("  Ke\u0323o du\u031b\u0300a ")
    'Kẹo dừa'
    """
    if _CONTROL.search(text):
        raise BadInput("text-unreadable", "Văn bản có ký tự điều khiển không đọc được.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise BadInput("text-unreadable", "Văn bản có ký tự không hợp lệ (surrogate lẻ).") from fault
    return unicodedata.normalize("NFC", text).strip()


def folded(text: str) -> str:
    """Return the text as search and duplicate checks see it: no marks, no case, single spaces, never longer.

    >>> folded("Kẹo  dừa ĐƯỜNG thốt-nốt")
    'keo dua duong thot not'
    """
    bare = unicodedata.normalize("NFD", text.lower().translate(_UNDECOMPOSED))
    unmarked = "".join(
        letter for letter in bare if unicodedata.category(letter) != "Mn" or "\u1780" <= letter <= "\u17ff"
    )
    return _NOT_WORD.sub(" ", unmarked).strip()
