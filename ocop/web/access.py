"""Who may ask what: one table of every endpoint; `gates` refuses whatever is not in it.

A row is `"METHOD endpoint": who`, several methods in front of one endpoint where the same people may:

    "GET products.listing": PUBLIC,
    "POST products.create": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET POST office.search": may(*OFFICES),

HEAD goes with GET, OPTIONS with any row. A thing that is another's is the services' to refuse (404).
"""

from collections.abc import Mapping

from ocop.domain.accounts import Role, Scope
from ocop.domain.epcis_faults import MOST_BYTES
from ocop.domain.rights import Action, roles_that
from ocop.web.grants import (
    DECIDERS,
    DOSSIER_READERS,
    EVENT_READERS,
    EVERYONE,
    EXPORTERS,
    OFFICES,
    PUBLIC,
    RUBRIC_KEEPERS,
    UNASKED,
    WATCHERS,
    WRITERS,
    Access,
    may,
)
from ocop.web.limits import DOCUMENT, EVIDENCE, UPLOAD
from ocop.web.recall_access import RECALLS
from ocop.web.trace_access import TRACES

#: Named queries are everybody's own, like the subscriptions to them.
QUERIES = (
    "GET api_epcis_queries.index",
    "POST api_epcis_queries.create",
    "GET api_epcis_queries.show",
    "DELETE api_epcis_queries.remove",
    "GET api_epcis_queries.events",
    "POST api_epcis_queries.create_subscription",
    "GET api_epcis_queries.list_subscriptions",
    "GET api_epcis_queries.show_subscription",
    "DELETE api_epcis_queries.remove_subscription",
)
OPERATIONS = {
    "GET static": UNASKED,
    "GET operations.healthz": UNASKED,
    "GET operations.readyz": UNASKED,
}
API = {
    "GET api_docs.document": UNASKED,
    "GET api_docs.page": PUBLIC,
    "GET api_subjects.index": PUBLIC,
    "GET api_subjects.show": PUBLIC,
    "GET api_subjects.export": may(*EXPORTERS, scope=Scope.DOSSIERS),
    "POST api_subjects.create": may(*WRITERS, scope=Scope.SUBJECTS),
    "PATCH api_subjects.update": may(*WRITERS, scope=Scope.SUBJECTS),
    "GET api_products.index": PUBLIC,
    "GET api_products.show": PUBLIC,
    "POST api_products.create": may(*WRITERS, scope=Scope.PRODUCTS),
    "PATCH api_products.update": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET api_photos.index": PUBLIC,
    "POST PUT api_photos.create": may(*WRITERS, scope=Scope.PRODUCTS, body=UPLOAD),
    "GET api_links.index": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET api_links.show": may(*WRITERS, scope=Scope.PRODUCTS),
    "POST api_links.create": may(*WRITERS, scope=Scope.PRODUCTS),
    "PATCH api_links.update": may(*WRITERS, scope=Scope.PRODUCTS),
    "DELETE api_links.remove": may(*WRITERS, scope=Scope.PRODUCTS),
    "GET api_lots.index": may(*EVERYONE, scope=Scope.READ),
    "GET api_lots.show": PUBLIC,
    "POST api_lots.create": may(*WRITERS, scope=Scope.LOTS),
    # Whoever has an account may knock; that the star is not his to give is a refusal of its own (`star-not-yours`).
    "POST api_decisions.create": may(*EVERYONE, scope=Scope.DECISIONS),
    "POST api_decisions.end": may(*EVERYONE, scope=Scope.DECISIONS),
    "GET api_decisions.index": PUBLIC,
    "GET api_decisions.show": PUBLIC,
    "GET api_certificates.show": PUBLIC,
    "GET api_certificates.paper": PUBLIC,
    "POST api_certificates.revoke": may(*DECIDERS, scope=Scope.DECISIONS),
    "POST api_certificates.correct": may(*DECIDERS, scope=Scope.DECISIONS),
    "POST api_certificates.extend": may(*DECIDERS, scope=Scope.DECISIONS),
    "GET api_certificates.proposals": may(*WATCHERS, scope=Scope.READ),
    "POST api_certificates.propose": may(Role.COMMUNE, scope=Scope.DECISIONS),
    "POST api_certificates.withdraw": may(Role.COMMUNE, scope=Scope.DECISIONS),
    "POST api_certificates.decline": may(*DECIDERS, scope=Scope.DECISIONS),
    "GET api_rubrics.index": PUBLIC,
    "GET api_rubrics.show": PUBLIC,
    "POST api_rubrics.create": may(*RUBRIC_KEEPERS, scope=Scope.DECISIONS),
    "POST api_rubrics.check": may(*RUBRIC_KEEPERS, scope=Scope.DECISIONS),
    "POST api_dossiers.create": may(*roles_that(Action.EDIT), scope=Scope.DOSSIERS),
    "GET api_dossiers.index": may(*DOSSIER_READERS, scope=Scope.READ),
    "GET api_dossiers.show": may(*DOSSIER_READERS, scope=Scope.READ),
    "GET api_dossiers.versions": may(*DOSSIER_READERS, scope=Scope.READ),
    "PUT api_dossiers.assess": may(*roles_that(Action.EDIT), scope=Scope.DOSSIERS),
    "POST api_dossiers.add_evidence": may(*roles_that(Action.EDIT), scope=Scope.DOSSIERS, body=EVIDENCE),
    "POST api_dossiers.submit": may(*roles_that(Action.SUBMIT), scope=Scope.DOSSIERS),
    "POST api_dossiers.withdraw": may(*roles_that(Action.WITHDRAW), scope=Scope.DOSSIERS),
    "POST api_dossiers.give_back": may(
        *roles_that(Action.RETURN_AT_COMMUNE, Action.RETURN_AT_PROVINCE), scope=Scope.DOSSIERS
    ),
    "POST api_dossiers.report": may(*roles_that(Action.REPORT), scope=Scope.DOSSIERS),
    "POST api_dossiers.call": may(
        *roles_that(Action.CONVENE_PROVINCE, Action.CONVENE_MINISTRY), scope=Scope.DOSSIERS
    ),
    "POST api_dossiers.score": may(*roles_that(Action.SCORE), scope=Scope.DOSSIERS),
    "POST api_dossiers.step_aside": may(*roles_that(Action.SCORE), scope=Scope.DOSSIERS),
    "POST api_dossiers.close": may(*roles_that(Action.CLOSE_PROVINCE, Action.CLOSE_MINISTRY), scope=Scope.DOSSIERS),
    "POST api_dossiers.rule": may(*roles_that(Action.DECIDE_PROVINCE, Action.DECIDE_MINISTRY), scope=Scope.DECISIONS),
    "GET api_labels.show": PUBLIC,
    "POST api_label-jobs.create": may(*WRITERS, scope=Scope.LABELS),
    "GET api_label-jobs.show": may(*WRITERS, scope=Scope.LABELS),
    "GET api_label-jobs.file": may(*WRITERS, scope=Scope.LABELS),
    "POST api_label-jobs.cancel": may(*WRITERS, scope=Scope.LABELS),
    "POST api_label-jobs.reprint": may(*WRITERS, scope=Scope.LABELS),
    "GET api_label-jobs.ledger": may(*WRITERS, scope=Scope.LABELS),
    "POST api_label-jobs.void": may(*WRITERS, scope=Scope.LABELS),
    "GET api_epcis.root": PUBLIC,
    "GET api_epcis.captures": may(*EVENT_READERS, scope=Scope.TRACES),
    "POST api_epcis.capture": may(*WRITERS, scope=Scope.TRACES, body=MOST_BYTES),
    "GET api_epcis.job": may(*EVENT_READERS, scope=Scope.TRACES),
    "GET api_epcis.events": may(*EVENT_READERS, scope=Scope.TRACES),
    "POST api_epcis.record": may(*WRITERS, scope=Scope.TRACES, body=MOST_BYTES),
    "GET api_epcis.event": may(*EVENT_READERS, scope=Scope.TRACES),
    "GET api_epcis.collection": may(*EVENT_READERS, scope=Scope.TRACES),
    "GET api_epcis.member": may(*EVENT_READERS, scope=Scope.TRACES),
    "GET api_epcis.member_events": may(*EVENT_READERS, scope=Scope.TRACES),
    **dict.fromkeys(QUERIES, may(*EVENT_READERS, scope=Scope.TRACES)),
    "GET api_statistics.show": PUBLIC,
    "POST api_problem_reports.create": PUBLIC,
    "GET api_problem_reports.show": PUBLIC,
}
PUBLIC_PAGES = {
    "GET home.show": PUBLIC,
    "GET products.index": PUBLIC,
    "GET resolvers.by_key": PUBLIC,
    "GET resolvers.description": UNASKED,
    "GET scans.by_code": PUBLIC,
    "GET scans.by_official_code": PUBLIC,
    "GET look_ups.by_text": PUBLIC,
    "POST look_ups.by_photo": Access(roles=None, body=UPLOAD),
    "GET subjects.index": PUBLIC,
    "GET subjects.show": PUBLIC,
    "GET rubrics.index": PUBLIC,
    "GET rubrics.show": PUBLIC,
    "GET statistics.show": PUBLIC,
    "GET print-shops.file": PUBLIC,
    "GET calendars.feed": PUBLIC,
    "GET outgoing.show": PUBLIC,
    "GET share_pictures.show": UNASKED,
    "GET problem-reports.new": PUBLIC,
    "GET problem-reports.look_up": PUBLIC,
    # A photograph too large is refused in words beside its field, so more is read than is kept.
    "POST problem-reports.create": Access(roles=None, body=DOCUMENT),
    "GET problem-reports.show": PUBLIC,
    "POST problem-reports.forget": PUBLIC,
    "GET media.photo": UNASKED,
    "GET media.font": UNASKED,
    "GET media.favicon": UNASKED,
    "GET media.robots": UNASKED,
    "GET media.security": UNASKED,
}
#: Who is reminded of certificates that run out.
_REMINDED = (Role.PRODUCER, Role.COMMUNE, Role.PROVINCE, Role.MINISTRY)
#: The door, and everybody's own account.
DOOR = {
    "GET logins.login": PUBLIC,
    "POST logins.enter": PUBLIC,
    "GET logins.ask_code": PUBLIC,
    "POST logins.give_code": PUBLIC,
    "POST logins.leave": PUBLIC,
    "GET logins.code": PUBLIC,
    "POST logins.enter_with_code": PUBLIC,
    "GET logins.registration": PUBLIC,
    "POST logins.register": PUBLIC,
    "GET accounts.show": may(*EVERYONE),
    "POST accounts.change_password": may(*EVERYONE),
    "POST accounts.end_others": may(*EVERYONE),
    "POST accounts.end_one": may(*EVERYONE),
    "POST accounts.make_token": may(*EVERYONE, step_up=True),
    "POST accounts.revoke": may(*EVERYONE),
    "GET calendars.show": may(*_REMINDED),
    "POST calendars.make": may(*_REMINDED),
    "POST calendars.drop": may(*_REMINDED),
    "GET second-factors.show": may(*EVERYONE),
    "POST second-factors.enrol": may(*EVERYONE),
    "GET second-factors.new": may(*EVERYONE, step_up=True),
    "POST second-factors.replace": may(*EVERYONE, step_up=True),
    "POST second-factors.renew_codes": may(*EVERYONE, step_up=True),
    "POST second-factors.turn_off": may(*EVERYONE),
    "GET second-factors.ask": may(*EVERYONE),
    "POST second-factors.step_up": may(*EVERYONE),
}
PRODUCER_ROOM = {
    "GET producer-home.home": may(Role.PRODUCER),
    "POST producer-home.see_one": may(Role.PRODUCER),
    "GET producer-subjects.show": may(Role.PRODUCER),
    "GET producer-subjects.new": may(Role.PRODUCER),
    "POST producer-subjects.create": may(Role.PRODUCER),
    "GET producer-subjects.place": may(Role.PRODUCER),
    "GET producer-subjects.edit": may(Role.PRODUCER),
    "POST producer-subjects.update": may(Role.PRODUCER),
    "POST producer-subjects.confirm": may(Role.PRODUCER),
    "GET producer-exports.show": may(Role.PRODUCER),
    "POST producer-exports.download": may(Role.PRODUCER),
    "GET producer-products.new": may(Role.PRODUCER),
    "POST producer-products.create": may(Role.PRODUCER, body=UPLOAD),
    "GET producer-products.show": may(Role.PRODUCER),
    "GET producer-products.edit": may(Role.PRODUCER),
    "POST producer-products.update": may(Role.PRODUCER),
    "POST producer-products.publish": may(Role.PRODUCER),
    "GET producer-photos.index": may(Role.PRODUCER),
    "POST producer-photos.add": may(Role.PRODUCER, body=UPLOAD),
    "POST producer-photos.remove": may(Role.PRODUCER),
    "GET producer-photos.show": may(Role.PRODUCER),
    "GET producer-links.index": may(Role.PRODUCER),
    "POST producer-links.add": may(Role.PRODUCER),
    "POST producer-links.remove": may(Role.PRODUCER),
    "GET producer-lots.index": may(Role.PRODUCER),
    "POST producer-lots.create": may(Role.PRODUCER),
    "POST producer-lots.copy": may(Role.PRODUCER),
    "POST producer-lots.set_state": may(Role.PRODUCER),
    "GET producer-lots.edit": may(Role.PRODUCER),
    "POST producer-lots.update": may(Role.PRODUCER),
    "GET producer-withdrawals.ask": may(Role.PRODUCER),
    "POST producer-withdrawals.withdraw": may(Role.PRODUCER),
    "POST producer-withdrawals.resume": may(Role.PRODUCER),
    "GET producer-labels.index": may(Role.PRODUCER),
    "GET producer-labels.file": may(Role.PRODUCER),
    "GET producer-labels.share": may(Role.PRODUCER),
    "GET producer-printers.index": may(Role.PRODUCER),
    "GET producer-printers.page": may(Role.PRODUCER),
    "POST producer-printers.keep": may(Role.PRODUCER),
    "POST producer-printers.drop": may(Role.PRODUCER),
    "GET producer-logos.show": may(Role.PRODUCER),
    "POST producer-logos.change": may(Role.PRODUCER, body=UPLOAD),
    "POST producer-logos.remove": may(Role.PRODUCER),
    "GET producer-label-jobs.share": may(Role.PRODUCER),
    "GET producer-label-jobs.index": may(Role.PRODUCER),
    "POST producer-label-jobs.create": may(Role.PRODUCER),
    "GET producer-label-jobs.show": may(Role.PRODUCER),
    "GET producer-label-jobs.file": may(Role.PRODUCER),
    "POST producer-label-jobs.cancel": may(Role.PRODUCER),
    "POST producer-label-jobs.reprint": may(Role.PRODUCER),
    "GET producer-label-jobs.serials": may(Role.PRODUCER),
    "POST producer-label-jobs.void": may(Role.PRODUCER),
    "GET producer-dossiers.index": may(Role.PRODUCER),
    "GET producer-dossiers.of_product": may(Role.PRODUCER),
    "POST producer-dossiers.create": may(Role.PRODUCER),
    "GET producer-dossiers.show": may(Role.PRODUCER),
    "GET producer-dossiers.form": may(Role.PRODUCER),
    "POST producer-dossiers.keep_form": may(Role.PRODUCER),
    "POST producer-dossiers.submit": may(Role.PRODUCER),
    "POST producer-dossiers.withdraw": may(Role.PRODUCER),
    "GET producer-dossiers.version": may(Role.PRODUCER),
    "GET producer-dossiers.paper": may(Role.PRODUCER),
    "GET producer-assessments.whole": may(Role.PRODUCER),
    "POST producer-assessments.answer_all": may(Role.PRODUCER),
    "GET producer-assessments.one": may(Role.PRODUCER),
    "POST producer-assessments.answer": may(Role.PRODUCER),
    "POST producer-assessments.add_paper": may(Role.PRODUCER, body=EVIDENCE),
    "POST producer-assessments.take_paper": may(Role.PRODUCER),
    "GET producer-assessments.store": may(Role.PRODUCER),
    "POST producer-assessments.keep": may(Role.PRODUCER, body=EVIDENCE),
    "POST producer-assessments.drop": may(Role.PRODUCER),
    "GET producer-assessments.file": may(Role.PRODUCER),
    "GET producer-problem-reports.index": may(Role.PRODUCER),
    "POST producer-problem-reports.state": may(Role.PRODUCER),
    "GET producer-scans.show": may(Role.PRODUCER),
    "GET producer-suspicions.index": may(Role.PRODUCER),
    "POST producer-suspicions.decide": may(Role.PRODUCER),
}
#: Who sits at a desk and enters for households; who keeps accounts.
_DESK = (Role.COMMUNE, Role.PROVINCE, Role.ADMINISTRATOR)
_KEEPING = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.ADMINISTRATOR)
#: Who reads dossiers at an office, names and closes councils; who weighs efforts, and sets holidays.
_READING = tuple(role for role in DOSSIER_READERS if role in OFFICES)
_RETURNING = roles_that(Action.RETURN_AT_COMMUNE, Action.RETURN_AT_PROVINCE)
_CALLING = roles_that(Action.CONVENE_PROVINCE, Action.CONVENE_MINISTRY)
_CLOSING = roles_that(Action.CLOSE_PROVINCE, Action.CLOSE_MINISTRY)
_RULING = roles_that(Action.DECIDE_PROVINCE, Action.DECIDE_MINISTRY)
_WEIGHING = (Role.PROVINCE, Role.MINISTRY, Role.ADMINISTRATOR)
_DATING = (Role.PROVINCE, Role.ADMINISTRATOR)
#: Who reads what buyers report, who answers.
_REPORTED = (*WATCHERS, Role.ADMINISTRATOR)
_ANSWERING = (Role.COMMUNE, Role.PROVINCE)
OFFICE_ROOM = {
    "GET office-home.home": may(*OFFICES),
    "GET office-subjects.index": may(*OFFICES),
    "GET office-subjects.show": may(*OFFICES),
    "GET office-subjects.new": may(*_DESK),
    "POST office-subjects.create": may(*_DESK),
    "GET office-subjects.place": may(*_DESK),
    "GET office-subjects.edit": may(*_DESK),
    "POST office-subjects.update": may(*_DESK),
    "GET office-slips.ask": may(*_DESK),
    "POST office-slips.make": may(*_DESK),
    "POST office-slips.make_for_user": may(*_KEEPING, step_up=True),
    "GET office-products.index": may(*OFFICES),
    "GET office-products.show": may(*OFFICES),
    "GET office-products.new": may(*_DESK),
    "POST office-products.create": may(*_DESK),
    "GET office-products.edit": may(*_DESK),
    "POST office-products.update": may(*_DESK),
    "GET office-products.acts": may(Role.AUDITOR, Role.ADMINISTRATOR),
    "GET office-lots.index": may(*OFFICES),
    "GET office-decisions.new": may(*DECIDERS, step_up=True),
    "POST office-decisions.create": may(*DECIDERS, body=DOCUMENT, step_up=True),
    "GET office-decisions.paper": may(*OFFICES),
    "GET office-decisions.ending": may(*DECIDERS, step_up=True),
    "POST office-decisions.end": may(*DECIDERS, step_up=True),
    "GET office-dossier-papers.show": may(*DOSSIER_READERS),
    "GET office-dossiers.index": may(*_READING),
    "GET office-dossiers.show": may(*_READING),
    "GET office-dossiers.paper": may(*_READING),
    "GET office-checks.ask_back": may(*_RETURNING),
    "POST office-checks.give_back": may(*_RETURNING),
    "GET office-checks.write_report": may(*roles_that(Action.REPORT)),
    "POST office-checks.send_report": may(*roles_that(Action.REPORT)),
    "GET office-councils.show": may(*_CLOSING),
    "POST office-councils.call": may(*_CALLING),
    "POST office-councils.close": may(*_CLOSING),
    "GET office-councils.ask": may(*_RULING, step_up=True),
    "POST office-councils.rule": may(*_RULING, body=DOCUMENT, step_up=True),
    "GET office-sheets.show": may(*roles_that(Action.SCORE)),
    "POST office-sheets.keep": may(*roles_that(Action.SCORE)),
    "POST office-sheets.step_aside": may(*roles_that(Action.SCORE)),
    "GET office-efforts.show": may(*_WEIGHING),
    "POST office-efforts.keep": may(*_WEIGHING),
    "GET office-holidays.show": may(*_DATING),
    "POST office-holidays.add": may(*_DATING),
    "POST office-holidays.drop": may(*_DATING),
    "GET office-certificates.show": may(*OFFICES),
    "GET office-certificates.revoking": may(*DECIDERS, step_up=True),
    "POST office-certificates.revoke": may(*DECIDERS, body=DOCUMENT, step_up=True),
    "GET office-certificates.file": may(*OFFICES),
    "GET office-certificates.correcting": may(*DECIDERS, step_up=True),
    "POST office-certificates.correct": may(*DECIDERS, step_up=True),
    "GET office-certificates.extending": may(*DECIDERS, step_up=True),
    "POST office-certificates.extend": may(*DECIDERS, step_up=True),
    "GET office-certificates.proposing": may(Role.COMMUNE),
    "POST office-certificates.propose": may(Role.COMMUNE),
    "POST office-certificates.withdraw": may(Role.COMMUNE),
    "POST office-certificates.decline": may(*DECIDERS),
    "GET office-expiries.index": may(*OFFICES),
    "GET office-expiries.letters": may(*WATCHERS),
    "GET office-expiries.message": may(*WATCHERS),
    "POST office-expiries.see_all": may(Role.COMMUNE, Role.PROVINCE, Role.MINISTRY),
    "POST office-expiries.see": may(Role.COMMUNE, Role.PROVINCE, Role.MINISTRY),
    "GET office-problem-reports.index": may(*_REPORTED),
    "GET office-problem-reports.show": may(*_REPORTED),
    "GET office-problem-reports.photo": may(*_REPORTED),
    "POST office-problem-reports.answer": may(*_ANSWERING),
    "POST office-problem-reports.pass_on": may(Role.COMMUNE),
    "POST office-problem-reports.note": may(*_ANSWERING),
    "GET office-scans.show": may(*WATCHERS),
    "GET office-suspicions.index": may(*WATCHERS),
    "POST office-suspicions.decide": may(Role.COMMUNE, Role.PROVINCE, Role.MINISTRY),
    "GET office-users.index": may(*_KEEPING),
    "GET office-users.new": may(*_KEEPING, step_up=True),
    "POST office-users.create": may(*_KEEPING, step_up=True),
    "GET office-users.show": may(*_KEEPING),
    "POST office-users.deactivate": may(*_KEEPING, step_up=True),
    "POST office-users.drop_factor": may(*_KEEPING, step_up=True),
}


def spread(*rooms: Mapping[str, Access]) -> dict[str, Access]:
    """Return the rows of all rooms by one method and endpoint each; a row twice is a mistake."""
    table: dict[str, Access] = {}
    for room in rooms:
        for row, who in room.items():
            *methods, endpoint = row.split()
            for method in methods:
                if f"{method} {endpoint}" in table:
                    raise ValueError(f"{method} {endpoint} stands twice in the access table")
                table[f"{method} {endpoint}"] = who
    return table


#: Every endpoint there is; `tests/test_house.py` compares it with the application's own map.
ACCESS = spread(OPERATIONS, API, PUBLIC_PAGES, DOOR, PRODUCER_ROOM, OFFICE_ROOM, RECALLS, TRACES)


def access_of(endpoint: str, method: str) -> Access | None:
    """Return who may ask an endpoint by a method, or None where the table does not know it."""
    if method == "OPTIONS":
        return UNASKED if any(row.split()[1] == endpoint for row in ACCESS) else None
    return ACCESS.get(f"{'GET' if method == 'HEAD' else method} {endpoint}")
