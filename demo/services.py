"""A few invented services for the directory. No organisation, number or place in them is real."""

from collections.abc import Mapping
from typing import Any

from policies.directory.terms import with_answers


def _service(
    name: str, organisation: str, sector: str, phone: str, hours: str, **more: str
) -> Mapping[str, Any]:
    identity = name.lower().replace(" ", "-").replace("'", "")
    base: dict[str, Any] = {
        "id": identity,
        "name": name,
        "status": "active",
        "description": more.pop("description"),
        "organization": {"id": f"{identity}-org", "name": organisation},
        "phones": [{"id": f"{identity}-phone", "number": phone}],
        "schedules": [
            {"id": f"{identity}-hours", "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA",
             "opens_at": hours[:5], "closes_at": hours[6:]}
        ],
        "service_areas": [{"id": f"{identity}-area", "name": "North Camp"}],
        "languages": [{"id": f"{identity}-{code}", "code": code} for code in ("ar", "en", "es", "fr")],
    }  # fmt: skip
    answers = {"sector": sector, "visibility": "public", "cost_to_person": "free"} | more
    return with_answers(base, {code: (value,) for code, value in answers.items()})


SERVICES = (
    _service("Women's health post", "Example Health Network", "MED", "+00 000 000 101", "08:00-17:00",
             description="Care after violence. No papers, no police report.",
             female_staff="yes", walk_in="yes", urgent_window_h="72"),
    _service("Listening line", "Example Counsel", "MHP", "+00 000 000 102", "00:00-23:59",
             description="Someone to talk to, day and night.", hotline_24_7="yes", female_staff="yes"),
    _service("Legal desk", "Example Justice Clinic", "LEG", "+00 000 000 103", "09:00-15:00",
             description="Explains your choices. You decide."),
    _service("Children's corner", "Example Child Care", "MHP", "+00 000 000 104", "08:00-16:00",
             description="For children and those who care for them.", child_friendly="yes"),
)  # fmt: skip
