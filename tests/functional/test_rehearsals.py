"""Keys through a year, rehearsed: OPERATIONS, "Keys through a year", step by step, on a clock that is set forward."""

import pytest

from crypto.errors import ProtocolError
from crypto.submission import Submission, open_keys
from investigator_console.cases.status import set_case_status
from investigator_console.suspension.outgoing import hand_in
from investigator_console.suspension.service import sign_first, sign_second
from tests.support.colleague import POLICIES, Colleague, at_work, done
from tests.support.console_world import open_office
from tests.support.intruder import Intruder
from tests.support.organisation import Organisation

STORY = "They changed the list."


@pytest.fixture
def office(tmp_path):
    made = open_office(tmp_path, Organisation.found())
    yield made
    made.world.services.store.close()


@pytest.fixture
def team(office):
    """The head, two investigators, one of oversight."""
    seats = ("Head", "INV", 0), ("Ben", "INV", 1), ("Cara", "INV", 2), ("Olu", "ALT", 0)
    with at_work(office, *seats) as people:
        yield people


def sync_all(people):
    return [one.sync() for one in people]


def seeds(colleague):
    return [secret.seed for secret in colleague.vault.intake.each()]


def opens(office, captured, secrets):
    """Whether a captured report gives anything to any of these secrets."""
    report = Submission.parse(captured)
    for index in range(len(report.wraps)):
        for seed in secrets:
            try:
                if not open_keys(report, index, seed, office.world.deployment).empty:
                    return True
            except ProtocolError:
                continue
    return False


def test_rotation_every_week_and_the_reserve_twice_a_year(office, team):
    head, ben, *_ = team
    used = set()
    for week in range(14):
        if week:
            office.world.clock.forward(days=7)
        sync_all((head, ben))
        _, intake = office.published()
        key = intake[head.vault.profile.member_id]
        assert (key.kind, key.not_before <= office.today <= key.not_after) == ("weekly", True)
        used.add(key.kem_hash)
    assert len(used) == 14
    kinds = [secret.kind for secret in head.vault.intake.each()]
    # Two reserves at the most beside each other, and no more weeks than eight ahead and two past.
    assert kinds.count("reserve") in {1, 2}
    assert kinds.count("weekly") <= 11
    case = office.report(STORY)
    sync_all((head, ben))
    assert head.stories(case.case_id) == ben.stories(case.case_id) == [STORY]


def test_three_weeks_away_lose_nothing_and_stop_nobody(office, team):
    head, ben, *_ = team
    early = office.report("In the first week.")
    office.world.clock.forward(days=7)
    head.sync()
    middle = office.report("In the second week.")
    office.world.clock.forward(days=14)
    head.sync()
    head.write(early.case_id, "We read it.")
    head.sync()
    # Ben comes back after 21 days: his weekly keys were made ahead, so all of it opens.
    assert not [one for one in ben.sync().problems if "deleted" in one]
    assert ben.stories(early.case_id) == ["In the first week."]
    assert ben.stories(middle.case_id) == ["In the second week."]
    assert ben.said(early.case_id) == ["We read it."]
    assert early.case().messages[-1].text == "We read it."


def test_i6_what_a_stolen_vault_opens_of_captured_traffic(office, team):
    head, ben, *_ = team
    old = office.report("Long ago.")
    sync_all(team)
    # Ben is off the old case; half a year goes by, with synchronisations.
    done(head.take_off(old.case_id, ben.id))
    sync_all((head, ben))
    for _ in range(13):
        office.world.clock.forward(days=14)
        sync_all((head, ben))
    new = office.report("Today.")
    captured = {case.case_id: case.reporter.raw for case in (old, new)}
    stolen = seeds(ben)
    # Wraps to keys that are not yet deleted open; those of half a year ago do not.
    assert opens(office, captured[new.case_id], stolen)
    assert not opens(office, captured[old.case_id], stolen)
    # The vault's own case keys still open what it keeps: that is why its passphrase matters.
    ben.sync()
    thief = Intruder(office, ben.vault)
    assert "Today." in thief.texts(new.case_id)
    # After destruction of the keys, nothing of it is left for a vault that is stolen later.
    ben.vault.store.delete("case-keys", new.case_id)
    for secret in list(ben.vault.intake.each()):
        ben.vault.intake.delete(secret.fingerprint)
    later = Intruder(office, ben.vault)
    assert later.opened(new.case_id) == []
    assert not opens(office, captured[new.case_id], seeds(ben))


def suspend(first, second, member):
    """Two who may do so suspend a third, with the portal at hand."""
    half = sign_first(first.vault, member)
    record = sign_second(second.vault, done(half).to_text())
    hand_in(second.vault, done(record))
    second.sync()


def test_ten_days_apart_on_one_case_with_a_suspension_and_a_withdrawn_grant(office, team):
    """Nothing lost. E5: what disagrees is kept, the safer counts. E6: what those wrote who were out is void."""
    head, ben, cara, olu = team
    oda = Colleague.hire(office, "Oda", "ALT", 1)
    eva = Colleague.hire(office, "Eva", "ETH", 0)
    case = office.report(STORY)
    sync_all(team)
    for guest in (olu, oda):
        assert head.grant(case.case_id, guest.id) is None
    sync_all([*team, oda])
    ben.declare(case.case_id)
    sync_all((ben, head))
    # For ten days the head and Ben hear nothing of each other. Both work on.
    head.note(case.case_id, "A note of the head.")
    head.write(case.case_id, "Said by the head.")
    done(set_case_status(head.vault, head.shelf, POLICIES, case.case_id, "investigating", ""))
    done(head.take_off(case.case_id, olu.id, "finished"))
    done(head.take_off(case.case_id, oda.id, "conflict"))
    ben.note(case.case_id, "A note of Ben.")
    ben.write(case.case_id, "Said by Ben.")
    done(set_case_status(ben.vault, ben.shelf, POLICIES, case.case_id, "assessing", ""))
    # In between, with the portal: the guests work without knowing it; Cara writes, and is suspended.
    olu.note(case.case_id, "A note of Olu.")
    oda.write(case.case_id, "Said by Oda in ignorance.")
    cara.write(case.case_id, "Said by Cara.")
    sync_all((olu, oda, cara, eva))
    case.write("And what happens now?")
    suspend(olu, eva, cara.id)
    office.world.clock.forward(days=10)
    for one in (ben, head, ben, head):
        one.sync()
    left, right = head.record(case.case_id), ben.record(case.case_id)
    assert left.case == right.case
    assert left.log.heads == right.log.heads
    folded = left.case
    assert {note.text for note in folded.notes} == {"A note of the head.", "A note of Ben.", "A note of Olu."}
    assert {message.text: message.void for message in folded.messages} == {
        "Said by the head.": "",
        "Said by Ben.": "",
        "Said by Oda in ignorance.": "removed",
        "Said by Cara.": "suspended",
        "And what happens now?": "",
    }
    assert set(folded.status[1].values) == {"investigating", "assessing"}
    assert folded.status[1].conflict
    assert set(folded.holders.of(1)) & {olu.id, oda.id} == set()
    assert {head.id, ben.id} <= set(folded.holders.of(1))
    assert folded.holders.rotation_due == ()
    # One of them settles it, under one key that both hold, and the reporter reads on.
    done(set_case_status(ben.vault, ben.shelf, POLICIES, case.case_id, "investigating", ""))
    sync_all((ben, head))
    assert not head.record(case.case_id).case.status[1].conflict
    assert case.case().status[1].value == "investigating"
    for one in (oda, eva):
        one.vault.close()
