import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import case_code
from crypto.case_code import LISTS, decode, encode_digits, encode_words, new_code
from crypto.errors import Malformed, MistypedCode
from crypto.types import DeploymentId

DEPLOYMENT = DeploymentId(bytes(range(16)))
codes = st.binary(min_size=11, max_size=11).map(lambda raw: new_code(DEPLOYMENT, random=lambda _n: raw))
# Arabic-Indic, Persian, Devanagari, Bengali, full width, N'Ko, Adlam.
ZEROS = "\u0660\u06f0\u0966\u09e6\uff10\u07c0\U0001e950"
languages = st.sampled_from(sorted(LISTS))
separators = st.sampled_from([" ", "-", ", ", "\n", " . ", "\u3000", "/"])


@given(codes, languages, separators)
def test_words_in_any_list_decode_to_the_same_bits(code, language, separator):
    assert decode(separator.join(encode_words(code, language)), DEPLOYMENT) == code


@given(codes, languages)
def test_four_letters_of_a_word_are_enough_and_accents_and_case_do_not_matter(code, language):
    typed = [word[:4].upper() for word in encode_words(code, language)]
    plain = [
        "".join(ch for ch in unicodedata.normalize("NFKD", word) if not unicodedata.combining(ch))
        for word in typed
    ]
    assert decode(" ".join(typed), DEPLOYMENT) == code
    assert decode(" ".join(plain), DEPLOYMENT) == code


@given(codes, st.sampled_from(sorted(ZEROS)), separators)
def test_digits_of_any_script_decode_to_the_same_bits(code, zero, separator):
    digits = "".join(chr(ord(zero) + int(digit)) for digit in encode_digits(code))
    grouped = separator.join(digits[i : i + 4] for i in range(0, 28, 4))
    assert decode(grouped, DEPLOYMENT) == code


@given(codes, st.integers(0, 27), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(code, place, shift):
    digits = list(encode_digits(code))
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(MistypedCode):
        decode("".join(digits), DEPLOYMENT)


@given(codes, st.integers(0, 26))
def test_swapped_neighbours_are_caught(code, place):
    digits = encode_digits(code)
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        with pytest.raises(MistypedCode):
            decode(swapped, DEPLOYMENT)


def test_most_wrong_words_are_caught(code, deployment):
    words = list(encode_words(code, "en"))
    caught = 0
    for index in range(2048):
        other = [*words[:3], case_code._words("en")[index], *words[4:]]
        try:
            caught += decode(" ".join(other), deployment) != code
        except MistypedCode:
            caught += 1
    wrong_codes = [
        1 for index in range(2048) if _decodes([*words[:3], case_code._words("en")[index], *words[4:]])
    ]
    assert caught == 2047
    assert len(wrong_codes) < 2048 // 8  # four check bits let about one in sixteen through


def _decodes(words):
    try:
        return bool(decode(" ".join(words), DEPLOYMENT))
    except MistypedCode:
        return False


@given(st.text(max_size=200))
def test_any_text_is_a_code_or_a_protocol_error(text):
    with suppress(MistypedCode):
        assert len(decode(text, DEPLOYMENT)) == 11


@given(
    st.lists(st.sampled_from(["about", "abou", "act", "actual", "clé", "ábaco", "zoo", "1", "٣"]), max_size=9)
)
def test_words_that_clash_raise_nothing_else(words):
    with suppress(MistypedCode):
        decode(" ".join(words), DEPLOYMENT)


@pytest.mark.parametrize("language", sorted(LISTS))
def test_four_letters_identify_every_word_of_a_list(language):
    folded = [case_code._fold(word) for word in case_code._words(language)]
    assert len(folded) == len(set(folded)) == 2048
    assert len({word[:4] for word in folded}) == 2048


def test_a_whole_word_beats_a_longer_word_that_begins_with_it():
    places = case_code._places("en")
    assert case_code._words("en")[places["act"]] == "act"
    assert case_code._words("en")[places["acti"]] == "action"
    assert "ac" not in places


def test_superscripts_are_no_digits():
    with pytest.raises(MistypedCode):
        decode("²" * 28, DEPLOYMENT)


def test_check_digits_outside_their_range_are_refused(code):
    digits = encode_digits(code)
    check = int(digits[26:])
    for other in (check - 97, check + 97):
        if 0 <= other <= 99:
            with pytest.raises(MistypedCode):
                decode(digits[:26] + f"{other:02d}", DEPLOYMENT)


def test_a_value_beyond_84_bits_is_refused():
    value = 1 << 84
    with pytest.raises(MistypedCode):
        decode(f"{value:026d}{case_code._check_digits(value)}", DEPLOYMENT)


def test_check_bits_depend_on_the_deployment(code):
    other = [DeploymentId(bytes((n,)) * 16) for n in range(64)]
    assert sum(case_code._with_check(int.from_bytes(code, "big") >> 4, one) == code for one in other) < 20


def test_there_is_no_arabic_list(code):
    with pytest.raises(Malformed):
        encode_words(code, "ar")


def test_one_code_has_different_roots_in_two_deployments(code):
    assert case_code.stretch(code, DEPLOYMENT) != case_code.stretch(code, DeploymentId(bytes(16)))
