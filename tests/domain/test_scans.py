"""What a person's look is, and the line that it leaves."""

from datetime import UTC, date, datetime

import pytest

from ocop.domain.scans import Look, browser_family, decoded, encoded, is_look

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1"
)
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A146P) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
LOOK = Look(
    datetime(2026, 11, 23, 2, 0, 0, 250_000, UTC),
    date(2026, 11, 23),
    "p1",
    "29341",
    "L1",
    0,
    "valid",
    "ab12",
    "Cà Mau",
)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        IPHONE,
        ANDROID,
        IPHONE + " Zalo iOS/512 ZaloTheme/light ZaloLanguage/vn",
        ANDROID + " Zalo android/12100705 ZaloTheme/light",
        ANDROID + " [FB_IAB/FB4A;FBAV/400.0.0.37.76;]",
        "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 11; CUBOT/X30) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; SM-S918B) Chrome/130.0 Mobile Safari/537.36 Telegram-Android/11.0",
    ],
)
def test_a_person_looks(agent):
    assert is_look("GET", agent)


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Facebot",
        "Twitterbot/1.0",
        "TelegramBot (like TwitterBot)",
        "WhatsApp/2.23.20.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Slackbot 1.0",
        "ZaloPC-win32-24v460",
        "Mozilla/5.0 (compatible; Zalo/1.0)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/130 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Mozilla/5.0 (compatible; coccocbot-web/1.0)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "SomeCrawler/1.0",
        "LinkedInBot/1.0",
    ],
)
def test_previews_and_robots_are_no_scans(agent):
    assert not is_look("GET", agent)


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Preview", "  prefetch ", "PREFETCH"])
def test_what_is_fetched_ahead_is_no_scan(purpose):
    assert is_look("GET", ANDROID, "  ")
    assert not is_look("GET", ANDROID, purpose)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_only_a_get_is_a_scan(method):
    assert not is_look(method, ANDROID)


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (IPHONE, "safari"),
        (ANDROID, "chrome"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/130.0 Mobile/15E148 Safari/604.1", "chrome"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 FxiOS/130.0 Mobile/15E148 Safari/605.1", "firefox"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/115.0 SamsungBrowser/23.0 Mobile Safari/537.36", "samsung"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "edge"),
        ("Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0", "firefox"),
        ("curl/8", "other"),
    ],
)
def test_a_browser_is_of_a_family(agent, family):
    assert browser_family(agent) == family


@pytest.mark.parametrize(
    "look",
    [
        LOOK,
        LOOK._replace(item=None, area=None),
        LOOK._replace(unit_id=None, lot=None, item=None, area=None),
        LOOK._replace(item=2**30 - 1, lot="A.-9"),
    ],
)
def test_a_look_comes_back_from_its_line(look):
    line = encoded(look)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decoded(line[:-1]) == look


@pytest.mark.parametrize("field", ["lot", "area", "state", "unit_id"])
@pytest.mark.parametrize("sign", ["\t", "\n"])
def test_no_field_can_begin_another(field, sign):
    with pytest.raises(ValueError, match="tab or a line feed"):
        encoded(LOOK._replace(**{field: f"a{sign}b"}))


def line_with(**changed):
    """Return the text of a line in which some fields are others."""
    return "\t".join({**dict(zip(NAMES, encoded(LOOK)[:-1].decode().split("\t"), strict=True)), **changed}.values())


NAMES = ("version", "moment", "on", "product", "unit", "lot", "item", "state", "visitor", "area")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "1",
        "\x00" * 200,
        encoded(LOOK).decode()[:40],
        encoded(LOOK).decode()[:-1] + "\tmore",
        line_with(version="2"),
        line_with(moment="soon"),
        line_with(moment="9" * 30),
        line_with(on="2026-13-01"),
        line_with(product=""),
        line_with(product="p" * 37),
        line_with(unit="u" * 21),
        line_with(lot="L" * 21),
        line_with(lot="L\x00"),
        line_with(item="-1"),
        line_with(item=str(2**31)),
        line_with(state=""),
        line_with(visitor=""),
        line_with(visitor="v" * 33),
        line_with(area="a" * 41),
    ],
)
def test_what_is_no_line_reaches_no_table(line):
    assert decoded(line_with().encode()) == LOOK
    assert decoded(line.encode()) is None


def test_bytes_that_are_no_text_reach_no_table():
    assert decoded(encoded(LOOK)[:-1].replace(b"valid", b"\xff\xfe")) is None
