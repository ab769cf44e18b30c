from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app
from flask_limiter import Limiter

from crypto.cookie import CookieSealer
from policies import Policies
from portal.assets import Assets
from portal.directory import DirectoryReader
from portal.settings import Settings
from portal.store.engine import Store

EXTENSION = "amparo"
_SECONDS_A_DAY = 86_400
_SECONDS_AN_HOUR = 3_600


@dataclass(frozen=True)
class Services:
    """What every feature is given: made once when the application starts, the same for all requests."""

    settings: Settings
    store: Store
    policies: Policies
    limiter: Limiter
    cookies: CookieSealer
    directory: DirectoryReader
    assets: Assets
    clock: Callable[[], datetime]

    def seconds(self) -> int:
        """Seconds since 1970, UTC. Kept in rows that live for minutes only."""
        return int(self.clock().timestamp())

    def hour(self) -> int:
        """Hours since 1970, UTC."""
        return self.seconds() // _SECONDS_AN_HOUR

    def day(self) -> int:
        """Days since 1970, UTC: the finest time that is kept of a case."""
        return self.seconds() // _SECONDS_A_DAY


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def services_of(app: Flask | None = None) -> Services:
    """The services of this application (the current one where none is named)."""
    found = (app or current_app).extensions[EXTENSION]
    if not isinstance(found, Services):
        raise TypeError("This application was not made by portal.app.create_app.")
    return found
