"""Runs of labels that differ in their serial: laid on pages, decoded, written to one file."""

import io
import random

import pytest

from labels.contents import Barcode, LabelContent
from labels.readings import read_back
from labels.refusals import LabelError
from labels.runs import MOST_SERIALS, SerialRun, Span, check_pages, check_symbols

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L1/21/"


def content(**fields):
    words = {
        "qr": "X", "barcode": Barcode.of_gtin("9521234543213"), "name": "Mật ong hoa nhãn", "producer": "HTX Ong",
        "address_in_words": "ocop.example.vn/01/09521234543213", "stars": 4, "lines": ("Lô: L1",),
    }  # fmt: skip
    return LabelContent(**words | fields)


def made_run(stock="a4-24-70x37", **more):
    return SerialRun(content(), prefix=PREFIX, length=19, alphabet=ALPHABET, stock=stock, **more)


def made_serials(count):
    chosen = random.Random(7)
    return ["".join(chosen.choices(ALPHABET, k=19)) for _ in range(count)]


def test_a_run_puts_every_serial_on_a_label_once(tmp_path):
    run, serials = made_run(start=23), made_serials(60)
    path = tmp_path / "run.pdf"

    with path.open("wb") as file:
        pages = run.write(file, run.streams(serials, 0))

    read = [one.text for one in read_back(path.read_bytes()) if one.format == "qr"]
    assert (pages, sorted(read)) == (4, sorted(PREFIX + serial for serial in serials))
    assert [last - first for first, last in run.pages(0, 60)] == [2, 24, 24, 10]
    bars = [one.text for one in read_back(path.read_bytes()) if one.format == "ean13"]
    assert bars == ["9521234543213"] * 60


def test_pages_lie_in_the_order_of_serials(tmp_path):
    run, serials, path = made_run(), made_serials(50), tmp_path / "run.pdf"
    with path.open("wb") as file:
        run.write(file, run.streams(serials, 0))

    told = {
        number + 1: [PREFIX + one for one in serials[first:last]]
        for number, (first, last) in enumerate(run.pages(0, 50))
    }
    check_pages(path, told)
    with pytest.raises(LabelError) as refused:
        check_pages(path, {1: told[2]})

    assert refused.value.code == "label-unreadable"


def test_chunks_drawn_apart_are_what_is_drawn_at_once():
    run, serials = made_run(start=5), made_serials(100)
    spans = run.spans(100, chunk=48)

    apart = [stream for span in spans for stream in run.streams(serials[span.first : span.end], span.first)]

    assert spans == [Span(0, 44), Span(44, 92), Span(92, 100)]
    assert apart == list(run.streams(serials, 0))


def test_many_pages_stand_in_one_tree(tmp_path):
    run, serials, path = made_run("single-70x37"), made_serials(450), tmp_path / "roll.pdf"

    with path.open("wb") as file:
        pages = run.write(file, run.streams(serials, 0))

    assert pages == 450
    check_pages(path, {number: [PREFIX + serials[number - 1]] for number in (1, 200, 201, 450)})


def test_a_file_is_small_and_its_size_grows_with_its_labels_alone():
    run, sizes = made_run(), []

    for count in (1200, 2400):
        file = io.BytesIO()
        run.write(file, run.streams(made_serials(count), 0))
        sizes.append(len(file.getvalue()))

    assert (sizes[1] - sizes[0]) / 1200 < 250


def test_a_symbol_that_says_something_else_stops_the_run():
    run = made_run()
    stack = run.qr.symbols(made_serials(2))

    with pytest.raises(LabelError) as refused:
        check_symbols(stack, [PREFIX + "A" * 19] * 2)

    assert refused.value.code == "label-unreadable"


@pytest.mark.parametrize("count", [0, MOST_SERIALS + 1, 10_000_000])
def test_the_number_of_labels_has_a_limit(count):
    with pytest.raises(LabelError) as refused:
        made_run().spans(count)

    assert refused.value.code == "count-out-of-range"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"stock": "a4-99"}, "stock-unknown"), ({"start": 25}, "start-out-of-range"), ({"dpi": 72}, "dpi-unknown")],
)
def test_what_cannot_be_printed_is_refused_before_the_run(more, code):
    with pytest.raises(LabelError) as refused:
        made_run(**more)

    assert refused.value.code == code
