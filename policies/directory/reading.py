"""HSDS in JSON: a service, an organization with its services, a page of either, or the tables as one object."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policies.directory.checks import Fault, faults_of
from policies.directory.tables import FILES, services_of_tables

PROFILE: Final = "HSDS 3.0 with attributes of psea-va"
_MANY: Final = 20_000


@dataclass
class Reading:
    """What a file holds. `others`: tables of rows that belong to no service, kept so that nothing is lost."""

    services: list[dict[str, Any]] = field(default_factory=list)
    others: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_document(document: object, sectors: Collection[str]) -> Reading:
    """Any of the shapes that HSDS names. Never raises; what can't be taken in stands in `faults`."""
    reading = Reading()
    if isinstance(document, Mapping) and any(name in FILES for name in document):
        read_tables({name: rows for name, rows in document.items() if name in FILES}, sectors, reading)
        return reading
    _read(document, "the file", reading, sectors)
    _finish(reading)
    return reading


def read_tables(
    tables: Mapping[str, object], sectors: Collection[str], reading: Reading | None = None
) -> Reading:
    """Tables by file name ("services.csv" → its rows)."""
    reading = reading or Reading()
    rows: dict[str, list[dict[str, Any]]] = {}
    for file, found in tables.items():
        listed = found if isinstance(found, list) else None
        if listed is None or not all(isinstance(row, Mapping) for row in listed):
            reading.faults.append(Fault(file, "this is no table of rows"))
            continue
        rows[FILES[file]] = [dict(row) for row in listed]
    services, others, places = services_of_tables(rows)
    for service, place in zip(services, places, strict=True):
        _take(service, place, reading, sectors)
    for kind, left in others.items():
        reading.others.setdefault(kind, []).extend(left)
    _finish(reading)
    return reading


def _finish(reading: Reading) -> None:
    if len(reading.services) > _MANY:
        reading.faults.append(Fault("the file", f"it holds more than {_MANY} services; split it"))


def _read(node: object, place: str, reading: Reading, sectors: Collection[str]) -> None:
    if isinstance(node, list):
        for number, one in enumerate(node, 1):
            _read(one, f"row {number}", reading, sectors)
    elif not isinstance(node, Mapping):
        reading.faults.append(Fault(place, "this is no HSDS object"))
    elif isinstance(node.get("contents"), list):
        _read(node["contents"], place, reading, sectors)
        others = node.get("others")
        for kind, rows in (others if isinstance(others, Mapping) else {}).items():
            reading.others.setdefault(str(kind), []).extend(
                dict(row) for row in rows if isinstance(row, Mapping)
            )
    else:
        _read_object(node, place, reading, sectors)


def _read_object(node: Mapping[str, Any], place: str, reading: Reading, sectors: Collection[str]) -> None:
    if isinstance(node.get("service"), Mapping):
        at = {name: value for name, value in node.items() if name != "service"}
        known = node["service"].get("service_at_locations")
        _take({**node["service"], "service_at_locations": [*(known or []), at]}, place, reading, sectors)
    elif isinstance(node.get("services"), list):
        organisation = {name: value for name, value in node.items() if name != "services"}
        for number, service in enumerate(node["services"], 1):
            if isinstance(service, Mapping):
                _take(
                    {"organization": organisation, **service}, f"{place}, service {number}", reading, sectors
                )
    elif (kind := _other_kind(node)) is not None:
        if kind:
            reading.others.setdefault(kind, []).append(dict(node))
    else:
        _take(dict(node), place, reading, sectors)


# A table, and the fields of which one gives its objects away; "" is a page about an API, which holds nothing.
_SIGNS: Final = (
    ("location", frozenset({"location_type"})),
    ("taxonomy_term", frozenset({"taxonomy", "parent_id"})),
    ("", frozenset({"openapi_url"})),
    ("organization", frozenset({"legal_status", "website", "year_incorporated"})),
)


def _other_kind(node: Mapping[str, Any]) -> str | None:
    """The table of an object that is no service; None for a service."""
    if "status" in node:
        return None
    for kind, signs in _SIGNS:
        if signs & node.keys():
            return kind
    return "taxonomy" if {"uri", "version"} <= node.keys() else None


def _take(service: dict[str, Any], place: str, reading: Reading, sectors: Collection[str]) -> None:
    name = service.get("name")
    where = f"{place} ({name})" if isinstance(name, str) and name.strip() else place
    faults = faults_of(service, where, sectors)
    reading.faults.extend(faults)
    if not faults:
        reading.services.append(service)


def document_of(services: list[dict[str, Any]], others: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The whole directory as one HSDS page of services, in which nothing is left out."""
    document: dict[str, Any] = {
        "version": "3.0",
        "profile": PROFILE,
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }
    kept = {kind: rows for kind, rows in others.items() if rows}
    return document | ({"others": kept} if kept else {})
