"""Where things come from, in a producer's room: raw lots, partners, places; and lots opened in one tap."""

import pytest
from sqlalchemy import select

from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from tests.browser import DESK, PHONE
from tests.pages.rooms.test_diary import TODAY, fill, harvested
from tests.pages.rooms.test_walks import PASSWORD, assert_accessible, sign_in


def test_raw_lots_are_listed_with_what_is_left(someone, product, kept):
    empty = someone.get("/producer/raw-lots").text
    raw = harvested(someone, kept)
    fill(someone, "purchase", name="Đường thốt nốt", quantity="50", unit="kg", partner_name="Cô Ba")
    fill(someone, "pack", **{f"amount:raw:{raw}": "12,5", "quantity": "40", "product": product.code})
    page = someone.get("/producer/raw-lots").text

    assert "Chưa có nguyên liệu nào" in empty
    assert "còn 187,5 kg" in page
    assert "của Cô Ba" in page
    assert f'href="/producer/raw-lots/{raw}/trace"' in page
    assert "Mật hoa dừa" not in someone.get("/producer/raw-lots?q=duong").text
    assert "Đường thốt nốt" in someone.get("/producer/raw-lots?q=duong").text
    assert "Không có lô nào như vậy" in someone.get("/producer/raw-lots?state=used_up").text
    assert someone.get("/producer/raw-lots?after=nothing").status_code == 422


def test_a_raw_lot_is_used_up_and_opened_again_by_its_own_people_alone(someone, enter, make_subject, kept):
    raw = harvested(someone, kept)
    someone.post(f"/producer/raw-lots/{raw}/state", state="used_up")
    used = [row.state for row in kept(select(RawLot.state))]
    someone.post(f"/producer/raw-lots/{raw}/state", state="open")
    stranger = enter("producer", subject=make_subject(name="Hộ Khác"))

    assert used == ["used_up"]
    assert stranger.post(f"/producer/raw-lots/{raw}/state", state="closed").status_code == 404
    assert [row.state for row in kept(select(RawLot.state))] == ["open"]


def test_a_partner_is_added_changed_put_away_and_brought_back(someone, enter, make_subject, kept):
    wrong = someone.post("/producer/partners", name="Siêu thị", phone="abc", gln="123")
    someone.post("/producer/partners", name="Siêu thị", phone="0294 000 0123", gln="9521234000006", receives="1")
    again = someone.post("/producer/partners", name="siêu thị")
    (row,) = kept(select(Partner.id, Partner.uri, Partner.receives, Partner.is_named, Partner.version))
    form = someone.get(f"/producer/partners/{row.id}").text
    stale = someone.post(f"/producer/partners/{row.id}", name="Siêu thị", version="9")
    someone.post(f"/producer/partners/{row.id}", name="Siêu thị Trà Vinh", is_named="1", version=str(row.version))
    someone.post(f"/producer/partners/{row.id}/closing")
    away = someone.get("/producer/partners").text
    someone.post(f"/producer/partners/{row.id}/reopening")
    (after,) = kept(select(Partner.name, Partner.is_named, Partner.receives, Partner.uri, Partner.closed_at))
    stranger = enter("producer", subject=make_subject(name="Hộ Khác"))

    assert (wrong.status_code, again.status_code, stale.status_code) == (422, 422, 422)
    assert "Sổ đã có" in again.text
    assert "0294 000 0123" in form
    assert "Đã cất (1)" in away
    assert tuple(after) == ("Siêu thị Trà Vinh", True, False, "https://id.gs1.org/417/9521234000006", None)
    assert stranger.get(f"/producer/partners/{row.id}").status_code == 404


def test_a_place_is_added_renamed_put_away_and_brought_back(someone, kept):
    someone.post("/producer/sites", name="Vườn")
    again = someone.post("/producer/sites", name="vườn")
    unknown = someone.post("/producer/sites", name="Kho", unit_code="99999")
    (row,) = kept(select(Site.id, Site.unit_id))
    someone.post(f"/producer/sites/{row.id}", name="Vườn dừa")
    someone.post(f"/producer/sites/{row.id}/closing")
    away = someone.get("/producer/sites").text
    someone.post(f"/producer/sites/{row.id}/reopening")

    assert (again.status_code, unknown.status_code) == (422, 422)
    assert "Đã cất (1)" in away
    assert [tuple(one) for one in kept(select(Site.name, Site.closed_at))] == [("Vườn dừa", None)]


def test_a_lot_is_opened_like_the_last_one_in_one_tap(someone, product, kept):
    path = f"/producer/products/{product.code}/lots"
    none = someone.post(f"{path}/copy")
    someone.post(path, code="ME-09", made_on="2026-11-01", best_before="2026-11-11", quantity="40", unit="hũ")
    offered = someone.get(path).text
    someone.post(f"{path}/copy")
    rows = kept(select(Lot.code, Lot.made_on, Lot.best_before, Lot.quantity, Lot.unit).order_by(Lot.code))

    assert none.status_code == 422
    assert "Mở lô như lần trước" in offered
    assert rows[1].code == "ME-10"
    assert (rows[1].made_on, (rows[1].best_before - rows[1].made_on).days) == (TODAY, 10)
    assert (rows[1].quantity, rows[1].unit) == (40, "hũ")


def test_a_lot_is_changed_closed_and_listed_by_state(someone, product, kept):
    path = f"/producer/products/{product.code}/lots"
    someone.post(path, code="L1", made_on="2026-11-01", quantity="40.5", unit="hũ")
    form = someone.get(f"{path}/L1/edit").text
    version = kept(select(Lot.version))[0].version
    wrong = someone.post(f"{path}/L1/edit", made_on="2026-11-01", best_before="2026-10-01", version=str(version))
    someone.post(f"{path}/L1/edit", made_on="2026-11-02", best_before="2027-01-01", version=str(version))
    someone.post(f"{path}/L1/state", state="closed")

    assert 'value="40.5"' in form
    assert wrong.status_code == 422
    assert [(str(row.made_on), row.state) for row in kept(select(Lot.made_on, Lot.state))] == [
        ("2026-11-02", "closed")
    ]
    assert "L1" in someone.get(f"{path}?state=closed").text
    assert "lots/L1/edit" not in someone.get(f"{path}?state=open").text
    assert someone.post(f"{path}/L1/state", state="recalled").status_code == 422


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_of_origins_are_accessible(live_server, open_page, make_user, household, product, width, someone, kept):
    raw = harvested(someone, kept)
    fill(
        someone, "purchase", name="Đường thốt nốt", quantity="50", unit="kg", partner_name="Cơ sở Cô Ba ấp Sóc Ruộng"
    )
    fill(someone, "pack", **{f"amount:raw:{raw}": "12,5", "quantity": "40", "product": product.code, "lot": "L1"})
    partner = kept(select(Partner.id))[0].id
    page = open_page(live_server, width)
    sign_in(page, make_user("producer", subject=household, password=PASSWORD))
    page.wait_for_url("**/producer")

    for path in ("raw-lots", "partners", f"partners/{partner}", "sites", f"products/{product.code}/lots",
                 f"products/{product.code}/lots/L1/edit"):  # fmt: skip
        page.goto(f"/producer/{path}")
        assert_accessible(page)
