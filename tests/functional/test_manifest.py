"""The signed list of the pages: made on the portal, signed offline, and checked from outside by anybody."""

import json

import pytest

from portal.cli import main
from portal.keyring.card import Card
from tests.support.bent_portal import check, prepare, sign, signed_portal
from tests.support.portal_world import make_world


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """(folder, card) of a portal whose pages can be signed by the documented commands."""
    work = tmp_path_factory.mktemp("manifest")
    return work, prepare(work)


@pytest.fixture
def commands(signed, monkeypatch):
    work, _card = signed
    monkeypatch.setenv("AMPARO_DATA", str(work))
    monkeypatch.chdir(work)
    return work


@pytest.fixture(scope="module")
def portal(signed):
    """The portal after its list was published."""
    work, card = signed
    return signed_portal(work), card


def test_what_was_signed_is_what_is_served(portal):
    app, card = portal
    assert check(app, card) == []
    signed = app.test_client().get("/api/v1/manifest").data
    assert all(f'"{path}":'.encode() in signed for path in ("/en/", "/en/report", "/ar/case"))
    assert b'"/static/report-' in signed


def one_byte(path, status, headers, body):
    return status, headers, bytes((body[0] ^ 1,)) + body[1:] if path.startswith("/static/report-") else body


def without_policy(path, status, headers, body):
    return status, [pair for pair in headers if pair[0] != "Content-Security-Policy"], body


def laxer_policy(path, status, headers, body):
    bent = [(n, v.replace("'self'", "*") if n == "Content-Security-Policy" else v) for n, v in headers]
    return status, bent if path == "/fr/report" else headers, body


def policy_twice(path, status, headers, body):
    return status, [*headers, ("Content-Security-Policy", "script-src *")], body


def lax_errors(path, status, headers, body):
    bent = [pair for pair in headers if pair[0] != "X-Content-Type-Options"]
    return status, bent if status == 404 else headers, body


def lax_revalidation(path, status, headers, body):
    again = path == "/en/case" and status == 200 and lax_revalidation.again(path)
    return (304, [], b"") if again else (status, headers, body)


def revalidations():
    seen = set()

    def again(path):
        known = path in seen
        seen.add(path)
        return known

    return again


def foreign_script(path, status, headers, body):
    return (
        status,
        headers,
        body.replace(b"</head>", b'<script src="https://evil.example/x.js"></script></head>'),
    )


def inline_script(path, status, headers, body):
    return status, headers, body.replace(b"</head>", b"<script>steal()</script></head>")


def cookie(path, status, headers, body):
    return status, [*headers, ("Set-Cookie", "id=1")], body


def page_gone(path, status, headers, body):
    return (404, headers, b"") if path == "/es/" else (status, headers, body)


def no_list(path, status, headers, body):
    return (404, headers, b"{}") if path == "/api/v1/manifest" else (status, headers, body)


def altered_list(path, status, headers, body):
    return (
        status,
        headers,
        body.replace(b'"version":1', b'"version":9') if path == "/api/v1/manifest" else body,
    )


FOUL = {
    one_byte: "has other bytes than those that were signed",
    without_policy: "the header Content-Security-Policy is missing",
    laxer_policy: "/fr/report: the header Content-Security-Policy is not the one that was signed",
    policy_twice: "the header Content-Security-Policy is not the one that was signed",
    lax_errors: "an error page: the header X-Content-Type-Options is missing",
    lax_revalidation: "/en/case (304): the header Content-Security-Policy is missing",
    foreign_script: "loads https://evil.example/x.js, which is not in the signed list",
    inline_script: "holds a script of its own",
    cookie: "there is a header Set-Cookie, which no page of this portal has",
    page_gone: "/es/: answers 404, not 200",
    no_list: "the portal shows no signed list of its pages",
    altered_list: "/api/v1/manifest: BadSignature",
}


@pytest.mark.parametrize("bend", FOUL, ids=lambda bend: bend.__name__)
def test_each_foul_play_is_named(portal, bend):
    app, card = portal
    lax_revalidation.again = revalidations()
    findings = check(app, card, bend)
    assert any(FOUL[bend] in finding for finding in findings)


def test_another_address_and_another_root_are_named(portal, tmp_path):
    app, card = portal
    assert check(app, card, origin="http://localhost:8000")[0].startswith("/: http://localhost:8000")
    stranger = Card(card.deployment_id, bytes(32), card.origins)
    assert "another root key" in check(app, stranger)[0]


def test_a_list_that_does_not_fit_is_neither_published_nor_served(commands, capsys):
    work = commands
    sign(work)
    settings = work / "portal" / "portal.toml"
    text = settings.read_text()
    try:
        settings.write_text(text.replace("Invented Aid", "Renamed Aid"))
        assert main(["manifest", "publish", "pages.amf"]) == 1
        assert "not of the pages that are served here" in capsys.readouterr().err
        from portal.app import create_app
        from portal.settings_file import load_settings

        answer = create_app(load_settings()).test_client().get("/api/v1/manifest")
        assert (answer.status_code, answer.json["error"]) == (404, "not-signed")
    finally:
        settings.write_text(text)


def test_the_ceremony_signs_no_foreign_list_and_shows_what_changed(commands, capsys):
    work = commands
    sign(work)
    listed = json.loads((work / "pages.json").read_text())
    (work / "foreign.json").write_text(json.dumps(listed | {"deployment_id": "00" * 16}))
    signing = ["manifest", "sign", "ceremony", "--passphrase-file", "passphrase", "--out", "next.amf"]
    assert main([*signing, "foreign.json"]) == 1
    files = {**listed["files"], "/en/new": "00" * 32, "/en/": "11" * 32}
    newer = listed | {"version": listed["version"] + 1, "files": files}
    (work / "newer.json").write_text(json.dumps(newer))
    capsys.readouterr()
    assert main([*signing, "newer.json", "--before", "pages.amf"]) == 0
    shown = capsys.readouterr().out
    assert "new: /en/new" in shown
    assert "changed: /en/" in shown
    (work / "older.json").write_text(json.dumps(listed))
    assert main([*signing, "older.json", "--before", "next.amf"]) == 1


def test_a_portal_without_a_list_says_so(tmp_path):
    world = make_world(tmp_path)
    assert world.client.get("/api/v1/manifest").status_code == 404
    world.services.store.close()
