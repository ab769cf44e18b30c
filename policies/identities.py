"""Opening who the reporter is: who asked and why, which shares were handed over, whether it was opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.records import Act


@dataclass(frozen=True)
class IdentityRequest:
    """One request. `asked`: ids of those whose share is asked for; `shares`: (which, who handed it over).

    The keys decide when it opens: whoever asked must hold both shares, and nobody holds both from the start.
    """

    event_id: str
    by: str
    role: str
    reason: str
    asked: tuple[str, ...]
    shares: tuple[tuple[int, str], ...]
    opened: bool


def trace_identity(acts: Iterable[Act]) -> tuple[IdentityRequest, ...]:
    """All requests, in the order of the acts."""
    listed = tuple(acts)
    return tuple(_request(act, listed) for act in listed if act.type == "identity-request")


def _request(act: Act, acts: tuple[Act, ...]) -> IdentityRequest:
    asked = tuple(dict.fromkeys(act.body["asked"]))
    about = [one for one in acts if one.body.get("names") == act.record.event_id and one.knew(act)]
    shares = {
        (int(one.body["which"]), one.record.author)
        for one in about
        if one.type == "identity-share"
        and one.record.author in asked
        and one.record.author != act.record.author
    }
    return IdentityRequest(
        event_id=act.record.event_id,
        by=act.record.author,
        role=act.record.role,
        reason=str(act.body["reason"]),
        asked=asked,
        shares=tuple(sorted(shares)),
        opened=any(one.type == "identity-opened" and one.record.author == act.record.author for one in about),
    )
