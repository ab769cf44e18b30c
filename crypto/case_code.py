"""The case code: 84 random bits and 4 check bits, as eight words or as 28 digits.

Both forms decode to the same 11 bytes. The code is all that a reporter keeps; every key of theirs comes
from it.
"""

import hashlib
import os
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from mnemonic import Mnemonic

from crypto.constants import (
    CASE_CODE_LEN,
    CODE_BITS,
    CODE_CHECK_BITS,
    CODE_DIGITS,
    CODE_VALUE_DIGITS,
    CODE_WORD_BITS,
    CODE_WORDS,
    KEY_LEN,
    STRETCH_LABEL,
    STRETCH_ROUNDS,
)
from crypto.domain import domain, exactly, sha256
from crypto.errors import Malformed, MistypedCode
from crypto.types import CaseCode, DeploymentId, RootKey

LISTS = {"en": "english", "es": "spanish", "fr": "french"}  # in the order in which they are tried
_PREFIX_LEN = 4
_GROUP = 4  # how the digits are shown, each group with its number before it
_WORD_MASK = (1 << CODE_WORD_BITS) - 1
_MAX_TYPED = 2_000
_MOD = 97


def new_code(deployment: DeploymentId, random: Callable[[int], bytes] = os.urandom) -> CaseCode:
    """A fresh code of 11 bytes. `random(n)` gives n bytes; the low 4 bits of its 11 bytes are not used."""
    value = int.from_bytes(exactly("random bytes", random(CASE_CODE_LEN), CASE_CODE_LEN), "big")
    return _with_check(value >> CODE_CHECK_BITS, deployment)


def encode_words(code: CaseCode, language: str) -> tuple[str, ...]:
    """The code as eight words of the list `en`, `es` or `fr`. Raises `Malformed` for another language."""
    if language not in LISTS:
        raise Malformed(f"there is no word list for {language!r}: show the digits")
    number = int.from_bytes(exactly("case code", code, CASE_CODE_LEN), "big")
    words = _words(language)
    shifts = range(CODE_WORD_BITS * (CODE_WORDS - 1), -1, -CODE_WORD_BITS)
    return tuple(words[(number >> shift) & _WORD_MASK] for shift in shifts)


def encode_digits(code: CaseCode) -> str:
    """The code as 28 digits without separators: 26 of value, 2 of ISO 7064 MOD 97-10."""
    value = int.from_bytes(exactly("case code", code, CASE_CODE_LEN), "big") >> CODE_CHECK_BITS
    return f"{value:0{CODE_VALUE_DIGITS}d}{_check_digits(value)}"


def decode(text: str, deployment: DeploymentId) -> CaseCode:
    """The code that was typed: words or their first letters in any list, or digits of any script.

    Case, accents, separators and the numbers of a list do not matter. Raises `MistypedCode`.
    """
    if len(text) > _MAX_TYPED:
        raise MistypedCode("a code is eight words or 28 digits")
    if any(unicodedata.category(ch).startswith("L") for ch in text):
        return _decode_words(_letter_runs(text), deployment)
    return _decode_digits(_without_places(_ascii_digits(text)), deployment)


def matches_part(typed: str, part: str) -> bool:
    """Whether `typed` is that word of a code, or its first four letters; or that group of digits, in any script.

    A word may bring the number that stands before it in the list.
    """
    if part.isdecimal():
        return _ascii_digits(typed) == part
    own, wanted = " ".join(_letter_runs(typed)), _fold(part)
    return own == wanted or (len(own) >= _PREFIX_LEN and wanted.startswith(own))


def stretch(code: CaseCode, deployment: DeploymentId) -> RootKey:
    """S, the 32-byte root of the reporter's keys: PBKDF2-HMAC-SHA-256, 300,000 rounds, deployment salt."""
    exactly("case code", code, CASE_CODE_LEN)
    salt = STRETCH_LABEL + deployment
    return RootKey(hashlib.pbkdf2_hmac("sha256", code, salt, STRETCH_ROUNDS, KEY_LEN))


def _with_check(value: int, deployment: DeploymentId) -> CaseCode:
    shifted = value << CODE_CHECK_BITS
    digest = sha256(domain("code-check", deployment), shifted.to_bytes(CASE_CODE_LEN, "big"))
    check = digest[0] >> (8 - CODE_CHECK_BITS)
    return CaseCode((shifted + check).to_bytes(CASE_CODE_LEN, "big"))


def _check_digits(value: int) -> str:
    return f"{_MOD + 1 - (100 * value) % _MOD:02d}"


def _letter_runs(text: str) -> list[str]:
    return "".join(ch if unicodedata.category(ch).startswith("L") else " " for ch in _fold(text)).split()


def _ascii_digits(text: str) -> str:
    """The decimal digits of any script; superscripts and numbers in circles are no digits of a code."""
    return "".join(str(unicodedata.decimal(ch)) for ch in text if unicodedata.category(ch) == "Nd")


def _without_places(digits: str) -> str:
    """The digits without the number before each group of four, where the seven numbers of the list are there, too."""
    size = _GROUP + 1
    places = "".join(str(place) for place in range(1, CODE_DIGITS // _GROUP + 1))
    if len(digits) != size * len(places) or digits[::size] != places:
        return digits
    return "".join(digits[at + 1 : at + size] for at in range(0, len(digits), size))


def _fold(text: str) -> str:
    """NFKD, lower case, without accents: the lists for French and Spanish are in decomposed form."""
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(ch for ch in lower if not unicodedata.category(ch).startswith("M"))


def _decode_words(typed: list[str], deployment: DeploymentId) -> CaseCode:
    if len(typed) != CODE_WORDS:
        raise MistypedCode(f"a code has eight words, these are {len(typed)}")
    for language in LISTS:
        places = _places(language)
        code = _from_indices([places.get(word) for word in typed], deployment)
        if code is not None:
            return code
    raise MistypedCode("one of the words is wrong, or two are swapped")


def _from_indices(indices: list[int | None], deployment: DeploymentId) -> CaseCode | None:
    number = 0
    for index in indices:
        if index is None:
            return None
        number = (number << CODE_WORD_BITS) | index
    code = _with_check(number >> CODE_CHECK_BITS, deployment)
    return code if code == number.to_bytes(CASE_CODE_LEN, "big") else None


def _decode_digits(digits: str, deployment: DeploymentId) -> CaseCode:
    if len(digits) != CODE_DIGITS:
        raise MistypedCode(f"a code has 28 digits, these are {len(digits)}")
    value = int(digits[:CODE_VALUE_DIGITS])
    if value >> CODE_BITS or digits[CODE_VALUE_DIGITS:] != _check_digits(value):
        raise MistypedCode("one of the digits is wrong, or two are swapped")
    return _with_check(value, deployment)


@lru_cache(maxsize=len(LISTS))
def _words(language: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(LISTS[language]).wordlist)


@lru_cache(maxsize=len(LISTS))
def _places(language: str) -> dict[str, int]:
    """Every whole word and every prefix of four letters or more; a whole word beats a prefix of another."""
    whole = {_fold(word): index for index, word in enumerate(_words(language))}
    prefixes = {word[:n]: index for word, index in whole.items() for n in range(_PREFIX_LEN, len(word))}
    return prefixes | whole
