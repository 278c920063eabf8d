"""Stories that are missing are filled in, however many there are."""

from sqlalchemy import func, select

from ocop.jobs.stories import fill_stories
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.stories import Story
from ocop.services.stories import drop_stories
from ocop.services.work import reading, unit_of_work


def count(model, *conditions):
    with reading():
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_every_missing_story_is_written_once(sample_context):
    with unit_of_work():
        drop_stories()
    published = count(Product, Product.state != "draft")

    written = fill_stories()

    assert written == published == count(Story)
    assert written > 200
    assert fill_stories() == 0
