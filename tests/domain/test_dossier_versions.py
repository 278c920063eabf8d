"""Versions: one hash for one content, and where two of them differ."""

from ocop.domain.dossier_versions import content_hash, differences

FIRST = {
    "form": {"representative": "Sa Rây"}, "answers": {"1.1": 1, "10": 2, "2.1": 3}, "notes": {},
    "evidence": {"1.1": [{"id": "a", "hash": "h1", "title": "Phiếu 1"}]},
}  # fmt: skip


def test_the_order_of_keys_changes_no_hash():
    turned = {name: FIRST[name] for name in reversed(FIRST)}
    assert content_hash(FIRST) == content_hash(turned)
    assert content_hash(FIRST) != content_hash({**FIRST, "notes": {"1.1": "x"}})


def test_differences_are_told_in_the_order_of_criteria():
    second = {
        "form": {"representative": "Sa Rây", "phone": "0294"}, "answers": {"1.1": 2, "10": 1, "2.1": 3},
        "notes": {"1.1": "mới"}, "evidence": {"1.1": [{"id": "b", "hash": "h1", "title": "Phiếu 1"}], "10": [
            {"id": "c", "hash": "h2", "title": "Ảnh"}]},
    }  # fmt: skip
    found = [(one.part, one.name, one.before, one.after) for one in differences(FIRST, second)]
    assert found == [
        ("form", "phone", None, "0294"), ("answers", "1.1", 1, 2), ("answers", "10", 2, 1),
        ("notes", "1.1", None, "mới"), ("evidence", "10", None, {"h2": "Ảnh"}),
    ]  # fmt: skip
    assert differences(FIRST, FIRST) == []
