"""The words on a referral's packet, in the language of the service that gets it."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.errors import InvalidValueError
from policies.header import Header, unique

LANGUAGES = ("en", "fr", "es", "ar")
WORDS = frozenset({"title", "urgent", "agreed", "vital", "answer", "until", "address", "how"})


@dataclass(frozen=True)
class PacketWords:
    """One sentence, one item or one sector, in each language that we ship."""

    id: str
    en: str
    fr: str
    es: str
    ar: str


@dataclass(frozen=True)
class Packet:
    """All words of a packet. `reviewed`: languages that a native speaker has checked; others are labelled."""

    policy: Header
    reviewed: tuple[str, ...]
    words: tuple[PacketWords, ...]
    items: tuple[PacketWords, ...]
    sectors: tuple[PacketWords, ...]

    def __post_init__(self) -> None:
        for name in ("words", "items", "sectors"):
            unique(name, tuple(one.id for one in getattr(self, name)))
        missing = sorted(WORDS - {one.id for one in self.words})
        if missing:
            raise InvalidValueError("words", f"needs one with id = {missing[0]!r}: it stands on every packet")

    def word(self, word_id: str, language: str) -> str:
        """A sentence of the paper. `word_id`: one of `WORDS`; `language`: one of `LANGUAGES`."""
        return _said(self.words, word_id, language)

    def item(self, item_id: str, language: str) -> str:
        """The name of something that is shared."""
        return _said(self.items, item_id, language)

    def sector(self, code: str, language: str) -> str:
        """A kind of help."""
        return _said(self.sectors, code, language)


def _said(listed: Iterable[PacketWords], word_id: str, language: str) -> str:
    found = next((one for one in listed if one.id == word_id), None)
    return word_id if found is None else str(getattr(found, language))
