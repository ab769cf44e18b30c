"""What stands in no signed list, and headers that say more than was signed: named by anybody's check all the same."""

from datetime import date

import httpx
import pytest

from portal.headers import HEADERS, STRICT_TRANSPORT
from portal.manifest.answers import Finding, wrong_headers
from portal.manifest.service import list_pages
from tests.support.bent_portal import check, prepare, signed_portal
from tests.support.portal_world import make_world


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    work = tmp_path_factory.mktemp("manifest-unlisted")
    card = prepare(work)
    return signed_portal(work), card


def known_script_elsewhere(path, status, headers, body):
    """The real form under a root key of the portal's own making would need nothing but signed scripts."""
    if path == "/en/report":
        known_script_elsewhere.body = body
    return status, headers, known_script_elsewhere.body if status == 404 else body


def script_without_scripts(path, status, headers, body):
    form = path.endswith(("/basic/", "/basic/case"))
    return status, headers, known_script_elsewhere.body if form else body


def laxer_form(path, status, headers, body):
    bent = [(n, v.replace("default-src 'none'; style-src 'self'", "default-src *")) for n, v in headers]
    return status, bent if "/basic/" in path else headers, body


def wider_cookie(path, status, headers, body):
    return status, [(n, v.replace("Path=/en/basic/", "Path=/")) for n, v in headers], body


def cookie_of_the_survey(path, status, headers, body):
    return status, [*headers, ("Set-Cookie", "id=1")] if path == "/en/survey" else headers, body


def moves_on(path, status, headers, body):
    moving = b'<meta http-equiv="Refresh" content="0;url=https://evil.example/"></head>'
    return status, headers, body.replace(b"</head>", moving) if path == "/ar/services" else body


def entrance_by_language(path, status, headers, body):
    elsewhere = path == "/" and ("Location", "/ar/") in headers
    bent = [pair if pair[0] != "Location" else ("Location", "/ar/?from=poster") for pair in headers]
    return status, bent if elsewhere else headers, body


def other_basic_entrance(path, status, headers, body):
    return (
        status,
        [(n, "/es/report" if n == "Location" and path == "/es/basic" else v) for n, v in headers],
        body,
    )


def too_long(path, status, headers, body):
    return (
        (414, [("Content-Type", "text/html")], b"<h1>Request-URI Too Large</h1>")
        if len(path) > 2_048
        else (
            status,
            headers,
            body,
        )
    )


def script_as_a_page(path, status, headers, body):
    bent = [(n, "text/html; charset=utf-8" if n == "Content-Type" else v) for n, v in headers]
    return status, bent if path.endswith(".js") else headers, body


def page_in_another_encoding(path, status, headers, body):
    return (
        status,
        [(n, "text/html; charset=iso-2022-jp" if n == "Content-Type" else v) for n, v in headers],
        body,
    )


def bearing(*extra):
    def bend(path, status, headers, body):
        return status, [*headers, extra] if path == "/en/report" else headers, body

    bend.__name__ = f"bearing_{extra[0]}"
    return bend


REPORTING = {
    bearing(name, value): f"/en/report: there is a header {name.title()}, which no page of this portal has"
    for name, value in {
        "NEL": '{"report_to":"x","max_age":100}',
        "Report-To": '{"group":"x","max_age":100,"endpoints":[{"url":"https://evil.example"}]}',
        "Reporting-Endpoints": 'x="https://evil.example"',
        "Content-Security-Policy-Report-Only": "default-src 'none'; report-uri https://evil.example",
        "Access-Control-Allow-Origin": "*",
        "Speculation-Rules": '"https://evil.example/rules"',
        "ETag": '"who-this-is"',
        "Alt-Svc": 'h2="evil.example:443"',
    }.items()
}
FOUL = {
    known_script_elsewhere: "an error page: loads /static/report-",
    script_without_scripts: "/en/basic/case: loads /static/report-",
    laxer_form: "/es/basic/: the header Content-Security-Policy is not the one that was signed",
    wider_cookie: "/en/basic/report: sets a cookie that reaches beyond the basic pages",
    cookie_of_the_survey: "/en/survey: there is a header Set-Cookie, which no page of this portal has",
    moves_on: "/ar/services: sends its visitors elsewhere by itself",
    entrance_by_language: "/: leads to an address that is no page of this portal",
    other_basic_entrance: "/es/basic: leads to an address that is no page of this portal",
    too_long: "an address of 20,000 letters: the header Content-Security-Policy is missing",
    script_as_a_page: "has another Content-Type than text/javascript; charset=utf-8",
    page_in_another_encoding: "/fr/how: has another Content-Type than text/html; charset=utf-8",
    **REPORTING,
}


@pytest.mark.parametrize("bend", FOUL, ids=lambda bend: bend.__name__)
def test_each_is_named(portal, bend):
    app, card = portal
    findings = check(app, card, bend)
    assert any(FOUL[bend] in finding for finding in findings), findings


def test_tls_for_good_is_signed_where_an_address_has_it_and_its_loss_is_named(tmp_path, organisation):
    """Whoever is on the line could hand out pages of their own to browsers that were not told to insist on TLS."""
    world = make_world(tmp_path, organisation=organisation, origins=("https://report.example.org",))
    app, services = world.client.application, world.services
    listed = list_pages(app, services, 1, date(2026, 11, 26))
    assert listed.headers["Strict-Transport-Security"] == STRICT_TRANSPORT
    answer = httpx.Response(200, headers=HEADERS)
    missing = Finding("/en/", "the header Strict-Transport-Security is missing")
    assert list(wrong_headers(answer, listed, "/en/")) == [missing]
    world.services.store.close()
