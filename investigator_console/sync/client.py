"""The portal's API as the console uses it. Knows HTTP, and nothing of keys or cases.

Every answer is treated as a stranger's: fields are checked, and what is wrong has a name.
"""

import base64
import binascii
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from investigator_console.sync import bounded
from investigator_console.sync.errors import PortalAwayError, PortalMalformedError, PortalRefusedError

API: Final = "/api/v1"
PAGE: Final = 200
OCTETS: Final = "application/octet-stream"


@dataclass(frozen=True)
class Entry:
    """One record as the portal hands it to a member: bytes as they were signed, nothing verified yet.

    `bodies`: 5 of a genesis, 1 of an event, None where the portal holds none. `wraps`: index in the header's
    list to 1,296 bytes. `received_on`: the portal's day, a claim. `cursor`: opaque.
    """

    event_id: bytes
    header: bytes
    signatures: tuple[bytes, ...]
    bodies: tuple[bytes | None, ...]
    wraps: Mapping[int, bytes]
    received_on: str
    cursor: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read the API's JSON object. Raises `PortalMalformedError`."""
        try:
            return cls(
                event_id=_hex(document["event_id"], 32),
                header=_blob(document["header"]),
                signatures=tuple(_hex(signature, 64) for signature in document["signatures"]),
                bodies=tuple(None if body is None else _blob(body) for body in document["bodies"]),
                wraps={int(wrap["index"]): _blob(wrap["wrap"]) for wrap in document["wraps"]},
                received_on=str(document["received_on"])[:10],
                cursor=str(document.get("cursor", "")),
            )
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise PortalMalformedError("The portal sent an entry that can't be read.") from None


@dataclass(frozen=True)
class EntryPage:
    """One page of entries. `remaining`: how many come after it, for the progress bar.

    `epoch`: another one after the portal's database was restored from a backup; "" from an older portal.
    """

    entries: Sequence[Entry]
    next: str
    more: bool
    remaining: int
    epoch: str = ""


@dataclass(frozen=True)
class NumberedRecord:
    """Signed bytes that the portal hands out by number, not yet believed. `received_on`: a claim, or ""."""

    number: int
    record: bytes
    received_on: str = ""


@dataclass(frozen=True)
class OrderPage:
    """Orders to destroy, oldest first."""

    orders: Sequence[NumberedRecord]
    more: bool


@dataclass(frozen=True)
class Challenge:
    """A nonce of 32 bytes, good once and for 60 seconds."""

    nonce: bytes


class PortalClient:
    """One portal, one origin. `http` may be given by tests; else a client with short time-outs is made."""

    def __init__(self, origin: str, http: httpx.Client | None = None) -> None:
        self.origin = origin
        # An environment's proxy is for the way out; a portal on this machine is reached directly.
        loopback = urlsplit(origin).hostname in {"127.0.0.1", "localhost", "::1"}
        self._http = http or httpx.Client(
            timeout=httpx.Timeout(60.0, connect=10.0), trust_env=not loopback, follow_redirects=False
        )
        self._token = ""
        self._renew: Callable[[], None] | None = None
        # Two threads may find the session lapsed at once: the first renews it, the other uses that.
        self._renewing = threading.RLock()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def keyring(self, digest: bytes | None = None) -> bytes:
        """The current keyring container, or the one whose document has this SHA-256."""
        path = "/keyring" if digest is None else f"/keyring/{digest.hex()}"
        return self._send("GET", path).content

    def root_change(self) -> bytes | None:
        """What announces the root key in force; None where it is the first one."""
        try:
            return self._send("GET", "/root").content
        except PortalRefusedError:
            return None

    def intake(self) -> bytes:
        """The container with every recipient's intake key of today."""
        return self._send("GET", "/intake").content

    def routing_policy(self) -> bytes:
        """The routing document's bytes."""
        return self._send("GET", "/policies/routing").content

    def keep_logged_in(self, log_in: Callable[[], None]) -> None:
        """Log in now, and again whenever the portal says that the session has lapsed."""
        self._renew = None
        log_in()
        self._renew = log_in

    def challenge(self) -> Challenge:
        """A fresh challenge to sign."""
        try:
            return Challenge(_hex(self._json("POST", "/challenges")["nonce"], 32))
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's challenge can't be read.") from None

    def log_in(self, auth_vk: bytes, challenge: Challenge, signature: bytes) -> None:
        """Trade a signed challenge for a token that later calls carry. Raises `PortalRefusedError`."""
        answer = self._json(
            "POST",
            "/members/login",
            json={
                "auth_vk": auth_vk.hex(),
                "nonce": challenge.nonce.hex(),
                "origin": self.origin,
                "signature": signature.hex(),
            },
        )
        self._token = str(answer.get("token", ""))

    def entries(self, after: str, limit: int = PAGE) -> EntryPage:
        """The page of entries after a cursor ("" from the beginning), oldest first."""
        query: dict[str, str | int] = {"limit": limit}
        if after:
            query["after"] = after
        answer = self._json("GET", "/members/entries", params=query)
        try:
            return EntryPage(
                entries=[Entry.from_json(entry) for entry in answer["entries"]],
                next=str(answer["next"] or ""),
                more=bool(answer["more"]),
                remaining=int(answer.get("remaining", 0)),
                epoch=str(answer.get("epoch", ""))[:40],
            )
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's page of entries can't be read.") from None

    def pages(self, after: str) -> Iterator[tuple[str, EntryPage]]:
        """Every page after a cursor, each with the cursor that led to it; the next one is fetched meanwhile."""
        # Not as a context: whoever locks in between must not wait for an answer that nobody wants any more.
        ahead = ThreadPoolExecutor(1, "amparo-page")
        try:
            page = self.entries(after)
            while True:
                more = page.more and page.next != after
                coming = ahead.submit(self.entries, page.next) if more else None
                yield after, page
                if coming is None:
                    return
                after, page = page.next, coming.result()
        finally:
            ahead.shutdown(wait=False, cancel_futures=True)

    def entry(self, event_id: bytes) -> Entry | None:
        """One entry, or None where the portal says that it doesn't have it."""
        try:
            return Entry.from_json(self._json("GET", f"/members/entries/{event_id.hex()}"))
        except PortalRefusedError as refusal:
            if refusal.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def send_event(self, submission: bytes, *, acknowledges: bool = False) -> None:
        """Hand over a signed event. The same bytes again are fine. Raises `PortalRefusedError`.

        `acknowledges`: it tells the reporter that a person has read the report, so nobody need be called any more.
        """
        path = "/members/events?acknowledges=yes" if acknowledges else "/members/events"
        self._send("POST", path, content=submission, headers={"Content-Type": OCTETS})

    def give_back(self, records: bytes, *, acknowledged: bool) -> frozenset[bytes]:
        """Give records of one case back to a portal that lost them; the ids of those that it had lost.

        The same again is fine. `acknowledged`: one of them answers the reporter. Raises `PortalRefusedError`.
        """
        query = {"acknowledged": "yes"} if acknowledged else {}
        answer = self._json(
            "POST", "/members/returns", params=query, content=records, headers={"Content-Type": OCTETS}
        )
        try:
            return frozenset(_hex(one, 32) for one in answer["stored"])
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's word about what was given back can't be read.") from None

    def suspend(self, record: bytes) -> None:
        """Hand over a suspension that two entitled members signed. Raises `PortalRefusedError`."""
        self._send("POST", "/members/suspensions", json={"record": base64.b64encode(record).decode("ascii")})

    def acknowledge(self, event_ids: Sequence[bytes]) -> None:
        """Say that the keys in our wraps of these (at most 500) are stored: the portal drops the wraps."""
        self._send("POST", "/members/acks", json={"event_ids": [event_id.hex() for event_id in event_ids]})

    def publish_intake_keys(self, records: Sequence[bytes]) -> None:
        """Publish signed intake records."""
        encoded = [base64.b64encode(record).decode("ascii") for record in records]
        self._send("POST", "/members/intake-keys", json={"records": encoded})

    def open_packet(self, packet_id: bytes, record: bytes, days: int) -> None:
        """Open a place for a service's answer. The same again is fine. Raises `PortalRefusedError`."""
        encoded = base64.b64encode(record).decode("ascii")
        self._send(
            "POST", "/members/packets", json={"packet_id": packet_id.hex(), "record": encoded, "days": days}
        )

    def packet_answers(self) -> list[tuple[bytes, bytes]]:
        """(packet id, sealed answer) of all that wait for us, at most a page."""
        return _answers(self._json("GET", "/members/packets"))

    def packet_answers_at(self, packet_ids: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        """The same for places (at most 100) that a colleague opened."""
        asked = {"packet_ids": [one.hex() for one in packet_ids]}
        return _answers(self._json("POST", "/members/packets/waiting", json=asked))

    def drop_packet_answers(self, packet_ids: Sequence[bytes]) -> None:
        """Say that the answers at these places (at most 100) stand in the case: the portal drops them."""
        self._send("POST", "/members/packets/acks", json={"packet_ids": [one.hex() for one in packet_ids]})

    def close_packets(self, packet_ids: Sequence[bytes]) -> None:
        """Say that nobody waits at these places (at most 100) any more: the portal forgets them."""
        self._send("POST", "/members/packets/closed", json={"packet_ids": [one.hex() for one in packet_ids]})

    def publish_directory(self, container: bytes) -> None:
        """Hand over the signed public part of the directory of services. Raises `PortalRefusedError`."""
        self._send("PUT", "/members/directory", content=container, headers={"Content-Type": OCTETS})

    def intake_keys(self) -> frozenset[bytes]:
        """SHA-256 of each of our intake keys, current and future, that the portal has."""
        try:
            return frozenset(
                _hex(key["kem_hash"], 32) for key in self._json("GET", "/members/intake-keys")["keys"]
            )
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's list of intake keys can't be read.") from None

    def orders(self, after: int) -> OrderPage:
        """Orders to destroy that the portal carried out, after a number (0 from the beginning)."""
        answer = self._json("GET", "/members/destructions", params={"after": after})
        try:
            rows = [
                NumberedRecord(int(row["number"]), _blob(row["record"]), str(row["received_on"])[:10])
                for row in answer["orders"]
            ]
            return OrderPage(rows, bool(answer["more"]))
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's list of orders can't be read.") from None

    def send_order(self, record: bytes) -> None:
        """Hand in an order to destroy. The same bytes again are fine. Raises `PortalRefusedError`."""
        encoded = base64.b64encode(record).decode("ascii")
        self._send("POST", "/members/destructions", json={"record": encoded})

    def intake_list(self) -> bytes:
        """The list container of the intake keys to seal to today."""
        return self._send("GET", "/intake").content

    def openings(self, after: int) -> OrderPage:
        """Sealed lists of openings after a number, for oversight. Raises `PortalRefusedError` for others."""
        answer = self._json("GET", "/members/openings", params={"after": after})
        try:
            rows = [NumberedRecord(int(row["number"]), _blob(row["batch"])) for row in answer["batches"]]
            return OrderPage(rows, bool(answer["more"]))
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's lists of openings can't be read.") from None

    def send_openings(self, batch: bytes) -> None:
        """Hand in the sealed list of the day. The same bytes again are fine. Raises `PortalRefusedError`."""
        encoded = base64.b64encode(batch).decode("ascii")
        self._send("POST", "/members/openings", json={"batch": encoded})

    def surveys(self) -> tuple[dict[bytes, bytes], bool]:
        """Sealed statistics rows by their number, for statistics officers, and whether there are more."""
        answer = self._json("GET", "/members/surveys")
        try:
            return {_hex(one["row_id"], 16): _blob(one["row"]) for one in answer["rows"]}, bool(
                answer["more"]
            )
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's list of surveys can't be read.") from None

    def drop_surveys(self, row_ids: Sequence[bytes]) -> None:
        """Say that these are counted: the portal drops them once every officer says so."""
        self._send("POST", "/members/surveys/acks", json={"row_ids": [one.hex() for one in row_ids]})

    def duty(self) -> dict[str, Any]:
        """`record`: the signed roster or None; `covered`; `pings`: the last calls, newest first."""
        answer = self._json("GET", "/members/duty")
        try:
            record = None if answer["record"] is None else _blob(answer["record"])
            pings = [
                {
                    "hour": int(one["hour"]),
                    "turn": int(one["turn"]),
                    "channel": str(one["channel"])[:8],
                    "delivered": bool(one["delivered"]),
                    "reason": str(one["reason"])[:80],
                }
                for one in answer["pings"]
            ]
            return {"record": record, "covered": bool(answer["covered"]), "pings": pings}
        except (KeyError, TypeError, ValueError):
            raise PortalMalformedError("The portal's word about duty can't be read.") from None

    def send_roster(self, record: bytes) -> None:
        """Put a signed roster in force. The same bytes again are fine. Raises `PortalRefusedError`."""
        encoded = base64.b64encode(record).decode("ascii")
        self._send("POST", "/members/duty", json={"record": encoded})

    def _json(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401  httpx's own options
        response = self._send(method, path, **options)
        try:
            return response.json()
        except ValueError:
            raise PortalMalformedError("The portal's answer is no JSON: is its address right?") from None

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401  httpx's own options
        headers = options.pop("headers", {})
        token = self._token
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
                    if self._token == token:
                        self.keep_logged_in(self._renew)
                    renew, self._renew = self._renew, None
                    try:
                        return self._send(method, path, headers=headers, **options)
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
    except (ValueError, AttributeError):
        code = ""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return PortalRefusedError(
            "The portal asks for a pause. Synchronise again in some minutes.", status, code
        )
    return PortalRefusedError(f"The portal refused ({status} {code}).".replace(" )", ")"), status, code)


def _answers(document: Any) -> list[tuple[bytes, bytes]]:  # noqa: ANN401  what a portal sent
    try:
        return [(_hex(one["packet_id"], 32), _blob(one["answer"])) for one in document["packets"]]
    except (KeyError, TypeError, ValueError):
        raise PortalMalformedError("The portal's list of answers can't be read.") from None


def _hex(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length:
        raise ValueError("wrong length")
    return bytes.fromhex(value)


def _blob(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("no text")
    return base64.b64decode(value, validate=True)
