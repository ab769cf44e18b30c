"""Checking a live portal from outside: whether it serves what the root key signed.

Whoever runs this is one visitor among many. A portal that serves other bytes to one person is caught only by
checks from that person's place, so it pays to run it from several networks and at odd hours.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx

from crypto.errors import ProtocolError
from crypto.manifest import Manifest, parse_for_fingerprint
from portal.headers import IMMUTABLE

_NOT_FOUND = 404
_UNCHANGED = 304
_OK = 200
_PATIENCE = httpx.Timeout(30.0)
_MAX_BODY = 4 * 1024 * 1024
# What a page could be bent with although its bytes are right.
_UNWANTED = ("Set-Cookie", "Link", "Refresh", "Clear-Site-Data", "Service-Worker-Allowed", "SourceMap")


@dataclass(frozen=True)
class Finding:
    """Something that is not as signed: where, and in which way."""

    path: str
    text: str


class Unreachable(Exception):  # noqa: N818 - says what happened
    """The portal did not answer; the message says how."""


def check_live(client: httpx.Client, fingerprint: str) -> tuple[Manifest | None, list[Finding]]:
    """Everything about a live portal that is not as signed. `client`: its base is the portal's address.

    `fingerprint`: of the root key, from paper. Raises `Unreachable`.
    """
    answer = _get(client, "/api/v1/manifest")
    if answer.status_code == _NOT_FOUND:
        return None, [Finding("/api/v1/manifest", "the portal shows no signed list of its pages")]
    try:
        manifest = parse_for_fingerprint(answer.content, fingerprint)
    except ProtocolError as error:
        return None, [Finding("/api/v1/manifest", f"{error.code}: {error}")]
    found = list(_origin(client, manifest))
    for path, digest in manifest.files.items():
        found += _file(client, manifest, path, digest)
    found += _missing_page(client, manifest)
    return manifest, found


def _origin(client: httpx.Client, manifest: Manifest) -> Iterator[Finding]:
    base = client.base_url
    origin = f"{base.scheme}://{base.netloc.decode('ascii')}"
    if origin not in manifest.origins:
        yield Finding("/", f"{origin} is not among the addresses that were signed")


def _file(client: httpx.Client, manifest: Manifest, path: str, digest: bytes) -> Iterator[Finding]:
    answer = _get(client, path)
    if answer.status_code != _OK:
        yield Finding(path, f"answers {answer.status_code}, not 200")
        return
    if not hmac.compare_digest(hashlib.sha256(answer.content).digest(), digest):
        yield Finding(path, "has other bytes than those that were signed")
    yield from _headers(answer, manifest, path)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from _references(answer.text, manifest, path)
    yield from _revalidated(client, manifest, path, answer)


def _revalidated(
    client: httpx.Client, manifest: Manifest, path: str, first: httpx.Response
) -> Iterator[Finding]:
    """A 304 lets the browser run what it kept, under the headers of the 304."""
    again = {
        "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT",
        "If-None-Match": first.headers.get("ETag", "*"),
    }
    answer = _get(client, path, again)
    if answer.status_code == _UNCHANGED:
        yield from _headers(answer, manifest, f"{path} (304)")


def _missing_page(client: httpx.Client, manifest: Manifest) -> Iterator[Finding]:
    """An error page is a page: a script could be smuggled in by one."""
    home = min((path for path in manifest.files if path.endswith("/")), default="/static/")
    path = f"{home}no-such-page-{secrets.token_hex(8)}"
    answer = _get(client, path)
    if answer.status_code != _NOT_FOUND:
        yield Finding(path, f"a page that cannot be there answers {answer.status_code}, not 404")
    yield from _headers(answer, manifest, "an error page")


def _headers(answer: httpx.Response, manifest: Manifest, path: str) -> Iterator[Finding]:
    for name, signed in manifest.headers.items():
        values = answer.headers.get_list(name)
        kept = name == "Cache-Control" and values == [IMMUTABLE] and path.startswith("/static/")
        if not values:
            yield Finding(path, f"the header {name} is missing")
        elif values != [signed] and not kept:
            yield Finding(path, f"the header {name} is not the one that was signed")
    for name in _UNWANTED:
        if name in answer.headers:
            yield Finding(path, f"there is a header {name}, which no page of this portal has")


def _references(text: str, manifest: Manifest, path: str) -> Iterator[Finding]:
    loaded = _Loaded()
    loaded.feed(text)
    for address in sorted(loaded.addresses - manifest.files.keys()):
        yield Finding(path, f"loads {address}, which is not in the signed list")
    if loaded.inline:
        yield Finding(path, "holds a script of its own")


class _Loaded(HTMLParser):
    """What a page loads by itself, and whether it brings scripts in its own text."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given:
            self.inline |= given.get("type") != "application/json"
        elif tag in {"script", "iframe", "img", "embed", "audio", "video", "source"} and given.get("src"):
            self.addresses.add(given["src"])
        elif tag == "link" and given.get("rel") not in {"alternate", "canonical"} and given.get("href"):
            self.addresses.add(given["href"])
        self.inline |= any(name.startswith("on") for name in given)


def _get(client: httpx.Client, path: str, extra: dict[str, str] | None = None) -> httpx.Response:
    try:
        with client.stream("GET", path, headers=extra or {}, timeout=_PATIENCE) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MAX_BODY:
                    raise Unreachable(f"{path} is larger than any page of Amparo.")
            return httpx.Response(
                answer.status_code,
                headers=[(name, value) for name, value in answer.headers.multi_items() if not _coded(name)],
                content=bytes(body),
            )
    except httpx.HTTPError as error:
        raise Unreachable(f"The portal did not answer for {path}: {type(error).__name__}.") from None


def _coded(name: str) -> bool:
    return name.lower() in {"content-encoding", "transfer-encoding", "content-length"}
