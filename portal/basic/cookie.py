"""The open case in the reporter's browser: one sealed cookie, and nothing about it on the server."""

import base64
import binascii
from dataclasses import dataclass

from flask import Response

from crypto.constants import KEY_LEN
from crypto.cookie import CookieSealer
from crypto.errors import ProtocolError
from crypto.types import RootKey

NAME = "case"
IDLE_MINUTES = 30
_CASE = b"C"
_TIME_LEN = 8
_LONGEST = 400


@dataclass(frozen=True)
class CaseCookie:
    """Seals the root key of an open case.

    `path`: the basic pages of one language; no other page is ever sent the cookie. `secure`: over TLS only.
    An onion address has no TLS and needs none: the name itself is the key.
    """

    sealer: CookieSealer
    path: str
    secure: bool

    def keep(self, response: Response, root: RootKey, now: int) -> None:
        """Keeps the case open for another `IDLE_MINUTES`, at most until the browser ends. `now`: seconds."""
        sealed = self.sealer.seal(_CASE + now.to_bytes(_TIME_LEN, "big") + root)
        value = base64.urlsafe_b64encode(sealed).decode("ascii")
        response.set_cookie(NAME, value, path=self.path, secure=self.secure, httponly=True, samesite="Strict")

    def forget(self, response: Response) -> None:
        """Takes the case out of the browser."""
        response.delete_cookie(NAME, path=self.path, secure=self.secure, httponly=True, samesite="Strict")

    def opened(self, value: str | None, now: int) -> RootKey | None:
        """The root key in a cookie; `None` where there is none, or nobody clicked for `IDLE_MINUTES`."""
        if not value or len(value) > _LONGEST:
            return None
        try:
            inside = self.sealer.open(base64.urlsafe_b64decode(value.encode("ascii")))
        except (UnicodeEncodeError, binascii.Error, ProtocolError):
            return None
        if inside[:1] != _CASE or len(inside) != 1 + _TIME_LEN + KEY_LEN:
            return None
        kept_at = int.from_bytes(inside[1 : 1 + _TIME_LEN], "big")
        return RootKey(inside[1 + _TIME_LEN :]) if 0 <= now - kept_at <= IDLE_MINUTES * 60 else None
