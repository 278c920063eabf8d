"""Reports of a commune (form 03): what it confirms about a product, and what it checked."""

from ocop.domain.refusals import BadInput

#: Themes of the report, in its order.
THEMES = {
    "local_material": "Sử dụng nguyên liệu địa phương",
    "local_labour": "Sử dụng lao động địa phương",
    "idea_origin": "Nguồn gốc ý tưởng sản phẩm",
    "local_identity": "Bản sắc, trí tuệ địa phương",
}
#: What is checked before a dossier goes on.
CHECKLIST = {
    "form_01": "Phiếu đăng ký (Mẫu 01) đủ và đúng",
    "form_02": "Báo cáo tự đánh giá (Mẫu 02) đủ tiêu chí",
    "evidence": "Minh chứng khớp với điểm tự chấm",
    "eligible": "Chủ thể và sản phẩm đúng đối tượng",
    "samples": "Đủ mẫu sản phẩm (05 mẫu, trừ du lịch)",
}
_LONGEST = 3000


def check_themes(texts: dict[str, str | None]) -> dict[str, str]:
    """Return the themes that say something. Raises BadInput `invalid`."""
    for name, text in texts.items():
        if name not in THEMES:
            raise BadInput("invalid", "Không có mục này trong Mẫu 03.", field=name[:40])
        if text and len(text) > _LONGEST:
            raise BadInput("invalid", f"Dài nhất {_LONGEST} ký tự.", field=name)
    return {name: text for name, text in texts.items() if text}


def check_checklist(names: list[str]) -> list[str]:
    """Return what was ticked, in the list's order. Raises BadInput `invalid`."""
    unknown = [name for name in names if name not in CHECKLIST]
    if unknown:
        raise BadInput("invalid", "Không có mục này trong danh mục kiểm tra.", field="checklist")
    return [name for name in CHECKLIST if name in names]
