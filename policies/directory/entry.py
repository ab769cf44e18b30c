"""One service as people look at it: a view on an HSDS service object, which stays whole beside it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from policies.directory.terms import SHELTER, answers_of, date_of
from policies.referrals import Referrals

WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Freshness = Literal["fresh", "check-first", "stale"]
_CLOCK_LENGTH: Final = 5


@dataclass(frozen=True)
class Phone:
    """A number as it was written, and for whom."""

    number: str
    kind: str
    note: str
    languages: tuple[str, ...]

    @property
    def dial(self) -> str:
        """The number as `tel:` wants it: digits, and a plus in front where there was one."""
        digits = "".join(letter for letter in self.number if letter.isascii() and letter.isdigit())
        return ("+" if self.number.strip().lstrip('"').startswith("+") else "") + digits


@dataclass(frozen=True)
class Hours:
    """Open on these weekdays (0 Monday … 6 Sunday) from and to "HH:MM"; empty times: not said."""

    days: tuple[int, ...]
    opens: str
    closes: str
    note: str

    @property
    def spans(self) -> list[tuple[int, int]]:
        """(first, last) of days that follow each other."""
        spans: list[tuple[int, int]] = []
        for day in sorted(self.days):
            if spans and spans[-1][1] == day - 1:
                spans[-1] = (spans[-1][0], day)
            else:
                spans.append((day, day))
        return spans

    def open_at(self, weekday: int, clock: str) -> bool:
        """Whether open at `clock` ("HH:MM") on a weekday; hours over midnight count for the day they begin on."""
        if not self.opens or not self.closes:
            return False
        if self.opens < self.closes:
            return weekday in self.days and self.opens <= clock < self.closes
        before = (weekday - 1) % len(WEEK)
        return (weekday in self.days and clock >= self.opens) or (before in self.days and clock < self.closes)


@dataclass(frozen=True)
class Entry:
    """A service of the directory. `document`: the HSDS object, all of it; the rest is read out of it."""

    id: str
    name: str
    organisation: str
    description: str
    status: str
    sectors: tuple[str, ...]
    visibility: str
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    phones: tuple[Phone, ...]
    hours: tuple[Hours, ...]
    places: tuple[str, ...]
    urgent_window_h: int | None
    verified_on: dt.date | None
    answers: Mapping[str, tuple[str, ...]]
    document: Mapping[str, Any]

    def says(self, code: str) -> bool:
        """Whether a yes-or-no attribute is answered with yes."""
        return self.answers.get(code, ()) == ("yes",)

    def answer(self, code: str) -> str:
        """The first answer to an attribute, or ""."""
        return next(iter(self.answers.get(code, ())), "")

    def text(self, field: str) -> str:
        """A plain field of the HSDS object, or ""."""
        return _text(self.document.get(field))

    @property
    def always_open(self) -> bool:
        """A line that answers day and night."""
        return self.says("hotline_24_7")

    @property
    def active(self) -> bool:
        """Whether the service works at all."""
        return self.status == "active"

    @property
    def is_shelter(self) -> bool:
        """Shelters never show a place."""
        return SHELTER in self.sectors

    @property
    def contact_route(self) -> str:
        """How the service is reached: what was set for it, else its first number, else its mail address."""
        said = self.answer("contact_route")
        return said or next((phone.number for phone in self.phones), "") or self.text("email")

    def freshness(self, today: dt.date, policy: Referrals) -> Freshness:
        """fresh, "check first" (older than 90 days) or stale (older than 180, or never verified)."""
        if self.verified_on is None:
            return "stale"
        age = (today - self.verified_on).days
        if age > policy.directory_hide_days:
            return "stale"
        return "check-first" if age > policy.directory_check_days else "fresh"

    def snapshot(self, sector: str = "") -> dict[str, str]:
        """What a referral remembers of the entry on the day on which it was chosen."""
        return {
            "entry": self.id,
            "organisation": self.organisation,
            "service": self.name,
            "sector": sector or next(iter(self.sectors), ""),
            "verified_on": self.verified_on.isoformat() if self.verified_on else "",
            "contact_route": self.contact_route,
        }


def entry_of(service: Mapping[str, Any]) -> Entry:
    """The view on a service that `checks.faults_of` has passed."""
    answers = answers_of(service)
    window = next(iter(answers.get("urgent_window_h", ())), "")
    sectors = answers.get("sector", ())
    verified = date_of(next(iter(answers.get("verified_on", ())), None)) or date_of(
        service.get("assured_date")
    )
    organisation = service.get("organization")
    return Entry(
        id=str(service["id"]),
        name=_text(service.get("name")),
        organisation=_text(organisation.get("name")) if isinstance(organisation, Mapping) else "",
        description=_text(service.get("description")),
        status=_text(service.get("status")),
        sectors=sectors,
        visibility=next(iter(answers.get("visibility", ())), "sealed" if SHELTER in sectors else "staff"),
        areas=_names(service.get("service_areas")),
        languages=tuple(
            dict.fromkeys(
                _text(one.get("code")) or _text(one.get("name")) for one in _rows(service.get("languages"))
            )
        ),
        phones=tuple(_phones(service)),
        hours=tuple(_hours(service)),
        places=() if SHELTER in sectors else tuple(_places(service)),
        urgent_window_h=int(window) if window.isdigit() else None,
        verified_on=verified,
        answers=answers,
        document=service,
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for one in _rows(value) if (name := _text(one.get("name"))))


def _phones(service: Mapping[str, Any]) -> Iterator[Phone]:
    seen: set[str] = set()
    organisation = service.get("organization")
    sources = [service, *_rows(service.get("service_at_locations")), organisation]
    for source in sources:
        for row in _rows(source.get("phones")) if isinstance(source, Mapping) else ():
            number = _text(row.get("number")).strip('"')
            # The organisation's own number only where the service has none.
            if not number or number in seen or (source is organisation and seen):
                continue
            seen.add(number)
            spoken = tuple(
                _text(one.get("code")) or _text(one.get("name")) for one in _rows(row.get("languages"))
            )
            yield Phone(number, _text(row.get("type")), _text(row.get("description")), spoken)


def _hours(service: Mapping[str, Any]) -> Iterator[Hours]:
    seen = set()
    for source in (service, *_rows(service.get("service_at_locations"))):
        for row in _rows(source.get("schedules")):
            byday = _text(row.get("byday")).upper().replace(" ", "").split(",")
            days = tuple(number for number, day in enumerate(WEEK) if day in byday)
            opens, closes = (_text(row.get(name))[:_CLOCK_LENGTH] for name in ("opens_at", "closes_at"))
            found = Hours(days, opens, closes, _text(row.get("description")) or _text(row.get("notes")))
            if found not in seen:
                seen.add(found)
                yield found


def _places(service: Mapping[str, Any]) -> Iterator[str]:
    for at in _rows(service.get("service_at_locations")):
        location = at.get("location")
        if not isinstance(location, Mapping):
            continue
        parts = [_text(location.get("name"))]
        for address in _rows(location.get("addresses")):
            parts += [_text(address.get(name)) for name in ("address_1", "address_2", "city", "region")]
        line = ", ".join(dict.fromkeys(part for part in parts if part))
        if line:
            yield line
