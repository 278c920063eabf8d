"""Receivers of a recall: who got what, by name and telephone, and who was spoken to."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from ocop.domain.accounts import Actor
from ocop.domain.event_things import NOBODY
from ocop.domain.recall_amounts import sums
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.partners import Partner
from ocop.models.recalls import RecallCall
from ocop.models.subjects import Subject
from ocop.services.acts import record_act
from ocop.services.chunks import in_chunks
from ocop.services.recall_sets import Affected, Start, affected_by


def receivers_told(affected: Affected, told: Collection[str]) -> list[dict[str, Any]]:
    """Return the receivers of what the given subjects sent off, each once, the largest number of deliveries first."""
    rows: dict[str, dict[str, Any]] = {}
    shares: dict[str, list[Any]] = {}
    for one in affected.sent:
        if one.subject_id is not None and one.subject_id not in told:
            continue
        for uri in (one.receiver,):
            row = rows.setdefault(
                uri, {"uri": uri, "lots": {}, "boxes": {}, "on": set(), "senders": set(), "times": 0}
            )
            row["times"] += 1
            row["on"].add(one.at.date())
            row["senders"].add(one.subject_id)
            row["boxes"] |= dict.fromkeys(one.boxes)
            row["lots"] |= {affected.names[thing]: None for thing, _, _ in one.things if thing in affected.names}
            shares.setdefault(uri, []).extend(
                (quantity, uom, affected.units.get(thing)) for thing, quantity, uom in one.things
            )
    names = _named(rows.values())
    found = [
        {
            "uri": uri,
            **names[uri],
            "quantities": sums(shares[uri]),
            "lots": list(row["lots"]),
            "boxes": list(row["boxes"]),
            "deliveries": row["times"],
            "last_on": max(row["on"]),
        }
        for uri, row in rows.items()
    ]
    return sorted(found, key=lambda one: (one["uri"] == NOBODY, one["name"], one["uri"]))


def _named(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return names, telephones and addresses by URI: of the senders' own partners first, else of subjects."""
    wanted = {row["uri"]: row["senders"] for row in rows}
    found = {uri: {"name": "", "phone": None, "address": None} for uri in wanted}
    subjects = {uri.rpartition("/subjects/")[2]: uri for uri in wanted if "/subjects/" in uri}
    for some in in_chunks(subjects):
        for one in db.session.scalars(select(Subject).where(Subject.id.in_(some))):
            found[subjects[one.id]] = {"name": one.name, "phone": one.phone, "address": one.address}
    for some in in_chunks(wanted):
        for one in db.session.scalars(select(Partner).where(Partner.uri.in_(some)).order_by(Partner.created_at)):
            if one.subject_id in wanted[one.uri]:
                found[one.uri] = {"name": one.name, "phone": one.phone, "address": one.address}
    for uri, row in found.items():
        row["name"] = row["name"] or ("" if uri == NOBODY else uri)
    return found


def calls_of(start: Start) -> dict[str, dict[str, Any]]:
    """Return who was spoken to about a recall, by URI: when, and by whom."""
    query = select(RecallCall).where(RecallCall.epc_id == start.number)
    return {one.receiver: {"at": one.called_at, "by": one.caller} for one in db.session.scalars(query)}


def note_call(by: Actor, now: datetime, start: Start, receiver: str, *, called: bool) -> None:
    """Note that a receiver of a recall was spoken to, or take that back; twice is once.

    Raises NotFound `receiver-unknown` for somebody who got nothing of it.
    """
    found = db.session.get(RecallCall, (start.number, receiver)) if start.number is not None else None
    if start.number is None or len(receiver) > 500 or "\x00" in receiver:
        raise NotFound("receiver-unknown", "Lô này không có nơi nhận ấy.", field="receiver")
    if called == (found is not None):
        return
    if called and not any(receiver == one.receiver for one in affected_by(start).sent):
        raise NotFound("receiver-unknown", "Lô này không có nơi nhận ấy.", field="receiver")
    if found is None:
        db.session.add(
            RecallCall(epc_id=start.number, receiver=receiver, called_at=now, called_by=by.id, caller=by.name)
        )
    else:
        db.session.delete(found)
    record_act(by, now, "call" if called else "uncall", *start.name, after={"receiver": receiver})
    db.session.flush()


def forget_calls(start: Start) -> None:
    """Forget whom somebody spoke to: the recall that it was about is lifted."""
    db.session.execute(delete(RecallCall).where(RecallCall.epc_id == start.number))
