"""What events say of this registry's own lots and of its other events: what forbids to keep them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.epcis_faults import Fault, pointer
from ocop.domain.event_things import INPUTS, OUTPUTS, Event, Role, Thing
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.subjects import Subject
from ocop.services.epcs import Known, mapped_lots
from ocop.services.subjects import acts_for

#: Names of the members that hold things, for pointers.
_MEMBERS: Final = {
    Role.EPC: "epcList",
    Role.QUANTITY: "quantityList",
    Role.PARENT: "parentID",
    Role.CHILD: "childEPCs",
    Role.CHILD_QUANTITY: "childQuantityList",
    Role.INPUT: "inputEPCList",
    Role.INPUT_QUANTITY: "inputQuantityList",
    Role.OUTPUT: "outputEPCList",
    Role.OUTPUT_QUANTITY: "outputQuantityList",
}
#: What only who owns a thing may say of it, besides that it came out of something.
_OWN_ACTIONS: Final = frozenset(("ADD", "DELETE"))


def things_with_places(things: Sequence[Thing]) -> Iterator[tuple[Thing, str]]:
    """Yield things with the pointer of each inside its event."""
    counts: dict[Role, int] = {}
    for one in things:
        place = counts[one.role] = counts.get(one.role, -1) + 1
        yield one, "/parentID" if one.role == Role.PARENT else pointer(_MEMBERS[one.role], place)


def is_making(event: Event, thing: Thing) -> bool:
    """Tell whether an event brings a thing into being: it comes out of a transformation, or is commissioned."""
    if thing.role in OUTPUTS:
        return True
    return event["type"] == "ObjectEvent" and event.get("action") == "ADD"


def _is_owners(event: Event, thing: Thing) -> bool:
    """Tell whether only the owner of a thing may say this of it: that it came to be, or that it ended."""
    return is_making(event, thing) or (event["type"] == "ObjectEvent" and event.get("action") in _OWN_ACTIONS)


class Rights:
    """What one actor may record of the things at hand; subjects and lots are read once."""

    def __init__(
        self, by: Actor, known: Mapping[str, Known], events: Iterable[tuple[Event, Sequence[Thing]]]
    ) -> None:
        """Read whose the things are and which of them are lots that exist, or will by one of these events."""
        self.lots: dict[tuple[str, str], Lot] = mapped_lots(known.values())
        ids = {one.subject_id for one in known.values() if one.subject_id}
        subjects = db.session.scalars(select(Subject).where(Subject.id.in_(ids))) if ids else ()
        self._own = {one.id for one in subjects if acts_for(by, one)}
        self._known = known
        self._expected = {
            (one.product_id, one.lot) for event, things in events for one, _ in self.opened_by(event, things)
        }

    def faults(self, event: Event, things: Sequence[Thing]) -> list[Fault]:
        """Return what forbids the actor to record an event about these things."""
        found = []
        for one, where in things_with_places(things):
            known = self._known[one.uri]
            if known.subject_id is None or (known.lot is None and known.kind != "raw_lot"):
                continue
            if _is_owners(event, one) and known.subject_id not in self._own:
                words = f"“{one.uri[:80]}” là của chủ thể khác; chỉ chủ thể của lô ghi được lô ra đời hay bị huỷ."
                found.append(Fault(where, "lot-not-yours", words))
            elif known.kind != "raw_lot" and not self._is_expected(known) and not is_making(event, one):
                words = f"Sản phẩm này không có lô “{known.lot}”; mở lô trước, hoặc ghi việc làm ra lô trước."
                found.append(Fault(where, "lot-unknown", words))
        return found

    def _is_expected(self, known: Known) -> bool:
        return (known.product_id, known.lot) in self._expected or self._is_there(known)

    def _is_there(self, known: Known) -> bool:
        return (known.product_id, known.lot) in self.lots

    def opened_by(self, event: Event, things: Sequence[Thing]) -> list[tuple[Known, Thing]]:
        """Return the lots that an event brings into being and the registry does not have yet."""
        return [
            (known, one)
            for one in things
            if (known := self._known[one.uri]).kind == "lot" and is_making(event, one) and not self._is_there(known)
        ]


def told_by(known: Known, subject_id: str | None) -> dict[str, bool]:
    """Return whether a thing's own subject says something of it, or another while its subject is known."""
    by_owner = known.subject_id is not None and known.subject_id == subject_id
    return {"by_owner": by_owner, "by_other": known.subject_id is not None and not by_owner}


def loops_in(things: Sequence[Thing], known: Mapping[str, Known]) -> tuple[set[int], set[int]]:
    """Return the numbers of what goes into a transformation and of what comes out and was there before."""
    inputs = {known[one.uri].number for one in things if one.role in INPUTS}
    outputs = {known[one.uri].number for one in things if one.role in OUTPUTS and known[one.uri].row is None}
    return inputs, outputs
