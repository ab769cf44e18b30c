"""A hostile portal cannot fill a member's machine with one answer."""

import gzip

import httpx
import pytest

from investigator_console.sync import bounded
from investigator_console.sync.client import PortalClient
from investigator_console.sync.errors import PortalMalformedError

ORIGIN = "https://portal.example"


class Endless(httpx.SyncByteStream):
    """Counts how much of it was asked for."""

    def __init__(self) -> None:
        self.given = 0

    def __iter__(self):
        while True:
            self.given += 65_536
            yield bytes(65_536)


def client(answer: httpx.Response) -> PortalClient:
    return PortalClient(ORIGIN, http=httpx.Client(transport=httpx.MockTransport(lambda _: answer)))


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_without_end_is_let_go(status):
    endless = Endless()
    with pytest.raises(PortalMalformedError):
        client(httpx.Response(status, stream=endless)).keyring()
    assert endless.given <= bounded.LARGEST + 2 * 65_536


def test_a_packed_answer_is_not_unfolded():
    packed = gzip.compress(bytes(bounded.LARGEST * 4))
    with pytest.raises(PortalMalformedError):
        client(
            httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(packed))
        ).keyring()


def test_the_largest_honest_answer_is_read_whole():
    whole = bytes(bounded.LARGEST)
    assert client(httpx.Response(200, stream=httpx.ByteStream(whole))).keyring() == whole
