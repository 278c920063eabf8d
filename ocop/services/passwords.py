"""Passwords: which are good enough, how one is made, and how they are kept (argon2id)."""

import secrets
import unicodedata
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ocop.domain.product_codes import ALPHABET
from ocop.domain.refusals import RuleBroken
from ocop.domain.texts import folded

#: Lengths in characters (ASVS 5.0, 6.2.1 and 6.2.9); there are no rules about kinds of characters (6.2.5).
SHORTEST, LONGEST = 8, 1024
#: The hash's own limits: OWASP's floor, a sixth of the library's default time (measured: 78 ms).
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: More hashes at once would let a crowd at the door take every core and 19 MiB each.
_AT_ONCE = BoundedSemaphore(2)
#: What people here and elsewhere choose first, folded and without digits around it.
_FIRST_TRIED = """
    password passwd passwort letmein welcome welcometo admin administrator adminadmin root rootroot user
    username guest login master monkey dragon sunshine princess football baseball superman batman pokemon
    starwars trustno iloveyou loveyou lovely secret secretpassword changeme default test testtest testing temp
    temporary hello helloworld whatever computer internet samsung iphone android facebook google zalo youtube
    tiktok chrome windows qwerty qwertyui qwertyuiop asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
    qweasd qweasdzxc abcd abcde abcdef abcdefg abcdefgh abcabc abcxyz aabbcc xyzabc qwer asdf zxcv qwerasdf
    asdfasdf matkhau matkhaumoi matkhaucuatoi khongnho khongbiet quenmatkhau dangnhap taikhoan nguoidung quantri
    anhyeuem emyeuanh yeuem yeuanh toiyeuem toiyeuvietnam iuem iuanh nhoem nhoanh vochong vochongson giadinh
    vietnam vietnamvodich vietnammuonnam vietnamoi hochiminh bacho saigon hanoi cantho travinh vinhlong bentre
    dongthap camau cangiuoc dalat danang haiphong hue nhatrang mientay namky trungthu tetnguyendan
    chucmungnammoi ocop ocopvietnam ocoptravinh ocopvinhlong moixamotsanpham sanpham sanphamocop chuthe hoptacxa
    hokinhdoanh duasap keodua matong matongrung nuocmam gao gaost traicay caphe capheden trasua conyeu congiap
    concho conmeo meocon chocon heocon bongda bongdavietnam congphuong quanghai hanhphuc maymanphattai phattai
    phatloc locphat thanhcong binhan binhyen cogang codon tinhyeu tinhyeuvinhcuu nguyenvana nguyenthib nguyen
    tranvan levan phamvan hoangvan xinchao xincamon camon
"""
_COMMON = frozenset(_FIRST_TRIED.split())
_RUNS = ("0123456789012345678901234567890", "9876543210987654321098765432109", "abcdefghijklmnopqrstuvwxyz")


def check_password(password: str, *, name: str = "") -> None:
    """Refuse a password that is too short, too long, unreadable or among the first that anybody tries.

    Raises RuleBroken `password-too-short`, `password-too-long`, `password-unreadable`, `password-too-common`.
    """
    if len(_composed(password)) < SHORTEST:
        raise RuleBroken(
            "password-too-short", "Mật khẩu cần ít nhất %(length)s ký tự.", field="password", length=SHORTEST
        )
    if len(password) > LONGEST:
        raise RuleBroken("password-too-long", "Mật khẩu dài nhất %(length)s ký tự.", field="password", length=LONGEST)
    if not password.isprintable():
        raise RuleBroken(
            "password-unreadable", "Mật khẩu có ký tự không gõ lại được; xin bỏ ký tự đó.", field="password"
        )
    if _is_common(password, name):
        raise RuleBroken(
            "password-too-common", "Mật khẩu này quá dễ đoán; xin chọn vài từ không liên quan nhau.", field="password"
        )


def _composed(password: str) -> str:
    """Return the password in NFC: phones and desktops send the same Vietnamese letter differently."""
    return unicodedata.normalize("NFC", password)


def _is_common(password: str, name: str) -> bool:
    """Tell whether a password is what people try first: a known word with digits, a run, a day, the name."""
    bare = folded(password).replace(" ", "")
    word = bare.strip("0123456789")
    doubled = word[: len(word) // 2]
    own = folded(name).replace(" ", "")
    return (
        len(set(bare)) <= 2
        or any(bare in run for run in _RUNS)
        or (bare.isdigit() and len(bare) <= 10)
        or word in _COMMON
        or (doubled in _COMMON and word == doubled * 2)
        or bool(own and own in (bare, word))
    )


def make_password() -> str:
    """Return a password of 80 random bits in groups that can be read out.

    >>> len(make_password())
    19
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(16)).lower()
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def hash_password(password: str) -> str:
    """Return the hash that is kept; it takes about 80 ms by design, so never inside a write."""
    with _AT_ONCE:
        return _HASHER.hash(_composed(password))


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one kept; where none is kept this takes as long and says no."""
    if len(password) > LONGEST or not password.isprintable():
        password = ""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobody(), _composed(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash of nothing anybody knows, so that unknown names take as long as known ones."""
    return _HASHER.hash(secrets.token_urlsafe(32))
