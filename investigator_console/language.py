"""The message catalogue's functions, with types."""

import flask_babel
from babel import Locale, UnknownLocaleError


def language_name(code: str) -> str:
    """A language's name in the page's language; a code that is none stays as it is."""
    try:
        name = Locale.parse(code).get_display_name(flask_babel.get_locale() or "en")
    except (ValueError, UnknownLocaleError):
        return code
    return name or code


def gettext(message: str, **values: object) -> str:
    """`message` in the page's language, with `%(name)s` filled in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The form for `num` things, with `%(num)s` and `%(name)s` filled in."""
    return str(flask_babel.ngettext(one, many, num, **values))
