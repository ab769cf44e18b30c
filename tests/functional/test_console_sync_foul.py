"""What a foul portal, or a stranger, puts on the line to a console: refused, and named to its member."""

import base64
import json
from datetime import timedelta

import httpx
import pytest

import policies
from crypto.intake import issue
from investigator_console.cases.record import load_case
from investigator_console.keys.keyrings import current_keyring
from investigator_console.sync.errors import SyncError
from investigator_console.sync.service import _log_in, synchronise
from tests.support.colleague import synchronised
from tests.support.console_world import inbox, replaced_keyring
from tests.support.organisation import Organisation

POLICIES = policies.load()


@pytest.fixture
def head(office):
    with synchronised(office, "Head", "INV") as vault:
        yield vault


def test_an_entry_hidden_from_this_member_alone_is_named(office, head):
    """A portal hides one message that another one cites: the one that cites it waits, and says so."""
    correspondent = office.report()
    correspondent.write("First.")
    correspondent.write("Second.")
    hidden = correspondent.log().records[1].event_id

    def hide(request, response):
        if request.url.path.endswith(hidden):
            return httpx.Response(404, json={"error": "not-found"})
        if "/members/entries" in request.url.path:
            document = response.json()
            if "entries" in document:
                document["entries"] = [one for one in document["entries"] if one["event_id"] != hidden]
                return httpx.Response(200, json=document)
        return response

    office.line.tamper = hide
    office.sync(head)
    record = load_case(head, POLICIES, correspondent.case_id)
    assert record.case.messages == ()
    assert [problem.kind for problem in record.log.problems] == ["parked"]
    assert inbox(head).get(correspondent.case_id).problems == 1


def tampered_entries(change):
    def tamper(request, response):
        if "/members/entries" in request.url.path and response.is_success:
            document = response.json()
            for entry in document.get("entries", [document]):
                change(entry)
            return httpx.Response(200, json=document)
        return response

    return tamper


def flipped(text):
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(bytes(data)).decode()


@pytest.mark.parametrize("part", ["header", "signature", "body", "wrap", "event_id"])
def test_whatever_the_portal_changes_on_the_way_is_refused_and_named(office, head, part):
    office.report()

    def change(entry):
        if part == "header":
            entry["header"] = flipped(entry["header"])
        elif part == "signature":
            entry["signatures"] = [entry["signatures"][0][:-2] + "ff"]
        elif part == "body":
            entry["bodies"][0] = flipped(entry["bodies"][0])
        elif part == "wrap":
            entry["wraps"][0]["wrap"] = flipped(entry["wraps"][0]["wrap"])
        else:
            entry["event_id"] = "ab" * 32

    office.line.tamper = tampered_entries(change)
    report = office.sync(head)
    assert any("no valid record" in problem for problem in report.problems)
    assert inbox(head).listed() == []


def test_no_json_and_no_sense_are_named(office, head):
    office.line.tamper = lambda request, response: (
        httpx.Response(200, text="<html>") if request.url.path.endswith("/entries") else response
    )
    with pytest.raises(SyncError, match="no JSON"):
        office.sync(head)
    office.line.tamper = lambda request, response: (
        httpx.Response(200, json={"entries": [{}]}) if request.url.path.endswith("/entries") else response
    )
    with pytest.raises(SyncError, match="can't be read"):
        office.sync(head)


def test_a_keyring_of_another_root_is_refused(office, head):
    stranger = Organisation(deployment=office.world.deployment, people=office.world.organisation.people)
    office.line.tamper = replaced_keyring(stranger.sign_keyring(2, office.today))
    with pytest.raises(SyncError, match="KeyringAltered"):
        office.sync(head)


def test_a_keyring_that_is_older_than_the_known_one_is_refused(office, head):
    office.line.tamper = replaced_keyring(office.world.organisation.sign_keyring(5, office.today))
    assert office.sync(head).keyring_version == 5
    office.line.tamper = None
    with pytest.raises(SyncError, match="KeyringRolledBack"):
        office.sync(head)


def test_a_keyring_that_ran_out_stops_synchronising_with_a_sentence(office, head):
    client = office.client()
    with pytest.raises(SyncError, match="run out"):
        synchronise(head, client, today=office.today + timedelta(days=500))


def test_somebody_outside_the_keyring_is_told(office, tmp_path):
    vault = office.hire("Head", "INV")
    profile = json.loads(vault.store.get("profile", b""))
    vault.store.put("profile", b"", json.dumps({**profile, "member_id": "00" * 16}).encode())
    vault._profile = None
    with pytest.raises(SyncError, match="don't stand in the keyring"):
        office.sync(vault)
    vault.close()


def test_a_stranger_who_publishes_keys_in_my_name_is_named(office, head):
    person = office.members["Head"]
    forged = issue(
        person.id, person.verify_seed, office.world.deployment, office.today, weeks=(), reserve=True
    )
    client = office.client()
    office.sync(head)
    _log_in(head, client, current_keyring(head))
    client.publish_intake_keys([one.key.record for one in forged])
    report = office.sync(head)
    assert any("in your name" in problem for problem in report.problems)
