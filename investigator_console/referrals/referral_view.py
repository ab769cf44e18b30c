"""One referral as a row with its ticks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from investigator_console.language import gettext
from investigator_console.referrals.wording import (
    followup_label,
    label_of,
    referral_state,
    sector_label,
)
from policies import Policies
from policies.assistance_due import next_followup
from policies.episode import Tick
from policies.fold import Case
from policies.referral_track import Referral, Ticked


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
    day = next_followup(one) if one.sent_on is not None and not one.result else None
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
        history=[_past(past, one, policies, say) for past in one.history],
    )


def _past(past: Ticked, one: Referral, policies: Policies, say: Callable[[str], str]) -> PastView:
    sop, words = policies.referral_sop, dict(one.steps).get(past.step, past.step)
    known = (*sop.results, *sop.refusals)
    accepted = {"accepted": gettext("accepted"), "rejected": gettext("refused")}
    code = accepted.get(past.code) or (label_of(known, past.code) if past.code else "")
    tick = past.tick
    return PastView(
        on=tick.on,
        by=say(tick.author),
        what=" · ".join(part for part in (gettext(words), code) if part),
        known_by=label_of(sop.evidence, tick.evidence) if tick.evidence else "",
        note=tick.text,
    )


def _tick(
    one: Referral, step: str, words: str, state: str, policies: Policies, say: Callable[[str], str]
) -> TickView:
    done = one.done(step)
    ticks = [tick for tick in one.ticks.get(step, ()) if tick.done]
    sop = policies.referral_sop
    # Two officers who ticked at once both stand here: nothing that somebody did is lost.
    lines = [
        _line(tick, label_of(sop.evidence, tick.evidence) if tick.evidence else "", say) for tick in ticks
    ]
    if step == "answered" and one.refusal:
        lines.insert(0, label_of(sop.refusals, one.refusal))
    if step == "received" and one.received_from == "case-code":
        lines.insert(
            0, gettext("the person says yes") if one.received == "yes" else gettext("the person says no")
        )
    waits_for_sending = step in {"answered", "received"} and one.sent_on is None
    blocked = step == "sent" and state in {"consent-missing", "withdrawn"}
    return TickView(
        id=step,
        label=gettext(words),
        done=done,
        detail=lines,
        notes=[tick.text for tick in ticks if tick.text],
        open=not done and not one.result and not waits_for_sending and not blocked,
    )


def _line(tick: Tick, evidence: str, say: Callable[[str], str]) -> str:
    return " · ".join(part for part in (f"{tick.on} {say(tick.author)}", evidence) if part)
