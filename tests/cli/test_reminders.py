"""`ocop remind` makes what is due, once, and says what it would make."""

import json
from datetime import date

import pytest

from tests.mailboxes import mailbox


@pytest.fixture
def due(make_subject, make_product, make_decision, clock):
    """Return a product whose window to file opened today."""
    product = make_product(subject=make_subject(email="nam@example.vn"))
    make_decision(product, star=4, signed_on=date(2024, 6, 30))
    clock.set(date(2027, 1, 1))
    return product


def test_what_is_due_is_shown_then_made_once(run_ocop, due):
    dry = json.loads(run_ocop("remind", "--dry-run", "--json").stdout)
    made = json.loads(run_ocop("remind", "--json").stdout)
    again = json.loads(run_ocop("remind", "--json").stdout)

    assert (dry["dry_run"], made["dry_run"]) == (True, False)
    assert dry["items"] == made["items"]
    (one,) = made["items"]
    assert (one["product"], one["kind"], one["due_on"]) == (due.code, "window_opens", "2027-01-01")
    assert (again["items"], again["mailed"]) == ([], 0)


def test_people_read_one_line_each(run_ocop, due):
    done = run_ocop("remind")

    assert done.stdout.startswith("01/01/2027 window_opens ")
    assert "Đã nhắc 1 giấy chứng nhận" in done.stderr


@pytest.fixture
def settings(store):
    with mailbox() as box:
        yield store.settings(smtp_url=f"smtp://127.0.0.1:{box.port}", mail_from="so@example.vn")


def test_the_settings_say_where_mail_goes(run_ocop, due):
    assert json.loads(run_ocop("remind", "--json").stdout)["mailed"] == 1
