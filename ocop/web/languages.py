"""Languages of the pages that a buyer sees: asked by the address or the browser, kept in the address alone."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from ocop.domain.application_identifiers import PRIMARY_KEYS

#: Every language by its own name; the first is the one that words are written in.
LANGUAGES = {"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ"}
#: Languages that came without a native speaker's eye; an office signs them off by OCOP_REVIEWED_LANGUAGES.
UNREVIEWED = frozenset({"km"})
#: Where an application keeps its catalogues.
_WORDS = "ocop_words"
#: Where buyers come; rooms and lists are in Vietnamese.
_BUYERS = (*(f"/{key}/" for key in PRIMARY_KEYS), "/t/", "/T/", "/ocop/", "/scan", "/reports/", "/out/")


@lru_cache(maxsize=4096)
def language_of(wanted: str, accepted: str) -> str:
    """Return the language to answer in: the one in the address, else the browser's best, else Vietnamese.

    >>> language_of("", "km-KH,km;q=0.9,en;q=0.5"), language_of("en", "km"), language_of("xx", "fr")
    ('km', 'en', 'vi')
    """
    if wanted in LANGUAGES:
        return wanted
    return parse_accept_header(accepted[:200], LanguageAccept).best_match(LANGUAGES, "vi")


def language_asked() -> str:
    """Return the language of this request."""
    if not request.path.startswith(_BUYERS):
        return "vi"
    return language_of(request.args.get("lang", ""), request.headers.get("Accept-Language", ""))


def language_links() -> list[tuple[str, str, str]]:
    """Return each language, its own name and the address of the page in it; none where all is in Vietnamese."""
    if not request.path.startswith(_BUYERS):
        return []
    kept = [(name, text) for name, text in request.args.items(multi=True) if name != "lang"]
    path = quote(request.path, errors="replace")
    return [
        (code, name, f"{path}?{urlencode([*kept, ('lang', code)], errors='replace')}")
        for code, name in LANGUAGES.items()
    ]


def read_catalogue(path: Path) -> dict[str, str]:
    """Return the words of a catalogue (.po) by the Vietnamese that they stand for."""
    with path.open("rb") as file:
        return {
            one.id: one.string
            for one in read_po(file)
            if isinstance(one.id, str) and isinstance(one.string, str) and one.id and one.string
        }


class Catalogue(Translations):
    """The words of one language, held in memory."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._catalog: dict[Any, str] = dict(words)


def words_of_language(app: Flask, language: str) -> Mapping[str, str]:
    """Return the words of a language by the Vietnamese that they stand for."""
    words: Mapping[str, str] = app.extensions[_WORDS][language]
    return words


def init_languages(app: Flask) -> None:
    """Give pages the words of every language from the catalogues that come with the software."""
    folder = Path(__file__).resolve().parent.parent / "translations"
    paths = {language: folder / f"{language}.po" for language in LANGUAGES}
    words = {language: read_catalogue(path) if path.exists() else {} for language, path in paths.items()}
    app.extensions[_WORDS] = words
    with app.app_context():
        cache = app.extensions["babel"].instance.domain_instance.cache
    for language in LANGUAGES:
        cache[language, "messages"] = Catalogue(words[language])
