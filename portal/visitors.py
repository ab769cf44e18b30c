import hashlib
import ipaddress
import logging
import secrets
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from flask import request
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter._limits import RuntimeLimit

from portal.counters import CalmMemoryStorage
from portal.settings import Settings
from portal.shared_page import SharedPage

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("amparo.portal")
_DAY_SECONDS = 86_400
_DAY_LEN, _KEY_LEN = 8, 32
_DAY, _KEY = slice(0, _DAY_LEN), slice(_DAY_LEN, _DAY_LEN + _KEY_LEN)
# For one network of 256 addresses. Wide enough for a camp behind one address on its worst day; what a hostile
# sender uses up is their own network's share, never the deployment's.
REPORTS = "3600 per hour"
MAILBOXES = "6000 per hour"
SURVEYS = "1200 per hour"
CHALLENGES = "12000 per hour"
MEMBER_LOGINS = "600 per hour"
KEY_PREFIX = "amparo"


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
    if not settings.onion_hosts:
        return False
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if host not in settings.onion_hosts:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class ProxyWatch:
    """Says once in the server's log that a proxy seems to stand before a portal that was told of none.

    All visitors would then count as one for the limits: one hostile sender could use up everybody's share. It only
    says so: a header that anyone can write must not widen anyone's limit. The line holds nothing of the request.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._said = False

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers like the application within."""
        if not self._said and ("HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ):
            self._said = True
            log.warning(
                "A request came through a proxy, but proxy_hops is 0: all visitors share one limit. "
                "If a proxy of yours stands before the portal, set proxy_hops in portal.toml to their number."
            )
        return self._application(environ, start_response)


def proxy_concern(settings: Settings) -> str:
    """What is wrong with `proxy_hops` by the settings alone; empty where nothing is."""
    secure = [origin for origin in settings.origins if origin.startswith("https://")]
    if settings.proxy_hops or not secure:
        return ""
    return (
        f"{secure[0]} needs a proxy that ends TLS, but proxy_hops is 0: all visitors share one limit. "
        "Set proxy_hops in portal.toml to the number of proxies before the portal, e.g. 1."
    )


class RouteLimiter(Limiter):
    """The library's limiter, straight to the point: limits stand at routes, and nowhere else.

    The original also looks for limits of the application, of blueprints, of all routes, before each request and
    again at the route: in vain here, and at the cost of storing half a report. Where Redis is away it takes over.
    """

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:  # noqa: FBT001, FBT002 - the library's signature
        if in_middleware or not self.enabled:
            return
        if callable_name is None or self._storage_dead:
            super()._check_request_limit(callable_name, in_middleware)
            return
        if any(exempt() for exempt in self._request_filters):
            return
        try:
            broken = self._broken_limit(callable_name)
        except Exception:  # noqa: BLE001 - a storage that does not answer: the original falls back on memory
            super()._check_request_limit(callable_name, in_middleware)
            return
        if broken is not None:
            raise RateLimitExceeded(broken)

    def _broken_limit(self, callable_name: str) -> RuntimeLimit | None:
        endpoint = request.endpoint or ""
        for limit in self._limits_at(callable_name):
            scope = limit.scope_for(endpoint, request.method)
            if not self.limiter.hit(limit.limit, KEY_PREFIX, limit.key_func(), scope):
                return limit
        return None

    @cache  # noqa: B019 - one limiter lives as long as its application
    def _limits_at(self, callable_name: str) -> tuple[RuntimeLimit, ...]:
        return tuple(sorted(self.limit_manager.decorated_limits(callable_name), key=lambda one: one.limit))


def make_limiter(settings: Settings, now: Callable[[], float]) -> Limiter:
    """The limiter that routes use: counts in memory, or in Redis where one is configured.

    When Redis is away each worker counts by itself: limits get wider, and nobody is refused for it.
    """
    visitors = VisitorKey(now)
    limiter = RouteLimiter(
        lambda: visitors.name(request.remote_addr or ""),
        storage_uri=settings.redis_url or f"{CalmMemoryStorage.STORAGE_SCHEME[0]}://",
        # A Redis that does not answer must not keep anybody waiting.
        storage_options={"socket_timeout": 1, "socket_connect_timeout": 1} if settings.redis_url else {},
        strategy="fixed-window",
        key_prefix=KEY_PREFIX,
        in_memory_fallback_enabled=bool(settings.redis_url),
        enabled=settings.limits_enabled,
        headers_enabled=False,
    )
    limiter.request_filter(lambda: arrived_by_onion(settings))
    return limiter
