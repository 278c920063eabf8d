"""Stories: what the page behind a code tells of a product on a day, from facts that know no day.

The facts of one product are plain JSON, read as one row; everything that depends on the day follows from them here,
so that a certificate ends at midnight by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ocop.domain.certificates import CertificateFacts, CertificateStatus
from ocop.domain.ratings import Rating
from ocop.domain.standings import superseded

#: The shape of the facts; a stored story of another one is written again.
SHAPE = 2
#: What the status band says of each certificate, where the rating says no more.
_STATES = {
    CertificateStatus.VALID: "valid",
    CertificateStatus.EXTENDED: "extended",
    CertificateStatus.EXPIRING: "expiring",
    CertificateStatus.EXPIRED: "expired",
    CertificateStatus.REVOKED: "revoked",
    CertificateStatus.SUPERSEDED: "superseded",
}


def story_on(facts: Mapping[str, Any], day: date, made_on: date | None = None) -> dict[str, Any]:
    """Return what is told on a day: the view, `state`, `in_force`, `certificate`, `potential`, `history`, `others`.

    `made_on` is the day on which a lot was made: where another certificate was in force then, it is `worn`.
    """
    papers = _certificates(facts)
    issued = [(told, known) for told, known in papers if known.issued_on <= day]
    rating = rating_on(facts["standings"], day)
    current = issued[-1] if issued else None
    return {
        "product": facts["product"] | {"rating": rating},
        "state": _state(facts, rating, current, day),
        "in_force": bool(current and current[1].is_in_force(day)),
        "certificate": _shown(*current, day) if current else None,
        "worn": _worn(issued, made_on, day),
        "potential": _potential(facts, day),
        "history": _history(facts, papers, day),
        "tools": [one["tool"] for one in facts["tools"] if one["since_on"] <= day.isoformat()],
        "others": [one | {"rating": rating_on(one["standings"], day)} for one in facts["others"]],
        **{name: facts[name] for name in ("subject", "place", "former_place", "others_more", "province")},
        "former_until": _day(facts["former_until"]),
    }


def rating_on(standings: Sequence[Sequence[Any]], day: date) -> Rating:
    """Return the rating held on a day by intervals of `[rating, from, to]`, days as ISO text."""
    text = day.isoformat()
    held = (rating for rating, first, last in standings if first <= text and (last is None or text <= last))
    return Rating(next(held, Rating.UNRATED))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _certificates(facts: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], CertificateFacts]]:
    """Return the certificates in order of issue, each with what the rules know of it."""
    told = facts["certificates"]
    known = [
        CertificateFacts(
            star=one["star"],
            issued_on=date.fromisoformat(one["issued_on"]),
            valid_until=date.fromisoformat(one["valid_until"]),
            extended_until=_day(one["extended_until"]),
            revoked_on=_day(one["revoked_on"]),
        )
        for one in told
    ]
    return list(zip(told, superseded(known), strict=True))


def _state(
    facts: Mapping[str, Any],
    rating: Rating,
    current: tuple[Mapping[str, Any], CertificateFacts] | None,
    day: date,
) -> str:
    """Return the word of the band: a withdrawn product first, then potential five star, then the certificate."""
    if facts["product"]["state"] == "withdrawn":
        return "withdrawn"
    if rating == Rating.POTENTIAL_FIVE_STAR:
        return "potential"
    status = current[1].status(day) if current else None
    return _STATES[status] if status else "unrated"


def _shown(told: Mapping[str, Any], known: CertificateFacts, day: date) -> dict[str, Any]:
    days = {name: getattr(known, name) for name in ("issued_on", "valid_until", "extended_until", "revoked_on")}
    return {
        **told,
        **days,
        "status": known.status(day),
        "last_day": known.last_day,
        "days_left": (known.last_day - day).days,
        "superseded_on": known.superseded_on,
    }


def _worn(
    issued: Sequence[tuple[Mapping[str, Any], CertificateFacts]], made_on: date | None, day: date
) -> dict[str, Any] | None:
    """Return the certificate that a lot was made under, where a newer one has taken its place since."""
    if made_on is None:
        return None
    for told, known in issued[:-1]:
        if replace(known, revoked_on=None).is_in_force(made_on) and known.status(day) == CertificateStatus.SUPERSEDED:
            return _shown(told, known, day)
    return None


def _potential(facts: Mapping[str, Any], day: date) -> dict[str, Any] | None:
    """Return the newest state of potential five star that has not ended by a day."""
    text = day.isoformat()
    for one in facts["decisions"]:
        if one["kind"] == "potential" and one["on"] <= text and (one["ended_on"] is None or text < one["ended_on"]):
            return {**one, "on": _day(one["on"])}
    return None


def _history(
    facts: Mapping[str, Any], papers: Sequence[tuple[Mapping[str, Any], CertificateFacts]], day: date
) -> list[dict[str, Any]]:
    """Return what was decided, changed and recalled by a day, the newest first."""
    text = day.isoformat()
    by_decision = {told["decision_id"]: known for told, known in papers}
    events: list[dict[str, Any]] = []
    for one in [*facts["changes"], *facts["decisions"]]:
        if one["on"] > text:
            continue
        event = {**one, **{name: _day(one.get(name)) for name in ("on", "ended_on", "until", "entered_on")}}
        if one["kind"] == "potential":
            event["holds"] = event["ended_on"] is None or day < event["ended_on"]
        if known := by_decision.get(one.get("id")):
            event |= {"status": known.status(day), "last_day": known.last_day}
        events.append(event)
    return sorted(events, key=lambda event: event["on"], reverse=True)
