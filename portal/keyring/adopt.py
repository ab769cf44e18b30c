"""A new root key comes into force on this portal: announcement, settings and first keyring, in one command."""

import dataclasses
import re
from datetime import date
from pathlib import Path

from crypto.keyring import Keyring, root_fingerprint
from crypto.root_change import RootChange
from portal.keyring.ceremony import CeremonyError, write_whole
from portal.keyring.publish import publish
from portal.root import ROOT_CHANGE_FILE
from portal.settings import Settings
from portal.store.engine import Store


def adopt_root(
    settings: Settings,
    settings_file: Path,
    store: Store,
    announcement: bytes,
    container: bytes,
    *,
    fingerprint: str,
    former_lost: bool,
    today: date,
) -> Keyring:
    """Pins the announced root, and makes the first keyring that it signed the current one.

    `fingerprint`: of the new root, from the paper of the ceremony. Everything is judged before anything is written;
    the same again finishes what broke off. Raises `CeremonyError`, `SettingsError`, `ProtocolError`.
    """
    change = RootChange.parse(announcement, settings.deployment_id)
    _judge(settings, change, fingerprint, former_lost=former_lost)
    new = settings.root_vk != change.root_vk
    text = _with_root(settings_file, settings.root_vk, change.root_vk) if new else ""
    after = dataclasses.replace(settings, root_vk=change.root_vk, root_change=change)
    keyring = publish(after, store, container, today)
    write_whole(settings.data_dir / ROOT_CHANGE_FILE, change.container)
    if new:
        mode = settings_file.stat().st_mode
        write_whole(settings_file, text.encode("utf-8"))
        settings_file.chmod(mode)
    return keyring


def _judge(settings: Settings, change: RootChange, fingerprint: str, *, former_lost: bool) -> None:
    if settings.root_vk not in {change.former, change.root_vk}:
        raise CeremonyError("This announcement follows on another root key than the one that is pinned here.")
    printed = root_fingerprint(change.root_vk, settings.deployment_id)
    if _plain(printed) != _plain(fingerprint):
        raise CeremonyError(
            f"The announced root key is {printed}, not the one of your paper. Nothing was changed."
        )
    if not change.former_signed and not former_lost:
        raise CeremonyError(
            "The former root key did not sign this change. Where it is lost, say so: --former-lost. "
            "Else somebody may want to put their own key in its place."
        )


def _with_root(path: Path, old: bytes, new: bytes) -> str:
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(rf'(?m)^(\s*root_vk\s*=\s*"){old.hex()}(")', rf"\g<1>{new.hex()}\g<2>", text)
    if count != 1:
        raise CeremonyError(
            f'{path} has no line root_vk = "{old.hex()}": set root_vk = "{new.hex()}" by hand.'
        )
    return changed


def _plain(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()
