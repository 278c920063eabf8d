"""The way of a lot, drawn and as a table, in the rooms of producers and offices."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, make_response, render_template, request
from flask_babel import lazy_gettext as _l

from ocop.domain.trace_drawings import DESK, MOST_THINGS, PHONE, Room, drawing_of, without_steps
from ocop.domain.trace_words import KIND_WORDS, made_amounts, name_and_code, sides_of, step_words
from ocop.domain.walks import Direction
from ocop.pages.recall_forms import Place, paths_of
from ocop.services.lot_stories import story_file
from ocop.services.profiles import looked_after_ids
from ocop.services.trace_views import thing_trace
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import now, timezone

WAYS: Final = {
    Direction.BOTH: _l("Cả hai chiều"),
    Direction.BACK: _l("Từ đâu ra"),
    Direction.FORWARD: _l("Đã đi đâu"),
}
#: Signs that a line of a drawn box has room for.
_LINE: Final = 21


def traced(place: Place) -> Response:
    """Show where a lot came from and what became of it."""
    asked = request.args.get("direction", "")
    direction = Direction(asked) if asked in list(Direction) else Direction.BOTH
    by = required_actor()
    with reading():
        start = place.start()
        trace = thing_trace(by, start.number, direction)
        own = looked_after_ids({one["subject"]["id"] for one in trace["nodes"] if one["subject"]}, by)
        nodes = {one["id"]: _told(one, trace, place, own) for one in trace["nodes"]}
        shown = {
            "start": start, **paths_of(place, start, "trace"), "direction": direction, "ways": WAYS,
            "trace": trace, "nodes": nodes, "drawings": _drawings(trace, nodes), "rows": _rows(trace, nodes),
            "events": [_event(one, trace) for one in reversed(trace["events"])], "template": place.room.template,
        }  # fmt: skip
        return make_response(render_template("trace.html", **shown))


def story(place: Place, kind: str) -> Response:
    """Hand over the story of a lot as a file."""
    with reading():
        data, media, name = story_file(required_actor(), place.start(), kind, now=now(), zone=timezone())
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _told(node: Mapping[str, Any], trace: Mapping[str, Any], place: Place, own: set[str]) -> dict[str, Any]:
    name, code = name_and_code(node)
    made = made_amounts(trace).get(node["id"], "")
    whose = node["subject"]["id"] if node["subject"] else None
    href = None
    if whose in own and node["kind"] == "lot" and node["product"]:
        href = f"{place.room.products}/{node['product']['code']}/lots/{node['lot']}/trace"
    elif whose in own and node["kind"] == "raw_lot":
        href = f"{place.room.raw_lots}/{node['uri'].rpartition('/')[2]}/trace"
    return {
        **node, "name": name, "code": code, "made": made, "href": href, "kind_words": KIND_WORDS[node["kind"]],
        "short": _short(name), "under": _short(" · ".join(one for one in (code, made) if one), 26),
        "is_start": node["id"] == trace["start"],
    }  # fmt: skip


def _short(words: str, most: int = _LINE) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _drawings(trace: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the drawing for a telephone and the one for a desk; none where there is too much to draw."""
    if not nodes or len(nodes) > MOST_THINGS:
        return []
    steps = {one["id"] for one in trace["nodes"] if one["kind"] == "step"}
    arrows = [(one["from"], one["to"]) for one in trace["edges"] if one["from"] in nodes and one["to"] in nodes]
    stay, lines = without_steps(steps, arrows)
    things = [one["id"] for one in trace["nodes"] if one["id"] not in steps or one["id"] in stay]
    return [
        {"for": name, "room": room, "drawing": drawing_of(things, lines, room, first=trace["start"])}
        for name, room in _ROOMS.items()
    ]


_ROOMS: Final[Mapping[str, Room]] = {"phone": PHONE, "desk": DESK}


def _rows(trace: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the table: each thing, what it came from and what it went into, what came first at the top."""
    steps = {one["id"] for one in trace["nodes"] if one["kind"] == "step"}
    _, lines = without_steps(set(), [(one["from"], one["to"]) for one in trace["edges"]])
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for src, dst in lines:
        if src in nodes and dst in nodes:
            before.setdefault(dst, []).append(src)
            after.setdefault(src, []).append(dst)
    return [
        {
            "node": nodes[one["id"]],
            "before": _labels(one["id"], before, nodes, steps),
            "after": _labels(one["id"], after, nodes, steps),
        }
        for one in sorted(trace["nodes"], key=lambda one: one["depth"])
        if one["id"] not in steps
    ]


def _labels(number: str, near: Mapping[str, list[str]], nodes: Mapping[str, Any], steps: set[str]) -> list[str]:
    """Return what stands next to a thing, past the steps between."""
    found: dict[str, None] = {}
    for one in near.get(number, ()):
        for other in near.get(one, ()) if one in steps else (one,):
            found[nodes[other]["label"]] = None
    return list(found)


def _event(event: Mapping[str, Any], trace: Mapping[str, Any]) -> dict[str, Any]:
    nodes = {one["id"]: one for one in trace["nodes"]}
    before, after = sides_of(event, nodes)
    return {**event, "words": step_words(event["biz_step"], event["type"]), "before": before, "after": after}
