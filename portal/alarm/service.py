from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.alarm.mail import MailFailedError, send
from portal.settings import Settings, Smtp
from portal.store.alarms import Ping, add_ping, failures_in_a_row
from portal.store.cases import Waiting, set_alarm_step, waiting_cases
from portal.store.engine import Store

Send = Callable[[Smtp, str], None]
_SECONDS_AN_HOUR = 3_600


@dataclass(frozen=True)
class Duty:
    """Who is called, by which server, and after how many hours without an answer, in rising order."""

    smtp: Smtp
    roster: tuple[str, ...]
    after_hours: tuple[int, ...]


def duty_of(settings: Settings, after_hours: Sequence[int]) -> Duty | None:
    """The duty roster of these settings; None where nobody is named."""
    if settings.smtp is None or not settings.duty_roster:
        return None
    return Duty(settings.smtp, settings.duty_roster, tuple(after_hours))


def steps_due(waited_hours: int, after_hours: Sequence[int]) -> int:
    """How many mails a case that has waited so long should have caused.

    After the last hour of the policy it goes on at that pace: a case is never forgotten by being old.
    """
    last = after_hours[-1]
    passed = sum(1 for hours in after_hours if waited_hours >= hours)
    return passed + max(0, waited_hours - last) // last


def run_once(store: Store, duty: Duty, now: int, send_mail: Send = send) -> list[Ping]:
    """Calls the duty roster for all cases that are due and records every attempt.

    `now`: seconds since 1970. A mail that failed is tried again at the next run, with the next person on the
    roster. However many cases wait, a step is one mail: the number of mails tells no number of reports.
    """
    hour = now // _SECONDS_AN_HOUR
    with store.reading() as session:
        waiting = waiting_cases(session, hour - duty.after_hours[0])
        failures = failures_in_a_row(session)
    pings = []
    for step, cases in sorted(_by_step(waiting, hour, duty.after_hours).items()):
        position = (step - 1 + failures) % len(duty.roster)
        ping = _call(duty, position, hour, send_mail)
        with store.writing() as session:
            add_ping(session, ping)
            if ping.delivered:
                set_alarm_step(session, [case.case_id for case in cases], step)
        failures = 0 if ping.delivered else failures + 1
        pings.append(ping)
    return pings


def _by_step(waiting: list[Waiting], hour: int, after_hours: Sequence[int]) -> dict[int, list[Waiting]]:
    due: dict[int, list[Waiting]] = defaultdict(list)
    for case in waiting:
        step = steps_due(hour - case.received_hour, after_hours)
        if step > case.alarm_step:
            due[step].append(case)
    return due


def _call(duty: Duty, position: int, hour: int, send_mail: Send) -> Ping:
    try:
        send_mail(duty.smtp, duty.roster[position])
    except MailFailedError as error:
        return Ping(hour, position, delivered=False, reason=error.reason)
    return Ping(hour, position, delivered=True, reason="")
