"""The resolver as programs, other resolvers and browsers meet it."""

import json
from dataclasses import replace

import jsonschema
import pytest

from ocop.domain.link_targets import USUAL_HOSTS
from ocop.domain.link_types import GS1_VOCABULARY
from ocop.services.links import add_link
from ocop.services.products import find_product
from ocop.services.work import unit_of_work
from tests.conftest import running
from tests.factories import NOW, actor
from tests.vectors import vector_path

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ANY = {"Accept": "*/*"}
BY = actor("administrator")
BASE = "http://localhost:8000"


def schema(name):
    path = vector_path(f"digital_link/{name}")
    return json.loads(path.read_text()) if path else {}


@pytest.fixture
def product(make_product, make_decision):
    """A four-star product with a GTIN."""
    made = make_product(gtin=True, name="Kẹo dừa Bến Tre")
    make_decision(made, star=4)
    return made


@pytest.fixture
def here(product):
    return f"/01/{product.gtin.zfill(14)}"


def linkset(client, path, **headers):
    answer = client.get(path, headers={"Accept": "application/linkset+json", **headers})
    assert answer.status_code == 200, answer.text
    return answer.json["linkset"]


def types(anchor):
    return {name.removeprefix(GS1_VOCABULARY) for name in anchor} - {"anchor", "itemDescription"}


@pytest.mark.parametrize(
    "form", ["/01/{gtin}", "/01/{gtin}/", "/01/{short}", "/01/{gtin}/10/L1/21/S1?17=261231&x=%2F"]
)
def test_a_program_is_led_to_the_page_with_its_query(client, product, form):
    path = form.format(gtin=product.gtin.zfill(14), short=product.gtin.lstrip("0"))
    more = path.partition("/10/")[2].partition("?")[0]
    query = path.partition("?")[2]

    answer = client.get(path, headers=ANY)

    page = f"{BASE}/t/{product.code}" + (f"/10/{more}" if more else "") + (f"?{query}" if query else "")
    assert (answer.status_code, answer.headers["Location"]) == (307, page)
    assert 'rel="linkset"' in answer.headers["Link"]
    assert "Accept" in answer.headers["Vary"]
    assert client.get(answer.headers["Location"].removeprefix(BASE), headers=BROWSER).status_code == 200


def test_a_browser_sees_the_page_itself(client, here):
    answer = client.get(here, headers=BROWSER)

    assert answer.status_code == 200
    assert "Kẹo dừa Bến Tre" in answer.text
    assert f"<{BASE}{here}?linkType=linkset>" in answer.headers["Link"]


def test_a_setting_leads_browsers_on_too(settings, here, clock):
    with running(replace(settings, resolver_redirects=True), clock) as app:
        answer = app.test_client().get(here, headers=BROWSER)

    assert answer.status_code == 307


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("{here}?linkType=linkset", "*/*", "application/linkset+json"),
        ("{here}?linkType=all", "", "application/linkset+json"),
        ("{here}?linkType=linkset", "application/json", "application/json"),
        ("{here}", "application/linkset+json", "application/linkset+json"),
        ("{here}", "application/ld+json", "application/ld+json"),
        ("{here}?linkType=linkset", "text/html", "text/html; charset=utf-8"),
    ],
)
def test_the_linkset_is_given_in_the_form_that_is_asked_for(client, here, path, accept, media):
    answer = client.get(path.format(here=here), headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media)
    assert "linkset-context" in answer.headers["Link"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("more", ["", "/10/L1", "/10/L1/21/S1", "/22/A/10/NONE/21/S1"])
def test_the_linkset_is_valid_and_says_what_stands_at_each_level(client, product, here, make_lot, more):
    make_lot(product, code="L1")

    found = linkset(client, here + more)

    jsonschema.validate({"linkset": found}, schema("linkset_schema.json"))
    assert found[-1]["anchor"] == BASE + here
    for anchor in found:
        default = anchor[f"{GS1_VOCABULARY}defaultLink"]
        assert [set(one) for one in default] == [{"href", "title"}]
        assert default[0]["href"] in [one["href"] for one in anchor[f"{GS1_VOCABULARY}pip"]]
    assert types(found[-1]) >= {
        "certificationInfo",
        "leaveReview",
        "recallStatus",
        "verificationService",
        "masterData",
    }
    if more == "/10/L1/21/S1":
        assert [one["anchor"] for one in found] == [BASE + here + part for part in (more, "/10/L1", "")]
        assert "traceability" in types(found[1])


def test_every_address_in_the_linkset_opens(client, product, here, make_lot):
    make_lot(product, code="L1")
    targets = {
        link["href"]
        for anchor in linkset(client, f"{here}/10/L1/21/S1")
        for name, links in anchor.items()
        if name not in ("anchor", "itemDescription")
        for link in links
    }

    opened = {
        one: client.get(one.removeprefix(BASE).partition("#")[0], headers=BROWSER).status_code for one in targets
    }

    # Events are for who has a token: the address is there, and asks who comes.
    repository = {one: status for one, status in opened.items() if "/epcis/" in one}
    assert set(repository.values()) == {401}
    assert {status for one, status in opened.items() if one not in repository} == {200}


@pytest.mark.parametrize(
    "word", ["gs1:{}", "https://gs1.org/voc/{}", "https://ref.gs1.org/voc/{}", "https://www.gs1.org/voc/{}"]
)
@pytest.mark.parametrize("name", ["pip", "masterData", "certificationInfo"])
def test_a_link_type_leads_to_its_link(client, product, here, word, name):
    answer = client.get(f"{here}?linkType={word.format(name)}", headers=ANY)

    assert answer.status_code == 307
    assert product.code in answer.headers["Location"]


@pytest.mark.parametrize("word", ["gs1:recipeInfo", "gs1:nothing", "foaf:page", "gs1:defaultLinkMulti", "%00"])
def test_a_link_type_that_is_missing_is_not_found(client, here, word):
    answer = client.get(f"{here}?linkType={word}", headers=ANY)

    assert (answer.status_code, answer.json["code"]) == (404, "link-type-missing")


def test_a_link_of_the_product_is_found_from_its_item(client, product, here):
    answer = client.get(f"{here}/10/NOT-A-LOT/21/S1?linkType=gs1:certificationInfo", headers=ANY)

    assert answer.headers["Location"].startswith(f"{BASE}/t/{product.code}?linkType=")
    assert answer.headers["Location"].endswith("#vouch")


def test_the_certificate_is_told_of_while_it_is_in_force(client, here, clock):
    before = types(linkset(client, here)[-1])
    clock.advance(days=4 * 366)
    after = types(linkset(client, here)[-1])

    assert before - after == {"certificationInfo"}
    assert client.get(f"{here}?linkType=gs1:certificationInfo", headers=ANY).status_code == 404


@pytest.mark.parametrize(
    ("languages", "suffix"), [("km-KH", "?lang=km"), ("fr", ""), ("en-GB;q=0.3, vi;q=0.9", "?lang=vi")]
)
def test_the_default_link_is_in_the_language_that_is_asked_for(client, product, here, languages, suffix):
    answer = client.get(here, headers={**ANY, "Accept-Language": languages})

    assert answer.headers["Location"] == f"{BASE}/t/{product.code}{suffix}"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/01/09521234543214", 400, "link-check-digit"),
        ("{here}/foo", 400, "link-key-missing"),
        ("{here}/10/L/foo", 400, "link-key-missing"),
        ("{here}/21/S/10/L", 400, "link-order"),
        ("{here}/10/C%C3%A0", 400, "link-value-malformed"),
        ("{here}/10/C%C0%AF", 400, "link-value-malformed"),
        ("{here}/10/%00", 400, "link-value-malformed"),
        ("{here}?1234=5", 400, "link-ai-unknown"),
        ("{here}/10/" + "9" * 10_000, 400, "link-too-long"),
        ("/01//{here}", 400, "link-malformed"),
        ("/01//09521234543213", 400, "link-key-missing"),
        ("/8004/x", 400, "link-value-malformed"),
        ("/8004/95201234", 404, "product-unknown"),
        ("/00/006141411234567890", 404, "product-unknown"),
        ("/01/09521234999997", 404, "product-unknown"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_what_is_wrong_is_never_answered_with_200(client, here, path, status, code, accept):
    answer = client.get(path.format(here=here).replace("/01///01", "/01//01"), headers={"Accept": accept})

    assert answer.status_code == status
    if accept == "*/*":
        assert answer.json["code"] == code
        assert answer.content_type == "application/problem+json"
    else:
        assert "<h1" in answer.text


def test_a_slash_in_a_lot_is_part_of_it(client, here):
    anchors = [one["anchor"] for one in linkset(client, f"{here}/10/A%2FB")]

    assert anchors == [f"{BASE}{here}/10/A%2FB", BASE + here]


@pytest.mark.parametrize(
    ("path", "status"),
    [("{here}/10/A/B", 307), ("{here}/10/A/B/21/S", 307), ("{here}/10/L1/foo", 400), ("{here}/foo", 400)],
)
def test_a_server_that_keeps_no_escapes_is_helped(client, product, here, make_lot, path, status):
    make_lot(product, code="L1")

    answer = client.get(path.format(here=here), headers=ANY, environ_overrides={"REQUEST_URI": "", "RAW_URI": ""})

    assert answer.status_code == status


def test_head_is_get_without_a_body(client, here):
    for path in (here, f"{here}?linkType=linkset", f"{here}/foo"):
        got, head = client.get(path, headers=ANY), client.head(path, headers=ANY)
        assert got.status_code == head.status_code
        assert head.data == b""
        for name in ("Location", "Link", "Content-Type", "Content-Length", "Vary", "Access-Control-Allow-Origin"):
            assert got.headers.get(name) == head.headers.get(name), name


def test_pages_of_other_sites_may_ask(client, here):
    answer = client.options(here, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert 'rel="linkset"' in answer.headers["Link"]
    assert client.options(f"{here}/foo").status_code == 400


def test_the_resolver_says_of_itself_what_is_true(client):
    answer = client.get("/.well-known/gs1resolver")

    jsonschema.validate(answer.json, schema("resolver_description_schema.json"))
    assert answer.json["resolverRoot"] == BASE
    assert answer.json["supportedPrimaryKeys"] == ["01"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_evil_host_changes_no_address(client, here):
    answer = client.get(here, headers={**ANY, "X-Forwarded-Host": "evil.example"})

    assert answer.headers["Location"].startswith(BASE)
    assert client.get(here, headers={**ANY, "Host": "evil.example"}).status_code == 400


def test_an_answer_is_kept_until_its_product_changes(context, client, product, here, query_count):
    first = client.get(here, headers=ANY)
    with query_count() as statements:
        again = client.get(here, headers=ANY)
    with unit_of_work():
        find_product(product.code).name = "Kẹo dừa sáp"
    changed = linkset(client, here)

    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    assert not [one for one in statements if "stories" in one]
    assert changed[0]["itemDescription"] == "Kẹo dừa sáp"


def test_codes_that_lead_nowhere_are_limited(client, app):
    app.config["OCOP_MISS_LIMITS"].forget()
    statuses = [client.get(f"/01/0952123{number:06d}0", headers=ANY).status_code for number in range(80)]

    assert set(statuses) == {400, 404, 429}
    assert statuses[-1] == 429


@pytest.fixture
def lead(context, product):
    """Return a function that leads from the product to a shop of its producer's."""

    def add(**fields):
        with unit_of_work():
            wanted = {"link_type": "recipeInfo", "href": "https://shopee.vn/keo-dua", "title": "Nấu với kẹo dừa"}
            return add_link(BY, NOW, find_product(product.code), hosts=USUAL_HOSTS, **wanted | fields).id

    return add


def test_a_producers_target_is_reached_by_the_page_that_names_its_host(client, here, lead):
    mine = lead()

    answer = client.get(f"{here}/10/X?linkType=gs1:recipeInfo", headers=ANY)

    assert answer.headers["Location"] == f"{BASE}/out/{mine}?linkType=gs1:recipeInfo"
    assert "shopee.vn" in client.get(f"/out/{mine}", headers=BROWSER).text


def test_links_that_nothing_tells_apart_are_given_to_choose_from(client, here, lead):
    lead()
    lead(href="https://shopee.vn/khac")

    answer = client.get(f"{here}?linkType=gs1:recipeInfo", headers=ANY)
    page = client.get(f"{here}?linkType=gs1:recipeInfo", headers=BROWSER)

    assert (answer.status_code, answer.content_type) == (300, "application/linkset+json")
    jsonschema.validate(answer.json, schema("linkset_schema.json"))
    assert len(answer.json["linkset"][0][f"{GS1_VOCABULARY}recipeInfo"]) == 2
    assert (page.status_code, page.text.count("/out/") >= 2) == (300, True)


def test_a_link_of_an_item_is_found_below_its_lot(client, here, lead):
    lead(serial="S1", title="Của riêng món này")

    found = linkset(client, f"{here}/10/L/21/S1")
    elsewhere = client.get(f"{here}/10/L/21/S2?linkType=gs1:recipeInfo", headers=ANY)

    assert [one["anchor"] for one in found if f"{GS1_VOCABULARY}recipeInfo" in one] == [f"{BASE}{here}/21/S1"]
    assert elsewhere.status_code == 404


def test_a_host_that_is_no_longer_listed_is_led_to_no_more(client, settings, clock, here, lead):
    lead()
    with running(replace(settings, link_hosts=("zalo.me",)), clock) as app:
        after = types(linkset(app.test_client(), here)[-1])

    assert types(linkset(client, here)[-1]) - after == {"recipeInfo"}
