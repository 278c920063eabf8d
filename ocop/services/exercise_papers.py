"""Reports of mock recalls as A4."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ocop.models.exercises import RecallExercise
from ocop.services.recall_lists import duration_words, recall_pdf
from ocop.services.recall_sets import Start


def reached_as_calls(exercise: RecallExercise) -> dict[str, dict[str, Any]]:
    """Return who was reached, as lists of receivers tell calls."""
    return {uri: told | {"at": datetime.fromisoformat(told["at"])} for uri, told in exercise.reached.items()}


def receivers_with_days(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the receivers of an exercise with their days as days."""
    return [one | {"last_on": date.fromisoformat(one["last_on"])} for one in shown["receivers"]]


def exercise_report(
    exercise: RecallExercise, start: Start, shown: dict[str, Any], *, today: date, zone: ZoneInfo
) -> bytes:
    """Return the report: how long it took, how much was found, who was reached, and remarks."""
    begun, ended = exercise.begun_at.astimezone(zone), (exercise.ended_at or exercise.begun_at).astimezone(zone)
    shares = "; ".join(
        f"{one['found']:g}/{one['made']:g} {one['unit']} ({one['share']:.0%})" for one in shown["shares"]
    )
    told = [
        ("Bắt đầu", f"{begun:%H:%M:%S %d/%m/%Y}"),
        ("Thời gian", duration_words(begun, ended) if exercise.ended_at else "chưa kết thúc"),
        ("Nơi nhận đã liên hệ được", f"{shown['reached']}/{len(shown['receivers'])}"),
        ("Số lượng biết đang ở đâu", shares or "chưa ghi số lượng"),
        ("Nhận xét", exercise.remarks or "Không có."),
    ]
    words = {**shown, "receivers": receivers_with_days(shown)}
    return recall_pdf(
        start, words, reached_as_calls(exercise), today=today, told=told, local=lambda at: at.astimezone(zone),
        title="BÁO CÁO DIỄN TẬP THU HỒI",
    )  # fmt: skip
