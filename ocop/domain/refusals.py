"""What the registry refuses, and why.

    OcopError
      BadInput         what was sent cannot be read as what it should be
        Unreadable     an address that says nothing at all, so that no page can stand there
        TooLarge       it is more than is taken at once
      NotFound         nothing bears that identifier, or it is another's
      NotAllowed       this role may never do that
      NotSignedIn      nobody, or an unknown token, asks for what needs a name
      Conflict         true elsewhere, so it cannot be true here
      RuleBroken       the programme's own rules forbid it
      TooMany          too often; come back later
      Unavailable      the store cannot answer now; nothing was kept

Each carries a `code` that programs may rely on and a message for people: a Vietnamese template and
its parameters, so that an edge can translate the template. An edge turns it into an answer; no other
room needs to catch it.
"""

from collections.abc import Mapping
from typing import Any


class OcopError(Exception):
    """A refusal with a stable code and words that a person can act on."""

    def __init__(
        self,
        code: str,
        message: str,
        /,
        *,
        field: str | None = None,
        faults: list[dict[str, Any]] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.template = message
        self.params: Mapping[str, Any] = params
        self.field = field
        #: Every fault found, where there can be several: `[{"field", "code", "message"}]`.
        self.faults = faults or []

    @property
    def message(self) -> str:
        """The words for people, filled in."""
        return self.template % self.params if self.params else self.template

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class BadInput(OcopError):
    """What was sent cannot be read as what it should be."""


class Unreadable(BadInput):
    """An address that cannot be read: no page can stand there."""


class TooLarge(BadInput):
    """More was sent than is taken at once; the message names the limit."""


class NotFound(OcopError):
    """Nothing bears that identifier, or it is another's."""


class NotAllowed(OcopError):
    """This role may never do that."""


class NotSignedIn(OcopError):
    """Nobody, or an unknown token, asks for what needs a name."""


class Conflict(OcopError):
    """True elsewhere, so it cannot be true here."""


class RuleBroken(OcopError):
    """The programme's own rules forbid it."""


class TooMany(OcopError):
    """Too often; come back after `retry_after` seconds."""

    def __init__(self, code: str, message: str, /, *, retry_after: int, **params: Any) -> None:
        super().__init__(code, message, **params)
        self.retry_after = retry_after


class Unavailable(OcopError):
    """The store cannot answer now; nothing was kept."""
