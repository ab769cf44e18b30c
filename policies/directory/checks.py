"""What an entry must have before it is taken in, with the row at fault and the remedy."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.directory.entry import entry_of
from policies.directory.terms import code_of, wrong_value

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
_NAME_LIMIT: Final = 500


@dataclass(frozen=True, order=True)
class Fault:
    """`place`: the file and row as a person finds them; `text`: what is wrong and what to write."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def faults_of(service: Mapping[str, Any], place: str, sectors: Collection[str]) -> list[Fault]:
    """Everything that keeps this service out of the directory. `sectors`: the policy's codes."""
    texts = [*_required(service), *_phones(service), *_attributes(service, sectors)]
    if not texts:
        texts = list(_secrecy(service))
    return [Fault(place, text) for text in texts]


def _required(service: Mapping[str, Any]) -> Iterator[str]:
    if not _said(service.get("id")):
        yield "the id is missing"
    if not _said(service.get("name")):
        yield "the name is missing; give the service a name"
    elif len(str(service["name"])) > _NAME_LIMIT:
        yield f"the name is longer than {_NAME_LIMIT} characters"
    if service.get("status") not in STATUSES:
        yield f"the status is {service.get('status') or 'missing'!r}; it must be one of {', '.join(STATUSES)}"
    organisation = service.get("organization")
    if isinstance(organisation, Mapping) and not _said(organisation.get("name")):
        yield "the name of its organization is missing"


def _said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _phones(service: Mapping[str, Any]) -> Iterator[str]:
    phones = service.get("phones")
    for number, phone in enumerate(phones if isinstance(phones, list) else (), 1):
        if not isinstance(phone, Mapping) or not _said(phone.get("number")):
            yield f"phone {number} has no number"


def _attributes(service: Mapping[str, Any], sectors: Collection[str]) -> Iterator[str]:
    attributes = service.get("attributes")
    for attribute in attributes if isinstance(attributes, list) else ():
        code = code_of(attribute)
        wrong = wrong_value(code, str(attribute.get("value", "")), sectors) if code else None
        if wrong:
            yield wrong


def _secrecy(service: Mapping[str, Any]) -> Iterator[str]:
    """A place that hides people must not stand in a list that travels: refused, never silently dropped."""
    entry = entry_of(service)
    if entry.is_shelter and entry.visibility in {"public", "staff"}:
        yield "a shelter must be va_only or sealed; change its visibility"
    if (entry.is_shelter or entry.visibility == "sealed") and where_it_is(service):
        found = ", ".join(where_it_is(service))
        yield f"a shelter or sealed entry carries no place; remove {found} and set contact_route instead"


def where_it_is(service: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the fields that would lead to the place: addresses, coordinates, anywhere below the service."""
    found: dict[str, None] = {}
    waiting: list[Any] = [{key: value for key, value in service.items() if key != "organization"}]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for name, value in node.items():
                if name in {"addresses", "latitude", "longitude"} and value not in (None, "", []):
                    found[name] = None
                waiting.append(value)
        elif isinstance(node, list):
            waiting.extend(node)
    organisation = service.get("organization")
    if isinstance(organisation, Mapping) and organisation.get("locations"):
        found["locations of its organization"] = None
    return tuple(sorted(found))
