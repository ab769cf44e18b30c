import pytest
from sqlalchemy.exc import OperationalError

from tests.support.portal_world import make_world

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'none'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'; form-action 'none'"
)
BASIC_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
CONSTANT = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def assert_headers(answer, csp=CSP, cache="no-store"):
    for name, value in CONSTANT.items():
        assert answer.headers.getlist(name) == [value]
    assert answer.headers.getlist("Content-Security-Policy") == [csp]
    assert answer.headers.getlist("Cache-Control") == [cache]
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/", 200),
        ("GET", "/", 302),
        ("GET", "/favicon.ico", 204),
        ("GET", "/robots.txt", 200),
        ("GET", "/en/nothing-here", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/api/v1/keyring", 200),
        ("GET", "/api/v1/intake", 200),
        ("GET", "/api/v1/policies/routing", 200),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/reports", 405),
        ("POST", "/api/v1/reports", 400),
        ("POST", "/api/v1/challenges", 200),
        ("POST", "/api/v1/mailbox/open", 403),
        ("POST", "/api/v1/members/login", 403),
        ("GET", "/api/v1/members/entries", 401),
        ("OPTIONS", "/api/v1/reports", 200),
    ],
)
def test_every_kind_of_answer_bears_the_constant_headers(shared_world, method, path, status):
    answer = shared_world.client.open(path, method=method)
    assert answer.status_code == status
    assert_headers(answer)


def test_what_machines_ask_for_by_themselves_is_answered_at_once(shared_world):
    """No detour over an address with a slash, and no error page for each visit of an older browser."""
    assert shared_world.client.get("/favicon.ico").data == b""
    robots = shared_world.client.get("/robots.txt")
    assert robots.content_type == "text/plain; charset=utf-8"
    assert robots.data == b"User-agent: *\nDisallow:\n"


def test_basic_pages_run_no_script_and_post_only_here(shared_world):
    answer = shared_world.client.get("/en/basic/")
    assert answer.status_code == 200
    assert_headers(answer, csp=BASIC_CSP)


def test_a_hashed_static_file_is_immutable_and_its_absence_is_not(shared_world):
    name = next(name for name in shared_world.services.assets._assets if name.endswith(".js"))
    assert_headers(shared_world.client.get(f"/static/{name}"), cache="public, max-age=31536000, immutable")
    assert_headers(shared_world.client.get("/static/x.js"))


def test_too_large_a_body_is_413_with_headers(shared_world):
    answer = shared_world.client.post("/api/v1/reports", data=bytes(1_400_001))
    assert answer.status_code == 413
    assert answer.json == {"error": "too-large"}
    assert_headers(answer)


def test_a_failing_server_is_500_with_headers(shared_world, monkeypatch):
    def broken(*_args):
        raise RuntimeError("secret words")

    monkeypatch.setattr("portal.intake.routes.store_report", broken)
    answer = shared_world.client.post("/api/v1/reports", data=b"x")
    assert (answer.status_code, answer.json) == (500, {"error": "failed"})
    assert_headers(answer)


def test_a_database_that_is_away_is_503_with_headers(shared_world, monkeypatch):
    def broken(*_args):
        raise OperationalError("select", {}, Exception("secret words"))

    monkeypatch.setattr("portal.intake.routes.store_report", broken)
    answer = shared_world.client.post("/api/v1/reports", data=b"x")
    assert (answer.status_code, answer.json) == (503, {"error": "unavailable"})
    assert answer.headers["Retry-After"] == "60"
    assert_headers(answer)


def test_too_many_requests_are_429_with_headers(tmp_path, organisation, monkeypatch):
    monkeypatch.setattr("portal.followup.routes.CHALLENGES", "2 per hour")
    world = make_world(tmp_path, organisation=organisation, limits_enabled=True)
    answers = [world.client.post("/api/v1/challenges") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json == {"error": "too-many"}
    assert_headers(answers[2])
    world.services.store.close()


def test_strict_transport_only_where_an_origin_is_served_over_tls(tmp_path, organisation, shared_world):
    assert "Strict-Transport-Security" not in shared_world.client.get("/en/").headers
    (tmp_path / "secure").mkdir()
    secure = make_world(
        tmp_path / "secure", organisation=organisation, origins=("https://report.example.org",)
    )
    assert secure.client.get("/en/").headers["Strict-Transport-Security"].startswith("max-age=63072000")
    secure.services.store.close()
