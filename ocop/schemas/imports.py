"""Shapes of imported rows: the JSON field names as columns of a table."""

from collections.abc import Callable, Mapping
from typing import Any

from ocop.domain.tools import DigitalTool
from ocop.schemas.decisions import DecisionIn
from ocop.schemas.fields import DateOn, Text
from ocop.schemas.products import ProductIn
from ocop.schemas.shapes import Shape
from ocop.schemas.subjects import SubjectIn

#: A product's digital tools stand in a table as one column each: the day since when.
_TOOL_COLUMNS = {f"{tool}_since": tool for tool in DigitalTool}


class ProductRow(ProductIn):
    """A product as a row: its tools are columns."""

    class Meta(ProductIn.Meta):
        """What a row has no column for."""

        exclude = ("tools", "draft")

    qr_code_since = DateOn()
    barcode_since = DateOn()
    e_traceability_since = DateOn()
    e_commerce_since = DateOn()


class CertificateRow(DecisionIn):
    """A certificate as a row: the decision behind it, and any code of the product."""

    code = Text(60, required=True, metadata={"title": "Mã sản phẩm"})


ROWS: dict[str, type[Shape]] = {"subjects": SubjectIn, "products": ProductRow, "certificates": CertificateRow}
COLUMNS = {kind: tuple(shape().fields) for kind, shape in ROWS.items()}


def reader_of(kind: str) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    """Return what reads a row's texts into checked fields, with every fault of the row at once."""
    shape = ROWS[kind]

    def read(row: Mapping[str, str]) -> dict[str, Any]:
        fields = shape.of_texts(row)
        since = {tool: fields.pop(column) for column, tool in _TOOL_COLUMNS.items() if column in fields}
        if since:
            fields["tools"] = [{"tool": tool, "since_on": day} for tool, day in since.items()]
        return fields

    return read
