"""Whatever a hostile portal answers is read, or named: never a fault of another kind."""

import json

import httpx
import pytest

from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalMalformedError, PortalRefusedError

CALLS = {
    "challenge": lambda client: client.challenge(),
    "log-in": lambda client: client.log_in(bytes(32), bytes(32), bytes(64)),
    "entry": lambda client: client.entry(bytes(32)),
    "entries": lambda client: client.entries(""),
    "returned": lambda client: client.give_back(b"", acknowledged=False),
    "intake keys": lambda client: client.intake_keys(),
    "packets": lambda client: client.packet_answers(),
    "orders": lambda client: client.orders(0),
    "openings": lambda client: client.openings(0),
    "surveys": lambda client: client.surveys(),
    "duty": lambda client: client.duty(),
}


@pytest.mark.parametrize("answer", ["[]", "null", "1", '"text"'])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nonsense_is_named(call, answer):
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=answer))
    client = PortalClient("https://portal.example", http=httpx.Client(transport=transport))
    with pytest.raises(PortalMalformedError, match="can't be read"):
        call(client)


def test_a_number_without_end_is_named():
    text = json.dumps({"entries": [], "next": "", "more": False, "remaining": "END"}).replace(
        '"END"', "1e999"
    )
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=text))
    client = PortalClient("https://portal.example", http=httpx.Client(transport=transport))
    with pytest.raises(PortalMalformedError, match="can't be read"):
        client.entries("")


@pytest.mark.parametrize(("status", "fault"), [(200, PortalMalformedError), (403, PortalRefusedError)])
def test_an_answer_that_is_nested_without_end_is_named(status, fault):
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text="[" * 200_000))
    client = PortalClient("https://portal.example", http=httpx.Client(transport=transport))
    with pytest.raises(fault):
        client.entries("")
