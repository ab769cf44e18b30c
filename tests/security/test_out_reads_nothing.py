"""Whoever is out reads nothing that came after, whichever way they went, with a console that obeys no rule.

The modified console keeps every key that it ever saw and has the portal on its side: every byte, and the wraps to its
member. What it opens of before shows that it works.
"""

import pytest

from investigator_console.access.leavers import order_leaver
from investigator_console.cases.status import set_case_status
from investigator_console.suspension.outgoing import hand_in
from investigator_console.suspension.service import sign_first, sign_second
from tests.support.ceremony import next_keyring
from tests.support.colleague import POLICIES, at_work, done
from tests.support.intruder import Intruder

STORY = "They changed the list."


@pytest.fixture
def team(office):
    """The head, Ben who goes, Cara who stays, and one each of oversight and ethics who let nobody in."""
    seats = ("Head", "INV", 0), ("Ben", "INV", 1), ("Cara", "INV", 2), ("Olu", "ALT", 0), ("Eva", "ETH", 0)
    with at_work(office, *seats) as people:
        yield people


def recused(case, _head, ben, *_):
    done(ben.leave(case))
    ben.sync()


def in_conflict(case, _head, ben, *_):
    done(ben.declare(case, "yes", "My cousin works there."))
    ben.sync()


def removed(case, head, ben, *_):
    done(head.take_off(case, ben.id))


def finished(case, head, ben, *_):
    done(head.take_off(case, ben.id, "finished"))


def gone_from_all(_case, head, ben, *_):
    assert order_leaver(head.vault, POLICIES, ben.id) is None


def expired(case, head, ben, *_):
    done(head.take_off(case, ben.id, "finished"))
    head.sync()
    assert head.grant(case, ben.id, until=head.day(3)) is None
    head.sync()
    ben.sync()
    assert ben.stories(case) == [STORY]
    head.office.world.clock.forward(days=4)


def dismissed(_case, head, ben, *_):
    next_keyring(head.office, without=[ben.id])


def suspended(_case, head, ben, _cara, olu, eva):
    line = done(sign_first(olu.vault, ben.id)).to_text()
    hand_in(eva.vault, done(sign_second(eva.vault, line)))
    eva.sync()


WAYS = (recused, in_conflict, removed, finished, gone_from_all, expired, dismissed, suspended)


@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_out_reads_nothing_that_came_after(team, way):
    head, ben, cara, *_ = team
    office = head.office
    case = office.report(STORY)
    name = case.case_id
    for one in team:
        one.sync()
    intruder = Intruder(office, ben.vault)
    way(name, *team)
    intruder.remember()
    # One colleague synchronises, whoever it is that hears of it first: that changes the keys.
    head.sync()
    known = {one["event_id"] for one in intruder.entries()}
    head.write(name, "A message after he left.")
    head.note(name, "A note after he left.")
    done(set_case_status(head.vault, head.shelf, POLICIES, name, "assessing", ""))
    head.sync()
    case.write("An answer after he left.")
    head.sync()
    cara.sync()
    # Who stayed reads all of it, and so does the reporter.
    assert cara.said(name) == ["A message after he left.", "An answer after he left."]
    assert [note.text for note in cara.record(name).case.notes] == ["A note after he left."]
    assert cara.record(name).case.status[1].value == "assessing"
    assert [message.text for message in case.case().messages] == cara.said(name)
    assert ben.id not in cara.holders(name) | cara.holders(name, lane=5)
    # What he had opens still; of what came after, nothing in any compartment.
    opened = intruder.opened(name)
    assert STORY in str(opened)
    later = {one["event_id"] for one in intruder.entries()} - known
    assert len(later) >= 5
    assert not {event for event, _, _ in opened} & later
    assert "after he left" not in str(opened)


def test_who_was_suspended_and_is_back_is_let_in_again_by_a_colleague(team):
    """A suspension ends with the next keyring; the keys of that time do not come back by themselves."""
    head, ben, *_ = team
    case = head.office.report(STORY)
    name = case.case_id
    for one in team:
        one.sync()
    suspended(name, *team)
    head.sync()
    head.write(name, "While Ben was away.")
    head.sync()
    next_keyring(head.office)
    ben.sync()
    assert not ben.lists(name)
    assert "While Ben" not in Intruder(head.office, ben.vault).texts(name)
    head.sync()
    assert head.grant(name, ben.id) is None
    head.sync()
    ben.sync()
    assert ben.said(name) == ["While Ben was away."]
    ben.declare(name)
    ben.write(name, "I am back.")
    ben.sync()
    head.sync()
    assert [(one.text, one.void) for one in head.record(name).case.messages][-1] == ("I am back.", "")
