"""Pages kept ready in memory: each worker's own, right until their product changes or their day ends."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from flask import current_app, request

from ocop.services.epochs import Epochs

#: Where a view leaves word, in the environment of its request, that its page may be kept.
OFFER = "ocop.page"
#: Seconds that a page is kept at most, for stores whose other machines do not share our epochs.
LONGEST = 30
_PACKED = 6


@dataclass(slots=True)
class Offer:
    """Word of a view that what it answers may be kept: whose page it is, and what its scan is recorded as."""

    product_id: str
    unit_id: str
    lot: str | None
    state: str
    epoch: int
    #: The newest epoch of all when the facts were read: what changed since may not be in them.
    began: int


@dataclass(slots=True)
class Page:
    """An answer as it was sent, without what belongs to one request."""

    offer: Offer
    good_until: float
    headers: list[tuple[str, str]]
    body: bytes
    packed: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.packed = gzip.compress(self.body, _PACKED, mtime=0)

    @property
    def weight(self) -> int:
        """How much memory it takes, in bytes."""
        return len(self.body) + len(self.packed) + 1000


class PageCache:
    """The pages of one worker, the longest unused forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str, now: float, epochs: Epochs) -> Page | None:
        """Return a page that is still right, or None."""
        page = self._pages.get(key)
        if page is None:
            return None
        if now < page.good_until and epochs.of(page.offer.product_id) == page.offer.epoch:
            with self._lock:
                if key in self._pages:
                    self._pages.move_to_end(key)
            return page
        self._drop(key)
        return None

    def keep(self, key: str, page: Page) -> None:
        """Keep a page, and forget others where there is no room."""
        self._drop(key)
        with self._lock:
            self._pages[key] = page
            self._held += page.weight
            while self._held > self._most and self._pages:
                self._held -= self._pages.popitem(last=False)[1].weight

    def _drop(self, key: str) -> None:
        with self._lock:
            if page := self._pages.pop(key, None):
                self._held -= page.weight


def epochs() -> Epochs:
    """Return the epochs of this application's products."""
    found: Epochs = current_app.config["OCOP_EPOCHS"]
    return found


def offer_page(product_id: str, unit_id: str, lot: str | None, state: str, began: int) -> None:
    """Leave word that what this request answers may be kept for others."""
    request.environ[OFFER] = Offer(product_id, unit_id, lot, state, epochs().of(product_id), began)
