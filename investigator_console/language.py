"""The message catalogue's functions, with types."""

import flask_babel


def gettext(message: str, **values: object) -> str:
    """`message` in the page's language, with `%(name)s` filled in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The form for `num` things, with `%(num)s` and `%(name)s` filled in."""
    return str(flask_babel.ngettext(one, many, num, **values))
