"""The whole evaluation in a real browser: from an empty account to a certificate, to five stars, the fall-back."""

import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Page

from ocop.config import locate
from ocop.domain.accounts import Role
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.services.rubrics import shipped
from tests.browser import DESK, PHONE
from tests.dossiers import best_answers, sheet_worth
from tests.factories import Factories
from tests.phones import Phone, enrolled_phone

SET = 4
PASSWORD = "ba con thuyen tim"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == SET))


class People:
    """Everybody on the road, each with a browser of their own, signed in by the door."""

    def __init__(self, app: Flask, address: str, open_page: Callable[..., Page], factories: Factories) -> None:
        self.app, self.address, self._open, self._factories = app, address, open_page, factories
        self._pages: dict[str, Page] = {}
        self.phones: dict[str, Phone] = {}

    def add(self, role: Role, name: str, **fields: Any) -> str:
        """Make an account."""
        user = self._factories.user(role, name=name, password=PASSWORD, **fields)
        if role in (Role.PROVINCE, Role.MINISTRY):
            self.phones[name] = enrolled_phone(self.app, self._factories.clock, user)
        return name

    def page(self, name: str, width: int = DESK) -> Page:
        """Return somebody's browser, signed in."""
        if name not in self._pages:
            page = self._open(self.address, width)
            page.goto("/login")
            page.fill("input[name=name]", name)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            if name in self.phones:
                page.wait_for_url("**/login/code**")
                page.fill("[name=code]", self.phones[name].next_code())
                page.click("main button[type=submit]")
            page.wait_for_url(re.compile("/(producer|office)"))
            self._pages[name] = page
        return self._pages[name]


@pytest.fixture
def people(app, live_server, open_page, factories) -> People:
    found = People(app, live_server, open_page, factories)
    found.add(Role.COMMUNE, "xa")
    found.add(Role.PROVINCE, "tinh")
    found.add(Role.MINISTRY, "bo")
    for number in (1, 2, 3):
        found.add(Role.ASSESSOR, f"cham{number}", full_name=f"Ủy viên {number}")
        found.add(Role.ASSESSOR, f"tw{number}", full_name=f"Ủy viên trung ương {number}", unit="")
    return found


def registered(page: Page) -> str:
    """Go from nothing to a published product by the pages alone; return its code."""
    page.goto("/register")
    for field, text in (("name", "sa-ray"), ("password", PASSWORD), ("repeated", PASSWORD)):
        page.fill(f"input[name={field}]", text)
    page.click("main button[type=submit]")
    page.wait_for_url("**/producer/subject/new")
    page.fill("input[name=q]", "phu can")
    page.click("main .search button")
    page.click(".choice >> nth=0")
    page.fill("input[name=name]", "Hợp tác xã Dừa Sa Rây")
    page.check("input[name=subject_type][value=cooperative]")
    page.click("main form .btn-primary")
    page.wait_for_url("**/producer/products/new")
    page.fill("input[name=name]", "Mật hoa dừa cô đặc Sa Rây")
    page.select_option("select[name=product_set]", str(SET))
    page.click("main form .btn-primary")
    page.wait_for_selector("text=Nhãn đã sẵn sàng")
    return page.url.rsplit("/", 1)[1]


def fill_dossier(page: Page, code: str, rubric: Rubric) -> str:
    """Open a dossier, answer one criterion by itself, the rest on one page, and the form; return its address."""
    page.goto(f"/producer/products/{code}/dossiers")
    page.check("input[name=kind][value=first]")
    page.click("text=Bắt đầu tự chấm")
    page.wait_for_selector("#standing")
    base = page.url
    first = rubric.scored[0]
    page.goto(f"{base}/criteria/{first.code}")
    page.locator(".option-card").last.click()
    page.wait_for_selector("[data-saved]:text('Đã lưu')")
    page.click("text=Lưu và tiếp")
    page.wait_for_url(f"**/criteria/{rubric.scored[1].code}")
    page.goto(f"{base}/assessment")
    answers = best_answers(rubric)
    page.evaluate(
        "answers => { for (const [code, number] of Object.entries(answers))"
        " document.querySelector(`input[name='c-${code}'][value='${number}']`).checked = true; }",
        answers,
    )
    page.click("text=Lưu và xem kết quả")
    page.wait_for_selector("text=Việc còn lại")
    page.goto(f"{base}/form")
    page.fill("input[name=representative]", "Thạch Thị Sa Rây")
    page.fill("textarea[name=introduction]", "Mật hoa dừa cô đặc từ dừa của Tiểu Cần.")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=Đã đủ để nộp")
    return base


def submit(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("text=Nộp hồ sơ cho xã")
    page.wait_for_selector("text=Số biên nhận")


def report(page: Page, dossier: str) -> None:
    """Let the commune report what is filled in for it."""
    page.goto("/office/dossiers")
    page.wait_for_selector(f"a[href$='{dossier}']")
    page.goto(f"/office/dossiers/{dossier}/report")
    for box in page.locator("input[name=checklist]").all():
        box.check()
    page.click("main form .btn-primary")
    page.wait_for_selector("text=Tỉnh đã nhận")


def convene(page: Page, dossier: str, names: list[str]) -> None:
    page.goto(f"/office/dossiers/{dossier}/council")
    for name in names:
        page.check(f"#a-{name}")
    page.check(f"#h-{names[0]}")
    page.click("main form .btn-primary")
    page.wait_for_selector("text=0/3")


def score(page: Page, dossier: str, sheet: dict[str, str]) -> None:
    """Fill a whole sheet in and hand it in."""
    page.goto(f"/office/dossiers/{dossier}/sheet")
    page.evaluate(
        "sheet => { for (const [code, points] of Object.entries(sheet)) {"
        " document.querySelector(`input[name='p-${code}']`).value = points.replace('.', ',');"
        " document.querySelector(`input[name='o-${code}'][value=own]`).checked = true; } }",
        sheet,
    )
    page.check("input[name=sure]")
    page.click("button[value=hand_in]")
    page.wait_for_selector("text=Đã nộp")


def decide(page: Page, dossier: str, number: str, day: str) -> None:
    page.goto(f"/office/dossiers/{dossier}/decision")
    page.fill("input[name=number]", number)
    page.fill("input[name=signed_on]", day)
    if page.locator("input[name=confirms_rubric]").count():
        page.check("input[name=confirms_rubric]")
    page.click("text=Ghi quyết định")
    page.wait_for_url(f"**/office/dossiers/{dossier}")


def at_the_province(
    people: People, rubric: Rubric, make_product: Callable[..., Any], make_subject: Any
) -> tuple[str, str]:
    """Return a product and its dossier on the province's desk, brought there in browsers."""
    subject = make_subject()
    product = make_product(subject=subject, product_set=SET, name="Mật hoa dừa Sa Rây")
    people.add(Role.PRODUCER, "chu-the", subject=subject)
    page = people.page("chu-the", PHONE)
    base = fill_dossier(page, product.code, rubric)
    submit(page)
    dossier = base.rsplit("/", 1)[1]
    report(people.page("xa"), dossier)
    return product.code, dossier


def scored_by(people: People, dossier: str, office: str, names: list[str], sheet: dict[str, str]) -> None:
    convene(people.page(office), dossier, names)
    for name in names:
        score(people.page(name), dossier, sheet)


ASSESSORS, CENTRAL = ["cham1", "cham2", "cham3"], ["tw1", "tw2", "tw3"]


def test_from_an_empty_account_to_a_printed_four_star_certificate(people, open_page, rubric, clock, live_server):
    page = open_page(live_server, PHONE)
    code = registered(page)
    base = fill_dossier(page, code, rubric)
    submit(page)
    dossier = base.rsplit("/", 1)[1]
    report(people.page("xa"), dossier)
    scored_by(people, dossier, "tinh", ASSESSORS, sheet_worth(rubric, "75.50", gates=4))
    decide(people.page("tinh"), dossier, "2718/QĐ-UBND", clock.today.isoformat())

    page.goto(base)
    assert "Được công nhận 4 sao" in page.content()
    paper = page.request.get(page.get_attribute("a:has-text('Giấy chứng nhận (PDF)')", "href") or "")
    words = pypdfium2.PdfDocument(paper.body())[0].get_textpage().get_text_range()
    assert all(word in words for word in ("2718/QĐ-UBND", "Mật hoa dừa cô đặc Sa Rây", "Hợp tác xã Dừa Sa Rây"))


def test_from_ninety_two_and_a_half_to_five_stars(people, rubric, make_product, make_subject, clock):
    day = clock.today.isoformat()
    code, dossier = at_the_province(people, rubric, make_product, make_subject)
    scored_by(people, dossier, "tinh", ASSESSORS, sheet_worth(rubric, "92.50"))
    decide(people.page("tinh"), dossier, "1673/QĐ-UBND", day)
    shopper = people.page("chu-the")
    shopper.goto(f"/t/{code}")
    assert "iềm năng 5 sao" in shopper.content()
    scored_by(people, dossier, "bo", CENTRAL, sheet_worth(rubric, "91.00"))
    decide(people.page("bo"), dossier, "01/QĐ-BNNMT", day)
    shopper.goto(f"/t/{code}")
    assert "5 sao" in shopper.inner_text(".band")
    assert "iềm năng" not in shopper.inner_text(".band")


def test_the_fall_back_leaves_four_stars_to_the_province(people, rubric, make_product, make_subject, clock):
    day = clock.today.isoformat()
    code, dossier = at_the_province(people, rubric, make_product, make_subject)
    scored_by(people, dossier, "tinh", ASSESSORS, sheet_worth(rubric, "90.00"))
    decide(people.page("tinh"), dossier, "1673/QĐ-UBND", day)
    scored_by(people, dossier, "bo", CENTRAL, sheet_worth(rubric, "89.99"))
    decide(people.page("bo"), dossier, "02/QĐ-BNNMT", day)
    page = people.page("tinh")
    page.goto(f"/office/dossiers/{dossier}")
    assert "Bộ trả kết quả về tỉnh" in page.content()
    decide(page, dossier, "1800/QĐ-UBND", day)
    shopper = people.page("chu-the")
    shopper.goto(f"/t/{code}")
    assert "4 sao" in shopper.inner_text(".band")
