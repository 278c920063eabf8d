"""Static files: an address with a hash is kept for good, any other is asked for again."""

import pytest


@pytest.mark.parametrize(("query", "kept"), [("?v=abc", "public, max-age=31536000, immutable"), ("", "no-cache")])
def test_an_address_with_a_hash_is_kept_for_good(query: str, kept: str, client) -> None:
    with client.get(f"/static/ocop.css{query}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, kept)
        assert "Vary" not in answer.headers
