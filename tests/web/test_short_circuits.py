"""Pages answered in front of Flask: the same answer, never a stale one, and nothing unusual."""

import gzip
import re
from datetime import datetime, time, timedelta

import pytest

from ocop.services.certificates import certificates_of, write_standings
from ocop.services.epochs import Epochs
from ocop.services.products import find_product, update_product
from ocop.services.work import unit_of_work
from ocop.web.page_caches import Offer, Page, PageCache
from tests.conftest import running
from tests.factories import NOW, VIETNAM, actor

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "vi"}


@pytest.fixture
def asked(client):
    """Return a function that asks as a browser does."""

    def ask(path, **headers):
        return client.get(path, headers=BROWSER | headers)

    return ask


def held(app):
    """Return how many pages the worker keeps."""
    return len(app.config["OCOP_PAGE_CACHE"]._pages)


def plain(answer):
    """Return an answer without what belongs to one request."""
    own = ("X-Request-ID", "Date", "Content-Length", "Set-Cookie")
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in own}, answer.data


def test_a_page_is_drawn_once_and_then_kept(app, asked, make_product, query_count):
    product = make_product()
    first = asked(f"/t/{product.code}")

    with query_count() as statements:
        again = asked(f"/t/{product.code}")

    assert plain(first) == plain(again)
    assert held(app) == 1
    assert not [one for one in statements if "stories" in one or "products" in one]


def test_flask_answers_the_same_page_with_the_same_headers(client, asked, make_product, make_lot):
    product = make_product(gtin=True, name="Tôm khô <Vinh Kim> & bạn")
    path = f"/t/{product.code}/10/{make_lot(product).code}"

    short = asked(path)
    through = client.get(path, headers={**BROWSER, "If-None-Match": '"nothing"'})

    assert plain(short) == plain(through)
    assert short.headers["X-Request-ID"] != through.headers["X-Request-ID"]
    assert "script-src 'self'" in short.headers["Content-Security-Policy"]
    assert "Tôm khô &lt;Vinh Kim&gt; &amp; bạn" in short.text


def test_a_browser_gets_the_page_packed(asked, make_product):
    path = f"/t/{make_product().code}"

    bare, packed = asked(path), asked(path, **{"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == bare.data
    assert len(packed.data) <= 14 * 1024
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/t/{code}?lang=xx", {}),
        ("/t/{code}?linkType=linkset", {}),
        ("/t/{code}/21/ABC", {}),
        ("/t/{code}/10/KHONG-CO", {}),
        ("/t/{code}%2F", {}),
        ("/t/{code}", {"Accept": "application/json"}),
        ("/t/{code}", {"Authorization": "Bearer x"}),
        ("/t/{code}", {"Range": "bytes=0-9"}),
        ("/t/{code}", {"Host": "localhost.evil.example"}),
        ("/t/00000000", {}),
    ],
)
def test_what_is_unusual_falls_through(app, asked, make_product, path, headers):
    asked(path.format(code=make_product().code), **headers)

    assert held(app) == 0


def test_a_strange_host_is_refused_although_the_page_is_kept(asked, make_product):
    path = f"/t/{make_product().code}"
    asked(path)

    answer = asked(path, Host="evil.example", **{"X-Forwarded-Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in asked(path, **{"X-Forwarded-Host": "evil.example"}).text


def test_each_language_has_its_own_page_and_no_cookie(app, asked, make_product):
    path = f"/t/{make_product().code}"

    pages = [asked(path, **{"Accept-Language": one}) for one in ("vi", "en-GB,en;q=0.9", "km-KH")]
    by_address = asked(f"{path}?lang=km", **{"Accept-Language": "en"})

    assert [re.search('<html lang="(..)"', one.text)[1] for one in [*pages, by_address]] == ["vi", "en", "km", "km"]
    assert not any("Set-Cookie" in one.headers for one in pages)
    assert held(app) == 3


def test_who_has_a_session_is_greeted_by_flask(app, client, asked, make_product):
    client.set_cookie("ocop", "somebody")

    asked(f"/t/{make_product().code}")

    assert held(app) == 0


@pytest.fixture
def workers(settings, clock, make_product):
    """Two workers on one store, each with pages of its own: their clients, and what makes a change in the first."""
    with running(settings, clock) as one, running(settings, clock) as other:
        clients = [each.test_client() for each in (one, other)]
        yield one, lambda path: [each.get(path, headers=BROWSER).text for each in clients]


def test_an_edit_shows_on_the_next_request_of_every_worker(workers, make_product):
    product = make_product(name="Tên cũ")
    worker, asked = workers
    before = asked(f"/t/{product.code}")

    with worker.app_context(), unit_of_work():
        update_product(actor("administrator"), NOW, find_product(product.code), name="Tên mới")

    after = asked(f"/t/{product.code}")
    assert all("Tên cũ" in one for one in before)
    assert all("Tên mới" in one and "Tên cũ" not in one for one in after)


def test_a_revocation_shows_on_the_next_request_of_every_worker(workers, clock, make_product, make_decision):
    product = make_product()
    make_decision(product)
    worker, asked = workers
    before = asked(f"/t/{product.code}")

    with worker.app_context(), unit_of_work():
        paper = certificates_of([product.id])[product.id][0]
        paper.revoked_on = clock.today
        write_standings(find_product(product.code))

    after = asked(f"/t/{product.code}")
    assert all('class="star-full"' in one for one in before)
    assert not any('class="star-full"' in one for one in after)


def test_a_certificate_ends_at_midnight_without_a_restart(asked, clock, make_product, make_decision):
    product = make_product()
    make_decision(product, signed_on=clock.today - timedelta(days=1))
    path = f"/t/{product.code}"
    last = clock.today - timedelta(days=1)
    end = datetime.combine(last.replace(year=last.year + 3), time(23, 59, 50), VIETNAM)
    clock.set(end)
    before = asked(path).text

    clock.advance(seconds=10)

    assert 'class="star-full"' in before
    assert 'class="star-full"' not in asked(path).text


def test_a_change_that_nobody_told_shows_within_the_minute(app, asked, clock, make_product):
    product = make_product(name="Tên cũ")
    path = f"/t/{product.code}"
    asked(path)
    app.config["OCOP_EPOCHS"].tell([])  # what another machine's worker told is not seen here
    with app.app_context():
        kept = app.config["OCOP_PAGE_CACHE"]._pages
        before = len(kept)
    clock.advance(seconds=31)

    asked(path)

    assert (before, held(app)) == (1, 1)
    assert next(iter(kept.values())).good_until > clock.now.timestamp()


def test_what_changed_while_a_page_was_drawn_is_not_kept(app, asked, make_product, tmp_path):
    product = make_product()
    epochs = app.config["OCOP_EPOCHS"]
    draw = app.config["OCOP_CODE_PAGES"].draw

    def slow(*words, **more):
        epochs.tell([product.id])  # somebody saves meanwhile
        return draw(*words, **more)

    app.config["OCOP_CODE_PAGES"].draw = slow
    try:
        asked(f"/t/{product.code}")
    finally:
        del app.config["OCOP_CODE_PAGES"].draw

    assert held(app) == 0


def test_a_network_that_asks_too_often_is_told_when_to_come_back(app, asked, make_product):
    path = f"/t/{make_product().code}"

    answers = [asked(path) for _ in range(320)]

    refused = answers[-1]
    assert {one.status_code for one in answers[:300]} == {200}
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert asked(path, **{"X-Forwarded-For": "203.0.113.9"}).status_code == 429  # no proxy is trusted here


def test_guessing_serials_finds_nothing_and_then_meets_429(asked, make_product, make_lot):
    product = make_product()
    lot = make_lot(product)

    answers = [asked(f"/t/{product.code}/10/{lot.code}/21/0{number:018d}") for number in range(1000)]

    assert sum("do sổ này cấp" in one.text and "chưa từng cấp" not in one.text for one in answers) == 0
    assert answers[29].status_code == 200
    assert {one.status_code for one in answers[40:]} == {429}


def test_pages_beyond_the_memory_are_forgotten_the_longest_unused_first(tmp_path):
    cache, epochs = PageCache(3 * 2250), Epochs(tmp_path / "map")
    offer = Offer("p", "u", None, "valid", 0, 0)
    for key in "abc":
        cache.keep((key, ""), Page(offer, 10.0, [], b"x" * 1000))
    cache.find(("a", ""), 1.0, epochs)

    cache.keep(("d", ""), Page(offer, 10.0, [], b"x" * 1000))

    assert [cache.find((key, ""), 1.0, epochs) is not None for key in "abcd"] == [True, False, True, True]
    assert cache.find(("a", ""), 10.0, epochs) is None
