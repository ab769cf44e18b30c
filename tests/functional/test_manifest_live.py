"""`amparo-portal manifest verify` as anybody runs it: against an address that answers."""

import threading
from contextlib import contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from portal.cli import main
from portal.keyring import ceremony
from portal.keyring.card import Card
from portal.services import services_of
from portal.settings import Organisation
from portal.settings_file import load_settings
from portal.setup import initialise
from tests.support.live import free_port

PASSPHRASE = "correct horse battery staple"


class Bendable:
    """The portal as a visitor meets it; `bend(path, status, headers, body)` gives what is sent instead."""

    def __init__(self, application):
        self.application, self.bend = application, None

    def __call__(self, environ, start_response):
        caught = {}
        # What is bent must be the bytes themselves, not their compressed form.
        environ.pop("HTTP_ACCEPT_ENCODING", None)

        def start(status, headers, exc_info=None):
            caught["status"], caught["headers"] = status, headers

        body = b"".join(self.application(environ, start))
        status, headers = caught["status"], caught["headers"]
        if self.bend is not None:
            status, headers, body = self.bend(environ["PATH_INFO"], status, headers, body)
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
        start_response(status, headers)
        return [body]


class Quiet(WSGIRequestHandler):
    """Some of the addresses that are asked for are longer than any report of a failure should be."""

    def log_request(self, *_args):
        pass


@contextmanager
def answering(application, port):
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """(address, file of the card, the portal that can be bent) of a portal whose pages were signed."""
    work, port = tmp_path_factory.mktemp("manifest-live"), free_port()
    url = f"http://127.0.0.1:{port}"
    patch = pytest.MonkeyPatch()
    patch.setenv("AMPARO_DATA", str(work))
    patch.chdir(work)
    ceremony.new_root(work / "ceremony", PASSPHRASE)
    ceremony.set_origins(work / "ceremony", [url])
    card = Card.parse(ceremony.write_card(work / "ceremony"))
    initialise(work / "portal" / "portal.toml", card, Organisation("Invented Aid", "help@example.org"))
    (work / "passphrase").write_text(PASSPHRASE)
    assert main(["manifest", "make", "--out", "pages.json"]) == 0
    assert main(["manifest", "sign", "ceremony", "pages.json", "--passphrase-file", "passphrase"]) == 0
    assert main(["manifest", "publish", "pages.amf"]) == 0
    app = create_app(load_settings())
    portal = Bendable(app)
    with answering(portal, port):
        yield url, card, portal
    services_of(app).store.close()
    patch.undo()


@pytest.fixture
def verify(live, capsys):
    """Runs the command; gives its exit and what it said."""
    url, card, portal = live

    def run(bend=None, fingerprint=card.fingerprint, address=url):
        portal.bend = bend
        code = main(["manifest", "verify", address, "--fingerprint", fingerprint])
        portal.bend = None
        return code, capsys.readouterr().out

    return run


def test_a_portal_that_serves_what_was_signed_passes(verify):
    code, said = verify()
    assert code == 0
    assert said.startswith("As signed: version 1 of ")


def one_byte(path, status, headers, body):
    return status, headers, bytes((body[0] ^ 1,)) + body[1:] if path.startswith("/static/submit-") else body


def without_policy(path, status, headers, body):
    lost = path == "/ar/report"
    return status, [pair for pair in headers if not lost or pair[0] != "Content-Security-Policy"], body


def without_policy_where_nothing_is(path, status, headers, body):
    lost = status.startswith("404")
    return status, [pair for pair in headers if not lost or pair[0] != "Content-Security-Policy"], body


def unchanged_without_policy(path, status, headers, body):
    if path == "/en/case" and unchanged_without_policy.asked:
        return "304 NOT MODIFIED", [("ETag", "x")], b""
    unchanged_without_policy.asked |= path == "/en/case"
    return status, headers, body


def extra_file(path, status, headers, body):
    if path == "/static/extra.js":
        return "200 OK", [("Content-Type", "text/javascript"), *headers], b"steal()"
    extra = b'<script type="module" src="/static/extra.js"></script></head>'
    return status, headers, body.replace(b"</head>", extra) if path == "/es/report" else body


def extra_preload(path, status, headers, body):
    extra = b'<link rel="modulepreload" href="/static/extra.js"></head>'
    return status, headers, body.replace(b"</head>", extra) if path == "/fr/" else body


def page_for_everything(path, status, headers, body):
    return "200 OK" if status.startswith("404") else status, headers, body


SMUGGLED = (
    b'<!doctype html><html lang="en"><head><title>Information</title>'
    b'<script type="module" src="/static/evil.js"></script></head></html>'
)


def page_instead_of_the_entrance(path, status, headers, body):
    entered = path == "/"
    return ("200 OK", pages_headers(headers), SMUGGLED) if entered else (status, headers, body)


def entrance_of_somebody_else(path, status, headers, body):
    bent = [(name, "https://evil.example/" if name == "Location" else value) for name, value in headers]
    return status, bent if path == "/" else headers, body


def page_instead_of_a_language(path, status, headers, body):
    return ("200 OK", pages_headers(headers), SMUGGLED) if path == "/ar" else (status, headers, body)


def script_where_nothing_is(path, status, headers, body):
    return status, headers, SMUGGLED if status.startswith("404") else body


def script_beside_the_services(path, status, headers, body):
    return status, headers, SMUGGLED if path == "/fr/services" else body


def script_on_a_page_without_scripts(path, status, headers, body):
    lost = path == "/en/basic/report"
    kept = [pair for pair in headers if not lost or pair[0] != "Content-Security-Policy"]
    return status, kept, SMUGGLED if lost else body


def pages_headers(headers):
    return [pair for pair in headers if pair[0] != "Location"]


FOUL = {
    one_byte: ("/static/submit-", "has other bytes than those that were signed"),
    without_policy: ("/ar/report: ", "the header Content-Security-Policy is missing"),
    without_policy_where_nothing_is: ("an error page: ", "the header Content-Security-Policy is missing"),
    unchanged_without_policy: ("/en/case (304): ", "the header Content-Security-Policy is missing"),
    extra_file: ("/es/report: ", "loads /static/extra.js, which is not in the signed list"),
    extra_preload: ("/fr/: ", "loads /static/extra.js, which is not in the signed list"),
    page_instead_of_the_entrance: ("/: ", "answers 200, and does not lead to a page of this portal"),
    entrance_of_somebody_else: ("/: ", "leads to an address that is no page of this portal"),
    page_instead_of_a_language: ("/ar: ", "loads /static/evil.js, which is not in the signed list"),
    script_where_nothing_is: ("an error page: ", "loads /static/evil.js, which is not in the signed list"),
    script_beside_the_services: ("/fr/services: ", "loads /static/evil.js, which is not in the signed list"),
    script_on_a_page_without_scripts: (
        "/en/basic/report: ",
        "the header Content-Security-Policy is missing",
    ),
    page_for_everything: ("/", "a page that cannot be there answers 200, not 404"),
}


@pytest.mark.parametrize("bend", FOUL, ids=lambda bend: bend.__name__)
def test_what_is_not_as_signed_is_named_with_its_place(verify, bend):
    unchanged_without_policy.asked = False
    code, said = verify(bend)
    begins, named = FOUL[bend]
    assert code == 1
    assert any(line.startswith(begins) and named in line for line in said.splitlines()), said
    assert said.splitlines()[-1].startswith("NOT as signed: ")


def test_a_list_of_another_root_and_an_address_that_was_not_signed_are_named(verify, live):
    url, card, _portal = live
    stranger = Card(card.deployment_id, bytes(32), card.origins)
    code, said = verify(fingerprint=stranger.fingerprint)
    assert (code, "another root key" in said) == (1, True)
    code, said = verify(address=url.replace("127.0.0.1", "localhost"))
    assert code == 1
    assert "is not among the addresses that were signed" in said
