"""Checking a live portal from outside: whether it serves what the root key signed.

Whoever runs this is one visitor among many. A portal that serves other bytes to one person is caught only by
checks from that person's place, so it pays to run it from several networks and at odd hours.
"""

import hashlib
import hmac
from collections.abc import Iterator

import httpx

from crypto.errors import ProtocolError
from crypto.manifest import Manifest, parse_for_fingerprint
from portal.manifest.answers import Finding, wrong_contents, wrong_headers, wrong_kind
from portal.manifest.fetching import Unreachable, get
from portal.manifest.unlisted import check_unlisted

_NOT_FOUND = 404
_UNCHANGED = 304
_OK = 200


def check_live(client: httpx.Client, fingerprint: str) -> tuple[Manifest | None, list[Finding]]:
    """Everything about a live portal that is not as signed. `client`: its base is the portal's address.

    `fingerprint`: of the root key, from paper. Raises `Unreachable`.
    """
    answer = get(client, "/api/v1/manifest")
    if answer.status_code == _NOT_FOUND:
        return None, [Finding("/api/v1/manifest", "the portal shows no signed list of its pages")]
    try:
        manifest = parse_for_fingerprint(answer.content, fingerprint)
    except ProtocolError as error:
        return None, [Finding("/api/v1/manifest", f"{error.code}: {error}")]
    found = list(_origin(client, manifest))
    for path, digest in manifest.files.items():
        found += _file(client, manifest, path, digest)
    found += check_unlisted(client, manifest)
    return manifest, found


def _origin(client: httpx.Client, manifest: Manifest) -> Iterator[Finding]:
    base = client.base_url
    origin = f"{base.scheme}://{base.netloc.decode('ascii')}"
    if origin not in manifest.origins:
        yield Finding("/", f"{origin} is not among the addresses that were signed")


def _file(client: httpx.Client, manifest: Manifest, path: str, digest: bytes) -> Iterator[Finding]:
    answer = get(client, path)
    if answer.status_code != _OK:
        yield Finding(path, f"answers {answer.status_code}, not 200")
        return
    if not hmac.compare_digest(hashlib.sha256(answer.content).digest(), digest):
        yield Finding(path, "has other bytes than those that were signed")
    yield from wrong_headers(answer, manifest, path)
    yield from wrong_kind(answer, path)
    if not path.startswith("/static/"):
        yield from wrong_contents(answer, manifest, path)
    yield from _revalidated(client, manifest, path, answer)


def _revalidated(
    client: httpx.Client, manifest: Manifest, path: str, first: httpx.Response
) -> Iterator[Finding]:
    """A 304 lets the browser run what it kept, under the headers of the 304."""
    again = {
        "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT",
        "If-None-Match": first.headers.get("ETag", "*"),
    }
    answer = get(client, path, again)
    if answer.status_code == _UNCHANGED:
        yield from wrong_headers(answer, manifest, f"{path} (304)")


__all__ = ["Finding", "Unreachable", "check_live"]
