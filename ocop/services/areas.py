"""Areas: the province that a network lies in, by an offline table of the operator's, or nothing."""

import csv
import socket
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from ipaddress import ip_network
from pathlib import Path

from ocop.domain.refusals import RuleBroken

#: A table that tells more areas apart than provinces and countries together would tell where somebody lives.
MOST_AREAS = 400
_LONGEST = 40


class Areas:
    """Networks in order, each with its area."""

    def __init__(self, networks: Iterable[tuple[int, int, int, str]] = ()) -> None:
        """Take networks as (version, first address, last address, area); none may overlap."""
        ordered = sorted(networks)
        self._starts: dict[int, list[int]] = {4: [], 6: []}
        self._ends: dict[int, list[int]] = {4: [], 6: []}
        self._names: dict[int, list[str]] = {4: [], 6: []}
        for version, first, last, name in ordered:
            if self._ends[version] and first <= self._ends[version][-1]:
                raise ValueError("networks overlap")
            self._starts[version].append(first)
            self._ends[version].append(last)
            self._names[version].append(name)

    def of(self, prefix: str) -> str | None:
        """Return the area of a network as `web.limits.network_prefix` writes it, or None.

        >>> Areas([(4, 0xCB007100, 0xCB0071FF, "86")]).of("203.0.113.0/24")
        '86'
        """
        version = 6 if ":" in prefix else 4
        starts = self._starts[version]
        if not starts:
            return None
        family = socket.AF_INET6 if version == 6 else socket.AF_INET
        try:
            number = int.from_bytes(socket.inet_pton(family, prefix.partition("/")[0]), "big")
        except OSError:
            return None
        place = bisect_right(starts, number) - 1
        return self._names[version][place] if place >= 0 and number <= self._ends[version][place] else None


#: Where the operator supplies no table, nobody is anywhere.
NO_AREAS = Areas()


def areas_from(path: Path) -> Areas:
    """Read a table of `network,area` lines; a heading and further columns may stand in it.

    Raises RuleBroken `areas-malformed` where the file cannot be read, a line is not one, networks overlap, or the
    table goes nearer than a province.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            networks = [_network(row) for place, row in enumerate(csv.reader(file)) if _is_line(row, place)]
        areas = Areas(networks)
    except (OSError, ValueError, csv.Error) as fault:
        raise RuleBroken(
            "areas-malformed", "OCOP_AREAS_FILE không đọc được: %(fault)s.", fault=str(fault)[:120]
        ) from fault
    if len({name for *_, name in networks}) > MOST_AREAS:
        raise RuleBroken(
            "areas-malformed",
            "OCOP_AREAS_FILE chỉ được phân biệt tới cấp tỉnh, tối đa %(most)s khu vực.",
            most=MOST_AREAS,
        )
    return areas


def _is_line(row: Sequence[str], place: int) -> bool:
    return bool(row) and not (place == 0 and row[0].strip().lower() == "network")


def _network(row: Sequence[str]) -> tuple[int, int, int, str]:
    """Return one line as its numbers. Raises ValueError."""
    if len(row) < 2:
        raise ValueError(f"“{row[0][:40]}” has no area")
    network, name = ip_network(row[0].strip()), row[1].strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise ValueError(f"“{name[:40]}” is no name of an area")
    return network.version, int(network.network_address), int(network.broadcast_address), name
