"""The page behind a code, drawn fast: its templates are compiled once for each language, with the words in place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from flask import Flask
from jinja2 import BaseLoader, Environment, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ocop.domain.link_targets import links_shown
from ocop.domain.ratings import STAR_OF_RATING
from ocop.domain.scan_bands import bands_of
from ocop.domain.stories import story_on
from ocop.domain.timelines import lines_on
from ocop.domain.tools import TOOL_WORDS
from ocop.pages.stars import star_row
from ocop.services.looks import Look
from ocop.services.origin_maps import origin_map
from ocop.services.structured_data import open_graph, product_data, script_json
from ocop.web.assets import asset_of
from ocop.web.languages import LANGUAGES, words_of_language
from ocop.web.styles import macros_of, part_of, style_hash

_TEMPLATE = "public/product.html"
_SITE = "Sổ đăng ký OCOP"


#: Macros that the page calls, by their file: given to it ready, not imported anew for each page.
_MACROS = {
    "icons": ["icon"],
    "maps": ["origin_map"],
    "pages": ["facts", "alert"],
    "products": ["stars", "subject_type_name", "sector_name"],
    "bands": ["band", "event_words"],
    "shares": ["shared"],
    "journeys": ["journey"],
}
#: Those that say the same on many pages, so that they are drawn once.
_SAME = ("icon", "alert", "origin_map", "stars", "subject_type_name", "sector_name")
_MARK = re.compile("\x02([a-z]+)\x02")
#: Templates whose looks the page brings along, and what it calls of others.
_STYLED = ("base.html", "public/code_shell.html", _TEMPLATE, "macros/icons.html", "macros/bands.html",
           "macros/maps.html", "macros/shares.html", "macros/journeys.html")  # fmt: skip
_STYLED_MACROS = {
    "macros/pages.html": ("facts", "alert", "flashes"),
    "macros/products.html": ("stars", "subject_type_name", "sector_name", "status_band"),
}
#: The typeface that a page brings along, fetched where Khmer letters stand: a telephone has the others at hand.
_FACES = ('"Noto Sans Khmer"; font-weight: 400',)
#: Signs that HTML has a meaning for.
_SPECIAL = re.compile("[&<>\"']").search


class WordsInPlace(Extension):
    """Puts the words of a language where a template says `_('…')`: nothing is left to be looked up."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Replace each `_('literal')` by the literal in the environment's language."""
        words: Mapping[str, str] = getattr(self.environment, "ocop_words", {})
        return _folded(list(stream), words)


def _folded(tokens: list[Token], words: Mapping[str, str]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        four = tokens[place : place + 4]
        kinds = [one.type for one in four]
        if kinds == ["name", "lparen", "string", "rparen"] and four[0].value == "_":
            yield Token(four[0].lineno, "string", words.get(four[2].value, four[2].value))
            place += 4
        else:
            yield tokens[place]
            place += 1


def _escaped(value: Any) -> str:
    """Return a value as HTML; most texts have nothing to escape, and are then themselves."""
    kind = type(value)
    return value if kind is Markup or (kind is str and not _SPECIAL(value)) else escape(value)


class QuickContext(Context):
    """Calls macros and functions as they are; nothing on the page asks for the context itself."""

    def call(self, wanted: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls; what jinja adds is for those that ask for the context."""
        if kwargs:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return wanted(*args, **kwargs)


class QuickEnvironment(Environment):
    """Compiles templates that take an item of a dict before its methods, and leave plain texts alone.

    Jinja tries attributes first, and an attribute that is not there costs an exception each time.
    """

    context_class = QuickContext

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an item of a dict, or what jinja finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """Return a template whose texts are escaped only where they have to be."""
        template = super().get_template(name, parent, globals)
        if type(template.globals) is not dict:
            template.root_render_func.__globals__["escape"] = _escaped
            template.globals = dict(template.globals)  # a chain of mappings is copied name by name for each page
        return template


class CodePages:
    """Draws the pages behind codes, with or without a request around."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._map = cache(lambda province: origin_map(province, app.config["OCOP_BOUNDARIES"]))
        self._environment = cache(self._make)
        self._shell = cache(lambda language: _shell_of(self._environment(language), language, None))

    @cached_property
    def _style(self) -> str:
        """The part of the style sheet that the page needs."""
        own, folder = self._app.jinja_env, Path(self._app.static_folder or "static")
        loader = cast("BaseLoader", own.loader)
        sources = [loader.get_source(own, name)[0] for name in _STYLED]
        sources += [macros_of(loader.get_source(own, name)[0], wanted) for name, wanted in _STYLED_MACROS.items()]
        sources += [(folder / "code.js").read_text(encoding="utf-8"), star_row(3, ""), '<body class="page-code">']
        css = (folder / "ocop.css").read_text(encoding="utf-8")
        return part_of(css, sources, _FACES)

    @cached_property
    def style_hash(self) -> str:
        """How a policy names the style that the page brings along."""
        return style_hash(self._style)

    def _make(self, language: str) -> Environment:
        """Return an environment whose templates speak one language."""
        words = words_of_language(self._app, language)

        def say(text: str, **named: Any) -> Markup:
            said = words.get(text, text)
            return Markup(said % {name: _escaped(value) for name, value in named.items()} if named else said)

        own = self._app.jinja_env
        environment = QuickEnvironment(
            loader=own.loader, autoescape=own.autoescape, extensions=[WordsInPlace], cache_size=60,
            trim_blocks=own.trim_blocks, lstrip_blocks=own.lstrip_blocks, undefined=own.undefined,
            auto_reload=own.auto_reload,
        )  # fmt: skip
        environment.filters, environment.tests = own.filters, own.tests
        environment.globals = {**self._app.jinja_env.globals, "_": say, "gettext": say, "asset": asset_of(self._app)}
        environment.ocop_words = words  # type: ignore[attr-defined]
        environment.globals["sample_loaded"] = self._app.config["OCOP_SAMPLE_LOADED"]
        environment.globals["style"] = Markup(self._style)
        environment.globals["unreviewed"] = self._app.config["OCOP_UNREVIEWED"]
        for file, names in _MACROS.items():
            module = environment.get_template(f"macros/{file}.html").module
            environment.globals |= {name: getattr(module, name) for name in names}
        for name in _SAME:
            environment.globals[name] = lru_cache(maxsize=256)(cast("Any", environment.globals[name]))
        return environment

    def draw(self, look: Look, day: date, language: str, actor: Any = None) -> tuple[str, str]:
        """Return the page of a look on a day, and the word of its first band; `actor` is who is greeted by name."""
        environment, shown = self._environment(language), self.shown(look, day, language)
        parts = {
            "title": escape(f"{shown['product']['name']} · OCOP"),
            "description": escape(_described(shown)),
            "head": environment.get_template("public/code_head.html").render(shown),
            "main": environment.get_template(_TEMPLATE).render(shown),
            "here": escape(shown["here"]),
        }
        shell = self._shell(language) if actor is None else _shell_of(environment, language, actor)
        return "".join([parts[one] if place % 2 else one for place, one in enumerate(shell)]), shown["bands"][0]

    def shown(self, look: Look, day: date, language: str) -> dict[str, Any]:
        """Return what the page of a look says on a day."""
        story, base = story_on(look.facts, day, look.made_on), self._app.config["OCOP_PUBLIC_BASE_URL"]
        looks = look.seen["count"] if look.seen else 0
        product, photo = story["product"], look.facts["photo"]
        lot_code = look.lot["code"] if look.lot else None
        words = words_of_language(self._app, language)
        view = product | {
            "url": base + product["path"],
            "photo_url": f"{base}/media/{photo}" if photo else None,
        }
        return {
            **story,
            **_addresses(product["path"], lot_code, look.serial),
            **self._told_of(view, story, look, language, words.get(_SITE, _SITE)),
            "bands": bands_of(
                story, lot=look.lot, is_lot_unknown=look.unknown_lot is not None, item=look.item, looks=looks
            ),
            **{name: getattr(look, name) for name in ("lot", "unknown_lot", "serial", "item", "number", "seen")},
            **_way(look.lot),
            "base": base,
            "quoted": quote(view["url"], safe=""),
            "photo_url": view["photo_url"],
            "map": self._map(look.facts["province"]),
            "report_url": _report_url(product["code"], lot_code, look.serial),
            "tools": [words.get(TOOL_WORDS[tool], TOOL_WORDS[tool]) for tool in story["tools"]],
            "others": [one | {"stars": STAR_OF_RATING.get(one["rating"])} for one in story["others"]],
            "links": links_shown(
                look.facts["links"], hosts=self._app.config["OCOP_LINK_HOSTS"], language=language,
                lot=lot_code, serial=look.serial,
            ),
            "lang": language,
        }  # fmt: skip

    def _told_of(
        self, view: Mapping[str, Any], story: Mapping[str, Any], look: Look, language: str, site: str
    ) -> dict[str, Any]:
        """Return what messengers and searchers read."""
        base = self._app.config["OCOP_PUBLIC_BASE_URL"]
        lot = SimpleNamespace(**look.lot) if look.lot else None
        return {
            "open_graph": open_graph(view, story, base_url=base, site_name=site, locale=language),
            "structured": script_json(product_data(view, story, base_url=base, lot=lot)),
        }


def _way(lot: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the lines of a lot's timeline, and how many of the middle are left out, after which."""
    facts = lot.get("timeline") if lot else None
    return {
        "timeline": lines_on(facts),
        "left_out": facts["left_out"] if facts else 0,
        "left_after": facts["after"] if facts else 0,
    }


def _addresses(path: str, lot: str | None, serial: str | None) -> dict[str, Any]:
    """Return the page's own address, with its serial and in each language: no cookie remembers one."""
    path += f"/10/{quote(lot, safe='')}" if lot else ""
    here = f"{path}/21/{quote(serial, safe='')}" if serial else path
    return {
        "path": path,
        "here": here,
        "languages_told": list(LANGUAGES),
        "languages": [(code, name, f"{here}?lang={code}") for code, name in LANGUAGES.items()],
    }


def _shell_of(environment: Environment, language: str, actor: Any) -> list[str]:
    """Return what stands around a page: texts and, between them, the names of what a page puts there."""
    languages = [(code, name, f"\x02here\x02?lang={code}") for code, name in LANGUAGES.items()]
    shell = environment.get_template("public/code_shell.html").render(
        mark_of=lambda name: f"\x02{name}\x02", lang=language, languages=languages, actor=actor
    )
    return _MARK.split(shell)


def _described(shown: Mapping[str, Any]) -> str:
    return f"{shown['product']['name']}, {shown['product']['subject']['name']}, {shown['place']}."


def _report_url(code: str, lot: str | None, serial: str | None) -> str:
    """Return the address of the form that reports what is wrong with the thing at hand."""
    parts = {"code": code, "lot": lot, "serial": serial}
    return "/reports/new?" + "&".join(f"{name}={quote(text, safe='')}" for name, text in parts.items() if text)
