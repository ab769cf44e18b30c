"""A code that was stolen or forced: with all that it derives and all that the portal holds, no report opens."""

from contextlib import closing

import pytest

from crypto import hpke
from crypto.case_code import decode, stretch
from crypto.constants import COMPARTMENTS, HASH_LEN, KEY_LEN, LANES, THREAD_OFFSET
from crypto.domain import domain, hkdf
from crypto.errors import ProtocolError
from crypto.events import EventSubmission, open_event
from crypto.keys import EventContext, event_keys, thread_key
from crypto.log import Entry
from crypto.payload import open_chunks
from crypto.reporter_keys import derive
from crypto.submission import genesis_context, open_genesis_body, open_keys, open_wrap, wrap_info_at
from demo.reporter import Filed
from investigator_console.cases.keys import read_keys
from investigator_console.cases.shelf import Shelf
from investigator_console.messages.service import send_message
from investigator_console.sync.service import connect, synchronise
from investigator_console.vault.opened import Vault
from policies import load
from tests.support import walk
from tests.support.live import Live
from tests.support.live_storage import case_ids, opened_vault, public_api, stored_report, whole_database

pytestmark = pytest.mark.browser

STORY = "The story that the code must never open."
ANSWER = "The answer that the code must open."
NO_KEY = bytes(HASH_LEN)


class Thief:
    """Holds the code, what it opens, and a copy of the portal's whole database."""

    def __init__(self, live: Live, typed: str, deployment):
        self.deployment = deployment
        code = decode(typed, deployment)
        self.root = stretch(code, deployment)
        self.keys = derive(self.root, deployment)
        self.report = stored_report(live, self.keys.own_case_id)
        self.own = len(self.report.header.entries) - 1
        self.seeds = [self.root, self.keys.auth_seed, self.keys.sign_seed, self.keys.kem_seed]
        self.secrets = [*self.seeds, code.ljust(KEY_LEN, b"\0"), code.rjust(KEY_LEN, b"\0"), *self._slots()]
        self.stolen = _columns_of(live, KEY_LEN) + _windows(self.report.header_bytes)

    def _slots(self):
        opened = open_wrap(self.report, self.own, self.keys.kem_seed, self.deployment)
        plain = b"".join(slot or NO_KEY for slot in opened)
        return [slot for slot in opened if slot] + _windows(plain, step=1)

    def threads(self):
        return open_keys(self.report, self.own, self.keys.kem_seed, self.deployment).threads

    def derived(self):
        """One step of every derivation that the protocol has, from every secret."""
        case, found = self.report.header.case_id, []
        for secret in self.secrets:
            found += [thread_key(secret, lane, case, self.deployment) for lane in LANES]
            for label in ("thread", "key-id", "share", "rep-kem", "rep-auth", "rep-sign", "event", "wrap"):
                for tail in (b"", case, *(case + bytes((c,)) for c in COMPARTMENTS)):
                    found.append(hkdf(secret, domain(label, self.deployment) + tail, KEY_LEN))
        return found

    def everything(self):
        return list(dict.fromkeys([*self.secrets, *self.derived(), *self.stolen]))


def _columns_of(live: Live, length: int):
    """Every value of that length anywhere in the database."""
    rows = (row for table in whole_database(live).values() for row in table.rows)
    return [value for row in rows for value in row if isinstance(value, bytes) and len(value) == length]


def _windows(data: bytes, step: int = 4):
    return [data[start : start + KEY_LEN] for start in range(0, len(data) - KEY_LEN + 1, step)]


def opens(report, c, key, deployment):
    """What body `c` says under this key as the protocol uses it, or raw, past the commitment; None if nothing."""
    sealed = report.bodies[c - 1]
    attempts = [
        lambda: open_genesis_body(report, c, key, deployment),
        lambda: open_chunks(key, sealed[:HASH_LEN], sealed),
    ]
    for attempt in attempts:
        try:
            return attempt()
        except ProtocolError:
            continue
    return None


def bent_keys(report, key, deployment):
    """Event keys under every other compartment and key id that a header could have named."""
    context = genesis_context(report.header, 1, deployment)
    for c in (*COMPARTMENTS, *(lane + THREAD_OFFSET for lane in (0, *LANES))):
        for key_id in (*report.header.key_ids, NO_KEY):
            named = EventContext(
                context.case_id,
                c,
                key_id,
                context.author_id,
                context.log_id,
                context.log_seq,
                context.event_salt,
            )
            yield event_keys(key, named, deployment)[0]


def answer_as_a_member(vault: Vault, case_id: bytes) -> None:
    with closing(connect(vault)) as client:
        synchronise(vault, client)
        send_message(vault, Shelf(vault, bytes(32)), load(), case_id, ANSWER, None)
        synchronise(vault, client)


@pytest.fixture(scope="module")
def robbed(live: Live, chromium):
    """A report from Chromium with a member's answer; the thief, and the key that an investigator holds."""
    before = case_ids(live)
    page = chromium.new_context().new_page()
    code = walk.report(page, live.portal, STORY, categories=("FRD",))
    page.context.close()
    (case_id,) = case_ids(live) - before
    with public_api(live) as portal, opened_vault(live, live.member("investigator", 1)) as vault:
        deployment = portal.card.deployment_id
        thief = Thief(live, code.words, deployment)
        answer_as_a_member(vault, case_id)
        (entitled,) = read_keys(vault, case_id).records[1]
        mailbox = portal._open(Filed(b"", thief.keys, thief.report).keys)
    return thief, entitled, mailbox


def test_no_key_that_the_code_gives_opens_any_part_of_the_report(robbed):
    thief, entitled, _ = robbed
    assert opens(thief.report, 1, entitled, thief.deployment)["story"] == STORY
    keys = thief.everything()
    assert len(keys) > 1_000
    assert entitled not in keys
    opened = [
        (c, key.hex()) for c in COMPARTMENTS for key in keys if opens(thief.report, c, key, thief.deployment)
    ]
    assert opened == []


def test_no_key_of_the_thread_opens_a_body_under_another_compartments_name(robbed):
    thief, entitled, _ = robbed
    deployment, report = thief.deployment, thief.report
    assert any(opens(report, 1, key, deployment) for key in bent_keys(report, entitled, deployment))
    for secret in [*thief.seeds, *thief.threads().values()]:
        for key in bent_keys(report, secret, deployment):
            assert not any(opens(report, c, key, deployment) for c in COMPARTMENTS)


def test_no_seed_that_the_code_gives_opens_a_wrap_that_is_not_its_own(robbed):
    thief, _, _ = robbed
    report = thief.report
    assert len(report.wraps) == 13
    opened = set()
    for seed in thief.seeds:
        for index, wrapped in enumerate(report.wraps):
            try:
                hpke.unwrap(seed, wrap_info_at(report.header, index, thief.deployment), wrapped)
            except ProtocolError:
                continue
            opened.add((seed == thief.keys.kem_seed, index))
    assert opened == {(True, thief.own)}


def test_the_portal_hands_the_code_no_body_and_the_thread_opens(robbed):
    thief, _, mailbox = robbed
    entries = [Entry.from_document(one) for one in mailbox["entries"]]
    genesis, *events = entries
    assert not any(genesis.bodies)
    assert [index for index, _ in genesis.wraps] == [thief.own]
    texts = []
    for entry in events:
        event = EventSubmission.assemble(entry.header, entry.signatures, dict(entry.wraps), entry.bodies[0])
        lane = event.header.c - THREAD_OFFSET
        texts.append(open_event(event, thief.threads()[lane], thief.deployment).get("text"))
    assert ANSWER in texts
