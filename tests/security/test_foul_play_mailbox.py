"""A mailbox swapped by a forged code replacement: the portal refuses it, the console names it."""

import pytest

from crypto import case_code, reporter_keys
from crypto.events import Author, seal_event
from crypto.rekeying import replace_code
from crypto.types import RootKey
from portal.store.cases import Mailbox, mailbox_of_case, swap_mailbox
from tests.support.console_world import inbox
from tests.support.foul_play import case_of, kinds_on_page, signed_again, smuggle, texts, write

FORGERIES = ("the old key did not sign", "the new key did not sign", "another case's key signed")


@pytest.fixture
def scene(office, head):
    """A case that the head has answered, another reporter's case, and a thief's new code."""
    correspondent, other = office.report("Mine."), office.report("Somebody else's.")
    office.sync(head)
    write(head, correspondent, "Which list?")
    office.sync(head)
    code = case_code.new_code(office.world.deployment)
    thief = reporter_keys.derive(RootKey(code.ljust(32, b"\x03")), office.world.deployment)
    return correspondent, other, thief


def replacement(office, correspondent, new, old=None):
    return replace_code(
        old or correspondent.reporter.keys,
        new,
        case_id=correspondent.case_id,
        generations=[correspondent.keys().threads],
        used=correspondent.keys().used,
        parents=correspondent.log().thread_heads,
        keyring_hash=office.world.keyring.hash,
        deployment=office.world.deployment,
    )


def forged(office, scene, how):
    correspondent, other, thief = scene
    keys = correspondent.reporter.keys
    honest = replacement(office, correspondent, thief)
    seeds = {
        "the old key did not sign": (thief.sign_seed, thief.sign_seed),
        "the new key did not sign": (keys.sign_seed, keys.sign_seed),
        "another case's key signed": (other.reporter.keys.sign_seed, thief.sign_seed),
    }[how]
    return signed_again(office.world, honest, seeds)


def post(office, event):
    return office.world.client.post("/api/v1/mailbox/events", data=event.encode())


@pytest.mark.parametrize("how", FORGERIES)
def test_the_portal_refuses_a_forged_swap_and_the_mailbox_stays(office, scene, how):
    correspondent, _, thief = scene
    refused = post(office, forged(office, scene, how))
    assert (refused.status_code, refused.data) == (403, b'{"error":"not-accepted"}')
    assert office.world.open_mailbox(correspondent.reporter.keys).status_code == 200
    assert office.world.open_mailbox(thief).status_code == 403


def test_a_case_in_another_name_is_refused_too(office, scene):
    """The other reporter signs with her own key and her own author id, and names the victim's case."""
    correspondent, other, thief = scene
    refused = post(office, replacement(office, correspondent, thief, old=other.reporter.keys))
    assert refused.status_code == 403


def test_an_honest_swap_is_taken_so_the_refusals_mean_something(office, scene, head):
    correspondent, _, new = scene
    assert post(office, replacement(office, correspondent, new)).status_code == 201
    assert office.world.open_mailbox(correspondent.reporter.keys).status_code == 403
    assert office.world.open_mailbox(new).status_code == 200
    office.sync(head)
    assert kinds_on_page(office, head, correspondent) == set()
    assert len(case_of(head, correspondent).log.reporters) == 2


@pytest.mark.parametrize("how", FORGERIES)
def test_a_portal_that_swaps_by_itself_is_named_and_its_reporter_is_nobody(office, scene, head, how):
    """The operator writes the forgery and his own mailbox into the database, then speaks as the reporter."""
    correspondent, _, thief = scene
    forgery = forged(office, scene, how)
    name = smuggle(office.world, forgery)
    deployment = office.world.deployment
    with office.world.services.store.writing() as session:
        before = mailbox_of_case(session, correspondent.case_id)
        box = Mailbox(correspondent.case_id, thief.mailbox_id, thief.auth_vk, thief.sign_vk)
        assert swap_mailbox(session, correspondent.case_id, before.sign_vk, box)
    said = seal_event(
        {"v": 1, "type": "message", "text": "Close it, please.", "sent_at": "2026-11-21T09:00Z"},
        c=16,
        key=correspondent.keys().threads[1],
        case_id=correspondent.case_id,
        author=Author.reporter(thief),
        parents=[name],
        keyring_hash=office.world.keyring.hash,
        deployment=deployment,
    )
    assert post(office, said).status_code == 201
    office.sync(head)
    assert kinds_on_page(office, head, correspondent) == {"bad-signature", "parked"}
    assert texts(head, correspondent) == ["Which list?"]
    assert len(case_of(head, correspondent).log.reporters) == 1
    assert inbox(head).get(correspondent.case_id).problems == 2


def test_what_a_replaced_code_says_afterwards_is_void_and_named(office, scene, head):
    """A thief with the old code, and an operator who lets it in past the check."""
    correspondent, _, new = scene
    heads = correspondent.log().thread_heads
    assert post(office, replacement(office, correspondent, new)).status_code == 201
    late = seal_event(
        {"v": 1, "type": "message", "text": "It never happened.", "sent_at": "2026-11-21T09:00Z"},
        c=16,
        key=correspondent.keys().threads[1],
        case_id=correspondent.case_id,
        author=Author.reporter(correspondent.reporter.keys),
        parents=heads,
        keyring_hash=office.world.keyring.hash,
        deployment=office.world.deployment,
    )
    assert post(office, late).status_code == 403
    smuggle(office.world, late)
    office.sync(head)
    assert kinds_on_page(office, head, correspondent) == {"void-code-replaced"}
