"""Keys that come and go: who reads what after a grant, an exit, an end, also with a console that obeys no rule."""

import pytest

from crypto.constants import THREAD_OFFSET
from investigator_console.access.orders import orders
from investigator_console.cases.writing import Refused
from investigator_console.sync.errors import PortalAwayError
from tests.support.colleague import Colleague, at_work, done
from tests.support.intruder import Intruder


@pytest.fixture
def team(office):
    """The head, two investigators, one of oversight, all with vaults and keys."""
    seats = ("Head", "INV", 0), ("Ben", "INV", 1), ("Cara", "INV", 2), ("Olu", "ALT", 0), ("Oda", "ALT", 1)
    with at_work(office, *seats) as people:
        yield people


def sync_all(people):
    for one in people:
        one.sync()


def test_a_grant_opens_the_whole_case_and_only_to_whom_it_was_made(office, team):
    head, ben, _cara, olu, oda = team
    case = office.report("They changed the list.")
    sync_all(team)
    assert not olu.lists(case.case_id)
    head.write(case.case_id, "Which list?")
    assert head.grant(case.case_id, olu.id) is None
    assert len(orders(head.vault, case.case_id)) == 1
    assert head.sync().problems == []
    assert orders(head.vault, case.case_id) == ()
    sync_all(team)
    assert olu.lists(case.case_id)
    assert olu.stories(case.case_id) == ["They changed the list."]
    assert olu.said(case.case_id) == ["Which list?"]
    assert olu.id in ben.holders(case.case_id)
    assert olu.record(case.case_id).log.problems == ()
    # Somebody who was given nothing sees no trace.
    assert not oda.lists(case.case_id)
    assert Intruder(office, oda.vault).opened(case.case_id) == []
    # The newcomer writes, and the reporter reads it.
    olu.declare(case.case_id)
    olu.write(case.case_id, "Oversight reads with us.")
    olu.sync()
    assert case.case().messages[-1].text == "Oversight reads with us."


def test_who_is_taken_off_reads_nothing_that_comes_after(office, team):
    head, ben, cara, *_ = team
    case = office.report("They changed the list.")
    sync_all(team)
    intruder = Intruder(office, ben.vault)
    assert "They changed the list." in intruder.texts(case.case_id)
    done(head.take_off(case.case_id, ben.id))
    head.sync()
    # Removal and fresh keys went out together.
    assert head.record(case.case_id).case.holders.rotation_due == ()
    head.write(case.case_id, "After he left.")
    head.note(case.case_id, "A note after he left.")
    head.sync()
    case.write("My answer after he left.")
    sync_all([head, cara, ben])
    assert head.said(case.case_id) == ["After he left.", "My answer after he left."]
    assert cara.said(case.case_id) == head.said(case.case_id)
    assert ben.id not in cara.holders(case.case_id)
    # His own console shows no trace; one that he changed opens what he had before, and nothing of what followed.
    assert not ben.lists(case.case_id)
    text = intruder.texts(case.case_id)
    assert "They changed the list." in text
    assert "after he left" not in text.lower()
    assert case.case().messages[0].text == "After he left."


def test_what_a_removed_member_wrote_before_stays_and_what_comes_later_is_void(office, team):
    head, ben, cara, *_ = team
    case = office.report()
    sync_all(team)
    ben.note(case.case_id, "Written long before.")
    ben.write(case.case_id, "Said before.")
    ben.sync()
    head.sync()
    done(head.take_off(case.case_id, ben.id))
    head.sync()
    # He works on, offline, in ignorance of it.
    ben.write(case.case_id, "Said in ignorance.")
    ben.sync()
    sync_all([head, cara])
    folded = head.record(case.case_id).case
    assert [note.text for note in folded.notes] == ["Written long before."]
    assert [(m.text, m.void) for m in folded.messages] == [
        ("Said before.", ""),
        ("Said in ignorance.", "removed"),
    ]
    assert cara.record(case.case_id).case == folded


def test_stepping_back_is_for_good_and_the_others_get_fresh_keys(office, team):
    head, ben, cara, *_ = team
    case = office.report()
    sync_all(team)
    intruder = Intruder(office, ben.vault)
    done(ben.leave(case.case_id))
    ben.sync()
    assert not ben.lists(case.case_id)
    assert head.sync().problems == []
    head.write(case.case_id, "Without Ben.")
    head.sync()
    cara.sync()
    assert cara.said(case.case_id) == ["Without Ben."]
    assert "Without Ben." not in intruder.texts(case.case_id)
    # Also coordination was re-keyed.
    assert head.record(case.case_id).case.holders.of(5) == head.record(case.case_id).case.holders.of(1)
    assert ben.id not in head.record(case.case_id).case.holders.of(5)


def test_a_declared_conflict_steps_back(office, team):
    head, ben, *_ = team
    case = office.report()
    sync_all(team)
    done(ben.declare(case.case_id, "yes", "My cousin works there."))
    ben.sync()
    head.sync()
    declared = head.record(case.case_id).case.declarations[ben.id]
    assert (declared.reading, declared.note) == ("leaves", "My cousin works there.")
    assert ben.id not in head.holders(case.case_id)
    assert head.record(case.case_id).case.holders.rotation_due == ()


def test_the_last_two_step_back_only_with_oversight_in(office, team):
    head, ben, cara, olu, oda = team
    case = office.report()
    sync_all(team)
    done(cara.leave(case.case_id))
    sync_all([cara, head, ben])
    # Two are left: whoever goes now brings oversight in first.
    assert isinstance(head.take_off(case.case_id, ben.id), Refused)
    assert done(ben.leave(case.case_id)) is None
    assert ben.lists(case.case_id)
    ben.sync()
    assert not ben.lists(case.case_id)
    sync_all([head, olu, oda])
    (stand_in,) = [one for one in (olu, oda) if one.lists(case.case_id)]
    assert head.holders(case.case_id) == {head.id, stand_in.id}
    assert stand_in.stories(case.case_id) == ["They changed the list."]
    # And the head too, last of them: the other one of oversight follows.
    head.sync()
    assert done(head.leave(case.case_id)) is None
    sync_all([head, olu, oda])
    sync_all([olu, oda])
    assert not head.lists(case.case_id)
    assert olu.holders(case.case_id) == {olu.id, oda.id}
    olu.declare(case.case_id)
    olu.write(case.case_id, "We are oversight.")
    olu.sync()
    assert case.case().messages[-1].text == "We are oversight."


def test_the_last_of_oversight_hand_a_case_about_investigators_to_nobody_else(office, team):
    *_, olu, oda = team
    feedback = Colleague.hire(office, "Fay", "AAP")
    case = office.report("It is about the investigators.", conflicts=("investigation-office",))
    sync_all([olu, oda, feedback])
    olu.declare(case.case_id)
    assert isinstance(olu.leave(case.case_id), Refused)
    sync_all([olu, oda, feedback])
    assert olu.holders(case.case_id) == {olu.id, oda.id}
    assert not feedback.lists(case.case_id)
    feedback.vault.close()


def test_from_now_on_opens_nothing_of_before(office, team):
    head, _ben, _cara, olu, _oda = team
    case = office.report("The whole story.")
    sync_all(team)
    head.write(case.case_id, "Said before.")
    head.sync()
    assert head.grant(case.case_id, olu.id, history="from-now") is None
    assert head.sync().problems == []
    head.write(case.case_id, "Said after.")
    head.sync()
    case.write("Answered after.")
    sync_all(team)
    assert olu.lists(case.case_id)
    assert olu.said(case.case_id) == ["Said after.", "Answered after."]
    text = Intruder(office, olu.vault).texts(case.case_id)
    assert "The whole story." not in text
    assert "Said before." not in text
    assert "Answered after." in text


def test_the_conversation_alone_opens_no_story(office, team):
    head, _ben, _cara, olu, _oda = team
    case = office.report("The whole story.")
    sync_all(team)
    head.write(case.case_id, "Said to her.")
    head.note(case.case_id, "An inner note.")
    assert head.grant(case.case_id, olu.id, thread_only=True) is None
    assert head.sync().problems == []
    olu.sync()
    assert olu.lists(case.case_id)
    assert olu.said(case.case_id) == ["Said to her."]
    text = Intruder(office, olu.vault).texts(case.case_id)
    assert "The whole story." not in text
    assert "An inner note." not in text
    # They stay in when the keys change, still with the conversation alone.
    done(olu.declare(case.case_id))
    olu.sync()
    done(head.take_off(case.case_id, _cara.id))
    head.sync()
    head.write(case.case_id, "Said after the change.")
    head.sync()
    olu.sync()
    assert olu.said(case.case_id) == ["Said to her.", "Said after the change."]
    assert "The whole story." not in Intruder(office, olu.vault).texts(case.case_id)


def test_access_with_an_end_ends(office, team):
    head, ben, _cara, olu, _oda = team
    case = office.report()
    sync_all(team)
    assert head.grant(case.case_id, olu.id, until=head.day(3)) is None
    sync_all([head, olu, ben])
    assert olu.lists(case.case_id)
    assert ben.record(case.case_id).case.holders.until(olu.id, 1) == head.day(3)
    # Another change of keys does not forget the end.
    done(head.take_off(case.case_id, _cara.id))
    sync_all([head, olu, ben])
    assert ben.record(case.case_id).case.holders.until(olu.id, 1) == head.day(3)
    intruder = Intruder(office, olu.vault)
    office.world.clock.forward(days=4)
    ben.sync()
    ben.declare(case.case_id)
    ben.write(case.case_id, "After the end.")
    ben.sync()
    olu.sync()
    assert not olu.lists(case.case_id)
    assert "After the end." not in intruder.texts(case.case_id)
    head.sync()
    assert head.said(case.case_id)[-1] == "After the end."


def test_a_replaced_code_is_followed_by_fresh_keys(office, team):
    head, _ben, _cara, *_ = team
    case = office.report()
    sync_all(team)
    old = {key for (c, _), key in head.record(case.case_id).log.keys.items() if c == 1 + THREAD_OFFSET}
    case.replace_code()
    head.sync()
    assert head.record(case.case_id).case.holders.rotation_due == ()
    fresh = head.record(case.case_id).log.key_for(1 + THREAD_OFFSET)
    assert fresh is not None
    assert fresh not in old
    head.write(case.case_id, "To the new code.")
    head.sync()
    assert case.case().messages[-1].text == "To the new code."
    case.write("From the new code.")
    head.sync()
    assert head.said(case.case_id)[-1] == "From the new code."


def test_two_who_change_keys_at_once_end_with_one_key(office, team):
    head, ben, cara, olu, _oda = team
    case = office.report()
    sync_all(team)
    assert head.grant(case.case_id, olu.id) is None
    sync_all([head, olu, ben, cara])
    olu.declare(case.case_id)
    # Head and oversight each take somebody off, and each changes the keys, before either hears of the other.
    done(head.take_off(case.case_id, ben.id))
    done(olu.take_off(case.case_id, cara.id))
    office.line.cut_before = "/members/events"
    with pytest.raises(PortalAwayError):
        head.sync()
    office.line.cut_before = ""
    olu.sync()
    sync_all([olu, head, olu, head])
    for one in (head, olu):
        record = one.record(case.case_id)
        assert record.log.key_for(1) is not None, one
        assert set(record.case.holders.of(1)) == {head.id, olu.id}
        assert record.rekey_lanes(office.world.keyring, office.today) == ()
    head.write(case.case_id, "One key.")
    head.sync()
    assert case.case().messages[-1].text == "One key."
    olu.sync()
    assert olu.said(case.case_id) == head.said(case.case_id)
