"""Tables of traces: each thing once, with amounts, days, what it came from and what it went into."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ocop.domain.trace_tables import related, related_words, thing_rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def node(key, kind="lot", label=None, depth=0, **more):
    fields = {"uri": f"https://ocop.example.vn/{key}", "label": label or key, "product": None, "subject": None}
    return fields | {"id": key, "kind": kind, "depth": depth, "state": None, "unit": None} | more


def edge(src, dst, event="1", kind="made", since=None):
    return {"from": src, "to": dst, "event": event, "kind": kind, "since": since, "until": None}


def event(number, day, *things, action=None):
    told = [dict(zip(("node", "role", "quantity", "unit"), one, strict=True)) for one in things]
    return {"number": number, "time": datetime(2026, 11, day, 18, tzinfo=UTC), "action": action, "things": told}


def told(nodes, edges=(), events=()):
    return {"nodes": nodes, "edges": list(edges), "events": list(events)}


def test_steps_of_work_are_passed_over():
    nodes = [
        node("jam"),
        node("step", "step", depth=-1),
        node("a", "raw_lot", depth=-2),
        node("b", "raw_lot", depth=-2),
    ]

    rows = thing_rows(told(nodes, [edge("a", "step"), edge("b", "step"), edge("step", "jam")]), ZONE)

    assert [one.name for one in rows] == ["a", "b", "jam"]
    assert [(one.sources, one.targets) for one in rows] == [((), (2,)), ((), (2,)), ((0, 1), ())]


def test_a_lot_has_what_was_made_of_it_on_the_first_day():
    events = [event("1", 2, ("jam", "output_quantity", 30, None)),
              event("2", 1, ("jam", "quantity", 5, None), action="OBSERVE"),
              event("3", 3, ("jam", "quantity", 10, None), action="ADD")]  # fmt: skip

    row = thing_rows(told([node("jam", label="Mứt dừa, lô J1", unit="hũ")], events=events), ZONE)[0]

    assert (row.title, row.name, row.lot) == ("Mứt dừa, lô J1", "Mứt dừa", "J1")
    assert (row.amount, f"{row.on}") == ("40 hũ", "2026-11-03")


def test_a_box_has_what_was_put_into_it():
    things = [("box", "parent", None, None), ("jam", "child_quantity", 24, None), ("one", "child", None, None)]
    nodes = [node("jam", unit="hũ"), node("box", "box", depth=1)]

    row = thing_rows(told(nodes, events=[event("1", 5, *things, action="ADD")]), ZONE)[1]

    assert row.amount == "24 hũ, 1 đơn vị"


def test_a_receiver_has_what_was_sent_to_it_alone():
    at = datetime(2026, 11, 9, 1, tzinfo=UTC)
    nodes = [
        node("jam", unit="hũ"),
        node("box", "box", depth=1),
        node("shop", "party", depth=2),
        node("other", "party", depth=2),
    ]
    edges = [
        edge("jam", "shop", "1", "sent", at),
        edge("box", "shop", "2", "sent", at),
        edge("jam", "other", "3", "sent"),
    ]
    events = [event("1", 9, ("jam", "quantity", 12, None)), event("3", 9, ("jam", "quantity", 7, None))]

    rows = thing_rows(told(nodes, edges, events), ZONE)

    assert [(one.amount, one.on and one.on.day) for one in rows[2:]] == [("12 hũ, 1 thùng", 9), ("7 hũ", None)]


def test_things_of_one_name_are_told_together():
    nodes = [
        node("a", label="Mứt, lô A"),
        node("b", label="Kẹo, lô B"),
        node("c", label="Mứt, lô C"),
        node("box", "box"),
    ]

    rows = thing_rows(told(nodes), ZONE)

    assert related(rows, [0, 1, 2, 3]) == [("Mứt", ["A", "C"]), ("Kẹo", ["B"]), ("box", [])]
    assert related_words(rows, [0, 2, 3]) == "Mứt, lô A, C; box"
