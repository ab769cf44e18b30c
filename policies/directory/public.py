"""The part of the directory that everybody may see, and nothing else of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from policies.directory.checks import where_it_is
from policies.directory.entry import Entry
from policies.directory.terms import STAFF_TERMS, code_of
from policies.referrals import Referrals

# Fields that people outside are shown; contacts name persons, funding and metadata are nobody's business.
_SERVICE: Final = (
    "id", "name", "alternate_name", "description", "url", "email", "status", "interpretation_services",
    "application_process", "fees_description", "eligibility_description", "minimum_age", "maximum_age",
    "assured_date", "alert", "last_modified", "phones", "schedules", "service_areas", "languages",
)  # fmt: skip
_ORGANISATION: Final = ("id", "name", "alternate_name", "description", "website", "phones")
_PLACE: Final = ("id", "location_type", "name", "transportation", "addresses", "accessibility")


def public_services(entries: Iterable[Entry], today: dt.date, policy: Referrals) -> list[dict[str, Any]]:
    """HSDS services for the public: only entries marked public, active and verified; never a shelter.

    An address goes along only where `safe_to_publish_address` is answered with yes.
    """
    return [
        _public(entry)
        for entry in sorted(entries, key=lambda one: (one.name, one.id))
        if is_public(entry) and entry.freshness(today, policy) != "stale"
    ]


def is_public(entry: Entry) -> bool:
    """Whether an entry may ever be shown to everybody."""
    return entry.visibility == "public" and entry.active and not entry.is_shelter


def leaks_of(service: Mapping[str, Any]) -> tuple[str, ...]:
    """What in a service would show a place that nobody marked as safe. A portal refuses a document with any."""
    safe = any(
        code_of(one) == "safe_to_publish_address" and one.get("value") == "yes"
        for one in service.get("attributes") or ()
    )
    return () if safe else where_it_is(service)


def _public(entry: Entry) -> dict[str, Any]:
    document = entry.document
    made = {name: document[name] for name in _SERVICE if document.get(name) not in (None, "", [])}
    organisation = document.get("organization")
    if isinstance(organisation, Mapping):
        made["organization"] = {name: organisation[name] for name in _ORGANISATION if organisation.get(name)}
    if entry.says("safe_to_publish_address"):
        made["service_at_locations"] = [
            {
                "id": at.get("id"),
                "location": {name: at["location"][name] for name in _PLACE if at["location"].get(name)},
            }
            for at in document.get("service_at_locations") or ()
            if isinstance(at, Mapping) and isinstance(at.get("location"), Mapping)
        ]
    attributes = [
        one for one in document.get("attributes") or () if code_of(one) and code_of(one) not in STAFF_TERMS
    ]
    return made | {"attributes": attributes}
