"""Rule E9: two people destroy, one hold prevents it. Keys and bodies go, headers stay."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.records import Act, Problem

APPROVERS = 2


@dataclass(frozen=True)
class Destruction:
    """`destroyed`: events whose bodies and keys must go; `holds` live; `pending`: requests signed by one."""

    destroyed: frozenset[str]
    holds: tuple[str, ...]
    pending: tuple[str, ...]
    problems: tuple[Problem, ...]


def trace_destruction(acts: Iterable[Act]) -> Destruction:
    """Follow holds, releases and destroy requests among the acts that count."""
    listed = tuple(acts)
    holds = [act for act in listed if act.type == "hold"]
    releases = [act for act in listed if act.type == "release"]
    requests = [act for act in listed if act.type == "destroy"]
    destroyed: set[str] = set()
    pending: list[str] = []
    problems: list[Problem] = []
    for request in requests:
        if not _approved(request, requests):
            if not any(request.record.event_id in other.body.get("approvals", ()) for other in requests):
                pending.append(request.record.event_id)
            continue
        if any(_blocks(hold, request, releases) for hold in holds):
            text = "A hold was in force, or placed at the same time; nothing is destroyed."
            problems.append(Problem(request.record.event_id, "destroy-held", text))
            continue
        destroyed |= set(request.body["events"])
    live = [hold.record.event_id for hold in holds if not any(_releases(one, hold) for one in releases)]
    return Destruction(frozenset(destroyed), tuple(sorted(live)), tuple(sorted(pending)), tuple(problems))


def _approved(request: Act, requests: Iterable[Act]) -> bool:
    """Whether this request completes an earlier one, of the same events, by someone else whom it names."""
    authors = {request.record.author}
    for other in requests:
        if (
            other.record.event_id in request.body.get("approvals", ())
            and request.knew(other)
            and set(other.body["events"]) == set(request.body["events"])
        ):
            authors.add(other.record.author)
    return len(authors) >= APPROVERS


def _blocks(hold: Act, request: Act, releases: Iterable[Act]) -> bool:
    """A hold blocks unless it came after the destruction, or the destroyer knew of its release."""
    if hold.knew(request):
        return False
    return not any(_releases(one, hold) and request.knew(one) for one in releases)


def _releases(release: Act, hold: Act) -> bool:
    """A release ends the holds that it names, or all that its author knew of; never any other."""
    named = release.body.get("holds", [])
    return release.knew(hold) and (not named or hold.record.event_id in named)
