"""Stories say what the tables say, whatever was done, and every worker hears of it."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from ocop.domain.ratings import Rating
from ocop.domain.stories import story_on
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.stories import Story
from ocop.services.catalogue import view_of
from ocop.services.certificates import certificates_of, ratings_on
from ocop.services.epochs import Epochs
from ocop.services.looks import look_at, quick_look
from ocop.services.products import find_product, update_product
from ocop.services.revocations import extend_certificate
from ocop.services.stories import drop_stories, find_story, story_facts, write_missing_stories, wrong_stories
from ocop.services.story_changes import tell_of_products
from ocop.services.subjects import find_subject, update_subject
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, actor

pytestmark = pytest.mark.usefixtures("context")


def story(product):
    return find_story(db.engine, code=product.code)


def _rename_and_fail(product):
    with unit_of_work():
        update_product(actor("administrator"), NOW, find_product(product.code), name="Sau")
        db.session.flush()
        raise RuntimeError("the light went out")


def test_a_story_is_written_with_the_product_and_found_by_its_codes(make_product):
    product = make_product(name="Mắm bò hóc Sóc Sâu", gtin=True)

    assert story(product)["product"]["name"] == "Mắm bò hóc Sóc Sâu"
    assert find_story(db.engine, gtin=product.gtin)["id"] == product.id
    assert find_story(db.engine, code="00000000") is None


def test_a_draft_has_no_story_until_it_is_published(make_product):
    product = make_product(draft=True)
    before = story(product)

    with unit_of_work():
        update_product(actor("administrator"), NOW, find_product(product.code), draft=False)

    assert before is None
    assert story(product)["product"]["state"] == "published"


def test_what_a_maker_changes_is_told_of_all_its_products(make_subject, make_product):
    subject = make_subject(subject_type="household", address="Ấp Ba", phone="0294 000 0001")
    products = [make_product(subject=subject, name=name) for name in ("Kẹo", "Bánh")]
    before = [story(one)["subject"]["phone"] for one in products]

    with unit_of_work():
        update_subject(actor("administrator"), NOW, find_subject(subject.id), name="Hộ Sa Rây", contact_agreed=True)

    after = [story(one) for one in products]
    assert before == [None, None]
    assert [one["subject"]["phone"] for one in after] == ["0294 000 0001"] * 2
    assert {one["product"]["subject"]["name"] for one in after} == {"Hộ Sa Rây"}
    assert [one["name"] for one in after[0]["others"]] == ["Bánh"]


def test_a_company_is_reached_without_asking(make_subject, make_product):
    subject = make_subject(subject_type="company", phone="0294 000 0002")

    assert story(make_product(subject=subject))["subject"]["phone"] == "0294 000 0002"


def test_what_was_not_kept_is_not_told(make_product):
    product = make_product(name="Trước")

    with pytest.raises(RuntimeError):
        _rename_and_fail(product)

    assert story(product)["product"]["name"] == "Trước"


def test_every_worker_hears_which_products_changed(make_subject, make_product, tmp_path):
    subject = make_subject()
    one, sibling, stranger = make_product(subject=subject), make_product(subject=subject), make_product()
    mine, theirs = Epochs(tmp_path / "map"), Epochs(tmp_path / "map")
    tell_of_products(mine.tell)
    before = [theirs.of(each.id) for each in (one, sibling, stranger)], theirs.newest()

    with unit_of_work():
        update_product(actor("administrator"), NOW, find_product(one.code), name="Tên mới")

    after = [theirs.of(each.id) for each in (one, sibling, stranger)]
    assert [was != now for was, now in zip(before[0], after, strict=True)] == [True, True, False]
    assert theirs.newest() not in (0, before[1])


def test_a_refused_change_is_told_nobody(make_product, tmp_path):
    product, epochs = make_product(), Epochs(tmp_path / "map")
    tell_of_products(epochs.tell)

    with pytest.raises(RuntimeError):
        _rename_and_fail(product)

    assert epochs.newest() == 0


def test_an_extension_is_in_the_story_at_once(make_product, make_decision, clock):
    product = make_product()
    make_decision(product, signed_on=clock.today - timedelta(days=3 * 365 - 30))
    with unit_of_work():
        paper = certificates_of([product.id])[product.id][0]
        until = paper.valid_until + timedelta(days=60)
        by = actor("province")
        extend_certificate(by, NOW, clock.today, paper, extended_until=until, why="Hồ sơ đang chờ hội đồng của tỉnh")

    told = story(product)

    assert told["certificates"][0]["extended_until"] == until.isoformat()
    assert told["changes"][0]["kind"] == "extended"


def test_missing_stories_are_written_and_pages_do_without_them_meanwhile(make_product):
    product = make_product(name="Cốm dẹp")
    with unit_of_work():
        drop_stories()
    quick = quick_look(db.engine, product.code, None)
    with reading():
        slow = look_at(product.code, None, None, {})
    with unit_of_work():
        written = write_missing_stories()

    assert quick is None
    assert slow.facts["product"]["name"] == "Cốm dẹp"
    assert written == 1
    assert story(product) == slow.facts


def test_a_story_of_another_shape_is_not_read(make_product):
    product = make_product()
    with unit_of_work():
        kept = db.session.get(Story, product.id)
        kept.facts = orjson.dumps(orjson.loads(kept.facts) | {"shape": 0}).decode()
        found = db.session.scalar(select(Story.facts).where(Story.product_id == product.id))

    assert orjson.loads(found)["shape"] == 0
    assert story(product) is None


def test_stories_of_the_sample_say_what_the_tables_say(sample_context, clock):
    with unit_of_work():
        write_missing_stories(5000)
    with reading():
        products = list(db.session.scalars(select(Product).where(Product.state != "draft")))
        ids = [one.id for one in products]
        for day in (clock.today - timedelta(days=700), clock.today, clock.today + timedelta(days=400)):
            ratings = ratings_on(ids, day)
            told = {one.id: story_on(find_story(db.engine, code=one.code), day) for one in products}

            assert {key: one["product"]["rating"] for key, one in told.items()} == ratings
            for one in products[:40]:
                view, page = view_of(one, day, base_url=""), told[one.id]
                expected = view["certificate"] and (view["certificate"]["number"], view["certificate"]["status"])
                shown = page["certificate"] and (page["certificate"]["number"], page["certificate"]["status"])
                assert shown == expected
        assert wrong_stories(ids[:60]) == []


def test_a_wrong_story_is_found(make_product):
    product = make_product()
    with unit_of_work():
        db.session.get(Story, product.id).facts = orjson.dumps(story_facts(product) | {"place": "nơi khác"}).decode()

    assert wrong_stories([product.id]) == [product.id]


def test_a_product_no_certificate_vouches_for_is_unrated(make_product, clock):
    assert story_on(story(make_product()), clock.today)["product"]["rating"] == Rating.UNRATED
