"""Notices: what a subject or an office has to hear of, in words."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

#: Lots that a notice names one by one; of more it says how many.
_NAMED = 6


class NoticeKind(StrEnum):
    """What has happened."""

    #: Lots of the reader, or of its area, were recalled by somebody else.
    LOTS_RECALLED = "lots_recalled"
    #: Lots of the reader, or of its area, hold what was recalled elsewhere; they are not recalled yet.
    LOTS_REACHED = "lots_reached"
    #: A lot that was recalled may be sold again.
    RECALL_LIFTED = "recall_lifted"


def notice_words(kind: str, about: Mapping[str, Any]) -> tuple[str, str]:
    """Return the title of a notice, and what to do about it.

    `about` has `lots` of `{code, product, lot}`, and of a recall its `start` in words and its `reason`.
    """
    count, named = len(about["lots"]), _lots(about["lots"])
    if kind == NoticeKind.LOTS_RECALLED:
        return (
            f"{count} lô bị thu hồi cùng {about['start']}",
            f"{named}. Lý do: {about['reason']}. Ngừng bán ngay, mở danh sách nơi nhận và gọi từng nơi.",
        )
    if kind == NoticeKind.LOTS_REACHED:
        return (
            f"{count} lô có phần từ {about['start']} vừa bị thu hồi",
            f"{named}. Lý do: {about['reason']}. Các lô này chưa bị thu hồi: ngừng bán, xem lại và thu hồi nếu cần.",
        )
    return f"Đã gỡ lệnh thu hồi {count} lô", f"{named}. Lý do: {about['reason']}."


def _lots(lots: Sequence[Mapping[str, Any]]) -> str:
    """Return lots in words: each by name, many by their number.

    >>> _lots([{"product": "Dừa sáp", "lot": "L1"}])
    'Dừa sáp lô L1'
    """
    named = ", ".join(f"{one['product']} lô {one['lot']}" for one in lots[:_NAMED])
    return f"{named} và {len(lots) - _NAMED} lô nữa" if len(lots) > _NAMED else named
