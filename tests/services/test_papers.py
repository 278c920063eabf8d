"""Papers: what is written comes out again, in any script, the same every time."""

import pypdfium2
import zxingcpp

from ocop.services.papers import Paper


def written() -> bytes:
    paper = Paper("Biên bản", foot="HS-2026-000001")
    paper.nation("UBND TỈNH VĨNH LONG", "HỘI ĐỒNG ĐÁNH GIÁ")
    paper.title("BIÊN BẢN HỌP HỘI ĐỒNG", "ngày 23/11/2026")
    paper.heading("I. Thành phần")
    paper.facts([("Chủ thể", "Cơ sở Bánh tét <Trà Cuôn> & con"), ("Khmer", "នំអន្សម ត្រា គួន"), ("Chưa có", None)])
    paper.table(
        ["STT", "Tiêu chí", "Điểm"], [[n, "Nguyên liệu " * 12, n] for n in range(60)], widths=(1, 8, 1), right=(2,)
    )
    paper.symbol("https://ocop.example/t/ABC")
    paper.signatures([("THƯ KÝ", ""), ("CHỦ TỊCH HỘI ĐỒNG", "Nguyễn Thị Sa Rây")])
    return paper.pdf()


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_what_is_written_can_be_read_again() -> None:
    text = text_of(written())
    for words in ("BIÊN BẢN HỌP HỘI ĐỒNG", "<Trà Cuôn> & con", "CỘNG HÒA XÃ HỘI", "Trang 2", "Nguyễn Thị Sa Rây"):
        assert words in text


def test_the_same_content_is_the_same_file() -> None:
    assert written() == written()


def test_its_symbol_is_read_by_a_decoder() -> None:
    document = pypdfium2.PdfDocument(written())
    found = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert found == ["https://ocop.example/t/ABC"]


def test_control_characters_are_left_out() -> None:
    paper = Paper("x")
    paper.say("a\x00b\x0bc")
    assert "abc" in text_of(paper.pdf())
