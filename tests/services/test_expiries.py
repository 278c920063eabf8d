"""Expiries: what stands for a product, in which month and phase, at the same cost for one and for many."""

from collections import Counter
from datetime import date, timedelta

import pypdfium2
import pytest

from ocop.domain.reminders import Phase
from ocop.services.certificate_papers import certificate_paper
from ocop.services.certificate_views import certificate_told, published_certificate
from ocop.services.expiries import ending_rows, endings_for, month_counts, phase_counts
from ocop.services.reminder_words import letters, office_words, short_words
from ocop.services.work import reading
from tests.factories import actor

TODAY = date(2026, 11, 23)
BASE = "https://ocop.example.vn"


def text_of(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def test_each_product_stands_once_with_its_newest_certificate(context, make_product, make_decision):
    product = make_product()
    make_decision(product, star=3, signed_on=date(2024, 3, 1), unit_code="846")
    make_decision(product, star=4, signed_on=date(2026, 10, 1))
    make_product()

    with reading():
        assert [one.number for one in endings_for(actor("commune"), TODAY)] == [f"{product.code}-2026"]
        assert [one.number for one in endings_for(actor("producer", subject=product.subject_id), TODAY)] == [
            f"{product.code}-2026"
        ]
        assert endings_for(actor("commune", unit="26740"), TODAY) == []
        assert endings_for(actor("producer"), TODAY) == []


def test_the_whole_record_falls_into_months_and_phases(sample_context):
    with reading():
        endings = endings_for(actor("province"), TODAY)
        counts, months = phase_counts(endings, TODAY), month_counts(endings, TODAY)

    assert sum(counts.values()) == len(endings)
    assert len(months) == 24
    coming = Counter(one.facts.last_day >= TODAY for one in endings)[True]
    assert sum(count for _, count in months) <= coming
    assert counts[Phase.MISSED] > 0
    assert len(endings) == len({one.product_id for one in endings})


def test_rows_cost_the_same_for_one_and_for_many(sample_context, query_count):
    with reading():
        endings = endings_for(actor("province"), TODAY)
        counts = []
        for some in (endings[:1], endings[:30]):
            with query_count() as statements:
                ending_rows(some, TODAY, base_url=BASE)
            counts.append(len(statements))

    assert counts[0] == counts[1]


def test_letters_are_one_page_each_and_addressed(sample_context):
    with reading():
        rows = ending_rows(endings_for(actor("province"), TODAY)[:3], TODAY, base_url=BASE)
        text = text_of(letters(rows, office_words(actor("province")), TODAY, is_sample=True))

    assert len(text) == 3
    for page, row in zip(text, rows, strict=True):
        assert f"Kính gửi: {row['subject']}" in page.replace("\r\n", " ")
        assert "ỦY BAN NHÂN DÂN TỈNH VĨNH LONG" in page


def test_a_text_for_a_phone_says_what_to_do(context, make_product, make_decision):
    make_decision(make_product(name="Kẹo dừa"), signed_on=TODAY - timedelta(days=950))

    with reading():
        (row,) = ending_rows(endings_for(actor("commune"), TODAY), TODAY, base_url=BASE)

    assert "giấy chứng nhận OCOP 4 sao của “Kẹo dừa”" in short_words(row)
    assert "Kỳ nộp hồ sơ đánh giá lại đang mở" in short_words(row)
    assert BASE in short_words(row)


@pytest.mark.parametrize("is_sample", [False, True])
def test_a_paper_is_one_page_whatever_the_names(context, make_subject, make_product, make_decision, is_sample):
    subject = make_subject(name="Hợp tác xã " + "nông nghiệp dịch vụ " * 12, address="Ấp Giồng " * 50)
    product = make_product(subject=subject, name="Bánh tét នំអន្សម ត្រា គួន " * 10)
    make_decision(product, star=4, signed_on=date(2026, 10, 1))

    with reading():
        told = certificate_told(published_certificate(f"{product.code}-2026"), TODAY, base_url=BASE)
        (page,) = text_of(certificate_paper(told, TODAY, is_sample=is_sample))

    assert ("MINH HỌA" in page) is is_sample
    for words in ("GIẤY CHỨNG NHẬN", "BỐN SAO", "01/10/2026", f"{product.code}-2026"):
        assert words in page
