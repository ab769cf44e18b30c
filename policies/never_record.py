"""What must never be recorded about a person in need of help, and the check of a note before it is kept.

A pattern can't know what a number means. So the check warns and names what it saw; the officer decides, and nothing
that was typed is lost.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from policies.errors import InvalidValueError
from policies.header import Header, unique

_LONGEST_EXCERPT = 40


@dataclass(frozen=True)
class Pattern:
    """A regular expression. `label` says what it finds, after "this looks like"."""

    id: str
    label: str
    pattern: str

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise InvalidValueError("pattern", f"is no regular expression ({error}); correct it") from None


@dataclass(frozen=True)
class Terms:
    """Whole words of one language, in any case of letters."""

    language: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something that should not be kept. `excerpt`: at most 40 characters of it."""

    label: str
    excerpt: str


@dataclass(frozen=True)
class NeverRecord:
    """All patterns and terms."""

    policy: Header
    patterns: tuple[Pattern, ...]
    terms: tuple[Terms, ...]

    def __post_init__(self) -> None:
        unique("patterns", tuple(pattern.id for pattern in self.patterns))

    def check(self, text: str) -> tuple[Finding, ...]:
        """What in a text looks like something that must never be recorded, in the order of the text."""
        plain = _western_digits(unicodedata.normalize("NFC", text))
        found: dict[tuple[int, str], Finding] = {}
        for label, expression in self._expressions:
            for match in expression.finditer(plain):
                excerpt = match.group(0).strip()[:_LONGEST_EXCERPT]
                found.setdefault((match.start(), label), Finding(label, excerpt))
        return tuple(found[place] for place in sorted(found))

    @cached_property
    def _expressions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        patterns = [(one.label, re.compile(one.pattern)) for one in self.patterns]
        terms = [(one.label, _any_of(one.words)) for one in self.terms]
        return (*patterns, *terms)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(
        re.escape(unicodedata.normalize("NFC", word)) for word in sorted(words, key=len, reverse=True)
    )
    # Arabic writes its article and short words onto the next word.
    return re.compile(rf"(?<!\w)[وفبلك]?(?:ال)?(?:{listed})(?!\w)", re.IGNORECASE)


def _western_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
