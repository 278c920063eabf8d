"""Scans as producers and offices read them."""

from datetime import date, timedelta

import pytest

from ocop.domain.accounts import Role
from ocop.services.scan_reports import area_scans, product_scans
from ocop.services.work import reading
from tests.factories import COMMUNE, NOW, actor
from tests.scans import load_now, look_at

DAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def scanned(app):
    """Five scans: four here, of a lot, another and none; one in a province far away."""
    log = app.config["OCOP_SCAN_LOG"]
    for device, lot in ((1, "L1"), (1, "L1"), (2, "L2"), (2, None)):
        look_at(log, "p1", unit_id=COMMUNE, device=device, lot=lot)
    look_at(log, "p2", unit_id="00004", device=1, at=NOW - timedelta(days=1))
    load_now(app)


def sums(days):
    return [(one["scans"], one["visitors"]) for one in days]


@pytest.mark.parametrize(
    ("lot", "days"),
    [(None, [(0, 0), (4, 2)]), ("L1", [(0, 0), (2, 1)]), ("", [(0, 0), (1, 1)]), ("L9", [(0, 0)] * 2)],
)
def test_a_product_is_told_by_day_and_lot(scanned, lot, days):
    told = product_scans("p1", DAY - timedelta(days=1), DAY, lot=lot)

    assert sums(told["days"]) == days
    assert told["lots"] == [("L1", 2, 1), ("", 1, 1), ("L2", 1, 1)]


@pytest.mark.parametrize(
    ("role", "unit_code", "days", "communes"),
    [
        (Role.COMMUNE, None, [(0, 0), (4, 2)], [COMMUNE]),
        (Role.PROVINCE, None, [(0, 0), (4, 2)], [COMMUNE]),
        (Role.PROVINCE, COMMUNE, [(0, 0), (4, 2)], [COMMUNE]),
        (Role.PROVINCE, "00004", [(0, 0), (4, 2)], [COMMUNE]),
        (Role.MINISTRY, None, [(1, 1), (4, 2)], [COMMUNE, "00004"]),
        (Role.MINISTRY, "00004", [(1, 1), (0, 0)], ["00004"]),
    ],
)
def test_an_office_sees_its_area_and_nothing_beyond(scanned, role, unit_code, days, communes):
    with reading():
        told = area_scans(actor(role), unit_code, DAY - timedelta(days=1), DAY)

    assert sums(told["days"]) == days
    assert [code for code, *_ in told["units"]] == communes
