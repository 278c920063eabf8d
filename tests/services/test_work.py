"""The unit of work: everything inside is kept, or nothing of it is."""

import threading

import pytest
from sqlalchemy import text

from ocop.domain.accounts import OPERATOR
from ocop.domain.refusals import Conflict, Unavailable
from ocop.models.database import db
from ocop.models.subjects import Subject
from ocop.services.products import find_product, register_product, update_product
from ocop.services.subjects import find_subject, register_subject
from ocop.services.work import reading, unit_of_work
from tests.factories import COMMUNE, NOW
from tests.snapshots import rows_held

pytestmark = pytest.mark.usefixtures("context")

FIELDS = {"name": "Hộ Lành", "subject_type": "household", "unit_code": COMMUNE}
GTIN = "9521234543213"


def test_what_ends_well_is_kept(app) -> None:
    with unit_of_work():
        subject = register_subject(OPERATOR, NOW, **FIELDS)

    with app.app_context():
        assert find_subject(subject.id).name == "Hộ Lành"


@pytest.mark.parametrize("fault", [ValueError, Conflict, KeyboardInterrupt])
def test_what_ends_badly_leaves_nothing(fault: type[BaseException]) -> None:
    before = rows_held()
    raised = fault("x", "y")

    with pytest.raises(fault), unit_of_work():
        fail_after_writing(raised)

    assert rows_held() == before


def fail_after_writing(fault: BaseException) -> None:
    register_subject(OPERATOR, NOW, **FIELDS)
    raise fault


def test_a_refusal_in_the_middle_leaves_nothing(make_subject, make_product, refuses) -> None:
    make_product(gtin=GTIN)
    subject = make_subject()

    with refuses("gtin-taken"):
        register_two(subject)


def register_two(subject: Subject) -> None:
    register_product(OPERATOR, NOW, subject_id=subject.id, name="Một", product_set=1)
    register_product(OPERATOR, NOW, subject_id=subject.id, name="Hai", product_set=1, gtin=GTIN)


def test_a_write_outside_any_unit_is_stopped() -> None:
    before = rows_held()

    with pytest.raises(RuntimeError, match="outside"):
        register_subject(OPERATOR, NOW, **FIELDS)
    db.session.rollback()

    assert rows_held() == before


def test_a_change_while_reading_is_stopped(make_subject) -> None:
    subject = make_subject()

    with pytest.raises(RuntimeError, match="outside"), reading():
        rename(subject)

    assert find_subject(subject.id).name != "khác"


def rename(subject: Subject) -> None:
    subject.name = "khác"
    db.session.flush()


def test_what_was_read_before_is_read_again_inside(make_product, app) -> None:
    product = make_product(name="Cũ")
    assert product.name == "Cũ"
    change_elsewhere(app, product.code)

    with unit_of_work():
        assert db.session.get(type(product), product.id, populate_existing=True).name == "Mới"


def change_elsewhere(app, code: str) -> None:
    """Change a product in another thread, as another request does."""

    def change() -> None:
        with app.app_context(), unit_of_work():
            update_product(OPERATOR, NOW, find_product(code, for_update=True), name="Mới")

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()


@pytest.mark.one_store("sqlite")
def test_a_busy_file_is_said_to_be_busy(app) -> None:
    with db.engine.connect() as writer:
        writer.exec_driver_sql("PRAGMA busy_timeout=1")
    with app.app_context(), unit_of_work(), app.app_context():
        db.session.connection().exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(Unavailable) as refused, unit_of_work():
            register_subject(OPERATOR, NOW, **FIELDS)

    assert refused.value.code == "store-busy"


@pytest.mark.one_store("postgres")
def test_a_server_that_gives_up_is_said_to_be_busy() -> None:
    with pytest.raises(Unavailable) as refused, unit_of_work():
        wait_too_long()

    assert refused.value.code == "store-busy"


@pytest.mark.one_store("postgres")
def test_reading_from_a_server_that_gives_up_is_said_too() -> None:
    with pytest.raises(Unavailable) as refused, reading():
        wait_too_long()

    assert refused.value.code == "store-busy"


def wait_too_long() -> None:
    db.session.execute(text("SET LOCAL statement_timeout = 5"))
    db.session.execute(text("SELECT pg_sleep(5)"))


@pytest.mark.one_store("postgres")
def test_of_two_who_take_one_code_at_once_the_second_is_refused(make_product, app) -> None:
    first, second = make_product(), make_product()
    outcome: list[str] = []

    def take() -> None:
        try:
            with app.app_context(), unit_of_work():
                update_product(OPERATOR, NOW, find_product(second.code, for_update=True), gtin=GTIN)
        except Conflict as refusal:
            outcome.append(refusal.code)

    with unit_of_work():
        update_product(OPERATOR, NOW, first, gtin=GTIN)
        thread = threading.Thread(target=take)
        thread.start()
        thread.join(timeout=0.3)
    thread.join()

    assert outcome == ["taken-meanwhile"]


def test_two_who_write_at_once_are_both_kept(app, make_subject) -> None:
    def register() -> None:
        with app.app_context(), unit_of_work():
            register_subject(OPERATOR, NOW, **FIELDS)

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows_held()["subjects"]) == 8


@pytest.mark.one_store("sqlite")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1),
     ("busy_timeout", 5000)],
)  # fmt: skip
def test_every_connection_keeps_its_habits(pragma: str, value: int | str) -> None:
    for engine in db.engines.values():
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
