"""Which addresses are for machines: they take bearer tokens, ignore cookies and answer in JSON."""

_MACHINES = ("/api", "/epcis")
#: Asked by machines too, or by everybody for the same bytes: who asks makes no difference.
_SAME_FOR_ALL = ("/static", "/healthz", "/readyz", "/metrics", "/.well-known")
#: The page about the API is for people, although it lies beside it.
_PEOPLE = "/api/docs"


def is_for_machines(path: str) -> bool:
    """Tell whether an address is asked by programs.

    >>> [is_for_machines(path) for path in ("/api/v1/products", "/api/docs", "/apiary", "/")]
    [True, False, False, False]
    """
    return path != _PEOPLE and _is_in(path, _MACHINES)


def has_cookies(path: str) -> bool:
    """Tell whether a browser's session is looked at where this address is asked."""
    return not is_for_machines(path) and not _is_in(path, _SAME_FOR_ALL)


def _is_in(path: str, rooms: tuple[str, ...]) -> bool:
    return any(path == room or path.startswith(f"{room}/") for room in rooms)
