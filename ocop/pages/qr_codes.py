"""QR codes on pages: inline SVG, one path, so that no second request and no image file is needed."""

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

#: Modules of quiet zone around the symbol (ISO/IEC 18004, 6.3.8).
QUIET = 4


def qr_svg(text: str, label: str) -> Markup:
    """Return a QR of a text as an SVG that says its label.

    >>> qr_svg("HTTPS://OCOP.EXAMPLE/T/0000001D", "Mã QR").startswith("<svg")
    True
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    return Markup(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{0}" height="{0}" role="img"'
        ' aria-label="{1}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/>'
        '<path fill="#000" d="{2}"/></svg>'
    ).format(len(rows), label, Markup(path))


def _runs(row: list[bool], y: int) -> str:
    """Return one row of modules as path commands, neighbours drawn together."""
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1H{start}z")
            start = None
    return "".join(parts)
