"""What the pages of raw lots, partners and places share."""

from typing import Any

from flask_babel import gettext as _

from ocop.services.subjects import own_subject
from ocop.web.actors import required_actor


def own() -> Any:
    """Return the producer's own subject. Raises NotFound `subject-unknown` where it has none yet."""
    by = required_actor()
    return own_subject(by, by.subject_id or "")


def tabs_of() -> list[tuple[str, str]]:
    """Return the three views of where things come from."""
    return [
        (_("Nguyên liệu"), "/producer/raw-lots"),
        (_("Nơi mua, nơi nhận"), "/producer/partners"),
        (_("Nơi làm"), "/producer/sites"),
    ]
