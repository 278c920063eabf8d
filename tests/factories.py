"""Things that tests are about, valid by default: a test names only what it is about."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, has_app_context

from ocop.domain.accounts import OPERATOR, Actor, Role, Scope
from ocop.domain.gtins import check_digit
from ocop.domain.regimes import regime_on
from ocop.domain.units import Level
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.services.decisions import record_decision
from ocop.services.lots import open_lot
from ocop.services.passwords import hash_password
from ocop.services.products import register_product
from ocop.services.references import regimes
from ocop.services.subjects import register_subject
from ocop.services.tokens import create_token
from ocop.services.work import unit_of_work

#: The commune of today that things lie in by default, its former commune, district and provinces.
COMMUNE, FORMER_COMMUNE, DISTRICT, FORMER_PROVINCE, PROVINCE = "29341", "29347", "846", "84", "86"
#: The last day of the old provinces and districts.
LAST_DAY_OF_OLD_UNITS = date(2025, 6, 30)
#: When the tests take place.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_numbers = count(1)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = NOW) -> None:
        self.now = at

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    def set(self, day: date | datetime) -> None:
        """Move to a moment, or to nine in the morning of a day in Vietnam."""
        self.now = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, 2, tzinfo=UTC)

    def advance(self, **by: float) -> None:
        """Move on, by the words of `timedelta`."""
        self.now += timedelta(**by)


def gtin13(number: int) -> str:
    """Return a GTIN-13 under 952, the prefix that GS1 keeps for demonstrations."""
    body = f"952{number:09}"
    return body + check_digit(body)


def actor(role: Role | str, *, subject: Subject | str | None = None, unit: str | None = None) -> Actor:
    """Return somebody who acts without an account in the store; offices lie where things lie by default.

    `subject` is the one that a producer acts for, or its id.
    """
    homes = {Role.COMMUNE: COMMUNE, Role.PROVINCE: PROVINCE, Role.ASSESSOR: PROVINCE}
    role = Role(role)
    return Actor(
        id=f"{role}-of-tests",
        name=str(role),
        role=role,
        subject_id=subject.id if isinstance(subject, Subject) else subject,
        unit_id=homes.get(role) if unit is None else unit or None,
    )


@dataclass
class Factories:
    """Makes things through the use cases themselves, each in a unit of work of its own.

    Where no application context is open it opens one for the making, so that a test that asks over HTTP
    shares nothing with the requests it makes.
    """

    app: Flask
    clock: Clock

    @contextmanager
    def _work(self) -> Iterator[None]:
        with nullcontext() if has_app_context() else self.app.app_context(), unit_of_work():
            yield

    def subject(self, *, by: Actor = OPERATOR, **fields: Any) -> Subject:
        """Register a household of Phú Cần in Tiểu Cần."""
        wanted: dict[str, Any] = {
            "name": f"Hộ kinh doanh Thử {next(_numbers)}",
            "subject_type": "household",
            "unit_code": COMMUNE,
        }
        if "unit_code" not in fields:
            wanted["former_unit_code"] = FORMER_COMMUNE
        with self._work():
            return register_subject(by, self.clock(), **wanted | fields)

    def product(self, *, by: Actor = OPERATOR, subject: Subject | None = None, **fields: Any) -> Product:
        """Register a product; `gtin=True` gives it one of the demonstration prefix."""
        if fields.get("gtin") is True:
            fields["gtin"] = gtin13(next(_numbers))
        if "subject_id" not in fields:
            fields["subject_id"] = (subject or self.subject()).id
        wanted = {"name": f"Mật hoa dừa {next(_numbers)}", "product_set": 4}
        with self._work():
            return register_product(by, self.clock(), **wanted | fields)

    def decision(self, product: Product, *, by: Actor = OPERATOR, **fields: Any) -> Decision:
        """Record four stars of 50 days ago, by the tier that grants them under the regime of the day."""
        wanted: dict[str, Any] = {
            "number": f"{next(_numbers)}/QĐ-UBND",
            "signed_on": self.clock.today - timedelta(days=50),
        }
        if "star" not in fields and not fields.get("potential_five_star"):
            wanted["star"] = 4
        wanted |= fields
        with self._work():
            wanted.setdefault("unit_code", self._decider(wanted["signed_on"], wanted.get("star") or 4))
            product = db.session.merge(product)
            return record_decision(by, self.clock(), self.clock.today, product, **wanted)

    @staticmethod
    def _decider(day: date, star: int) -> str | None:
        """Return the code of the unit that grants a star on a day."""
        province = FORMER_PROVINCE if day <= LAST_DAY_OF_OLD_UNITS else PROVINCE
        codes = {Level.MINISTRY: None, Level.PROVINCE: province, Level.DISTRICT: DISTRICT}
        return codes[regime_on(day, regimes()).deciders[star]]

    def lot(self, product: Product, *, by: Actor = OPERATOR, **fields: Any) -> Lot:
        """Open a lot made three days ago that keeps for a year."""
        today = self.clock.today
        wanted = {
            "code": f"L{next(_numbers)}",
            "made_on": today - timedelta(days=3),
            "best_before": today + timedelta(days=365),
        }
        with self._work():
            return open_lot(by, self.clock(), product, **wanted | fields)

    def user(self, role: Role | str = Role.PRODUCER, *, subject: Subject | None = None, **fields: Any) -> User:
        """Make an account without a password, which is slow by design; `password=` gives it one."""
        home = actor(role, subject=subject, unit=fields.pop("unit", None))
        password = fields.pop("password", None)
        user = User(
            name=fields.pop("name", f"{role}-{next(_numbers)}"),
            role=Role(role),
            subject_id=home.subject_id,
            unit_id=home.unit_id,
            password_hash=hash_password(password) if password else None,
            created_at=self.clock(),
            **fields,
        )
        with self._work():
            db.session.add(user)
        return user

    def token(self, role: Role | str | User, *, scopes: list[Scope] | None = None, **fields: Any) -> dict[str, str]:
        """Return the header of a token, of an account or of a new one of a role."""
        user = role if isinstance(role, User) else self.user(role, **fields)
        with self._work():
            made = create_token(OPERATOR, self.clock(), user=db.session.merge(user), scopes=scopes)
        return {"Authorization": f"Bearer {made}"}
