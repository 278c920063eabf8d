"""Every state of the page behind a code, in every language, on a phone: its words, its band, nothing for axe."""

import gzip
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from ocop.domain.accounts import OPERATOR
from ocop.domain.scan_bands import MANY
from ocop.domain.serials import lot_key, serials
from ocop.models.database import db
from ocop.models.products import Product
from ocop.services.certificates import certificates_of, write_standings
from ocop.services.label_jobs import order_labels, void_serials
from ocop.services.labels import SHEET, Order
from ocop.services.lots import find_lot
from ocop.services.products import find_product
from ocop.services.recalls import recall_lot
from ocop.services.work import unit_of_work
from ocop.web.languages import LANGUAGES
from tests.browser import PHONE
from tests.factories import NOW
from tests.scans import load_now, look_at

NAMES = {"name": "Mắm bò hóc Sóc Sâu (ប្រហុក) loại thượng hạng của bà con ấp Ba Se", "product_set": 8}


class States:
    """Makes products in a state, and gives the path of their codes."""

    def __init__(self, app, clock, make_product, make_decision, make_lot):
        self.app, self.clock = app, clock
        self.make_product, self.make_decision, self.make_lot = make_product, make_decision, make_lot

    def product(self, *, ago=50, **decision):
        made = self.make_product(gtin=True, **NAMES)
        self.make_decision(made, signed_on=self.clock.today - timedelta(days=ago), **decision)
        return made

    def valid(self):
        return f"/t/{self.product().code}"

    def expiring(self):
        return f"/t/{self.product(ago=3 * 365 - 60, unit_code='84').code}"

    def expired(self):
        return f"/t/{self.product(ago=3 * 366 + 10, unit_code='84').code}"

    def revoked(self):
        made = self.product()
        with self.app.app_context(), unit_of_work():
            paper = certificates_of([made.id])[made.id][0]
            paper.revoked_on, paper.revocation_number = self.clock.today, "99/QĐ-UBND"
            paper.revocation_reason = "Vi phạm an toàn thực phẩm"
            write_standings(find_product(made.code))
        return f"/t/{made.code}"

    def potential(self):
        return f"/t/{self.product(star=None, potential_five_star=True).code}"

    def unrated(self):
        return f"/t/{self.make_product(**NAMES).code}"

    def withdrawn(self):
        made = self.product()
        with self.app.app_context(), unit_of_work():
            db.session.get(Product, made.id).state = "withdrawn"
        return f"/t/{made.code}"

    def lot(self):
        made = self.product()
        return f"/t/{made.code}/10/{self.make_lot(made).code}"

    def recalled(self):
        made = self.product()
        lot = self.make_lot(made)
        with self.app.app_context(), unit_of_work():
            found = find_product(made.code)
            told = {"reason": "Phát hiện nấm mốc ở ba hũ", "advice": "Ngừng dùng, trả lại nơi mua"}
            recall_lot(OPERATOR, NOW, self.clock.today, found, find_lot(found, lot.code), **told)
        return f"/t/{made.code}/10/{lot.code}"

    def superseded(self):
        made = self.product(ago=800, star=3)
        self.make_decision(made, signed_on=self.clock.today - timedelta(days=40), star=4)
        lot = self.make_lot(made, made_on=self.clock.today - timedelta(days=100))
        return f"/t/{made.code}/10/{lot.code}"

    def lot_unknown(self):
        return f"/t/{self.product().code}/10/KHONG-CO"

    def serial_unknown(self):
        return f"{self.lot()}/21/0000000ZKYPYWZWQ2YV"

    def item(self):
        """Return the product and lot of a numbered label, and its path."""
        made = self.product()
        lot = self.make_lot(made)
        keys = self.app.config["OCOP_SERIAL_KEYS"]()
        kid = next(iter(keys))
        with self.app.app_context(), unit_of_work():
            order_labels(
                OPERATOR, NOW, self.clock.today, find_product(made.code), kid=kid, base_url="http://localhost",
                count=3, serials=True, lot=lot.code, sample=False, order=Order.of({"stock": SHEET}),
            )  # fmt: skip
        (number,) = serials(lot_key(keys[kid], made.code, lot.code), kid, 0, 1)
        return made, lot, f"/t/{made.code}/10/{lot.code}/21/{number}"

    def issued(self):
        return self.item()[2]

    def void(self):
        made, lot, path = self.item()
        with self.app.app_context(), unit_of_work():
            found = find_product(made.code)
            void_serials(OPERATOR, NOW, found, find_lot(found, lot.code), first=1, last=1, reason="Nhãn in hỏng")
        return path

    def many_scans(self):
        made, lot, path = self.item()
        with self.app.app_context():
            for device in range(MANY + 2):
                look_at(self.app.config["OCOP_SCAN_LOG"], made.id, device=device, lot=lot.code, item=0)
            load_now(self.app)
        return path


#: The state, and what its page says first in Vietnamese.
STATES = {
    "valid": "Đang được công nhận 4 sao",
    "expiring": "Còn hiệu lực, sắp hết hạn",
    "expired": "Từng đạt 4 sao đến",
    "revoked": "Giấy chứng nhận đã bị thu hồi ngày",
    "potential": "Tiềm năng 5 sao",
    "unrated": "Chưa được xếp hạng OCOP",
    "withdrawn": "Sản phẩm đã rút khỏi sổ",
    "lot": "Đang được công nhận 4 sao",
    "recalled": "NGỪNG SỬ DỤNG. Lô",
    "superseded": "Đang được công nhận 4 sao",
    "lot_unknown": "Lô “KHONG-CO” không có trong sổ",
    "serial_unknown": "Hệ thống chưa từng cấp mã này",
    "issued": "Đang được công nhận 4 sao",
    "void": "Nhãn số 1 của lô đã bị bỏ",
    "many_scans": "Mã này đã được 12 máy quét",
}
#: States in which no star may be drawn.
STARLESS = {"expired", "revoked", "unrated"}


@pytest.fixture
def states(app, clock, make_product, make_decision, make_lot):
    return States(app, clock, make_product, make_decision, make_lot)


@pytest.mark.parametrize("state", STATES)
def test_a_state_says_its_words_first(client, states, state):
    answer = client.get(getattr(states, state)())

    page = answer.text
    assert answer.status_code == 200
    assert page.index("band-title") < page.index(STATES[state]) < page.index("<h1")
    assert not (state in STARLESS and 'class="star-full"' in page)
    assert len(gzip.compress(answer.data)) <= 14 * 1024
    assert "Set-Cookie" not in answer.headers


def test_a_lot_of_before_names_the_paper_it_was_made_under(client, states):
    assert "Lô này làm khi sản phẩm mang giấy 3 sao" in client.get(states.superseded()).text


def test_a_product_level_code_says_that_it_names_no_lot(client, states):
    assert "không gắn với lô cụ thể" in client.get(states.valid()).text


@pytest.mark.browser
def test_every_state_is_for_everybody_in_every_language(live_server, states, open_page):
    page = open_page(live_server, PHONE)
    for state in STATES:
        path = getattr(states, state)()
        for language in LANGUAGES:
            page.goto(f"{path}?lang={language}")

            found = Axe().run(page)

            assert found.violations_count == 0, f"{state} {language}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, (state, language)
            assert page.locator("html").get_attribute("lang") == language


@pytest.mark.browser
def test_the_page_is_whole_at_twice_the_size_and_without_scripts(live_server, states, open_page):
    page = open_page(live_server, PHONE // 2, scripts=False)

    page.goto(states.issued())

    assert page.locator(".band").first.is_visible()
    assert page.locator("h1").is_visible()
    box = page.locator("main").bounding_box()
    assert box["width"] <= PHONE // 2


#: Rules of the whole sheet that match something on the page (interactive states apart), and those the page has.
_RULES = """async (address) => {
  const text = await (await fetch(address)).text();
  const whole = new CSSStyleSheet();
  whole.replaceSync(text);
  const plain = (selector) => selector.replace(/::?(?!where|is|not|root)[a-z-]+(\\([^)]*\\))?/g, "") || "*";
  const walk = (rules, around, found) => {
    for (const rule of rules) {
      if (rule.selectorText) {
        for (const one of rule.selectorText.split(/,(?![^(]*\\))/)) found.add(around + one.trim());
      } else if (rule.cssRules) walk(rule.cssRules, around + (rule.conditionText ?? "") + " / ", found);
    }
    return found;
  };
  const own = new Set();
  for (const sheet of document.styleSheets) walk(sheet.cssRules, "", own);
  const matches = (line) => {
    try { return document.querySelector(plain(line.split(" / ").at(-1))); } catch { return false; }
  };
  return [...walk(whole.cssRules, "", new Set())].filter((line) => !own.has(line) && matches(line));
}"""


@pytest.mark.browser
def test_the_page_brings_every_rule_along_that_it_needs(live_server, open_page, states):
    page, lacking = open_page(live_server, PHONE), {}
    for state in STATES:
        page.goto(getattr(states, state)())
        lacking[state] = page.evaluate(_RULES, "/static/ocop.css")

    assert {one for found in lacking.values() for one in found} == set()
    assert page.evaluate("document.styleSheets.length") == 1
