"""The printing of a job: in chunks that count once they are on the disk, and go on where they were left."""

import pytest

from labels.readings import read_back
from ocop.domain.accounts import OPERATOR
from ocop.domain.label_jobs import JobState
from ocop.domain.serials import index_of
from ocop.jobs.label_jobs import Printer, drop_spent_files
from ocop.models.database import db
from ocop.models.label_jobs import LabelJob
from ocop.services.label_files import file_of, job_folder
from ocop.services.label_jobs import cancel_job, order_labels
from ocop.services.labels import Order, codes_read_back
from ocop.services.work import unit_of_work

KEYS = {"1": b"k" * 32}
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def ordered(make_product, make_lot, clock):
    """Return a function that orders labels of one lot and returns the job's id and the product's code."""
    product = make_product(gtin=True)
    make_lot(product, code="L1")

    def order(**more):
        wanted = {"count": 60, "serials": True, "lot": "L1", "base_url": "https://ocop.example.vn", "sample": False}
        with unit_of_work():
            job = order_labels(OPERATOR, clock(), clock.today, product, kid="1", **wanted | more)
            return job.id

    order.product = product.code
    return order


@pytest.fixture
def printed(tmp_path, clock):
    """Return a function that prints a job and returns it."""

    def run(job_id, **more):
        Printer(tmp_path, KEYS, clock, **more).print_job(job_id)
        db.session.rollback()
        return db.session.get_one(LabelJob, job_id, populate_existing=True)

    return run


def serials_in(path):
    return [one.text.rpartition("/21/")[2] for one in read_back(path.read_bytes()) if one.format == "qr"]


def test_a_job_prints_every_number_once(ordered, printed, tmp_path):
    told = []

    job = printed(ordered(), told=told.append)

    assert (job.state, job.done, job.pages, told) == (JobState.DONE, 60, 3, [60])
    found = [index_of(one, KEYS, ordered.product, "L1") for one in serials_in(file_of(tmp_path, job.id))]
    assert sorted(found) == list(range(60))
    assert sorted(path.name for path in job_folder(tmp_path, job.id).iterdir()) == ["labels.pdf"]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"copies": 3}, [item for item in range(20) for _ in range(3)]),
        ({"copies": 3, "collate": True}, list(range(20)) * 3),
    ],
)
def test_copies_stand_in_a_row_or_set_after_set(ordered, printed, tmp_path, more, wanted):
    order = Order("roll-50x30", used=(), cut_marks=True, nudge=(0.1, 0.1, 1.0, 1.0))

    job = printed(ordered(count=20, order=order, **more), chunk=7)

    assert (job.count, job.done, job.pages) == (60, 60, 60)
    found = [index_of(one, KEYS, ordered.product, "L1") for one in serials_in(file_of(tmp_path, job.id))]
    assert found == wanted


def test_used_cells_of_the_first_sheet_stay_empty(ordered, printed, tmp_path):
    job = printed(ordered(count=30, order=Order("a4-24-70x37", used=(1, 2, 24)), check_all=True))

    read = codes_read_back(file_of(tmp_path, job.id).read_bytes())
    assert [sum(one["page"] == page and one["format"] == "qr" for one in read) for page in (1, 2)] == [21, 9]


def test_labels_without_numbers_are_all_alike(ordered, printed, tmp_path):
    job = printed(ordered(serials=False, check_all=True, count=30))

    assert (job.state, len(serials_in(file_of(tmp_path, job.id))), job.pages) == (JobState.DONE, 30, 2)


class PowerCut(BaseException):
    """Nobody catches it."""


def test_an_interrupted_job_goes_on_where_it_was(ordered, printed, tmp_path):
    job_id, seen = ordered(count=200), []

    def cut(done):
        seen.append(done)
        if len(seen) == 3:
            raise PowerCut

    with pytest.raises(PowerCut):
        printed(job_id, told=cut, chunk=48)
    db.session.rollback()
    left = sorted(path.name for path in job_folder(tmp_path, job_id).glob("*.pages"))
    (job_folder(tmp_path, job_id) / left[1]).unlink()  # the disk lost one that had counted
    job = printed(job_id, chunk=48)

    assert (seen, len(left), job.state) == ([48, 96, 144], 3, JobState.DONE)
    found = [index_of(one, KEYS, ordered.product, "L1") for one in serials_in(file_of(tmp_path, job_id))]
    assert sorted(found) == list(range(200))


def test_a_job_that_is_cancelled_meanwhile_leaves_no_file(ordered, printed, tmp_path, clock):
    job_id = ordered()

    def cancel(_done):
        with unit_of_work():
            cancel_job(OPERATOR, clock(), db.session.get_one(LabelJob, job_id))

    job = printed(job_id, told=cancel)

    assert (job.state, job.pages) == (JobState.CANCELLED, None)
    assert not job_folder(tmp_path, job_id).exists()


def test_what_the_press_refuses_ends_the_job_with_its_words(ordered, printed):
    job_id = ordered()
    with unit_of_work():
        job = db.session.get_one(LabelJob, job_id)
        job.content = {**job.content, "name": ""}

    job = printed(job_id)

    assert (job.state, job.message) == (JobState.FAILED, "Tên sản phẩm còn trống.")


def test_files_are_dropped_when_they_have_had_their_time(ordered, printed, tmp_path, clock):
    job = printed(ordered())
    clock.advance(days=29)
    assert drop_spent_files(clock(), tmp_path) == 0

    clock.advance(days=2)
    assert drop_spent_files(clock(), tmp_path) == 1

    assert not job_folder(tmp_path, job.id).exists()
    assert drop_spent_files(clock(), tmp_path) == 0
