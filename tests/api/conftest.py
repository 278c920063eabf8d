"""What tests of the API share: two producers with a product each, and what is held between requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from ocop.models.products import Product
from ocop.models.subjects import Subject
from tests.snapshots import rows_held


@dataclass(frozen=True)
class Producer:
    """A producer's things and the header of its token."""

    subject: Subject
    product: Product
    token: dict[str, str]


@pytest.fixture
def make_producer(
    make_subject: Callable[..., Subject],
    make_product: Callable[..., Product],
    token_for: Callable[..., dict[str, str]],
) -> Callable[[], Producer]:
    def made() -> Producer:
        subject = make_subject()
        return Producer(subject, make_product(subject=subject), token_for("producer", subject=subject))

    return made


@pytest.fixture
def mine(make_producer: Callable[[], Producer]) -> Producer:
    return make_producer()


@pytest.fixture
def another(make_producer: Callable[[], Producer]) -> Producer:
    return make_producer()


@pytest.fixture
def held(app: Flask) -> Callable[[], dict[str, Any]]:
    """Return what the registry holds; when a token was last used does not count."""

    def looked() -> dict[str, Any]:
        with app.app_context():
            return {name: rows for name, rows in rows_held().items() if name != "tokens"}

    return looked
