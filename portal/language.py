from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from portal.translations.catalogues import SOURCE, translations


def choose_language(languages: tuple[str, ...]) -> str:
    """The language of this answer: the address names it (`/en/…`), else the browser does, else the first."""
    if not has_request_context():
        return languages[0]
    first = request.path.split("/", 2)[1] if request.path.count("/") else ""
    if first in languages:
        return first
    return request.accept_languages.best_match(languages) or languages[0]


class Catalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's look-up over the .po files themselves."""

    def get_translations(self) -> NullTranslations:
        """Of the locale at hand; English needs none."""
        locale = get_locale()
        return NullTranslations() if locale is None or str(locale) == SOURCE else translations(str(locale))


class _CatalogueBabel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Catalogues:
        return Catalogues()


def install(app: Flask, languages: tuple[str, ...]) -> None:
    """Teaches the application to speak `languages`. Their catalogues are read now, before workers fork."""
    for language in languages:
        translations(language)
    _CatalogueBabel(app, locale_selector=lambda: choose_language(languages))


@dataclass(frozen=True)
class Choice:
    """One line of the language chooser. `name`: in its own language; `href`: the same page in it."""

    code: str
    name: str
    direction: str
    href: str


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if Locale.parse(language, sep="-").character_order == "right-to-left" else "ltr"


def choices(languages: tuple[str, ...], path: str) -> list[Choice]:
    """The chooser for a page. `path`: the page's address without its language, e.g. "report"; empty for the start."""
    return [Choice(code, _own_name(code), direction_of(code), f"/{code}/{path}") for code in languages]


def _own_name(language: str) -> str:
    name = Locale.parse(language, sep="-").get_display_name(language) or language
    return name[:1].upper() + name[1:]


__all__ = ["Choice", "choices", "choose_language", "direction_of", "install"]
