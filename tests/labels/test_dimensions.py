import pytest

from labels import LabelError
from labels.dimensions import DIMENSIONS, module_for, uses_of
from labels.drawings import DOTS
from labels.symbols import KINDS


def test_every_kind_has_a_use():
    assert {kind for kind, _ in DIMENSIONS} == set(KINDS)
    assert all(uses_of(kind) for kind in KINDS)


@pytest.mark.parametrize("dpi", sorted(DOTS))
@pytest.mark.parametrize(("kind", "use"), DIMENSIONS)
def test_the_target_is_met_in_whole_dots_without_a_warning(kind, use, dpi):
    module, dimension = module_for(kind, dpi=dpi, use=use), DIMENSIONS[kind, use]

    assert module.mm == pytest.approx(module.dots * DOTS[dpi])
    assert dimension.minimum <= module.mm <= dimension.maximum
    assert module.warning == ""


@pytest.mark.parametrize(
    ("kind", "dpi", "dots"),
    [
        ("qr", 203, 4), ("qr", 300, 6), ("qr", 600, 12),
        ("ean13", 203, 3), ("ean13", 300, 4), ("ean13", 600, 8),
        ("itf14", 203, 4), ("itf14", 300, 6), ("itf14", 600, 12),
    ],
)  # fmt: skip
def test_dots_of_the_customary_use(kind, dpi, dots):
    assert module_for(kind, dpi=dpi).dots == dots


@pytest.mark.parametrize(
    ("kind", "wanted", "said"),
    [
        ("qr", 0.375, "Ô mã rộng 0,375 mm, dưới mức GS1 tối thiểu 0,396 mm: có thể khó quét."),
        ("qr", 1.0, "Ô mã rộng 1,000 mm, trên mức GS1 tối đa 0,990 mm: có thể khó quét."),
        ("ean13", 0.25, "Ô mã rộng 0,250 mm, dưới mức GS1 tối thiểu 0,264 mm: có thể khó quét."),
        ("qr", 0.5, ""),
    ],
)
def test_what_lies_outside_gs1_limits_is_printed_with_a_warning(kind, wanted, said):
    assert module_for(kind, dpi=203, module_mm=wanted).warning == said


@pytest.mark.parametrize(("kind", "wanted"), [("qr", 0.2), ("ean13", 0.1), ("itf14", 5.0), ("qr", 0.0)])
def test_what_no_one_could_read_is_refused(kind, wanted):
    with pytest.raises(LabelError) as refused:
        module_for(kind, dpi=600, module_mm=wanted)

    assert refused.value.code == "module-out-of-range"


def test_a_use_without_dimensions_is_refused():
    with pytest.raises(LabelError) as refused:
        module_for("itf14", dpi=300, use="retail")

    assert refused.value.code == "symbol-kind-unknown"
