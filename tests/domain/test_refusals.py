"""A refusal has a code for programs and words for people."""

from ocop.domain.refusals import BadInput, OcopError, TooMany


def test_a_refusal_fills_its_words() -> None:
    refusal = BadInput("lot-malformed", "Mã lô “%(lot)s” sai.", field="code", lot="A/B")

    assert str(refusal) == "lot-malformed: Mã lô “A/B” sai."
    assert (refusal.template, refusal.params) == ("Mã lô “%(lot)s” sai.", {"lot": "A/B"})


def test_words_without_parameters_may_hold_a_percent_sign() -> None:
    assert OcopError("full", "Đã đầy 100 %.").message == "Đã đầy 100 %."


def test_what_was_typed_is_never_taken_for_a_template() -> None:
    assert BadInput("x", "Mã “%(code)s”.", code="%(field)s %s").message == "Mã “%(field)s %s”."


def test_a_refusal_may_carry_several_faults() -> None:
    faults = [{"field": "name", "code": "missing", "message": "Thiếu tên."}]

    assert BadInput("many", "Có lỗi.", faults=faults).faults == faults
    assert BadInput("one", "Có lỗi.").faults == []


def test_too_many_says_when_to_come_back() -> None:
    refusal = TooMany("slow-down", "Xin thử lại sau %(seconds)s giây.", retry_after=30, seconds=30)

    assert (refusal.retry_after, refusal.message) == (30, "Xin thử lại sau 30 giây.")
