"""Rule E9: two people destroy, one hold prevents it. Keys and bodies go, headers stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from policies.acts.destruction import day_of
from policies.records import Act, Problem
from policies.roles import COORDINATION, LANE_NUMBERS, Roles

APPROVERS = 2
IDENTITY = LANE_NUMBERS["identity"]


@dataclass(frozen=True)
class Hold:
    """A hold that nobody has lifted. `owner`: a member's id in hex; `on`, `until`: days that its author claims.

    One that has run out still prevents destruction until a person renews or releases it: a clock alone, which
    any computer may have wrong, never opens the way to destroying something.
    """

    event_id: str
    lane: int
    author: str
    owner: str
    reason_code: str
    reason: str
    on: date
    until: date

    def ran_out(self, today: date) -> bool:
        """Whether its last day is over."""
        return today > self.until


@dataclass(frozen=True)
class Request:
    """What one person asked to destroy and nobody has completed. `compartments`: 1 to 5; `signed`: hex."""

    event_id: str
    lane: int
    author: str
    events: tuple[str, ...]
    compartments: tuple[int, ...]
    signed: str
    on: str
    reason: str


@dataclass(frozen=True)
class Destruction:
    """`destroyed`: events whose bodies and keys must go; `holds` live, by id; `pending`: requests signed by one."""

    destroyed: frozenset[str]
    holds: tuple[str, ...]
    pending: tuple[str, ...]
    problems: tuple[Problem, ...]
    live: tuple[Hold, ...] = ()
    requests: tuple[Request, ...] = ()


def trace_destruction(acts: Iterable[Act]) -> Destruction:
    """Follow holds, releases and destroy requests among the acts that count."""
    listed = tuple(acts)
    holds = [act for act in listed if act.type == "hold"]
    releases = [act for act in listed if act.type in {"release", "hold"}]
    requests = [act for act in listed if act.type == "destroy"]
    destroyed: set[str] = set()
    pending: list[Act] = []
    problems: list[Problem] = []
    for request in requests:
        if not _approved(request, requests):
            if not any(request.record.event_id in other.body.get("approvals", ()) for other in requests):
                pending.append(request)
            continue
        if any(_blocks(hold, request, releases) for hold in holds):
            text = "A hold was in force, or placed at the same time; nothing is destroyed."
            problems.append(Problem(request.record.event_id, "destroy-held", text))
            continue
        destroyed |= set(request.body["events"])
    live = [hold for hold in holds if not any(_releases(one, hold) for one in releases)]
    return Destruction(
        frozenset(destroyed),
        tuple(sorted(hold.record.event_id for hold in live)),
        tuple(sorted(request.record.event_id for request in pending)),
        tuple(problems),
        tuple(sorted((_hold(act) for act in live), key=lambda hold: (hold.until, hold.event_id))),
        tuple(sorted((_request(act) for act in pending), key=lambda request: request.event_id)),
    )


def may_order(roles: Roles, role: str, compartments: Iterable[int]) -> bool:
    """Whether a role's signature counts for destroying these compartments (1 to 5).

    Identity and coordination belong to no single lane: whoever may destroy in some lane may destroy them.
    """
    found = roles.role(role)
    if found is None or "destroy" not in found.actions or not found.lanes:
        return False
    return all(lane in {IDENTITY, COORDINATION} or found.may("destroy", lane) for lane in compartments)


def _hold(act: Act) -> Hold:
    body: Mapping[str, object] = act.body
    return Hold(
        act.record.event_id,
        act.lane,
        act.record.author,
        str(body.get("owner", act.record.author)),
        str(body.get("reason_code", "")),
        str(body.get("reason", "")),
        day_of(body.get("on")) or date.min,
        day_of(body.get("until")) or date.max,
    )


def _request(act: Act) -> Request:
    return Request(
        act.record.event_id,
        act.lane,
        act.record.author,
        tuple(act.body["events"]),
        tuple(sorted(set(act.body.get("compartments", ())))),
        str(act.body.get("signed", "")),
        str(act.body.get("on", "")),
        str(act.body.get("reason", "")),
    )


def _approved(request: Act, requests: Iterable[Act]) -> bool:
    """Whether this request completes an earlier one, of the same events, by someone else whom it names."""
    authors = {request.record.author}
    for other in requests:
        if (
            other.record.event_id in request.body.get("approvals", ())
            and request.knew(other)
            and set(other.body["events"]) == set(request.body["events"])
            and set(other.body.get("compartments", ())) == set(request.body.get("compartments", ()))
        ):
            authors.add(other.record.author)
    return len(authors) >= APPROVERS


def _blocks(hold: Act, request: Act, releases: Iterable[Act]) -> bool:
    """A hold blocks unless it came after the destruction, or the destroyer knew of its release."""
    if hold.knew(request):
        return False
    return not any(_releases(one, hold) and request.knew(one) for one in releases)


def _releases(release: Act, hold: Act) -> bool:
    """A release ends the holds that it names, or all that its author knew of; never any other.

    A hold that renews others takes their place.
    """
    if release.type == "hold":
        return release.knew(hold) and hold.record.event_id in release.body.get("renews", ())
    named = release.body.get("holds", [])
    return release.knew(hold) and (not named or hold.record.event_id in named)
