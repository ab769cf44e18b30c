"""Between a form and an HSDS service: what a member types, and everything else of the entry left as it is."""

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policies.directory.entry import WEEK, Entry, entry_of

FLAGS: Final = (
    "hotline_24_7", "walk_in", "female_staff", "child_friendly", "serves_men_boys", "lgbti_safe",
    "cmr_trained", "pep_stock", "ec_stock", "confidentiality_agreement", "transport_support",
    "id_needed", "police_report_needed", "safe_to_publish_address",
)  # fmt: skip
CHOICES: Final = ("visibility", "urgent_window_h", "capacity", "referral_form")
TEXTS: Final = ("contact_route", "cost_to_person", "mandatory_reporting", "provider_of_last_resort")
PLAIN: Final = ("name", "description", "status", "email", "url", "alert", "application_process")
LINES: Final = ("areas", "languages", "phones", "hours", "address")
_HOURS = re.compile(r"([A-Za-z,\- ]+?)\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})(?:\s+(.*))?")
_LAST_HOUR, _LAST_MINUTE = 24, 59

Values = dict[str, Any]


def new_service() -> Values:
    """An empty entry with an id of its own."""
    return {"id": str(uuid.uuid4()), "name": "", "status": "active"}


def values_of(entry: Entry) -> Values:
    """What the form shows of an entry."""
    service = entry.document
    values: Values = {name: entry.text(name) for name in PLAIN}
    values |= {name: entry.answer(name) for name in (*CHOICES, *TEXTS)}
    values |= {name: entry.says(name) for name in FLAGS}
    values["visibility"] = entry.visibility
    values["organisation"] = entry.organisation
    values["sectors"] = list(entry.sectors)
    values["areas"] = "\n".join(entry.areas)
    values["languages"] = ", ".join(entry.languages)
    values["phones"] = "\n".join(
        " | ".join(part for part in (phone.get("number", ""), phone.get("description", "")) if part)
        for phone in _rows(service, "phones")
    )
    values["hours"] = "\n".join(_hours_line(row) for row in _rows(service, "schedules"))
    values["address"] = "\n".join(entry.places)
    return values


def apply(service: Mapping[str, Any], values: Values) -> tuple[Values, list[str]]:
    """(the service with the form's values in it, sentences about lines that can't be read)."""
    made: Values = {**service}
    problems: list[str] = []
    for name in PLAIN:
        made[name] = str(values.get(name) or "").strip()
    organisation = str(values.get("organisation") or "").strip()
    known = service.get("organization")
    if organisation:
        owner = dict(known) if isinstance(known, Mapping) else {"id": str(uuid.uuid4())}
        made["organization"] = {**owner, "name": organisation}
    made["service_areas"] = _named(service, "service_areas", _lines(values, "areas"), "name")
    codes = [code for code in re.split(r"[,\s]+", str(values.get("languages") or "")) if code]
    made["languages"] = _named(service, "languages", codes, "code")
    made["phones"] = _phones(service, _lines(values, "phones"))
    made["schedules"] = _schedules(service, _lines(values, "hours"), problems)
    _set_address(made, service, " ".join(_lines(values, "address")))
    kept = {name: value for name, value in made.items() if value not in ("", []) or name in {"id", "name"}}
    return kept, problems


def answers_in(values: Values) -> dict[str, Sequence[str]]:
    """Attribute code → answers, as the form gives them."""
    answers: dict[str, Sequence[str]] = {name: ("yes",) if values.get(name) else () for name in FLAGS}
    for name in (*CHOICES, *TEXTS):
        said = str(values.get(name) or "").strip()
        answers[name] = (said,) if said else ()
    return answers | {"sector": tuple(values.get("sectors") or ())}


def _rows(service: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [row for row in service.get(name) or () if isinstance(row, Mapping)]


def _lines(values: Values, name: str) -> list[str]:
    return [line.strip() for line in str(values.get(name) or "").splitlines() if line.strip()]


def _named(service: Mapping[str, Any], name: str, wanted: Sequence[str], key: str) -> list[Values]:
    """Rows that were there and are still wanted stay whole; others are made."""
    known = {str(row.get(key) or row.get("name")): dict(row) for row in _rows(service, name)}
    return [known.get(one, {"id": str(uuid.uuid4()), key: one}) for one in dict.fromkeys(wanted)]


def _phones(service: Mapping[str, Any], lines: Sequence[str]) -> list[Values]:
    known = {str(row.get("number", "")): dict(row) for row in _rows(service, "phones")}
    made = []
    for line in lines:
        number, _, note = (part.strip() for part in line.partition("|"))
        row = known.get(number, {"id": str(uuid.uuid4()), "number": number})
        made.append({**row, **({"description": note} if note or row.get("description") else {})})
    return made


def _hours_line(row: Mapping[str, Any]) -> str:
    days, opens, closes = (str(row.get(name) or "") for name in ("byday", "opens_at", "closes_at"))
    note = str(row.get("description") or "")
    return f"{days} {opens[:5]}-{closes[:5]} {note}".strip() if days and opens and closes else note


def _schedules(service: Mapping[str, Any], lines: Sequence[str], problems: list[str]) -> list[Values]:
    known = {_hours_line(row): dict(row) for row in _rows(service, "schedules")}
    made = []
    for line in lines:
        row = known.get(line) or _schedule(line)
        if row is None:
            problems.append(line)
        else:
            made.append(row)
    return made


def _schedule(line: str) -> Values | None:
    found = _HOURS.fullmatch(line)
    days = _days(found[1]) if found else None
    if found is None or not days or not _is_clock(found[2]) or not _is_clock(found[3]):
        return None
    row = {
        "id": str(uuid.uuid4()),
        "freq": "WEEKLY",
        "byday": ",".join(days),
        "opens_at": found[2].zfill(5),
        "closes_at": found[3].zfill(5),
    }
    return row | ({"description": found[4]} if found[4] else {})


def _is_clock(text: str) -> bool:
    hour, minute = (int(part) for part in text.split(":"))
    return (hour < _LAST_HOUR and minute <= _LAST_MINUTE) or (hour, minute) == (_LAST_HOUR, 0)


def _days(text: str) -> list[str]:
    days: list[str] = []
    for part in text.upper().replace(" ", "").split(","):
        first, _, last = (one[:2] for one in part.partition("-"))
        if first not in WEEK or (last and last not in WEEK):
            return []
        if last:
            start, end = WEEK.index(first), WEEK.index(last)
            span = range(start, end + 1 if end >= start else end + 1 + len(WEEK))
            days += [WEEK[number % len(WEEK)] for number in span]
        else:
            days.append(first)
    return list(dict.fromkeys(days))


def _set_address(made: Values, service: Mapping[str, Any], line: str) -> None:
    places = [dict(at) for at in _rows(service, "service_at_locations")]
    if line == " ".join(entry_of(service).places):
        return
    if not line:
        made["service_at_locations"] = []
        return
    address = {"id": str(uuid.uuid4()), "address_1": line, "address_type": "physical"}
    location = {"id": str(uuid.uuid4()), "location_type": "physical", "addresses": [address]}
    first = places[0] if places else {"id": str(uuid.uuid4())}
    made["service_at_locations"] = [{**first, "location": location}, *places[1:]]
