"""Everything that HTTP edges share, plugged into an application in its right order."""

from flask import Flask, Response
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from ocop.web.access import init_access
from ocop.web.actors import has_cookie, init_actors, is_api
from ocop.web.headers import init_headers
from ocop.web.limits import init_limits
from ocop.web.logs import init_logs
from ocop.web.problems import init_problems, page

csrf = CSRFProtect()


def init_web(app: Flask) -> None:
    """Plug in logs, headers, limits, actors, access, CSRF and problems."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False)
    init_logs(app)
    init_headers(app)
    init_limits(app)
    init_actors(app)
    csrf.init_app(app)
    init_csrf(app)
    init_access(app)
    init_problems(app)


def init_csrf(app: Flask) -> None:
    """Ask for the form's token wherever a cookie could speak for somebody; programs bring none."""

    @app.before_request
    def protect() -> None:
        if not is_api():
            csrf.protect()

    @app.errorhandler(CSRFError)
    def stale(_fault: CSRFError) -> Response:
        words = "Trang đã mở quá lâu hoặc bị gửi từ nơi khác; hãy tải lại rồi gửi lại."
        return page(400, words if has_cookie() else words + " Trình duyệt cần cho phép cookie của trang này.")
