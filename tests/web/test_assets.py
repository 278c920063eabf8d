"""Static files: an address with a hash is kept for good, any other is asked for again."""

import brotli
import pytest


@pytest.mark.parametrize(("query", "kept"), [("?v=abc", "public, max-age=31536000, immutable"), ("", "no-cache")])
def test_an_address_with_a_hash_is_kept_for_good(query: str, kept: str, client) -> None:
    with client.get(f"/static/ocop.css{query}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, kept)
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_text_is_packed_for_a_browser_that_takes_it_so(client) -> None:
    with client.get("/static/ocop.css?v=abc") as bare:
        whole = bare.data
    with client.get("/static/ocop.css?v=abc", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert brotli.decompress(answer.data) == whole
        assert len(answer.data) < 14 * 1024
    with client.get("/static/ocop.css?v=abc", headers={"Accept-Encoding": "br;q=0"}) as answer:
        assert "Content-Encoding" not in answer.headers
