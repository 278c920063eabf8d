"""What an office does with a dossier before any council: given back with reasons, or reported and sent on."""

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ocop.domain.dossiers import DossierState, Step, check_step
from ocop.domain.refusals import NotAllowed
from ocop.domain.reports import CHECKLIST, THEMES
from ocop.domain.rights import Action
from ocop.pages.forms import Form, done
from ocop.pages.office.dossier_words import may_return
from ocop.pages.office.dossiers import shown_dossier
from ocop.schemas.dossiers import ReportIn, ReturnIn
from ocop.services.dossiers import check_right, find_dossier, return_dossier
from ocop.services.reports import drafted_themes, report_dossier
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("office-checks", __name__)
#: What is missing most often, to be ticked.
READY = {
    "evidence": _l("Bổ sung minh chứng cho những tiêu chí đã chấm điểm mà chưa có giấy."),
    "unreadable": _l("Chụp, quét lại giấy tờ bị mờ hoặc thiếu trang."),
    "expired": _l("Thay giấy chứng nhận, phiếu kiểm nghiệm đã hết hạn."),
    "points": _l("Xem lại điểm tự chấm chưa khớp với minh chứng."),
    "form": _l("Điền đủ phiếu đăng ký (Mẫu 01): giới thiệu, nguyên liệu, quy trình, lao động."),
    "licence": _l("Bổ sung đăng ký kinh doanh hoặc giấy chứng nhận đủ điều kiện an toàn thực phẩm."),
    "samples": _l("Nộp đủ 05 mẫu sản phẩm tại ủy ban xã."),
}


@blueprint.get("/office/dossiers/<dossier_id>/return")
def ask_back(dossier_id: str) -> Response:
    """Ask what the subject has to bring."""
    return _return_page(dossier_id, Form())


def _return_page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        if not may_return(by, dossier):
            check_step(DossierState(dossier.state), Step.RETURN)
            raise NotAllowed("step-not-yours", "Vai trò của bạn không làm bước này của hồ sơ.")
        return form.again("office/dossier_return.html", **shown_dossier(by, dossier), ready=READY)


@blueprint.post("/office/dossiers/<dossier_id>/return")
def give_back(dossier_id: str) -> Response:
    """Give a dossier back with the reasons that were ticked and written, one a line."""
    form, by = Form.sent(), required_actor()
    with form:
        ticked = [str(words) for name, words in READY.items() if form.has(f"ready_{name}")]
        written = [line.strip() for line in form.value("reasons").split("\n") if line.strip()]
        form.renamed = {f"reasons.{place}": "reasons" for place in range(40)}
        body = ReturnIn().checked({"reasons": ticked + written})
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            return_dossier(by, now(), dossier, reasons=[one or "" for one in body["reasons"]])
        return done(_("Đã trả hồ sơ; chủ thể thấy ngay những điều cần bổ sung."), f"/office/dossiers/{dossier_id}")
    return _return_page(dossier_id, form)


# -- the commune's report


@blueprint.get("/office/dossiers/<dossier_id>/report")
def write_report(dossier_id: str) -> Response:
    """Show the report as the dossier itself fills it in."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        check_right(by, Action.REPORT, dossier)
        check_step(DossierState(dossier.state), Step.REPORT)
        drafted = {f"theme_{name}": text for name, text in drafted_themes(dossier, seed_folder()).items()}
    return _report_page(dossier_id, Form({**drafted, "signed_on": today().isoformat()}))


def _report_page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        check_right(by, Action.REPORT, dossier)
        shown: dict[str, Any] = {"themes": THEMES, "checklist": CHECKLIST, "today": today()}
        return form.again("office/dossier_report.html", **shown_dossier(by, dossier), **shown)


@blueprint.post("/office/dossiers/<dossier_id>/report")
def send_report(dossier_id: str) -> Response:
    """Confirm the dossier and send it to the province with the report."""
    form, by = Form.sent(), required_actor()
    with form:
        form.renamed = {f"themes.{name}.value": f"theme_{name}" for name in THEMES}
        form.renamed |= {f"themes.{name}": f"theme_{name}" for name in THEMES}
        themes = {name: form.value(f"theme_{name}") for name in THEMES if form.has(f"theme_{name}")}
        checklist = [name for name in CHECKLIST if form.has(f"check_{name}")]
        fields = form.read(ReportIn(), ("number", "signed_on", "proposal"), themes=themes, checklist=checklist)
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            report_dossier(by, now(), today(), dossier, seed_folder(), **fields)
        words = _("Đã xác nhận và chuyển hồ sơ lên tỉnh.")
        return done(words, f"/office/dossiers/{dossier_id}", draft=f"report-{dossier_id}")
    return _report_page(dossier_id, form)
