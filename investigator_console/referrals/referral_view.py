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
from policies.fold import Case
from policies.referral_track import Referral


@dataclass(frozen=True)
class TickView:
    """One tick of the row. `open`: it can be ticked now."""

    id: str
    label: str
    done: bool
    detail: str
    open: bool


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
    )


def _tick(
    one: Referral, step: str, words: str, state: str, policies: Policies, say: Callable[[str], str]
) -> TickView:
    done = one.done(step)
    ticks = [tick for tick in one.ticks.get(step, ()) if tick.done]
    parts = [f"{tick.on} {say(tick.author)}" for tick in ticks]
    sop = policies.referral_sop
    if step == "answered" and one.refusal:
        parts.insert(0, label_of(sop.refusals, one.refusal))
    if step == "received" and one.received_from == "case-code":
        said = gettext("the person says yes") if one.received == "yes" else gettext("the person says no")
        parts.insert(0, said)
    elif ticks and ticks[0].evidence:
        parts.append(label_of(sop.evidence, ticks[0].evidence))
    waits_for_sending = step in {"answered", "received"} and one.sent_on is None
    blocked = step == "sent" and state in {"consent-missing", "withdrawn"}
    return TickView(
        id=step,
        label=gettext(words),
        done=done,
        detail=" · ".join(part for part in parts if part),
        open=not done and not one.result and not waits_for_sending and not blocked,
    )
