"""Targets of links: addresses outside the registry that a producer may lead buyers to, and what a link is about."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ocop.domain.application_identifiers import value_fault
from ocop.domain.refusals import BadInput, RuleBroken

#: The longest address, in characters, escapes counted.
LONGEST = 500
#: Hosts that links may lead to, subdomains included, where the operator names no others.
USUAL_HOSTS = (
    "shopee.vn", "lazada.vn", "tiki.vn", "sendo.vn", "voso.vn", "postmart.vn", "buudien.vn",
    "youtube.com", "facebook.com", "zalo.me", "tiktok.com",
)  # fmt: skip
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
#: The last label of an IP address in any of the ways that browsers read one.
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
#: Signs that browsers drop, or read as something else than they look like.
_HIDDEN = re.compile(
    r"[\s\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SCHEME = re.compile(r"(?i:https)://")
#: An address inside an address: how other sites lead on to strangers.
_INNER = re.compile(r"(?i:\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2})")
_SAFE_PATH, _SAFE_QUERY = "/:@!$&'()*+,;=~-._%", "/?:@!$&'()*+,;=~-._%"
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:-([A-Za-z]{2}))?")
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}")
#: The application identifiers that a link may be about, beside the product's GTIN.
_IDENTIFIERS = {"cpv": "22", "lot": "10", "serial": "21"}


def parse_hosts(text: str) -> tuple[str, ...]:
    """Return the hosts of a setting, commas between them. Raises RuleBroken `setting-malformed`.

    >>> parse_hosts("Shopee.vn, cho-què.vn")
    ('shopee.vn', 'xn--cho-qu-8ua.vn')
    """
    hosts = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        host = _ascii_host(one)
        if _is_ip(host) or not _HOST.fullmatch(host):
            raise RuleBroken(
                "setting-malformed", "OCOP_LINK_HOSTS: “%(text)s” không phải một tên miền.", text=one[:80]
            )
        hosts.append(host)
    return tuple(dict.fromkeys(hosts))


def is_listed(host: str, hosts: Collection[str]) -> bool:
    """Tell whether a host, in lower case, is on the list or below a host that is.

    >>> is_listed("m.shopee.vn", ["shopee.vn"]), is_listed("notshopee.vn", ["shopee.vn"])
    (True, False)
    """
    labels = host.split(".")
    return any(".".join(labels[place:]) in hosts for place in range(len(labels)))


def host_of(href: str) -> str:
    """Return the host of an address that `checked_target` returned."""
    return urlsplit(href).hostname or ""


def checked_target(text: str, hosts: Collection[str]) -> str:
    """Return an address as it is kept: https, a listed host in lower case, everything foreign escaped.

    Raises BadInput `link-target-malformed`, `link-target-too-long`, `link-target-insecure`, `link-target-ip`,
    `link-target-port`, `link-target-user`, `link-target-fragment`, `link-target-nested`, and RuleBroken
    `link-target-host`.

    >>> checked_target("HTTPS://Shopee.VN/kẹo-dừa", ["shopee.vn"])
    'https://shopee.vn/k%E1%BA%B9o-d%E1%BB%ABa'
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise _too_long()
    if _HIDDEN.search(text):
        raise _malformed()
    if not _SCHEME.match(text):
        raise _refusal("link-target-insecure", "Liên kết phải bắt đầu bằng https://.")
    _check_tail(text)
    host = _checked_host(text)
    if not is_listed(host, hosts):
        raise RuleBroken(
            "link-target-host",
            "Chưa dẫn được tới “%(host)s”. Các trang dùng được: %(hosts)s.",
            field="href",
            host=host[:80],
            hosts=", ".join(sorted(hosts)) or "—",
        )
    parts = urlsplit(text)
    path = quote(parts.path or "/", safe=_SAFE_PATH)
    href = f"https://{host}{path}" + (f"?{quote(parts.query, safe=_SAFE_QUERY)}" if parts.query else "")
    if len(href) > LONGEST:
        raise _too_long()
    return href


def _check_tail(text: str) -> None:
    """Refuse what stands behind the host and would lead elsewhere, or hide where it leads."""
    if "#" in text:
        raise _refusal("link-target-fragment", "Xin bỏ dấu # và phần đứng sau nó.")
    query = text.partition("?")[2]
    values = [value for pair in parse_qsl(query, keep_blank_values=True) for value in pair]
    if any(_INNER.match(value) or _INNER.match(unquote(value)) for value in values):
        raise _refusal(
            "link-target-nested", "Liên kết này chuyển tiếp tới một địa chỉ khác; xin dán thẳng địa chỉ cuối cùng."
        )


def _checked_host(text: str) -> str:
    """Return the host of an address in ASCII; refuse a name of a user, a port and numbers in its place."""
    authority = re.split(r"[/?]", text[len("https://") :], maxsplit=1)[0]
    if "@" in authority:
        raise _refusal("link-target-user", "Liên kết không được chứa tên đăng nhập (dấu @ trước tên miền).")
    if authority.startswith("["):
        raise _refusal("link-target-ip", "Liên kết phải dùng tên miền, không dùng địa chỉ IP.")
    name, _, port = authority.partition(":")
    if port not in ("", "443"):
        raise _refusal("link-target-port", "Liên kết không được ghi cổng khác 443.")
    host = _ascii_host(name)
    if _is_ip(host):
        raise _refusal("link-target-ip", "Liên kết phải dùng tên miền, không dùng địa chỉ IP.")
    if not _HOST.fullmatch(host):
        raise _malformed()
    return host


def _ascii_host(name: str) -> str:
    """Return the name of a host in lower case and ASCII (IDNA); empty where IDNA has none."""
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_ip(host: str) -> bool:
    """Tell whether browsers would read a host as an IPv4 address: by its last label."""
    return bool(_NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]))


def _refusal(code: str, message: str, **params: Any) -> BadInput:
    return BadInput(code, message, field="href", **params)


def _malformed() -> BadInput:
    return _refusal(
        "link-target-malformed", "Địa chỉ này không đọc được; xin chép lại từ thanh địa chỉ của trình duyệt."
    )


def _too_long() -> BadInput:
    return _refusal("link-target-too-long", "Địa chỉ dài quá %(most)s ký tự.", most=LONGEST)


def language_tag(text: str) -> str:
    """Return a language as `ll` or `ll-CC`. Raises BadInput `link-target-language`.

    >>> language_tag("VI"), language_tag("en-gb")
    ('vi', 'en-GB')
    """
    found = _LANGUAGE.fullmatch(text.strip())
    if found is None:
        raise BadInput("link-target-language", "Ngôn ngữ ghi dạng vi, en hoặc en-GB.", field="hreflang")
    return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")


def media_type(text: str) -> str:
    """Return a media type in lower case. Raises BadInput `link-target-media`."""
    kind = text.strip().lower()
    if not _MEDIA_TYPE.fullmatch(kind):
        raise BadInput("link-target-media", "Loại nội dung ghi dạng text/html hoặc video/mp4.", field="media_type")
    return kind


def check_about(about: Mapping[str, str | None]) -> None:
    """Refuse what a link cannot be about: `cpv`, `lot` and `serial`, each at most 20 signs that GS1 allows.

    A serial stands alone: an item has one lot and one variant anyway, and a link for it is found without them
    (GS1-Conformant resolver standard, 2.5.9). Raises BadInput `link-target-about`, RuleBroken `link-target-serial`.
    """
    for name, ai in _IDENTIFIERS.items():
        value = about.get(name)
        if value is not None and (not value or value_fault(ai, value)):
            raise BadInput(
                "link-target-about", "Giá trị “%(value)s” không dùng được ở đây.", field=name, value=value[:40]
            )
    if about.get("serial") is not None and (about.get("lot") is not None or about.get("cpv") is not None):
        raise RuleBroken(
            "link-target-serial", "Liên kết của một số riêng thì không ghi thêm lô hay biến thể.", field="serial"
        )


def links_shown(
    links: Iterable[Mapping[str, Any]],
    *,
    hosts: Collection[str],
    language: str,
    lot: str | None = None,
    serial: str | None = None,
    most: int = 12,
) -> Sequence[Mapping[str, Any]]:
    """Return the links of a story that a page shows: about the thing at hand, on hosts that are still listed.

    Those in the reader's language, or in none said, come first; variants (cpv) have no page of their own.
    """
    at_hand = [
        one
        for one in links
        if one["cpv"] is None
        and one["lot"] in (None, lot)
        and one["serial"] in (None, serial)
        and is_listed(one["host"], hosts)
    ]
    return sorted(at_hand, key=lambda one: (one["hreflang"] or language)[:2] != language)[:most]
