"""Filters in the address bar: read once, shown as chips, carried into links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request

from ocop.domain.refusals import OcopError
from ocop.schemas.products import ProductFilters, ProductQuery
from ocop.services.samples import RECORD_DAY
from ocop.web.settings import is_sample_loaded, today


@dataclass(frozen=True)
class Asked:
    """What a page was asked: a day, filters as a service takes them, and what was wrong with the rest."""

    day: date
    filters: Mapping[str, Any]
    texts: Mapping[str, str]
    cursor: str | None
    fault: str | None

    def address(self, path: str, **changes: Any) -> str:
        """Return a path with these filters changed; None drops one, and so does the cursor always."""
        wanted = {**self.texts, **changes}
        wanted.pop("cursor", None)
        kept = {name: str(value) for name, value in wanted.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path


def asked(*, opens_on_record: bool = False) -> Asked:
    """Read the address bar; what cannot be read is told and left out, never an error page.

    `opens_on_record` lets the sample open on the day that its record tells of.
    """
    texts = {name: value for name, value in request.args.items() if value.strip()}
    fault = None
    try:
        fields = ProductQuery().checked(texts)
    except OcopError as refusal:
        names = {str(one["field"]).split(".")[0] for one in refusal.faults}
        fault = "; ".join(str(one["message"]) for one in refusal.faults)
        texts = {name: value for name, value in texts.items() if name not in names}
        try:
            fields = ProductQuery().checked(texts)
        except OcopError:
            texts, fields = {}, ProductQuery().checked({})
    first = RECORD_DAY if opens_on_record and is_sample_loaded() else today()
    known = set(ProductFilters().fields)
    filters = {name: value for name, value in fields.items() if name in known and name != "as_of"}
    return Asked(fields.get("as_of") or first, filters, texts, fields.get("cursor"), fault)
