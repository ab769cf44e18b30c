import hashlib
import ipaddress
import secrets
from collections.abc import Callable

from flask import request
from flask_limiter import Limiter

from portal.counters import CalmMemoryStorage
from portal.settings import Settings
from portal.shared_page import SharedPage

_DAY_SECONDS = 86_400
_DAY_LEN, _KEY_LEN = 8, 32
_DAY, _KEY = slice(0, _DAY_LEN), slice(_DAY_LEN, _DAY_LEN + _KEY_LEN)
# For one network of 256 addresses. Wide enough for a camp behind one address on its worst day; what a hostile
# sender uses up is their own network's share, never the deployment's.
REPORTS = "3600 per hour"
MAILBOXES = "6000 per hour"
CHALLENGES = "12000 per hour"
MEMBER_LOGINS = "600 per hour"


class VisitorKey:
    """Turns a network address into a name that means nothing tomorrow.

    The key is made before workers fork, in memory that they share, so that all count alike. Each day a one-way
    image takes its place and the old one is forgotten: nobody can later tell which address a counter stood for.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._first_day = int(now() // _DAY_SECONDS)
        self._page = SharedPage(_DAY_LEN + _KEY_LEN)
        with self._page.opened() as page:
            page[_KEY] = secrets.token_bytes(_KEY_LEN)

    def name(self, address: str) -> str:
        """A hash of the network (/24, or /48 in IPv6) that the address belongs to."""
        return hashlib.blake2b(_network(address), key=self._current(), digest_size=16).hexdigest()

    def _current(self) -> bytes:
        today = int(self._now() // _DAY_SECONDS) - self._first_day
        with self._page.opened() as page:
            day = int.from_bytes(page[_DAY], "big")
            while day < today:
                day += 1
                page[_KEY] = hashlib.blake2b(
                    b"amparo/visitor/next-day", key=page[_KEY], digest_size=_KEY_LEN
                ).digest()
                page[_DAY] = day.to_bytes(_DAY_LEN, "big")
            return page[_KEY]


def _network(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.packed[:3] if parsed.version == 4 else parsed.packed[:6]  # noqa: PLR2004 - IP version


def arrived_by_onion(settings: Settings) -> bool:
    """Whether the request came through this machine's own Tor daemon.

    Both must hold: a stranger can write any Host header, but cannot connect from loopback.
    """
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if host not in settings.onion_hosts:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def make_limiter(settings: Settings, now: Callable[[], float]) -> Limiter:
    """The limiter that routes use: counts in memory, or in Redis where one is configured.

    When Redis is away each worker counts by itself: limits get wider, and nobody is refused for it.
    """
    visitors = VisitorKey(now)
    limiter = Limiter(
        lambda: visitors.name(request.remote_addr or ""),
        storage_uri=settings.redis_url or f"{CalmMemoryStorage.STORAGE_SCHEME[0]}://",
        strategy="fixed-window",
        key_prefix="amparo",
        in_memory_fallback_enabled=bool(settings.redis_url),
        enabled=settings.limits_enabled,
        headers_enabled=False,
    )
    limiter.request_filter(lambda: arrived_by_onion(settings))
    return limiter
