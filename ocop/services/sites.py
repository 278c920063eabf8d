"""Sites: where things of a subject happen; fields, houses, stores."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.party_numbers import gln as gln_of
from ocop.domain.refusals import Conflict, NotFound
from ocop.domain.texts import folded
from ocop.models.database import db, new_id
from ocop.models.sites import Site
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.places import code_of
from ocop.services.subjects import acts_for
from ocop.services.units import find_commune

#: What a subject's first place is called until it says otherwise.
_FIRST = "Cơ sở"


def add_site(
    by: Actor, now: datetime, subject: Subject, *, base_url: str, name: str, unit_code: str | None = None,
    gln: str | None = None,
) -> Site:  # fmt: skip
    """Add a place, in the subject's own commune unless said otherwise; its URI is fixed for good.

    Raises Conflict `site-exists`, BadInput `unit-unknown`, `gln-malformed`, `gln-check-digit`.
    """
    if _named(subject, name) is not None:
        raise _exists(name)
    number = gln_of(gln) if gln else None
    site_id = new_id()
    site = Site(
        id=site_id, subject_id=subject.id, name=name, gln=number, created_at=now,
        unit_id=find_commune(unit_code).id if unit_code else subject.unit_id,
        uri=f"https://id.gs1.org/414/{number}" if number else f"{base_url}/sites/{site_id}",
    )  # fmt: skip
    db.session.add(site)
    record_act(by, now, "add", "site", site_id, after={"name": name})
    db.session.flush()
    return site


def _named(subject: Subject, name: str) -> Site | None:
    return next((one for one in sites_of(subject) if folded(one.name) == folded(name)), None)


def _exists(name: str) -> Conflict:
    return Conflict("site-exists", "Sổ đã có nơi “%(name)s”.", field="name", name=name)


def own_site(by: Actor, now: datetime, subject: Subject, *, base_url: str) -> Site:
    """Return a subject's first place; where it named none yet, its own premises from now on."""
    several = sites_of(subject)
    return several[0] if several else add_site(by, now, subject, base_url=base_url, name=_FIRST)


def find_site(subject: Subject, site_id: str) -> Site:
    """Return a place of a subject. Raises NotFound `site-unknown`, for another's too."""
    site = db.session.get(Site, site_id) if len(site_id) == 36 and "\x00" not in site_id else None
    if site is None or site.subject_id != subject.id:
        raise _unknown()
    return site


def find_own_site(by: Actor, site_id: str) -> Site:
    """Return a site of a subject that the actor may act for. Raises NotFound `site-unknown`."""
    site = db.session.get(Site, site_id) if len(site_id) == 36 and "\x00" not in site_id else None
    if site is None or not acts_for(by, db.session.get_one(Subject, site.subject_id)):
        raise _unknown()
    return site


def _unknown() -> NotFound:
    return NotFound("site-unknown", "Sổ của bạn không có nơi này.", field="site")


def sites_of(subject: Subject, *, closed: bool = False) -> list[Site]:
    """Return the places of a subject, the first one first; closed ones only when asked for."""
    query = select(Site).where(Site.subject_id == subject.id)
    query = query.where(Site.closed_at.is_not(None) if closed else Site.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(Site.created_at, Site.id)))


def change_site(by: Actor, now: datetime, site: Site, **fields: Any) -> Site:
    """Change the name or the commune (`unit_code`). Raises Conflict `site-exists`, BadInput `unit-unknown`."""
    wanted = dict(fields)
    if wanted.get("name"):
        other = _named(db.session.get_one(Subject, site.subject_id), wanted["name"])
        if other is not None and other.id != site.id:
            raise _exists(wanted["name"])
    if "unit_code" in wanted:
        code = wanted.pop("unit_code")
        wanted |= {"unit_id": find_commune(code).id} if code else {}
    before, after = changes(site, wanted)
    if after:
        for name, value in after.items():
            setattr(site, name, value)
        site.version += 1
        record_act(by, now, "change", "site", site.id, before=before, after=after)
        db.session.flush()
    return site


def close_site(by: Actor, now: datetime, site: Site) -> None:
    """Offer a place in forms no longer; events keep naming it."""
    if site.closed_at is None:
        site.closed_at = now
        site.version += 1
        record_act(by, now, "close", "site", site.id)
        db.session.flush()


def reopen_site(by: Actor, now: datetime, site: Site) -> None:
    """Offer a place again. Raises Conflict `site-exists`."""
    if site.closed_at is not None:
        if _named(db.session.get_one(Subject, site.subject_id), site.name) is not None:
            raise _exists(site.name)
        site.closed_at = None
        site.version += 1
        record_act(by, now, "reopen", "site", site.id)
        db.session.flush()


def site_view(site: Site) -> dict[str, Any]:
    """Return a place as its subject and its offices see it."""
    names = ("id", "name", "gln", "uri", "created_at", "version")
    shown = {name: getattr(site, name) for name in names}
    return shown | {"unit_code": code_of(site.unit_id), "closed": site.closed_at is not None}
