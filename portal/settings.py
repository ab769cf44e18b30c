from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from crypto.root_change import RootChange
from crypto.types import DeploymentId, KeyringHash
from portal.colours import Colours
from portal.places import Place


class SettingsError(Exception):
    """A setting is missing or wrong; the message says what to set, and where."""


@dataclass(frozen=True)
class Organisation:
    """Who runs this portal: shown on every page.

    `other_channels` are lines of plain text; `exit_url` is the harmless page that "leave quickly" opens.
    """

    name: str
    contact: str
    other_channels: tuple[str, ...] = ()
    exit_url: str = "https://www.wikipedia.org/"


@dataclass(frozen=True)
class Kiosk:
    """Devices that many people share: the form and an open case empty themselves when nobody touches them.

    `idle_minutes`: how long, 0 for never; `origins`: the addresses of the kiosks, empty for every visitor.
    """

    idle_minutes: int = 0
    origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Smtp:
    """How the alarm mail leaves. `tls`: "starttls", "tls" or "none" (a relay on this machine)."""

    host: str
    port: int
    sender: str
    tls: Literal["starttls", "tls", "none"]
    user: str
    password_file: Path | None


@dataclass(frozen=True)
class Webhook:
    """A gateway that sends text messages: POST `{"to": number, "text": the alarm's text}`, with a bearer token."""

    url: str
    token_file: Path | None


@dataclass(frozen=True)
class Settings:
    """Everything the portal is told from outside, read once at the start and never changed."""

    data_dir: Path
    database_url: str
    origins: tuple[str, ...]
    deployment_id: DeploymentId
    root_vk: bytes
    keyring_floor: int
    organisation: Organisation
    languages: tuple[str, ...] = ("en",)
    colours: Colours | None = None
    kiosk: Kiosk = Kiosk()
    basic_path: bool = True
    redis_url: str = ""
    proxy_hops: int = 0
    smtp: Smtp | None = None
    webhook: Webhook | None = None
    duty_roster: tuple[str, ...] = ()
    limits_enabled: bool = True
    policies_dir: Path | None = None
    places: tuple[Place, ...] = ()
    root_change: RootChange | None = None
    testing: bool = field(default=False, compare=False)

    @property
    def vouched(self) -> frozenset[KeyringHash]:
        """Hashes of keyrings of a former root key that go on holding: old records name them."""
        return frozenset() if self.root_change is None else self.root_change.vouched

    @cached_property
    def onion_hosts(self) -> frozenset[str]:
        """Host names of the onion origins; their visitors share one address and have no address limit."""
        hosts = (urlsplit(origin).hostname or "" for origin in self.origins)
        return frozenset(host for host in hosts if host.endswith(".onion"))
