"""A new root key over a deployment that stays: consoles refuse it until a person compared, and lose nothing by it."""

import os
import re

import pytest

from crypto import signing
from crypto.bundle_check import check_bundle
from crypto.types import MemberId
from investigator_console.evidence.archive import unpack
from investigator_console.keys.keyrings import current_keyring, stored_keyring
from investigator_console.keys.roots import NotTheSame, accept_root, announced_root
from investigator_console.sync.errors import SyncError
from tests.support.ceremony import new_root, next_keyring
from tests.support.colleague import Colleague, at_work
from tests.support.console_world import Browser
from tests.support.organisation import Person

STORY = "They changed the list."
UNACCEPTED = "may have a new root key"


@pytest.fixture
def team(office):
    with at_work(office, ("Head", "INV", 0), ("Ben", "INV", 1)) as people:
        yield people


def test_a_console_works_under_the_new_root_once_its_member_compared(office, team):
    head, ben = team
    case = office.report(STORY)
    for one in team:
        one.sync()
    head.write(case.case_id, "Said under the former root.")
    head.sync()
    old = office.world.keyring.hash
    printed = new_root(office, [old])
    asked = len(office.line.requests)
    with pytest.raises(SyncError, match=UNACCEPTED):
        head.sync()
    # It asked for the keyring and for the announcement, and sent nothing.
    assert [one.url.path for one in office.line.requests[asked:]] == ["/api/v1/keyring", "/api/v1/root"]
    assert announced_root(head.vault).former_signed
    assert isinstance(accept_root(head.vault, "0000 " * 10), NotTheSame)
    with pytest.raises(SyncError, match=UNACCEPTED):
        head.sync()
    # Spaces and capitals of whoever types it do not matter.
    assert accept_root(head.vault, printed.upper().replace(" ", "")) is None
    assert head.sync().problems == []
    assert announced_root(head.vault) is None
    # What was written under the former root is still verified, and work goes on.
    assert stored_keyring(head.vault, old).version == 1
    assert current_keyring(head.vault).version == 2
    assert head.said(case.case_id) == ["Said under the former root."]
    assert head.record(case.case_id).log.problems == ()
    head.write(case.case_id, "Said under the new root.")
    head.sync()
    assert accept_root(ben.vault, printed) is not None  # he has not heard of it yet
    with pytest.raises(SyncError, match=UNACCEPTED):
        ben.sync()
    assert accept_root(ben.vault, printed) is None
    ben.sync()
    assert ben.said(case.case_id) == ["Said under the former root.", "Said under the new root."]
    assert [message.text for message in case.case().messages] == ben.said(case.case_id)
    # New reports are sealed by the new keyring, and a code of before goes on working.
    after = office.report("After the change.")
    case.write("My old code still works.")
    ben.sync()
    assert ben.stories(after.case_id) == ["After the change."]
    assert ben.said(case.case_id)[-1] == "My old code still works."


def test_a_root_that_nobody_announced_is_an_altered_keyring(office, team):
    head, _ = team
    printed = new_root(office, [office.world.keyring.hash])
    office.line.tamper = lambda request, response: (
        type(response)(404, json={"error": "not-found"}) if request.url.path.endswith("/root") else response
    )
    with pytest.raises(SyncError, match="KeyringAltered"):
        head.sync()
    assert announced_root(head.vault) is None
    assert isinstance(accept_root(head.vault, printed), NotTheSame)


def test_a_change_that_the_former_root_did_not_sign_says_so_and_can_be_accepted(office, team):
    """Where the former key is lost, the comparison by people is all there is; with a thief's key it is what fails."""
    head, _ = team
    printed = new_root(office, [office.world.keyring.hash], former_lost=True)
    with pytest.raises(SyncError, match=UNACCEPTED):
        head.sync()
    assert not announced_root(head.vault).former_signed
    assert accept_root(head.vault, printed) is None
    assert head.sync().problems == []


def test_what_a_thief_signs_with_the_former_key_afterwards_is_worth_nothing(office, team):
    """Only keyrings that the new root lists go on holding, whoever has the old key."""
    head, _ = team
    thief = office.world.organisation
    case = office.report(STORY)
    head.sync()
    printed = new_root(office, [office.world.keyring.hash])
    with pytest.raises(SyncError):
        head.sync()
    assert accept_root(head.vault, printed) is None
    head.sync()
    forged = thief.sign_keyring(2, office.today, bytes(32))
    head.vault.store.put("keyring", b"f" * 32, forged)
    with pytest.raises(Exception, match="another root key"):
        stored_keyring(head.vault, b"f" * 32)
    office.line.tamper = lambda request, response: (
        type(response)(200, content=forged) if request.url.path.endswith("/api/v1/keyring") else response
    )
    with pytest.raises(SyncError, match="KeyringAltered"):
        head.sync()
    assert head.stories(case.case_id) == [STORY]


def test_somebody_who_came_after_the_change_reads_what_was_granted_of_before(office, team):
    head, ben = team
    case = office.report(STORY)
    for one in team:
        one.sync()
    head.write(case.case_id, "Said under the former root.")
    head.sync()
    printed = new_root(office, [office.world.keyring.hash])
    seeds = signing.new_signing_seed(), signing.new_signing_seed()
    newcomer = Person(MemberId(os.urandom(16)), "investigator", "INV", *seeds)
    next_keyring(office, new=[newcomer])
    dora = Colleague.hire(office, "Dora", "INV", 3)
    for one in (head, ben):
        with pytest.raises(SyncError):
            one.sync()
        assert accept_root(one.vault, printed) is None
        one.sync()
    assert head.grant(case.case_id, dora.id) is None
    head.sync()
    assert dora.sync().problems == []
    assert dora.said(case.case_id) == ["Said under the former root."]
    assert dora.record(case.case_id).log.problems == ()
    dora.vault.close()


def test_the_page_asks_for_the_fingerprint_and_an_evidence_bundle_holds_under_the_new_one(office, team):
    office.report(STORY)
    for one in team:
        one.sync()
    printed = new_root(office, [office.world.keyring.hash])
    head = Browser(office.console())
    head.unlock("Head")
    head.console.desk.sync.wait(30)
    page = head.get("/keys")
    assert 'data-testid="root-announced"' in page.text
    assert printed not in page.text
    wrong = head.post("/keys/root", page, fingerprint="1111 " * 10)
    assert wrong.status_code == 400
    assert "not the fingerprint" in wrong.text
    assert ("1111 " * 10) in wrong.text
    head.post("/keys/root", page, fingerprint=printed)
    head.wait()
    page = head.get("/keys")
    assert 'data-testid="root-announced"' not in page.text
    assert printed in page.text
    address = head.first_case()
    items = re.findall(r'name="items" value="([0-9-]+)"', head.get(f"{address}/evidence").text)
    bundle = head.post(
        f"{address}/evidence",
        head.get(f"{address}/evidence"),
        form="bundle",
        items=items[0],
        reason="Court.",
        sure="y",
    )
    assert bundle.status_code == 200, bundle.text
    files, damage = unpack(bundle.data)
    assert damage == []
    assert check_bundle(files, printed).findings == []
    without = {name: data for name, data in files.items() if name != "root.amr"}
    assert {one.code for one in check_bundle(without, printed).findings} >= {"file-missing", "keyring"}
    other = {**files, "root.amr": files["root.amr"][:-1]}
    assert "root-change" in {one.code for one in check_bundle(other, printed).findings}
    head.console.lock()
