import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import brotli
from flask import Blueprint, Flask, Response, abort, request

from portal import headers

_TEXT = ("text/", "application/json", "image/svg+xml")
_FLOOR = 400
_STATIC = Path(__file__).with_name("static")
# Only what is the same for everybody: in a compressed answer that mixes a secret with words a stranger chose,
# the length tells the secret. Mailbox, members' and basic answers are therefore never compressed.
_PUBLIC_BLUEPRINTS = frozenset({"pages", "keyring", "manifest", "static"})


@dataclass(frozen=True)
class Asset:
    """One static file, its compressed forms made once at the start."""

    content_type: str
    plain: bytes
    brotli: bytes | None
    gzip: bytes | None
    immutable: bool


class Assets:
    """The static files of the reporter's pages, held in memory. `path` names one for a page."""

    def __init__(self, folder: Path = _STATIC, own: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """`own`: the organisation's files by logical name, e.g. "colours.css"; each gets its hash into its name."""
        self._assets: dict[str, Asset] = {}
        built = folder / "built"
        self._names = _read_names(built / "assets.json")
        hashed = set(self._names.values())
        for place in (folder, built):
            for file in sorted(place.iterdir()) if place.is_dir() else ():
                if file.is_file() and file.suffix in _SERVED:
                    immutable = place is built or file.name in hashed
                    self._assets[file.name] = _made(file.name, file.read_bytes(), immutable=immutable)
        for name, body in own.items():
            stem, _, suffix = name.rpartition(".")
            served_as = f"{stem}-{hashlib.sha256(body).hexdigest()[:8].upper()}.{suffix}"
            self._names = {**self._names, name: served_as}
            self._assets[served_as] = _made(served_as, body, immutable=suffix == "css")

    def named(self, beginning: str) -> list[str]:
        """Logical names that begin so, e.g. the recordings of one question."""
        return sorted(name for name in self._names if name.startswith(beginning))

    def path(self, name: str) -> str:
        """The address of a file by its logical name, e.g. "report.js"."""
        return f"/static/{self._names.get(name, name)}"

    def files(self) -> dict[str, bytes]:
        """Every file that is served, by its hashed name, uncompressed."""
        return {name: asset.plain for name, asset in self._assets.items()}

    def get(self, name: str) -> Asset | None:
        """The file of that hashed name, if there is one."""
        return self._assets.get(name)


_AUDIO = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg"}
# Spelled out, not guessed: what a machine's own table says would differ from what is checked from outside.
_SERVED = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


def content_type_of(name: str) -> str:
    """What a file of that name is served as, by its ending."""
    suffix = Path(name).suffix
    return _AUDIO.get(suffix) or _SERVED.get(suffix, "application/octet-stream")


def _read_names(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    return {key: value.rsplit("/", 1)[-1] for key, value in raw.items() if isinstance(value, str)}


def _made(name: str, plain: bytes, *, immutable: bool) -> Asset:
    content_type = content_type_of(name)
    if not content_type.startswith(_TEXT) or len(plain) < _FLOOR:
        return Asset(content_type, plain, None, None, immutable)
    return Asset(content_type, plain, *_squeeze(plain), immutable)


@lru_cache(maxsize=64)
def _squeeze(plain: bytes) -> tuple[bytes, bytes]:
    return brotli.compress(plain, quality=11), gzip.compress(plain, 9, mtime=0)


def blueprint(assets: Assets) -> Blueprint:
    """Serves `/static/<name>`, already compressed."""
    routes = Blueprint("static", __name__)

    @routes.get("/static/<name>")
    def serve(name: str) -> Response:
        asset = assets.get(name)
        if asset is None:
            abort(404)
        body, encoding = _choose(asset)
        response = Response(body, content_type=asset.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")
        if asset.immutable:
            response.headers["Cache-Control"] = headers.IMMUTABLE
        if asset.content_type.startswith("audio/"):
            # Safari plays nothing that it cannot ask for in parts.
            response.make_conditional(request, accept_ranges=True, complete_length=len(asset.plain))
        return response

    return routes


def _choose(asset: Asset) -> tuple[bytes, str]:
    accepted = request.accept_encodings
    if asset.brotli is not None and accepted.quality("br"):
        return asset.brotli, "br"
    if asset.gzip is not None and accepted.quality("gzip"):
        return asset.gzip, "gzip"
    return asset.plain, ""


# A keyring is JSON between a few binary fields: on a slow line half of it counts.
_TEXT_WITHIN = frozenset({"keyring.current", "keyring.by_hash", "manifest.current"})


@lru_cache(maxsize=128)
def _brotli_of(body: bytes) -> bytes:
    squeezed: bytes = brotli.compress(body, quality=11)
    return squeezed


@lru_cache(maxsize=128)
def _gzip_of(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def install(app: Flask) -> None:
    """Compresses the pages and documents that are the same for everybody."""

    @app.after_request
    def compress(response: Response) -> Response:
        public = request.blueprint in _PUBLIC_BLUEPRINTS and response.status_code == 200  # noqa: PLR2004 - OK
        text = (response.content_type or "").startswith(_TEXT) or request.endpoint in _TEXT_WITHIN
        if not public or not text or "Content-Encoding" in response.headers or response.direct_passthrough:
            return response
        body = response.get_data()
        response.vary.add("Accept-Encoding")
        if len(body) < _FLOOR:
            return response
        if request.accept_encodings.quality("br"):
            response.set_data(_brotli_of(body))
            response.headers["Content-Encoding"] = "br"
        elif request.accept_encodings.quality("gzip"):
            response.set_data(_gzip_of(body))
            response.headers["Content-Encoding"] = "gzip"
        return response
