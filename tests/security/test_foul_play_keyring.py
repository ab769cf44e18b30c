"""Keyrings rolled back, and keyrings that would let a log-in pass for a signature."""

import dataclasses

import pytest

from crypto.errors import KeyringRolledBack, Malformed
from crypto.keyring import new_keyring_document, parse_keyring, sign_keyring
from investigator_console.sync.errors import SyncError
from portal.keyring.publish import publish
from tests.support.foul_play import answer, kinds_on_page, lane_key, member_event, smuggle
from tests.support.organisation import ORIGIN, ROLES


@pytest.mark.parametrize("same", [False, True])
def test_no_keyring_lists_one_key_to_log_in_and_to_sign_with(office, same):
    organisation = office.world.organisation
    listed = [person.listed for person in organisation.people]
    if same:
        listed[0] = dataclasses.replace(listed[0], verify_vk=listed[0].auth_vk)

    def sign_and_read():
        document = new_keyring_document(
            organisation.deployment,
            version=2,
            issued_on=office.today,
            origins=[ORIGIN],
            groups={name: [one.id for one in organisation.of_group(name)] for name in ROLES},
            members=listed,
            policies={name: bytes(32) for name in ("routing", "roles", "sharing")},
            previous=bytes(32),
        )
        container = sign_keyring(document, organisation.root_seed)
        return parse_keyring(container, organisation.root_vk, organisation.deployment)

    if not same:
        assert sign_and_read().version == 2
        return
    with pytest.raises(Malformed):
        sign_and_read()


def test_a_keyring_rolled_back_is_refused_by_portal_and_console(office, head):
    world = office.world
    old = world.client.get("/api/v1/keyring").data
    newer = world.organisation.sign_keyring(2, office.today, world.keyring.hash)
    ring = publish(world.settings, world.services.store, newer, office.today)
    assert office.sync(head).keyring_version == 2
    with pytest.raises(KeyringRolledBack):
        publish(world.settings, world.services.store, old, office.today)
    assert world.client.get("/api/v1/keyring").data == newer
    correspondent = office.report()
    office.sync(head)
    answer(office, "/keyring", old)
    before = len(office.line.requests)
    with pytest.raises(SyncError, match="KeyringRolledBack"):
        office.sync(head)
    assert [one.url.path for one in office.line.requests[before:]] == ["/api/v1/keyring"]
    assert ring.version == 2
    assert kinds_on_page(office, head, correspondent) == set()


def test_an_old_keyring_is_noticed_by_a_console_that_never_saw_the_new_one(office, head):
    """A record names the newer version; its root signature proves it, so the older one was no mistake."""
    world = office.world
    correspondent = office.report()
    old = world.client.get("/api/v1/keyring").data
    newer = world.organisation.sign_keyring(2, office.today, world.keyring.hash)
    ring = publish(world.settings, world.services.store, newer, office.today)
    colleague = world.organisation.of_group("INV")[2]
    answer(office, "/keyring", old)
    office.sync(head)
    smuggle(
        world, member_event(correspondent, colleague, lane_key(head, correspondent), keyring_hash=ring.hash)
    )
    report = office.sync(head)
    assert any("KeyringRolledBack" in problem for problem in report.problems)
    with pytest.raises(SyncError, match="KeyringRolledBack"):
        office.sync(head)
    office.line.tamper = None
    assert office.sync(head).keyring_version == 2
