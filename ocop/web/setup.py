"""Everything that HTTP edges share, plugged into an application in the one order that works."""

from flask import Flask

from ocop.web.actors import init_actors
from ocop.web.converters import init_converters
from ocop.web.cross_site import init_cross_site
from ocop.web.gates import init_gate
from ocop.web.headers import init_headers
from ocop.web.limits import init_limits
from ocop.web.logs import init_logs
from ocop.web.problems import init_problems


def init_web(app: Flask) -> None:
    """Plug in logs, limits, headers, sessions, forms' tokens, the gate and the answers to refusals.

    What is plugged in first sees a request first and its answer last: the log has the final status.
    """
    init_converters(app)
    init_logs(app)
    init_limits(app)
    init_headers(app)
    init_actors(app)
    init_cross_site(app)
    init_gate(app)
    init_problems(app)
