"""What the application handed down, as views ask for it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from ocop.web import settings


def test_views_ask_for_what_was_handed_down(app: Flask, clock) -> None:
    clock.now = datetime(2026, 12, 31, 17, 0, tzinfo=ZoneInfo("UTC"))
    app.config["OCOP_CONTACT"] = "so-ocop@example.vn"

    with app.app_context():
        told = (settings.public_base_url(), settings.contact(), str(settings.timezone()), settings.is_https())
        assert told == ("http://localhost:8000", "so-ocop@example.vn", "Asia/Ho_Chi_Minh", False)
        assert settings.data_dir() == app.config["OCOP_DATA_DIR"]
        assert settings.today() == date(2027, 1, 1)


def test_whether_the_sample_is_loaded_may_be_asked_each_time(app: Flask) -> None:
    with app.app_context():
        for held in (True, False):
            app.config["OCOP_SAMPLE_LOADED"] = held
            assert settings.is_sample_loaded() is held
            app.config["OCOP_SAMPLE_LOADED"] = lambda held=held: held
            assert settings.is_sample_loaded() is held
