"""What this portal would serve, as a list to sign; and the signed list, if it still tells the truth."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from crypto.errors import ProtocolError
from crypto.manifest import Manifest, parse_manifest
from portal.headers import constant_headers
from portal.pages.service import address_of, render_pages
from portal.services import Services
from portal.settings import Settings

_FILE = "pages.amf"


class ManifestError(Exception):
    """The list of pages is not what it should be; the message says what to do."""


def served_files(app: Flask, services: Services) -> dict[str, bytes]:
    """Path -> SHA-256 of every static page, script, style and icon of the path with JavaScript."""
    pages = {
        address_of(language, name): body for (language, name), body in render_pages(app, services).items()
    }
    files = {**pages, **{f"/static/{name}": body for name, body in services.assets.files().items()}}
    return {path: hashlib.sha256(body).digest() for path, body in sorted(files.items())}


def list_pages(app: Flask, services: Services, version: int, today: dt.date) -> Manifest:
    """The list of what this portal serves today, to be signed at the ceremony."""
    settings = services.settings
    files = served_files(app, services)
    headers = constant_headers(settings.origins)
    return Manifest(
        settings.deployment_id, settings.root_vk, version, today, settings.origins, headers, files
    )


def signed_path(settings: Settings) -> Path:
    """Where a portal keeps its signed list."""
    return settings.data_dir / _FILE


def read_signed(settings: Settings) -> bytes | None:
    """The container that was published here; None before the first."""
    try:
        return signed_path(settings).read_bytes()
    except FileNotFoundError:
        return None


def publish(app: Flask, services: Services, container: bytes) -> Manifest:
    """Keep a signed list that fits what is served. Raises `ProtocolError`, `ManifestError`."""
    settings = services.settings
    manifest = parse_manifest(container, settings.root_vk, settings.deployment_id)
    different = differences(manifest.files, served_files(app, services))
    if different or dict(manifest.headers) != constant_headers(settings.origins):
        named = ", ".join(different[:5]) or "the headers"
        raise ManifestError(
            f"This list is not of the pages that are served here: {named}. Make a new one with "
            "`amparo-portal manifest make`, and have it signed."
        )
    draft = signed_path(settings).with_suffix(".new")
    draft.write_bytes(container)
    draft.replace(signed_path(settings))
    return manifest


def truthful(app: Flask, services: Services) -> bytes | None:
    """The published container if it verifies and fits; None otherwise: no list is better than a wrong one."""
    container = read_signed(services.settings)
    if container is None:
        return None
    settings = services.settings
    try:
        manifest = parse_manifest(container, settings.root_vk, settings.deployment_id)
    except ProtocolError:
        return None
    if dict(manifest.headers) != constant_headers(settings.origins):
        return None
    return None if differences(manifest.files, served_files(app, services)) else container


def differences(signed: Mapping[str, bytes], there: Mapping[str, bytes]) -> list[str]:
    """Paths that are listed and not served, served and not listed, or of other bytes; sorted."""
    return sorted(path for path in signed.keys() | there.keys() if signed.get(path) != there.get(path))
