"""Members who give back what the portal lost, without consoles."""

from sqlalchemy import delete, select

from crypto.events import EventSubmission, event_id
from crypto.keys import thread_key
from crypto.rekeying import replace_code
from crypto.reporter_keys import mailbox_id
from crypto.returned import pack_returned
from crypto.types import CaseId
from portal.store.cases import Mailbox, mailbox_of_case, swap_mailbox
from portal.store.models import Body, Case, Record, Wrap

ROUTE = "/api/v1/members/returns"


def give_back(world, *records, group="INV", claim=""):
    raw = pack_returned(records)
    return world.client.post(f"{ROUTE}{claim}", data=raw, headers=world.member(group)[1])


def lose(world, *names):
    """As a backup that was made before: without these records, and without cases that have none left."""
    with world.services.store.writing() as session:
        for seq in session.execute(select(Record.seq).where(Record.event_id.in_(names))).scalars().all():
            for part in (Body, Wrap):
                session.execute(delete(part).where(part.record_seq == seq))
            session.execute(delete(Record).where(Record.seq == seq))
        session.execute(delete(Case).where(Case.case_id.not_in(select(Record.case_id))))


def count(world, model):
    with world.services.store.reading() as session:
        return len(session.execute(select(model)).all())


def hours(world):
    with world.services.store.reading() as session:
        return list(session.execute(select(Case.received_hour)).scalars())


def opens(world, *codes):
    return [world.open_mailbox(keys).status_code == 200 for keys in codes]


def name_of(world, record):
    return event_id(record.header_bytes, world.deployment)


def message(world, reporter, person=None):
    return EventSubmission.parse(world.message(reporter, person))


def new_code(world, reporter, old, new, case_id=None):
    """`old` hands the case of `reporter` on to `new`, as the page does."""
    case = case_id or CaseId(reporter.keys.own_case_id)
    threads = {lane: thread_key(bytes([lane]) * 32, lane, case, world.deployment) for lane in (1, 2, 3)}
    return replace_code(
        old,
        new,
        case_id=case,
        generations=[threads],
        used=[1],
        parents=[reporter.event_id],
        keyring_hash=world.keyring.hash,
        deployment=world.deployment,
    )


def written(world, event):
    assert world.client.post("/api/v1/mailbox/events", data=event.encode()).status_code == 201
    return event


def swap_back(world, reporter, keys):
    """The mailbox's row as it was in the backup."""
    with world.services.store.writing() as session:
        before = mailbox_of_case(session, reporter.keys.own_case_id)
        if before is not None:
            mailbox = mailbox_id(keys.auth_vk, world.deployment)
            row = Mailbox(before.case_id, mailbox, keys.auth_vk, keys.sign_vk)
            assert swap_mailbox(session, before.case_id, before.sign_vk, row)
