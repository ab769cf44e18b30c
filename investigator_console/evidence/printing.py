"""A bundle for people: the same as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.evidence.items import direction_of
from investigator_console.language import gettext
from paper import Sheet


@dataclass(frozen=True)
class Exhibit:
    """One exhibit as it is printed. `note`: what was left out of it, or ""; `digest`: SHA-256 of the sealed body."""

    number: str
    title: str
    by: str
    at: str
    fields: Sequence[tuple[str, str]]
    digest: str
    note: str = ""


@dataclass(frozen=True)
class Cover:
    """The first page's facts."""

    title: str
    warning: str
    facts: Sequence[tuple[str, str]]
    day: date


def print_bundle(cover: Cover, exhibits: Sequence[Exhibit]) -> bytes:
    """The PDF: what it is, an index of exhibits, then each of them."""
    sheet = Sheet(cover.title, footer=cover.title, day=cover.day)
    sheet.heading(cover.title, size=20)
    sheet.text(cover.warning, bold=True)
    sheet.space(4)
    sheet.facts(cover.facts)
    sheet.rule()
    sheet.heading(gettext("Exhibits"))
    for one in exhibits:
        line = " · ".join(part for part in (one.number, one.title, one.by, one.at) if part)
        sheet.text(f"{line}. {one.note}" if one.note else line, size=9.5)
    sheet.rule()
    for one in exhibits:
        sheet.keep_together(40)
        sheet.heading(f"{one.number}  {one.title}", size=13)
        sheet.text(" · ".join(part for part in (one.by, one.at) if part), size=9)
        if one.note:
            sheet.text(one.note, size=9, bold=True)
        for label, text in one.fields:
            sheet.space(1.5)
            sheet.text(label, size=8.5)
            sheet.text(text, direction=direction_of(text))
        sheet.space(1)
        sheet.text(gettext("Sealed original, SHA-256: %(digest)s", digest=one.digest), size=7.5)
        sheet.rule()
    return sheet.encode()
