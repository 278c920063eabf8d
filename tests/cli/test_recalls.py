"""`ocop recall` says what will happen, asks, and calls a lot back."""

import json

import pytest

WHY = ("--reason", "Phát hiện nấm mốc")


@pytest.fixture
def words(make_product, make_lot):
    product = make_product()
    make_lot(product, code="L1")
    return ["recall", product.code.lower(), "l1", *WHY]


def state(client, words):
    return client.get(f"/api/v1/products/{words[1]}/lots/L1").json["state"]


def test_a_dry_run_says_what_would_be(run_ocop, client, words):
    done = run_ocop(*words, "--dry-run")

    assert done.stdout.startswith("Sẽ thu hồi lô L1 của ")
    assert "Nhãn đã in theo lượt: 0; số đã cấp: 0; lượt xem: 0 của 0 máy." in done.stdout
    assert state(client, words) == "open"


@pytest.mark.parametrize(("typed", "status", "after"), [("y\n", 0, "recalled"), ("n\n", 1, "open"), ("", 1, "open")])
def test_it_asks_first(run_ocop, client, words, typed, status, after):
    done = run_ocop(*words, status=status, stdin=typed)

    assert "Sẽ thu hồi lô L1" in done.stderr
    assert ("Đã thu hồi lô L1" in done.stdout) == (after == "recalled")
    assert state(client, words) == after


def test_yes_asks_nothing_and_json_is_the_body_of_the_api(run_ocop, client, words):
    done = run_ocop(*words, "--advice", "Đổ bỏ", "--yes", "--json")

    told, read = json.loads(done.stdout), client.get(f"/api/v1/products/{words[1]}/lots/L1").json
    assert (done.stderr, told["dry_run"], told["recall"]["advice"]) == ("", False, "Đổ bỏ")
    assert {name: told[name] for name in read} == read


def test_what_cannot_be_is_refused(run_ocop, words):
    run_ocop(*words, "--yes")

    assert run_ocop(*words, "--yes", status=1).stderr.startswith("lot-recalled: ")
    assert run_ocop("recall", words[1], "L9", *WHY, "--yes", status=1).stderr.startswith("lot-unknown: ")
    assert run_ocop("recall", words[1], "L1", "--reason", " ", "--yes", status=1).stderr.startswith("invalid: ")
    assert run_ocop("recall", words[1], "L1", "--yes", status=2).exit_code == 2
