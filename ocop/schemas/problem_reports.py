"""Shapes of problem reports: what a buyer sends, what an office answers, what lists are asked."""

from ocop.domain.problem_reports import LEAST_WORDS, MOST_WORDS, ProblemKind, ProblemState
from ocop.schemas.fields import Choice, Number, Text
from ocop.schemas.shapes import Query, Shape

_TOLD = f"Cần ít nhất {LEAST_WORDS} ký tự."
#: At least ten characters, line ends among them, the first and last no space (`Text` trims).
_ENOUGH = f"[\\s\\S]{{{LEAST_WORDS},}}"


class ProblemReportIn(Shape):
    """A problem, as its sender tells it."""

    kind = Choice(ProblemKind, required=True)
    words = Text(MOST_WORDS, lines=True, required=True, pattern=_ENOUGH, told=_TOLD)
    code = Text(60)
    lot = Text(20)
    serial = Text(24)
    contact = Text(254)


class ProblemAnswerIn(Shape):
    """What an office answers, for everybody who knows the reference."""

    answer = Text(MOST_WORDS, lines=True, required=True, pattern=_ENOUGH, told=_TOLD)
    state = Choice([ProblemState.ANSWERED, ProblemState.CLOSED], required=True)


class ProblemNoteIn(Shape):
    """What an office did, or what a producer says."""

    words = Text(MOST_WORDS, lines=True, required=True)


class ProblemQuery(Query):
    """Which reports of an inbox to list."""

    state = Choice(["received", "answered", "closed", "all"])
    page = Number(1, 100_000)
