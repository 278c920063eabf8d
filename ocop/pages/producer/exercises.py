"""Mock recalls in a producer's room: begun with a lot, run against the clock, ended with a report."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done, see
from ocop.services.exercise_papers import exercise_report, reached_as_calls, receivers_with_days
from ocop.services.exercises import (
    begin_exercise,
    end_exercise,
    exercise_shown,
    exercises_of,
    find_exercise,
    start_of,
    tick_receiver,
)
from ocop.services.recall_lists import duration_words, file_name
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, timezone, today

blueprint = Blueprint("producer-exercises", __name__)
_HERE = "/producer/exercises"


@blueprint.get(_HERE)
def index() -> Response:
    """List the exercises, and offer to begin one."""
    return _index(Form({"lot": request.args.get("lot")}))


def _index(form: Form) -> Response:
    with reading():
        rows = [_row(one) for one in exercises_of(required_actor())]
        return form.again("producer/exercises.html", exercises=rows)


def _row(exercise: Any) -> dict[str, Any]:
    row = {"id": exercise.id, "words": start_of(exercise).words, "begun_at": exercise.begun_at, "took": None}
    if exercise.ended_at:
        row["took"] = duration_words(exercise.begun_at, exercise.ended_at)
        row |= {"reached": exercise.found["reached"], "receivers": len(exercise.found["receivers"])}
    return row


@blueprint.post(_HERE)
def begin() -> Response:
    """Begin with the lot that is named, or with one of chance's."""
    form, by = Form.sent(), required_actor()
    with form:
        with unit_of_work():
            found = begin_exercise(by, now(), form.value("lot").strip() or None)
        return see(f"{_HERE}/{found.id}")
    return _index(form)


@blueprint.get(f"{_HERE}/<exercise>")
def show(exercise: str) -> Response:
    """Show whom to reach and the clock, or the report."""
    return _page(exercise, Form())


def _page(exercise: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        found = find_exercise(by, exercise)
        shown, start = exercise_shown(by, found), start_of(found)
        took = duration_words(found.begun_at, found.ended_at or now())
        told = {**shown, "receivers": receivers_with_days(shown)}
        return form.again(
            "producer/exercise.html", exercise=found, start=start.words, found=told, took=took,
            calls=reached_as_calls(found), path=f"{_HERE}/{found.id}",
        )  # fmt: skip


@blueprint.post(f"{_HERE}/<exercise>/calls")
def tick(exercise: str) -> Response:
    """Tick a receiver."""
    by = required_actor()
    with unit_of_work():
        found = find_exercise(by, exercise, for_update=True)
        tick_receiver(by, now(), found, request.form.get("receiver", ""), reached=request.form.get("called") == "1")
    return see(f"{_HERE}/{exercise}#receivers")


@blueprint.post(f"{_HERE}/<exercise>/end")
def end(exercise: str) -> Response:
    """End it: the report stands as it is from now on."""
    form, by = Form.sent(), required_actor()
    with form:
        with unit_of_work():
            end_exercise(by, now(), find_exercise(by, exercise, for_update=True), remarks=form.value("remarks"))
        return done(_("Đã kết thúc diễn tập. Đây là báo cáo."), f"{_HERE}/{exercise}")
    return _page(exercise, form)


@blueprint.get(f"{_HERE}/<exercise>/report.pdf")
def report(exercise: str) -> Response:
    """Hand over the report as a paper."""
    by = required_actor()
    with reading():
        found = find_exercise(by, exercise)
        start = start_of(found)
        data = exercise_report(found, start, exercise_shown(by, found), today=today(), zone=timezone())
    name = f"dien-tap-{file_name(start.code)}.pdf"
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
