"""Who stands by, and when nobody does, in words: for the page of duty and for the overview."""

from dataclasses import dataclass
from datetime import UTC, datetime

from investigator_console.duty.service import DutyState
from investigator_console.language import gettext
from policies.duty import Gap
from policies.duty_lines import gap_ends, hours_text, offset_text

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class CoverView:
    """`now`: who stands by at this moment, in turn; `hours`: (span, turns); `gaps`: when nobody does, every week.

    `uncovered`: how many hours of a week the gaps make, rounded up. `ended`: the roster has run out, and so all of it.
    `known`: whether anything was fetched from the portal yet; `by_settings`: no roster, and the portal says that the
    addresses in its settings stand by.
    """

    known: bool
    now: tuple[str, ...] = ()
    hours: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gaps: tuple[str, ...] = ()
    uncovered: int = 0
    zone: str = ""
    ended: bool = False
    by_settings: bool = False

    @property
    def covered(self) -> bool:
        """Whether somebody stands by now."""
        return bool(self.now) or self.by_settings


def view_cover(state: DutyState, moment: datetime) -> CoverView:
    """What the roster says of a moment (UTC); computed here, so that it holds offline too."""
    roster = state.roster
    if roster is None:
        return CoverView(state.seen, by_settings=state.covered)
    gaps = roster.gaps()
    return CoverView(
        known=True,
        now=tuple(person.id for person in roster.on_duty(moment.astimezone(UTC))),
        hours=tuple((hours_text(one), one.turns) for one in roster.shifts),
        gaps=tuple(_gap_in_words(gap) for gap in gaps),
        uncovered=-(-sum(gap.minutes for gap in gaps) // _MINUTES_AN_HOUR),
        zone=offset_text(roster.utc_offset),
        ended=not roster.valid_on(moment),
    )


def _gap_in_words(gap: Gap) -> str:
    start, end = gap_ends(gap)
    return gettext("%(start)s to %(end)s", start=start, end=end)
