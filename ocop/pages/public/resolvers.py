"""The resolver: what a GS1 Digital Link leads browsers, programs and other resolvers to."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.application_identifiers import PRIMARY_KEYS
from ocop.domain.digital_links import DigitalLink, parse_target
from ocop.domain.refusals import NotFound, OcopError, Unreadable
from ocop.pages.public.look_ups import helping
from ocop.pages.public.scans import opened
from ocop.services.looks import is_lot_of, product_facts, registry_engine
from ocop.services.resolutions import HTML, RESOLVED_KEYS, Asked, Resolution, resolve
from ocop.services.structured_data import script_json
from ocop.services.work import reading
from ocop.web.actors import current_actor
from ocop.web.answers import dumped
from ocop.web.problems import problem, status_of, words_of
from ocop.web.rate_limits import check_rate
from ocop.web.raw_targets import rewritten_target, sent_target, with_slashes_in_values
from ocop.web.resolver_answers import CROSS_SITE, LINKSET_CONTEXT, answer_headers, linkset_link
from ocop.web.settings import contact, link_hosts, public_base_url, today

blueprint = Blueprint("resolvers", __name__)

#: Every key but our own products': read and refused with a reason, or not known here.
_OTHERS = ", ".join(f'"{key}"' for key in PRIMARY_KEYS if key not in RESOLVED_KEYS)


@blueprint.route("/01/<rest:rest>", methods=["GET", "OPTIONS"], provide_automatic_options=False, merge_slashes=False)
@blueprint.route(
    f"/<any({_OTHERS}):key>/<rest:rest>",
    methods=["GET", "OPTIONS"],
    provide_automatic_options=False,
    merge_slashes=False,
)
def by_key(rest: str, key: str = "01") -> AnyResponse:
    """Answer for whatever a GS1 key names, as the standard says; browsers see the page itself."""
    try:
        link, target = _read()
        if request.method == "OPTIONS":
            return _preflight(link)
        check_rate("OCOP_RATE_LIMITS")
        asked = Asked(link, target.partition("?")[2], *_accepted())
        with reading():
            found = resolve(
                lambda gtin: product_facts(registry_engine(), gtin),
                registry_engine(),
                asked,
                today(),
                base_url=public_base_url(),
                redirects=current_app.config["OCOP_RESOLVER_REDIRECTS"],
                hosts=link_hosts(),
            )
    except (NotFound, Unreadable) as refusal:
        return _refused(refusal)
    if found.kind == "page":
        return _page(link)
    return _answer(found, link)


@blueprint.get("/.well-known/gs1resolver")
def description() -> Response:
    """Say what this resolver does, no more than is true."""
    told: dict[str, Any] = {
        "resolverRoot": public_base_url(),
        "supportedPrimaryKeys": list(RESOLVED_KEYS),
        "name": _("Sổ đăng ký OCOP"),
        "supportedLinkType": [{"namespace": "https://ref.gs1.org/voc/", "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "jsonLdContextLocation": LINKSET_CONTEXT,
    }
    if contact():
        told["contact"] = {"fn": contact()}
    response = Response(dumped(told), mimetype="application/json")
    response.headers.update(CROSS_SITE)
    return response


def _read() -> tuple[DigitalLink, str]:
    """Return what the address says and the address as it was sent, as far as the server tells it."""
    sent = sent_target(request.environ)
    if sent is not None:
        return _parsed(sent), sent
    target = rewritten_target(request.environ)
    try:
        return _parsed(target), target
    except Unreadable:
        joined = with_slashes_in_values(target)
        if joined == target:
            raise
        link = _parsed(joined)
        if _has_stray_end(link):
            raise
        return link, joined


def _parsed(target: str) -> DigitalLink:
    """Read an address; a slash at the end of its path says nothing."""
    path, mark, query = target.partition("?")
    plain = path.removesuffix("/")
    link = parse_target(plain + mark + query, pads_gtins=True)
    if plain.count("/") != 2 * len(link.path):  # the standard lets hosts put a key anywhere; here it stands first
        raise Unreadable("link-malformed", "Khóa GS1 phải đứng ngay đầu đường dẫn.", field="address")
    return link


def _has_stray_end(link: DigitalLink) -> bool:
    """Tell whether a slash stands behind a lot that is known: what follows it is no part of the lot then."""
    lot, _slash, more = (link.value("10") or "").partition("/")
    is_stray_serial = "/" in (link.value("21") or "")
    with reading():
        return bool(lot and (more or is_stray_serial)) and is_lot_of(link.key[1], lot)


def _accepted() -> tuple[str, str]:
    return request.headers.get("Accept", "")[:1000], request.headers.get("Accept-Language", "")[:200]


def _page(link: DigitalLink) -> AnyResponse:
    response = opened(link.key[1], link.value("10"), link.value("21"))
    response.headers["Link"] = linkset_link(public_base_url(), link)
    if current_actor() is None:
        response.headers.update(CROSS_SITE)
    return response


def _preflight(link: DigitalLink) -> Response:
    headers = {"Allow": "GET, HEAD, OPTIONS", "Link": linkset_link(public_base_url(), link), **CROSS_SITE}
    return Response(status=204, headers=headers | {"Access-Control-Max-Age": "86400"})


def _answer(found: Resolution, link: DigitalLink) -> Response:
    """Return the redirect, the linkset or the choices."""
    headers = answer_headers(found, public_base_url(), link)
    if found.kind == "redirect":
        return Response(status=307, headers=headers)
    status = 300 if found.kind == "choices" else 200
    if found.media == HTML:
        page = render_template(
            "public/linkset.html",
            linkset=found.linkset,
            structured=script_json({"@context": LINKSET_CONTEXT, **(found.linkset or {})}),
            is_choice=status == 300,
        )
        return Response(page, status, headers | {"Content-Type": "text/html; charset=utf-8"})
    return Response(found.body, status, headers)


def _refused(refusal: OcopError) -> AnyResponse:
    """Return the page that helps, or the problem as programs read it, with the status that the standard asks for."""
    status = status_of(refusal)
    if "text/html" in request.headers.get("Accept", ""):
        response = helping(request.path.split("/")[2][:60], words_of(refusal), status)
    else:
        check_rate("OCOP_MISS_LIMITS")
        response = problem(status, refusal.code, words_of(refusal))
    response.headers.update(CROSS_SITE)
    return response
