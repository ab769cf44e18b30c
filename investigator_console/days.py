"""Days as 2026-11-26 in the middle of a text."""

import re

from markupsafe import Markup, escape

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")


def whole_days(text: object) -> Markup:
    """The text for a page, in which no line ends inside of a day or between a day and its hour.

    Browsers may end a line after any hyphen; a hyphen of another kind would be lost to whoever searches or copies.
    """
    return Markup(_DAY.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  escaped, and tags of ours
