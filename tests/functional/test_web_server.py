"""The portal behind nginx, configured by the very text of docs/OPERATIONS.md."""

import datetime as dt
import http.client
import os
import socket
from collections import Counter

import httpx
import pytest

from crypto.manifest import Manifest
from portal.headers import HEADERS, constant_headers
from portal.manifest.answers import wrong_headers
from tests.support.organisation import ORIGIN
from tests.support.portal_world import make_world
from tests.support.running_portal import RunningPortal, write_settings
from tests.support.web_server import NAME, running_web_server

# A database of its own: other tests count what stands in theirs.
REDIS = os.environ.get("AMPARO_TEST_REDIS", "redis://127.0.0.1:6379/0").rpartition("/")[0] + "/7"
BIGGEST = 1_400_000  # bytes of a report
NOT_DONE = "It is not your fault. Please go back and try again."
TOO_BIG = "That was too big to send."
TRY_AGAIN = "It is not your fault. Please try again soon."
CONSTANT = constant_headers(["https://report.example.org"])
SIGNED = Manifest(bytes(16), bytes(32), 1, dt.date(2026, 11, 26), (ORIGIN,), CONSTANT, {"/en/": bytes(32)})
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
    text = text.replace('languages = ["en"]', 'languages = ["en", "fr", "ar"]')
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


def assert_ours(answer, status, sentence):
    """The answer of a portal: its headers, each once; a sentence for people; no word of a server or of a request."""
    assert answer.status_code == status
    for name, value in CONSTANT.items():
        assert answer.headers.get_list(name) == [value], name
    assert answer.headers.get_list("Content-Type") == ["text/html; charset=utf-8"]
    assert list(wrong_headers(answer, SIGNED, "/")) == []
    assert sentence in answer.text
    assert '<section lang="ar" dir="rtl">' in answer.text
    assert 'href="/fr/"' in answer.text
    assert "help@example.org" in answer.text
    assert "<script" not in answer.text
    assert "nginx" not in answer.text.lower()
    assert "bad request" not in answer.text.lower()


def test_what_nginx_answers_by_itself_is_said_kindly_and_bears_the_headers(portal, tmp_path):
    """`error_page` and its files: nobody in danger is shown "502 Bad Gateway", and no page is without the policy."""
    with running_web_server(portal, tmp_path / "nginx") as server, server.client() as visitor:
        assert_ours(visitor.get("/en/" + "a" * 20_000), 414, NOT_DONE)
        assert_ours(visitor.get("/en/", headers={"X-Long": "a" * 20_000}), 400, NOT_DONE)
        assert_ours(visitor.post("/api/v1/reports", content=bytes(BIGGEST + 500_000)), 413, TOO_BIG)
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as plain:
            assert_ours(plain.get("/en/", headers={"Host": NAME}), 400, NOT_DONE)
        with httpx.Client(base_url=f"http://127.0.0.1:{server.unsafe}", trust_env=False) as unsafe:
            moved = unsafe.get("/en/", headers={"Host": NAME})
            assert (moved.status_code, moved.headers["Location"]) == (301, "https://report.example.org/en/")
            assert moved.headers.get_list("Content-Security-Policy") == [HEADERS["Content-Security-Policy"]]
        # What the portal itself says passes through, with its headers once.
        missing = visitor.get("/en/nothing-here")
        assert missing.status_code == 404
        assert "This page does not exist." in missing.text
        assert missing.headers.get_list("Content-Security-Policy") == [HEADERS["Content-Security-Policy"]]
        # The pages are for nginx alone.
        assert visitor.get("/plain-pages/headers.conf").status_code == 404
        portal.stop()
        assert_ours(visitor.get("/en/"), 502, TRY_AGAIN)
        assert_ours(visitor.post("/en/basic/report", data={"story": "x"}), 502, TRY_AGAIN)
    assert server.log.read_text("utf-8") == ""


BROKEN = {
    b"GET /en/" + b"a" * 3_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n": 414,
    b"GET /en/ HTTP/9.9\r\nHost: x\r\n\r\n": 400,
    b"GET /en/ HTTP/1.1\r\nHost: x\r\nno header: <script>\r\n\r\n": 400,
    b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 9_000 + b"\r\n\r\n": 431,
}


def test_what_gunicorn_answers_by_itself_is_said_kindly_and_bears_the_headers(portal):
    for raw, status in BROKEN.items():
        assert_ours(answered(portal.port, raw), status, NOT_DONE)


def answered(port, raw):
    """The answer to raw bytes, as a browser would read it."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(raw)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())


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
            assert_ours(visitor.post(f"/api/v1/{path}", content=b"{}"), 503, TRY_AGAIN)
        for path in ("case", "reply", "answer", "review", "help", "take-back", "new-code", "clear"):
            assert visitor.post(f"/en/basic/{path}", content=b"").status_code == 503, path
        assert visitor.get("/en/basic/case").status_code == 503
        assert visitor.get("/en/basic/report").status_code == 200
        assert visitor.post("/api/v1/reports", content=report).status_code == 201
        for page in ("/en/", "/en/report", "/en/case"):
            assert visitor.get(page).status_code == 200, page
        assert visitor.post("/api/v1/members/login", content=b"{}").status_code == 403
