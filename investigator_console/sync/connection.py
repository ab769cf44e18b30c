"""One portal, spoken to over HTTP: who asks, what is taken of an answer, and what a failure is called."""

import threading
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from investigator_console.sync import bounded
from investigator_console.sync.errors import PortalAwayError, PortalMalformedError, PortalRefusedError

API: Final = "/api/v1"


class Connection:
    """One origin. `http` may be given by tests; else a client with short time-outs is made."""

    def __init__(self, origin: str, http: httpx.Client | None = None) -> None:
        self.origin = origin
        # An environment's proxy is for the way out; a portal on this machine is reached directly.
        loopback = urlsplit(origin).hostname in {"127.0.0.1", "localhost", "::1"}
        self._http = http or httpx.Client(
            timeout=httpx.Timeout(60.0, connect=10.0), trust_env=not loopback, follow_redirects=False
        )
        self.token = ""
        self._renew: Callable[[], None] | None = None
        # Two threads may find the session lapsed at once: the first renews it, the other uses that.
        self._renewing = threading.RLock()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def keep_logged_in(self, log_in: Callable[[], None]) -> None:
        """Log in now, and again whenever the portal says that the session has lapsed. `log_in` sets `token`."""
        self._renew = None
        log_in()
        self._renew = log_in

    def json(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401  httpx's own options
        """The answer's JSON, unread. Raises as `send` does."""
        response = self.send(method, path, **options)
        try:
            return response.json()
        except (ValueError, RecursionError):
            raise PortalMalformedError("The portal's answer is no JSON: is its address right?") from None

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401  httpx's own options
        """A good answer. Raises `PortalAwayError`, `PortalRefusedError`, `PortalMalformedError`."""
        headers = options.pop("headers", {})
        token = self.token
        credentials = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = bounded.request(
                self._http, method, f"{self.origin}{API}{path}", {**headers, **credentials}, **options
            )
        except httpx.HTTPError as fault:
            raise PortalAwayError(
                f"The portal at {self.origin} doesn't answer ({type(fault).__name__}). "
                "Go on working: what you write is kept here, sealed, and sent when it is back."
            ) from None
        if response.is_success:
            return response
        if response.status_code == httpx.codes.UNAUTHORIZED:
            with self._renewing:
                if self._renew is not None:
                    # A first synchronisation may outlast a session. Once: a portal that always says so isn't
                    # believed.
                    if self.token == token:
                        self.keep_logged_in(self._renew)
                    renew, self._renew = self._renew, None
                    try:
                        return self.send(method, path, headers=headers, **options)
                    finally:
                        self._renew = renew
        raise _refusal(response)


def _refusal(response: httpx.Response) -> PortalRefusedError | PortalAwayError:
    status = response.status_code
    if status in {httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT}:
        return PortalAwayError(
            "The portal is being worked on. What you write is kept here, sealed, and sent later."
        )
    try:
        code = str(response.json().get("error", ""))[:40]
    except (ValueError, AttributeError, RecursionError):
        code = ""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return PortalRefusedError(
            "The portal asks for a pause. Synchronise again in some minutes.", status, code
        )
    return PortalRefusedError(f"The portal refused ({status} {code}).".replace(" )", ")"), status, code)
