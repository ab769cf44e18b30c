from dataclasses import dataclass

from flask import Flask, has_request_context, request

from languages import speaking
from languages.names import direction_of, own_name
from portal.translations import CATALOGUES


def choose_language(languages: tuple[str, ...]) -> str:
    """The language of this answer: the address names it (`/en/…`), else the browser does, else the first."""
    if not has_request_context():
        return languages[0]
    first = request.path.split("/", 2)[1] if request.path.count("/") else ""
    if first in languages:
        return first
    return request.accept_languages.best_match(languages) or languages[0]


def install(app: Flask, languages: tuple[str, ...]) -> None:
    """Teaches the application to speak `languages`."""
    speaking.install(app, CATALOGUES, languages, lambda: choose_language(languages))


@dataclass(frozen=True)
class Choice:
    """One line of the language chooser. `name`: in its own language; `href`: the same page in it."""

    code: str
    name: str
    direction: str
    href: str


def choices(languages: tuple[str, ...], path: str) -> list[Choice]:
    """The chooser for a page. `path`: the page's address without its language, e.g. "report"; empty for the start."""
    return [Choice(code, own_name(code), direction_of(code), f"/{code}/{path}") for code in languages]
