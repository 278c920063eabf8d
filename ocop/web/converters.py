"""How values are read out of addresses where a name may itself hold slashes."""

from flask import Flask
from werkzeug.routing import PathConverter

#: What stands below a certificate in addresses: a number never ends in one of these.
_BELOW_CERTIFICATES = (
    "certificate.pdf",
    "revocation",
    "correction",
    "extension",
    "revocation-proposals",
    "revocation-proposal",
    "withdrawal",
    "refusal",
)


class CertificateNumber(PathConverter):
    """The number of a certificate, slashes and all ("12/GCN-OCOP"), and nothing that stands below one.

    A plain path would also read "12/revocation" as a number, and OPTIONS would promise a GET that finds nothing.
    """

    regex = rf"(?!(?:.*/)?(?:{'|'.join(_BELOW_CERTIFICATES).replace('.', '[.]')})/?$)[^/].*?"


class Rest(PathConverter):
    """All that follows in a path, slashes, line ends and nothing at all included: it is read as it was sent."""

    regex = r"[\s\S]*"
    part_isolating = False


def init_converters(app: Flask) -> None:
    """Let addresses say `<certificate:number>` and `<rest:rest>`."""
    app.url_map.converters["rest"] = Rest
    app.url_map.converters["certificate"] = CertificateNumber
