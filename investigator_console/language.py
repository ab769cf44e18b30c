"""Which language a page speaks, and the message catalogue's functions, with types."""

from collections.abc import Iterator
from contextlib import contextmanager

import flask_babel
from babel import Locale, UnknownLocaleError
from flask import Flask, g, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response

from investigator_console.settings import settings_at_hand
from investigator_console.translations import CATALOGUES
from languages import speaking
from languages.catalogues import SOURCE
from languages.names import code_of, direction_of, in_order

LANGUAGES = in_order((SOURCE, *CATALOGUES.translated_languages()))
_KEPT_SECONDS = 365 * 24 * 3600
# FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: between Arabic words a day like 2026-11-26 would read backwards.
_ISOLATE, _POP = "\u2068", "\u2069"
# Digits, and what stands between them, with the Arabic comma.
_NUMBERS = "0123456789, \N{ARABIC COMMA}"


def install(app: Flask) -> None:
    """Teaches the console every language that has a catalogue."""
    speaking.install(app, CATALOGUES, LANGUAGES, chosen_language)
    app.jinja_env.globals["gettext"] = _gettext_of_templates
    app.jinja_env.globals["ngettext"] = _ngettext_of_templates


def chosen_language() -> str:
    """The member's choice, kept by the browser; else what the browser asks for; else English."""
    if not has_request_context():
        return SOURCE
    chosen = g.get("chosen_language") or request.cookies.get(language_cookie(), "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


def language_cookie() -> str:
    """The name of the cookie that keeps the choice. Cookies know no ports, so the port stands in it."""
    return f"amparo_language_{settings_at_hand().port}"


def speak(language: str) -> None:
    """Answer the request at hand in `language`."""
    g.chosen_language = language
    flask_babel.refresh()


def keep_language(response: Response, language: str) -> None:
    """Have the browser remember the choice; no other program on the pages reads it."""
    response.set_cookie(
        language_cookie(), language, max_age=_KEPT_SECONDS, httponly=True, samesite="Strict", path="/"
    )


def page_language() -> str:
    """The code of the language of the page at hand."""
    locale = flask_babel.get_locale()
    return SOURCE if locale is None else code_of(locale)


@contextmanager
def in_english() -> Iterator[None]:
    """For what is signed, kept or handed to others: it reads the same whatever the member's language is."""
    with flask_babel.force_locale(SOURCE):
        yield


def language_name(code: str) -> str:
    """A language's name in the page's language; a code that is none stays as it is."""
    try:
        name = Locale.parse(code).get_display_name(flask_babel.get_locale() or SOURCE)
    except (ValueError, UnknownLocaleError):
        return code
    return name or code


def gettext(message: str, **values: object) -> str:
    """`message` in the page's language, with `%(name)s` filled in."""
    return str(flask_babel.gettext(message, **_set_apart(values)))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The form for `num` things, with `%(num)s` and `%(name)s` filled in."""
    return str(flask_babel.ngettext(one, many, num, **_set_apart(values)))


def _set_apart(values: dict[str, object]) -> dict[str, object]:
    """On a page that is read from the right: names, codes and days, each in its own direction."""
    if not values or direction_of(page_language()) == "ltr":
        return values
    return {
        name: value if isinstance(value, int | float) else set_apart(value) for name, value in values.items()
    }


def set_apart(value: object) -> str:
    """A name, a code or a day for the middle of a text: on a page that is read from the right it keeps its own way."""
    text = value if isinstance(value, str) else str(value)
    if direction_of(page_language()) == "ltr":
        return text
    # Numbers alone follow each other as the page is read, and so do parts that are set apart already.
    if not text.strip(_NUMBERS) or _ISOLATE in text:
        return text
    # What was made safe for a page stays so.
    return type(text)(f"{_ISOLATE}{text}{_POP}")


@pass_context
def _gettext_of_templates(context: Context, message: str, /, **values: object) -> str:
    text = flask_babel.get_translations().ugettext(message)
    return _safe(context, text) % _set_apart(values)


@pass_context
def _ngettext_of_templates(context: Context, one: str, many: str, num: int, /, **values: object) -> str:
    text = flask_babel.get_translations().ungettext(one, many, num)
    return _safe(context, text) % _set_apart({"num": num, **values})


def _safe(context: Context, text: str) -> str:
    """What is filled in is escaped where the template escapes; the catalogue's own words are ours."""
    return Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704  the catalogue's own words
