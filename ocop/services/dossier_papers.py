"""Papers of a dossier: forms 01, 02, 03 and a council's minutes, in the layout of the annex, ready to sign."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ocop.domain.accounts import Actor
from ocop.domain.dossiers import CHOICES, ELIMINATIONS, FORM_FIELDS, KIND_WORDS, DossierKind
from ocop.domain.refusals import RuleBroken
from ocop.domain.reports import CHECKLIST
from ocop.domain.rubrics import EVIDENCE, PART_WORDS, Criterion, Rubric, points_of, result_of
from ocop.domain.subjects import SUBJECT_TYPE_WORDS, SubjectType
from ocop.models.councils import Council
from ocop.models.database import db
from ocop.models.dossiers import Dossier, DossierVersion
from ocop.models.product_sets import ProductSet
from ocop.models.subjects import Subject
from ocop.services.assessments import floors_of
from ocop.services.councils import disputed, handed_in, seats_of, sheet_lines
from ocop.services.dossier_views import Content, content_for, shown_points, visible
from ocop.services.dossiers import latest_council, product_of, rubric_for
from ocop.services.papers import Paper
from ocop.services.reports import report_of, themes_in_order
from ocop.services.rubrics import checked_words, find_rubric
from ocop.services.units import full_name, unit_named


def _number(points: Decimal | float) -> str:
    """Return points as people write them, a comma before decimals."""
    return f"{shown_points(Decimal(str(points))):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _day(day: date) -> str:
    return f"ngày {day.day:02} tháng {day.month:02} năm {day.year}"


def _foot(dossier: Dossier, version: DossierVersion | None) -> str:
    """Return what every page says of the version that it shows: its receipt and its hash."""
    if version is None:
        return f"{dossier.number} · BẢN SOẠN, chưa nộp"
    return f"{dossier.number} · biên nhận {version.receipt} · SHA-256 {version.hash[:24]}…"


def _written_on(dossier: Dossier, version: DossierVersion | None, today: date) -> date:
    return dossier.received_on or today if version is not None else today


def _subject(dossier: Dossier) -> Subject:
    subject = db.session.get(Subject, dossier.subject_id)
    assert subject is not None
    return subject


def _set_words(dossier: Dossier) -> str:
    product = product_of(dossier)
    known = db.session.get(ProductSet, product.product_set)
    return f"Bộ {product.product_set}: {known.name}" if known else f"Bộ {product.product_set}"


def _form_facts(content: Content, names: tuple[str, ...]) -> list[tuple[str, str | None]]:
    return [
        (FORM_FIELDS[name][0], CHOICES.get(name, {}).get(content.form.get(name, ""), content.form.get(name)))
        for name in names
    ]


def form_01(by: Actor, dossier: Dossier, version: DossierVersion | None, today: date, folder: Path) -> bytes:
    """Return the registration slip (Phụ lục III, Mẫu 01)."""
    subject, product = _subject(dossier), product_of(dossier)
    content = content_for(by, dossier, rubric_for(dossier, folder), version)
    unit = unit_named(dossier.unit_id)
    paper = Paper(f"Phiếu đăng ký {dossier.number}", foot=_foot(dossier, version))
    paper.nation(subject.name, f"Số: {version.receipt if version else '……/PĐK'}")
    paper.title("PHIẾU ĐĂNG KÝ", "đánh giá, phân hạng sản phẩm OCOP (Mẫu 01, QĐ 26/2026/QĐ-TTg)")
    paper.say(f"Kính gửi: Ủy ban nhân dân {full_name(unit)}", "center")
    paper.heading("1. Hình thức đăng ký")
    for kind, words in KIND_WORDS.items():
        paper.say(f"{'[x]' if kind == dossier.kind else '[  ]'}  {words}")
    paper.heading("2. Chủ thể")
    paper.facts([
        ("Tên chủ thể", subject.name), ("Loại hình", SUBJECT_TYPE_WORDS[SubjectType(subject.subject_type)]),
        ("Mã số thuế / ĐKKD", subject.tax_code), ("Địa chỉ", subject.address or full_name(unit)),
        ("Điện thoại", subject.phone), ("Thư điện tử", subject.email), *_form_facts(content, (
            "representative", "sex", "ethnicity", "disability", "residence")),
    ])  # fmt: skip
    paper.heading("3. Sản phẩm")
    paper.facts([
        ("Tên sản phẩm", product.name), ("Bộ sản phẩm", _set_words(dossier)), ("Mã trong sổ", product.code),
        ("Mã OCOP", product.ocop_code), ("GTIN", product.gtin), ("Nơi sản xuất", full_name(unit)),
        *_form_facts(content, ("introduction", "materials", "process", "output", "revenue", "workers", "markets")),
    ])  # fmt: skip
    if dossier.kind != DossierKind.FIRST:
        paper.heading("4. Những gì đã thay đổi từ lần đánh giá trước")
        paper.say(content.form.get("changes") or "…………………………")
    paper.gap(3)
    paper.say(
        "Chủ thể cam kết nội dung và minh chứng nộp kèm là đúng sự thật và chịu trách nhiệm về các nội dung này."
    )
    dated = f"{unit.name}, {_day(_written_on(dossier, version, today))}"
    paper.signatures([("", ""), ("ĐẠI DIỆN CHỦ THỂ", content.form.get("representative", ""))], dated=dated)
    return paper.pdf()


def form_02(by: Actor, dossier: Dossier, version: DossierVersion | None, today: date, folder: Path) -> bytes:
    """Return the report of self-assessment with the annex of evidence (Phụ lục III, Mẫu 02)."""
    subject, product = _subject(dossier), product_of(dossier)
    rubric = rubric_for(dossier, folder)
    content = content_for(by, dossier, rubric, version)
    full = version.content["answers"] if version else dossier.answers
    result = result_of(rubric, points_of(rubric, full), floors_of(rubric.regime))
    paper = Paper(f"Báo cáo tự đánh giá {dossier.number}", foot=_foot(dossier, version))
    paper.nation(subject.name)
    paper.title("BÁO CÁO TỰ ĐÁNH GIÁ", f"sản phẩm {product.name} (Mẫu 02, QĐ 26/2026/QĐ-TTg)")
    paper.heading("I. Thông tin chung")
    paper.facts([
        ("Chủ thể", subject.name), ("Sản phẩm", product.name), ("Bộ sản phẩm", _set_words(dossier)),
        *_form_facts(content, ("representative", "sex", "ethnicity", "disability", "residence")),
    ])  # fmt: skip
    paper.heading("II. Kết quả tự chấm")
    rows: list[list[Any]] = [
        [f"Phần {part}", PART_WORDS[part], _number(result.by_part[part]), _number(rubric.parts[part])]
        for part in PART_WORDS
    ]
    rows.append(["", "Tổng điểm", _number(result.total), "100"])
    paper.table(["", "Nội dung", "Điểm", "Tối đa"], rows, widths=(2, 9, 2, 2), right=(2, 3), strong=(3,))
    paper.say(f"Tự xếp hạng: {result.star} sao." if result.star >= 3 else "Tự xếp hạng: chưa đạt 3 sao.", "bold")
    paper.say(checked_words(find_rubric(dossier.rubric_id, folder)), "note")
    paper.heading("III. Tự đánh giá từng tiêu chí")
    _criteria(paper, rubric, content)
    _annex(paper, content)
    dated = f"{unit_named(dossier.unit_id).name}, {_day(_written_on(dossier, version, today))}"
    paper.signatures([("", ""), ("ĐẠI DIỆN CHỦ THỂ", content.form.get("representative", ""))], dated=dated)
    return paper.pdf()


def _criteria(paper: Paper, rubric: Rubric, content: Content) -> None:
    rows: list[list[Any]] = []
    strong = []
    for one in rubric.criteria:
        if one.is_heading:
            strong.append(len(rows))
            rows.append([one.code, one.label, "", "", _number(one.most)])
            continue
        rows.append(_criterion_row(one, content))
    paper.table(
        ["Số", "Tiêu chí", "Lựa chọn", "Điểm", "Tối đa"], rows, widths=(1.2, 5, 7.5, 1.3, 1.4), right=(3, 4),
        strong=tuple(strong),
    )  # fmt: skip


def _criterion_row(one: Criterion, content: Content) -> list[Any]:
    number = content.answers.get(one.code)
    if number is None:
        return [one.code, one.label, "", "", _number(one.most)]
    option = one.option(number)
    note = f"\nGhi chú: {content.notes[one.code]}" if one.code in content.notes else ""
    return [one.code, one.label, option.label + note, _number(option.points), _number(one.most)]


def _annex(paper: Paper, content: Content) -> None:
    """Add the list of evidence, by kind, each paper once with the criteria that it proves."""
    papers: dict[str, dict[str, Any]] = {}
    for code, named in content.papers.items():
        for one in named:
            papers.setdefault(one["id"], {**one, "codes": []})["codes"].append(code)
    paper.heading("IV. Danh mục minh chứng")
    if not papers:
        paper.say("Chưa có minh chứng kèm theo.")
        return
    order = list(EVIDENCE)
    rows = [
        [place, EVIDENCE[one["kind"]], one["title"], ", ".join(one["codes"]), one["hash"][:16] + "…"]
        for place, one in enumerate(sorted(papers.values(), key=lambda one: order.index(one["kind"])), start=1)
    ]
    paper.table(["STT", "Loại", "Giấy", "Tiêu chí", "SHA-256"], rows, widths=(1, 4, 6, 2.4, 3))


def form_03(dossier: Dossier) -> bytes:
    """Return the commune's report (Phụ lục III, Mẫu 03)."""
    step, product, subject = report_of(dossier), product_of(dossier), _subject(dossier)
    unit = unit_named(dossier.unit_id)
    day = date.fromisoformat(step.data["signed_on"])
    paper = Paper(f"Báo cáo {dossier.number}", foot=dossier.number)
    paper.nation(f"UBND {unit.name}".upper(), f"Số: {step.data['number'] or '……/BC-UBND'}")
    paper.title("BÁO CÁO", f"về sản phẩm {product.name} đăng ký đánh giá, phân hạng OCOP (Mẫu 03)")
    paper.say("Kính gửi: Ủy ban nhân dân tỉnh", "center")
    paper.heading("1. Thông tin chung")
    received = _day(dossier.received_on) if dossier.received_on else None
    paper.facts([
        ("Chủ thể", subject.name), ("Sản phẩm", product.name), ("Bộ sản phẩm", _set_words(dossier)),
        ("Lần nộp", step.data["version"]), ("Ngày nhận hồ sơ", received),
    ])  # fmt: skip
    for place, (words, text) in enumerate(themes_in_order(step.data["themes"]), start=2):
        paper.heading(f"{place}. {words}")
        paper.say(text or "…………………………")
    paper.heading("6. Kiểm tra hồ sơ")
    paper.table(
        ["Nội dung", "Kết quả"],
        [[words, "Đạt" if name in step.data["checklist"] else "Chưa ghi"] for name, words in CHECKLIST.items()],
        widths=(12, 3),
    )
    paper.heading("7. Đề nghị")
    paper.say(step.why or "Đề nghị Ủy ban nhân dân tỉnh tổ chức đánh giá, phân hạng sản phẩm.")
    paper.signatures([("", ""), ("TM. ỦY BAN NHÂN DÂN", "")], dated=f"{unit.name}, {_day(day)}")
    return paper.pdf()


def minutes(by: Actor, dossier: Dossier, folder: Path) -> bytes:
    """Return the minutes of a closed council: who scored, totals, means, gates, where sheets lie apart.

    Raises RuleBroken `dossier-not-ready` before the council is closed.
    """
    council = latest_council(dossier)
    if council is None or council.result is None:
        raise RuleBroken("dossier-not-ready", "Hội đồng chưa kết thúc, chưa có biên bản.")
    rubric, product, subject = rubric_for(dossier, folder), product_of(dossier), _subject(dossier)
    held, is_central = council.result, council.tier == "ministry"
    unit = unit_named(dossier.unit_id)
    office = (
        "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG" if is_central else f"UBND {unit_named(unit.parent_id or unit.id).name}".upper()
    )
    paper = Paper(f"Biên bản {dossier.number}", foot=f"{dossier.number} · vòng {council.round}")
    paper.nation(office, "HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG OCOP")
    closed = date.fromisoformat(held["closed_on"])
    paper.title("BIÊN BẢN", f"đánh giá sản phẩm {product.name}, {_day(closed)}")
    paper.facts([
        ("Chủ thể", subject.name), ("Sản phẩm", product.name),
        ("Bộ tiêu chí", f"QĐ {rubric.decision}, bộ {rubric.set}"),
        ("Ghi chú về bộ tiêu chí", checked_words(find_rubric(dossier.rubric_id, folder))),
    ])  # fmt: skip
    paper.heading("1. Phiếu chấm")
    _sheets(paper, council)
    _result(paper, rubric, held)
    _means(paper, by, dossier, rubric, council)
    names = [user.full_name or user.name for seat, user in seats_of(council) if seat.is_chair]
    paper.signatures([("THƯ KÝ", ""), ("CHỦ TỊCH HỘI ĐỒNG", names[0] if names else "")])
    return paper.pdf()


def _result(paper: Paper, rubric: Rubric, held: Mapping[str, Any]) -> None:
    """Add points by part, the stars they are worth, and the gates that are missed."""
    paper.heading("2. Kết quả")
    rows: list[list[Any]] = [
        [f"Phần {part}", words, _number(Decimal(held["by_part"][part])), _number(rubric.parts[part])]
        for part, words in PART_WORDS.items()
    ]
    rows.append(["", "Tổng điểm trung bình", _number(Decimal(held["total"])), "100"])
    paper.table(["", "Nội dung", "Điểm", "Tối đa"], rows, widths=(2, 9, 2, 2), right=(2, 3), strong=(3,))
    if held["elimination"]:
        paper.say(f"Hồ sơ bị loại: {ELIMINATIONS[held['elimination']]}.", "bold")
    else:
        paper.say(
            f"Mức sao theo điểm và điều kiện: {held['star'] if held['star'] >= 3 else 'chưa đạt 3'} sao.", "bold"
        )
    if held["missed"]:
        paper.heading("3. Điều kiện sao chưa đạt")
        missed = [[f"{one['star']} sao", one["code"], one["label"], _number(Decimal(one["has"])),
                   _number(Decimal(one["needs"]))] for one in held["missed"]]  # fmt: skip
        paper.table(["Sao", "Số", "Tiêu chí", "Đạt", "Cần"], missed, widths=(1.4, 1.4, 9, 1.5, 1.5), right=(3, 4))


def _sheets(paper: Paper, council: Council) -> None:
    rows: list[list[Any]] = []
    for place, line in enumerate(sheet_lines(council), start=1):
        remarks = [*(["lệch xa các phiếu khác"] if line.is_outlier else []), *([line.remark] if line.remark else [])]
        role = "Chủ tịch" if line.is_chair else "Thành viên"
        rows.append([place, line.name, role, _number(line.total), "; ".join(remarks)])
    paper.table(["STT", "Họ tên", "Vai trò", "Điểm", "Ghi chú"], rows, widths=(1, 5, 2.5, 1.8, 5), right=(3,))
    absent = [user.full_name or user.name for seat, user in seats_of(council) if seat.handed_in_at is None]
    if absent:
        paper.say(f"Không có phiếu: {', '.join(absent)}. Số phiếu tính kết quả: {len(handed_in(council))}.", "note")


def _means(paper: Paper, by: Actor, dossier: Dossier, rubric: Rubric, council: Council) -> None:
    """Add the mean of every criterion that the reader may see, and mark where sheets lie apart."""
    held = council.result
    assert held is not None
    hidden = set(rubric_codes(rubric)) - set(content_codes(by, dossier, rubric))
    apart = {one.code: one for one in disputed(council, rubric)}
    rows: list[list[Any]] = []
    strong = []
    for one in rubric.scored:
        if one.code in hidden:
            continue
        if one.code in apart:
            strong.append(len(rows))
        spread = f"{_number(apart[one.code].least)} đến {_number(apart[one.code].most)}" if one.code in apart else ""
        rows.append([one.code, one.label, _number(Decimal(held["average"][one.code])), _number(one.most), spread])
    paper.heading("4. Điểm trung bình từng tiêu chí")
    paper.table(["Số", "Tiêu chí", "Điểm", "Tối đa", "Khác nhau"], rows, widths=(1.4, 8, 1.6, 1.6, 2.6), right=(2, 3),
                strong=tuple(strong))  # fmt: skip


def rubric_codes(rubric: Rubric) -> list[str]:
    """Return the criteria that are scored."""
    return [one.code for one in rubric.scored]


def content_codes(by: Actor, dossier: Dossier, rubric: Rubric) -> list[str]:
    """Return the criteria that a reader may see."""
    every = Content(dict.fromkeys(rubric_codes(rubric), 1), {}, {}, {})
    return list(visible(by, dossier, rubric, every).answers)
