"""What a reporter is told after a destruction: by the page's own script and by the path without one."""

import base64
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.destruction import Order, SignedOrder, approve
from crypto.types import CaseId, EventId
from policies import load as load_policies
from portal.basic import mailbox
from portal.basic.view import view_case
from portal.store.models import Body
from tests.functional.test_console_destruction import destroy, two

__all__ = ["two"]
SCRIPT = Path(__file__).parents[1] / "support" / "open_thread.mjs"
POLICIES = load_policies()


def by_script(office, correspondent, orders=None):
    """The page's modules on what the portal really answers."""
    keys = correspondent.reporter.keys
    answer = office.world.open_mailbox(keys).json
    if orders is not None:
        answer["orders"] = orders
    ring = office.world.client.get("/api/v1/keyring").data
    given = {
        "answer": answer,
        "keyrings": {office.world.keyring.hash.hex(): base64.b64encode(ring).decode()},
        "rootVk": office.world.organisation.root_vk.hex(),
        "deployment": office.world.deployment.hex(),
        "seeds": [keys.auth_seed.hex(), keys.sign_seed.hex(), keys.kem_seed.hex()],
    }
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(given), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def without_script(office, correspondent, monkeypatch):
    monkeypatch.setattr(mailbox, "derive", lambda _root, _deployment: correspondent.reporter.keys)
    opened = mailbox.open_case(office.world.services, bytes(32))
    with office.world.client.application.test_request_context("/en/basic/case"):
        return opened.conversation, view_case(opened.conversation, POLICIES, datetime.now(UTC).date())


def destroyed(office, two):
    correspondent, head, colleague = two
    destroy(office, two)
    for vault in (colleague, head):
        office.sync(vault)
    return correspondent


def test_removed_text_is_named_and_nobody_writes_into_the_void(office, two, monkeypatch):
    before = by_script(office, two[0])
    assert before["said"] == ["Thank you. We read it."]
    assert (before["day"], before["problems"]) == ("", [])
    assert 1 in before["lanes"]
    _, view = without_script(office, two[0], monkeypatch)
    assert (view.removed_on, view.may_write, view.problems) == ("", True, False)
    correspondent = destroyed(office, two)
    after = by_script(office, correspondent)
    assert (after["said"], after["problems"]) == ([], [])
    assert after["day"] == office.today.isoformat()
    assert 1 not in after["lanes"]
    conversation, view = without_script(office, correspondent, monkeypatch)
    assert view.removed_on
    assert not view.problems
    assert not view.may_write
    assert conversation.thread_key(1) is None


def kept_back(office, correspondent):
    """A portal that deletes bodies without anybody's order."""
    with office.world.services.store.writing() as session:
        session.execute(Body.__table__.update().where(Body.position == 0).values(body=None))


def test_text_that_nobody_ordered_to_be_removed_is_a_doubt(office, two, monkeypatch):
    kept_back(office, two[0])
    assert by_script(office, two[0])["problems"]
    _, view = without_script(office, two[0], monkeypatch)
    assert view.problems
    assert view.removed_on == ""


@pytest.mark.parametrize("fault", ["one signature altered", "another case", "nonsense"])
def test_a_false_order_hides_nothing(office, two, fault):
    correspondent = two[0]
    answer = office.world.open_mailbox(correspondent.reporter.keys).json
    names = [EventId(bytes.fromhex(entry["event_id"])) for entry in answer["entries"]]
    case_id = CaseId(bytes(32) if fault == "another case" else correspondent.case_id)
    order = Order.of(case_id, (1,), names)
    pair = office.world.organisation.of_group("INV")[:2]
    approvals = sorted(
        (
            approve(order, one.id, office.world.keyring.hash, 1, one.verify_seed, office.world.deployment)
            for one in pair
        ),
        key=lambda one: one.member_id,
    )
    data = bytearray(SignedOrder(order, tuple(approvals)).encode())
    if fault == "one signature altered":
        data[-1] ^= 1
    if fault == "nonsense":
        data = bytearray(b"AMX1" + bytes(40))
    kept_back(office, correspondent)
    record = base64.b64encode(bytes(data)).decode()
    found = by_script(office, correspondent, [{"number": 1, "record": record, "received_on": "2030-01-01"}])
    assert found["day"] == ""
    assert len(found["problems"]) >= 2
    assert 1 in found["lanes"]
