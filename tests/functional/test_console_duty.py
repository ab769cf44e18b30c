"""Duty cover from the console's page to the person who is called, over a real mail server and a real gateway."""

import dataclasses
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from investigator_console.cli import main as console
from investigator_console.duty.service import duty_state
from policies.duty import read_roster, roster_document
from portal.alarm.service import duty_of, run_once
from portal.cli import main as portal
from portal.settings import Smtp, Webhook
from tests.support.console_world import PASSPHRASE, Browser
from tests.support.running_portal import write_settings

PEOPLE = "primary | one@example.org | +25612345678\ndeputy | two@example.org"
ALWAYS = "MO-SU 00:00-24:00 primary, deputy"


@pytest.fixture
def browser(office):
    vault = office.hire("Amina Head", "INV")
    office.sync(vault)
    vault.close()
    opened = Browser(office.console())
    opened.unlock("Amina Head")
    opened.wait()
    yield opened
    opened.console.lock()


class Gateway(HTTPServer):
    """A gateway for text messages that remembers what it was asked; answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayHandler)
        self.asked, self.status = [], 202


class GatewayHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers.get("Authorization"), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        """Tests print nothing."""


@pytest.fixture
def gateway():
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def sign(browser, shifts=ALWAYS, people=PEOPLE, until="", **more):
    page = browser.get("/duty")
    until = until or page.text.split('name="valid_until" value="')[1].split('"')[0]
    return browser.post("/duty", page, people=people, shifts=shifts, utc_offset=0, valid_until=until, **more)


def run(office, tmp_path, gateway):
    token = tmp_path / "token"
    token.write_text("invented-token\n")
    port = gateway.server_address[1]
    settings = dataclasses.replace(
        office.world.settings,
        webhook=Webhook(f"http://127.0.0.1:{port}/send", token),
        smtp=Smtp("127.0.0.1", 9, "p@example.org", "none", "", None),
    )
    duty = duty_of(settings, office.world.services.policies.timers.alarm)
    return run_once(office.world.services.store, duty, int(office.world.clock().timestamp()))


def test_a_signed_roster_decides_who_is_called_by_mail_and_by_text(office, browser, gateway, tmp_path):
    assert sign(browser).status_code == 302
    browser.wait()
    assert "MO-SU 00:00-24:00" in browser.get("/duty").text
    office.report(categories=("SEA-A",))
    office.report(categories=("FRD",))
    office.world.clock.forward(hours=4)
    pings = run(office, tmp_path, gateway)
    # The mail server is away, the gateway is there: the call counts, and the failure is kept and shown.
    assert [(ping.channel, ping.delivered) for ping in pings] == [("mail", False), ("webhook", True)]
    ((path, token, body),) = gateway.asked
    assert (path, token, set(body), body["to"]) == (
        "/send",
        "Bearer invented-token",
        {"to", "text"},
        "+25612345678",
    )
    assert not any(digit in body["text"] for digit in "0123456789")
    assert run(office, tmp_path, gateway) == []
    page = browser.get("/duty")
    browser.post("/sync", page, next="/duty")
    browser.wait()
    assert "is tried again" in browser.get("/duty").text


def test_a_gateway_that_sends_elsewhere_is_a_failure(office, browser, gateway, tmp_path):
    sign(browser, people="primary | | +25612345678", shifts="MO-SU 00:00-24:00 primary")
    browser.wait()
    office.report()
    office.world.clock.forward(hours=4)
    gateway.status = 302
    (ping,) = run(office, tmp_path, gateway)
    assert (ping.delivered, ping.reason) == (False, "the gateway refused: 302")
    browser.post("/sync", browser.get("/duty"), next="/duty")
    browser.wait()
    assert "get through" in browser.console.desk.sync.state.report.problems[-1]
    gateway.status = 200
    (ping,) = run(office, tmp_path, gateway)
    assert ping.delivered


def test_nobody_is_called_while_nobody_is_on_duty_and_nothing_is_forgotten(
    office, browser, gateway, tmp_path
):
    later = (office.world.clock().isoweekday() + 1) % 7 + 1
    days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    sign(browser, shifts=f"{days[later - 1]} 00:00-24:00 primary", people="primary | | +25612345678")
    browser.wait()
    assert "Nobody is on duty now" in browser.get("/duty").text
    correspondent = office.report()
    assert office.world.open_mailbox(correspondent.reporter.keys).json["cover"]["now"] is False
    office.world.clock.forward(hours=9)
    if office.world.clock().isoweekday() != later:
        assert run(office, tmp_path, gateway) == []
    while office.world.clock().isoweekday() != later:
        office.world.clock.forward(hours=1)
    assert [ping.delivered for ping in run(office, tmp_path, gateway)] == [True]


def test_stepping_back_calls_on_and_an_answer_ends_it(office, browser, gateway, tmp_path):
    sign(browser, people="primary | | +25612345678", shifts="MO-SU 00:00-24:00 primary")
    browser.wait()
    colleague = office.hire("Ben Investigator", "INV", 1)
    office.sync(colleague)
    colleague.close()
    office.report()
    browser.post("/sync", browser.get("/inbox"))
    browser.wait()
    address = browser.first_case()
    page = browser.get(f"{address}/access")
    assert browser.post(f"{address}/access/leave", page, reason="other").status_code == 302
    browser.wait()
    office.world.clock.forward(hours=4)
    assert [ping.delivered for ping in run(office, tmp_path, gateway)] == [True]
    browser.console.lock()
    browser.unlock("Ben Investigator")
    browser.wait()
    address = browser.first_case()
    browser.post(f"{address}/status", browser.get(address), status="acknowledged", note="")
    browser.wait()
    office.world.clock.forward(hours=12)
    assert run(office, tmp_path, gateway) == []


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"people": "primary"}, "needs a mail address"),
        ({"people": "primary | no mail"}, "is no mail address"),
        ({"people": "primary | | 0800"}, "country and number"),
        ({"shifts": "MO-FR 8-17 primary"}, "write it like"),
        ({"shifts": "XX 08:00-17:00 primary"}, "days are"),
        ({"shifts": "MO 08:00-25:00 primary"}, "hours lie"),
        ({"shifts": "MO 08:00-17:00 nobody"}, "is not among the people"),
        ({"until": "2001-01-01"}, "days ahead"),
    ],
)
def test_a_roster_with_a_mistake_is_refused_with_a_remedy_and_stays(browser, fields, word):
    answer = sign(browser, **fields)
    assert answer.status_code == 400
    assert word in answer.text
    for typed in fields.values():
        assert typed.split("\n")[0] in answer.text


def test_the_hours_without_anybody_are_seen_on_both_pages(office, browser):
    assert 'data-testid="uncovered"' in browser.get("/overview").text
    sign(browser, shifts="MO-FR 00:00-24:00 primary, deputy")
    browser.wait()
    duty = browser.get("/duty").text
    assert "SA 00:00 to MO 00:00" in duty
    assert "48 hours of every week" in duty
    sign(browser, shifts=ALWAYS)
    browser.wait()
    assert "somebody stands by at every hour" in browser.get("/duty").text
    overview = browser.get("/overview").text
    assert 'data-testid="on-duty"' in overview
    assert "primary, deputy" in overview


def test_the_roster_goes_to_a_file_and_comes_back(office, browser, tmp_path, monkeypatch, capsys):
    sign(browser, shifts="MO-FR 08:00-17:00 primary")
    browser.wait()
    monkeypatch.setenv("AMPARO_SETTINGS", str(write_settings(office.world, tmp_path)))
    assert portal(["roster", "show"]) == 0
    assert "MO-FR 08:00-17:00 primary" in capsys.readouterr().out
    first = tmp_path / "first.roster"
    assert portal(["roster", "export", str(first)]) == 0
    assert portal(["roster", "export", str(first)]) == 1
    assert portal(["roster", "import", str(first)]) == 0
    assert "already" in capsys.readouterr().out
    sign(browser)
    browser.wait()
    assert portal(["roster", "import", str(first)]) == 1
    assert "this or a higher version" in capsys.readouterr().err
    (tmp_path / "none").write_bytes(b"no roster")
    assert portal(["roster", "import", str(tmp_path / "none")]) == 1
    with office.world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM rosters")
    assert portal(["roster", "show"]) in {0, 1}
    assert "No roster was signed" in capsys.readouterr().out
    altered = bytearray(first.read_bytes())
    altered[altered.index(b"primary")] ^= 1
    (tmp_path / "altered").write_bytes(altered)
    assert portal(["roster", "import", str(tmp_path / "altered")]) == 1
    assert portal(["roster", "import", str(first)]) == 0
    assert "In force" in capsys.readouterr().out


def test_a_console_writes_a_roster_and_hands_in_one_that_was_signed_elsewhere(
    office, browser, tmp_path, monkeypatch, capsys
):
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    who = ["--name", "Amina Head", "--passphrase-file", str(secret)]
    monkeypatch.setenv("AMPARO_DATA", str(office.folder))
    out = tmp_path / "signed.roster"
    sign(browser)
    browser.wait()
    browser.console.lock()
    assert console(["roster", "show", *who]) == 0
    assert "primary, deputy" in capsys.readouterr().out
    assert console(["roster", "export", "--out", str(out), *who]) == 0
    assert console(["roster", "import", str(out), *who]) == 2
    assert "this or a higher version" in capsys.readouterr().err
    with office.world.services.store.writing() as session:
        session.exec_driver_sql("DELETE FROM rosters")
    vault = office.open("Amina Head")
    office.sync(vault)
    vault.close()
    assert console(["roster", "show", *who]) == 1
    altered = out.read_bytes().replace(b"primary", b"someone")
    (tmp_path / "altered").write_bytes(altered)
    assert console(["roster", "import", str(tmp_path / "altered"), *who]) == 2
    assert console(["roster", "import", str(out), *who]) == 0
    vault = office.open("Amina Head")
    office.sync(vault)
    assert duty_state(vault).covered
    vault.close()


def test_the_document_reads_back(office, browser):
    sign(browser, shifts="FR-MO 22:00-06:00 deputy, primary\nWE 00:00-24:00 primary")
    browser.wait()
    roster = duty_state(browser.console.desk.vault).roster
    assert read_roster(roster_document(roster, "00" * 16)) == roster
    assert roster.shifts[0].days == (1, 5, 6, 7)
