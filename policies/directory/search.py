"""Finding a service for one person: what she needs, where she is, what she speaks, who may see the entry."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from policies.directory.entry import Entry
from policies.referrals import Referrals

_ORDER = {"fresh": 0, "check-first": 1, "stale": 2}


@dataclass(frozen=True)
class Query:
    """What is looked for; an empty field asks nothing. `weekday` (0 Monday) and `clock` "HH:MM": open then.

    `window_h`: services that act within an urgent window of so many hours or more. `stale`: also entries that
    nobody verified for too long, which are never suggested by themselves.
    """

    sector: str = ""
    place: str = ""
    language: str = ""
    words: str = ""
    weekday: int | None = None
    clock: str = ""
    female_staff: bool = False
    child_friendly: bool = False
    serves_men_boys: bool = False
    window_h: int | None = None
    inactive: bool = False
    stale: bool = False


def search(
    entries: Iterable[Entry], query: Query, today: dt.date, policy: Referrals, visible: frozenset[str]
) -> list[Entry]:
    """The entries that fit and may be seen (`visible`: visibilities), freshest and most urgent first."""
    found = [
        entry
        for entry in entries
        if entry.visibility in visible
        and (query.inactive or entry.active)
        and (query.stale or entry.freshness(today, policy) != "stale")
        and _fits(entry, query)
    ]
    return sorted(found, key=lambda entry: _rank(entry, today, policy))


def _rank(entry: Entry, today: dt.date, policy: Referrals) -> tuple[int, bool, bool, str, str]:
    return (
        _ORDER[entry.freshness(today, policy)],
        entry.answer("capacity") == "full",
        not entry.always_open,
        folded(entry.name),
        entry.id,
    )


def _fits(entry: Entry, query: Query) -> bool:
    return (
        (not query.sector or query.sector in entry.sectors)
        and (not query.place or _mentions((*entry.areas, *entry.places), query.place))
        and (not query.language or _speaks(entry, query.language))
        and (not query.words or _mentions((entry.name, entry.organisation, entry.description), query.words))
        and (not query.female_staff or entry.says("female_staff"))
        and (not query.child_friendly or entry.says("child_friendly"))
        and (not query.serves_men_boys or entry.says("serves_men_boys"))
        and (query.window_h is None or (entry.urgent_window_h or 0) >= query.window_h)
        and _is_open(entry, query)
    )


def _is_open(entry: Entry, query: Query) -> bool:
    if query.weekday is None:
        return True
    weekday, clock = query.weekday, query.clock or "12:00"
    return entry.always_open or any(hours.open_at(weekday, clock) for hours in entry.hours)


def _speaks(entry: Entry, language: str) -> bool:
    wanted = folded(language)
    spoken = [*entry.languages, *(code for phone in entry.phones for code in phone.languages)]
    return any(folded(one) == wanted or folded(one).split("-")[0] == wanted for one in spoken)


def _mentions(texts: Iterable[str], words: str) -> bool:
    whole = folded(" ".join(texts))
    return all(word in whole for word in folded(words).split())


def folded(text: str) -> str:
    """Without accents and case, so that people find what they type."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
