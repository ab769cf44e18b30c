"""The episode of help: an explicit start, a named role that cares, an explicit end, and never a look at the inquiry.

Nothing here reads a status, a stage, a category or anybody's wish to take part in an investigation: closing a case
never ends the help (I3), and whoever declines the help stops nothing else (I5).
"""

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from policies.loader import Policies
from policies.records import Act, Problem, maximal

# From where to where. "" is the moment before anybody offered anything.
NEXT: Mapping[str, frozenset[str]] = types.MappingProxyType(
    {
        "": frozenset({"offered"}),
        "offered": frozenset({"consented", "declined", "closed"}),
        "declined": frozenset({"offered", "consented", "closed"}),
        "consented": frozenset({"needs-agreed", "closed"}),
        "needs-agreed": frozenset({"plan", "closed"}),
        "plan": frozenset({"review", "needs-agreed", "closed"}),
        "review": frozenset({"plan", "needs-agreed", "closed"}),
        "closed": frozenset({"reopened"}),
        "reopened": frozenset({"consented", "needs-agreed", "plan", "declined", "closed"}),
    }
)
ENDED = frozenset({"declined", "closed"})
TWO = 2


@dataclass(frozen=True)
class Tick:
    """One tick, with who, when and how it is known. `done` false takes a tick back."""

    event_id: str
    author: str
    role: str
    on: str
    evidence: str
    text: str
    done: bool = True


@dataclass(frozen=True)
class Contact:
    """One try to reach somebody: `who` is "person" or "reporter"."""

    event_id: str
    author: str
    who: str
    way: str
    outcome: str
    on: date


@dataclass(frozen=True)
class BestInterest:
    """A decision for a child; it stands once two different people signed."""

    event_id: str
    decision: str
    reason: str
    on: date
    signers: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether two people signed it."""
        return len(self.signers) >= TWO


@dataclass(frozen=True)
class ChildTold:
    """Somebody signed that the lead for child protection knows: a lead for themselves, any other that they told one."""

    event_id: str
    author: str
    role: str
    on: date


@dataclass(frozen=True)
class Gap:
    """A service that is not there: a sector and a place, and whom we asked. Never anything of the case."""

    event_id: str
    sector: str
    place: str
    referral: str
    asked: str
    on: date


@dataclass(frozen=True)
class Episode:
    """One episode. `state` is "" before the first offer; `states`: all that stand, the one that counts first.

    `manager`: the member who cares, hex, empty while two disagree; `ticks` by step of the once-an-episode checklist.
    `offered_on`: the day of the first offer. `minor_since`: when an officer first noted a child's age band, a claim,
    or empty; `minor_event`: that act. `history`: (state, event, claimed time) in causal order.
    """

    state: str = ""
    states: tuple[str, ...] = ()
    manager: str = ""
    managers: tuple[str, ...] = ()
    manager_role: str = ""
    needs: tuple[str, ...] = ()
    review_on: date | None = None
    ended_because: str = ""
    offered_on: str = ""
    history: tuple[tuple[str, str, str], ...] = ()
    ticks: Mapping[str, tuple[Tick, ...]] = field(default_factory=lambda: types.MappingProxyType({}))
    age_band: str = ""
    minor_since: str = ""
    minor_event: str = ""
    contacts: tuple[Contact, ...] = ()
    child_alerts: tuple[ChildTold, ...] = ()
    decisions: tuple[BestInterest, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether help was offered."""
        return bool(self.history)

    @property
    def open(self) -> bool:
        """Whether somebody has to do something: it began and has not ended."""
        return self.begun and self.state not in ENDED

    def done(self, step: str) -> bool:
        """Whether a step of the once-an-episode checklist is ticked."""
        return any(tick.done for tick in self.ticks.get(step, ()))

    def decided(self, decision: str) -> bool:
        """Whether two people decided so for a child."""
        return any(one.decision == decision and one.stands for one in self.decisions)


def trace_episode(acts: Iterable[Act], policies: Policies) -> tuple[Episode, tuple[Problem, ...]]:
    """Follow one case's episode among the acts that count."""
    listed = tuple(acts)
    steps, problems = _legal([act for act in listed if act.type == "episode"])
    last = maximal(steps)
    rank: dict[str, int] = {state: place for place, state in enumerate(policies.referral_sop.episode_states)}
    states = tuple(sorted({str(act.body["state"]) for act in last}, key=lambda state: rank[state]))
    managers, role = _managers(steps, [act for act in listed if act.type == "handover"])
    counts = [act for act in last if states and act.body["state"] == states[0]]
    needs = maximal(act for act in steps if act.body.get("needs"))
    reviewed = [act.body["review_on"] for act in counts if act.body.get("review_on")]
    ticks = _ticks(listed)
    aged = [act for act in listed if act.type == "episode-step" and act.body.get("age_band")]
    bands = [act.body["age_band"] for act in aged]
    minors = [act for act in aged if policies.consent.minor_rule(act.body["age_band"]) is not None]
    episode = Episode(
        state=states[0] if states else "",
        states=states,
        manager=managers[0] if len(managers) == 1 else "",
        managers=managers,
        manager_role=role,
        needs=tuple(sorted({code for act in needs for code in act.body["needs"]})),
        review_on=min((date.fromisoformat(day) for day in reviewed), default=None),
        ended_because=next((str(act.body["reason"]) for act in counts if act.body.get("reason")), ""),
        offered_on=next((str(act.body.get("sent_at", ""))[:10] for act in steps), ""),
        history=tuple((act.body["state"], act.record.event_id, act.body.get("sent_at", "")) for act in steps),
        ticks=ticks,
        age_band=_youngest(bands, policies),
        minor_since=next((str(act.body.get("sent_at", "")) for act in minors), ""),
        minor_event=next((act.record.event_id for act in minors), ""),
        contacts=tuple(_contact(act) for act in listed if act.type == "contact"),
        child_alerts=tuple(_told(act) for act in listed if act.type == "child-alert"),
        decisions=_decisions(listed),
        gaps=tuple(_gap(act) for act in listed if act.type == "gap"),
    )
    return episode, tuple(problems)


def allowed_next(episode: Episode) -> frozenset[str]:
    """The states that may follow; while two stand, either may be said again to settle it."""
    standing = episode.states or ("",)
    settle = frozenset(episode.states) if len(episode.states) > 1 else frozenset()
    return settle.union(*(NEXT[state] for state in standing))


def _legal(steps: Sequence[Act]) -> tuple[list[Act], list[Problem]]:
    """Drop a step that could not follow from anything that its author knew: no episode begins in the middle."""
    kept: list[Act] = []
    problems: list[Problem] = []
    for act in steps:
        known = maximal(one for one in kept if act.knew(one))
        standing = {str(one.body["state"]) for one in known} or {""}
        state = act.body["state"]
        settles = len(standing) > 1 and state in standing
        if settles or any(state in NEXT[one] for one in standing):
            kept.append(act)
        else:
            text = f"The episode of help can't become {state} from here; it has no effect."
            problems.append(Problem(act.record.event_id, "episode-jump", text))
    return kept, problems


def _managers(steps: Sequence[Act], handovers: Sequence[Act]) -> tuple[tuple[str, ...], str]:
    named = [act for act in (*steps, *handovers) if act.type == "handover" or act.body.get("manager")]
    last = maximal(named)
    people = tuple(
        sorted({str(act.body["to"] if act.type == "handover" else act.body["manager"]) for act in last})
    )
    roles = [str(act.body.get("to_role") or act.body.get("manager_role") or "") for act in last]
    begun = [str(act.body["manager_role"]) for act in steps if act.body.get("manager_role")]
    return people, next((role for role in roles if role), begun[-1] if begun else "")


def _ticks(acts: Iterable[Act]) -> Mapping[str, tuple[Tick, ...]]:
    """Each step's standing ticks. Two people who tick at once both stand; so does a tick beside its taking back."""
    found: dict[str, list[Act]] = {}
    for act in acts:
        if act.type == "episode-step":
            found.setdefault(str(act.body["step"]), []).append(act)
    return types.MappingProxyType(
        {step: tuple(read_tick(act) for act in maximal(given)) for step, given in found.items()}
    )


def read_tick(act: Act) -> Tick:
    """A tick out of its act."""
    body, record = act.body, act.record
    on = str(body.get("on") or body.get("sent_at", "")[:10])
    evidence, text = str(body.get("evidence") or ""), str(body.get("text", ""))
    return Tick(
        record.event_id, record.author, record.role, on, evidence, text, body.get("done", True) is True
    )


def _contact(act: Act) -> Contact:
    body = act.body
    on = date.fromisoformat(body["on"])
    return Contact(act.record.event_id, act.record.author, body["with"], body["way"], body["outcome"], on)


def _told(act: Act) -> ChildTold:
    record = act.record
    return ChildTold(record.event_id, record.author, record.role, date.fromisoformat(act.body["on"]))


def _gap(act: Act) -> Gap:
    body = act.body
    on = date.fromisoformat(body["on"])
    referral, asked = str(body.get("referral") or ""), str(body.get("asked") or "")
    return Gap(act.record.event_id, body["sector"], body["place"], referral, asked, on)


def _decisions(acts: Sequence[Act]) -> tuple[BestInterest, ...]:
    approvals = [act for act in acts if act.type == "assistance-approve"]
    found = []
    for act in acts:
        if act.type != "best-interest":
            continue
        named = [one for one in approvals if one.body["names"] == act.record.event_id and one.knew(act)]
        signers = tuple(sorted({act.record.author, *(one.record.author for one in named)}))
        on = date.fromisoformat(act.body["on"])
        found.append(BestInterest(act.record.event_id, act.body["decision"], act.body["reason"], on, signers))
    return tuple(found)


def _youngest(bands: Sequence[str], policies: Policies) -> str:
    """Of several age bands the youngest counts: it asks for the most care."""
    order = policies.consent.age_bands
    return min(bands, key=order.index, default="")
