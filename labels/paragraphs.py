"""Paragraphs: a text made to fit a width: shrunk a little, then broken, then shortened with an ellipsis."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from labels.drawings import POINT
from labels.typefaces import Weight, clusters, ink_of, width_of

ELLIPSIS = "…"
#: What stays white between the letters of two lines, in em.
CLEARANCE = 0.05
#: A break may come after a space or a Khmer word break.
WORDS = re.compile(r"[^ \u200b]+[ \u200b]?")
#: A break in an address comes before a slash, and never between a GS1 key and its value (/10/T05).
ADDRESS_PARTS = re.compile(r"/\d{2,4}/[^/]+|/+[^/]*|[^/]+")


@dataclass(frozen=True)
class Paragraph:
    """Lines of one size, in mm; `whole` is false when an ellipsis took something away."""

    lines: tuple[str, ...]
    size: float
    weight: Weight
    whole: bool = True

    def leading(self, least: float) -> float:
        """Return the distance of baselines in em: `least`, or more where letters of two lines would touch.

        Khmer hangs half an em below the line, and Vietnamese capitals carry two accents.
        """
        reaches = [ink_of(line, self.weight) for line in self.lines]
        needs = (above[1] - below[0] for below, above in pairwise(reaches))
        return max(least, *(need + CLEARANCE for need in needs), 0.0)

    def ascent(self, least: float) -> float:
        """Return the room above the first baseline, in em."""
        return max(least, ink_of(self.lines[0], self.weight)[1] if self.lines else 0.0)

    def descent(self, least: float) -> float:
        """Return the room below the last baseline, in em."""
        return max(least, CLEARANCE - ink_of(self.lines[-1], self.weight)[0] if self.lines else 0.0)


def _pieces_no_wider(pieces: Sequence[str], width: float, weight: Weight) -> list[str]:
    """Cut any piece that alone is wider than the line."""
    narrow: list[str] = []
    for piece in pieces:
        if width_of(piece.rstrip(" \u200b"), weight) <= width:
            narrow.append(piece)
            continue
        part = ""
        for cluster in clusters(piece):
            if part and width_of((part + cluster).rstrip(" \u200b"), weight) > width:
                narrow.append(part)
                part = ""
            part += cluster
        narrow.append(part)
    return narrow


def broken(pieces: Sequence[str], width: float, weight: Weight) -> list[str]:
    """Break greedily into lines at most `width` em wide.

    Pieces are measured one by one, for words come again and again; nothing kerns across a break.
    """
    lines: list[str] = []
    taken = 0.0
    for piece in _pieces_no_wider(pieces, width, weight):
        bare = width_of(piece.rstrip(" \u200b"), weight)
        if lines and taken + bare <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
            taken = 0.0
        taken += width_of(piece, weight) if piece[-1:] in " \u200b" else bare
    return [line.strip(" \u200b") for line in lines]


def balanced(pieces: Sequence[str], width: float, weight: Weight) -> list[str]:
    """Break so that lines come out about equally long, without needing one more."""
    best = broken(pieces, width, weight)
    for step in range(1, 13):
        narrower = broken(pieces, width * (1 - step * 0.04), weight)
        if len(narrower) > len(best) or any(" " not in line for line in narrower[:-1]):
            break
        best = narrower
    return best


def shortened(text: str, width: float, weight: Weight) -> str:
    """Return the text if it fits `width` em, else as much of it as fits before an ellipsis."""
    if width_of(text, weight) <= width:
        return text
    kept = ""
    for cluster in clusters(text):
        if width_of((kept + cluster).rstrip(" ,.;:-–·(") + ELLIPSIS, weight) > width:
            break
        kept += cluster
    space = kept.rfind(" ")
    if space > len(kept) * 0.7 and not text[len(kept) :].startswith(" "):
        kept = kept[:space]
    return kept.rstrip(" ,.;:-–·(") + ELLIPSIS


def fitted(text: str, *, width: float, sizes: Sequence[float], lines: int, weight: Weight = "regular") -> Paragraph:
    """Fit a text into so many lines of `width` mm.

    `sizes` are in points, largest first: one line is tried at every size, then two, and so on;
    what is left over at the smallest size ends in an ellipsis.
    """
    pieces = WORDS.findall(text)
    for count in range(1, lines + 1):
        for points in sizes:
            size = points * POINT
            if len(broken(pieces, width / size, weight)) <= count:
                return Paragraph(tuple(balanced(pieces, width / size, weight)), size, weight)
    size = sizes[-1] * POINT
    first = broken(pieces, width / size, weight)[: lines - 1]
    rest = text
    for line in first:
        rest = rest[len(line) :].lstrip(" \u200b")
    return Paragraph((*first, shortened(rest, width / size, weight)), size, weight, whole=False)


def fitted_address(
    text: str, *, width: float, sizes: Sequence[float], lines: int, cuts: bool = False
) -> Paragraph | None:
    """Fit an address, the host on a line of its own, broken before a slash; None if it does not fit whole.

    Only if it `cuts` is a part too wide for the column cut in two, at the smallest size.
    """
    host, *path = ADDRESS_PARTS.findall(text)
    for points in sizes:
        em = width / (points * POINT)
        if any(width_of(part) > em for part in (host, *path)) and not (cuts and points == sizes[-1]):
            continue
        found = broken([text], em, "regular")
        if len(found) > 1:
            found = broken([host], em, "regular") + broken(path, em, "regular")
        if len(found) <= lines:
            return Paragraph(tuple(found), points * POINT, "regular")
    return None


def packed(
    texts: Sequence[str], *, width: float, points: float, shortens: bool = False, separator: str = "  ·  "
) -> list[str]:
    """Set short texts side by side where a row has room, in their order.

    One that is wider than a row goes over several, or, where room is dear, ends in an ellipsis.
    """
    size = points * POINT
    rows: list[str] = []
    for text in texts:
        joined = rows[-1] + separator + text if rows else text
        if rows and width_of(joined, "regular") * size <= width:
            rows[-1] = joined
        elif shortens:
            rows.append(shortened(text, width / size, "regular"))
        else:
            rows.extend(broken(WORDS.findall(text), width / size, "regular"))
    return rows
