"""Lots: the code on the package and the days that belong to it."""

import re
from datetime import date

from ocop.domain.refusals import BadInput, RuleBroken

#: AI (10) holds at most 20 characters of CSET 82 (GS1 General Specifications, 3.4.1); lower case would
#: force a larger QR symbol, and `/` and the like would have to be escaped in an address.
_LOT = re.compile(r"[0-9A-Z][0-9A-Z.-]{0,19}")


def lot_code(text: str) -> str:
    """Return a lot's code in capitals. Raises BadInput `lot-malformed`.

    >>> lot_code(" l2411a ")
    'L2411A'
    """
    code = text.strip().upper()
    if not _LOT.fullmatch(code):
        raise BadInput(
            "lot-malformed",
            "Mã lô “%(lot)s” gồm 1 đến 20 chữ in hoa không dấu, số, dấu chấm hoặc gạch ngang.",
            field="code",
            lot=text[:40],
        )
    return code


def check_days(made_on: date | None, best_before: date | None) -> None:
    """Refuse a lot that is stale before it is made. Raises RuleBroken `dates-contradict`."""
    if made_on is not None and best_before is not None and best_before < made_on:
        raise RuleBroken(
            "dates-contradict",
            "Hạn dùng %(best)s ở trước ngày sản xuất %(made)s.",
            field="best_before",
            best=best_before.strftime("%d/%m/%Y"),
            made=made_on.strftime("%d/%m/%Y"),
        )
