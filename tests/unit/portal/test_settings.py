from pathlib import Path

import pytest

from portal.settings import Kiosk, SettingsError
from portal.settings_file import load_settings

GOOD = """
origins = ["https://report.example.org", "http://abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefab.onion"]
languages = ["en"]
duty_roster = ["a@example.org"]
[organisation]
name = "Invented Aid"
contact = "help@example.org"
other_channels = ["Call 123"]
[keyring]
deployment_id = "00112233445566778899aabbccddeeff"
root_vk = "1111111111111111111111111111111111111111111111111111111111111111"
floor = 3
[smtp]
host = "mail.example.org"
from = "portal@example.org"
"""


def load(tmp_path: Path, text: str, **env: str):
    folder = tmp_path / "portal"
    folder.mkdir(exist_ok=True)
    (folder / "portal.toml").write_text(text, encoding="utf-8")
    return load_settings({"AMPARO_DATA": str(tmp_path), **env})


def test_a_whole_file_is_read_into_a_frozen_object(tmp_path):
    settings = load(tmp_path, GOOD)
    assert settings.data_dir == tmp_path / "portal"
    assert settings.database_url == f"sqlite:///{tmp_path / 'portal' / 'portal.db'}"
    assert settings.keyring_floor == 3
    assert settings.organisation.other_channels == ("Call 123",)
    assert settings.smtp is not None
    assert settings.smtp.port == 587
    assert settings.onion_hosts == {"abcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefab.onion"}
    with pytest.raises(AttributeError):
        settings.basic_path = False


def test_the_environment_overrides_database_and_redis(tmp_path):
    settings = load(tmp_path, GOOD, AMPARO_DATABASE_URL="postgresql://x/y", AMPARO_REDIS_URL="redis://z")
    assert (settings.database_url, settings.redis_url) == ("postgresql://x/y", "redis://z")


def test_the_settings_file_can_lie_elsewhere(tmp_path):
    (tmp_path / "elsewhere.toml").write_text(GOOD, encoding="utf-8")
    settings = load_settings({"AMPARO_SETTINGS": str(tmp_path / "elsewhere.toml")})
    assert settings.data_dir == tmp_path


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (
            'origins = ["https://report.example.org"',
            'origins = ["https://report.example.org/path"',
            "origins",
        ),
        ('origins = ["https://report.example.org"', 'origins = ["http://report.example.org"', "origins"),
        ('languages = ["en"]', "languages = []", "languages"),
        ('languages = ["en"]', 'langages = ["en"]', "langages"),
        ('name = "Invented Aid"', "", "organisation.name"),
        ('contact = "help@example.org"', "contact = 7", "organisation.contact"),
        ('deployment_id = "00', 'deployment_id = "', "keyring.deployment_id"),
        ('root_vk = "11', 'root_vk = "zz', "keyring.root_vk"),
        ("floor = 3", "floor = true", "keyring.floor"),
        ('host = "mail.example.org"', "", "smtp.host"),
        ('from = "portal@example.org"', 'from = "p@x"\ntls = "maybe"', "smtp.tls"),
        ('from = "portal@example.org"', 'from = "p@x"\nuser = "me"', "smtp.password_file"),
        ('[smtp]\nhost = "mail.example.org"\nfrom = "portal@example.org"', "", "smtp"),
        ('contact = "help', 'exit_url = "javascript:x"\ncontact = "help', "organisation.exit_url"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(tmp_path, old, new, key):
    assert old in GOOD
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert f"portal.toml, {key}:" in str(caught.value)


@pytest.mark.parametrize("text", ["origins = [", "\udcff"])
def test_a_damaged_file_is_named(tmp_path, text):
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / "portal.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=r"portal\.toml"):
        load_settings({"AMPARO_DATA": str(tmp_path)})


def test_a_missing_file_or_folder_says_what_to_run(tmp_path):
    with pytest.raises(SettingsError, match="init"):
        load_settings({"AMPARO_DATA": str(tmp_path)})
    with pytest.raises(SettingsError, match="AMPARO_DATA"):
        load_settings({})


COLOURS = '\n[colours]\naccent = "{light}"\naccent_dark = "{dark}"\n'


def test_without_colours_of_its_own_an_organisation_has_none(tmp_path):
    assert load(tmp_path, GOOD).colours is None


def test_the_organisations_colours_and_kiosks_are_read(tmp_path):
    kiosk = '\n[kiosk]\nidle_minutes = 3\norigins = ["https://report.example.org"]\n'
    settings = load(tmp_path, GOOD + COLOURS.format(light="#0b4f8a", dark="#8ec5ff") + kiosk)
    assert b"--accent:#0b4f8a" in settings.colours.stylesheet()
    assert settings.kiosk == Kiosk(3, ("https://report.example.org",))


@pytest.mark.parametrize(
    ("light", "dark"), [("#ffcc00", "#8ec5ff"), ("#0b4f8a", "#0b4f8a"), ("blue", "#8ec5ff"), ("#0b4f8a", "")]
)
def test_a_colour_that_cannot_be_read_stops_the_start(tmp_path, light, dark):
    with pytest.raises(SettingsError, match="colours"):
        load(tmp_path, GOOD + COLOURS.format(light=light, dark=dark))


@pytest.mark.parametrize(
    "kiosk", ["idle_minutes = -1", "idle_minutes = 61", 'origins = ["https://other.example"]']
)
def test_a_kiosk_that_cannot_be_stops_the_start(tmp_path, kiosk):
    with pytest.raises(SettingsError, match="kiosk"):
        load(tmp_path, f"{GOOD}\n[kiosk]\n{kiosk}\n")
