"""HSDS as tables, one CSV file each: from rows to whole services and back, without losing a row or a cell."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from policies.directory.terms import NAMESPACE

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# File name -> the kind of its rows.
FILES: Final[Mapping[str, str]] = {
    "services.csv": "service", "organizations.csv": "organization", "programs.csv": "program",
    "service_at_location.csv": "service_at_location", "locations.csv": "location", "phones.csv": "phone",
    "contacts.csv": "contact", "addresses.csv": "address", "schedules.csv": "schedule", "funding.csv": "funding",
    "service_areas.csv": "service_area", "required_documents.csv": "required_document",
    "languages.csv": "language", "accessibility.csv": "accessibility", "attributes.csv": "attribute",
    "taxonomies.csv": "taxonomy", "taxonomy_terms.csv": "taxonomy_term", "cost_options.csv": "cost_option",
    "organization_identifiers.csv": "organization_identifier", "metadata.csv": "metadata",
    "meta_table_descriptions.csv": "meta_table_description", "capacities.csv": "service_capacity",
    "service_capacities.csv": "service_capacity", "units.csv": "unit", "urls.csv": "url",
}  # fmt: skip
FILE_OF: Final[Mapping[str, str]] = {kind: file for file, kind in reversed(list(FILES.items()))}

# kind -> (field, kind of its items, the items' column that names the owner)
MANY: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "service": (
        ("phones", "phone", "service_id"), ("schedules", "schedule", "service_id"),
        ("service_areas", "service_area", "service_id"),
        ("service_at_locations", "service_at_location", "service_id"),
        ("languages", "language", "service_id"), ("funding", "funding", "service_id"),
        ("cost_options", "cost_option", "service_id"),
        ("required_documents", "required_document", "service_id"), ("contacts", "contact", "service_id"),
        ("capacities", "service_capacity", "service_id"), ("additional_urls", "url", "service_id"),
        ("attributes", "attribute", "link_id"), ("metadata", "metadata", "resource_id"),
    ),
    "organization": (
        ("funding", "funding", "organization_id"), ("contacts", "contact", "organization_id"),
        ("phones", "phone", "organization_id"), ("locations", "location", "organization_id"),
        ("programs", "program", "organization_id"),
        ("organization_identifiers", "organization_identifier", "organization_id"),
        ("attributes", "attribute", "link_id"), ("metadata", "metadata", "resource_id"),
    ),
    "service_at_location": (
        ("contacts", "contact", "service_at_location_id"), ("phones", "phone", "service_at_location_id"),
        ("schedules", "schedule", "service_at_location_id"), ("attributes", "attribute", "link_id"),
        ("metadata", "metadata", "resource_id"),
    ),
    "location": (
        ("languages", "language", "location_id"), ("addresses", "address", "location_id"),
        ("contacts", "contact", "location_id"), ("accessibility", "accessibility", "location_id"),
        ("phones", "phone", "location_id"), ("schedules", "schedule", "location_id"),
        ("attributes", "attribute", "link_id"), ("metadata", "metadata", "resource_id"),
    ),
    "contact": (("phones", "phone", "contact_id"),),
    "phone": (("languages", "language", "phone_id"),),
}  # fmt: skip
# kind -> (field that holds one object, its kind, our column that names it)
ONE: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "service": (("organization", "organization", "organization_id"), ("program", "program", "program_id")),
    "service_at_location": (("location", "location", "location_id"),),
    "attribute": (("taxonomy_term", "taxonomy_term", "taxonomy_term_id"),),
    "taxonomy_term": (("taxonomy_detail", "taxonomy", "taxonomy_id"),),
}
_WHOLE: Final = frozenset(
    ("minimum_age", "maximum_age", "extension", "timezone", "count", "interval", "year_incorporated")
)
_NUMBERS: Final = frozenset(("latitude", "longitude", "amount"))


class _Nest:
    """Joins rows into services. `used`: the rows that found a place."""

    def __init__(self, rows: Rows) -> None:
        self.rows = {kind: [_typed(row) for row in found] for kind, found in rows.items()}
        self.used: set[tuple[str, int]] = set()
        self._by: dict[tuple[str, str], dict[str, list[int]]] = {}

    def build(self, kind: str, number: int) -> Row:
        self.used.add((kind, number))
        made = dict(self.rows[kind][number])
        own = str(made.get("id", ""))
        for name, other, column in ONE.get(kind, ()):
            found = self._where(other, "id", str(made.get(column, "")))
            if found:
                made[name] = self.build(other, found[0])
        for name, other, column in MANY.get(kind, ()):
            items = [self.build(other, place) for place in self._where(other, column, own)]
            if items:
                made[name] = items
        return made

    def left_over(self) -> Rows:
        left: Rows = {}
        for kind, found in self.rows.items():
            for number, row in enumerate(found):
                if (kind, number) not in self.used:
                    left.setdefault(kind, []).append(row)
        return left

    def _where(self, kind: str, column: str, value: str) -> list[int]:
        if not value or kind not in self.rows:
            return []
        if (kind, column) not in self._by:
            index = self._by.setdefault((kind, column), {})
            for number, row in enumerate(self.rows[kind]):
                index.setdefault(str(row.get(column, "")), []).append(number)
        return self._by[kind, column].get(value, [])


def services_of_tables(rows: Rows) -> tuple[list[Row], Rows, list[str]]:
    """(whole services, rows by kind that belong to none of them, where each service stood)."""
    nest = _Nest(rows)
    count = len(nest.rows.get("service", ()))
    services = [nest.build("service", number) for number in range(count)]
    # The first line of a file holds the names of the columns.
    return services, nest.left_over(), [f"services.csv, row {number + 2}" for number in range(count)]


def _typed(row: Mapping[str, Any]) -> Row:
    """Cells without a value go; numbers become numbers where they are some, else they stay as written."""
    return {name: _number(name, value) for name, value in row.items() if name and value not in (None, "")}


def _number(name: str, value: object) -> object:
    if not isinstance(value, str) or name not in _WHOLE | _NUMBERS:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    if number.is_integer():
        return int(number)
    return number if name in _NUMBERS else value


def tables_of(services: list[Row], others: Rows) -> Rows:
    """Rows by kind: the reverse of `services_of_tables`."""
    tables: dict[str, dict[str, Row]] = {}
    for service in services:
        _flatten("service", service, {}, tables)
    for kind, rows in others.items():
        for row in rows:
            _flatten(kind, row, {}, tables)
    return {kind: list(rows.values()) for kind, rows in tables.items()}


def _flatten(kind: str, node: Row, owner: Row, tables: dict[str, dict[str, Row]]) -> str:
    one = {name: (other, column) for name, other, column in ONE.get(kind, ())}
    many = {name: (other, column) for name, other, column in MANY.get(kind, ())}
    flat = {name: value for name, value in node.items() if name not in one and name not in many}
    row = {**owner, **{name: _cell(value) for name, value in flat.items()}}
    for name, (other, column) in one.items():
        if isinstance(node.get(name), Mapping):
            row[column] = _flatten(other, node[name], {}, tables)
    row["id"] = str(row.get("id") or uuid.uuid5(NAMESPACE, json.dumps(row, sort_keys=True, default=str)))
    own = _merge(tables.setdefault(kind, {}), row)
    for name, (other, column) in many.items():
        for item in _items(node.get(name)):
            _flatten(other, item, {column: own}, tables)
    return own


def _items(value: object) -> Iterator[Row]:
    if isinstance(value, list):
        yield from (dict(item) for item in value if isinstance(item, Mapping))


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _merge(table: dict[str, Row], row: Row) -> str:
    """One row an id, as HSDS shows a phone below a service and its place; contradictions get rows of their own."""
    known = table.get(row["id"])
    if known is None:
        table[row["id"]] = row
    elif all(known.get(name, value) == value for name, value in row.items()):
        known.update(row)
    else:
        row["id"] = str(uuid.uuid5(NAMESPACE, json.dumps(row, sort_keys=True, default=str)))
        table.setdefault(row["id"], row)
    return str(row["id"])
