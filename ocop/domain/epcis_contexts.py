"""The `@context` of a document: which vocabularies it names, and nothing that could turn its words round.

No context is ever fetched. The standard's own must be named; beside it stand prefixes, each for an http(s) or urn
address. A context that gives the standard's words another meaning is refused: such an event would be kept and never
found.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ocop.domain.epcis_faults import Fault, pointer
from ocop.domain.epcis_words import STANDARD_PREFIXES, TERMS

#: Addresses under which the standard's context is published, with or without its version.
_STANDARD: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:gs1\.org|gs1\.github\.io)/(?:[A-Za-z0-9._-]+/)*epcis-context\.jsonld"
)
_ADDRESS: Final = re.compile(r"(?:https?://|urn:[A-Za-z0-9][A-Za-z0-9-]*:)[!-~]*")
_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
#: Entries of a context, prefixes in all of them, letters of one address.
MOST_ENTRIES: Final = 20
MOST_PREFIXES: Final = 100
LONGEST: Final = 500


def _entries(context: object) -> list[object]:
    return context if isinstance(context, list) else [context]


def _address_fault(text: str) -> tuple[str, str] | None:
    if len(text) > LONGEST:
        return "context-too-long", f"Địa chỉ trong @context dài quá {LONGEST} ký tự."
    if not _ADDRESS.fullmatch(text):
        return "context-address", f"“{text[:60]}” trong @context không phải địa chỉ http, https hay urn."
    return None


def _prefix_fault(prefix: str, stands_for: object) -> tuple[str, str] | None:
    """Return what is wrong with one prefix and what it stands for."""
    if prefix in TERMS or prefix.startswith("@"):
        return "context-redefines", f"@context không được đặt nghĩa khác cho “{prefix[:60]}” của chuẩn."
    if not isinstance(stands_for, str):
        return (
            "context-shape",
            f"Tiền tố “{prefix[:60]}” phải ứng với một địa chỉ, không phải đối tượng hay danh sách.",
        )
    if not _PREFIX.fullmatch(prefix) or len(prefix) > LONGEST:
        return "context-prefix", f"Tiền tố “{prefix[:60]}” chỉ gồm chữ không dấu, số, chấm, gạch và bắt đầu bằng chữ."
    known = STANDARD_PREFIXES.get(prefix)
    if known and stands_for not in known:
        return "context-redefines", f"Tiền tố “{prefix}” của chuẩn chỉ được ứng với {known[0]}."
    return _address_fault(stands_for)


def _entry_faults(entry: object, where: str) -> Iterator[Fault]:
    if isinstance(entry, str):
        found = None if _STANDARD.fullmatch(entry) else _address_fault(entry)
        if found:
            yield Fault(where, *found)
    elif isinstance(entry, dict):
        for prefix, stands_for in list(entry.items())[:MOST_PREFIXES]:
            found = _prefix_fault(prefix, stands_for)
            if found:
                yield Fault(where + pointer(prefix), *found)
    else:
        words = "Mỗi mục của @context là một địa chỉ hoặc một bảng tiền tố → địa chỉ."
        yield Fault(where, "context-shape", words)


def context_faults(context: object, where: str, *, must_name: bool) -> Iterator[Fault]:
    """Yield what is wrong with the context found there; `must_name` where the standard's has to be among it."""
    entries = _entries(context)
    if len(entries) > MOST_ENTRIES or sum(len(one) for one in entries if isinstance(one, dict)) > MOST_PREFIXES:
        words = f"@context có quá nhiều mục; tối đa {MOST_ENTRIES} mục và {MOST_PREFIXES} tiền tố."
        yield Fault(where, "context-too-long", words)
        return
    if must_name and not any(isinstance(one, str) and _STANDARD.fullmatch(one) for one in entries):
        words = "@context phải nêu https://ref.gs1.org/standards/epcis/epcis-context.jsonld."
        yield Fault(where, "context-missing", words)
    for place, entry in enumerate(entries):
        yield from _entry_faults(entry, f"{where}/{place}" if isinstance(context, list) else where)


def context_warnings(context: object, where: str) -> Iterator[Fault]:
    """Yield every address of a context that stands unread, for none is fetched."""
    for place, entry in enumerate(_entries(context)[:MOST_ENTRIES]):
        if isinstance(entry, str) and not _STANDARD.fullmatch(entry):
            words = f"Sổ không tải @context “{entry[:60]}”; từ của nó được giữ nguyên mà không được hiểu."
            yield Fault(f"{where}/{place}" if isinstance(context, list) else where, "context-unread", words)


def own_entries(context: object) -> list[Any]:
    """Return what a context says beyond the standard's own, in its order.

    >>> own_entries(["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://example.com/"}])
    [{'ex': 'https://example.com/'}]
    """
    entries = [one for one in _entries(context) if one is not None]
    return [one for one in entries if not (isinstance(one, str) and _STANDARD.fullmatch(one))]


def prefixes_of(context: object) -> Mapping[str, str]:
    """Return the prefixes that a context defines, later ones before earlier; what is malformed is passed over."""
    found: dict[str, Any] = {}
    for entry in _entries(context):
        if isinstance(entry, dict):
            found |= {prefix: address for prefix, address in entry.items() if isinstance(address, str)}
    return found
