"""What people call the things of a trace, and what was done with them."""

from collections.abc import Mapping
from typing import Any, Final

from ocop.domain.measures import amount_words, unit_of

#: What each kind of thing is called.
KIND_WORDS: Final[Mapping[str, str]] = {
    "raw_lot": "Nguyên liệu",
    "lot": "Lô",
    "item": "Đơn vị",
    "box": "Thùng",
    "party": "Nơi nhận",
    "step": "Chế biến",
    "thing": "Hàng có mã",
}
#: What each business step is called (CBV 2.0, section 7.1); others keep their own name.
STEP_WORDS: Final[Mapping[str, str]] = {
    "commissioning": "Ra đời",
    "creating_class_instance": "Chế biến, đóng gói",
    "packing": "Xếp thùng",
    "unpacking": "Dỡ thùng",
    "loading": "Bốc lên xe",
    "shipping": "Giao đi",
    "receiving": "Nhận về",
    "accepting": "Nhận hàng",
    "storing": "Lưu kho",
    "inspecting": "Kiểm tra, ghi chú",
    "sampling": "Lấy mẫu",
    "destroying": "Huỷ",
    "decommissioning": "Ngừng dùng",
    "holding": "Giữ lại",
    "retail_selling": "Bán lẻ",
    "repackaging": "Đóng gói lại",
    "transforming": "Chế biến",
}
_OUT: Final = ("output", "output_quantity", "parent")


def step_words(step: str | None, event_type: str) -> str:
    """Return what was done, in words.

    >>> step_words("shipping", "ObjectEvent"), step_words(None, "TransformationEvent")
    ('Giao đi', 'Chế biến')
    """
    if step is None:
        return {"TransformationEvent": "Chế biến", "AggregationEvent": "Xếp thùng"}.get(event_type, "Ghi nhận")
    return STEP_WORDS.get(step, step.rpartition("/")[2])


def name_and_code(node: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a thing of a trace is called, and its code where it has one.

    >>> name_and_code({"label": "Mứt dừa, lô L1", "kind": "lot"})
    ('Mứt dừa', 'L1')
    """
    name, mark, code = str(node["label"]).rpartition(", lô ")
    return (name, code) if mark else (code, "")


def amount_of(thing: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """Return how much of a thing an event tells of."""
    return amount_words(thing["quantity"], unit_of(thing["unit"], node.get("unit")))


def sides_of(event: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Return what went into an event, or what it is about, and what came of it, in words."""
    before: list[str] = []
    after: list[str] = []
    for one in event["things"]:
        node = nodes[one["node"]]
        words = f"{amount_of(one, node)} {node['label']}".strip()
        (after if one["role"] in _OUT else before).append(words)
    return before, after


def made_amounts(trace: Mapping[str, Any]) -> dict[str, str]:
    """Return how much of each thing came to be, in words, by node."""
    nodes = {one["id"]: one for one in trace["nodes"]}
    sums: dict[tuple[str, str | None], float] = {}
    for event in trace["events"]:
        for one in event["things"]:
            is_made = one["role"] == "output_quantity" or (one["role"] == "quantity" and event["action"] == "ADD")
            if is_made and one["quantity"] is not None:
                key = (one["node"], one["unit"])
                sums[key] = sums.get(key, 0.0) + one["quantity"]
    found: dict[str, list[str]] = {}
    for (node, unit), amount in sums.items():
        found.setdefault(node, []).append(amount_words(amount, unit_of(unit, nodes[node].get("unit"))))
    return {node: " + ".join(words) for node, words in found.items()}
