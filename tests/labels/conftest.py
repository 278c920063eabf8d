"""A label that is right in every field, so that a test names only what it is about."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from labels import Barcode, LabelContent


def _label(**changed: Any) -> LabelContent:
    fields: dict[str, Any] = {
        "qr": "HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1",
        "barcode": Barcode.of_gtin("8930000000002"),
        "name": "Mật ong hoa nhãn",
        "producer": "Hợp tác xã Ong Vàng",
        "stars": 4,
        "lines": ("Lô T05", "NSX 01/11/2026", "HSD 01/11/2027"),
        "address_in_words": "ocop.example.vn/t/0ABCDEF1",
    }
    return LabelContent(**fields | changed)


@pytest.fixture(scope="session")
def make_label() -> Callable[..., LabelContent]:
    return _label


@pytest.fixture(scope="session")
def blank() -> bytes:
    file = io.BytesIO()
    Image.new("L", (100, 100), 255).save(file, "PNG")
    return file.getvalue()
