"""The schema of EPCIS documents at work: every place where a document has another shape, in words to act on."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Any, Final, cast

from jsonschema_rs import Draft202012Validator, ValidationError

from ocop.domain.epcis_faults import Fault, pointer
from ocop.domain.epcis_schemas import epcis_schema
from ocop.domain.epcis_words import TERMS

Path = tuple[str | int, ...]

_FIELDS: Final = tuple(sorted(TERMS))
#: Errors after which nobody goes on looking, entries of lists that are looked at in a document with errors (the
#: validator finds them all before it tells the first, at 25 µs each), and members of one object that are named.
MOST: Final = 1000
MOST_ENTRIES: Final = 40_000
MOST_NAMED: Final = 100
#: Faults that come with a hint at the word that was probably meant; to look for one takes a while.
MOST_HINTED: Final = 100
#: Faults of a single value, after which the value is not looked at further.
_OF_VALUES: Final = frozenset({"type", "enum", "const", "format", "pattern", "not"})
_KINDS: Final = {
    "string": "chuỗi ký tự",
    "number": "số",
    "boolean": "true hoặc false",
    "array": "danh sách",
    "object": "đối tượng",
}
#: How a value of each member is written, where a pattern says so.
_FORMS: Final = {
    "uom": "mã đơn vị 2 hoặc 3 chữ hoa và số của UN/ECE, như KGM, LTR",
    "eventTimeZoneOffset": "múi giờ từ -12:00 đến +14:00, như +07:00",
    "schemaVersion": "phiên bản 2.x, như 2.0",
    "hexBinaryValue": "số hệ 16",
    "type": "tên loại phép đo của GS1, như Temperature, hoặc một địa chỉ",
}
_FORMATS: Final = {
    "date-time": ("time-malformed", "thời điểm có múi giờ, như 2026-01-31T08:30:00+07:00"),
    "uri": ("address-malformed", "địa chỉ (URI) đầy đủ, như https://… hay urn:…, không dấu và không khoảng trắng"),
}
#: What the schema's alternatives ask for; they are all "at least one of these".
_NEEDS: Final = {
    "ObjectEvent": "epcList, quantityList, hoặc sensorElementList kèm readPoint",
    "AggregationEvent": "childEPCs hoặc childQuantityList (trừ khi action là DELETE)",
    "AssociationEvent": "childEPCs hoặc childQuantityList (trừ khi action là DELETE)",
    "TransactionEvent": "epcList hoặc quantityList (trừ khi action là DELETE)",
    "TransformationEvent": "đầu vào và đầu ra (inputEPCList, inputQuantityList, outputEPCList, outputQuantityList), "
    "hoặc transformationID kèm một trong hai",
}


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(epcis_schema(), validate_formats=True)


def _value_at(document: object, path: Path) -> Any:
    for step in path:
        document = document[step]  # type: ignore[index]
    return document


def _shown(value: object) -> str:
    return value[:60] if isinstance(value, str) else str(value)[:60]


@lru_cache(maxsize=256)
def _nearest(word: str, words: tuple[str, ...]) -> list[str]:
    return get_close_matches(word, words, n=1)


def _near(word: object, words: tuple[str, ...]) -> str:
    """Return a hint at the word that was probably meant, or all of few."""
    near = _nearest(word[:60], words) if isinstance(word, str) else []
    if near:
        return f"; có phải “{near[0]}”?"
    return f"; dùng {', '.join(words)}." if len(words) < 8 else "; xem danh sách từ của CBV 2.0."


def _faults_of(error: ValidationError, document: object, *, is_hinted: bool) -> Iterator[Fault]:
    """Yield what an error of the validator means: one fault, or one for each unknown member."""
    # Each keyword's kind has members of its own, which the stubs do not tell apart.
    path, kind = tuple(error.instance_path), cast("Any", error.kind)
    value = _value_at(document, path)
    where = pointer(*path)
    match kind.name:
        case "required":
            yield Fault(f"{where}{pointer(kind.property)}", "member-missing", f"Thiếu trường “{kind.property}”.")
        case "additionalProperties":
            for name in kind.unexpected[:MOST_NAMED]:
                words = f"Trường “{name[:60]}” không có ở đây theo chuẩn{_near(name, _FIELDS) if is_hinted else '.'}"
                tail = " Trường riêng viết theo dạng tiền_tố:tên."
                yield Fault(f"{where}{pointer(name)}", "member-unknown", words + tail)
        case "enum" | "const":
            hint = _near(value, tuple(kind.options)) if is_hinted else "."
            yield Fault(where, "word-unknown", f"“{_shown(value)}” không dùng được ở đây{hint}")
        case "type":
            yield Fault(where, "value-kind", f"Giá trị sai kiểu; cần là {_kinds(kind.types)}.")
        case "format":
            code, form = _FORMATS[kind.format]
            yield Fault(where, code, f"“{_shown(value)}” không phải {form}.")
        case "pattern":
            form = _FORMS[str(path[-1])]
            yield Fault(where, "value-form", f"“{_shown(value)}” không đúng; cần {form}.")
        case _:
            yield _fault_of_many(kind.name, where, value)


def _kinds(wanted: list[str]) -> str:
    return " hoặc ".join(_KINDS[one] for one in wanted)


def _fault_of_many(keyword: str, where: str, value: Any) -> Fault:
    """Return the fault of a list or an event as a whole."""
    if keyword == "not":
        words = f"“{_shown(value)}” là tên kiểu cũ; JSON của EPCIS 2.0 viết tên ngắn, như shipping."
        return Fault(where, "word-outdated", words)
    if keyword == "anyOf":
        return Fault(where, "substance-missing", f"Sự kiện {value['type']} phải có {_NEEDS[value['type']]}.")
    if keyword == "uniqueItems":
        return Fault(where, "list-repeats", "Danh sách có mục lặp lại; giữ mỗi mục một lần.")
    return Fault(where, "list-empty", "Danh sách để trống; thêm ít nhất một mục hoặc bỏ trường này.")


def _unread(error: ValidationError) -> list[Path]:
    """Return the places that an error makes unreadable: a wrong value, or members that nobody knows."""
    path, kind = tuple(error.instance_path), cast("Any", error.kind)
    if kind.name == "additionalProperties":
        return [(*path, name) for name in kind.unexpected]
    return [path] if kind.name in _OF_VALUES else []


#: What is said where the only errors lie beyond what was looked at.
_UNTOLD: Final = Fault(
    "", "list-too-long", f"Các danh sách dài quá {MOST_ENTRIES} mục và có chỗ chưa đúng; hãy chia nhỏ rồi gửi."
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is wrong with the shape of a document, and the places of values that nobody should read any further.

    `is_all` is false where so much was wrong that nobody went on looking.
    """

    faults: list[Fault]
    unread: list[Path]
    is_all: bool = True


def shape_faults(document: object) -> Shapes:
    """Return every fault of shape, up to MOST errors of the validator."""
    validator = _validator()
    if validator.is_valid(document):
        return Shapes([], [])
    part, is_whole = _part(document)
    faults: dict[Fault, None] = {}
    unread: list[Path] = []
    errors = validator.iter_errors(part)
    for error in islice(errors, MOST):
        is_hinted = len(faults) < MOST_HINTED
        faults.update(dict.fromkeys(_faults_of(error, part, is_hinted=is_hinted)))
        unread += _unread(error)
    is_all = is_whole and next(errors, None) is None
    return Shapes(list(faults) or [_UNTOLD], unread, is_all)


def _part(document: object) -> tuple[object, bool]:
    """Return as much of a document as is looked at for errors, and whether that is all of it."""
    left = MOST_ENTRIES
    is_whole = True

    def cut(value: Any) -> Any:
        nonlocal left, is_whole
        if isinstance(value, dict):
            return {name: cut(inner) for name, inner in value.items()}
        if not isinstance(value, list):
            return value
        kept = value[:left]
        left -= len(kept)
        is_whole &= len(kept) == len(value)
        return [cut(inner) for inner in kept]

    return cut(document), is_whole


def readable(event: dict[str, Any], unread: list[Path]) -> dict[str, Any]:
    """Return an event without its unreadable values; in lists None stands for them."""
    kept = deepcopy(event)
    for path in unread:
        holder: Any = kept
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else holder[step] if holder else None
        if isinstance(holder, list):
            holder[int(path[-1])] = None
        elif holder:
            holder.pop(path[-1], None)
    return kept
