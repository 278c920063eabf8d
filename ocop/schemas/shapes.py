"""Shapes: what every schema of the registry shares, and how texts of forms and tables become one."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, pre_load

from ocop.domain.refusals import BadInput
from ocop.schemas.fields import Part, Several, from_text

#: What is said of a whole body, and of a field that no shape has.
_SHAPE_FAULTS = {"type": "Cần là một đối tượng có các trường.", "unknown": "Không có trường này."}
#: How much of a stranger's field name is repeated to him.
_LONGEST_NAME = 60


class Shape(Schema):
    """A body or a row: fields that are not known are refused."""

    error_messages = _SHAPE_FAULTS

    class Meta:
        """Nothing strange passes."""

        unknown = RAISE

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return checked fields from a form's inputs or a row's cells; an empty optional one counts as not given.

        Raises BadInput `invalid` with every fault by field.
        """
        shape = cls()
        body = {}
        for name, text in texts.items():
            field = shape.fields.get(name)
            if text != "" or field is None or field.required:
                body[name] = from_text(field, text)
        return shape.checked(body)

    def checked(self, body: Any) -> dict[str, Any]:
        """Return checked fields. Raises BadInput `invalid` with every fault by field."""
        try:
            loaded: dict[str, Any] = self.load(body)
        except ValidationError as fault:
            messages: Any = fault.messages
            faults = list(faults_in(messages))
            raise BadInput("invalid", "Dữ liệu gửi lên có chỗ chưa đúng.", faults=faults) from fault
        return loaded


class Patch(Shape):
    """A body that changes what it holds and leaves the rest."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"partial": True, **more})


class Query(Shape):
    """The parameters behind an address's question mark: texts, each at most once."""

    @pre_load
    def _read_texts(self, data: Any, **_: Any) -> dict[str, Any]:
        """Read every parameter as its field would have it in JSON; an empty one counts as not given."""
        several = getattr(data, "getlist", None)
        body: dict[str, Any] = {}
        for name in list(data):
            values = several(name) if several else [data[name]]
            if len(values) > 1:
                raise ValidationError("Chỉ được ghi một lần.", name)
            if values[0] != "":
                body[name] = from_text(self.fields.get(name), values[0])
        return body


def faults_in(messages: Mapping[Any, Any], path: str = "") -> Iterable[dict[str, str]]:
    """Yield every fault as `{"field", "code", "message"}`; inner fields as `tools.0.since_on`."""
    for name, inner in messages.items():
        known = str(name)[:_LONGEST_NAME].encode("utf-8", "backslashreplace").decode()
        where = path if name == "_schema" else f"{path}.{known}" if path else known
        if isinstance(inner, Mapping):
            yield from faults_in(inner, where)
        else:
            for message in inner if isinstance(inner, list) else [inner]:
                yield {"field": where or "body", "code": "invalid", "message": str(message)}


def part(shape: type[Schema], **more: Any) -> Part:
    """Return a field that holds another shape."""
    return Part(shape, **more)


def several(shape: type[Schema], **more: Any) -> Several:
    """Return a field that holds a list of another shape."""
    return Several(Part(shape), **more)
