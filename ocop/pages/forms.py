"""Forms: texts read by the same shapes as the API's bodies, and shown again as they were typed.

form = Form.sent()
with form:                                     # a refusal inside becomes words beside its field
    with unit_of_work():
        register_subject(by, now(), **form.read(SubjectIn(), FIELDS))
    return done(_("Đã đăng ký."), "/producer")
return form.again("producer/subject_form.html")
"""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request

from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotSignedIn, OcopError, RuleBroken, TooMany
from ocop.schemas.fields import from_text
from ocop.schemas.shapes import Shape
from ocop.web.problems import faults_of, words_of

#: Refusals that a person mends in the form; what is not found, or not to be had now, is a page of its own.
_MENDED = (BadInput, Conflict, RuleBroken, NotAllowed, NotSignedIn, TooMany)
#: The category under which a page tells the browser which draft of its own it may forget.
DRAFT = "draft"


class Form:
    """What was typed, and what is wrong with it."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values = {name: value for name, value in (values or {}).items() if value is not None}
        self.faults: list[dict[str, Any]] = []
        self.refusal: OcopError | None = None
        #: Names of inputs for fields whose name in the shape is another: `tools.0.since_on` -> `since_barcode`.
        self.renamed: dict[str, str] = {}
        #: Where somebody else changed the thing meanwhile: field, what is recorded now, what was typed here.
        self.differences: list[tuple[str, str, str]] = []

    @classmethod
    def sent(cls) -> "Form":
        """Return the form that this request brought; line ends are one character, as everywhere else."""
        return cls({name: text.replace("\r\n", "\n") for name, text in request.form.items()})

    def __enter__(self) -> "Form":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(fault, _MENDED):
            return False
        self.refuse(fault)
        return True

    def refuse(self, refusal: OcopError) -> None:
        """Take a refusal as words beside the fields that it names, or above the form."""
        self.refusal = refusal
        faults = faults_of(refusal) or [{"field": None, "message": words_of(refusal)}]
        for fault in faults:
            field = self.renamed.get(fault["field"] or "", fault["field"])
            self.faults.append({"field": field, "message": fault["message"]})

    def value(self, name: str, otherwise: str = "") -> str:
        """Return what was typed in a field."""
        return str(self.values.get(name, otherwise))

    def has(self, name: str) -> bool:
        """Tell whether something was typed or ticked."""
        return bool(self.value(name).strip())

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field, or None."""
        return next((fault["message"] for fault in self.faults if fault["field"] == name), None)

    def is_refused(self, code: str) -> bool:
        """Tell whether the form was refused for this reason."""
        return self.refusal is not None and self.refusal.code == code

    def read(self, shape: Shape, names: Iterable[str], **more: Any) -> dict[str, Any]:
        """Return the named fields as a shape has checked them; an optional one left empty is None.

        Raises BadInput `invalid` with every fault by field.
        """
        body = {**more}
        for name in names:
            text = self.value(name)
            if text.strip():
                body[name] = from_text(shape.fields[name], text)
            elif not shape.fields[name].required:
                body[name] = None
        return shape.checked(body)

    def check_version(self, version: int, recorded: Mapping[str, Any]) -> None:
        """Refuse a change of what somebody else changed since the form was opened.

        The form takes the new version, so that sending it again overwrites knowingly.
        Raises Conflict `version-mismatch`.
        """
        if self.value("version") == str(version):
            return
        for name, value in recorded.items():
            now, typed = "" if value is None else str(value), self.value(name)
            if name != "version" and now != typed:
                self.differences.append((name, now, typed))
        self.values["version"] = version
        raise Conflict("version-mismatch", "Nội dung đã được người khác sửa sau khi bạn mở trang này.")

    def again(self, template: str, **more: Any) -> Response:
        """Return the page of the form with what was typed and what is wrong."""
        response = make_response(render_template(template, form=self, **more), 422 if self.faults else 200)
        if isinstance(self.refusal, TooMany):
            response.status_code = 429
            response.headers["Retry-After"] = str(self.refusal.retry_after)
        return response


def see(address: str) -> Response:
    """Send the browser to look at an address."""
    return make_response(redirect(address, 303))


def done(words: str, address: str, *, draft: str | None = None) -> Response:
    """Say on the next page that something is done; the browser's draft of it may go."""
    flash(words, "success")
    if draft:
        flash(draft, DRAFT)
    return see(address)
