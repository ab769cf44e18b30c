"""What scripts say, out of the one catalogue for pages, scripts and policies."""

import string
from collections.abc import Mapping
from functools import cache

from babel.messages.pofile import read_po
from flask_babel import gettext

from languages.catalogues import SOURCE
from portal.translations import CATALOGUES

# The scripts' own sentences, and the labels that stand in the policy documents which pages bring for them.
_SCRIPT_PLACES = (
    "portal/static/src/",
    "policies/roles.toml",
    "policies/statuses.toml",
    "policies/outcomes.toml",
    "policies/reviews.toml",
)
_TAG_LENGTH = 4
_DIGITS = string.digits + string.ascii_lowercase


@cache
def script_messages() -> tuple[tuple[str, ...], ...]:
    """Of scripts and of the policy documents that pages bring: one sentence, or two where it counts something."""
    with CATALOGUES.template.open("rb") as file:
        template = read_po(file)
    return tuple(
        (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for message in template
        if message.id and any(place.startswith(_SCRIPT_PLACES) for place, _line in message.locations)
    )


def tag_of(message: str) -> str:
    """What a page calls a message in its words: four characters instead of the English sentence, which scripts hold.

    The same as `tagOf` in portal/static/src/text.js. A test holds that no two messages share a tag.
    """
    number = 0
    for letter in message:
        number = (number * 31 + ord(letter)) % 2**32
    number %= 36**_TAG_LENGTH
    return "".join(_DIGITS[number // 36**place % 36] for place in reversed(range(_TAG_LENGTH)))


def script_words(language: str, needed_by: str) -> Mapping[str, str | Mapping[str, str]]:
    """Tag -> translation of the messages that stand in `needed_by`, the text of a page's scripts and documents.

    An English page brings none. A message that counts something has its sentences by plural rule ("one", "few", …).
    Needs the request's locale to be `language`.
    """
    if language == SOURCE:
        return {}
    return {
        tag_of(one): _counted(language, one, *many) if many else gettext(one)
        for one, *many in script_messages()
        if one in needed_by
    }


def _counted(language: str, one: str, many: str) -> Mapping[str, str]:
    """Without the rules whose sentence is that of "other", which scripts fall back to."""
    forms = CATALOGUES.plural_forms(language, one, many)
    return {rule: form for rule, form in forms.items() if rule == "other" or form != forms["other"]}
