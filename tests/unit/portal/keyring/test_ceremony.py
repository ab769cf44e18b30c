import datetime as dt
import json

import pytest

from crypto.errors import BadSignature, GroupTooSmall, KeyringAltered, Malformed, WrongPassphrase
from crypto.signing import new_signing_seed, verify_key
from portal.keyring import ceremony
from portal.keyring.card import Card
from portal.keyring.ceremony import CeremonyError
from tests.support.member_requests import request_of

PASSPHRASE = "correct horse battery staple"
TODAY = dt.date(2026, 11, 21)
ORIGIN = "https://report.example.org"
TWO_OF_EACH = ("investigator", "victim-care-officer", "ethics-officer", "oversight")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a root key; making one costs half a second by design."""
    folder = tmp_path_factory.mktemp("ceremony") / "root"
    ceremony.new_root(folder, PASSPHRASE)
    ceremony.set_origins(folder, [ORIGIN])
    return folder


@pytest.fixture
def folder(made, tmp_path):
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def fill(folder, roles=TWO_OF_EACH):
    card = ceremony.read(folder).card
    for role in roles:
        for i in range(2):
            ceremony.add_member(folder, request_of(card, f"{role} {i}", role))


def test_the_whole_ceremony_makes_a_keyring_that_the_card_verifies(folder):
    card = Card.parse(ceremony.write_card(folder))
    fill(folder)
    path = ceremony.sign(folder, PASSPHRASE, TODAY)
    ring = ceremony.check(path, card, TODAY)
    assert (path.name, ring.version, ring.origins) == ("keyring-1.amk", 1, (ORIGIN,))
    assert [len(ring.groups[name]) for name in ("INV", "VCO", "ETH", "ALT")] == [2, 2, 2, 2]
    assert ceremony.newest_keyring(folder) == path


def test_names_stay_in_the_folder(folder):
    fill(folder)
    assert b"investigator 0" not in ceremony.sign(folder, PASSPHRASE, TODAY).read_bytes()


def test_each_keyring_names_the_one_before(folder):
    card = ceremony.read(folder).card
    fill(folder)
    first = ceremony.check(ceremony.sign(folder, PASSPHRASE, TODAY), card)
    second = ceremony.check(ceremony.sign(folder, PASSPHRASE, TODAY), card)
    assert (second.version, second.previous) == (2, first.hash)


def test_intake_i8_a_group_of_one_is_not_signed(folder):
    fill(folder)
    ceremony.remove_member(folder, "ethics-officer 1")
    with pytest.raises(GroupTooSmall, match="ETH"):
        ceremony.sign(folder, PASSPHRASE, TODAY)
    assert ceremony.read(folder).version == 0


def test_a_wrong_passphrase_signs_nothing(folder):
    fill(folder)
    with pytest.raises(WrongPassphrase):
        ceremony.sign(folder, "something else entirely", TODAY)


def test_the_root_key_is_sealed_and_private(made):
    assert (made / "root.sealed").stat().st_mode & 0o077 == 0
    assert b"seed" not in (made / "root.sealed").read_bytes()


def test_a_second_root_key_is_refused(made):
    with pytest.raises(CeremonyError, match="orphan"):
        ceremony.new_root(made, PASSPHRASE)


def test_a_request_is_checked_before_it_is_taken(folder):
    card = ceremony.read(folder).card
    with pytest.raises(BadSignature):
        ceremony.add_member(folder, request_of(card, "Ann", "investigator", tamper=True))
    with pytest.raises(Malformed, match="another deployment"):
        ceremony.add_member(folder, request_of(card, "Ann", "investigator", deployment_id="00" * 16))
    with pytest.raises(CeremonyError, match="no role"):
        ceremony.add_member(folder, request_of(card, "Ann", "wizard"))
    with pytest.raises(CeremonyError, match="no group"):
        ceremony.add_member(folder, request_of(card, "Ann", "investigator"), ["XYZ"])
    with pytest.raises(Malformed, match="name"):
        ceremony.add_member(folder, request_of(card, "", "investigator"))
    assert ceremony.read(folder).seats == ()


def test_nobody_stands_there_twice_and_a_removed_id_never_returns(folder):
    card = ceremony.read(folder).card
    request = request_of(card, "Ann", "investigator")
    seat = ceremony.add_member(folder, request)
    with pytest.raises(CeremonyError, match="already"):
        ceremony.add_member(folder, request)
    with pytest.raises(CeremonyError, match="already"):
        ceremony.add_member(folder, request_of(card, "Ann", "oversight"))
    with pytest.raises(CeremonyError, match="same key"):
        ceremony.add_member(folder, request_of(card, "Bob", "oversight", auth_vk=seat.auth_vk))
    ceremony.remove_member(folder, seat.id)
    with pytest.raises(CeremonyError, match="never comes back"):
        ceremony.add_member(folder, request)
    with pytest.raises(CeremonyError, match="No member"):
        ceremony.remove_member(folder, "Ann")


def test_the_card_of_another_root_refuses_the_keyring(folder):
    fill(folder)
    path = ceremony.sign(folder, PASSPHRASE, TODAY)
    mine = ceremony.read(folder).card
    other = Card(mine.deployment_id, verify_key(new_signing_seed()), mine.origins)
    with pytest.raises(KeyringAltered):
        ceremony.check(path, other)
    assert other.fingerprint != mine.fingerprint


def test_steps_out_of_order_say_what_comes_first(tmp_path):
    with pytest.raises(CeremonyError, match="root-new"):
        ceremony.read(tmp_path / "nothing")
    (tmp_path / "ceremony.json").write_text("{}")
    with pytest.raises(CeremonyError, match="damaged"):
        ceremony.read(tmp_path)


def test_without_an_address_there_is_no_card(folder):
    state = json.loads((folder / "ceremony.json").read_text())
    (folder / "ceremony.json").write_text(json.dumps({**state, "origins": []}))
    with pytest.raises(CeremonyError, match="keyring init"):
        ceremony.write_card(folder)
    with pytest.raises(CeremonyError, match="keyring init"):
        ceremony.sign(folder, PASSPHRASE, TODAY)
    with pytest.raises(CeremonyError, match="at least one"):
        ceremony.set_origins(folder, [])
    with pytest.raises(CeremonyError, match="No keyring"):
        ceremony.newest_keyring(folder)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"amparo":"card"}', b'{"amparo":"card","origins":[]}'])
def test_a_file_that_is_no_card_is_refused(data):
    with pytest.raises(Malformed):
        Card.parse(data)
