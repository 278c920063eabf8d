"""Who keeps a diary and who reads the ways of lots: rows of the access table."""

from ocop.domain.accounts import Role, Scope
from ocop.web.grants import UNASKED, may
from ocop.web.limits import UPLOAD

_WATCHERS = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR)
TRACES = {
    "GET api_traces.show": may(*Role, scope=Scope.READ),
    "GET api_traces.show_raw": may(*Role, scope=Scope.READ),
    "GET api_traces.story": may(*Role, scope=Scope.READ),
    "GET api_traces.raw_story": may(*Role, scope=Scope.READ),
    "GET producer-diary.worker": UNASKED,
    "GET producer-diary.index": may(Role.PRODUCER),
    "GET producer-diary.state": may(Role.PRODUCER),
    "GET producer-diary.new": may(Role.PRODUCER),
    "POST producer-diary.create": may(Role.PRODUCER, body=UPLOAD),
    "GET producer-diary.show": may(Role.PRODUCER),
    "GET producer-diary.correct": may(Role.PRODUCER),
    "POST producer-diary.withdraw": may(Role.PRODUCER),
    "GET producer-diary.photo": may(Role.PRODUCER),
    "GET producer-raw-lots.index": may(Role.PRODUCER),
    "POST producer-raw-lots.set_state": may(Role.PRODUCER),
    "GET producer-partners.index": may(Role.PRODUCER),
    "POST producer-partners.create": may(Role.PRODUCER),
    "GET producer-partners.edit": may(Role.PRODUCER),
    "POST producer-partners.update": may(Role.PRODUCER),
    "POST producer-partners.close": may(Role.PRODUCER),
    "POST producer-partners.reopen": may(Role.PRODUCER),
    "GET producer-sites.index": may(Role.PRODUCER),
    "POST producer-sites.create": may(Role.PRODUCER),
    "POST producer-sites.update": may(Role.PRODUCER),
    "POST producer-sites.close": may(Role.PRODUCER),
    "POST producer-sites.reopen": may(Role.PRODUCER),
    "GET producer-traces.show": may(Role.PRODUCER),
    "GET producer-traces.download": may(Role.PRODUCER),
    "GET producer-traces.show_raw": may(Role.PRODUCER),
    "GET producer-traces.download_raw": may(Role.PRODUCER),
    "GET office-traces.show": may(*_WATCHERS),
    "GET office-traces.download": may(*_WATCHERS),
    "GET office-traces.show_raw": may(*_WATCHERS),
    "GET office-traces.download_raw": may(*_WATCHERS),
}
