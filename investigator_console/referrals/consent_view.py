"""One consent as a row of the page, and the services that a case knows already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.language import gettext
from investigator_console.referrals.approvers import VITAL, Approvers
from investigator_console.referrals.wording import given_by_label, how_label, label_of, row_state
from policies import Policies
from policies.consent_ledger import Row
from policies.fold import Case


@dataclass(frozen=True)
class RowView:
    """One consent. `waits_for`: who may sign as the second person, where only some may."""

    id: str
    anchor: str
    name: str
    scope: str
    items: Sequence[str]
    state: str
    state_code: str
    until: str
    given: str
    can_sign: bool
    can_withdraw: bool
    ends_soon: bool
    waits_for: Sequence[str]


def view_row(
    row: Row, today: date, policies: Policies, me: str, approvers: Approvers, say: Callable[[str], str]
) -> RowView:
    """The row of one consent."""
    state, consent = row.state(today), policies.consent
    scope = consent.scope(row.scope)
    named = state == "pending" and row.basis == VITAL and approvers.from_roster
    given = gettext(
        "%(who)s, %(how)s, %(day)s",
        who=given_by_label(row.given_by),
        how=how_label(row.how),
        day=row.given_on,
    )
    return RowView(
        id=row.id,
        anchor=f"consent-{row.id[:8]}",
        name=row.name,
        scope=row.scope if scope is None else gettext(scope.text),
        items=[label_of(consent.items, item) for item in row.items],
        state=row_state(state),
        state_code=state,
        until=row.until.isoformat(),
        given=given,
        can_sign=bool(
            state == "pending" and me not in row.signers and (me in approvers.members or row.basis != VITAL)
        ),
        can_withdraw=state in {"live", "pending"},
        waits_for=[say(one) for one in approvers.members if one not in row.signers] if named else [],
        ends_soon=row.expires_within(policies.referral_sop.consent_warning_days, today),
    )


def known_recipients(case: Case) -> list[tuple[str, str]]:
    """Services that occur in this case already: (entry, name)."""
    found: dict[str, str] = {one.provider.entry: one.provider.organisation for one in case.referrals}
    for row in case.ledger.rows:
        if row.scope == "named-service":
            found.setdefault(row.recipient, row.name)
    return sorted(found.items(), key=lambda pair: pair[1].casefold())
