"""Each referral as it stands: the checklist of the version that it was made under, and how it ended.

Ticks are a union: two officers who tick at once, days away from any network, lose nothing. Of answers and results
that disagree, the one that leaves the person without help counts until somebody settles it.
"""

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from policies.consent_ledger import Allowed, Denied, HasLedger, may_share
from policies.episode import Tick, read_tick
from policies.loader import Policies
from policies.records import Act, Problem, maximal

ReferralState = Literal[
    "planned", "consent-missing", "sent", "accepted", "rejected", "received", "ended", "withdrawn", "stop"
]


Source = Literal["officer", "case-code", "packet-code"]


@dataclass(frozen=True)
class Provider:
    """The directory entry as it was when it was chosen. `verified_on`: a day or empty."""

    entry: str
    organisation: str
    service: str = ""
    sector: str = ""
    verified_on: str = ""
    contact_route: str = ""


@dataclass(frozen=True)
class Followup:
    """One look after the person, `day` days after sending."""

    event_id: str
    day: int
    outcome: str
    on: date
    author: str


@dataclass(frozen=True)
class Ticked:
    """One tick of the past, also one that another came after. `code`: the answer or the result that it named.

    `source`: who said it: an officer, the person with the case code, or the service with the code on its packet.
    """

    step: str
    tick: Tick
    code: str
    source: Source = "officer"


@dataclass(frozen=True)
class Packet:
    """One printed packet. `place`: where its answer lies; `proof`, `seed`: what opens it, 32 bytes each in hex.

    `until`: the last day on which it is taken; `answered`: it stands on the checklist.
    """

    event_id: str
    author: str
    place: str
    proof: str = field(repr=False)
    seed: str = field(repr=False)
    until: date
    answered: bool


@dataclass(frozen=True)
class Referral:
    """One referral. `id`: its event; `steps`: (id, label) of the version it was made under.

    `ticks`: those that count now, by step; `history`: every one, and what the person said, in causal order.

    `answer`, `refusal`, `result`, `funding`: the codes that count, or empty; `conflicts`: what two people said
    differently, as step ids. `received`: "yes" or "no" as the person said, or empty; `received_from`: "case-code"
    where they said it themselves. `shown`: on the person's own page.
    """

    id: str
    sector: str
    provider: Provider
    items: tuple[str, ...]
    urgent: bool
    officer: str
    on: date
    policy_version: int
    steps: tuple[tuple[str, str], ...]
    followup_days: tuple[int, ...]
    answer_hours: int
    ticks: Mapping[str, tuple[Tick, ...]] = field(default_factory=lambda: types.MappingProxyType({}))
    sent_on: date | None = None
    answer: str = ""
    refusal: str = ""
    received: str = ""
    received_from: str = ""
    result: str = ""
    funding: str = ""
    conflicts: tuple[str, ...] = ()
    followups: tuple[Followup, ...] = ()
    packets: tuple[Packet, ...] = ()
    history: tuple[Ticked, ...] = ()
    shown: bool = True

    def done(self, step: str) -> bool:
        """Whether a step of its checklist is ticked."""
        if step == "received":
            return self.received == "yes"
        return any(tick.done for tick in self.ticks.get(step, ()))

    def state(self, case: HasLedger, today: date) -> ReferralState:
        """How it stands on a day. "stop": it was sent, and the consent was withdrawn since: tell the service."""
        verdict = may_share(case, self.provider.entry, self.items, today)
        if self.result:
            return "ended"
        if self.sent_on is None:
            return _before_sending(verdict)
        if isinstance(verdict, Denied) and verdict.reason == "withdrawn":
            return "stop"
        if self.received == "yes":
            return "received"
        if not self.answer:
            return "sent"
        return "rejected" if self.answer == "rejected" else "accepted"

    @property
    def next_step(self) -> str:
        """The first step of its checklist that is not ticked; empty where it has ended."""
        if self.result:
            return ""
        waiting = [step for step, _ in self.steps if not self.done(step)]
        # A refusal leaves nothing to receive: what remains is to say how it ended.
        if self.answer == "rejected" and "received" in waiting:
            waiting.remove("received")
        return waiting[0] if waiting else ""


def _before_sending(verdict: Allowed | Denied) -> ReferralState:
    if isinstance(verdict, Allowed):
        return "planned"
    return "withdrawn" if verdict.reason == "withdrawn" else "consent-missing"


def trace_referrals(
    acts: Iterable[Act], policies: Policies
) -> tuple[tuple[Referral, ...], tuple[Problem, ...]]:
    """All referrals among the acts that count, in causal order, and what refers to none of them."""
    listed = tuple(acts)
    named: dict[str, list[Act]] = {}
    for act in listed:
        if act.type in {"referral-step", "packet", "followup", "receipt"}:
            named.setdefault(str(act.body["referral"]), []).append(act)
    made = [act for act in listed if act.type == "referral"]
    problems = [
        Problem(
            act.record.event_id, "referral-unknown", "It names a referral that isn't here; it has no effect."
        )
        for referral, about in named.items()
        if referral not in {one.record.event_id for one in made}
        for act in about
        # Whoever holds the conversation alone reads the person's receipts without the referrals.
        if act.type != "receipt"
    ]
    found = []
    for act in made:
        about = named.get(act.record.event_id, [])
        steps = {str(step["id"]) for step in act.body["policy"]["steps"]}
        for one in about:
            if one.type == "referral-step" and one.body["step"] not in steps:
                text = "Its referral was made under a checklist without this step; it has no effect."
                problems.append(Problem(one.record.event_id, "step-unknown", text))
        known = [one for one in about if one.type != "referral-step" or one.body["step"] in steps]
        found.append(_referral(act, known, policies))
    return tuple(found), tuple(problems)


def _referral(act: Act, about: Sequence[Act], policies: Policies) -> Referral:
    body, version = act.body, act.body["policy"]
    steps = [one for one in about if one.type == "referral-step"]
    by_step: dict[str, tuple[Act, ...]] = {}
    for name in {str(one.body["step"]) for one in steps}:
        by_step[name] = maximal(one for one in steps if one.body["step"] == name)
    answers = by_step.get("answered", ())
    answer = _worst([str(one.body["value"]) for one in answers], ("rejected", "accepted"))
    gaps_first = sorted(
        policies.referral_sop.results, key=lambda result: (not result.gap, result.id == "done")
    )
    results = [str(one.body["result"]) for one in by_step.get("result", ())]
    received, source = _received(about, by_step.get("received", ()))
    entry = body["entry"]
    texts = {name: str(entry.get(name, "")) for name in ("service", "sector", "verified_on", "contact_route")}
    sent = [date.fromisoformat(one.body["on"]) for one in by_step.get("sent", ())]
    paid = [one.body["funding"] for one in maximal(one for one in (act, *steps) if one.body.get("funding"))]
    return Referral(
        id=act.record.event_id,
        sector=body["sector"],
        provider=Provider(entry["entry"], entry["organisation"], **texts),
        items=tuple(dict.fromkeys(body["items"])),
        urgent=body["urgent"],
        officer=act.record.author,
        on=date.fromisoformat(body["on"]),
        policy_version=version["version"],
        steps=tuple((step["id"], step["label"]) for step in version["steps"]),
        followup_days=tuple(sorted(set(version["followup_days"]))),
        answer_hours=version["answer_hours"],
        ticks=types.MappingProxyType(
            {name: tuple(read_tick(one) for one in given) for name, given in by_step.items()}
        ),
        sent_on=min(sent, default=None),
        answer=answer,
        refusal=next((str(one.body["reason"]) for one in answers if one.body["value"] == "rejected"), ""),
        received=received,
        received_from=source,
        result=_worst(results, tuple(result.id for result in gaps_first)),
        funding=min(paid, default=""),
        conflicts=tuple(
            name
            for name, values in (
                ("answered", {one.body["value"] for one in answers}),
                ("result", set(results)),
            )
            if len(values) > 1
        ),
        followups=tuple(_followup(one) for one in about if one.type == "followup"),
        history=tuple(_ticked(one) for one in about if one.type in {"referral-step", "receipt"}),
        packets=tuple(_packet(one, steps) for one in about if one.type == "packet"),
        shown=body.get("shown", True),
    )


def _received(about: Sequence[Act], ticked: Sequence[Act]) -> tuple[str, str]:
    """What the person says counts; an officer's tick stands for it only until they said something themselves."""
    said = maximal(one for one in about if one.type == "receipt")
    if said:
        return ("yes" if all(one.body["received"] for one in said) else "no"), "case-code"
    if ticked:
        return "yes", str(ticked[0].body.get("evidence") or "")
    return "", ""


def _ticked(act: Act) -> Ticked:
    if act.type == "receipt":
        return Ticked("received", read_tick(act), "yes" if act.body["received"] else "no", "case-code")
    code = act.body.get("result") or act.body.get("reason") or act.body.get("value")
    source: Source = "packet-code" if act.body.get("packet") else "officer"
    return Ticked(act.body["step"], read_tick(act), str(code or ""), source)


def _packet(act: Act, steps: Sequence[Act]) -> Packet:
    body, event_id = act.body, act.record.event_id
    answered = any(one.body["step"] == "answered" and one.body.get("packet") == event_id for one in steps)
    until = date.fromisoformat(body["until"])
    return Packet(event_id, act.record.author, body["place"], body["proof"], body["seed"], until, answered)


def _followup(act: Act) -> Followup:
    body = act.body
    on = date.fromisoformat(body["on"])
    return Followup(act.record.event_id, body["day"], body["outcome"], on, act.record.author)


def _worst(values: Sequence[str], order: Sequence[str]) -> str:
    rank = {value: place for place, value in enumerate(order)}
    return min(values, key=lambda value: rank.get(value, len(rank)), default="")
