# ruff: noqa: T201 - a command line prints
import argparse
import signal
import sys
import time
from datetime import UTC, date, datetime
from threading import Event

import policies
from portal.alarm.roster import OnDuty, on_duty
from portal.alarm.service import Duty, duty_of, run_once
from portal.housekeeping import tidy
from portal.settings import SettingsError
from portal.settings_file import load_settings
from portal.store.alarms import Ping, recent_pings, untaken_keys
from portal.store.cases import waiting_cases
from portal.store.engine import Store

_PAUSE_SECONDS = 600
_SECONDS_AN_HOUR = 3_600
_HOURS_A_DAY = 24
# An intake key may be deleted 14 days after its last day: until then whoever is late loses nothing.
_UNTAKEN_DAYS = 14
_EPOCH = date(1970, 1, 1).toordinal()


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`alarm run`, `alarm status`."""
    group = commands.add_parser("alarm", help="call whoever is on duty when nobody has acknowledged")
    group_commands = group.add_subparsers(required=True, metavar="COMMAND")
    run = group_commands.add_parser("run", help="look every ten minutes, until stopped")
    run.add_argument("--once", action="store_true", help="look once and end; for cron and timers")
    run.set_defaults(run=_run)
    status = group_commands.add_parser(
        "status", help="show what waits, who is on duty, and whether calls left"
    )
    status.set_defaults(run=_status)


def _open() -> tuple[Store, Duty]:
    settings = load_settings()
    duty = duty_of(settings, policies.load(settings.policies_dir).timers.alarm)
    if duty is None:
        raise SettingsError("Nobody can be called: set [smtp] or [webhook] in portal.toml.")
    return Store(settings.database_url), duty


def _run(chosen: argparse.Namespace) -> int:
    store, duty = _open()
    audit_days = policies.load(duty.settings.policies_dir).retention.audit_chain_days
    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stopped.set())
    while True:
        now = int(time.time())
        pings = run_once(store, duty, now)
        tidy(store, now, audit_days)
        failed = [ping for ping in pings if not ping.delivered]
        for ping in failed:
            print(f"{_who(ping)} failed: {ping.reason}.", file=sys.stderr)
        if chosen.once:
            return 1 if failed else 0
        if stopped.wait(_PAUSE_SECONDS):
            return 0


def _status(_chosen: argparse.Namespace) -> int:
    store, duty = _open()
    seconds = int(time.time())
    now = seconds // _SECONDS_AN_HOUR
    with store.reading() as session:
        waiting = waiting_cases(session, now - duty.alarm.after_hours[0])
        pings = recent_pings(session)
        untaken = untaken_keys(session, now // _HOURS_A_DAY - _UNTAKEN_DAYS)
        here = on_duty(session, duty.settings, datetime.fromtimestamp(seconds, UTC))
    print(f"Reports without an answer after {duty.alarm.after_hours[0]} hours: {len(waiting)}.")
    print(_cover(here))
    for ping in pings:
        outcome = "left" if ping.delivered else f"failed, will be tried again: {ping.reason}"
        print(f"{now - ping.hour} hours ago, {_who(ping)}: {outcome}.")
    for one in untaken:
        print(
            f"Member {one.member_id.hex()[:12]} has never taken over keys that wait here since "
            f"{date.fromordinal(_EPOCH + one.since)}: their console was not synchronised, or cannot open them."
        )
    if not pings:
        print("No call was tried in the last 30 days.")
    failed = bool(pings) and not pings[0].delivered
    return 1 if failed or (waiting and not here.people) else 0


def _who(ping: Ping) -> str:
    way = "mail" if ping.channel == "mail" else "text message"
    return f"{way} to person {ping.roster_position + 1} on duty"


def _cover(here: OnDuty) -> str:
    if here.people:
        return f"On duty now: {len(here.people)} to call in turn."
    if here.cover.known:
        return "Nobody is on duty now. Reporters are shown the hours of the roster, and other ways."
    return "There is no duty roster in force. Reporters are told so. Sign one in a console, under Duty."
