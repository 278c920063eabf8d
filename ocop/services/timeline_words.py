"""Words of timelines: names of things, communes and parties, each only as far as anybody may read it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Role
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.events import EventValue
from ocop.models.partners import Partner
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from ocop.models.units import Unit
from ocop.services.chunks import in_chunks
from ocop.services.traces import Node
from ocop.services.units import full_name

_CHECKERS = (Role.COMMUNE, Role.PROVINCE)


@dataclass(frozen=True)
class Words:
    """What a lot's timeline may say, read once for all its lines."""

    owner: str | None
    #: Names of things by number; which of them are lots of products, and which were bought.
    names: Mapping[int, str]
    products: Collection[int]
    bought: Collection[int]
    #: Communes in full, by the URI of a site.
    places: Mapping[str, str]
    #: Names of the owner's partners that agreed to be named, by URI.
    party_names: Mapping[str, str]
    sources: Mapping[int, Sequence[str]]
    #: Offices in words, by the account that recorded a check.
    offices: Mapping[str, str]

    def things(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Return the names of things, each once."""
        return tuple(dict.fromkeys(self.names[one] for one in numbers if one in self.names))

    def place(self, *uris: str | None) -> str | None:
        """Return the commune of the first site that is known."""
        return next((self.places[uri] for uri in uris if uri is not None and uri in self.places), None)

    def teller(self, subject_id: str | None) -> tuple[bool, str | None]:
        """Tell whether the lot's own maker says so; of others the name only where he agreed to it."""
        if subject_id == self.owner:
            return True, None
        found = (name for uri, name in self.party_names.items() if subject_id and uri.endswith(f"/{subject_id}"))
        return False, next(found, None)

    def parties(self, event: int) -> tuple[str, ...]:
        """Return from whom something came, as far as that may be said."""
        return tuple(self.party_names[uri] for uri in self.sources.get(event, ()) if uri in self.party_names)


def words_for(behind: Mapping[int, Node], events: Sequence[Any], receivers: Iterable[str], number: int) -> Words:
    """Return the words of one lot's timeline: `behind` its back trace, `events` its steps."""
    owner = behind[number].subject_id
    sources = _sources([one.id for one in events])
    uris = {*receivers, *(uri for several in sources.values() for uri in several)}
    names, bought = _names(behind.values())
    return Words(
        owner,
        names,
        {one.id for one in behind.values() if one.kind == "lot"},
        bought,
        _places({uri for one in events for uri in (one.biz_location, one.read_point) if uri}),
        _partners(owner, uris | _subjects(owner)),
        sources,
        _offices({one.actor_id for one in events}),
    )


def _names(nodes: Iterable[Node]) -> tuple[dict[int, str], set[int]]:
    nodes = list(nodes)
    raw, products = {one.raw_lot_id for one in nodes}, {one.product_id for one in nodes}
    said: dict[str, str] = {}
    bought: set[str] = set()
    for some in in_chunks(one for one in raw if one):
        for key, name, origin in db.session.execute(
            select(RawLot.id, RawLot.name, RawLot.origin).where(RawLot.id.in_(some))
        ):
            said[key] = name
            bought |= {key} if origin == "purchase" else set()
    for some in in_chunks(one for one in products if one):
        names_of = select(Product.id, Product.name).where(Product.id.in_(some))
        said |= {row.id: row.name for row in db.session.execute(names_of)}
    keys = {one.id: one.raw_lot_id or one.product_id or "" for one in nodes}
    names = {number: said[key] for number, key in keys.items() if key in said}
    return names, {number for number, key in keys.items() if key in bought}


def _sources(numbers: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in in_chunks(numbers):
        query = select(EventValue.event_id, EventValue.value).where(EventValue.event_id.in_(some))
        for event, value in db.session.execute(query.where(EventValue.name.startswith("source:"))):
            found.setdefault(event, []).append(value)
    return found


def _places(uris: Collection[str]) -> dict[str, str]:
    """Return communes by the URIs of sites: the sites' own names are nobody's matter."""
    found = {}
    for some in in_chunks(uris):
        query = select(Site.uri, Unit).join(Unit, Unit.id == Site.unit_id).where(Site.uri.in_(some))
        for uri, unit in db.session.execute(query.order_by(Site.created_at)):
            found[uri] = full_name(unit)
    return found


def _subjects(owner: str | None) -> set[str]:
    """Return the URIs of the owner's partners that are subjects of this registry."""
    query = select(Partner.uri).where(Partner.subject_id == owner, Partner.is_named)
    return set(db.session.scalars(query.where(Partner.uri.contains("/subjects/")).limit(500)))


def _partners(owner: str | None, uris: Collection[str]) -> dict[str, str]:
    found = {}
    for some in in_chunks(uris):
        query = select(Partner.uri, Partner.name).where(Partner.subject_id == owner, Partner.is_named)
        found.update({row.uri: row.name for row in db.session.execute(query.where(Partner.uri.in_(some)))})
    return found


def _offices(actors: Collection[str]) -> dict[str, str]:
    found = {}
    for some in in_chunks(actors):
        query = select(User.id, Unit).join(Unit, Unit.id == User.unit_id)
        for actor, unit in db.session.execute(query.where(User.id.in_(some), User.role.in_(_CHECKERS))):
            found[actor] = full_name(unit)
    return found
