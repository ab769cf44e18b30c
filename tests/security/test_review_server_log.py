"""What the web server itself writes, before and beside the application."""

import socket

from tests.support.portal_world import make_world
from tests.support.running_portal import running_portal

MARK = "SENTINEL-5c1e"
BROKEN = (
    f"GET /en/{MARK} HTTP/9.9\r\nHost: x\r\n\r\n",
    f"GET /en/ HTTP/1.1\r\nHost: x\r\n{MARK} name: value\r\n\r\n",
    f"{MARK} nonsense\r\n\r\n",
    f"GET /{MARK}{'x' * 3000} HTTP/1.1\r\nHost: x\r\n\r\n",
    f"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {MARK}\r\n\r\n",
    f"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
)


def test_a_broken_request_leaves_neither_address_nor_words_in_the_log(tmp_path, organisation, capfd):
    world = make_world(tmp_path, organisation=organisation)
    with running_portal(world, tmp_path) as portal:
        for request in BROKEN:
            with socket.create_connection(("127.0.0.1", portal.port), timeout=20) as connection:
                connection.sendall(request.encode())
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass
    world.services.store.close()
    written = "".join(capfd.readouterr())
    assert MARK not in written
    assert "127.0.0.1" not in written
