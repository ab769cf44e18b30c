from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from policies.duty import Person, slot_of, steps_due, whose_turn
from policies.timers import Alarm
from portal.alarm import mail, webhook
from portal.alarm.calls import CallFailedError
from portal.alarm.roster import on_duty
from portal.settings import Settings
from portal.store.alarms import Ping, add_ping, failures_in_a_row
from portal.store.cases import Waiting, set_alarm_step, waiting_cases
from portal.store.engine import Store

Channel = Literal["mail", "webhook"]
Call = Callable[[str], None]
_SECONDS_AN_HOUR = 3_600


@dataclass(frozen=True)
class Duty:
    """By which ways people are called, and when. `settings`: the addresses to fall back on."""

    settings: Settings
    alarm: Alarm
    ways: dict[Channel, Call]


def duty_of(settings: Settings, alarm: Alarm) -> Duty | None:
    """The duty of these settings; None where nobody can be called by any way."""
    ways: dict[Channel, Call] = {}
    smtp, gateway = settings.smtp, settings.webhook
    if smtp is not None:
        ways["mail"] = lambda address: mail.send(smtp, address)
    if gateway is not None:
        ways["webhook"] = lambda phone: webhook.send(gateway, phone)
    return Duty(settings, alarm, ways) if ways else None


def run_once(store: Store, duty: Duty, now: int) -> list[Ping]:
    """Calls whoever is on duty for all cases that are due, and records every attempt.

    `now`: seconds since 1970. Calls become due at the beginning of a slot only. One that failed is tried again
    at the next run, with the next person in turn. However many cases wait, a step is one call by each way: the
    number of calls tells no number of reports. While nobody is on duty nobody is called, and nothing is forgotten.
    """
    hour = now // _SECONDS_AN_HOUR
    slot = slot_of(hour, duty.alarm)
    with store.reading() as session:
        waiting = waiting_cases(session, slot - duty.alarm.after_hours[0])
        failures = failures_in_a_row(session)
        people = on_duty(session, duty.settings, datetime.fromtimestamp(now, UTC)).people
    pings: list[Ping] = []
    if not people:
        return pings
    for step, cases in sorted(_by_step(waiting, slot, duty.alarm).items()):
        turn = whose_turn(step, failures, len(people))
        tried = _call(duty, people[turn], turn, hour)
        reached = any(ping.delivered for ping in tried)
        with store.writing() as session:
            # The call that left comes last, so that it ends the row of failures.
            for ping in sorted(tried, key=lambda ping: ping.delivered):
                add_ping(session, ping)
            if reached:
                set_alarm_step(session, [case.case_id for case in cases], step)
        failures = 0 if reached else failures + 1
        pings += tried
    return pings


def _by_step(waiting: list[Waiting], slot: int, alarm: Alarm) -> dict[int, list[Waiting]]:
    due: dict[int, list[Waiting]] = defaultdict(list)
    for case in waiting:
        step = steps_due(slot - case.received_hour, alarm)
        if step > case.alarm_step:
            due[step].append(case)
    return due


def _call(duty: Duty, person: Person, turn: int, hour: int) -> list[Ping]:
    addresses: tuple[tuple[Channel, str], ...] = (("mail", person.mail), ("webhook", person.phone))
    return [_try(duty, channel, address, turn, hour) for channel, address in addresses if address]


def _try(duty: Duty, channel: Channel, address: str, turn: int, hour: int) -> Ping:
    way = duty.ways.get(channel)
    if way is None:
        section = "[smtp]" if channel == "mail" else "[webhook]"
        return Ping(
            hour, turn, delivered=False, reason=f"{section} is not set in portal.toml", channel=channel
        )
    try:
        way(address)
    except CallFailedError as error:
        return Ping(hour, turn, delivered=False, reason=error.reason, channel=channel)
    return Ping(hour, turn, delivered=True, reason="", channel=channel)
