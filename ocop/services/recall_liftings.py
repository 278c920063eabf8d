"""Liftings: recalled lots let go again by an office, one or several chosen at once; never more than were chosen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ocop.domain.accounts import Actor
from ocop.domain.balances import Balance
from ocop.domain.notices import NoticeKind
from ocop.domain.recalls import check_lifting, reason_given
from ocop.domain.refusals import BadInput
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.acts import acts_of, record_act
from ocop.services.lots import find_lot
from ocop.services.profiles import overseen_product
from ocop.services.recall_orders import tell_of_lots
from ocop.services.recall_sets import AffectedLot, start_of_lot, start_of_raw_lot
from ocop.services.recalls import check_lifting_role, lift_recall
from ocop.services.receivers import forget_calls

#: Lots that are let go by one act at most.
MOST_LIFTED = 200


def lift_lot(by: Actor, now: datetime, today: date, product: Product, lot: Lot, *, reason: str) -> None:
    """Let one lot go again and tell its maker. Refuses as `recalls.lift_recall` does."""
    lift_recall(by, now, today, product, lot, reason=reason)
    forget_calls(start_of_lot(product, lot))
    subject = db.session.get_one(Subject, product.subject_id)
    told = [AffectedLot(product, lot, subject, Balance())]
    tell_of_lots(by, now, NoticeKind.RECALL_LIFTED, told, {"start": "", "reason": reason_given(reason)})


def lift_chosen(by: Actor, now: datetime, today: date, chosen: Sequence[str], *, reason: str) -> list[str]:
    """Let several lots go again at once, each named `{code}/{lot}`; return their codes. All of them, or none.

    Raises BadInput `lots-missing` where none is chosen, and what `recalls.lift_recall` raises.
    """
    if not chosen or len(chosen) > MOST_LIFTED:
        raise BadInput("lots-missing", "Cần chọn từ 1 đến %(most)s lô.", field="lot", most=MOST_LIFTED)
    found = []
    for name in sorted(set(chosen)):
        code, _, lot_code = name.partition("/")
        product = overseen_product(code, by, for_update=True)
        lot = find_lot(product, lot_code)
        lift_lot(by, now, today, product, lot, reason=reason)
        found.append(lot.code)
    return found


def lift_raw_lot(by: Actor, now: datetime, today: date, raw_lot: RawLot, *, reason: str) -> None:
    """Let a raw lot go again; the lots that were recalled through it stay recalled.

    The raw lot is held for update. Raises NotAllowed `lifting-not-yours`, Conflict `lot-not-recalled`.
    """
    check_lifting_role(by)
    words = reason_given(reason)
    check_lifting(raw_lot.state, raw_lot.code)
    before = {"state": raw_lot.state, "on": raw_lot.recalled_on, "reason": raw_lot.recall_reason}
    recalls = [act for act in acts_of("raw-lot", raw_lot.id) if act.verb == "recall"]
    raw_lot.state = str((recalls[-1].before or {})["state"]) if recalls else "open"
    raw_lot.version += 1
    raw_lot.recalled_on = raw_lot.recall_reason = raw_lot.recalled_by = None
    record_act(
        by, now, "lift-recall", "raw-lot", raw_lot.id, before=before, after={"state": raw_lot.state, "on": today},
        why=words,
    )  # fmt: skip
    forget_calls(start_of_raw_lot(raw_lot))
    db.session.flush()


def raw_lot_view(raw_lot: RawLot) -> dict[str, Any]:
    """Return a raw lot as the answer to a lifting shows it."""
    return {name: getattr(raw_lot, name) for name in ("id", "code", "name", "state", "version")}
