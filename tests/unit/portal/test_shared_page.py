import os
import signal

from crypto.cookie import STATE_LEN, CookieSealer
from portal.shared_page import SharedPage
from portal.visitors import VisitorKey

HOUR, DAY = 3_600, 86_400


def in_a_worker(work):
    """Runs `work` in a forked process, as a gunicorn worker is forked from its master."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_a_worker_forgets_the_master_forgets_too():
    now, page = [0.0], SharedPage(STATE_LEN)
    sealer = CookieSealer(lambda: now[0], memory=page)
    with page.opened() as state:
        first_key = state[8:40]
    sealed = sealer.seal(b"root key")
    now[0] = 2 * HOUR
    in_a_worker(sealer.ratchet)
    with page.opened() as state:
        assert first_key not in state[:]
    now[0] = 2 * HOUR - 1
    reached = sealer.seal(b"new")
    assert int.from_bytes(reached[:4], "big") == 2
    assert sealed[:4] == bytes(4)


def test_a_name_of_a_visitor_cannot_be_told_from_the_master_the_day_after():
    now = [0.0]
    key = VisitorKey(lambda: now[0])
    with key._page.opened() as page:
        first_key = page[8:]
    now[0] = DAY
    in_a_worker(lambda: key.name("192.0.2.1"))
    with key._page.opened() as page:
        assert first_key not in page[:]


def test_a_worker_that_is_killed_with_the_page_open_stops_nobody():
    page = SharedPage(8)

    def die() -> None:
        with page.opened():
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        die()
    os.waitpid(child, 0)
    with page.opened() as state:
        assert len(state[:]) == 8
