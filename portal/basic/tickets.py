"""Small secrets that travel through the reporter's browser, sealed under a key in this server's memory.

A ticket in a hidden field makes sending twice harmless: the code of a report, or the chance in a message's
key, is drawn when the form is shown, so that the same form sent again is the same case or the same message.
"""

import base64
import binascii
import os
from collections.abc import Callable
from dataclasses import dataclass

from crypto.case_code import new_code
from crypto.constants import CASE_CODE_LEN
from crypto.cookie import CookieSealer
from crypto.errors import ProtocolError
from crypto.types import CaseCode, DeploymentId

SEED_LEN = 32
_TIME_LEN = 8
_REPORT, _MESSAGE, _NEW_CODE = b"R", b"M", b"N"
_LONGEST = 400


@dataclass(frozen=True)
class MessageTicket:
    """`seed`: 32 random bytes; `shown_at`: seconds since 1970 when the form was shown."""

    seed: bytes
    shown_at: int


class Tickets:
    """Makes and opens tickets. The purpose is sealed in, so that no kind can stand in for another."""

    def __init__(self, sealer: CookieSealer, deployment: DeploymentId, now: Callable[[], int]) -> None:
        self._sealer = sealer
        self._deployment = deployment
        self._now = now

    def for_report(self) -> str:
        """A ticket with the code that this form's report will have."""
        return self._seal(_REPORT + new_code(self._deployment))

    def report_code(self, ticket: str) -> CaseCode | None:
        """The code in a report's ticket; `None` where it is too old, altered, or none."""
        inside = self._open(ticket, _REPORT, CASE_CODE_LEN)
        return None if inside is None else CaseCode(inside)

    def for_new_code(self, code: CaseCode) -> str:
        """A ticket with the code that is shown and not yet in use."""
        return self._seal(_NEW_CODE + code)

    def new_code(self, ticket: str) -> CaseCode | None:
        """The code that was shown; `None` where the ticket is too old, altered, or none."""
        inside = self._open(ticket, _NEW_CODE, CASE_CODE_LEN)
        return None if inside is None else CaseCode(inside)

    def for_message(self) -> str:
        """A ticket with the chance from which one message's key is made."""
        return self._seal(_MESSAGE + self._now().to_bytes(_TIME_LEN, "big") + os.urandom(SEED_LEN))

    def message(self, ticket: str) -> MessageTicket | None:
        """What a message's ticket holds; `None` where it is too old, altered, or none."""
        inside = self._open(ticket, _MESSAGE, _TIME_LEN + SEED_LEN)
        if inside is None:
            return None
        return MessageTicket(inside[_TIME_LEN:], int.from_bytes(inside[:_TIME_LEN], "big"))

    def _seal(self, inside: bytes) -> str:
        return base64.urlsafe_b64encode(self._sealer.seal(inside)).decode("ascii")

    def _open(self, ticket: str, purpose: bytes, length: int) -> bytes | None:
        if len(ticket) > _LONGEST:
            return None
        try:
            inside = self._sealer.open(base64.urlsafe_b64decode(ticket.encode("ascii")))
        except (UnicodeEncodeError, binascii.Error, ProtocolError):
            return None
        if inside[:1] != purpose or len(inside) != 1 + length:
            return None
        return inside[1:]
