"""Pages kept ready in memory: each worker's own, right until their product changes or their day ends."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from isal import igzip

from ocop.services.epochs import Epochs

#: Seconds that a page is kept at most, for stores whose other machines do not share our epochs.
LONGEST = 30
_PACKED = 1
#: What the page of a code without a serial says of itself.
PAGE_HEADERS = {"Cache-Control": "public, max-age=30", "Vary": "Accept, Accept-Language, Accept-Encoding"}


@dataclass(slots=True)
class Offer:
    """Whose page it is, what its scan is recorded as, and the epochs that it is right in."""

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
    status: str = "200 OK"
    _packed: bytes | None = None

    @property
    def packed(self) -> bytes:
        """The body as nearly every browser takes it, packed when first asked for."""
        if self._packed is None:
            self._packed = igzip.compress(self.body, _PACKED)
        return self._packed

    @property
    def weight(self) -> int:
        """How much memory it takes, in bytes, packed body and all."""
        return len(self.body) * 5 // 4 + 1000


class PageCache:
    """The pages of one worker, the longest unused forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[str, str], now: float, epochs: Epochs) -> Page | None:
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

    def keep(self, key: tuple[str, str], page: Page) -> None:
        """Keep a page, and forget others where there is no room."""
        self._drop(key)
        with self._lock:
            self._pages[key] = page
            self._held += page.weight
            while self._held > self._most and self._pages:
                self._held -= self._pages.popitem(last=False)[1].weight

    def forget(self) -> None:
        """Forget every page."""
        with self._lock:
            self._pages.clear()
            self._held = 0

    def _drop(self, key: tuple[str, str]) -> None:
        with self._lock:
            if page := self._pages.pop(key, None):
                self._held -= page.weight
