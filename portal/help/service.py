"""What the pages show of the directory: entries in plain words, the urgent ones first."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import get_day_names
from flask import Flask, current_app
from flask_babel import gettext

from crypto.directory import parse_directory
from crypto.errors import ProtocolError
from policies import Policies
from policies.directory.entry import Entry, Hours
from portal.help.publishing import PublicDirectory, read_public
from portal.services import Services
from portal.store import help as rows

# A change of the directory may take this long to show; until then no visit asks the database.
KEPT_SECONDS = 5
_EXTENSION = "amparo-services"


class PublicReader:
    """The published directory, read again only when it has changed. Safe between threads."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._digest: bytes | None = None
        self._found: PublicDirectory | None = None
        self._looked_at = -KEPT_SECONDS

    def current(self) -> PublicDirectory | None:
        """The directory that is shown; None before one was published."""
        now = self._services.seconds()
        with self._lock:
            if abs(now - self._looked_at) >= KEPT_SECONDS:
                self._refresh()
                self._looked_at = now
            return self._found

    def _refresh(self) -> None:
        with self._services.store.reading() as session:
            digest = rows.public_directory_digest(session)
            if digest == self._digest:
                return
            container = rows.public_directory(session)
        self._digest = digest
        self._found = None
        if container is not None:
            try:
                read = read_public(parse_directory(container), self._services.policies)
            except ProtocolError:
                return
            self._found = read if isinstance(read, PublicDirectory) else None


@dataclass(frozen=True)
class Shown:
    """One service as a page shows it, in the page's language. `check`: a sentence where it may be out of date."""

    name: str
    organisation: str
    description: str
    phones: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    check: str


def shown(entry: Entry, policies: Policies, today: date, language: str) -> Shown:
    """An entry in words."""
    always = [gettext("Day and night")]
    lines = always if entry.always_open else [hours_in_words(hours, language) for hours in entry.hours]
    lines += [*entry.places, gettext(", ").join(entry.areas)]
    flags = {
        "walk_in": gettext("You can just go there"),
        "female_staff": gettext("Women work there"),
        "child_friendly": gettext("Good for children"),
        "serves_men_boys": gettext("Also for men and boys"),
    }
    lines += [text for flag, text in flags.items() if entry.says(flag)]
    lines += [_cost(entry), entry.text("alert")]
    old = entry.freshness(today, policies.referral_sop) != "fresh"
    return Shown(
        name=entry.name,
        organisation="" if entry.organisation == entry.name else entry.organisation,
        description=entry.description,
        phones=tuple((phone.number, phone.dial) for phone in entry.phones if phone.dial),
        lines=tuple(line for line in lines if line),
        check=gettext("We checked this some time ago. Call first.") if old else "",
    )


def _cost(entry: Entry) -> str:
    """What it costs, as it was written; the commonest answer in the page's language."""
    cost = entry.answer("cost_to_person")
    return gettext("It costs nothing") if cost.casefold() == "free" else cost


def hours_in_words(hours: Hours, language: str) -> str:
    """Days and times in one line. Words stand between two times: from right to left a dash would turn them round."""
    names = get_day_names("wide", "stand-alone", Locale.parse(language))
    spans = [
        str(names[first]) if first == last else f"{names[first]} \u2013 {names[last]}"
        for first, last in hours.spans
    ]
    known = hours.opens and hours.closes
    clock = gettext("from %(opens)s to %(closes)s", opens=hours.opens, closes=hours.closes) if known else ""
    clock = clock.replace(" ", "\N{NO-BREAK SPACE}")
    comma: str = gettext(", ")
    return comma.join(part for part in (*spans, clock, hours.note) if part)


def urgent(entries: Iterable[Entry], policies: Policies, today: date) -> list[Entry]:
    """Lines that always answer, then services that act within days; those that nobody checked for long left out."""
    fit = [
        entry
        for entry in entries
        if (entry.always_open or entry.urgent_window_h)
        and entry.freshness(today, policies.referral_sop) != "stale"
    ]
    fit.sort(key=lambda entry: (not entry.always_open, entry.answer("capacity") == "full", entry.name))
    return fit[: policies.door.max_services]


@dataclass(frozen=True)
class Section:
    """Services of one kind of help."""

    title: str
    services: tuple[Shown, ...]


def sections(found: PublicDirectory, policies: Policies, today: date, language: str) -> list[Section]:
    """Urgent help first, then every kind of help in the reporters' words; a service may stand in several."""
    fresh = [e for e in found.entries if e.freshness(today, policies.referral_sop) != "stale"]
    kinds = [(gettext(need.label), need.code) for need in policies.door.needs]
    known = {code for _, code in kinds}

    def make(title: str, entries: Iterable[Entry]) -> Section:
        return Section(title, tuple(shown(entry, policies, today, language) for entry in entries))

    made = [make(gettext("Help now"), urgent(fresh, policies, today))]
    made += [make(title, [e for e in fresh if code in e.sectors]) for title, code in kinds]
    made.append(make(gettext("Other help"), [e for e in fresh if not known & set(e.sectors)]))
    return [section for section in made if section.services]


def install(app: Flask, services: Services) -> None:
    """One reader for the application."""
    app.extensions[_EXTENSION] = PublicReader(services)


def current_reader() -> PublicReader:
    """The reader of the application at hand."""
    found = current_app.extensions[_EXTENSION]
    if not isinstance(found, PublicReader):
        raise TypeError("This application shows no services.")
    return found


def urgent_now(services: Services, language: str) -> list[Shown]:
    """The urgent services in words, for the page's language."""
    found, today = current_reader().current(), today_of(services)
    entries = urgent(found.entries, services.policies, today) if found else []
    return [shown(entry, services.policies, today, language) for entry in entries]


def today_of(services: Services) -> date:
    """Today, UTC."""
    return services.clock().date()
