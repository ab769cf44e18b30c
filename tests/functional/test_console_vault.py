"""A vault through its life: made, backed up, restored, checked, from the command line."""

import json
import re
import sqlite3
import zipfile

import pytest

import policies
from crypto.errors import WrongPassphrase
from crypto.signing import verify
from investigator_console.cases.record import load_case
from investigator_console.cases.writing import Written
from investigator_console.cli import main
from investigator_console.keys.service import create_member, new_member
from investigator_console.messages.service import send_message
from investigator_console.vault.backup import back_up, restore
from investigator_console.vault.errors import BackupUnreadableError, VaultError, VaultExistsError
from investigator_console.vault.folder import find_vault, list_vaults
from investigator_console.vault.service import open_vault
from tests.support.console_world import PASSPHRASE, inbox

POLICIES = policies.load()
CARD = {
    "amparo": "card",
    "deployment_id": "11" * 16,
    "root_vk": "22" * 32,
    "origins": ["http://127.0.0.1:8000"],
}


def test_a_request_is_signed_with_the_key_that_it_names(tmp_path):
    import base64

    request = json.loads(new_member(tmp_path, "Ana Pérez", "investigator", "HQ", CARD, PASSPHRASE))
    document = base64.b64decode(request["document"])
    fields = json.loads(document)
    assert fields["name"] == "Ana Pérez"
    assert fields["role"] == "investigator"
    deployment = bytes.fromhex(fields["deployment_id"])
    verify(
        "member-request",
        bytes.fromhex(fields["verify_vk"]),
        document,
        bytes.fromhex(request["signature"]),
        deployment,
    )
    assert fields["auth_vk"] != fields["verify_vk"]


def test_the_recovery_code_opens_the_vault_and_stands_nowhere_on_disk(tmp_path):
    made = create_member(tmp_path, "Ana", "investigator", "HQ", CARD, PASSPHRASE)
    vault = open_vault(made.vault, made.recovery_code)
    assert vault.profile.name == "Ana"
    vault.close()
    bare = made.recovery_code.replace("-", "").encode()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert bare not in data
            assert made.recovery_code.encode() not in data
            assert PASSPHRASE.encode() not in data
            assert vault_seed_absent(data, made)


def vault_seed_absent(data, made):
    vault = open_vault(made.vault, PASSPHRASE)
    seeds = (vault.profile.auth_seed, vault.profile.sign_seed)
    vault.close()
    return all(seed not in data and seed.hex().encode() not in data for seed in seeds)


@pytest.mark.parametrize(
    ("name", "card", "passphrase"),
    [
        ("", CARD, PASSPHRASE),
        ("Ana", CARD, "short"),
        ("Ana", {"amparo": "keyring"}, PASSPHRASE),
        ("Ana", {}, PASSPHRASE),
    ],
)
def test_what_cannot_be_a_member_leaves_nothing_behind(tmp_path, name, card, passphrase):
    with pytest.raises(VaultError):
        new_member(tmp_path, name, "investigator", "HQ", card, passphrase)
    assert list(tmp_path.iterdir()) == []


def test_intake_i5_a_restored_vault_reads_on_under_a_new_log_and_without_intake_keys(office, tmp_path):
    vault = office.hire("Head", "INV")
    office.sync(vault)
    correspondent = office.report()
    office.sync(vault)
    assert isinstance(
        send_message(vault, inbox(vault), POLICIES, correspondent.case_id, "Before.", None), Written
    )
    office.sync(vault)
    before, keys_before = vault.log_secret, {secret.fingerprint for secret in vault.intake.each()}
    back_up(vault, tmp_path / "head.backup")
    vault.close()

    with zipfile.ZipFile(tmp_path / "head.backup") as archive:
        assert not any("intake" in name or name.endswith(".key") for name in archive.namelist())

    restored = restore(tmp_path / "head.backup", tmp_path / "other", PASSPHRASE, office.today)
    assert restored.log_secret != before
    assert list(restored.intake.each()) == []
    record = load_case(restored, POLICIES, correspondent.case_id)
    assert record.case.report.stories[1] == "They changed the list."

    report = office.sync(restored)
    assert report.problems == []
    assert keys_before.isdisjoint({secret.fingerprint for secret in restored.intake.each()})
    assert isinstance(
        send_message(restored, inbox(restored), POLICIES, correspondent.case_id, "After.", None), Written
    )
    office.sync(restored)
    assert [message.text for message in correspondent.case().messages] == ["Before.", "After."]
    assert correspondent.log().problems == ()
    restored.close()


def test_a_report_after_the_restore_opens_with_the_new_keys(office, tmp_path):
    vault = office.hire("Head", "INV")
    office.sync(vault)
    back_up(vault, tmp_path / "head.backup")
    vault.close()
    restored = restore(tmp_path / "head.backup", tmp_path / "other", PASSPHRASE, office.today)
    office.sync(restored)
    office.report("After the restore.")
    assert office.sync(restored).opened == 1
    restored.close()


def test_a_backup_is_never_overwritten_and_a_vault_never_replaced(office, tmp_path):
    vault = office.hire("Head", "INV")
    back_up(vault, tmp_path / "head.backup")
    with pytest.raises(FileExistsError):
        back_up(vault, tmp_path / "head.backup")
    vault.close()
    with pytest.raises(VaultExistsError):
        restore(tmp_path / "head.backup", tmp_path / "console", PASSPHRASE, office.today)
    with pytest.raises(WrongPassphrase):
        restore(tmp_path / "head.backup", tmp_path / "other", "not the passphrase", office.today)
    assert list_vaults(tmp_path / "other") == []
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04cut"])
def test_what_is_no_backup_is_said(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupUnreadableError):
        restore(tmp_path / "file", tmp_path / "other", PASSPHRASE, None)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path / "data"))
    (tmp_path / "card.json").write_text(json.dumps(CARD))
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    return tmp_path


def run(desk, *arguments):
    return main([*arguments, "--passphrase-file", str(desk / "passphrase")])


def make_ana(desk):
    return run(
        desk,
        *("member", "new", "--name", "Ana", "--role", "investigator", "--region", "HQ"),
        *("--card", str(desk / "card.json"), "--out", str(desk / "request.json")),
    )


def test_the_command_line_makes_backs_up_restores_and_checks(desk, capsys, monkeypatch):
    assert make_ana(desk) == 0
    code = re.search(r"^    ([A-Z2-7-]{30,})$", capsys.readouterr().out, re.MULTILINE)[1]
    assert main(["member", "list"]) == 0
    assert capsys.readouterr().out.startswith("Ana\t")
    assert run(desk, "vault", "check", "--name", "Ana") == 0
    assert run(desk, "vault", "backup", "--name", "Ana", "--out", str(desk / "ana.backup")) == 0
    monkeypatch.setenv("AMPARO_DATA", str(desk / "elsewhere"))
    (desk / "passphrase").write_text(code)
    assert run(desk, "vault", "restore", str(desk / "ana.backup")) == 0
    assert find_vault(desk / "elsewhere" / "console", "Ana").path.is_dir()


@pytest.mark.parametrize("with_code", [False, True])
def test_another_passphrase_opens_the_vault_and_the_old_one_no_more(desk, capsys, with_code):
    make_ana(desk)
    code = re.search(r"^    ([A-Z2-7-]{30,})$", capsys.readouterr().out, re.MULTILINE)[1]
    (desk / "new").write_text("six quite other words here")
    if with_code:
        (desk / "passphrase").write_text(code)
    change = ("vault", "passphrase", "--name", "Ana", "--new-passphrase-file", str(desk / "new"))
    assert run(desk, *change) == 0
    for secret, opens in ((PASSPHRASE, False), ("six quite other words here", True), (code, True)):
        (desk / "passphrase").write_text(secret)
        assert run(desk, "vault", "check", "--name", "Ana") == (0 if opens else 2), secret


def test_too_short_a_passphrase_changes_nothing(desk, capsys):
    make_ana(desk)
    (desk / "new").write_text("short")
    change = ("vault", "passphrase", "--name", "Ana", "--new-passphrase-file", str(desk / "new"))
    assert run(desk, *change) == 2
    assert "has 5 characters" in capsys.readouterr().err
    assert run(desk, "vault", "check", "--name", "Ana") == 0


def test_the_command_line_names_what_was_changed(desk, capsys):
    make_ana(desk)
    with sqlite3.connect(desk / "data" / "console" / "ana" / "vault.db") as database:
        database.execute("UPDATE records SET sealed = zeroblob(80) WHERE name = 'profile'")
    database.close()
    assert run(desk, "vault", "check", "--name", "Ana") == 1
    assert "'profile'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--role", "emperor"), "There is no role"),
        (("--card", "passphrase"), "no site card"),
        (("--out", "card.json"), "is there already"),
    ],
)
def test_the_command_line_says_what_is_wrong(desk, capsys, arguments, sentence):
    options = {"--role": "investigator", "--card": "card.json", "--out": "request.json", "--name": "Ana"}
    options |= dict([arguments])
    for option in ("--card", "--out"):
        options[option] = str(desk / options[option])
    assert run(desk, "member", "new", *(part for pair in options.items() for part in pair)) == 2
    assert sentence in capsys.readouterr().err
    assert not (desk / "data").exists()


def test_a_wrong_passphrase_on_the_command_line(desk, capsys):
    make_ana(desk)
    (desk / "passphrase").write_text("something else entirely")
    assert run(desk, "vault", "check", "--name", "Ana") == 2
    assert "does not open the vault" in capsys.readouterr().err
