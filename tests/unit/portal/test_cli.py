import json
from pathlib import Path

import pytest

from portal.cli import main
from portal.keyring.card import Card
from portal.settings_file import load_settings
from portal.store import schema
from portal.store.engine import Store
from tests.support.member_requests import request_of

PASSPHRASE = "correct horse battery staple"
ROLES = ("investigator", "victim-care-officer", "ethics-officer", "oversight")


@pytest.fixture
def env(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_DATA", str(tmp_path / "data"))
    for name in ("AMPARO_SETTINGS", "AMPARO_DATABASE_URL", "AMPARO_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    return tmp_path


def keyring(_env: Path, *arguments: str) -> int:
    return main(["keyring", *arguments])


def hold_ceremony(env: Path) -> Path:
    folder, secret = str(env / "ceremony"), ["--passphrase-file", str(env / "passphrase")]
    assert keyring(env, "root-new", folder, *secret) == 0
    assert keyring(env, "init", folder, "--origin", "https://report.example.org") == 0
    assert keyring(env, "card", folder) == 0
    card = Card.parse((env / "ceremony" / "card.json").read_bytes())
    for role in ROLES:
        for i in range(2):
            (env / "request.json").write_bytes(request_of(card, f"{role} {i}", role))
            assert keyring(env, "add", folder, str(env / "request.json")) == 0
    assert keyring(env, "sign", folder, *secret) == 0
    return env / "ceremony" / "keyring-1.amk"


def init(env: Path) -> int:
    card = str(env / "ceremony" / "card.json")
    return main(["init", "--card", card, "--organisation", 'Aid "Ü" 🙂', "--contact", "help@example.org"])


def test_from_an_empty_folder_to_a_published_keyring(env, capsys):
    signed = hold_ceremony(env)
    assert init(env) == 0
    assert main(["db", "upgrade"]) == 0
    assert keyring(env, "publish", str(signed)) == 0
    settings = load_settings()
    assert settings.organisation.name == 'Aid "Ü" 🙂'
    assert schema.is_current(Store(settings.database_url))
    folder = str(env / "ceremony")
    for command in ("show", "check", "fingerprint"):
        assert keyring(env, command, folder) == 0
    printed = capsys.readouterr().out
    fingerprint = json.loads((env / "ceremony" / "card.json").read_text())["root_vk"]
    assert "investigator 0" in printed
    assert fingerprint not in printed
    assert main(["db", "restored"]) == 0


def test_a_mistake_is_one_sentence_and_a_failure(env, capsys):
    assert main(["db", "upgrade"]) == 1
    assert "amparo-portal init" in capsys.readouterr().err
    signed = hold_ceremony(env)
    assert init(env) == 0
    assert init(env) == 1
    assert keyring(env, "remove", str(env / "ceremony"), "nobody") == 1
    assert main(["alarm", "status"]) == 1
    altered = env / "altered.amk"
    altered.write_bytes(signed.read_bytes().replace(b'"HQ"', b'"XX"'))
    capsys.readouterr()
    assert keyring(env, "publish", str(altered)) == 1
    assert capsys.readouterr().err.startswith("amparo-portal: KeyringAltered: ")


def test_a_short_passphrase_makes_no_root_key(env):
    (env / "passphrase").write_text("short", encoding="utf-8")
    assert keyring(env, "root-new", str(env / "c"), "--passphrase-file", str(env / "passphrase")) == 1
    assert not (env / "c").exists()


def test_policies_are_checked_and_shown(capsys, tmp_path):
    assert main(["policies", "check"]) == 0
    assert main(["policies", "show", "routing"]) == 0
    assert '"categories"' in capsys.readouterr().out
    assert main(["policies", "check", str(tmp_path)]) == 1


def test_the_alarm_tells_what_waits_and_what_failed(env, capsys):
    hold_ceremony(env)
    assert init(env) == 0
    path = env / "data" / "portal" / "portal.toml"
    text = path.read_text(encoding="utf-8").replace("duty_roster = []", 'duty_roster = ["a@example.org"]')
    path.write_text(text + '\n[smtp]\nhost = "127.0.0.1"\nport = 9\nfrom = "p@example.org"\ntls = "none"\n')
    store = Store(load_settings().database_url)
    with store.writing() as session:
        session.exec_driver_sql(
            "INSERT INTO cases VALUES (?, ?, ?, ?, 1, 24, 0)", (b"1" * 32, b"2" * 32, b"3" * 32, b"4" * 32)
        )
    store.close()
    assert main(["alarm", "run", "--once"]) == 1
    assert "person" in capsys.readouterr().err
    assert main(["alarm", "status"]) == 1
    assert "will be tried again" in capsys.readouterr().out


def test_a_portal_with_another_schema_does_not_start(env, capsys):
    hold_ceremony(env)
    assert init(env) == 0
    store = Store(load_settings().database_url)
    with store.writing() as session:
        session.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    store.close()
    assert main(["serve"]) == 1
    assert "db upgrade" in capsys.readouterr().err
