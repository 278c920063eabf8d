"""What the pages that print labels share: paper, design, printer, used cells; and how the label looks."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from ocop.domain.refusals import OcopError
from ocop.pages.forms import Form
from ocop.pages.producer.subjects import own_id
from ocop.services.labels import SHEET, Order, cells_of, designs, label_of, stocks, warnings_of
from ocop.services.lots import find_lot, lots_of
from ocop.services.printers import find_setup, nudge_of_setup, setups_of
from ocop.web.problems import words_of
from ocop.web.settings import is_sample_loaded, public_base_url, today


def asked_form(**usual: str) -> Form:
    """Return what the address asks for, over what is usual; ticked cells become one text."""
    values = {name: text for name, text in request.args.items() if text}
    return settled(Form({**usual, **values}), request.args.getlist("used"))


def settled(form: Form, used: list[str]) -> Form:
    """Return the form with its cells as one text, and a paper of one's own in the place of a known one."""
    form.values["used"] = ",".join(used)
    form.values["stock"] = form.value("grid").strip() or form.value("stock", SHEET)
    return form


def press_words(form: Form) -> dict[str, str]:
    """Return what of a form the press is asked, as texts; the printer stands for its nudge."""
    names = ("lot", "stock", "design", "count", "used", "cut_marks", "start")
    words = {name: form.value(name) for name in names if form.has(name)}
    if form.has("printer"):
        setup = find_setup(own_id(), form.value("printer"))
        if setup.stock == form.value("stock"):
            words["nudge"] = ",".join(f"{number:g}" for number in nudge_of_setup(setup))
    return words


def studio(form: Form, product: Any) -> dict[str, Any]:
    """Return what a page that prints shows besides its form."""
    lots = lots_of(product, limit=200)[0]
    stock = form.value("stock", SHEET)
    try:
        cells = cells_of(stock)
    except OcopError as refusal:
        if not form.faults:
            form.faults.append({"field": "grid", "message": words_of(refusal)})
        stock, cells = SHEET, cells_of(SHEET)
    if form.value("design") not in cells.designs:
        form.values["design"] = ""
    titles = designs()
    return {
        "lots": [(lot.code, lot.code) for lot in lots],
        "stocks": [(name, title) for name, (title, _cells) in stocks().items()],
        "stock": stock,
        "cells": cells,
        "designs": [(name, titles[name]) for name in cells.designs],
        "usual_design": titles[cells.usual],
        "printers": [(one.id, one.printer) for one in setups_of(own_id()) if one.stock == stock],
        "look": _look(form, product, f"1x1:{cells.width:g}x{cells.height:g}/{cells.width:g}x{cells.height:g}"),
        "warnings": _warnings(form, product, stock),
    }


def _look(form: Form, product: Any, stock: str) -> dict[str, Any]:
    """Return how one label looks: the address of its picture and what to say about it, or why there is none."""
    lot, design = form.value("lot"), form.value("design") or None
    try:
        printed = label_of(
            product, lot=lot or None, format="svg", order=Order(stock, design=design), today=today(),
            base_url=public_base_url(), sample=is_sample_loaded(),
        )  # fmt: skip
    except OcopError as refusal:
        return {"refused": words_of(refusal)}
    words = {"lot": lot, "design": design or "", "stock": stock}
    return {"words": "&".join(f"{name}={word}" for name, word in words.items() if word), "warnings": printed.warnings}


def _warnings(form: Form, product: Any, stock: str) -> list[str]:
    try:
        lot = find_lot(product, form.value("lot")) if form.has("lot") else None
    except OcopError:
        lot = None
    return [
        _(template, **{name: f"{day:%d/%m/%Y}" for name, day in days.items()})
        for template, days in warnings_of(product, lot, stock, today=today())
    ]
