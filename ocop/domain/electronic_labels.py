"""Electronic labels: what of a goods label may be read behind a code (NĐ 37/2026/NĐ-CP, Điều 42).

Name, who answers for the goods and where, and origin stay in words on the label itself.
"""

#: Texts of a product that its electronic label tells, with what people read above each.
ELECTRONIC_LABEL = {
    "ingredients": "Thành phần",
    "usage": "Cách dùng",
    "storage": "Bảo quản",
    "warnings": "Cảnh báo",
}
ORIGIN = "Xuất xứ: Việt Nam"


def notice(told: set[str]) -> str:
    """Return the words of a label that send its reader to the electronic one; none where that would be empty.

    >>> notice({"storage", "ingredients"})
    'Quét mã QR để xem thành phần và bảo quản trên nhãn điện tử.'
    >>> notice(set())
    ''
    """
    words = [word.lower() for name, word in ELECTRONIC_LABEL.items() if name in told]
    if not words:
        return ""
    listed = " và ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
    return f"Quét mã QR để xem {listed} trên nhãn điện tử."
