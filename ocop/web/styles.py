"""The part of the style sheet that one kind of page needs, so that a page on a slow line brings it along.

A rule is kept where every class and element of one of its selectors is among the words of the page's templates. What
is left out is never needed there; what is kept may at times not be.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MACRO = re.compile(r"\{%-? *macro (\w+)\(.*?endmacro *-?%\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{[%#].*?[%#]\}", re.DOTALL)
_CLASSES = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
_TOGGLED = re.compile(r"classList\.\w+\(\"([\w-]+)\"")
_TAGS = re.compile(r"<([a-z][a-z0-9]*)")
_IN_SELECTOR = re.compile(r"\.([A-Za-z_][\w-]*)")
_ELEMENT = re.compile(r"(?:^|[\s>+~])([a-z][a-z0-9]*)")
_NEGATED = re.compile(r":not\([^()]*\)|::?[a-z-]+(?:\([^()]*\))?|\[[^\]]*\]")
_ALWAYS = frozenset(("html", "body", "head", "main"))
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+")


class Vocabulary:
    """The classes and elements that templates and scripts may put on a page."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.words: set[str] = set()
        self.tags: set[str] = set(_ALWAYS)
        for source in sources:
            self.tags.update(_TAGS.findall(source))
            self.words.update(_TOGGLED.findall(source))
            for found in _CLASSES.findall(source):
                # What an expression puts into a class is not known: a word that it ends is a beginning of many.
                self.words.update(
                    re.sub(r"\x00\S*", "-*", _EXPRESSION.sub("\x00", _STATEMENT.sub("", found))).split()
                )
                self.words.update(re.findall(r"'([\w -]+)'", found))
        self.words = {part for word in self.words for part in word.split()}
        self.words |= {word.removesuffix("-*") for word in self.words}
        self._starts = tuple(word.removesuffix("-*").rstrip("-") + "-" for word in self.words if word.endswith("-*"))

    def has(self, selector: str) -> bool:
        """Tell whether a selector may match something."""
        plain = _NEGATED.sub("", selector)
        classes = _IN_SELECTOR.findall(plain)
        elements = _ELEMENT.findall(_IN_SELECTOR.sub("", plain))
        return all(one in self.words or one.startswith(self._starts or ("\x00",)) for one in classes) and all(
            one in self.tags for one in elements
        )


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Return each rule of a sheet: what stands before its braces, and between them."""
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1


def _kept(css: str, words: Vocabulary, fonts: Iterable[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if head.startswith("@font-face"):
            if any(font in body for font in fonts):
                yield f"{head}{{{body}}}"
        elif head.startswith(("@media", "@supports")):
            if inner := "".join(_kept(body, words, fonts)):
                yield f"{head}{{{inner}}}"
        elif head.startswith("@") or head.startswith((":root", "*", ":")):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _split(head) if words.has(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _split(head: str) -> list[str]:
    """Return the selectors of a list; a comma within brackets parts none."""
    parts, depth = [""], 0
    for sign in head:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [one.strip() for one in parts]


def part_of(css: str, sources: Iterable[str], fonts: Iterable[str] = ()) -> str:
    """Return the rules of a style sheet that pages of some templates and scripts need, without spaces to spare.

    Of typefaces those stay whose rule holds one of `fonts`.

    >>> part_of(".a { color: red; } .b, p.a { margin: 0; } @media print { .b { x: y; } }", ['<p class="a">'])
    '.a{color:red}p.a{margin:0}'
    """
    kept = "".join(_kept(_COMMENT.sub("", css), Vocabulary(sources), tuple(fonts)))
    return _AROUND.sub(lambda found: found[1] or "", _SPACES.sub(" ", kept)).replace(";}", "}")


def macros_of(source: str, names: Iterable[str]) -> str:
    """Return the macros of some names in a template."""
    wanted = frozenset(names)
    return "".join(found[0] for found in _MACRO.finditer(source) if found[1] in wanted)


def style_hash(style: str) -> str:
    """Return how a Content-Security-Policy names an inline style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
