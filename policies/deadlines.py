"""When something is due: clocks traced over a case's history, and how they stand on a given day.

Which time is used, and why. The clocks that begin with the report count from the portal's day of receipt: it is
transport, not signed, but the promise to the reporter counts from the day on which she could be answered, and
a reporter's device may have any clock. All other moments are acts; an act counts on the day that it claims under
seal, because that is the same on every console and the portal can't move it. A claim is believed only between
the day on which the report came in and the day on which the act itself came in: nothing was written before
there was a case, nor after it had arrived. Outside of that, or without a claim, the day of arrival counts.

Everything is in whole days, UTC. No clock is read here: `today` is given.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from policies.acts import read_acts
from policies.fold import ANSWERS, Case
from policies.loader import Policies
from policies.records import GENESIS, REPORTER, Act, Record
from policies.roles import LANE_NUMBERS
from policies.statuses import Status
from policies.timers import HOURS_A_DAY, Moment, Timer, Timers

State = Literal["due", "near", "overdue"]

# Statuses that mean: it is decided what to do; the work is finished; the reporter was told.
_ASSESSED = frozenset({"referred_out", "investigating", "findings_ready", "decision_pending", "closed"})
_FINISHED = frozenset({"findings_ready", "decision_pending", "closed"})
# Who could stop a clock, by the act that does. Moments that no act stands for yet stop nothing and start nothing.
_STOPPED_BY: Mapping[Moment, frozenset[str]] = {
    "acknowledged": ANSWERS,
    "update": ANSWERS,
    "assistance-offered": frozenset({"assistance", "episode"}),
    "assessed": frozenset({"status"}),
    "findings_ready": frozenset({"status"}),
    "feedback": frozenset({"status"}),
    "closed": frozenset({"status"}),
    "reviewed": frozenset({"review"}),
}
# A closed case owes nothing but the review that was asked for.
_AFTER_CLOSING: frozenset[Moment] = frozenset({"review-requested"})
_ASSISTANCE_LANE = LANE_NUMBERS["assistance"]


@dataclass(frozen=True)
class Clock:
    """A clock that runs: since when, whole days that it stood still, and since when it stands still now."""

    timer: str
    started_on: date
    paused_days: int = 0
    paused_on: date | None = None


@dataclass(frozen=True)
class Deadline:
    """How a clock stands on a day. `days_left`: until the last day that is in time; below 0 it is overdue.

    "near" begins with the timer's target, "overdue" on the day after its limit. A paused clock keeps the days
    that it had left.
    """

    timer: str
    due_on: date
    state: State
    days_left: int
    paused: bool = False


def deadline(clock: Clock, timer: Timer, today: date) -> Deadline:
    """The deadline of one clock. `today`: UTC; a day before the start counts as the start."""
    standing_still = 0 if clock.paused_on is None else max(0, (today - clock.paused_on).days)
    start = clock.started_on + timedelta(days=clock.paused_days + standing_still)
    target, due_on = start + timedelta(days=_days(timer.target_hours)), start + timedelta(timer.limit_days)
    state: State = "overdue" if today > due_on else "near" if today >= target else "due"
    return Deadline(timer.id, due_on, state, (due_on - today).days, clock.paused_on is not None)


def deadlines(clocks: Iterable[Clock], timers: Timers, today: date) -> tuple[Deadline, ...]:
    """All deadlines, the nearest first, those that are paused last. Clocks of unknown timers are left out."""
    known = timers.by_id
    found = [deadline(clock, known[clock.timer], today) for clock in clocks if clock.timer in known]
    return tuple(sorted(found, key=lambda one: (one.paused, one.due_on, one.timer)))


def nearest_deadline(clocks: Iterable[Clock], timers: Timers, today: date) -> Deadline | None:
    """The first of `deadlines`, without working the others out: an inbox asks this ten thousand times."""
    known = timers.by_id
    first: tuple[tuple[bool, int, str], Clock] | None = None
    for clock in clocks:
        timer = known.get(clock.timer)
        if timer is None:
            continue
        due_on = clock.started_on.toordinal() + clock.paused_days + timer.limit_days
        if clock.paused_on is not None:
            due_on += max(0, today.toordinal() - clock.paused_on.toordinal())
        order = (clock.paused_on is not None, due_on, clock.timer)
        if first is None or order < first[0]:
            first = (order, clock)
    return None if first is None else deadline(first[1], known[first[1].timer], today)


def utc_day(moment: datetime) -> date:
    """The day of a moment. `moment` must know its time zone. Raises `ValueError` otherwise."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is on no certain day")
    return moment.astimezone(UTC).date()


def claimed_day(text: object) -> date | None:
    """The UTC day of a claimed time, ISO 8601; without a zone it is UTC. None where it is no time."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return utc_day(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def trace_clocks(
    case: Case, records: Iterable[Record], received: Mapping[str, date], policies: Policies, role: str
) -> tuple[Clock, ...]:
    """The clocks that run in a case, for a member of `role`: those that an act of that role could stop.

    `records`: those that `case` was folded from; `received`: day of arrival by event id. A closed case has
    no clock but that of an offer of help. Records without a day of arrival count as arrived with the report.
    """
    ordered = sorted(records, key=lambda record: record.position)
    genesis = next((record for record in ordered if record.kind == GENESIS), None)
    if genesis is None or not received:
        return ()
    opened_on = received.get(genesis.event_id, min(received.values()))
    read, _ = read_acts(ordered, policies)
    acts = [act for act in read if act.record.event_id not in case.void]
    timers = [timer for timer in policies.timers.timers if _concerns(timer, case, policies, role)]
    proposals = case.decision.proposals
    decided = {one.event_id: bool(one.approvals) for one in proposals if not one.missing}
    history = _History(policies, timers, opened_on, decided)
    for act in acts:
        history.take(act, _day(act, opened_on, received))
    status = history.in_force
    closed = status is not None and status.stage == "closed"
    owed = {timer.id for timer in timers if not closed or _outlives(timer)}
    return tuple(running.clock for name, running in history.running.items() if name in owed)


def _outlives(timer: Timer) -> bool:
    # The offer of help waits for no inquiry and ends with none (invariant I1); a review comes after the end.
    return timer.stop == "assistance-offered" or timer.start in _AFTER_CLOSING


@dataclass
class _Running:
    clock: Clock

    def pause(self, day: date, *, paused: bool) -> None:
        now = self.clock
        if paused and now.paused_on is None:
            self.clock = Clock(now.timer, now.started_on, now.paused_days, max(day, now.started_on))
        elif not paused and now.paused_on is not None:
            stood = max(0, (day - now.paused_on).days)
            self.clock = Clock(now.timer, now.started_on, now.paused_days + stood)


@dataclass
class _History:
    """Walks acts in causal order; starts, stops and pauses clocks."""

    policies: Policies
    timers: list[Timer]
    opened_on: date
    decided: Mapping[str, bool] = field(default_factory=dict)
    running: dict[str, _Running] = field(default_factory=dict)
    in_force: Status | None = None
    _latest: list[Act] = field(default_factory=list)
    _happened: set[Moment] = field(default_factory=set)
    _updated_on: date = date.min

    def __post_init__(self) -> None:
        self._happen("received", self.opened_on)

    def take(self, act: Act, day: date) -> None:
        if act.record.role == REPORTER:
            if act.type == "review-request":
                self._happen("review-requested", day)
            self._answered(act, day)
            return
        if act.type == "status":
            self._set_status(act)
        for moment in self._moments(act):
            self._happen(moment, day)
        if act.type == "status":
            self._pause(day)

    def _moments(self, act: Act) -> Iterator[Moment]:
        if act.type in ANSWERS:
            # Stop before start: one message ends the last month of silence and begins the next.
            yield from ("acknowledged", "update", "last-update")
        offered = act.type == "assistance" and act.body["state"] != "unknown"
        if offered or (act.type == "episode" and act.body["state"] == "offered"):
            yield "assistance-offered"
        if act.type == "review":
            yield "reviewed"
        if act.type in {"approve", "outcome"} and self._decides(act):
            yield "decided"
        if act.type != "status":
            return
        code = act.body["status"]
        if code in _ASSESSED:
            yield "assessed"
        if code == "investigating":
            yield "investigating"
        if code in _FINISHED:
            yield "findings_ready"
        if code == "closed":
            yield from ("feedback", "closed")

    def _decides(self, act: Act) -> bool:
        """Whether an outcome stood with this act: its last approval, or itself where it needs none."""
        approved = act.type == "approve"
        named = str(act.body["outcome"]) if approved else act.record.event_id
        return self.decided.get(named) is approved

    def _happen(self, moment: Moment, day: date) -> None:
        if moment == "last-update":
            # Of two updates that didn't know each other the later one counts, in whichever order they stand.
            day = self._updated_on = max(day, self._updated_on)
        for timer in self.timers:
            if timer.stop == moment:
                self.running.pop(timer.id, None)
        for timer in self.timers:
            if timer.start == moment and timer.id not in self.running and not self._over(timer):
                self.running[timer.id] = _Running(Clock(timer.id, day))
        self._happened.add(moment)

    def _over(self, timer: Timer) -> bool:
        # Receipt and acknowledgement happen once; what followed on them is not asked for a second time.
        return timer.start in {"received", "acknowledged"} and timer.start in self._happened

    def _set_status(self, act: Act) -> None:
        past = act.record.ancestors
        # The fold's rule E5: all that nobody superseded, each conversation for itself; the most protective counts.
        self._latest = [one for one in self._latest if one.lane != act.lane or not past & one.bit] + [act]
        found = (self.policies.statuses.status(one.body["status"]) for one in self._latest)
        self.in_force = max(
            (status for status in found if status is not None), key=lambda s: s.protects, default=None
        )

    def _pause(self, day: date) -> None:
        code = "" if self.in_force is None else self.in_force.code
        for timer in self.timers:
            if timer.id in self.running:
                self.running[timer.id].pause(day, paused=code in timer.pause_when)

    def _answered(self, act: Act, day: date) -> None:
        # A question stops a clock only until the reporter answers it: then it is our turn again.
        status = self.in_force
        if act.type not in {"message", "answer"} or status is None or not status.waits_for_reporter:
            return
        if all(act.knew(one) for one in self._latest if one.body["status"] == status.code):
            for running in self.running.values():
                running.pause(day, paused=False)


def _concerns(timer: Timer, case: Case, policies: Policies, role: str) -> bool:
    found = policies.roles.role(role)
    if found is None or not _STOPPED_BY.get(timer.stop, frozenset()) & set(found.actions):
        return False
    urgent_help = timer.stop == "assistance-offered" and case.request.urgent
    if timer.tiers and case.tier not in timer.tiers and not urgent_help:
        return False
    used = case.report.used
    if timer.lanes and not any(used.get(LANE_NUMBERS[lane]) for lane in timer.lanes):
        return False
    return timer.stop != "assistance-offered" or concerns_victim_care(case, policies)


def concerns_victim_care(case: Case, policies: Policies) -> bool:
    """Whether help is to be offered: it was asked for, or a category of the report says so."""
    if case.report.used.get(_ASSISTANCE_LANE) or any(m.lane == _ASSISTANCE_LANE for m in case.messages):
        return True
    found = (policies.taxonomy.category(code) for code in case.category.value.split())
    return any(category is not None and category.opens_assistance for category in found)


def _day(act: Act, opened_on: date, received: Mapping[str, date]) -> date:
    arrived = max(opened_on, received.get(act.record.event_id, opened_on))
    claimed = claimed_day(act.body.get("sent_at"))
    return claimed if claimed is not None and opened_on <= claimed <= arrived else arrived


def _days(hours: int) -> int:
    # Rounded up, as `Timer.limit_days` is.
    return -(-hours // HOURS_A_DAY)
