"""The portal's API as the console uses it, a method for each call. Knows nothing of keys or cases."""

import base64
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx

from investigator_console.sync.answers import (
    DutyAnswer,
    Entry,
    EntryPage,
    NumberedPage,
    read_challenge,
    read_duty,
    read_intake_hashes,
    read_openings,
    read_orders,
    read_packet_answers,
    read_returned,
    read_surveys,
    read_token,
)
from investigator_console.sync.connection import Connection
from investigator_console.sync.errors import PortalRefusedError

PAGE: Final = 200
_OCTETS: Final = {"Content-Type": "application/octet-stream"}


class PortalClient:
    """One portal, one origin. `http` may be given by tests."""

    def __init__(self, origin: str, http: httpx.Client | None = None) -> None:
        self.origin = origin
        self._portal = Connection(origin, http)

    def close(self) -> None:
        """Close the connections."""
        self._portal.close()

    def keyring(self, digest: bytes | None = None) -> bytes:
        """The current keyring container, or the one whose document has this SHA-256."""
        path = "/keyring" if digest is None else f"/keyring/{digest.hex()}"
        return self._portal.send("GET", path).content

    def root_change(self) -> bytes | None:
        """What announces the root key in force; None where it is the first one."""
        try:
            return self._portal.send("GET", "/root").content
        except PortalRefusedError:
            return None

    def intake(self) -> bytes:
        """The list container with every recipient's intake key of today."""
        return self._portal.send("GET", "/intake").content

    def keep_logged_in(self, log_in: Callable[[], None]) -> None:
        """Log in now, and again whenever the portal says that the session has lapsed."""
        self._portal.keep_logged_in(log_in)

    def challenge(self) -> bytes:
        """A fresh nonce to sign: 32 bytes, good once and for 60 seconds."""
        return read_challenge(self._portal.json("POST", "/challenges"))

    def log_in(self, auth_vk: bytes, nonce: bytes, signature: bytes) -> None:
        """Trade a signed nonce for a token that later calls carry. Raises `PortalRefusedError`."""
        answer = self._portal.json(
            "POST",
            "/members/login",
            json={
                "auth_vk": auth_vk.hex(),
                "nonce": nonce.hex(),
                "origin": self.origin,
                "signature": signature.hex(),
            },
        )
        self._portal.token = read_token(answer)

    def entries(self, after: str, limit: int = PAGE) -> EntryPage:
        """The page of entries after a cursor ("" from the beginning), oldest first."""
        query: dict[str, str | int] = {"limit": limit}
        if after:
            query["after"] = after
        return EntryPage.from_json(self._portal.json("GET", "/members/entries", params=query))

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
            return Entry.from_json(self._portal.json("GET", f"/members/entries/{event_id.hex()}"))
        except PortalRefusedError as refusal:
            if refusal.status == httpx.codes.NOT_FOUND:
                return None
            raise

    def send_event(self, submission: bytes, *, acknowledges: bool = False) -> None:
        """Hand over a signed event. The same bytes again are fine. Raises `PortalRefusedError`.

        `acknowledges`: it tells the reporter that a person has read the report, so nobody need be called any more.
        """
        path = "/members/events?acknowledges=yes" if acknowledges else "/members/events"
        self._portal.send("POST", path, content=submission, headers=_OCTETS)

    def give_back(self, records: bytes, *, acknowledged: bool) -> frozenset[bytes]:
        """Give records of one case back to a portal that lost them; the ids of those that it had lost.

        The same again is fine. `acknowledged`: one of them answers the reporter. Raises `PortalRefusedError`.
        """
        query = {"acknowledged": "yes"} if acknowledged else {}
        return read_returned(
            self._portal.json("POST", "/members/returns", params=query, content=records, headers=_OCTETS)
        )

    def suspend(self, record: bytes) -> None:
        """Hand over a suspension that two entitled members signed. Raises `PortalRefusedError`."""
        self._portal.send("POST", "/members/suspensions", json={"record": _base64(record)})

    def acknowledge(self, event_ids: Sequence[bytes]) -> None:
        """Say that the keys in our wraps of these (at most 500) are stored: the portal drops the wraps."""
        self._portal.send("POST", "/members/acks", json={"event_ids": _hex(event_ids)})

    def publish_intake_keys(self, records: Sequence[bytes]) -> None:
        """Publish signed intake records."""
        self._portal.send(
            "POST", "/members/intake-keys", json={"records": [_base64(record) for record in records]}
        )

    def intake_keys(self) -> frozenset[bytes]:
        """SHA-256 of each of our intake keys, current and future, that the portal has."""
        return read_intake_hashes(self._portal.json("GET", "/members/intake-keys"))

    def open_packet(self, packet_id: bytes, record: bytes, days: int) -> None:
        """Open a place for a service's answer. The same again is fine. Raises `PortalRefusedError`."""
        wanted = {"packet_id": packet_id.hex(), "record": _base64(record), "days": days}
        self._portal.send("POST", "/members/packets", json=wanted)

    def packet_answers(self) -> list[tuple[bytes, bytes]]:
        """(packet id, sealed answer) of all that wait for us, at most a page."""
        return read_packet_answers(self._portal.json("GET", "/members/packets"))

    def packet_answers_at(self, packet_ids: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        """The same for places (at most 100) that a colleague opened."""
        asked = {"packet_ids": _hex(packet_ids)}
        return read_packet_answers(self._portal.json("POST", "/members/packets/waiting", json=asked))

    def drop_packet_answers(self, packet_ids: Sequence[bytes]) -> None:
        """Say that the answers at these places (at most 100) stand in the case: the portal drops them."""
        self._portal.send("POST", "/members/packets/acks", json={"packet_ids": _hex(packet_ids)})

    def close_packets(self, packet_ids: Sequence[bytes]) -> None:
        """Say that nobody waits at these places (at most 100) any more: the portal forgets them."""
        self._portal.send("POST", "/members/packets/closed", json={"packet_ids": _hex(packet_ids)})

    def publish_directory(self, container: bytes) -> None:
        """Hand over the signed public part of the directory of services. Raises `PortalRefusedError`."""
        self._portal.send("PUT", "/members/directory", content=container, headers=_OCTETS)

    def orders(self, after: int) -> NumberedPage:
        """Orders to destroy that the portal carried out, after a number (0 from the beginning)."""
        return read_orders(self._portal.json("GET", "/members/destructions", params={"after": after}))

    def send_order(self, record: bytes) -> None:
        """Hand in an order to destroy. The same bytes again are fine. Raises `PortalRefusedError`."""
        self._portal.send("POST", "/members/destructions", json={"record": _base64(record)})

    def openings(self, after: int) -> NumberedPage:
        """Sealed lists of openings after a number, for oversight. Raises `PortalRefusedError` for others."""
        return read_openings(self._portal.json("GET", "/members/openings", params={"after": after}))

    def send_openings(self, batch: bytes) -> None:
        """Hand in the sealed list of the day. The same bytes again are fine. Raises `PortalRefusedError`."""
        self._portal.send("POST", "/members/openings", json={"batch": _base64(batch)})

    def surveys(self) -> tuple[dict[bytes, bytes], bool]:
        """Sealed statistics rows by their number, for statistics officers, and whether there are more."""
        return read_surveys(self._portal.json("GET", "/members/surveys"))

    def drop_surveys(self, row_ids: Sequence[bytes]) -> None:
        """Say that these are counted: the portal drops them once every officer says so."""
        self._portal.send("POST", "/members/surveys/acks", json={"row_ids": _hex(row_ids)})

    def duty(self) -> DutyAnswer:
        """The roster in force, and the last calls."""
        return read_duty(self._portal.json("GET", "/members/duty"))

    def send_roster(self, record: bytes) -> None:
        """Put a signed roster in force. The same bytes again are fine. Raises `PortalRefusedError`."""
        self._portal.send("POST", "/members/duty", json={"record": _base64(record)})


def _base64(record: bytes) -> str:
    return base64.b64encode(record).decode("ascii")


def _hex(ids: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in ids]
