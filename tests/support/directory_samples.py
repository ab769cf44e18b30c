"""Invented services in HSDS form."""

from policies.directory.terms import with_answers

TODAY = "2026-11-26"


def service(identity="clinic", name="Women's clinic", **answers):
    """An HSDS service with our attributes; `fields` of HSDS itself go in by `fields=`."""
    fields = answers.pop("fields", {})
    base = {
        "id": identity,
        "name": name,
        "status": "active",
        "description": "Care after violence, free of charge.",
        "organization": {"id": "org-1", "name": "Invented Health Network"},
        "phones": [{"id": f"{identity}-phone", "number": "+249 55 010 20 30", "description": "front desk"}],
        "schedules": [
            {
                "id": f"{identity}-hours",
                "freq": "WEEKLY",
                "byday": "MO,TU,WE,TH,FR",
                "opens_at": "08:00",
                "closes_at": "16:30",
            }
        ],
        "service_areas": [{"id": f"{identity}-area", "name": "Northern camps"}],
        "languages": [{"id": f"{identity}-ar", "code": "ar"}, {"id": f"{identity}-en", "code": "en"}],
        **fields,
    }
    given = {"sector": "MED", "visibility": "public", "verified_on": TODAY} | answers
    return with_answers(base, {code: _many(value) for code, value in given.items()})


def _many(value):
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


def place(**location):
    """A service_at_locations list with one place."""
    return [
        {
            "id": "at-1",
            "location": {
                "id": "loc-1",
                "location_type": "physical",
                "name": "Blue gate",
                "addresses": [{"id": "adr-1", "address_1": "12 River road", "city": "Northtown"}],
                **location,
            },
        }
    ]
