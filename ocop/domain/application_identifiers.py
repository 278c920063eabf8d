"""GS1 application identifiers: what each may hold, what it may stand with, and which are keys of a Digital Link."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product

from ocop.domain.element_checks import CHECKS, first_outside

#: One identifier or a range, `*` where no separator ends it, `?` where a Digital Link may carry it as an attribute,
#: its components, then what it needs (`req`: one of each), what it forbids (`ex`), and what qualifies it as a key
#: (`dlpkey`). Facts of GS1's syntax dictionary (github.com/gs1/gs1-syntax-dictionary, Apache-2.0).
_TABLE = """
00 *? N18,csum,key dlpkey
01 *? N14,csum,keyoff1 ex=255,37 dlpkey=22,10,21|235
02 *? N14,csum,keyoff1 ex=01,03 req=37
03 * N14,csum,keyoff1 ex=01,02,37
10 ? X..20 req=01,02,03,8006,8026
11 *? N6,yymmd0 req=01,02,03,8006,8026
12 *? N6,yymmd0 req=8020
13 *? N6,yymmd0 req=01,02,03,8006,8026
15-16 *? N6,yymmd0 req=01,02,03,8006,8026
17 *? N6,yymmd0 req=01,02,03,255,8006,8026
20 *? N2 req=01,02,8006,8026
21 - X..20 req=01,03,8006 ex=235
22 - X..20 req=01
235 - X..28 req=01
240-241 ? X..30 req=01,02,8006,8026
242 ? N..6 req=01,02,8006,8026
243 ? X..20 req=01
250 ? X..30 req=01,8006 req=21
251 ? X..30 req=01,8006
253 ? N13,csum,key [X..17] dlpkey
254 - X..20 req=414
255 ? N13,csum,key [N..12] dlpkey ex=01,02,415,8006,8020,8026
30 ? N..8 req=01,02
310-316 *? D N6 req=01,02
320-329 *? D N6 req=01,02
330-336 *? D N6 req=00,01
337 *? D N6 req=01
340-349 *? D N6 req=00,01
350-352 *? D N6 req=01,02
353-355 *? D N6 req=00,01
356-357 *? D N6 req=01,02
360-361 *? D N6 req=01,02
362-363 *? D N6 req=00,01
364-366 *? D N6 req=01,02
367-369 *? D N6 req=00,01
37 ? N..8 req=00 req=02,8026
3900-3909 ? N..15 req=255,8020 ex=390n,391n,394n,8111
3910-3919 ? N3,iso4217 N..15 req=8020 ex=391n
3920-3929 ? N..15 req=01 req=30,31nn,32nn,35nn,36nn ex=392n,393n
3930-3939 ? N3,iso4217 N..15 req=30,31nn,32nn,35nn,36nn ex=393n
3940-3943 ? N4 req=255 ex=394n,8111
3950-3955 ? N6 req=30,31nn,32nn,35nn,36nn ex=392n,393n,395n,8005
400 ? X..30
401 ? X..30,key dlpkey
402 ? N17,csum,key dlpkey
403 ? X..30 req=00
410-413 *? N13,csum,key
414 *? N13,csum,key dlpkey=254|7040
415 *? N13,csum,key req=8020 dlpkey=8020
416 *? N13,csum,key
417 *? N13,csum,key dlpkey=7040
420 ? X..20 ex=421
421 ? N3,iso3166 X..9 ex=4307
422 ? N3,iso3166 req=01,02,8006,8026 ex=426
423 ? N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 req=01,02 ex=426
424 ? N3,iso3166 req=01,02 ex=426
425 ? N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 req=01,02 ex=426
426 ? N3,iso3166 req=01,02
427 ? X..3 req=01,02 req=422
4300-4301 ? X..35,pcenc req=00
4302 ? X..70,pcenc req=00
4303 ? X..70,pcenc req=4302
4304-4306 ? X..70,pcenc req=00
4307 ? X2,iso3166alpha2 req=00
4308 ? X..30 req=00
4309 ? N10,latitude N10,longitude req=00
4310-4311 ? X..35,pcenc req=00
4312 ? X..70,pcenc req=00
4313 ? X..70,pcenc req=4312
4314-4316 ? X..70,pcenc req=00
4317 ? X2,iso3166alpha2 req=00
4318 ? X..20 req=00
4319 ? X..30 req=00
4320 ? X..35,pcenc req=00
4321-4323 ? N1,yesno req=00
4324-4325 ? N6,yymmd0 N4,hhmi req=00
4326 ? N6,yymmdd req=00
4330 ? N6 [X1],hyphen req=00 ex=4331
4331 ? N6 [X1],hyphen req=00 ex=4330
4332 ? N6 [X1],hyphen req=00 ex=4333
4333 ? N6 [X1],hyphen req=00 ex=4332
7001 ? N13 req=01,02,8006,8026
7002 ? X..30 req=01,02
7003 ? N6,yymmdd N4,hhmi req=01,02
7004 ? N..4 req=01 req=10
7005 ? X..12 req=01,02
7006 ? N6,yymmdd req=01,02
7007 ? N6,yymmdd [N6],yymmdd req=01,02
7008 ? X..3 req=01,02
7009 ? X..10 req=01,02
7010 ? X..2 req=01,02
7011 ? N6,yymmdd [N4],hhmi req=01,02
7020 ? X..20 req=01,8006 req=416
7021 ? X..20 req=01,8006
7022 ? X..20 req=7021
7023 ? X..30,key
7030-7039 ? N3,iso3166999 X..27 req=01,02
7040 - N1 X1 X1 X1,importeridx
7041 - X..4,packagetype req=00
710-716 ? X..20 req=01
7230-7239 ? X2 X..28 req=01,8004
7240 ? X..20 req=01,8006
7241 ? N2,mediatype req=8017,8018
7242 ? X..25 req=8017,8018
7250 ? N8,yyyymmdd req=8018 ex=7251
7251 ? N8,yyyymmdd N4,hhmi req=8018 ex=7250
7252 ? N1,iso5218 req=8018
7253-7254 ? X..40,pcenc req=8017,8018 ex=7256,7259
7255 ? X..10 req=8017,8018 ex=7256,7259
7256 ? X..90,pcenc req=8017,8018
7257 ? X..70,pcenc req=8018
7258 ? X3,posinseqslash req=8018+7259
7259 ? X..40,pcenc req=8018 ex=7256
8001 ? N4,nonzero N5,nonzero N3,nonzero N1,winding N1 req=01
8002 ? X..20
8003 ? N1,zero N13,csum,key [X..16] dlpkey
8004 ? X..30,key dlpkey=7040
8005 ? N6 req=01,02
8006 ? N14,csum,keyoff1 N4,pieceoftotal ex=01,37 dlpkey=22,10,21
8007 ? X..34,iban req=415
8008 ? N6,yymmdd N2,hh [N2],mi [N2],ss req=01,02
8009 ? X..50 req=00,01
8010 ? Y..30,key dlpkey=8011
8011 - N..12,nozeroprefix req=8010
8012 ? X..20 req=01,8006
8013 ? X..25,csumalpha,key dlpkey
8014 - X..25,csumalpha,key,hasnondigit req=01
8017 ? N18,csum,key ex=8018 dlpkey=8019
8018 ? N18,csum,key ex=8017 dlpkey=8019
8019 - N..10 req=8017,8018
8020 - X..25 req=415
8026 ? N14,csum,keyoff1 N4,pieceoftotal req=37 ex=02,8006
8030 ? Z..90 req=00,01+21,253,255,8003,8004,8006+21,8010+8011,8017,8018
8110 ? X..70,couponcode
8111 ? N4 req=255
8112 ? X..70,couponposoffer
8200 - X..70 req=01
90 ? X..30
91-99 ? X..90
"""
#: Units of measure are written with 0 to 5 decimals: the last digit of their identifier.
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Component:
    """A part of an element: `N`umeric, X (set 82), Y (set 39) or Z (set 64), its length, its checks."""

    kind: str
    least: int
    most: int
    is_optional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One application identifier."""

    ai: str
    #: No separator ends its element.
    is_fixed: bool
    #: A Digital Link may carry it in its query.
    is_attribute: bool
    components: tuple[Component, ...]
    #: One of each group; `a+b` means both.
    needs: tuple[tuple[str, ...], ...]
    #: What it may not stand with; an `n` is any digit.
    forbids: tuple[str, ...]
    #: Qualifiers in their order, by alternative; None where it is no primary key.
    qualifiers: tuple[tuple[str, ...], ...] | None

    @property
    def is_key(self) -> bool:
        """Whether a Digital Link may begin with it."""
        return self.qualifiers is not None


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is wrong with a value: `length`, `signs`, or the name of the check, and where it breaks."""

    kind: str
    place: int


def _component(text: str) -> Component:
    spec, *checks = text.split(",")
    plain = spec.strip("[]")
    kind, length = plain[0], plain[1:]
    most = int(length.removeprefix(".."))
    return Component(kind, 1 if length.startswith("..") else most, most, spec.startswith("["), tuple(checks))


def _identifiers() -> dict[str, Identifier]:
    found = {}
    for line in _TABLE.split("\n")[1:-1]:
        codes, flags, *rest = line.split()
        needs = tuple(tuple(one[4:].split(",")) for one in rest if one.startswith("req="))
        forbids = tuple(part for one in rest if one.startswith("ex=") for part in one[3:].split(","))
        keys = [one.removeprefix("dlpkey").removeprefix("=") for one in rest if one.startswith("dlpkey")]
        qualifiers = tuple(tuple(filter(None, one.split(","))) for one in keys[0].split("|")) if keys else None
        components = tuple(_component(one) for one in rest if one[0] in "NXYZ[")
        first, _, last = codes.partition("-")
        for number in range(int(first), int(last or first) + 1):
            base = str(number).zfill(len(first))
            is_measure = "D" in rest
            for ai in (base + str(digit) for digit in range(_DECIMALS)) if is_measure else (base,):
                excluded = (*forbids, f"{base}n") if is_measure else forbids
                found[ai] = Identifier(ai, "*" in flags, "?" in flags, components, needs, excluded, qualifiers)
    return found


IDENTIFIERS: Mapping[str, Identifier] = _identifiers()
#: The identifiers that a Digital Link may begin with.
PRIMARY_KEYS = tuple(ai for ai, one in IDENTIFIERS.items() if one.is_key)


def value_fault(ai: str, value: str) -> ValueFault | None:
    """Return what is wrong with the value of a known identifier, or None.

    >>> value_fault("01", "09520123456788"), value_fault("10", "CÀ")
    (None, ValueFault(kind='signs', place=1))
    """
    place = 0
    for part in IDENTIFIERS[ai].components:
        if part.is_optional and place == len(value):
            break
        text = value[place : place + part.most]
        outside = first_outside(part.kind, text)
        if outside is not None and not (part.kind == "Z" and not text[outside:].strip("=")):
            return ValueFault("signs", place + outside)
        if len(text) < part.least:
            return ValueFault("length", place + len(text))
        for name in part.checks:
            broken = CHECKS[name](text)
            if broken is not None:
                return ValueFault(name, place + broken)
        place += len(text)
    return ValueFault("length", place) if place < len(value) else None


def _stands(pattern: str, present: Collection[str]) -> bool:
    """Tell whether one of the identifiers is of a pattern such as `31nn`."""
    stem = pattern.rstrip("n")
    if stem == pattern:
        return pattern in present
    return any(ai.startswith(stem) and len(ai) == len(pattern) for ai in present)


def pairing_fault(present: Collection[str], placed: Collection[str] = ()) -> tuple[str, str] | None:
    """Return the first identifier that lacks its companion, or stands with one it forbids (`-` before it).

    What is `placed` qualifies a key in a path, which says all of its company.

    >>> pairing_fault(["01", "250"]), pairing_fault(["01", "3103", "17"])
    (('250', '21'), None)
    """
    for ai in present:
        one, others = IDENTIFIERS[ai], [other for other in present if other != ai]
        for group in () if ai in placed else one.needs:
            if not any(all(_stands(part, others) for part in want.split("+")) for want in group):
                return ai, "/".join(group)
        for pattern in one.forbids:
            if _stands(pattern, others):
                return ai, f"-{pattern}"
    return None


def path_sequences() -> list[tuple[str, ...]]:
    """Return every sequence of a key and qualifiers that the path of a Digital Link may have."""
    found = []
    for key in PRIMARY_KEYS:
        for alternative in IDENTIFIERS[key].qualifiers or ():
            for taken in product((False, True), repeat=len(alternative)):
                chosen = tuple(ai for ai, is_taken in zip(alternative, taken, strict=True) if is_taken)
                if pairing_fault((key, *chosen), chosen) is None:
                    found.append((key, *chosen))
    return list(dict.fromkeys(found))
