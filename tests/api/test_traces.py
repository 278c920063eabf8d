"""Where a lot came from and what became of it, by API and by command, for who may know."""

import json

import pytest

from ocop.services.epcs import lot_uri
from tests.cli.conftest import runner_of
from tests.journeys import journey
from tests.traces import BASE, change, harvest, keep, pack, producer, ship, thing

pytestmark = pytest.mark.both_stores


@pytest.fixture
def story(app, make_product, make_subject):
    """A lot made of one harvest, sent to a shop loose and in a box; and the token-less facts about it."""
    product = make_product(name="Mật hoa dừa sấy lạnh", gtin=True)
    with app.app_context():
        by = producer(product.subject_id)
        uri = lot_uri(product, "L1", BASE)
        keep(by, harvest(thing("raw")), change({thing("raw"): 10}, {uri: 40}))
        keep(by, ship({uri: 4}, f"{BASE}/partners/1", 2), pack(thing("crate"), {uri: 6}, 3))
        keep(producer(make_subject()), ship([thing("crate")], f"{BASE}/partners/2", 4))
    return product


def asked(client, product, token, question=""):
    return client.get(f"/api/v1/products/{product.code}/lots/L1/trace{question}", headers=token)


def test_a_trace_names_what_came_before_and_after(client, story, make_user, token_for):
    token = token_for(make_user("producer", subject=story.subject_id))

    told = asked(client, story, token).json

    names = {one["id"]: one["label"] for one in told["nodes"]}
    assert names[told["start"]] == "Mật hoa dừa sấy lạnh, lô L1"
    assert {(names[one["from"]], names[one["to"]], one["kind"]) for one in told["edges"]} == {
        ("raw", "Mật hoa dừa sấy lạnh, lô L1", "made"),
        ("Mật hoa dừa sấy lạnh, lô L1", "crate", "packed"),
        ("Mật hoa dừa sấy lạnh, lô L1", "Một nơi nhận", "sent"),
        ("crate", "Một nơi nhận", "sent"),
    }
    assert [one["biz_step"] for one in told["events"]] == ["commissioning", None, "shipping", "packing"]
    assert told["events"][1]["things"][1] == {
        "node": told["start"], "role": "output_quantity", "quantity": 40.0, "unit": None,
    }  # fmt: skip
    assert not told["truncated"]


@pytest.mark.parametrize(("way", "depths"), [("back", {-1, 0}), ("forward", {0, 1, 2}), ("both", {-1, 0, 1, 2})])
def test_a_trace_goes_the_way_that_is_asked(client, story, make_user, token_for, way, depths):
    token = token_for(make_user("province", unit="86"))

    told = asked(client, story, token, f"?direction={way}").json

    assert {one["depth"] for one in told["nodes"]} == depths


def test_a_lot_without_events_has_an_empty_trace(client, make_product, make_lot, make_user, token_for):
    product = make_product()
    make_lot(product, code="L1")
    token = token_for(make_user("producer", subject=product.subject_id))

    assert asked(client, product, token).json == {
        "start": None, "nodes": [], "edges": [], "events": [], "truncated": False,
    }  # fmt: skip


def test_strangers_trace_nothing(client, story, make_subject, make_user, token_for):
    token = token_for(make_user("producer", subject=make_subject()))

    assert asked(client, story, token).status_code == 404
    assert asked(client, story, {}).status_code == 401
    assert asked(client, story, token, "?direction=up").status_code == 422


def test_the_command_tells_the_same_as_the_api(app, client, story, settings, clock, make_user, token_for):
    run_ocop = runner_of(app, settings, clock)
    token = token_for(make_user("administrator"))

    told = json.loads(run_ocop("trace", story.code, "L1", "--json").stdout)
    words = run_ocop("trace", story.code, "l1").stdout

    assert told == asked(client, story, token).json
    before, after = words.split("Đã đi đâu:\n")
    assert before.splitlines() == ["Từ đâu:", "  vật: raw"]
    assert sorted(after.splitlines()) == [
        "    nơi nhận: Một nơi nhận",
        "  nơi nhận: Một nơi nhận",
        "  vật: crate",
    ]


def test_a_raw_lot_is_traced_like_any_other(
    app, client, factories, settings, clock, make_subject, make_user, token_for
):
    with app.app_context():
        way = journey(factories, make_subject())
    path = f"/api/v1/raw-lots/{way.raw_lots[0].id}/trace"
    token = token_for(make_user("producer", subject=way.subject))

    told = client.get(f"{path}?direction=forward", headers=token)
    said = runner_of(app, settings, clock)("trace", "--raw", way.raw_lots[0].id, "--forward").stdout

    assert {one["kind"] for one in told.json["nodes"]} == {"raw_lot", "step", "lot", "box", "party"}
    assert "nơi nhận: Hợp tác xã dịch vụ Phú Cần" in said
    assert client.get(path, headers=token_for(make_user("producer", subject=make_subject()))).status_code == 404


@pytest.mark.parametrize("asked", [(), ("CODE",), ("CODE", "L1", "--raw", "x")])
def test_the_command_wants_a_lot_or_a_raw_lot(app, settings, clock, asked):
    runner_of(app, settings, clock)("trace", *asked, status=2)


def test_the_command_goes_one_way_and_refuses_what_is_not_there(app, story, settings, clock):
    run_ocop = runner_of(app, settings, clock)

    assert "Đã đi đâu" not in run_ocop("trace", story.code, "L1", "--back").stdout
    assert run_ocop("trace", story.code, "L9", status=1).stderr.startswith("lot-unknown: ")
