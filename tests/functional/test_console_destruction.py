"""Destruction by two over two consoles: the portal, every vault, the reporter's page, and the chain afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from crypto.destruction import Order, SignedOrder, approve
from crypto.types import CaseId, EventId
from investigator_console.cases.record import load_case
from investigator_console.messages.drafts import keep_draft
from investigator_console.retention import routes
from investigator_console.retention.service import place_hold
from investigator_console.sync.answers import NumberedPage, NumberedRecord
from investigator_console.sync.orders import known_orders
from investigator_console.sync.service import synchronise
from tests.support.console_world import Browser, inbox
from tests.support.destroying import FUTURE, POLICIES, STORY, agree, ask, destroy, two_with_a_closed_case


@pytest.fixture
def two(office):
    """The head and an investigator, both with a closed case in their vaults."""
    yield from two_with_a_closed_case(office)


def portal_bodies(office, case_id):
    query = (
        "SELECT count(*) FROM bodies JOIN records ON seq = record_seq WHERE case_id = ? AND body IS NOT NULL"
    )
    with office.world.services.store.reading() as session:
        return session.exec_driver_sql(query, (case_id,)).scalar_one()


def test_two_people_destroy_on_the_portal_and_on_both_computers(office, two):
    correspondent, head, colleague = two
    case_id = correspondent.case_id
    before = {v: load_case(v, POLICIES, case_id) for v in (head, colleague)}
    assert portal_bodies(office, case_id) >= 8
    destroy(office, two)
    for vault in (colleague, head):
        report = office.sync(vault, inbox(vault))
        assert report.problems == []
    # Two lanes that were never written in stay with those who could destroy them, and the acts of destruction.
    assert portal_bodies(office, case_id) == 2 + 2
    for vault in (head, colleague):
        record = load_case(vault, POLICIES, case_id)
        assert record.keys.empty
        assert not record.listed
        assert inbox(vault).listed() == []
        assert all(not entry.bodies for entry in record.log.records)
        # The chain still verifies: every entry stands, in the same order, and nothing is missing.
        assert {one.event_id for one in before[vault].log.records} <= {
            one.event_id for one in record.log.records
        }
        assert (record.log.problems, record.log.missing, record.log.parked) == ((), (), ())
        (order,) = known_orders(vault)
        assert order.refusal == ""
    assert len(load_case(head, POLICIES, case_id).log.records) == len(
        load_case(colleague, POLICIES, case_id).log.records
    )


def test_nothing_of_it_is_left_in_the_files(office, two):
    """Even whoever has the vault's keys finds neither the case's keys nor its sealed text in the file again."""
    correspondent, head, _ = two
    case_id = correspondent.case_id
    record = load_case(head, POLICIES, case_id)
    keep_draft(head, inbox(head), case_id, "Draft about finance")
    sealed = [body for entry in record.entries.values() for body in entry.bodies if body is not None]
    assert sealed
    destroy(office, two)
    for vault in two[1:][::-1]:
        office.sync(vault, inbox(vault))
    kept = [
        stored.plaintext
        for vault in two[1:]
        for table in vault.store.tables()
        for stored in vault.store.each(table)
    ]
    lasting = [body for body in sealed if any(body in one for one in kept)]
    assert len(lasting) <= 2
    story_keys = record.keys.records[1]
    assert not any(key in one or key.hex().encode() in one for key in story_keys for one in kept)
    # Nor a word of it in what was made from it: the index for searching, summaries, drafts.
    assert not any(word in one.lower() for word in (b"night", b"finance") for one in kept)
    portal_file = office.world.settings.data_dir / "portal.db"
    whole = b"".join(path.read_bytes() for path in portal_file.parent.glob("portal.db*"))
    genesis = record.genesis.bodies[0]
    assert genesis is not None
    assert genesis[64:512] not in whole


def test_one_person_alone_destroys_nothing(office, two):
    correspondent, head, colleague = two
    ask(head, correspondent.case_id)
    assert "Somebody else" in agree(head, correspondent.case_id).reason
    office.sync(head, inbox(head))
    office.sync(colleague, inbox(colleague))
    assert portal_bodies(office, correspondent.case_id) >= 8
    assert load_case(colleague, POLICIES, correspondent.case_id).keys.held


def test_what_is_not_due_can_t_be_asked_for(office, two):
    correspondent, head, _ = two
    assert "isn't due" in ask(head, correspondent.case_id, today=datetime.now(UTC).date()).reason


def test_a_hold_stops_the_second_signature(office, two):
    correspondent, head, colleague = two
    ask(head, correspondent.case_id)
    office.sync(head, inbox(head))
    office.sync(colleague, inbox(colleague))
    until = datetime.now(UTC).date() + timedelta(days=100)
    place_hold(
        colleague, inbox(colleague), POLICIES, correspondent.case_id,
        reason_code="court", reason="The prosecutor asked.", until=until,
    )  # fmt: skip
    assert "hold" in agree(colleague, correspondent.case_id).reason


def test_a_hold_that_the_two_did_not_know_of_keeps_what_its_owner_has(office, two):
    correspondent, head, colleague = two
    ask(head, correspondent.case_id)
    office.sync(head, inbox(head))
    office.sync(colleague, inbox(colleague))
    until = datetime.now(UTC).date() + timedelta(days=100)
    place_hold(
        head, inbox(head), POLICIES, correspondent.case_id,
        reason_code="court", reason="The prosecutor asked.", until=until,
    )  # fmt: skip
    agree(colleague, correspondent.case_id)
    office.sync(colleague, inbox(colleague))
    report = office.sync(head, inbox(head))
    assert any("hold was in force" in one for one in report.problems)
    record = load_case(head, POLICIES, correspondent.case_id)
    assert record.case.report.stories[1] == STORY
    assert known_orders(head)[0].refusal


def test_what_came_in_meanwhile_is_kept_and_said(office, two):
    correspondent, head, colleague = two
    ask(head, correspondent.case_id)
    office.sync(head, inbox(head))
    office.sync(colleague, inbox(colleague))
    agree(colleague, correspondent.case_id)
    correspondent.write("One more thing.")
    office.sync(colleague, inbox(colleague))
    report = office.sync(head, inbox(head))
    assert any("was written while" in one for one in report.problems)
    case = load_case(head, POLICIES, correspondent.case_id).case
    assert [message.text for message in case.messages] == ["One more thing."]


def test_a_forged_order_destroys_nothing(office, two):
    """The portal shows consoles an order whose signers may not destroy, or didn't sign it."""
    correspondent, head, _ = two
    record = load_case(head, POLICIES, correspondent.case_id)
    people = office.world.organisation.of_group("VCO")[:2]
    order = Order.of(
        CaseId(correspondent.case_id), (1,), [EventId(bytes.fromhex(one)) for one in record.entries]
    )
    approvals = sorted(
        (
            approve(
                order, one.id, office.world.keyring.hash, 20_000, one.verify_seed, office.world.deployment
            )
            for one in people
        ),
        key=lambda one: one.member_id,
    )
    data = SignedOrder(order, tuple(approvals)).encode()
    client = office.client()
    client.orders = lambda _after: NumberedPage([NumberedRecord(9, data, "2030-01-01")], more=False)
    report = synchronise(head, client, shelf=inbox(head), today=office.today)
    client.close()
    assert any("nobody entitled signed" in one for one in report.problems)
    assert load_case(head, POLICIES, correspondent.case_id).case.report.stories[1] == STORY


def test_the_journey_on_two_screens(office, two, monkeypatch):
    correspondent, head, colleague = two
    for vault in (head, colleague):
        vault.close()
    monkeypatch.setattr(routes, "_today", lambda: FUTURE)
    browser = Browser(office.console())
    browser.unlock("Amina Head")
    browser.wait()
    path = browser.first_case()
    page = browser.get(f"{path}/keeping")
    assert "due to be destroyed since" in page.text
    assert browser.post(f"{path}/destroy", page, lane=1, reason=" ").status_code == 400
    browser.post(f"{path}/destroy", page, lane=1, reason="Its time is over.", identity="y", coordination="y")
    browser.wait()
    page = browser.get(f"{path}/keeping")
    assert "You asked for this" in page.text
    assert "Waits for a second signature" in browser.get("/retention").text
    browser.console.lock()
    browser = Browser(office.console())
    browser.unlock("Ben Colleague")
    browser.wait()
    path = browser.first_case()
    page = browser.get(f"{path}/keeping")
    assert "Its time is over." in page.text
    request_id = page.text.split('name="request_id" value="')[1].split('"')[0]
    assert browser.post(f"{path}/destroy/agree", page, request_id=request_id).status_code == 400
    browser.post(f"{path}/destroy/agree", page, request_id=request_id, sure="y")
    browser.wait()
    listed = browser.get("/retention").text
    certificate = listed.split('href="/retention/certificate/')[1].split('"')[0]
    shown = browser.get(f"/retention/certificate/{certificate}").text
    assert correspondent.case_id.hex() not in shown
    assert "Head of investigations" in shown
    assert "Investigator" in shown
    assert browser.get(path).status_code == 404
    browser.console.lock()
