"""Phones of people in tests: an application that shows codes, at the test's own clock."""

from dataclasses import dataclass, field

import pyotp
from flask import Flask

from ocop.models.accounts import User
from ocop.services.actors import actor_of
from ocop.services.seals import sealing_key
from ocop.services.second_factors import enrol
from ocop.services.work import unit_of_work
from tests.factories import Clock

_STEP = 30


@dataclass
class Phone:
    """A phone with somebody's key, and the recovery codes that were printed when it was enrolled."""

    clock: Clock
    secret: str = field(default_factory=pyotp.random_base32)
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """Return the code that the phone shows, or did so many steps ago or will."""
        return pyotp.TOTP(self.secret).at(self.clock(), counter_offset=steps)

    def next_code(self) -> str:
        """Wait until the phone shows a code that nobody has seen yet, and return it."""
        self.clock.advance(seconds=_STEP)
        return self.code()


def enrolled_phone(app: Flask, clock: Clock, user: User) -> Phone:
    """Enrol an account as its own page does, by the code of half a minute ago; return the phone."""
    phone = Phone(clock)
    key = sealing_key(app.config["SECRET_KEY"])
    with app.app_context(), unit_of_work():
        phone.recovery_codes = enrol(actor_of(user), clock(), secret=phone.secret, code=phone.code(-1), key=key)
    return phone
