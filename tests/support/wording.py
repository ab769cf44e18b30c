"""A page as its reader meets it: the words, without code, without names, and without what people wrote themselves."""

import re
from html.parser import HTMLParser

from languages.catalogues import Catalogues

# Elements that have no end tag.
_ALONE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_SILENT = frozenset({"script", "style", "noscript", "svg"})
# A label shorter than this is as well a name or the same in several languages: Amparo, UTC, T2.
_SHORTEST = 4


class _Words(HTMLParser):
    """Gathers text, and what is spoken of elements; passes over what stands in its own language or in none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._passed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._passed or self._is_theirs(tag, given):
            if tag not in _ALONE:
                self._passed.append(tag)
            return
        self.texts += [
            given[name] or "" for name in ("aria-label", "title", "placeholder", "alt") if name in given
        ]

    def handle_endtag(self, tag: str) -> None:
        if self._passed and tag == self._passed[-1]:
            self._passed.pop()

    def handle_data(self, data: str) -> None:
        if not self._passed and data.strip():
            self.texts.append(" ".join(data.split()))

    @staticmethod
    def _is_theirs(tag: str, given: dict[str, str | None]) -> bool:
        own = tag != "html" and ("lang" in given or given.get("translate") == "no")
        named = set((given.get("class") or "").split()) & {"code", "brand", "who"}
        return tag in _SILENT or tag in {"bdi", "kbd"} or own or bool(named)


def words_of(html: str) -> list[str]:
    """The page's own texts, in order."""
    reader = _Words()
    reader.feed(html)
    return reader.texts


def left_in_english(html: str, catalogues: Catalogues, language: str) -> list[str]:
    """Texts of a page that are English sentences of the catalogue, although the language has its own for them."""
    translated = catalogues.translations(language)
    return [
        text
        for text in words_of(html)
        if len(text) >= _SHORTEST and " ".join(translated.gettext(text).split()) not in {text, ""}
    ]


def latin_words(html: str) -> list[str]:
    """Texts with a word in Latin letters, on a page in another script; what is set apart there is no word of it.

    Short names in capitals are the same in every script: UTC, JSON, MO-FR, and the start of a member's id.
    """
    apart = re.compile("[\u2066\u2068][^\u2069]*\u2069")
    return [text for text in words_of(html) if re.search(r"\b[A-Za-z]*[a-z][A-Za-z]+", apart.sub("", text))]
