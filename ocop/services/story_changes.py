"""What a transaction changed of stories: noted at each flush, written before the commit, told after it."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.links import ProductLink
from ocop.models.lots import Lot
from ocop.models.products import Product, ProductPhoto, ProductTool
from ocop.models.standings import StandingRow
from ocop.models.subjects import Subject
from ocop.models.timelines import LotTimeline
from ocop.services.stories import drop_stories, write_stories

#: Option of an application's engine: what is told, after a commit, which products changed.
TELLS = "ocop_tells_products"
#: More products than this are dropped and written later: a table of thousands is not made to wait for its pages.
_MOST = 60
_OF_PRODUCT = (Certificate, Decision, Lot, ProductLink, ProductPhoto, ProductTool, StandingRow)
_PRODUCTS, _SUBJECTS, _PAGES = "ocop_products", "ocop_subjects", "ocop_pages"
_CHANGED = "ocop_changed"


def _ids(session: Session, name: str) -> set[str]:
    found: set[str] = session.info.setdefault(name, set())
    return found


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    """Note the products and makers whose pages say something else from now on."""
    for one in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(one, Product):
            _ids(session, _PRODUCTS).add(one.id)
            _ids(session, _SUBJECTS).add(one.subject_id)
        elif isinstance(one, _OF_PRODUCT):
            _ids(session, _PRODUCTS).add(one.product_id)
        elif isinstance(one, Subject):
            _ids(session, _SUBJECTS).add(one.id)
        elif isinstance(one, LotTimeline):
            _ids(session, _PAGES).add(one.product_id)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Write the stories of what changed, in the transaction of the change."""
    if session.in_nested_transaction():
        return
    session.flush()
    products, subjects = _ids(session, _PRODUCTS), _ids(session, _SUBJECTS)
    pages = _ids(session, _PAGES)
    if not products and not subjects and not pages:
        return
    _of_makers(session, products, subjects)
    if len(products) > _MOST:
        drop_stories(sorted(products))
    else:
        write_stories(sorted(products))
    session.info[_CHANGED] = frozenset(products | pages)
    for name in (_PRODUCTS, _SUBJECTS, _PAGES):
        session.info[name] = set()


def _of_makers(session: Session, products: set[str], subjects: set[str]) -> None:
    """Add the other products of the makers, whose pages name the changed ones."""
    ids = list(products)
    for start in range(0, len(ids), 500):
        query = select(Product.subject_id).where(Product.id.in_(ids[start : start + 500]))
        subjects |= set(session.scalars(query))
    makers = list(subjects)
    for start in range(0, len(makers), 500):
        products |= set(
            session.scalars(select(Product.id).where(Product.subject_id.in_(makers[start : start + 500])))
        )


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    """Tell every worker which pages are no longer right."""
    if session.in_nested_transaction():
        return
    changed = session.info.pop(_CHANGED, frozenset())
    tell = db.engine.get_execution_options().get(TELLS)
    if changed and tell:
        tell(changed)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    """Forget what was not kept."""
    for name in (_PRODUCTS, _SUBJECTS, _PAGES, _CHANGED):
        session.info.pop(name, None)


def tell_of_products(tell: Callable[[Iterable[str]], None]) -> None:
    """Let commits on this application's store tell which products they changed."""
    db.engine.update_execution_options(**{TELLS: tell})
