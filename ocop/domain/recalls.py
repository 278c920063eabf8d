"""Recalls: what is said when a lot is called back or let go again, or a product is no longer sold.

open, closed, used up --recall--> recalled --lift--> what it was before
published --withdraw--> withdrawn --resume--> published
"""

from ocop.domain.refusals import BadInput, Conflict, RuleBroken

#: What a buyer is told to do where nobody said anything else.
ADVICE = "Ngừng dùng, giữ riêng hàng và trả lại nơi mua."


def reason_given(reason: str) -> str:
    """Return a reason as it is kept. Raises BadInput `reason-missing`."""
    words = reason.strip()
    if not words:
        raise BadInput("reason-missing", "Cần nêu lý do.", field="reason")
    return words


def reason_through(reason: str, start: str) -> str:
    """Return the reason for what is recalled through something else.

    >>> reason_through("Có nấm mốc.", "nguyên liệu lô H-261101-1")
    'Có nấm mốc (vì dùng nguyên liệu lô H-261101-1).'
    """
    return f"{reason.rstrip('.')} (vì dùng {start})."


def advice_given(advice: str | None) -> str:
    """Return what buyers are told to do, the common advice where none was given."""
    return (advice or "").strip() or ADVICE


def check_recall(state: str, lot: str) -> None:
    """Refuse to recall a lot twice. Raises Conflict `lot-recalled`."""
    if state == "recalled":
        raise Conflict("lot-recalled", "Lô %(lot)s đang bị thu hồi rồi.", lot=lot)


def check_lifting(state: str, lot: str) -> None:
    """Refuse to lift what does not hold. Raises Conflict `lot-not-recalled`."""
    if state != "recalled":
        raise Conflict("lot-not-recalled", "Lô %(lot)s không bị thu hồi.", lot=lot)


def check_withdrawal(state: str) -> None:
    """Refuse to withdraw a draft, or twice. Raises RuleBroken `product-draft`, Conflict `product-withdrawn`."""
    if state == "draft":
        raise RuleBroken("product-draft", "Sản phẩm còn là bản nháp, chưa bán.")
    if state == "withdrawn":
        raise Conflict("product-withdrawn", "Sản phẩm đã ngừng bán rồi.")


def check_resumption(state: str) -> None:
    """Refuse to sell again what is sold. Raises Conflict `product-not-withdrawn`."""
    if state != "withdrawn":
        raise Conflict("product-not-withdrawn", "Sản phẩm không ở trạng thái ngừng bán.")
