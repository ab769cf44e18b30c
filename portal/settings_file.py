"""The settings file, `portal.toml`: read into `Settings`, each fault named with its key and its remedy."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crypto.root_change import RootChange
from crypto.types import DeploymentId
from portal.colours import ColourError, Colours
from portal.places import Place, PlaceError, read_places
from portal.root import RootChangeError, read_root_change
from portal.settings import Kiosk, Organisation, Settings, SettingsError, Smtp, Webhook


def portal_dir(env: Mapping[str, str] | None = None) -> Path:
    """The portal's own folder: `$AMPARO_DATA/portal`. Raises `SettingsError` when AMPARO_DATA is missing."""
    env = os.environ if env is None else env
    data = env.get("AMPARO_DATA", "")
    if not data:
        raise SettingsError(
            "Set AMPARO_DATA to the folder where Amparo keeps its data, e.g. /var/lib/amparo."
        )
    return Path(data).absolute() / "portal"


def settings_path(env: Mapping[str, str] | None = None) -> Path:
    """Where the settings file lies: `AMPARO_SETTINGS`, else `$AMPARO_DATA/portal/portal.toml`."""
    env = os.environ if env is None else env
    named = env.get("AMPARO_SETTINGS", "")
    return Path(named).absolute() if named else portal_dir(env) / "portal.toml"


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Reads the settings file named by the environment. Raises `SettingsError` with file, key and remedy."""
    env = os.environ if env is None else env
    path = settings_path(env)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no {path}. Run `amparo-portal init` first, or set AMPARO_SETTINGS."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}.") from None
    data_dir = portal_dir(env) if env.get("AMPARO_DATA") else path.parent
    return _Reader(path, raw).settings(data_dir, env)


_TOP = {
    "origins", "languages", "basic_path", "database_url", "redis_url", "proxy_hops", "duty_roster",
    "policies_dir", "keyring", "organisation", "smtp", "webhook", "limits", "places", "colours", "kiosk",
}  # fmt: skip
_ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(:[0-9]{1,5})?|http://\[::1\](:[0-9]{1,5})?")
_LONGEST_IDLE_MINUTES = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TLS: tuple[Literal["starttls", "tls", "none"], ...] = ("starttls", "tls", "none")


class _Reader:
    """Reads one value after the other and names file and key in every complaint."""

    def __init__(self, path: Path, raw: dict[str, Any]) -> None:
        self.path, self.raw = path, raw

    def wrong(self, key: str, remedy: str) -> SettingsError:
        return SettingsError(f"{self.path}, {key}: {remedy}")

    def value(self, key: str, kind: type, default: Any, remedy: str) -> Any:  # noqa: ANN401 - TOML is untyped
        node: Any = self.raw
        for part in key.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        if node is None and default is not None:
            return default
        if not isinstance(node, kind) or (kind is int and isinstance(node, bool)):
            raise self.wrong(key, remedy)
        return node

    def strings(self, key: str, default: list[str] | None, remedy: str) -> tuple[str, ...]:
        value = self.value(key, list, default, remedy)
        if not all(isinstance(item, str) and item for item in value):
            raise self.wrong(key, remedy)
        return tuple(value)

    def hexadecimal(self, key: str, length: int) -> bytes:
        remedy = f"set {2 * length} hex digits, as printed by `amparo-portal keyring card`"
        text = self.value(key, str, None, remedy)
        try:
            value = bytes.fromhex(text)
        except ValueError:
            raise self.wrong(key, remedy) from None
        if len(value) != length:
            raise self.wrong(key, remedy)
        return value

    def origins(self) -> tuple[str, ...]:
        remedy = 'list the addresses reporters type, e.g. ["https://report.example.org"], without a path'
        origins = self.strings("origins", None, remedy)
        if not origins or not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise self.wrong("origins", remedy)
        for origin in origins:
            parts = urlsplit(origin)
            local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
            if parts.scheme == "http" and not local and not (parts.hostname or "").endswith(".onion"):
                raise self.wrong(
                    "origins", f"{origin} is not secret on its way: use https, .onion or localhost"
                )
        return origins

    def exit_url(self) -> str:
        remedy = "set the https address of a harmless page, e.g. a weather report"
        url = str(self.value("organisation.exit_url", str, Organisation("", "").exit_url, remedy))
        if not url.startswith("https://"):
            raise self.wrong("organisation.exit_url", remedy)
        return url

    def colours(self) -> Colours | None:
        if "colours" not in self.raw:
            return None
        remedy = 'set a colour as "#rrggbb"'
        accent = self.value("colours.accent", str, None, remedy)
        try:
            return Colours.read(accent, self.value("colours.accent_dark", str, None, remedy))
        except ColourError as error:
            raise self.wrong("colours", str(error)) from None

    def kiosk(self) -> Kiosk:
        minutes = self.value("kiosk.idle_minutes", int, 0, "set whole minutes, 0 for never")
        origins = self.strings("kiosk.origins", [], "list the addresses that kiosks open")
        if not 0 <= minutes <= _LONGEST_IDLE_MINUTES:
            raise self.wrong("kiosk.idle_minutes", f"set 0 to {_LONGEST_IDLE_MINUTES}")
        if unknown := sorted(set(origins) - set(self.origins())):
            raise self.wrong("kiosk.origins", f"{unknown[0]} does not stand in origins")
        return Kiosk(minutes, origins)

    def smtp(self) -> Smtp | None:
        if "smtp" not in self.raw:
            return None
        tls = self.value("smtp.tls", str, "starttls", 'set "starttls", "tls" or "none"')
        if tls not in _TLS:
            raise self.wrong("smtp.tls", 'set "starttls", "tls" or "none"')
        password = self.value("smtp.password_file", str, "", "set the path of a file that holds the password")
        user = self.value("smtp.user", str, "", "set the account's name")
        if user and not password:
            raise self.wrong("smtp.password_file", "a user needs a file that holds the password")
        return Smtp(
            host=self.value("smtp.host", str, None, "set the mail server's name"),
            port=self.value("smtp.port", int, 587, "set the mail server's port, e.g. 587"),
            sender=self.value("smtp.from", str, None, "set the sender's address"),
            tls=tls,
            user=user,
            password_file=Path(password) if password else None,
        )

    def webhook(self) -> Webhook | None:
        if "webhook" not in self.raw:
            return None
        remedy = "set the https address of the gateway, or one on this machine"
        url = str(self.value("webhook.url", str, None, remedy))
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if not parts.hostname or parts.username or (parts.scheme != "https" and not local):
            raise self.wrong("webhook.url", remedy)
        token = self.value("webhook.token_file", str, "", "set the path of a file that holds the token")
        return Webhook(url, Path(token) if token else None)

    def places(self) -> tuple[Place, ...]:
        try:
            return read_places(self.raw.get("places", []))
        except PlaceError as error:
            raise self.wrong(error.key, error.remedy) from None

    def root_change(self, folder: Path, deployment: DeploymentId, root_vk: bytes) -> RootChange | None:
        try:
            return read_root_change(folder, deployment, root_vk)
        except RootChangeError as error:
            raise self.wrong("keyring.root_vk", str(error)) from None

    def settings(self, data_dir: Path, env: Mapping[str, str]) -> Settings:
        unknown = sorted(set(self.raw) - _TOP)
        if unknown:
            raise self.wrong(unknown[0], f"is no setting; known are {', '.join(sorted(_TOP))}")
        url = env.get("AMPARO_DATABASE_URL") or self.value("database_url", str, "", "set a database address")
        languages = self.strings("languages", ["en"], 'list language codes, e.g. ["en"]')
        if not languages or not all(_LANGUAGE.fullmatch(code) for code in languages):
            raise self.wrong("languages", 'list language codes, e.g. ["en"]')
        roster = self.strings("duty_roster", [], "list the mail addresses of the people on duty")
        smtp = self.smtp()
        if roster and smtp is None:
            raise self.wrong("smtp", "a duty_roster needs a mail server: set [smtp] host and from")
        deployment = DeploymentId(self.hexadecimal("keyring.deployment_id", 16))
        root_vk = self.hexadecimal("keyring.root_vk", 32)
        policies = self.value("policies_dir", str, "", "set the path of the policies folder")
        return Settings(
            data_dir=data_dir,
            database_url=url or f"sqlite:///{data_dir / 'portal.db'}",
            origins=self.origins(),
            deployment_id=deployment,
            root_vk=root_vk,
            root_change=self.root_change(data_dir, deployment, root_vk),
            keyring_floor=self.value(
                "keyring.floor", int, 1, "set the lowest keyring version that is still good"
            ),
            organisation=Organisation(
                self.value("organisation.name", str, None, "set the organisation's name"),
                self.value("organisation.contact", str, None, "set an address where people get help"),
                self.strings("organisation.other_channels", [], "list other ways to report, as plain text"),
                self.exit_url(),
            ),
            languages=languages,
            colours=self.colours(),
            kiosk=self.kiosk(),
            basic_path=self.value("basic_path", bool, True, "set true or false"),
            redis_url=env.get("AMPARO_REDIS_URL") or self.value("redis_url", str, "", "set a Redis address"),
            proxy_hops=self.value(
                "proxy_hops", int, 0, "set how many proxies stand before the portal, e.g. 1"
            ),
            smtp=smtp,
            webhook=self.webhook(),
            duty_roster=roster,
            limits_enabled=self.value("limits.enabled", bool, True, "set true or false"),
            policies_dir=Path(policies) if policies else None,
            places=self.places(),
        )
