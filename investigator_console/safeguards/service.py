"""Writing coded acts into coordination. The engine refuses what comes too soon; this says it in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from crypto.constants import COORDINATION
from investigator_console.cases.acting import Desktop, Step, sign_acts
from investigator_console.cases.record import CaseRecord
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused, Written, claimed_time
from investigator_console.language import gettext
from investigator_console.referrals.wording import assistance_line
from investigator_console.vault.opened import Vault
from policies import Policies
from policies.acts import ACT_TYPES
from policies.safeguards import earliest_moment

TELLING = ("contact-notice", "safety-moment-ahead", "subject-notified", "unsuitable-entry")
ANSWERING = ("notice-seen", "safety-acknowledged")


@dataclass(frozen=True)
class Panel:
    """What an investigator sees of the other side: one coded line, and the answers to what was announced.

    `moments`: (id, day, acknowledged, told, may be told today); `notices`: (time, seen, late).
    """

    line: str
    notices: tuple[tuple[str, bool, bool], ...]
    moments: tuple[tuple[str, str, bool, bool, bool], ...]
    unsuitable: tuple[str, ...]
    earliest: str


def view_panel(vault: Vault, record: CaseRecord, now: datetime) -> Panel | None:
    """The panel, for a role that may announce something here; None for others. `now` with a zone."""
    policies, case = record.policies, record.case
    if case is None or not policies.roles.may(vault.profile.role, "contact-notice", COORDINATION):
        return None
    if record.log.key_for(COORDINATION) is None:
        return None
    today, guards = now.astimezone(UTC).date(), case.safeguards
    return Panel(
        line=assistance_line(case.assistance.value),
        notices=tuple(
            (f"{one.at:%Y-%m-%d %H:%M} UTC", bool(one.seen_by), one.late) for one in guards.notices
        ),
        moments=tuple(
            (
                one.event_id,
                one.on.isoformat(),
                bool(one.acknowledged_by),
                one.notified,
                bool(one.acknowledged_by) and today >= one.on,
            )
            for one in guards.moments
        ),
        unsuitable=guards.unsuitable,
        earliest=earliest_moment(now, policies).isoformat(),
    )


def tell(
    vault: Vault, shelf: Shelf, policies: Policies, case_id: bytes, act: Mapping[str, object]
) -> Written | Refused:
    """Write one coded act."""
    kind = str(act["type"])
    if not policies.roles.may(vault.profile.role, kind, COORDINATION):
        return Refused(gettext("Your role doesn't do this here."))
    if not ACT_TYPES[kind].check({"v": 1, **act, "sent_at": claimed_time()}, policies):
        return Refused(gettext("Something is missing or doesn't fit. Look at each field and try again."))
    return sign_acts(Desktop(vault, shelf, policies, case_id), lambda _record: [Step(COORDINATION, act)])
