"""Papers of a dossier at an office: what was filed as forms 01 and 02, the commune's report, a council's minutes."""

from flask import Blueprint, Response

from ocop.services.dossier_papers import form_01, form_02, form_03, minutes
from ocop.services.dossiers import find_dossier
from ocop.services.submissions import find_version
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import seed_folder, today

blueprint = Blueprint("office-dossier-papers", __name__)


@blueprint.get("/office/dossiers/<dossier_id>/<any('form-01', 'form-02', 'form-03', 'minutes'):name>.pdf")
def show(dossier_id: str, name: str) -> Response:
    """Give a paper as PDF; what tells of the person stands on it for scorers alone."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        if name == "form-03":
            made = form_03(dossier)
        elif name == "minutes":
            made = minutes(by, dossier, seed_folder())
        else:
            form = form_01 if name == "form-01" else form_02
            made = form(by, dossier, find_version(dossier), today(), seed_folder())
        number = dossier.number
    headers = {"Content-Disposition": f'inline; filename="{name}-{number}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=headers)
