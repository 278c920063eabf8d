"""What a registry knows about itself."""

import pytest

from ocop.services.registries import NONE, SAMPLE, fact, holds_sample, set_fact
from ocop.services.work import unit_of_work
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("context")


def test_a_registry_of_real_data_says_so() -> None:
    assert fact("record") == NONE
    assert not holds_sample()


def test_a_fact_may_be_set_and_set_again() -> None:
    for value in ("một", "hai"):
        with unit_of_work():
            set_fact("lời", value, NOW)

    assert (fact("lời"), fact("không có")) == ("hai", None)


def test_a_registry_of_the_sample_says_so() -> None:
    with unit_of_work():
        set_fact("record", SAMPLE, NOW)

    assert holds_sample()
