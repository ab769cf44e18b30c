import threading

from flask import Flask

from portal.audit_end import forget_ended_cases
from portal.errors import note_failure
from portal.services import EXTENSION, Services
from portal.store.access import sweep
from portal.store.alarms import forget_pings
from portal.store.engine import Store
from portal.store.openings import forget_openings
from portal.store.packets import forget_packets
from portal.store.surveys import forget_surveys

PAUSE_SECONDS = 600
_SECONDS_AN_HOUR = 3_600
_SECONDS_A_DAY = 86_400
# A colleague who was away for long still finds the answer; then nobody is left who waits for it.
_ANSWERS_KEPT_DAYS = 60
_PINGS_KEPT_HOURS = 24 * 30
# A reserve key lives 180 days, and its secret 60 more at most.
_OPENINGS_KEPT_DAYS = 250
# They are sealed to weekly keys, which live for 60 days more at most; or to a reserve key.
_SURVEYS_KEPT_DAYS = 250


def tidy(store: Store, now: int, audit_days: int) -> int:
    """Forgets what has lapsed: challenges, sessions, attempts to mail; also their traces in SQLite's log.

    `now`: seconds since 1970. Returns how many destroyed cases left with the end of their audit period, which is
    `audit_days` long.
    """
    with store.writing() as session:
        sweep(session, now)
        forget_packets(session, now // _SECONDS_A_DAY, _ANSWERS_KEPT_DAYS)
        forget_pings(session, now // _SECONDS_AN_HOUR - _PINGS_KEPT_HOURS)
        forget_openings(session, now // _SECONDS_A_DAY - _OPENINGS_KEPT_DAYS)
        forget_surveys(session, now // _SECONDS_A_DAY - _SURVEYS_KEPT_DAYS)
        ended = forget_ended_cases(session, now // _SECONDS_A_DAY, audit_days)
    store.tidy()
    return ended


def keep_tidy(services: Services, stopped: threading.Event, pause: float = PAUSE_SECONDS) -> None:
    """Tidies again and again, until stopped: a portal that nobody visits forgets all the same."""
    while not stopped.wait(pause):
        try:
            services.cookies.ratchet()
            tidy(services.store, services.seconds(), services.policies.retention.audit_chain_days)
        except Exception as error:  # noqa: BLE001 - a database that is away now may be back next time
            note_failure(error)


def start(app: object) -> None:
    """Tidies beside the requests of this worker, where `app` is the portal."""
    services = app.extensions.get(EXTENSION) if isinstance(app, Flask) else None
    if isinstance(services, Services):
        threading.Thread(
            target=keep_tidy, args=(services, threading.Event()), name="amparo-tidy", daemon=True
        ).start()
