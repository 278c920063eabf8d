import re
import zlib
from base64 import b64decode

import numpy
import pytest

from labels import LabelError
from labels.drawings import Drawing, Modules, Page, Placement, TextLine
from labels.pens.png import page_picture
from labels.pens.zpl import MOST_BYTES, NATIVE, NativeSymbol, crc16, write_native_zpl, write_zpl, zpl_picture
from labels.typefaces import shaped

DOT = 1 / 8


def page_of(*items, width=20.0, height=10.0) -> Page:
    return Page(width, height, (Placement(0, 0, Drawing(width, height, items)),))


def picture_of(page: Page, dot: float) -> numpy.ndarray:
    """Return what the PNG pen makes of a page, cut to whole dots, black or white."""
    rows, columns = round(page.height / dot), round(page.width / dot)
    return numpy.where(numpy.asarray(page_picture(page, title="", dot=dot))[:rows, :columns] < 160, 0, 255)


def crc_by_hand(text: bytes) -> int:
    """Return the CRC-16 of XMODEM bit by bit, as the guide describes it."""
    crc = 0
    for byte in text:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


@pytest.mark.parametrize("text", [b"", b"123456789", b"eJxjYGBgAAAABAAB", bytes(range(256))])
def test_the_crc_is_that_of_xmodem(text):
    assert crc16(text) == crc_by_hand(text)


@pytest.mark.parametrize(
    ("text", "crc"),
    [
        (b"eJxbFQoAAasBAA==", "B023"),
        (b"eJzj4KAKYJChDmCwoQ5gEKAOYAAAavEfEQ==", "24EF"),
        (b"eJxjYKAnOADEDxgYGD8AMZBmBvKZgULsQMxEV4fAAQBLYQRC", "3CC2"),
    ],
)
def test_fields_that_zebra_software_wrote_bear_our_crc(text, crc):
    assert f"{crc16(text):04X}" == crc


def test_a_page_is_framed_as_a_printer_takes_it():
    file = write_zpl(page_of(), title="Nhãn ^XA ~ Đường", dot=DOT, copies=3).decode("ascii")

    assert file.startswith("^XA\n^FX Nhan XA  Duong^FS\n^PW160\n^LL80\n^LH0,0\n^FO0,0^GFA,1600,1600,20,:Z64:")
    assert file.endswith("^PQ3\n^XZ\n")


def test_the_bitmap_is_the_page_dot_by_dot():
    page = page_of(Modules(1, 1, ("101", "010"), 4, 4), TextLine(2, 8, 3, shaped("Mật ong")))
    file = write_zpl(page, title="", dot=DOT)

    total, stride, text, crc = re.search(rb"\^GFA,\d+,(\d+),(\d+),:Z64:([^:]+):(.{4})\^FS", file).groups()
    bits = numpy.unpackbits(numpy.frombuffer(zlib.decompress(b64decode(text)), dtype=numpy.uint8))

    assert int(crc, 16) == crc_by_hand(text)
    assert bits.size == 8 * int(total) == 80 * 8 * int(stride)
    assert (bits.reshape(80, -1)[:, :160] == (picture_of(page, DOT) == 0)).all()
    light, dark = [0] * 4, [1] * 4
    corner = bits.reshape(80, -1)[8:16, 8:20].tolist()
    assert corner == [dark + light + dark] * 4 + [light + dark + light] * 4


def test_a_large_page_goes_in_bands():
    page = page_of(Modules(0, 0, ("10" * 40,) * 90, 8, 8), width=100, height=100)
    file = write_zpl(page, title="", dot=1 / 16)

    sizes = [int(size) for size in re.findall(rb"\^GFA,(\d+),", file)]
    assert len(sizes) == 4
    assert max(sizes) <= MOST_BYTES
    assert (numpy.asarray(zpl_picture(file)) == picture_of(page, 1 / 16)).all()


@pytest.mark.parametrize("broken", [(b":Z64:", b":Z64:A"), (b"^PW", b"^PX"), (b"^GFA,1600,1600", b"^GFA,1600,1620")])
def test_a_damaged_file_is_refused(broken):
    file = write_zpl(page_of(), title="", dot=DOT).replace(*broken)

    with pytest.raises(LabelError) as refused:
        zpl_picture(file)

    assert refused.value.code == "file-unreadable"


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("qr", "HTTPS://A.VN/T_1", "^BQN,2,4^FH_^FDMA,HTTPS://A.VN/T_5F1"),
        ("qr", "Mật", "^BQN,2,4^FH_^FDMA,M_E1_BA_ADt"),
        ("ean13", "8930000000002", "^BY4,3^BEN,80,Y,N^FD893000000000"),
        ("ean8", "89300008", "^BY4,3^B8N,80,Y,N^FD8930000"),
        ("upca", "012345678905", "^BY4,3^BUN,80,Y,N,Y^FD01234567890"),
        ("itf14", "18930000000009", "^BY4,3^B2N,80,Y,N,N^FD18930000000009"),
        ("code128", "A^>~", "^BY4^BCN,80,Y,N,N,A^FH_^FDA_5E>0_7E"),
        ("gs1-128", "(01)09521234543213(10)L_1", "^BY4^BCN,80,Y,N,N,D^FH_^FD(01)09521234543213(10)L_5F1"),
        ("gs1-datamatrix", "(01)09521234543213(10)L_1(21)S", "^BXN,4,200,0,0,6,_,1^FD_1010952123454321310L__1_121S"),
    ],
)
def test_the_printer_is_told_a_symbol_in_its_own_words(kind, content, said):
    file = write_native_zpl(NativeSymbol(kind, content, 8, 16, 4, 80), title="", width=300, height=200).decode(
        "ascii"
    )

    assert f"^FO8,16{said}^FS\n" in file


def test_a_line_for_people_may_be_left_out():
    one = NativeSymbol("ean8", "89300008", 0, 0, 4, 80, with_text=False)

    assert b"^B8N,80,N,N" in write_native_zpl(one, title="", width=300, height=200)


def test_a_kind_that_the_printer_cannot_make_is_refused():
    assert "gs1-qr" not in NATIVE
    with pytest.raises(LabelError) as refused:
        write_native_zpl(NativeSymbol("gs1-qr", "(01)09521234543213", 0, 0, 4, 0), title="", width=9, height=9)

    assert refused.value.code == "format-unknown"
