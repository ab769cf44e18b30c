"""Rotations, shares and replaced codes: rules G3 and R1."""

import dataclasses

import pytest

from crypto.constants import KIND_KEYS
from crypto.events import Author, EventSubmission
from crypto.keys import join_shares, key_id, share_id
from crypto.log_keys import KeyHistory
from crypto.rekeying import Recipient, grant_wraps, key_entry
from crypto.submission import Submission
from tests.unit.crypto.conftest import DEPLOYMENT, seed
from tests.unit.crypto.log_acts import HEAD, INVESTIGATOR, message
from tests.unit.crypto.log_case import LogCase, altered, kinds, texts


@pytest.fixture
def case(organisation):
    return LogCase(organisation)


def with_key(case, key):
    return case.known(1, 5) | {key_id(key, 1, case.case_id, DEPLOYMENT): key}


def void(log):
    return {record.event_id: record.void for record in log.records if record.void}


def test_g3_after_a_rotation_the_new_key_is_in_force_and_the_old_one_reads_on(case):
    case.reporter("Before.")
    sealed, fresh = case.rotation(HEAD)
    case.add(sealed)
    known = with_key(case, fresh)
    old = case.keys[1]
    case.keys[1] = fresh
    case.reporter("After.")
    log = case.log(known=known)
    assert log.problems == ()
    assert texts(log) == ["Before.", "After."]
    assert log.key_for(1) == fresh
    assert (1, key_id(old, 1, case.case_id, DEPLOYMENT)) not in log.key_ids
    assert set(log.keys.values()) >= {old, fresh}


def test_g3_an_event_under_a_key_known_to_be_replaced_is_refused(case):
    old = case.thread(1)
    sealed, fresh = case.rotation(HEAD)
    case.add(sealed)
    case.member(INVESTIGATOR, message("Under the old key."), key=old)
    body = {"v": 1, "type": "message", "text": "Her too."}
    case.add(case.seal(Author.reporter(case.codes[0]), body, c=16, key=old))
    log = case.log(known=with_key(case, fresh))
    assert kinds(log) == {"superseded-key"}
    assert texts(log) == []


def test_g3_an_event_that_did_not_know_the_rotation_still_counts(case):
    start = [case.genesis_id]
    sealed, fresh = case.rotation(HEAD, knows=start)
    case.add(sealed)
    case.member(INVESTIGATOR, message("Offline."), knows=start)
    log = case.log(known=with_key(case, fresh))
    assert (log.problems, texts(log)) == ((), ["Offline."])


def test_g3_a_member_without_the_key_cannot_rotate_themselves_in(case):
    sealed, _ = case.rotation(("VCO", 0))
    lying, fresh = case.rotation(("VCO", 0), key=seed("no key of this case"))
    named = dataclasses.replace(lying.header, key_id=sealed.header.key_id)
    from crypto.signing import sign

    data = named.encode()
    signature = sign("event", case.author(("VCO", 0)).sign_seed, data, DEPLOYMENT)
    case.add(EventSubmission(data, (signature,), lying.wraps, lying.body))
    log = case.log(known=with_key(case, fresh))
    assert kinds(log) == {"rotation-unopened", "key-uncommitted"}
    assert log.key_for(1) == case.keys[1]
    assert fresh not in log.keys.values()


def test_g3_a_rotation_brings_the_keys_of_its_own_lane_and_all_of_them(case):
    fresh = seed("fresh")
    for entries in (
        [key_entry(2, fresh, case.case_id, DEPLOYMENT)],
        [key_entry(1, fresh, case.case_id, DEPLOYMENT)],
        [key_entry(c, fresh, case.case_id, DEPLOYMENT) for c in (1, 2, 17)],
    ):
        wraps = [_order(case)]
        body = {"type": "rotate", "lane": 1, "roster": [], "exclusions": {}}
        case.add(
            case.seal(
                case.author(HEAD), body, kind=KIND_KEYS, keys=entries, wraps=wraps, knows=[case.genesis_id]
            )
        )
    log = case.log()
    assert {problem.kind for problem in log.problems} == {"rotation-malformed", "equivocation"}
    assert log.key_for(1) == case.keys[1]


def _order(case):
    from crypto.constants import WRAP_ROTATE
    from crypto.events import WrapOrder

    one = case.organisation.group("INV")[0]
    return WrapOrder(WRAP_ROTATE, one, case.organisation.intake[one].kem_pk, bytes(160))


def test_g3_new_keys_smuggled_in_with_something_else_are_refused(case):
    sealed, _ = case.rotation(HEAD, body={"type": "message", "text": "Nothing to see."})
    case.add(sealed)
    log = case.log()
    assert kinds(log) == {"rotation-malformed"}
    assert log.key_for(1) == case.keys[1]


def test_g3_concurrent_rotations_leave_no_single_key_in_force(case):
    start = [case.genesis_id]
    fresh = []
    for who in (HEAD, INVESTIGATOR):
        sealed, key = case.rotation(who, knows=start)
        case.add(sealed)
        fresh.append(key)
    known = with_key(case, fresh[0]) | with_key(case, fresh[1])
    log = case.log(known=known)
    assert log.problems == ()
    assert len(log.current[1]) == 2
    assert log.key_for(1) is None


def test_g3_a_suspended_members_rotation_puts_no_key_in_force(organisation, case):
    sealed, fresh = case.rotation(INVESTIGATOR)
    case.add(sealed)
    one = organisation.group("INV")[1]
    log = case.log(known=with_key(case, fresh), suspended={case.rings[0].hash: frozenset({one})})
    assert log.key_for(1) == case.keys[1]


def test_the_identity_key_opens_with_both_shares_only(organisation, case):
    report = Submission.assemble(case.genesis.header, case.genesis.signatures[0], {}, case.genesis.bodies)
    shares = [seed("a"), seed("b")]
    ids = [share_id(share, which, case.case_id, DEPLOYMENT) for which, share in enumerate(shares, 1)]
    whole = key_id(join_shares(*shares), 4, case.case_id, DEPLOYMENT)
    names = list(report.header.key_ids)
    names[3], names[5], names[6] = whole, *ids
    header = dataclasses.replace(report.header, key_ids=tuple(names))
    for offered, held in (
        ({ids[0]: shares[0]}, 1),
        (dict(zip(ids, shares, strict=True)), 3),
        ({ids[0]: shares[1]}, 0),
    ):
        history = KeyHistory(case.case_id, DEPLOYMENT, offered)
        history.begin(header)
        assert len(history.held) == held
        assert bool(history.faults) == (held == 0)


def test_r1_the_new_code_writes_on_and_the_old_past_stays(case):
    case.reporter("With the old code.")
    replaced = case.replace_code()
    case.reporter("With the new code.")
    log = case.log()
    assert (log.problems, void(log)) == ((), {})
    assert texts(log) == ["With the old code.", "With the new code."]
    assert [one.event_id for one in log.reporters] == [case.genesis_id, replaced]
    assert log.reporters[-1].sign_vk == case.codes[1].sign_vk
    assert len({record.author for record in log.records}) == 2


def test_r1_what_the_old_code_signs_afterwards_is_void(case):
    start = case.heads()
    case.replace_code()
    late = case.reporter("Thief, unaware.", code=0, knows=start)
    later = case.reporter("Thief, aware.", code=0)
    assert void(case.log()) == {late.hex(): "code-replaced", later.hex(): "code-replaced"}


def test_r1_a_swap_without_the_old_signature_is_refused(case):
    """A portal that swaps the mailbox for a case of its own holds the new key, never the old one."""
    name = case.replace_code()
    entry = case.events[-1]
    case.events[-1] = dataclasses.replace(entry, signatures=(entry.signatures[1], entry.signatures[1]))
    child = case.reporter("From the swapped mailbox.")
    log = case.log()
    assert kinds(log) == {"bad-signature", "parked"}
    assert name not in log.heads
    assert log.parked == (child,)
    case.events[-2] = dataclasses.replace(
        entry, signatures=(entry.signatures[0], altered(entry.signatures[1]))
    )
    assert "bad-signature" in kinds(case.log())


def test_r1_two_replacements_at_once_are_a_fork_and_neither_counts(case):
    start = case.heads()
    first, second = case.replace_code(code=0, knows=start), case.replace_code(code=0, knows=start)
    third = case.reporter("From one of them.", code=1, knows=[first])
    log = case.log()
    assert void(log) == dict.fromkeys((one.hex() for one in (first, second, third)), "code-forked")
    assert log.heads == (case.genesis_id,)


def test_r1_a_second_replacement_by_a_retired_code_brings_nothing(case):
    first = case.replace_code()
    second = case.replace_code(code=0, knows=[first])
    stray = case.reporter("From the stray code.", code=2, knows=[second])
    log = case.log()
    assert void(log) == {second.hex(): "code-replaced", stray.hex(): "code-replaced"}


def test_r1_a_code_counts_only_after_its_replacement(case):
    """The new key signs an event that does not know of the replacement: nobody whom its past knows."""
    start = case.heads()
    case.replace_code()
    case.reporter("Too early.", code=1, knows=start)
    assert kinds(case.log()) == {"unknown-author"}


def test_r1_codes_follow_each_other_in_a_chain(case):
    for number in range(3):
        case.replace_code()
        case.reporter(f"code {number}")
    log = case.log()
    assert (log.problems, void(log)) == ((), {})
    assert texts(log) == ["code 0", "code 1", "code 2"]


def test_g3_a_lane_called_true_is_no_lane(case):
    sealed, _ = case.rotation(HEAD, body={"type": "rotate", "lane": True, "roster": [], "exclusions": {}})
    case.add(sealed)
    log = case.log()
    assert kinds(log) == {"rotation-malformed"}
    assert log.key_for(1) == case.keys[1]


def test_an_unwrapped_key_that_no_signed_header_names_is_refused_and_named(case):
    log = case.log(known={seed("id"): seed("key")})
    assert kinds(log) == {"key-uncommitted"}
    assert log.keys == {}


def test_a_key_under_the_wrong_id_is_refused_and_named(case):
    (name,) = case.known(1)
    log = case.log(known={name: seed("another report's key")})
    assert kinds(log) == {"key-mismatch"}
    assert log.records[0].bodies == {}


def test_a_key_that_nobody_signed_for_seals_nothing(case):
    case.add(case.seal(case.author(INVESTIGATOR), message("x"), key=seed("unsigned")))
    assert kinds(case.log()) == {"unknown-key"}


def test_g1_a_grant_lists_all_key_ids_and_changes_none(organisation, case):
    to = organisation.group("ALT")[0]
    wraps = grant_wraps(Recipient(to, organisation.intake[to].kem_pk), [{1: case.keys[1]}])
    entries = [key_entry(c, case.keys[c], case.case_id, DEPLOYMENT) for c in (1, 2, 3, 5)]
    body = {"type": "grant", "to": to.hex(), "lanes": [1], "history": "all"}
    case.member(HEAD, body, c=1, kind=KIND_KEYS, keys=entries, wraps=wraps)
    before, log = LogCase(organisation).log(), case.log()
    assert log.problems == ()
    assert log.current == before.current
    assert log.records[1].kind == "keys"


def test_e7_a_wrap_injected_into_a_grant_is_named(organisation, case):
    sealed, _ = case.rotation(HEAD)
    case.add(sealed, wraps=((0, altered(sealed.wraps[0])),))
    assert kinds(case.log()) == {"wrap-injected"}
