"""The end of the audit period: a destroyed case leaves the portal and the consoles whole, and nothing else does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from investigator_console.cases.record import load_case
from investigator_console.sync.audit_end import forget_ended_cases
from investigator_console.sync.orders import known_orders
from portal.housekeeping import tidy
from portal.store.models import Body, Case, Record, StoredOrder
from tests.support.console_world import inbox
from tests.support.destroying import POLICIES, destroy, two_with_a_closed_case

PERIOD = POLICIES.retention.audit_chain_days


@pytest.fixture
def two(office):
    yield from two_with_a_closed_case(office)


def rows_of(office, case_id):
    """How many rows the portal has of a case: itself, headers, orders."""
    with office.world.services.store.reading() as session:
        return [
            session.execute(
                select(func.count()).select_from(table).where(table.case_id == case_id)
            ).scalar_one()
            for table in (Case, Record, StoredOrder)
        ]


def tidy_after(office, days):
    """As the portal tidies when so many days have passed."""
    services = office.world.services
    tidy(services.store, services.seconds() + days * 86_400, PERIOD)


def test_what_was_destroyed_leaves_no_header_once_the_audit_period_is_over(office, two):
    correspondent, head, colleague = two
    other, case_id = office.report(story="Another one."), correspondent.case_id
    destroy(office, two)
    for vault in (colleague, head):
        office.sync(vault, inbox(vault))
    tidy_after(office, PERIOD)
    assert forget_ended_cases(head, POLICIES, office.today + timedelta(PERIOD)) == 0
    assert rows_of(office, case_id)[1] > 5
    # Consoles forget first, and so nobody takes it for something that the portal withholds.
    later = office.today + timedelta(PERIOD + 1)
    assert [forget_ended_cases(vault, POLICIES, later) for vault in (head, colleague)] == [1, 1]
    assert known_orders(head) == ()
    assert load_case(head, POLICIES, case_id).entries == {}
    tidy_after(office, PERIOD + 3)
    assert rows_of(office, case_id) == [0, 0, 0]
    assert rows_of(office, other.case_id)[:2] == [1, 1]
    assert office.world.open_mailbox(correspondent.reporter.keys).status_code == 403
    assert office.sync(head, inbox(head)).problems == []


@pytest.mark.parametrize("left", ["shared values", "an unread message", "a later entry", "a lane in use"])
def test_the_end_of_the_audit_period_forgets_nothing_that_lives(office, two, left):
    correspondent, head, colleague = two
    destroy(office, two, coordination=left != "shared values")
    if left == "an unread message":
        correspondent.write("One more thing.")
    for vault in (colleague, head):
        office.sync(vault, inbox(vault))
    later = PERIOD + 3
    with office.world.services.store.writing() as session:
        if left == "a later entry":
            session.execute(update(Record).values(received_day=office.world.services.day() + later))
        if left == "a lane in use":
            # As where victim care wrote into its own conversation: the compartment stands in the header.
            with_text = (
                select(Record.seq, Record.header).join(Body).where(Body.body.is_not(None), Record.kind == 2)
            )
            for seq, header in session.execute(with_text).all():
                theirs = header[:3] + b"\x13" + header[4:]
                session.execute(update(Record).where(Record.seq == seq).values(header=theirs))
    tidy_after(office, later)
    assert rows_of(office, correspondent.case_id)[0] == 1
