"""Near codes: what somebody may have meant who typed one sign wrong, left one out, or swapped two."""

from collections.abc import Iterator

from ocop.domain.gtins import LENGTHS, check_digit
from ocop.domain.product_codes import ALPHABET, LENGTH, check_character, typed_letters

_DIGITS = "0123456789"


def near_short_codes(text: str) -> list[str]:
    """Return the short codes one slip away from what was typed, the code itself apart; their check characters hold.

    >>> "0000001D" in near_short_codes("000001D"), "0000001D" in near_short_codes("0000010D")
    (True, True)
    """
    typed = typed_letters(text)
    if not LENGTH - 1 <= len(typed) <= LENGTH + 1 or any(letter not in ALPHABET for letter in typed):
        return []
    near = {code for code in _slips(typed, ALPHABET, LENGTH) if check_character(code[:-1]) == code[-1]}
    return sorted(near - {typed})


def near_gtins(text: str) -> list[str]:
    """Return the GTINs, in 14 digits, one slip away from what was typed; their check digits hold.

    >>> "09521234543213" in near_gtins("9521234543214"), near_gtins("0952")
    (True, [])
    """
    typed = "".join(text.split())
    if len(typed) not in LENGTHS or any(digit not in _DIGITS for digit in typed):
        return []
    near = {code for code in _slips(typed, _DIGITS, len(typed)) if check_digit(code[:-1]) == code[-1]}
    return sorted(code.zfill(14) for code in near - {typed})


def _slips(typed: str, alphabet: str, length: int) -> Iterator[str]:
    """Yield every text of the length with one sign other, added or gone, or two neighbours swapped."""
    if len(typed) == length + 1:
        yield from (typed[:place] + typed[place + 1 :] for place in range(len(typed)))
    elif len(typed) == length - 1:
        yield from (typed[:place] + sign + typed[place:] for place in range(length) for sign in alphabet)
    else:
        yield from (typed[:place] + sign + typed[place + 1 :] for place in range(length) for sign in alphabet)
        for place in range(length - 1):
            yield typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
