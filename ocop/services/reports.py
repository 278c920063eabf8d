"""Reports of communes (form 03): filled in from what the registry knows, then sent on with the dossier."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from ocop.domain.accounts import Actor
from ocop.domain.dossiers import DossierState, Step, check_step
from ocop.domain.refusals import RuleBroken
from ocop.domain.reports import THEMES, check_checklist, check_themes
from ocop.domain.rights import Action
from ocop.models.dossiers import Dossier, DossierStep
from ocop.services.dossiers import check_right, rubric_for, steps_of, take_step
from ocop.services.submissions import find_version

#: Codes of the criteria that a theme can be filled in from, under the decision in force.
_FROM = {
    "local_material": ("1.1",),
    "local_labour": ("3.3",),
    "idea_origin": ("2.1",),
    "local_identity": ("2.1", "5.2"),
}


def drafted_themes(dossier: Dossier, folder: Path) -> dict[str, str]:
    """Return the themes as the dossier itself answers them, for the commune to confirm or correct."""
    content = find_version(dossier).content
    rubric = rubric_for(dossier, folder)
    texts = {}
    for theme, codes in _FROM.items():
        lines = []
        for one in rubric.scored:
            if one.code in codes and one.code in content["answers"]:
                lines.append(f"{one.label}: {one.option(content['answers'][one.code]).label}.")
                lines += [content["notes"][one.code]] if one.code in content["notes"] else []
        extra = {"local_material": "materials", "local_labour": "workers"}.get(theme)
        if extra and content["form"].get(extra):
            lines.append(content["form"][extra])
        texts[theme] = "\n".join(lines)
    return texts


def report_dossier(
    by: Actor,
    now: datetime,
    today: date,
    dossier: Dossier,
    folder: Path,
    *,
    themes: Mapping[str, str | None] | None = None,
    checklist: Sequence[str] = (),
    number: str | None = None,
    signed_on: date | None = None,
    proposal: str | None = None,
) -> DossierStep:
    """Confirm a dossier and send it to the province with the report; what is not given is taken as drafted.

    Raises RuleBroken `dates-contradict`, `dossier-not-ready`; Conflict `dossier-past-step`.
    """
    check_right(by, Action.REPORT, dossier)
    check_step(DossierState(dossier.state), Step.REPORT)
    day = signed_on or today
    if day > today or (dossier.received_on is not None and day < dossier.received_on):
        raise RuleBroken("dates-contradict", "Ngày báo cáo phải từ ngày nhận hồ sơ đến hôm nay.", field="signed_on")
    said = check_themes(dict(themes or {}))
    data = {
        "themes": {name: said.get(name) or drafted for name, drafted in drafted_themes(dossier, folder).items()},
        "checklist": check_checklist(list(checklist)),
        "number": number,
        "signed_on": day.isoformat(),
        "version": find_version(dossier).number,
        "is_late": dossier.due_on is not None and today > dossier.due_on,
    }
    take_step(by, now, dossier, Step.REPORT, DossierState.FORWARDED, why=proposal, data=data)
    return report_of(dossier)


def report_of(dossier: Dossier) -> DossierStep:
    """Return the commune's latest report. Raises RuleBroken `dossier-not-ready` where there is none."""
    found = [one for one in steps_of(dossier) if one.step == Step.REPORT]
    if not found:
        raise RuleBroken("dossier-not-ready", "Xã chưa có báo cáo về hồ sơ này.")
    return found[-1]


def themes_in_order(data: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return themes with what is said of each."""
    return [(words, data.get(name, "")) for name, words in THEMES.items()]
