"""Flask-Babel over the .po files themselves."""

from collections.abc import Callable
from functools import cached_property

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain, get_locale

from languages.catalogues import SOURCE, Catalogues
from languages.names import code_of


def install(
    app: Flask, catalogues: Catalogues, languages: tuple[str, ...], choose: Callable[[], str]
) -> None:
    """Teaches the application to speak `languages`. Their catalogues are read now, before workers fork.

    `choose`: the code of the language of the answer at hand.
    """
    for language in languages:
        catalogues.translations(language)
    _CatalogueBabel(app, catalogues, choose)


class _ReadCatalogues(Domain):  # type: ignore[misc]
    """Flask-Babel's look-up."""

    def __init__(self, catalogues: Catalogues) -> None:
        super().__init__()
        self._catalogues = catalogues

    def get_translations(self) -> NullTranslations:
        """Of the locale at hand."""
        locale = get_locale()
        return self._catalogues.translations(SOURCE if locale is None else code_of(locale))


class _CatalogueBabel(Babel):  # type: ignore[misc]
    def __init__(self, app: Flask, catalogues: Catalogues, choose: Callable[[], str]) -> None:
        self._catalogues = catalogues
        super().__init__(app, locale_selector=choose)

    @cached_property
    def domain_instance(self) -> _ReadCatalogues:
        return _ReadCatalogues(self._catalogues)
