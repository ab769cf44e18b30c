"""How the report page lays its choices out: what happened, in groups; when it happened, in bands."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from policies.taxonomy import Category

_UNSURE = "UNS"


@dataclass(frozen=True)
class Choice:
    """One thing that can be reported, in the page's language."""

    code: str
    label: str


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under one heading; the first group has none."""

    title: str
    categories: tuple[Choice, ...]


def category_groups(categories: Iterable[Category]) -> list[ChoiceGroup]:
    """The answer "I am not sure" first, so that nobody must read the whole list; unknown codes last."""
    left = {category.code: Choice(category.code, gettext(category.label)) for category in categories}
    layout = [
        ("", (_UNSURE,)),
        (gettext("Sexual abuse or harassment"), ("SEA-E", "SEA-A", "SH")),
        (gettext("Violence, or harm to a child"), ("VIO", "CSG", "TIP", "GBV-X")),
        (gettext("Bullying or punishment"), ("HAR", "DIS", "AOA", "RET")),
        (gettext("Money, goods or data"), ("FRD", "COR", "MIS", "COI", "DAT")),
    ]
    groups = [
        ChoiceGroup(title, tuple(left.pop(code) for code in codes if code in left)) for title, codes in layout
    ]
    groups.append(ChoiceGroup(gettext("Something else"), tuple(left.values())))
    return [group for group in groups if group.categories]


def when_choices() -> list[tuple[str, str]]:
    """(code, label in the page's language) of bands, never dates: quick to answer, and they point to nobody.

    The empty answer is not among them.
    """
    return [
        ("today", gettext("Today")),
        ("days-3", gettext("In the last 3 days")),
        ("days-5", gettext("4 or 5 days ago")),
        ("weeks-2", gettext("In the last 2 weeks")),
        ("month", gettext("In the last month")),
        ("year", gettext("In the last year")),
        ("longer", gettext("Longer ago")),
        ("ongoing", gettext("It is still going on")),
        ("unknown", gettext("I do not know")),
    ]
