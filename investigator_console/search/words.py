"""From text to words that are alike whatever their case, accents, or way of writing."""

import re
import unicodedata
from collections.abc import Iterable

# Spellings of one letter that people type without a difference, after decomposition has taken marks away.
_ALIKE = str.maketrans(
    {
        "\u0649": "\u064a",  # alef maksura, yeh
        "\u06cc": "\u064a",  # Persian yeh
        "\u0629": "\u0647",  # teh marbuta, heh
        "\u0671": "\u0627",  # alef wasla, alef
        "\u06a9": "\u0643",  # Persian kaf
        "\u0640": None,  # lengthening
        "\u0153": "oe",
        "\u00e6": "ae",
        "\u00f8": "o",
        "\u0142": "l",
    }
)
_WORD = re.compile(r"\w+")


def fold_text(text: str) -> str:
    """Lower case, without accents, vowel signs and lengthening; digits of every script as 0 to 9."""
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    ).translate(_ALIKE)
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character for character in bare
    )


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """All different words of some texts."""
    return frozenset(word for text in texts for word in _WORD.findall(fold_text(text)))
