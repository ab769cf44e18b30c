"""OPERATIONS, "Keys through a year", by its own commands: a lost vault, a leaver, a new root key."""

import json

import pytest

from crypto.manifest import parse_for_fingerprint
from investigator_console.access.leavers import order_leaver
from investigator_console.keys.roots import accept_root
from investigator_console.notes.service import assign_case
from investigator_console.sync.errors import SyncError
from investigator_console.vault.folder import VaultFolder
from investigator_console.vault.service import open_vault
from portal.keyring import ceremony
from tests.support.colleague import POLICIES, done
from tests.support.intruder import Intruder
from tests.support.rehearsal import PASSPHRASE, Rehearsal

STORY = "They changed the list."


@pytest.fixture
def rehearsal(tmp_path, monkeypatch):
    made = Rehearsal(tmp_path, monkeypatch)
    made.found(("Head", "Ben", "Cara"))
    yield made
    made.office.world.services.store.close()


@pytest.fixture
def team(rehearsal):
    people = [rehearsal.colleague(name) for name in ("Head", "Ben", "Cara")]
    yield people
    for one in people:
        one.vault.close()


def sync_all(people):
    for one in people:
        one.sync()


def test_a_lost_vault_is_replaced_and_nothing_is_lost(rehearsal, team):
    head, ben, cara = team
    case = rehearsal.office.report(STORY)
    sync_all(team)
    ben.write(case.case_id, "Said by Ben.")
    ben.note(case.case_id, "Noted by Ben.")
    sync_all(team)
    # The machine is gone, somebody has it. A new vault has a new id; the old seat goes, the new one comes.
    old, lost = ben.id, rehearsal.folder / "lost"
    ben.vault.close()
    ben.vault.folder.path.rename(lost)
    finder = Intruder(rehearsal.office, open_vault(VaultFolder(lost, "Ben"), PASSPHRASE))
    assert rehearsal.portal("keyring", "remove", rehearsal.ceremony, "Ben") == 0
    rehearsal.new_member("Ben")
    rehearsal.publish(rehearsal.sign())
    again = rehearsal.colleague("Ben")
    assert again.id != old
    assert not again.lists(case.case_id)
    # A co-holder's synchronisation changes the keys; then she grants the case again.
    head.sync()
    assert head.record(case.case_id).case.holders.rotation_due == ()
    assert old not in head.holders(case.case_id)
    assert head.grant(case.case_id, again.id) is None
    sync_all((head, again, cara))
    assert again.stories(case.case_id) == [STORY]
    assert again.said(case.case_id) == ["Said by Ben."]
    assert [note.text for note in again.record(case.case_id).case.notes] == ["Noted by Ben."]
    assert again.record(case.case_id).log.problems == ()
    assert head.holders(case.case_id) == {head.id, cara.id, again.id}
    # He works on, the reporter reads it, and new reports reach him without anybody's help.
    done(again.declare(case.case_id))
    again.write(case.case_id, "Said by Ben, back again.")
    again.sync()
    assert case.case().messages[-1].text == "Said by Ben, back again."
    fresh = rehearsal.office.report("A week later.")
    sync_all((head, again))
    assert again.stories(fresh.case_id) == ["A week later."]
    # Whoever found the lost vault, with its passphrase: what it had, and nothing that came after.
    assert STORY in finder.texts(case.case_id)
    assert "back again" not in finder.texts(case.case_id)
    assert finder.opened(fresh.case_id) == []
    for vault in (again.vault, finder.vault):
        vault.close()


def test_a_leaver_hands_over_and_their_vault_opens_nothing_new(rehearsal, team):
    head, ben, cara = team
    cases = [rehearsal.office.report(f"{STORY} {number}") for number in (1, 2)]
    sync_all(team)
    for case in cases:
        done(ben.declare(case.case_id))
        done(assign_case(ben.vault, ben.shelf, POLICIES, case.case_id, ben.id))
    sync_all(team)
    leaver = Intruder(rehearsal.office, ben.vault)
    # Before the last day: each case gets somebody else.
    for case in cases:
        cara.declare(case.case_id)
        done(assign_case(cara.vault, cara.shelf, POLICIES, case.case_id, cara.id))
    sync_all((cara, head))
    # The last day: "Who leaves", then the keyring.
    assert order_leaver(head.vault, POLICIES, ben.id) is None
    sync_all((head, cara))
    for case in cases:
        assert head.holders(case.case_id) == {head.id, cara.id}
        assert head.record(case.case_id).case.assignee.value == cara.id
        assert (
            head.record(case.case_id).rekey_lanes(rehearsal.office.world.keyring, rehearsal.office.today)
            == ()
        )
    assert rehearsal.portal("keyring", "remove", rehearsal.ceremony, "Ben") == 0
    rehearsal.publish(rehearsal.sign())
    with pytest.raises(SyncError, match="keyring"):
        ben.sync()
    # What comes after: of his old cases, and new ones.
    head.sync()
    head.write(cases[0].case_id, "After he left.")
    head.sync()
    cases[0].write("My answer after he left.")
    new = rehearsal.office.report("A new report.")
    sync_all((head, cara))
    assert cara.said(cases[0].case_id) == ["After he left.", "My answer after he left."]
    assert cara.stories(new.case_id) == ["A new report."]
    assert STORY in leaver.texts(cases[0].case_id)
    assert "after he left" not in leaver.texts(cases[0].case_id).lower()
    assert leaver.opened(new.case_id) == []


def sign_pages(rehearsal, passphrase, name, *more):
    """OPERATIONS, "The list of the pages"."""
    pages, signed = rehearsal.folder / "pages.json", rehearsal.folder / name
    assert rehearsal.portal("manifest", "make", "--out", pages) == 0
    words = ("manifest", "sign", rehearsal.ceremony, pages, *more, "--out", signed)
    assert rehearsal.portal(*words, "--passphrase-file", rehearsal.folder / passphrase) == 0
    assert rehearsal.portal("manifest", "publish", signed) == 0
    rehearsal.restart()


def test_a_new_root_key(rehearsal, team, capsys):
    head, ben, cara = team
    case = rehearsal.office.report(STORY)
    sync_all(team)
    head.write(case.case_id, "Said under the former root.")
    sync_all(team)
    former = ceremony.read(rehearsal.folder / "ceremony").card.fingerprint
    sign_pages(rehearsal, "passphrase", "pages-1.amf")
    # 1. At the ceremony.
    new = ("--new-passphrase-file", str(rehearsal.folder / "next-passphrase"))
    assert rehearsal.portal("keyring", "root-change", rehearsal.ceremony, *rehearsal.secret, *new) == 0
    capsys.readouterr()
    assert rehearsal.portal("keyring", "fingerprint", rehearsal.ceremony) == 0
    paper = capsys.readouterr().out.strip()
    assert paper != former
    signed = rehearsal.sign("--passphrase-file", str(rehearsal.folder / "next-passphrase"))
    (announcement,) = (rehearsal.folder / "ceremony").glob("root-*.amr")
    # 2. On the portal: with the wrong paper nothing happens.
    take = ("keyring", "root-publish", announcement, signed, "--fingerprint")
    assert rehearsal.portal(*take, former) == 1
    assert rehearsal.portal(*take, paper) == 0
    rehearsal.restart()
    client = rehearsal.office.world.client
    # The list that the former root signed is withheld; a new one goes on from its version.
    assert client.get("/api/v1/manifest").status_code == 404
    sign_pages(rehearsal, "next-passphrase", "pages-2.amf", "--before", rehearsal.folder / "pages-1.amf")
    client = rehearsal.office.world.client
    assert parse_for_fingerprint(client.get("/api/v1/manifest").data, paper).version == 2
    site = json.loads(client.get("/en/report").text.partition('id="site">')[2].partition("</script>")[0])
    assert site["rootVk"] == ceremony.read(rehearsal.folder / "ceremony").root_vk
    # 3. Every member compares, one of them after a while in which nothing was lost.
    for one in (head, cara):
        with pytest.raises(SyncError, match="new root key"):
            one.sync()
        assert accept_root(one.vault, paper) is None
        one.sync()
    ben.write(case.case_id, "Written on leave, offline.")
    with pytest.raises(SyncError, match="new root key"):
        ben.sync()
    assert accept_root(ben.vault, former) is not None
    assert accept_root(ben.vault, paper) is None
    sync_all((ben, head))
    assert head.said(case.case_id) == ["Said under the former root.", "Written on leave, offline."]
    assert head.record(case.case_id).log.problems == ()
    # The reporter's code of before opens the case, and new reports are sealed under the new root.
    assert [message.text for message in case.case().messages] == head.said(case.case_id)
    fresh = rehearsal.office.report("After the change.")
    sync_all(team)
    assert [one.stories(fresh.case_id) for one in team] == [["After the change."]] * 3
    # 5. The former key is not needed any more.
    (kept,) = (rehearsal.folder / "ceremony").glob("*.former.sealed")
    kept.unlink()
    rehearsal.publish(rehearsal.sign("--passphrase-file", str(rehearsal.folder / "next-passphrase")))
    assert head.sync().keyring_version == 3
