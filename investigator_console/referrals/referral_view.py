"""One referral as a row with its ticks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from investigator_console.language import gettext
from investigator_console.referrals.wording import (
    followup_label,
    label_of,
    note_in_words,
    referral_state,
    sector_label,
)
from policies import Policies
from policies.assistance_due import next_followup
from policies.episode import Tick
from policies.fold import Case
from policies.referral_track import Referral, Source, Ticked


@dataclass(frozen=True)
class TickView:
    """One tick of the row. `detail`: who ticked, one line each; `notes`: what was written; `open`: it can be ticked."""

    id: str
    label: str
    done: bool
    detail: Sequence[str]
    notes: Sequence[str]
    open: bool


@dataclass(frozen=True)
class PastView:
    """One line of a referral's history: when, who, which step, and how it is known."""

    on: str
    by: str
    what: str
    known_by: str
    note: str


@dataclass(frozen=True)
class ReferralView:
    """One referral. `followup`: the next day to look after it, and when that is; 0 where none is left."""

    id: str
    anchor: str
    sector: str
    organisation: str
    route: str
    verified: str
    stale: bool
    state: str
    state_code: str
    items: Sequence[str]
    ticks: Sequence[TickView]
    next: str
    next_label: str
    conflicts: Sequence[str]
    followup: int
    followup_on: str
    followups: Sequence[str]
    result: str
    gap: bool
    funding: str
    version: int
    urgent: bool
    entry: str
    history: Sequence[PastView]


def view_referral(
    one: Referral, case: Case, today: date, policies: Policies, say: Callable[[str], str]
) -> ReferralView:
    """The row of one referral."""
    sop, state = policies.referral_sop, one.state(case, today)
    oldest = (today - timedelta(days=sop.directory_check_days)).isoformat()
    # As in the timers: where the service is to be told to stop, nothing else is waited for.
    waits = one.sent_on is not None and not one.result and state != "stop"
    day = next_followup(one) if waits else None
    result = sop.result(one.result)
    return ReferralView(
        id=one.id,
        anchor=f"referral-{one.id[:8]}",
        sector=sector_label(policies, one.sector),
        organisation=one.provider.organisation,
        route=one.provider.contact_route,
        verified=one.provider.verified_on,
        stale=one.provider.verified_on < oldest,
        state=referral_state(state),
        state_code=state,
        items=[label_of(policies.consent.items, item) for item in one.items],
        ticks=[_tick(one, step, words, state, policies, say) for step, words in one.steps],
        next=one.next_step,
        next_label=next((gettext(words) for step, words in one.steps if step == one.next_step), ""),
        conflicts=[gettext(words) for step, words in one.steps if step in one.conflicts],
        followup=day or 0,
        followup_on=""
        if day is None or one.sent_on is None
        else (one.sent_on + timedelta(days=day)).isoformat(),
        followups=[
            gettext("Day %(day)s: %(how)s", day=look.day, how=followup_label(look.outcome))
            for look in one.followups
        ],
        result="" if result is None else gettext(result.label),
        gap=result is not None and result.gap,
        funding=label_of(sop.funding_lines, one.funding) if one.funding else "",
        version=one.policy_version,
        urgent=one.urgent,
        entry=one.provider.entry,
        history=[_past(past, one, policies, say) for past in _by_day(one, policies)],
    )


def _by_day(one: Referral, policies: Policies) -> list[Ticked]:
    """By day, then as the checklist goes: what the person says cites no officer's act, so has no place among them."""
    order = {step.id: place for place, step in enumerate(policies.referral_sop.steps)}
    return sorted(one.history, key=lambda past: (past.tick.on, order.get(past.step, 0)))


def _past(past: Ticked, one: Referral, policies: Policies, say: Callable[[str], str]) -> PastView:
    sop = policies.referral_sop
    # The person may answer for a referral of a checklist that did not ask them yet.
    words = ({step.id: step.label for step in sop.steps} | dict(one.steps)).get(past.step, past.step)
    known = (*sop.results, *sop.refusals)
    said = {
        "accepted": gettext("accepted"),
        "rejected": gettext("refused"),
        "yes": gettext("yes"),
        "no": gettext("no"),
    }
    code = said.get(past.code) or (label_of(known, past.code) if past.code else "")
    tick = past.tick
    return PastView(
        on=tick.on,
        by=_source(past.source) or say(tick.author),
        what=" · ".join(part for part in (gettext(words), code) if part),
        known_by=label_of(sop.evidence, tick.evidence) if tick.evidence else "",
        note=note_in_words(tick.text),
    )


def _source(source: Source) -> str:
    """Who said it, where no officer did."""
    return {
        "officer": "",
        "case-code": gettext("the person, with the case code"),
        "packet-code": gettext("the service, with its packet code"),
    }[source]


def _tick(
    one: Referral, step: str, words: str, state: str, policies: Policies, say: Callable[[str], str]
) -> TickView:
    done = one.done(step)
    ticks = [tick for tick in one.ticks.get(step, ()) if tick.done]
    sop = policies.referral_sop
    # Two officers who ticked at once both stand here: nothing that somebody did is lost.
    sources = {past.tick.event_id: past.source for past in one.history}
    lines = [
        _line(
            tick,
            _source(sources[tick.event_id]) or say(tick.author),
            label_of(sop.evidence, tick.evidence) if tick.evidence else "",
        )
        for tick in ticks
    ]
    if step == "answered" and one.refusal:
        lines.insert(0, label_of(sop.refusals, one.refusal))
    said = [past.tick for past in one.history if (past.source, past.code) == ("case-code", one.received)]
    if step == "received" and said:
        says = gettext("the person says yes") if one.received == "yes" else gettext("the person says no")
        lines = [says, _line(said[-1], _source("case-code"), ""), *lines]
    waits_for_sending = step in {"answered", "received"} and one.sent_on is None
    blocked = step == "sent" and state in {"consent-missing", "withdrawn"}
    return TickView(
        id=step,
        label=gettext(words),
        done=done,
        detail=lines,
        notes=[note_in_words(tick.text) for tick in ticks if tick.text],
        open=not done and not one.result and not waits_for_sending and not blocked,
    )


def _line(tick: Tick, who: str, evidence: str) -> str:
    return " · ".join(part for part in (f"{tick.on} {who}", evidence) if part)
