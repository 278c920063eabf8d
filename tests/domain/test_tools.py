"""The digital tools that are counted."""

from ocop.domain.tools import TOOL_WORDS, DigitalTool


def test_the_four_tools_have_words() -> None:
    assert list(TOOL_WORDS) == list(DigitalTool)
    assert [str(tool) for tool in DigitalTool] == ["qr_code", "barcode", "e_traceability", "e_commerce"]
