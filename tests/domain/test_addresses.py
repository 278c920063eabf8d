"""Which addresses a stranger's phone can open."""

import pytest

from ocop.domain.addresses import is_public


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ocop.example.vn", True),
        ("https://ocop.example.vn:8443", True),
        ("https://OCOP.Example.VN", True),
        ("https://203.113.0.9", True),
        ("http://ocop.example.vn", False),
        ("https://localhost", False),
        ("https://ocop", False),
        ("https://127.0.0.1:8000", False),
        ("https://192.168.1.5", False),
        ("https://10.0.0.1", False),
        ("https://[::1]", False),
        ("https://[fd00::1]", False),
        ("https://may-chu.local", False),
        ("https://ocop.home.arpa", False),
        ("https://ocop.test", False),
        ("https://", False),
        ("ocop.example.vn", False),
    ],
)
def test_only_https_on_a_reachable_host_is_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected
