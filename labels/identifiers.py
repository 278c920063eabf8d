"""Application identifiers: what each may hold, and which stand together (GS1 General Specifications, 3 and 4.13).

A row of TABLE is one identifier, or a range: its parts, then `+` one of which must stand beside it (each `+` is a
rule of its own), `-` which must not. A part is a set of characters, a length or `..` a greatest length, and checks:
n digits, x the 82 characters, y the 39, z base64 for web addresses; in brackets it may be left out. `31nn` stands
for every identifier of that form.
"""

import re
from dataclasses import dataclass

#: Beginnings of identifiers whose length is known beforehand, so that no separator follows (7.8.5, figure 7.8.5-2).
PREDEFINED = re.compile(r"0[0-4]|1[1-9]|20|3[1-6]|41")
_MEASURES = "+30,31nn,32nn,35nn,36nn"
_NET = "310 311 312 313 314 315 316 320 321 322 323 324 325 326 327 328 329 350 351 352 356 357 360 361 364 365 366"
_GROSS = "330 331 332 333 334 335 336 340 341 342 343 344 345 346 347 348 349 353 354 355 362 363 367 368 369"

TABLE = f"""
00 n18:check
01 n14:check -02,255,37
02 n14:check +37
10 x..20 +01,02,8006,8026
11 n6:day0 +01,02,8006,8026
12 n6:day0 +8020
13 n6:day0 +01,02,8006,8026
15 n6:day0 +01,02,8006,8026
16 n6:day0 +01,02,8006,8026
17 n6:day0 +01,02,255,8006,8026
20 n2 +01,02,8006,8026
21 x..20 +01,8006 -235
22 x..20 +01
235 x..28 +01
240-241 x..30 +01,02,8006,8026
242 n..6 +01,02,8006,8026
243 x..20 +01
250 x..30 +01,8006 +21
251 x..30 +01,8006
253 n13:check [x..17]
254 x..20 +414
255 n13:check [n..12] -01,02,415,8006,8020,8026
30 n..8 +01,02
37 n..8 +02,8026
3900-3909 n..15 +255,8020 -390n,391n,394n,8111
3910-3919 n3 n..15 +8020 -391n
3920-3929 n..15 +01 {_MEASURES} -392n,393n
3930-3939 n3 n..15 {_MEASURES} -393n
3940-3943 n4 +255 -394n,8111
3950-3955 n6 {_MEASURES} -392n,393n,395n,8005
400 x..30
401 x..30
402 n17:check
403 x..30 +00
410-414 n13:check
415 n13:check +8020
416-417 n13:check
420 x..20 -421
421 n3 x..9 -4307
422 n3 +01,02,8006,8026 -426
423 n..15:countries +01,02 -426
424 n3 +01,02 -426
425 n..15:countries +01,02 -426
426 n3 +01,02
427 x..3 +01,02 +422
4300-4301 x..35 +00
4302 x..70 +00
4303 x..70 +4302
4304-4306 x..70 +00
4307 x2 +00
4308 x..30 +00
4309 n10 n10 +00
4310-4311 x..35 +00
4312 x..70 +00
4313 x..70 +4312
4314-4316 x..70 +00
4317 x2 +00
4318 x..20 +00
4319 x..30 +00
4320 x..35 +00
4321-4323 n1:yesno +00
4324-4325 n6:day0 n4:time +00
4326 n6:day +00
4330 n6 [x1] +00 -4331
4331 n6 [x1] +00 -4330
4332 n6 [x1] +00 -4333
4333 n6 [x1] +00 -4332
7001 n13 +01,02,8006,8026
7002 x..30 +01,02
7003 n6:day n4:time +01,02
7004 n..4 +01 +10
7005 x..12 +01,02
7006 n6:day +01,02
7007 n6:day [n6:day] +01,02
7008 x..3 +01,02
7009 x..10 +01,02
7010 x..2 +01,02
7011 n6:day [n4:time] +01,02
7020 x..20 +01,8006 +416
7021 x..20 +01,8006
7022 x..20 +7021
7023 x..30
7030-7039 n3 x..27 +01,02
7040 n1 x3
710-715 x..20 +01
7230-7239 x2 x..28 +01,8004
7240 x..20 +01,8006
7241 n2 +8017,8018
7242 x..25 +8017,8018
8001 n4:nonzero n5:nonzero n3:nonzero n1 n1 +01
8002 x..20
8003 n1:zero n13:check [x..16]
8004 x..30
8005 n6 +01,02
8006 n14:check n4:piece -01,37
8007 x..34 +415
8008 n8:hour [n..4:minutes] +01,02
8009 x..50 +00,01
8010 y..30
8011 n..12:noleadingzero +8010
8012 x..20 +01,8006
8013 x..25:model
8017 n18:check -8018
8018 n18:check -8017
8019 n..10 +8017,8018
8020 x..25 +415
8026 n14:check n4:piece +37 -02,8006
8030 z..90 +00,01,253,255,8003,8004,8006,8010,8017,8018
8110 x..70
8111 n4 +255
8112 x..70
8200 x..70 +01
90 x..30
91-99 x..90
"""

_PART = re.compile(r"(\[?)([nxyz])(\.\.)?(\d+)(?::([a-z0-9]+))?\]?")


@dataclass(frozen=True)
class Part:
    """A stretch of a value: its characters, how many if it is there at all, and what else must hold."""

    characters: str
    least: int
    most: int
    check: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class Identifier:
    """One application identifier; of each set of `needs` one must stand beside it, of `excludes` none."""

    code: str
    parts: tuple[Part, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()

    @property
    def is_predefined(self) -> bool:
        """Say whether no separator need follow."""
        return bool(PREDEFINED.match(self.code))

    @property
    def least(self) -> int:
        """The fewest characters of a value."""
        return sum(part.least for part in self.parts if not part.is_optional)

    @property
    def most(self) -> int:
        """The most characters of a value."""
        return sum(part.most for part in self.parts)


def _part(word: str) -> Part:
    found = _PART.fullmatch(word)
    assert found, word
    optional, characters, upto, length, check = found.groups()
    most = int(length)
    return Part(characters, 1 if upto else most, most, check or "", is_optional=bool(optional))


def _rows(line: str) -> list[Identifier]:
    codes, *words = line.split()
    first, _, last = codes.partition("-")
    parts = tuple(_part(word) for word in words if word[0] not in "+-")
    needs = tuple(tuple(word[1:].split(",")) for word in words if word[0] == "+")
    excludes = tuple(code for word in words if word[0] == "-" for code in word[1:].split(","))
    numbers = range(int(first), int(last or first) + 1)
    return [Identifier(f"{number:0{len(first)}d}", parts, needs, excludes) for number in numbers]


def _measures(beginnings: str, needs: str) -> list[Identifier]:
    """Return measures with zero to five places after the point, each quantity once."""
    lines = [f"{begin}0-{begin}5 n6 {needs} -{begin}n" for begin in beginnings.split()]
    return [one for line in lines for one in _rows(line)]


def _read_table() -> dict[str, Identifier]:
    rows = [one for line in TABLE.strip().splitlines() for one in _rows(line)]
    rows += _measures(_NET, "+01,02") + _measures(_GROSS, "+00,01") + _measures("337", "+01")
    return {one.code: one for one in rows}


#: Digits of an identifier -> what it may hold.
IDENTIFIERS = _read_table()


def matches(code: str, pattern: str) -> bool:
    """Say whether an identifier is one that a pattern stands for.

    >>> matches("3103", "31nn"), matches("37", "3n"), matches("01", "02")
    (True, True, False)
    """
    return len(code) == len(pattern) and all(sign in ("n", digit) for sign, digit in zip(pattern, code, strict=True))
