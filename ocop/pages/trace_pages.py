"""The way of a lot, drawn and as a table, in the rooms of producers and offices."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, make_response, render_template, request
from flask_babel import lazy_gettext as _l

from ocop.domain.trace_tables import ThingRow, related, thing_rows
from ocop.domain.trace_words import sides_of, step_words
from ocop.domain.walks import Direction
from ocop.pages.recall_forms import Place, paths_of
from ocop.pages.trace_charts import KIND_WORDS, pictures
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


def traced(place: Place) -> Response:
    """Show where a lot came from and what became of it."""
    asked = request.args.get("direction", "")
    direction = Direction(asked) if asked in list(Direction) else Direction.BOTH
    by = required_actor()
    with reading():
        start = place.start()
        trace = thing_trace(by, start.number, direction)
        own = looked_after_ids({one["subject"]["id"] for one in trace["nodes"] if one["subject"]}, by)
        rows = thing_rows(trace, timezone())

        def linked(row: ThingRow) -> str | None:
            return _page_of(row, place, own)

        shown = {
            "start": start, **paths_of(place, start, "trace"), "direction": direction, "ways": WAYS, "trace": trace,
            "rows": rows, "linked": linked, "related": related, "kinds": KIND_WORDS,
            "pictures": pictures(trace, rows, linked), "template": place.room.template,
            "events": [_event(one, trace) for one in reversed(trace["events"])],
        }  # fmt: skip
        return make_response(render_template("trace.html", **shown))


def story(place: Place, kind: str) -> Response:
    """Hand over the story of a lot as a file."""
    with reading():
        data, media, name = story_file(required_actor(), place.start(), kind, now=now(), zone=timezone())
    return Response(data, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page_of(row: ThingRow, place: Place, own: set[str]) -> str | None:
    """Return the page of a thing: its own trace in the asker's rooms, else what everybody sees of a lot."""
    is_own = row.subject is not None and row.subject["id"] in own
    if row.raw_lot_id:
        return f"{place.room.raw_lots}/{row.raw_lot_id}/trace" if is_own else None
    if row.product is None or row.lot is None:
        return None
    if is_own:
        return f"{place.room.products}/{row.product['code']}/lots/{row.lot}/trace"
    return f"/t/{row.product['code']}/10/{row.lot}"


def _event(event: Mapping[str, Any], trace: Mapping[str, Any]) -> dict[str, Any]:
    nodes = {one["id"]: one for one in trace["nodes"]}
    before, after = sides_of(event, nodes)
    return {**event, "words": step_words(event["biz_step"], event["type"]), "before": before, "after": after}
