"""Something added to a report later, from the portal's door to members' machines and back to its reporter."""

from types import SimpleNamespace

import policies
from crypto.submission import Submission, event_id
from investigator_console.cases.record import load_case
from investigator_console.messages.service import send_message
from portal.basic.mailbox import open_case, root_key_of
from portal.intake.service import new_record
from portal.store.records import add_record
from tests.support.basic_portal import Visitor
from tests.support.console_world import inbox
from tests.support.organisation import ORIGIN

POLICIES = policies.load()
NAME = {"used": True, "name": "Amina", "contact": "the blue tent"}
EVIDENCE = {"used": True, "story": "I kept the list."}


def hired(office, name, group):
    vault = office.hire(name, group)
    office.sync(vault)
    return vault


def test_what_is_added_later_reaches_those_for_whom_it_is_sealed(office):
    # given a report that two members hold
    head, ethics = hired(office, "Head", "INV"), hired(office, "Ethics", "ETH")
    correspondent = office.report()
    for vault in (head, ethics):
        office.sync(vault)
    # when evidence is added, as the reporter's code signs it
    assert office.add(correspondent, {1: EVIDENCE}) == 201
    for vault in (head, ethics):
        office.sync(vault)
    # then whoever holds the allegation reads it beside the report, and nobody else does
    record = load_case(head, POLICIES, correspondent.case_id)
    assert [dict(one.stories) for one in record.case.supplements] == [{1: "I kept the list."}]
    assert record.case.report.stories[1] == "They changed the list."
    assert record.log.problems == record.case.problems == ()
    assert inbox(head).get(correspondent.case_id).messages == 1
    other = load_case(ethics, POLICIES, correspondent.case_id)
    assert [dict(one.stories) for one in other.case.supplements] == [{}]
    # and its wraps are gone from the portal once they were stored
    assert office.sync(head).acknowledged == 0
    head.close()
    ethics.close()


def test_an_identity_added_later_opens_for_nobody_alone(office):
    members = {group: hired(office, group, group) for group in ("INV", "ETH", "ALT")}
    correspondent = office.report()
    assert office.add(correspondent, {4: NAME}) == 201
    shares = {}
    for group, vault in members.items():
        office.sync(vault)
        record = load_case(vault, POLICIES, correspondent.case_id)
        assert all(4 not in one.bodies for one in record.log.records)
        shares[group] = {which: len(held) for which, held in record.keys.shares.items()}
        vault.close()
    # Of the report's identity and of this one: kept side by side, the newer replaces nothing.
    assert sorted(which for held in shares.values() for which in held) == [1, 2]
    assert {count for held in shares.values() for count in held.values()} == {2}


def test_the_reporter_sees_that_she_added_something_and_cites_it(office):
    head = hired(office, "Head", "INV")
    correspondent = office.report()
    assert office.add(correspondent, {1: EVIDENCE}) == 201
    log = correspondent.log()
    assert [record.kind for record in log.records] == ["genesis", "supplement"]
    assert log.records[1].sealed
    correspondent.write("I sent you a list.")
    assert len(correspondent.log().thread_heads) == 1
    answer = correspondent.world.open_mailbox(correspondent.reporter.keys).json["entries"]
    assert [entry["bodies"] for entry in answer[:2]] == [[], []]
    office.sync(head)
    assert load_case(head, POLICIES, correspondent.case_id).case.waiting == "us"
    head.close()


def test_without_a_script_a_case_with_something_added_goes_on_as_before(office):
    # given a report from the basic path, to which she added something from a phone that runs scripts
    services = office.world.services
    head = hired(office, "Head", "INV")
    visitor = Visitor(office.world.client.application.test_client(), ORIGIN)
    digits = visitor.report().one("case-code-digits")
    root = root_key_of(services, digits)
    case = open_case(services, root)
    case_id = case.conversation.log.case_id
    author = SimpleNamespace(case_id=case_id, reporter=SimpleNamespace(keys=case.keys))
    assert office.add(author, {1: EVIDENCE}) == 201
    # when both write after it, so that what they write cites it
    page = visitor.open(digits)
    visitor.post(page.form_of("/en/basic/reply"), text="I sent you a list.")
    office.sync(head)
    send_message(head, inbox(head), POLICIES, case_id, "We have it.", None)
    office.sync(head)
    # then she reads both, and nothing is said to be wrong
    read = open_case(services, root).conversation
    assert [record.kind for record in read.log.records] == ["genesis", "supplement", "event", "event"]
    assert ([message.text for message in read.case.messages], read.problems) == (
        ["I sent you a list.", "We have it."],
        (),
    )
    assert len(visitor.get("/en/basic/case").texts["message"]) == 2
    head.close()


def test_strangers_add_nothing(office):
    # given two reporters, and a member who holds the first one's report
    head = hired(office, "Head", "INV")
    first, second = office.report(), office.report()
    # when the second signs something for the first one's case, the portal refuses it
    assert office.add(first, {1: EVIDENCE}, reporter=second.reporter) == 403
    # and where it plays foul and hands it over as its own, the console does
    raw = Submission.parse(office.sealed_addition(first, {1: EVIDENCE}, reporter=second.reporter))
    with office.world.services.store.writing() as session:
        add_record(session, new_record(raw, event_id(raw.header_bytes, office.world.deployment)), day=20_000)
    office.sync(head)
    record = load_case(head, POLICIES, first.case_id)
    assert record.case.supplements == ()
    assert {problem.kind for problem in record.log.problems} == {"unknown-author", "key-uncommitted"}
    assert inbox(head).get(first.case_id).messages == 0
    head.close()
