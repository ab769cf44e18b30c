"""Two members who destroy a case together, by their consoles or by an order handed in."""

from base64 import b64encode
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from crypto.destruction import Order, SignedOrder, approve
from crypto.types import CaseId
from investigator_console.cases.record import load_case
from investigator_console.cases.writing import claimed_time, write_event
from investigator_console.messages.service import send_message
from investigator_console.notes.service import add_note
from investigator_console.retention.service import ask_destruction, complete_destruction
from policies import load as load_policies
from tests.support.console_world import inbox
from tests.support.portal_world import World

POLICIES = load_policies()
FUTURE = datetime.now(UTC).date() + timedelta(days=4000)
STORY = "They changed the list in the night, and I saw it."


def order_destruction(world: World, case_id: bytes, events: Collection[bytes]) -> None:
    """Hand in the order of two who may: these events, in the investigators' lane."""
    order = Order.of(CaseId(case_id), (1,), events)
    approvals = [
        approve(order, one.id, world.keyring.hash, 20_000, one.verify_seed, world.deployment)
        for one in world.organisation.of_group("INV")[:2]
    ]
    record = SignedOrder(order, tuple(sorted(approvals, key=lambda one: one.member_id))).encode()
    answer = world.client.post(
        "/api/v1/members/destructions",
        json={"record": b64encode(record).decode()},
        headers=world.member()[1],
    )
    assert answer.status_code == 201


def two_with_a_closed_case(office) -> Iterator[tuple]:
    """The correspondent, the head and an investigator, both with a closed case in their vaults."""
    vaults = [office.hire("Amina Head", "INV"), office.hire("Ben Colleague", "INV", 1)]
    for vault in vaults:
        office.sync(vault)
    correspondent = office.report(story=STORY)
    head, colleague = vaults
    office.sync(head, inbox(head))
    case_id = correspondent.case_id
    add_note(head, inbox(head), POLICIES, case_id, "Ask finance for the list.", None)
    send_message(head, inbox(head), POLICIES, case_id, "Thank you. We read it.", 1)
    close(head, case_id)
    for vault in (*vaults, head):
        office.sync(vault, inbox(vault))
    yield correspondent, head, colleague
    for vault in vaults:
        vault.close()


def close(vault, case_id):
    """As a console closes: the status in the conversation. Who may close when is tested with the outcome."""
    with vault.store.transaction():
        body = {"v": 1, "type": "status", "status": "closed", "note": "", "sent_at": claimed_time()}
        written = write_event(vault, load_case(vault, POLICIES, case_id), 17, body)
    assert hasattr(written, "event_id")


def ask(vault, case_id, today=FUTURE, **more):
    options = {"identity": True, "coordination": True} | more
    return ask_destruction(
        vault, inbox(vault), POLICIES, case_id, 1, "The time is over.", today=today, **options
    )


def request_of(vault, case_id):
    (request,) = load_case(vault, POLICIES, case_id).case.destruction.requests
    return request.event_id


def agree(vault, case_id):
    return complete_destruction(vault, inbox(vault), POLICIES, case_id, request_of(vault, case_id), FUTURE)


def destroy(office, two, **more):
    correspondent, head, colleague = two
    assert hasattr(ask(head, correspondent.case_id, **more), "event_id")
    office.sync(head, inbox(head))
    office.sync(colleague, inbox(colleague))
    assert hasattr(agree(colleague, correspondent.case_id), "event_id")
