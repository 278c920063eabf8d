"""Where the service may call, and when."""

from datetime import UTC, datetime

import pytest

from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.schedules import next_time, read_schedule
from ocop.domain.webhooks import check_destination, may_be_called, parse_networks

OWN = parse_networks("10.20.0.0/16, fd00::/8")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "192.0.2.1", "198.18.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_nothing_private_is_called(address):
    assert not may_be_called(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_what_lies_in_public_is_called(address):
    assert may_be_called(address)


def test_an_operator_lets_a_network_of_his_be_called():
    assert [may_be_called(one, OWN) for one in ("10.20.3.4", "fd12::1", "::ffff:10.20.0.1", "10.21.0.1")] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "networks", "is_taken"),
    [
        ("https://erp.example.vn/epcis?a=1", (), True),
        ("http://erp.example.vn/epcis", (), False),
        ("http://erp.example.vn/epcis", OWN, True),
        ("https://10.20.0.5/x", OWN, True),
        ("https://10.0.0.5/x", OWN, False),
        ("https://[::1]/x", (), False),
        ("https://user:secret@erp.example.vn/", (), False),
        ("https://erp.example.vn/#x", (), False),
        ("https:///x", (), False),
        ("ftp://erp.example.vn/", (), False),
        ("https://erp.example.vn:99999/", (), False),
        ("https://erp.example.vn/a b", (), False),
        ("https://erp.example.vn/" + "a" * 500, (), False),
        ("https://[::1/x", (), False),
    ],
)
def test_a_destination_says_by_itself_whether_it_may_be(address, networks, is_taken):
    if is_taken:
        assert check_destination(address, networks) == address
        return
    with pytest.raises(BadInput) as refused:
        check_destination(address, networks)
    assert refused.value.code == "webhook-malformed"


def test_a_setting_that_names_no_network_stops_the_start():
    with pytest.raises(RuleBroken):
        parse_networks("10.0.0.1/8")


MONDAY = datetime(2026, 11, 23, 8, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "then"),
    [
        ({"hour": "6", "minute": "0"}, datetime(2026, 11, 24, 6, tzinfo=UTC)),
        ({"hour": "9"}, datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ({"minute": "0,15,30,45"}, datetime(2026, 11, 23, 8, 45, tzinfo=UTC)),
        ({"second": "[10-20]"}, datetime(2026, 11, 23, 8, 30, 16, tzinfo=UTC)),
        ({"dayOfWeek": "1"}, datetime(2026, 11, 30, tzinfo=UTC)),
        ({"dayOfMonth": "29", "month": "2"}, datetime(2028, 2, 29, tzinfo=UTC)),
        ({"dayOfMonth": "31", "month": "2"}, None),
        ({"hour": "8-9", "minute": "30", "second": "15"}, datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)),
    ],
)
def test_a_schedule_names_its_next_time(schedule, then):
    assert next_time(read_schedule(schedule), MONDAY) == then


@pytest.mark.parametrize(
    "schedule", [{}, {"hour": "24"}, {"hour": ""}, {"hour": "x"}, {"hour": 6}, {"year": "2026"}, {"minute": "9-5"}]
)
def test_a_schedule_that_says_nothing_is_refused(schedule):
    with pytest.raises(BadInput) as refused:
        read_schedule(schedule)
    assert refused.value.code == "schedule-malformed"
