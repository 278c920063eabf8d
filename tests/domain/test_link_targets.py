"""Targets of links: nothing but https on a listed host passes, and what is kept is what a browser opens."""

import pytest

from ocop.domain.link_targets import (
    USUAL_HOSTS,
    check_about,
    checked_target,
    host_of,
    is_listed,
    language_tag,
    links_shown,
    media_type,
    parse_hosts,
)
from ocop.domain.refusals import BadInput, OcopError, RuleBroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://shopee.vn", "https://shopee.vn/"),
        (" HTTPS://M.Shopee.VN:443/keo?a=1&b=2 ", "https://m.shopee.vn/keo?a=1&b=2"),
        ("https://shopee.vn:/x", "https://shopee.vn/x"),
        ("https://youtube.com/watch?v=abc_-1&t=3s", "https://youtube.com/watch?v=abc_-1&t=3s"),
        ("https://www.tiktok.com/@keodua/video/1", "https://www.tiktok.com/@keodua/video/1"),
        ("https://shopee.vn/kẹo", "https://shopee.vn/k%E1%BA%B9o"),
        ("https://shopee.vn/k%E1%BA%B9o?q=<b>", "https://shopee.vn/k%E1%BA%B9o?q=%3Cb%3E"),
        ("https://ｓｈｏｐｅｅ。vn/", "https://shopee.vn/"),
        ("https://shopee.vn/" + "a" * 482, "https://shopee.vn/" + "a" * 482),
    ],
)
def test_an_address_is_kept_as_browsers_open_it(text, kept):
    assert checked_target(text, USUAL_HOSTS) == kept
    assert is_listed(host_of(kept), USUAL_HOSTS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://shopee.vn/", "insecure"), ("javascript:alert(1)", "insecure"), ("//shopee.vn/", "insecure"),
        ("", "insecure"), ("shopee.vn", "insecure"), ("data:text/html,x", "insecure"),
        ("https://evil.com/shopee.vn", "host"), ("https://shopee.vn.evil.com/", "host"),
        ("https://evilshopee.vn/", "host"), ("https://shopeé.vn/", "host"), ("https://evil.com?shopee.vn", "host"),
        ("https://shopee.vn@evil.com/", "user"), ("https://a:b@shopee.vn/", "user"), ("https://@shopee.vn/", "user"),
        ("https://shopee.vn:8443/", "port"), ("https://shopee.vn:443:80/", "port"), ("https://shopee.vn:x/", "port"),
        ("https://127.0.0.1/", "ip"), ("https://0x7f.1/", "ip"), ("https://2130706433/", "ip"),
        ("https://[::1]/", "ip"), ("https://１２７.0.0.１/", "ip"), ("https://shopee.vn.1./", "ip"),
        ("https://shopee.vn/#x", "fragment"), ("https://shopee.vn#@evil.com", "fragment"),
        ("https://youtube.com/redirect?q=https%3A%2F%2Fevil.com", "nested"),
        ("https://youtube.com/redirect?q=https%253A%252F%252Fevil.com", "nested"),
        ("https://facebook.com/l.php?u=//evil.com", "nested"), ("https://zalo.me/?HTTP://evil.com", "nested"),
        ("https://shopee.vn\\@evil.com/", "malformed"), ("https://shopee.vn%2eevil.com/", "malformed"),
        ("https://shopee.vn/a b", "malformed"), ("https://shopee\t.vn/", "malformed"), ("https://", "malformed"),
        ("https:///shopee.vn", "malformed"), ("https://shopee.vn./", "malformed"), ("https://a..vn/", "malformed"),
        ("https://shopee.vn＠evil.com/", "malformed"), ("https://shopee.vn／evil.com/", "malformed"),
        ("https://-a.shopee.vn/", "malformed"), ("https://vn/", "malformed"),
        ("https://shopee.vn/\u202e", "malformed"),
        ("https://shopee.vn/\ud800", "malformed"), (f"https://{'a' * 64}.shopee.vn/", "malformed"),
        ("https://shopee.vn/" + "a" * 483, "too-long"), ("https://shopee.vn/" + "ạ" * 100, "too-long"),
    ],
)  # fmt: skip
def test_what_would_lead_astray_is_refused(text, code):
    with pytest.raises(OcopError) as refused:
        checked_target(text, USUAL_HOSTS)

    assert (refused.value.code, refused.value.field) == (f"link-target-{code}", "href")
    assert refused.value.message


def test_nothing_is_listed_on_an_empty_list():
    with pytest.raises(RuleBroken) as refused:
        checked_target("https://shopee.vn/", ())

    assert refused.value.code == "link-target-host"


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("", ()), (" , ", ()), ("Shopee.VN,tiki.vn , shopee.vn", ("shopee.vn", "tiki.vn")),
        ("chợ.vn", ("xn--ch-3bt.vn",)), (",".join(USUAL_HOSTS), USUAL_HOSTS),
    ],
)  # fmt: skip
def test_hosts_of_the_setting_are_read(text, hosts):
    assert parse_hosts(text) == hosts


@pytest.mark.parametrize(
    "text", ["https://shopee.vn", "*.shopee.vn", "vn", "127.0.0.1", "shopee.vn/x", "a b.vn", "[::1]"]
)
def test_a_setting_that_names_no_host_is_refused(text):
    with pytest.raises(RuleBroken) as refused:
        parse_hosts(text)

    assert refused.value.code == "setting-malformed"


@pytest.mark.parametrize(("text", "tag"), [("vi", "vi"), ("KM", "km"), ("en-gb", "en-GB"), (" vi-VN ", "vi-VN")])
def test_languages_are_read(text, tag):
    assert language_tag(text) == tag


@pytest.mark.parametrize("text", ["", "v", "vie", "en_GB", "en-GBR", "tiếng Việt", "12"])
def test_what_is_no_language_is_refused(text):
    with pytest.raises(BadInput) as refused:
        language_tag(text)

    assert (refused.value.code, refused.value.field) == ("link-target-language", "hreflang")


def test_media_types_are_read():
    assert media_type(" Text/HTML ") == "text/html"
    for text in ("", "html", "text/", "/html", "text/html; charset=utf-8", "a/b/c"):
        with pytest.raises(BadInput) as refused:
            media_type(text)
        assert (refused.value.code, refused.value.field) == ("link-target-media", "media_type")


@pytest.mark.parametrize(
    ("about", "fault"),
    [
        ({}, None), ({"lot": "L1", "cpv": "2A"}, None), ({"serial": "S-1"}, None), ({"cpv": "x" * 20}, None),
        ({"cpv": "x" * 21}, ("link-target-about", "cpv")), ({"serial": "số"}, ("link-target-about", "serial")),
        ({"serial": ""}, ("link-target-about", "serial")), ({"lot": "a b"}, ("link-target-about", "lot")),
        ({"serial": "1", "lot": "L1"}, ("link-target-serial", "serial")),
        ({"serial": "1", "cpv": "2A"}, ("link-target-serial", "serial")),
    ],
)  # fmt: skip
def test_a_link_is_about_a_product_a_lot_or_an_item_alone(about, fault):
    told = None
    try:
        check_about(about)
    except OcopError as refusal:
        told = refusal.code, refusal.field

    assert told == fault


def link(name, **more):
    return {"id": name, "cpv": None, "lot": None, "serial": None, "hreflang": None, "host": "shopee.vn"} | more


LINKS = [
    link("all"), link("en", hreflang="en-GB"), link("vi", hreflang="vi"), link("lot", lot="L1"),
    link("item", serial="S1"), link("variant", cpv="2A"), link("gone", host="gone.vn"),
    link("sub", host="m.shopee.vn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["all", "vi", "sub", "en"]),
        ({"language": "en"}, ["all", "en", "sub", "vi"]),
        ({"lot": "L1"}, ["all", "vi", "lot", "sub", "en"]),
        ({"lot": "L1", "serial": "S1"}, ["all", "vi", "lot", "item", "sub", "en"]),
        ({"lot": "L2", "serial": "S2"}, ["all", "vi", "sub", "en"]),
        ({"most": 2}, ["all", "vi"]),
        ({"hosts": ()}, []),
    ],
)
def test_a_page_shows_what_is_about_the_thing_at_hand(asked, shown):
    found = links_shown(LINKS, **{"hosts": ("shopee.vn",), "language": "vi"} | asked)

    assert [one["id"] for one in found] == shown
