"""Problem reports: sent without a name, answered in time by whose turn it is, forgotten after a year."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from ocop.config import locate
from ocop.domain.problem_reports import ProblemKind, ProblemState
from ocop.domain.refusals import TooMany
from ocop.jobs.sweeps import forget_reporters
from ocop.models.acts import Act
from ocop.models.database import db
from ocop.models.files import File
from ocop.models.problem_reports import ProblemReport
from ocop.services.files import path_of
from ocop.services.holidays import day_exceptions, set_day
from ocop.services.photos import add_photo
from ocop.services.problem_inboxes import (
    answer_report,
    count_open,
    list_reports,
    note_on_report,
    office_report,
    overseen_report,
    own_report,
    pass_on_report,
    photo_of_report,
    producer_rows,
    report_rows,
    state_counts,
)
from ocop.services.problem_reports import (
    count_try,
    drop_contents,
    erase_contact,
    erase_old,
    file_report,
    find_report,
    photo_of,
    public_report,
)
from ocop.services.products import find_product
from ocop.services.work import reading, unit_of_work
from tests.factories import actor

pytestmark = pytest.mark.usefixtures("context")
WORDS = "Nhãn khác hẳn lần trước, chữ in mờ."
ELSEWHERE = "29308"


def picture(colour="red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def folder(app):
    return app.config["OCOP_DATA_DIR"]


@pytest.fixture
def send(clock, folder):
    """Return a function that files a report about a product, or about a code that nobody knows."""

    def sent(product=None, **fields) -> ProblemReport:
        wanted = {"kind": ProblemKind.DAMAGED, "words": WORDS, "code": product.code if product else "NOSUCHCODE"}
        with unit_of_work():
            days = day_exceptions(locate("seed_data"))
            return file_report(clock(), clock.today, folder=folder, holidays=days, **wanted | fields)

    return sent


def acts_of_reports() -> list[Act]:
    return list(db.session.scalars(select(Act).where(Act.noun == "problem-report").order_by(Act.at, Act.id)))


def test_a_report_has_five_working_days(send, make_product, clock):
    clock.set(date(2026, 11, 26))  # a Thursday

    assert send(make_product()).due_on == date(2026, 12, 3)


def test_holidays_move_the_deadline(send, make_product, clock):
    clock.set(date(2026, 12, 7))
    with unit_of_work():
        set_day(actor("province"), clock(), day=date(2026, 12, 9), name="Nghỉ bù", is_working=False)

    assert send(make_product()).due_on == date(2026, 12, 15)


def test_an_unknown_code_is_reported_too(send):
    report = send(code="  X-99 ", lot="L1", serial="S" * 40)

    assert (report.product_id, report.unit_id, report.level) == (None, None, "province")
    assert (report.typed_code, report.lot, report.serial) == ("X-99", "L1", "S" * 24)


@pytest.mark.parametrize("code", ["ABCD1234", "4006381333931", None, "\x00", "🍯"])
def test_whatever_was_typed_as_a_code_is_taken(send, code):
    assert send(code=code).product_id is None


def test_a_form_sent_twice_is_one_report(send, make_product):
    product = make_product()

    first, again, other = send(product, once="a"), send(product, once="a"), send(product, once="b")

    assert first.id == again.id != other.id
    assert send(product, once="a", words="Việc khác hẳn, kể lại.").id != first.id


def test_references_lead_to_their_report_alone(send, make_product, refuses):
    report = send(make_product())

    assert find_report(report.reference.lower().replace("-", "")).id == report.id
    for wrong in ("R-0000-0000-0000", "", "x" * 300, "R-1", report.id):
        with refuses("problem-report-unknown"):
            find_report(wrong)


def test_no_act_names_the_sender_or_repeats_the_words(send, make_product):
    send(make_product(), contact="0903 123 456", photo=photo_of(picture()))

    (act,) = acts_of_reports()

    assert (act.actor_id, act.actor_role, act.verb) == ("visitor", "visitor", "file")
    assert set(act.after) == {"kind", "product", "due_on"}


@pytest.mark.parametrize("contact", ["ba@", "12", "0903 abc", "a b@c.vn", "@" * 20, "1" * 30])
def test_a_contact_that_is_none_is_refused(send, make_product, refuses, contact, clock, folder):
    with refuses("contact-malformed"):
        file_report(
            clock(), clock.today, kind=ProblemKind.OTHER, words=WORDS, contact=contact, folder=folder, holidays={}
        )


def test_the_public_page_never_holds_the_contact(send, make_product, clock):
    report = send(make_product(name="Kẹo dừa"), contact="ba@example.vn", photo=photo_of(picture()))

    view = public_report(report, clock.today)

    assert (view["has_contact"], view["is_late"], view["office"]) == (True, False, "Xã Tiểu Cần")
    assert "ba@example.vn" not in str(view)
    assert WORDS not in str(view)
    assert public_report(report, report.due_on + timedelta(days=1))["is_late"]


def test_who_knows_the_reference_erases_the_contact(send, make_product, clock):
    report = send(make_product(), contact="0903123456")

    for _ in range(2):
        with unit_of_work():
            erase_contact(clock(), find_report(report.reference, for_update=True))

    assert find_report(report.reference).contact is None
    assert [act.verb for act in acts_of_reports()] == ["file", "erase-contact"]


def test_many_reports_of_one_network_have_to_wait(clock):
    with pytest.raises(TooMany) as refused:  # noqa: PT012
        for _ in range(30):
            with unit_of_work():
                count_try("203.0.113.0/24", clock())

    assert (refused.value.code, refused.value.retry_after) == ("too-many-problem-reports", 1)
    with unit_of_work():
        count_try("198.51.100.0/24", clock())


SEEN = {
    ("commune", None): (True, False),
    ("commune", ELSEWHERE): (False, False),
    ("province", None): (True, True),
    ("province", "91"): (False, True),
    ("ministry", None): (True, True),
    ("auditor", None): (True, True),
}


@pytest.mark.parametrize(("role", "unit"), SEEN, ids=str)
def test_each_office_sees_its_own_and_provinces_what_lies_nowhere(send, make_product, role, unit, refuses):
    known, unknown = send(make_product()), send()
    by = actor(role, unit=unit)

    sees = tuple(one.id in {found.id for found in list_reports(by)[0]} for one in (known, unknown))

    assert sees == SEEN[role, unit]
    assert count_open(by) == sum(sees)
    for one, is_seen in zip((known, unknown), sees, strict=True):
        if is_seen:
            assert overseen_report(by, one.reference).id == one.id
        else:
            with refuses("problem-report-unknown"):
                overseen_report(by, one.reference)


def test_open_reports_come_first_by_deadline(send, make_product, clock):
    product, by = make_product(), actor("commune")
    early = send(product)
    clock.advance(days=7)
    late, done = send(product), send(product)
    with unit_of_work():
        answer_report(by, clock(), done, words="Đã xem, đã xử lý.", state=ProblemState.ANSWERED)

    assert [one.id for one in list_reports(by, ProblemState.RECEIVED)[0]] == [early.id, late.id]
    assert list_reports(by)[0][-1].id == done.id
    assert state_counts(by) == {"received": 2, "answered": 1, "closed": 0}
    assert [len(list_reports(by, page=page, limit=2)[0]) for page in (1, 2, 3)] == [2, 1, 0]
    assert list_reports(by, page=1, limit=2)[1] is True
    rows = report_rows(list_reports(by)[0], clock.today, {})
    assert [row["days_left"] for row in rows][2] is None
    assert (rows[0]["id"], rows[0]["days_left"]) == (early.id, 1)


def test_a_list_costs_the_same_for_one_and_for_many(send, make_product, clock, query_count):
    by, counts = actor("commune"), []
    for _ in range(2):
        send(make_product())
        db.session.expunge_all()
        with query_count() as statements, reading():
            report_rows(list_reports(by)[0], clock.today, {})
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_an_answer_is_public_and_may_be_mended_until_it_is_closed(send, make_product, clock, refuses):
    report, by = send(make_product(), contact="0903123456"), actor("commune")

    for state, words in (
        ("answered", "Lần một, đang kiểm tra."),
        ("answered", "Lần hai."),
        ("closed", "Đã xong việc."),
    ):
        with unit_of_work():
            answer_report(by, clock(), overseen_report(by, report.reference), words=words, state=ProblemState(state))

    assert public_report(find_report(report.reference), clock.today)["answer"] == "Đã xong việc."
    with refuses("problem-report-closed"):
        answer_report(by, clock(), find_report(report.reference), words="Nữa.", state=ProblemState.ANSWERED)
    assert [act.verb for act in acts_of_reports()] == ["file", "answer", "answer", "answer"]
    assert "Lần" not in str([(act.before, act.after, act.why) for act in acts_of_reports()])


def test_what_a_commune_passes_on_the_province_answers(send, make_product, clock, refuses):
    report, commune, province = send(make_product()), actor("commune"), actor("province")
    due_on = report.due_on

    with unit_of_work():
        pass_on_report(commune, clock(), find_report(report.reference, for_update=True))

    view = office_report(commune, find_report(report.reference), clock.today, {})
    assert (view["may_answer"], view["may_pass_on"], view["office"]) == (False, False, "Tỉnh Vĩnh Long")
    assert report.due_on == due_on
    for refused in (pass_on_report, lambda *args: answer_report(*args, words="x", state=ProblemState.CLOSED)):
        with refuses("problem-report-not-yours"):
            refused(commune, clock(), find_report(report.reference))
    with refuses("problem-report-passed-on"):
        pass_on_report(province, clock(), find_report(report.reference))
    with unit_of_work():
        answer_report(province, clock(), find_report(report.reference), words="Tỉnh.", state=ProblemState.ANSWERED)


def test_only_who_answers_reads_the_contact(send, make_product, clock):
    report = send(make_product(), contact="0903123456")

    seen = {
        role: office_report(actor(role), report, clock.today, {})["contact"]
        for role in ("commune", "province", "auditor", "ministry", "administrator")
    }

    assert [role for role, contact in seen.items() if contact] == ["commune", "province"]


def test_a_producer_reads_and_states_without_learning_who(send, make_product, clock, refuses):
    mine, others = make_product(), make_product()
    report, other = send(mine, contact="0903123456", photo=photo_of(picture())), send(others)
    by = actor("producer", subject=mine.subject_id)

    with unit_of_work():
        note_on_report(
            by, clock(), own_report(by, report.id, for_update=True), words="Lô này chúng tôi đã đổi bao bì."
        )

    (row,) = producer_rows(list_reports(by)[0], clock.today, {})
    assert [said.words for said in row["statements"]] == ["Lô này chúng tôi đã đổi bao bì."]
    assert report.reference not in str(row)
    assert "0903123456" not in str(row)
    assert row["has_photo"] is None
    notes = office_report(actor("commune"), report, clock.today, {})["notes"]
    assert [(note["role"], note["words"]) for note in notes] == [("producer", "Lô này chúng tôi đã đổi bao bì.")]
    for wrong in (other.id, "x", "\x00"):
        with refuses("problem-report-unknown"):
            own_report(by, wrong)


def test_a_closed_report_takes_notes_of_offices_alone(send, make_product, clock, refuses):
    product = make_product()
    report, by = send(product), actor("commune")
    with unit_of_work():
        answer_report(by, clock(), report, words="Đã xong việc.", state=ProblemState.CLOSED)

    with unit_of_work():
        note_on_report(by, clock(), report, words="Đã gọi lại.")
    with refuses("problem-report-closed"):
        note_on_report(actor("producer", subject=product.subject_id), clock(), report, words="Chúng tôi xin nói.")


def test_a_photograph_is_drawn_anew_for_the_office(send, make_product, folder, refuses):
    report = send(make_product(), photo=photo_of(picture()))

    path, media_type = photo_of_report(report, folder)

    assert media_type == "image/webp"
    with Image.open(path) as drawn:
        assert drawn.size == (60, 40)
    bare = send(make_product())
    with refuses("file-unknown"):
        photo_of_report(bare, folder)
    assert photo_of(b"") is None


def test_after_twelve_months_contact_and_photograph_are_gone(send, make_product, clock, folder):
    product = make_product()
    report = send(product, contact="0903123456", photo=photo_of(picture()))
    shared = send(product, photo=photo_of(picture("blue")))
    with unit_of_work():
        kept = add_photo(actor("commune"), clock(), find_product(product.code), picture("blue"), folder=folder)
    own = report.photo_hash
    assert kept == shared.photo_hash

    forget_reporters(clock(), report.kept_until, folder)
    assert find_report(report.reference).contact
    forget_reporters(clock(), report.kept_until + timedelta(days=1), folder)

    db.session.expire_all()
    held = find_report(report.reference)
    assert (held.contact, held.photo_hash, held.words) == (None, None, WORDS)
    assert db.session.get(File, own) is None
    assert not path_of(own, folder).exists()
    assert path_of(kept, folder).exists()
    assert db.session.get(File, kept) is not None
    assert [act.verb for act in acts_of_reports()] == ["file", "file", "expire", "expire"]


def test_what_is_sent_again_meanwhile_keeps_its_bytes(send, make_product, clock, folder):
    report = send(make_product(), photo=photo_of(picture()))
    name = report.photo_hash
    clock.set(report.kept_until + timedelta(days=1))
    with unit_of_work():
        loose = erase_old(clock(), clock.today)

    again = send(make_product(), photo=photo_of(picture()))
    with reading():
        drop_contents(loose, folder)

    assert (loose, again.photo_hash) == ([name], name)
    assert path_of(name, folder).exists()
    with unit_of_work():
        assert erase_old(clock(), clock.today) == []
