"""The portal behind nginx, configured by the very text of docs/OPERATIONS.md."""

import os
from collections import Counter

import pytest

from tests.support.organisation import ORIGIN
from tests.support.portal_world import make_world
from tests.support.running_portal import RunningPortal, write_settings
from tests.support.web_server import running_web_server

# A database of its own: other tests count what stands in theirs.
REDIS = os.environ.get("AMPARO_TEST_REDIS", "redis://127.0.0.1:6379/0").rpartition("/")[0] + "/7"
BIGGEST = 1_400_000  # bytes of a report
ALLOWED = 600  # log-ins of members, from one network in an hour


@pytest.fixture
def world(tmp_path):
    world = make_world(tmp_path)
    yield world
    world.services.store.close()


@pytest.fixture
def portal(world, tmp_path, request):
    """Behind one proxy."""
    limits = getattr(request, "param", False)
    settings = write_settings(world, tmp_path, limits=limits, redis_url=REDIS if limits else "")
    text = settings.read_text("utf-8").replace("proxy_hops = 0", "proxy_hops = 1")
    settings.write_text(text.replace(ORIGIN, "https://report.example.org"), encoding="utf-8")
    portal = RunningPortal(settings)
    portal.start()
    yield portal
    portal.stop()


def test_neither_a_big_body_nor_an_answer_goes_into_a_file_and_the_log_stays_empty(world, portal, tmp_path):
    report = world.seal(world.reporter()).raw
    with running_web_server(portal, tmp_path / "nginx", says="warn") as server, server.client() as visitor:
        assert visitor.post("/api/v1/reports", content=report).status_code == 201
        assert visitor.post("/api/v1/reports", content=bytes(BIGGEST)).status_code == 400
        assert visitor.get("/en/report").status_code == 200
    # At this level nginx says when it puts a body or an answer into a file.
    assert server.log.read_text("utf-8") == ""


def test_a_portal_that_is_down_leaves_no_address_in_the_log(portal, tmp_path):
    with running_web_server(portal, tmp_path / "nginx") as server, server.client() as visitor:
        portal.stop()
        assert visitor.get("/en/").status_code == 502
        assert visitor.post("/api/v1/reports", content=bytes(BIGGEST + 1000)).status_code in {413, 502}
    assert server.log.read_text("utf-8") == ""


@pytest.mark.redis
@pytest.mark.parametrize("portal", [True], indirect=True)
def test_an_address_that_a_visitor_makes_up_is_replaced(portal, tmp_path):
    statuses = Counter[int]()
    with running_web_server(portal, tmp_path / "nginx") as server, server.client() as visitor:
        for number in range(ALLOWED + 20):
            forged = {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250}"}
            statuses[visitor.post("/api/v1/members/login", content=b"{}", headers=forged).status_code] += 1
    assert statuses == {403: ALLOWED, 429: 20}


def test_while_a_portal_is_restored_no_case_opens_and_reports_still_come_in(world, portal, tmp_path):
    """The rule of the restore: nobody reads with a code that was replaced, on either path."""
    report = world.seal(world.reporter()).raw
    with (
        running_web_server(portal, tmp_path / "nginx", restoring=True) as server,
        server.client(Origin="https://report.example.org") as visitor,
    ):
        for path in ("mailbox/open", "mailbox/events"):
            assert visitor.post(f"/api/v1/{path}", content=b"{}").status_code == 503
        for path in ("case", "reply", "answer", "review", "help", "take-back", "new-code", "clear"):
            assert visitor.post(f"/en/basic/{path}", content=b"").status_code == 503, path
        assert visitor.get("/en/basic/case").status_code == 503
        assert visitor.get("/en/basic/report").status_code == 200
        assert visitor.post("/api/v1/reports", content=report).status_code == 201
        for page in ("/en/", "/en/report", "/en/case"):
            assert visitor.get(page).status_code == 200, page
        assert visitor.post("/api/v1/members/login", content=b"{}").status_code == 403
