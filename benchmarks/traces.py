"""A million trace events: genealogies six deep followed back and forth, recalls, and captures beside bare inserts.

    python -m benchmarks.traces [events] [--postgres]

The store holds, of each million events, 60,000 harvests, six layers of 60,000 changes of two or three lots into one,
180,000 boxes and 400,000 deliveries and receipts; one lot went into 400 others. Samples are chosen by chance.
Captures are documents of 500 events, checked and recorded as `POST /epcis/capture` does, in turns with rows put into
the same three tables (events, things, what is about what), one statement each and nothing else.
"""

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import insert, text

from ocop.app import create_app
from ocop.config import Settings
from ocop.domain.accounts import OPERATOR
from ocop.domain.balances import Move
from ocop.domain.event_things import Link, Role
from ocop.domain.gtins import check_digit
from ocop.domain.walks import Direction
from ocop.models.database import db, new_numbers
from ocop.models.events import Edge, Epc, EventEpc, EventValue, TraceEvent
from ocop.services.databases import upgrade_databases
from ocop.services.epcis_checks import validate_document
from ocop.services.event_rows import insert_rows
from ocop.services.events import record_events
from ocop.services.traces import recall_set, trace_of
from ocop.services.work import reading, unit_of_work
from tests import postgres

EVENTS, SAMPLES, DOCUMENT, ROUNDS = 1_000_000, 300, 500, 24
BASE, NOW, BEGIN = "https://ocop.example.vn", datetime(2026, 6, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
LAYERS, HUB_USERS, BATCH = 6, 400, 5_000
CONTEXT = ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"]


def lot(number: int) -> str:
    """Return the canonical URI of a lot."""
    body = f"0952{number % 10**9:09d}"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}/10/L{number}"


def box(number: int) -> str:
    """Return the canonical URI of a box."""
    body = f"09521234{number % 10**9:09d}"
    return f"https://id.gs1.org/00/{body}{check_digit(body)}"


class Story:
    """Rows of a story of so many events, as `record_events` writes them, batch after batch."""

    def __init__(self, events: int) -> None:
        """Lay out the layers."""
        self.chance = random.Random(7)
        self.width = events * 6 // 100
        self.boxes, self.moves = events * 18 // 100, events - events * 60 // 100
        self.layers: list[Sequence[int]] = []
        self.box_numbers: list[int] = []
        self.parties = new_numbers(900)

    def batches(self) -> Iterator[dict[Any, list[dict[str, Any]]]]:
        """Yield the rows of each table, a batch of events at a time."""
        for layer in range(LAYERS + 1):
            numbers: list[int] = []
            self.uses = self._uses()
            for first in range(0, self.width, BATCH):
                count = min(BATCH, self.width - first)
                rows = self._begin(count)
                made = new_numbers(count)
                for place, number in enumerate(made):
                    self._make(rows, layer, layer * self.width + first + place, number, place)
                numbers += made
                yield rows
            self.layers.append(numbers)
        yield {Epc: [_epc(one, _party(place), "party") for place, one in enumerate(self.parties)]}
        yield from self._boxed()
        yield from self._moved()

    def _uses(self) -> list[int]:
        """Return how the lots of the last layer are used: each two or three times, in an order of chance."""
        uses = list(self.layers[-1]) * 3 if self.layers else []
        self.chance.shuffle(uses)
        return uses

    def _begin(self, count: int) -> dict[Any, list[dict[str, Any]]]:
        self.ids = new_numbers(count)
        rows: dict[Any, list[dict[str, Any]]] = {Epc: [], TraceEvent: [], EventEpc: [], EventValue: [], Edge: []}
        return rows

    def _make(self, rows: Any, layer: int, place: int, number: int, index: int) -> None:
        rows[Epc].append(_epc(number, lot(place), "lot"))
        event = self.ids[index]
        if layer == 0:
            rows[TraceEvent].append(_event(event, place, "ObjectEvent", "ADD", "commissioning", [lot(place)]))
            rows[EventEpc].append(_about(event, 0, Role.QUANTITY, number))
            return
        before = self.layers[-1]
        inputs = [self.uses.pop() for _ in range(self.chance.choice((2, 2, 2, 2, 3)))]
        if layer == 1 and place % self.width < HUB_USERS:
            inputs[0] = before[0]
        inputs = list(dict.fromkeys(inputs))
        rows[TraceEvent].append(
            _event(event, place, "TransformationEvent", None, "creating_class_instance", [lot(place)])
        )
        for one, thing in enumerate(inputs):
            rows[EventEpc].append(_about(event, one, Role.INPUT_QUANTITY, thing))
            rows[Edge].append(_edge(thing, number, event, Link.MADE))
        rows[EventEpc].append(_about(event, len(inputs), Role.OUTPUT_QUANTITY, number))

    def _boxed(self) -> Iterator[dict[Any, list[dict[str, Any]]]]:
        every = [one for layer in self.layers for one in layer]
        for first in range(0, self.boxes, BATCH):
            count = min(BATCH, self.boxes - first)
            rows, made = self._begin(count), new_numbers(count)
            for place, (event, number) in enumerate(zip(self.ids, made, strict=True)):
                uri = box(first + place)
                rows[Epc].append(_epc(number, uri, "box"))
                rows[TraceEvent].append(_event(event, first + place, "AggregationEvent", "ADD", "packing", [uri]))
                child = every[(first + place) * 7 // 3 % len(every)]
                rows[EventEpc] += [
                    _about(event, 0, Role.CHILD_QUANTITY, child),
                    _about(event, 1, Role.PARENT, number),
                ]
                rows[Edge].append(_edge(child, number, event, Link.PACKED))
            self.box_numbers += made
            yield rows

    def _moved(self) -> Iterator[dict[Any, list[dict[str, Any]]]]:
        for first in range(0, self.moves, BATCH):
            rows = self._begin(min(BATCH, self.moves - first))
            for place, event in enumerate(self.ids):
                step = "shipping" if place % 2 else "receiving"
                rows[TraceEvent].append(_event(event, first + place, "ObjectEvent", "OBSERVE", step, [box(place)]))
                number = self.box_numbers[(first + place) % self.boxes]
                rows[EventEpc].append(_about(event, 0, Role.EPC, number))
                if place % 2:
                    receiver = {"name": "destination:possessing_party", "value": _party(place % 900)}
                    rows[EventValue].append(receiver | {"event_id": event})
                    rows[Edge].append(_edge(number, self.parties[place % 900], event, Link.SENT))
            yield rows


def _party(place: int) -> str:
    return f"{BASE}/partners/{place}"


def _epc(number: int, uri: str, kind: str) -> dict[str, Any]:
    return {"id": number, "main_id": number, "uri": uri, "kind": kind} | dict.fromkeys(
        ("product_id", "lot", "raw_lot_id", "subject_id")
    )


def _event(number: int, place: int, kind: str, action: str | None, step: str, about: list[str]) -> dict[str, Any]:
    at = BEGIN + timedelta(seconds=place * 30)
    name = f"urn:uuid:01900000-0000-7000-8000-{number & 0xFFFFFFFFFFFF:012x}"
    document = {
        "type": kind, "eventID": name, "eventTime": at.isoformat(), "eventTimeZoneOffset": "+07:00", "bizStep": step,
        "epcList": about, "readPoint": {"id": f"{BASE}/sites/{place % 500}"}, "ocop:note": "x" * 200,
    }  # fmt: skip
    return {
        "id": number, "event_id": name, "is_declaration": False, "event_type": kind, "event_time": at,
        "record_time": NOW, "action": action, "biz_step": step, "disposition": "in_progress",
        "read_point": f"{BASE}/sites/{place % 500}", "biz_location": f"{BASE}/sites/{place % 500}",
        "subject_id": None, "actor_id": "operator", "capture_id": None, "context_id": None,
        "document": orjson.dumps(document).decode(),
    }  # fmt: skip


_MOVED = {Role.QUANTITY: Move.MADE, Role.OUTPUT_QUANTITY: Move.MADE, Role.INPUT_QUANTITY: Move.USED}


def _about(event: int, place: int, role: Role, thing: int) -> dict[str, Any]:
    quantity = None if role in (Role.EPC, Role.PARENT) else 100.0
    move = _MOVED.get(role, Move.BOXED if quantity else None)
    return {"event_id": event, "place": place, "role": int(role), "epc_id": thing, "quantity": quantity} | {
        "uom": None,
        "move": move,
    }


def _edge(src: int, dst: int, event: int, kind: Link) -> dict[str, Any]:
    since = None if kind == Link.MADE else BEGIN
    return {"src": src, "dst": dst, "event_id": event, "kind": int(kind), "from_time": since, "to_time": None}


def document(first: int) -> bytes:
    """Return a document of events that nothing in the store knows: harvests, changes and boxes in turn."""
    events = []
    for number in range(first, first + DOCUMENT):
        at = (BEGIN + timedelta(seconds=number)).isoformat()
        common = {
            "eventTime": at,
            "eventTimeZoneOffset": "+00:00",
            "readPoint": {"id": f"{BASE}/sites/{number % 500}"},
        }
        made = {"epcClass": lot(10**8 + number), "quantity": 150, "uom": "KGM"}
        before = lot(10**8 + number - 1)
        if number % 3 == 0:
            kind = {"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "quantityList": [made]}
        elif number % 3 == 1:
            taken = [{"epcClass": before, "quantity": 150, "uom": "KGM"}]
            kind = {"type": "TransformationEvent", "inputQuantityList": taken, "outputQuantityList": [made]}
        else:
            children = [{"epcClass": before, "quantity": 10, "uom": "KGM"}]
            kind = {"type": "AggregationEvent", "action": "ADD", "bizStep": "packing"}
            kind |= {"parentID": box(10**8 + number), "childQuantityList": children}
        events.append(common | kind)
    body = {"@context": CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": NOW.isoformat()}
    return orjson.dumps(body | {"epcisBody": {"eventList": events}})


def capture(body: bytes) -> float:
    """Return the seconds that a document takes from its bytes to the disk."""
    start = time.perf_counter()
    checked = validate_document(body, now=NOW)
    with unit_of_work():
        record_events(OPERATOR, NOW, checked.events, base_url=BASE, subject_id=None, context=checked.context)
    return time.perf_counter() - start


def bare(first: int) -> float:
    """Return the seconds that the rows of as many events take in three tables, by one insert each."""
    events, epcs, things = [], new_numbers(DOCUMENT), []
    rows = []
    for place, number in enumerate(new_numbers(DOCUMENT)):
        events.append(_event(number, first + place, "ObjectEvent", "ADD", "commissioning", [lot(first + place)]))
        rows.append(_epc(epcs[place], f"{lot(2 * 10**8 + first + place)}", "thing"))
        things += [_about(number, one, Role.QUANTITY, epcs[place]) for one in range(1 + (place % 3 > 0))]
    start = time.perf_counter()
    with unit_of_work():
        for model, several in ((Epc, rows), (TraceEvent, events), (EventEpc, things)):
            db.session.connection().execute(insert(model.__table__), several)
    return time.perf_counter() - start


def timed(title: str, ask: Callable[[int], int], numbers: Sequence[int]) -> None:
    """Print the median and the 95th percentile of an answer over some things, and how many it holds."""
    times, sizes = [], []
    for number in numbers:
        start = time.perf_counter()
        with reading():
            sizes.append(ask(number))
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    p95 = times[int(len(times) * 0.95) - 1]
    print(f"{title:<44}{statistics.median(sizes):>7.0f}{statistics.median(times):>9.2f}{p95:>9.2f}", flush=True)


def run(settings: Settings, events: int, name: str) -> None:
    """Fill a store and measure it."""
    app = create_app(settings)
    with app.app_context():
        upgrade_databases()
        story, start = Story(events), time.monotonic()
        for rows in story.batches():
            with unit_of_work():
                for model, several in rows.items():
                    insert_rows(model, several)
        if name == "PostgreSQL":
            # As its autovacuum does to a store that has grown, at once instead of in its own time.
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        gc.collect()
        gc.freeze()
        print(f"{events:,} events in {name}, made in {time.monotonic() - start:.0f} s")
        chance = random.Random(11)
        ends = chance.sample(story.layers[-1], SAMPLES)
        raws = chance.sample(story.layers[0][HUB_USERS:], SAMPLES)
        print(f"{'':<44}{'things':>7}{'p50 ms':>9}{'p95 ms':>9}")
        boxes = chance.sample(story.box_numbers, SAMPLES)
        for _ in range(2):
            timed("back from the last layer", lambda one: len(trace_of(one, Direction.BACK).nodes), ends)
            timed("back from a box", lambda one: len(trace_of(one, Direction.BACK).nodes), boxes)
            timed("forth from a harvest", lambda one: len(trace_of(one, Direction.FORWARD).nodes), raws)
            timed("recall set of a harvest, with receivers", lambda one: len(recall_set(one).trace.nodes), raws)
        hub = [story.layers[0][0]]
        timed("recall set of the lot in 400 others", lambda one: len(recall_set(one).trace.nodes), hub)
        pairs = [(capture(document(DOCUMENT * one)), bare(DOCUMENT * one)) for one in range(ROUNDS)][2:]
        ours, ceiling = (DOCUMENT / statistics.median(one) for one in zip(*pairs, strict=True))
        ratio = statistics.median(other / one for one, other in pairs)
        print(f"capture of {DOCUMENT} events: {ours:,.0f}/s; bare inserts {ceiling:,.0f}/s; ratio {ratio:.2f}")


def main() -> int:
    """Measure both stores, or the one that is named."""
    words = sys.argv[1:] if Path(sys.argv[0]).stem == "traces" else []
    events = next((int(word) for word in words if word.isdigit()), EVENTS)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        if "--postgres" not in words:
            url = f"sqlite:///{folder}/ocop.db"
            run(Settings(folder, url, f"sqlite:///{folder}/scans.db", secret_key="b" * 40), events, "SQLite")
        if "--sqlite" not in words:
            url = stack.enter_context(postgres.cluster()).create("ocop")
            run(Settings(folder / "pg", url, url, secret_key="b" * 40), events, "PostgreSQL")
    return 0


if __name__ == "__main__":
    sys.exit(main())
