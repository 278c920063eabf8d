"""Digital tools of a product: recorded facts with the day since when (DESIGN section 4, statistics)."""

from enum import StrEnum


class DigitalTool(StrEnum):
    """What a product uses; the address that the registry itself gives to all does not count."""

    QR_CODE = "qr_code"
    BARCODE = "barcode"
    E_TRACEABILITY = "e_traceability"
    E_COMMERCE = "e_commerce"


#: What people read for each tool.
TOOL_WORDS = {
    DigitalTool.QR_CODE: "Mã QR",
    DigitalTool.BARCODE: "Mã vạch",
    DigitalTool.E_TRACEABILITY: "Truy xuất điện tử",
    DigitalTool.E_COMMERCE: "Sàn thương mại điện tử",
}
