# ruff: noqa: T201 - a command line prints
import argparse
import signal
import sys
import time
from threading import Event

import policies
from portal.alarm.service import Duty, duty_of, run_once
from portal.housekeeping import tidy
from portal.settings import SettingsError, load_settings
from portal.store.alarms import recent_pings
from portal.store.cases import waiting_cases
from portal.store.engine import Store

_PAUSE_SECONDS = 600
_SECONDS_AN_HOUR = 3_600


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`alarm run`, `alarm status`."""
    group = commands.add_parser("alarm", help="mail to the duty roster when nobody has acknowledged")
    group_commands = group.add_subparsers(required=True, metavar="COMMAND")
    run = group_commands.add_parser("run", help="look every ten minutes, until stopped")
    run.add_argument("--once", action="store_true", help="look once and end; for cron and timers")
    run.set_defaults(run=_run)
    status = group_commands.add_parser("status", help="show what waits and whether mails left")
    status.set_defaults(run=_status)


def _open() -> tuple[Store, Duty]:
    settings = load_settings()
    duty = duty_of(settings, policies.load(settings.policies_dir).timers.alarm.after_hours)
    if duty is None:
        raise SettingsError("Nobody is on duty: set duty_roster and [smtp] in portal.toml.")
    return Store(settings.database_url), duty


def _run(chosen: argparse.Namespace) -> int:
    store, duty = _open()
    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stopped.set())
    while True:
        now = int(time.time())
        pings = run_once(store, duty, now)
        tidy(store, now)
        failed = [ping for ping in pings if not ping.delivered]
        for ping in failed:
            print(
                f"Mail to person {ping.roster_position + 1} on duty failed: {ping.reason}.", file=sys.stderr
            )
        if chosen.once:
            return 1 if failed else 0
        if stopped.wait(_PAUSE_SECONDS):
            return 0


def _status(_chosen: argparse.Namespace) -> int:
    store, duty = _open()
    now = int(time.time()) // _SECONDS_AN_HOUR
    with store.reading() as session:
        waiting = waiting_cases(session, now - duty.after_hours[0])
        pings = recent_pings(session)
    print(f"Reports without an answer after {duty.after_hours[0]} hours: {len(waiting)}.")
    for ping in pings:
        outcome = "left" if ping.delivered else f"failed, will be tried again: {ping.reason}"
        print(f"{now - ping.hour} hours ago, person {ping.roster_position + 1} on duty: {outcome}.")
    if not pings:
        print("No mail was tried in the last 30 days.")
    return 1 if pings and not pings[0].delivered else 0
