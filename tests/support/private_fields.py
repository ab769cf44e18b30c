"""Every page that a test of the console asks for is looked at: no field for text is corrected, read along or kept."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

WANTED = {
    "translate": "no",
    "spellcheck": "false",
    "autocomplete": "off",
    "autocorrect": "off",
    "autocapitalize": "off",
    "data-gramm": "false",
    "data-enable-grammarly": "false",
}
_WRITTEN = frozenset({"text", "search", "tel", "email", "url", "number", "password"})


class _Fields(HTMLParser):
    """The fields for text of a page: name, and what it lacks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in _WRITTEN):
            lacks = sorted(name for name, value in WANTED.items() if given.get(name) != value)
            self.found.append((given.get("id") or given.get("name") or tag, lacks))


def text_fields(page: str) -> list[tuple[str, list[str]]]:
    """Each field for text: its id, and which of the attributes it lacks."""
    return _Fields(page).found


class Watching(FlaskClient):
    """A client that fails the test wherever a page has an open field, in whatever state the page is."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html":
            open_fields = [(name, lacks) for name, lacks in text_fields(answer.text) if lacks]
            assert not open_fields, (answer.request.path, open_fields)
        return answer
